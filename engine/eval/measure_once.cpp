#include "engine/eval/measure_once.hpp"

#include <algorithm>
#include <numeric>

#include "dsl/model/walk.hpp"
#include "engine/data/parallel.hpp"
#include "engine/eval/measure_doubt.hpp"
#include "engine/eval/measure_judge.hpp"
#include "engine/eval/measure_turns.hpp"

namespace duly::eval {

namespace {

using Kind = model::Measure::Kind;

// Gives the same whatever period it is asked for: nothing in it looks at the period, at that day, or at other rows than those beside.
class SameWhenever : public model::Visitor {
public:
    explicit SameWhenever(const model::RuleSet& rules) : rules_(rules) {}
    bool same = true;
    void expression(const model::Expr& e) override {
        using Op = model::ExprOp;
        switch (e.op) {
            case Op::literal: case Op::field: case Op::and_: case Op::or_: case Op::not_: case Op::equal: case Op::not_equal: case Op::less:
            case Op::less_equal: case Op::greater: case Op::greater_equal: case Op::one_of: case Op::between: case Op::is_known: case Op::is_missing:
            case Op::add: case Op::subtract: case Op::multiply: case Op::divide: case Op::shift: case Op::length: case Op::birthday:
            case Op::count_between: case Op::pick: case Op::sibling: case Op::is_working_day: case Op::weekday_in: return;
            case Op::define: return model::walk(rules_, e.a, *this);
            default: same = false;
        }
    }
    void rows(const model::Aggregate&) override { same = false; }

private:
    const model::RuleSet& rules_;
};

struct Verdict {
    bool numerator = false, unknown = false;
    Doubt doubt{};
    ItemValue value{}, out_of{};
};

}  // namespace

bool judged_once(const model::RuleSet& rules, const model::Measure& measure) {
    if (measure.kind == Kind::every || measure.kind == Kind::reported || stands_on_last_day(measure)) return false;
    // Nothing is asked beside the turns, which are judged.
    if (measure.kind == Kind::timescale) return measure.denominator_where == model::none && measure.numerator_where == model::none;
    SameWhenever visitor(rules);
    for (const model::ExprId id : {measure.denominator_where, measure.numerator_where, measure.value, measure.out_of}) model::walk(rules, id, visitor);
    return visitor.same;
}

void OnceItems::clear() {
    entry.clear();
    row.clear();
    first.clear();
    last.clear();
    mark.clear();
    value.clear();
    out_of.clear();
}

void OnceItems::resize(std::size_t n) {
    entry.resize(n);
    row.resize(n);
    first.resize(n);
    last.resize(n);
    mark.resize(n);
}

Counted OnceItems::counted(std::size_t i) const {
    Counted item{entry[i], row[i], first[i], last[i], mark[i] == Mark::met, mark[i] >= Mark::unknown, 0};
    if (item.unknown) item.doubt = static_cast<Doubt>(static_cast<int>(mark[i]) - static_cast<int>(Mark::unknown));
    if (!value.empty()) {
        item.value = value[i];
        item.out_of = out_of[i];
    }
    return item;
}

void OnceAside::add(const OnceAside& other) {
    unplaced.insert(unplaced.end(), other.unplaced.begin(), other.unplaced.end());
    spread.insert(spread.end(), other.spread.begin(), other.spread.end());
    if (other.first_case) first_case = std::min(first_case.value_or(*other.first_case), *other.first_case);
}

Once::Once(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far)
    : expressions_(expressions), measure_(measure), so_far_(so_far), turns_(measure.kind == Kind::timescale) {
    if (turns_) {
        const TimescaleResult& result = so_far.timescales[measure.timescale];
        doubtful_ = entries_in_doubt(expressions, measure.timescale, result);
        size_ = result.outcome.size();
    } else if (expressions.all_visible(measure.record)) {
        size_ = expressions.data().table(measure.record).rows;
    } else {
        rows_ = expressions.visible_rows(measure.record);
        size_ = rows_.size();
    }
}

void Once::lay(std::size_t begin, std::size_t end, OnceItems& items, OnceAside& aside) const {
    turns_ ? lay_turns(begin, end, items, aside) : lay_rows(begin, end, items, aside);
}

void Once::lay_turns(std::size_t begin, std::size_t end, OnceItems& items, OnceAside& aside) const {
    const TurnRule rule{measure_.timescale, measure_.numerator, measure_.counted};
    Day earliest = model::max_day;
    std::size_t n = items.size();
    items.resize(n + (end - begin));        // at most so many
    place_turns(expressions_, rule, so_far_, doubtful_, begin, end, [&](const PlacedTurn& turn) {
        items.entry[n] = turn.entry;
        items.row[n] = turn.row;
        items.first[n] = turn.first;
        items.last[n] = turn.last;
        items.mark[n] = mark_of(turn.numerator, turn.unknown, Doubt::numerator);
        earliest = std::min(earliest, turn.first);
        if (turn.first != turn.last) aside.spread.push_back(items.counted(n));
        ++n;
    }, aside.unplaced);
    items.resize(n);
    if (earliest != model::max_day) aside.first_case = std::min(aside.first_case.value_or(earliest), earliest);
}

void Once::lay_rows(std::size_t begin, std::size_t end, OnceItems& items, OnceAside& aside) const {
    Batch batch;
    batch.n = end - begin;
    batch.rows.emplace_back(batch.n);
    std::vector<Row>& rows = batch.rows[0];
    if (rows_.empty()) std::iota(rows.begin(), rows.end(), static_cast<Row>(begin));
    else std::copy_n(rows_.begin() + static_cast<std::ptrdiff_t>(begin), batch.n, rows.begin());
    batch.calendar = measure_.calendar;
    const Values days = expressions_.evaluate(measure_.counted_by, batch);
    const std::size_t from = items.size();
    const Day as_of = expressions_.as_of_day();
    const bool moments = days.type == model::Type::moment;
    const auto day_of = [&](std::int64_t v) { return moments ? expressions_.zone().day(v) : static_cast<Day>(v); };
    Day earliest = model::max_day;
    std::vector<Row> undated;
    items.resize(from + batch.n);           // at most so many
    std::size_t n = from;
    for (std::size_t i = 0; i < batch.n; ++i) {
        if (days.s[i] == Presence::blank) continue;
        if (days.s[i] != Presence::known) {
            undated.push_back(rows[i]);
            continue;
        }
        const Day first = day_of(days.v[i]), last = day_of(days.last(i));
        if (first > as_of) continue;
        items.row[n] = rows[i];
        items.first[n] = first;
        items.last[n] = last;
        earliest = std::min(earliest, first);
        if (first != last) aside.spread.push_back({rows[i], rows[i], first, last, false, false, 0});
        ++n;
    }
    if (earliest != model::max_day) aside.first_case = std::min(aside.first_case.value_or(earliest), earliest);
    const std::vector<std::uint8_t> may = may_count(expressions_, measure_, undated);
    for (std::size_t i = 0; i < undated.size(); ++i)
        if (may[i] != 0) aside.unplaced.push_back(undated[i]);

    const Batch dated = batch_of(measure_, {}, as_of, {items.row.begin() + static_cast<std::ptrdiff_t>(from), items.row.begin() + static_cast<std::ptrdiff_t>(n)});
    const Judge judge(expressions_, measure_, dated);
    std::size_t kept = from;
    Verdict verdict;
    for (std::size_t i = 0; i < dated.n; ++i) {
        if (!judge(i, false, verdict)) continue;
        items.entry[kept] = items.row[kept] = items.row[from + i];
        items.first[kept] = items.first[from + i];
        items.last[kept] = items.last[from + i];
        items.mark[kept] = mark_of(verdict.numerator, verdict.unknown, verdict.doubt);
        ++kept;
        if (measure_.value == model::none) continue;
        items.value.push_back(verdict.value);
        items.out_of.push_back(verdict.out_of);
    }
    items.resize(kept);
}

Placed placed_once(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, unsigned threads) {
    constexpr std::size_t range = 8192;
    const Once once(expressions, measure, so_far);
    std::vector<std::vector<Counted>> items((once.size() + range - 1) / range);
    std::vector<OnceAside> aside(items.size());
    data::run_tasks(threads, items.size(), [&](std::size_t k) {
        OnceItems laid;
        once.lay(k * range, std::min(once.size(), (k + 1) * range), laid, aside[k]);
        items[k].reserve(laid.size());
        for (std::size_t i = 0; i < laid.size(); ++i) items[k].push_back(laid.counted(i));
    });
    Placed placed;
    OnceAside all;
    std::size_t n = 0;
    for (const auto& part : items) n += part.size();
    placed.items.reserve(n);
    for (std::size_t k = 0; k < items.size(); ++k) {
        placed.items.insert(placed.items.end(), items[k].begin(), items[k].end());
        std::vector<Counted>().swap(items[k]);
        all.add(aside[k]);
    }
    placed.unplaced = std::move(all.unplaced);
    placed.spread = std::move(all.spread);
    placed.first_case = all.first_case;
    placed.judged = true;
    sort_by_day(placed.items);
    return placed;
}

}  // namespace duly::eval
