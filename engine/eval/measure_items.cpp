#include "engine/eval/measure_items.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/model/walk.hpp"
#include "engine/data/parallel.hpp"
#include "engine/eval/measure_turns.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval {

namespace {

using Kind = model::Measure::Kind;
using CountedWhen = model::Measure::Counted;

bool of_turns(const model::Measure& measure) { return measure.kind == Kind::timescale || measure.kind == Kind::every; }
// What is counted are the rows for which all conditions hold, and no others stand beside them.
bool counts_rows(const model::Measure& measure) { return measure.kind == Kind::count || measure.kind == Kind::rate; }

// By first day; those of one day stay as they are. Mostly there are far more items than days, which are then counted.
template <typename Item>
void sort_by_day(std::vector<Item>& items) {
    const auto earlier = [](const Item& a, const Item& b) { return a.first < b.first; };
    if (std::is_sorted(items.begin(), items.end(), earlier)) return;
    const auto [first, last] = std::minmax_element(items.begin(), items.end(), earlier);
    const Day begin = first->first;
    const auto days = static_cast<std::size_t>(std::int64_t{last->first} - begin) + 1;
    if (days > items.size()) return std::stable_sort(items.begin(), items.end(), earlier);
    std::vector<std::uint32_t> at(days + 1, 0);
    for (const Item& item : items) ++at[static_cast<std::size_t>(item.first - begin) + 1];
    for (std::size_t day = 1; day < days; ++day) at[day] += at[day - 1];
    std::vector<Item> sorted(items.size());
    for (Item& item : items) sorted[at[static_cast<std::size_t>(item.first - begin)]++] = std::move(item);
    items = std::move(sorted);
}

// A condition as everywhere: an optional blank is no.
Values holding(const Expressions& expressions, model::ExprId condition, const Batch& batch) {
    return condition == model::none ? Values{} : detail::condition({expressions, batch, false}, condition);
}

// Could the row count at all, whatever the period? Rows that surely do not count are not reported as unplaced.
std::vector<std::uint8_t> may_count(const Expressions& expressions, const model::Measure& measure, const std::vector<Row>& rows) {
    std::vector<std::uint8_t> may(rows.size(), 1);
    if (rows.empty()) return may;
    Batch batch = batch_of(measure, {}, 0, rows);
    batch.that_day.clear();
    batch.period_from = model::min_day;
    batch.period_to = model::max_day;
    std::vector<model::ExprId> conditions{measure.denominator_where};
    if (counts_rows(measure)) conditions.push_back(measure.numerator_where);
    for (model::ExprId condition : conditions) {
        if (condition == model::none) continue;
        const Values values = holding(expressions, condition, batch);
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (values.is_false(i)) may[i] = 0;
    }
    return may;
}

Placed placed_entries(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far) {
    const bool under = measure.kind == Kind::every;
    Placed placed = under ? placed_under(expressions, measure, so_far)
                          : placed_turns(expressions, {measure.timescale, measure.numerator, measure.counted}, so_far);
    if (!placed.unplaced.empty() && measure.denominator_where != model::none) {
        std::vector<Row> rows;
        for (std::uint32_t entry : placed.unplaced) rows.push_back(under ? entry : so_far.timescales[measure.timescale].row[entry]);
        const std::vector<std::uint8_t> may = may_count(expressions, measure, rows);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < may.size(); ++i)
            if (may[i] != 0) placed.unplaced[kept++] = placed.unplaced[i];
        placed.unplaced.resize(kept);
    }
    sort_by_day(placed.items);
    if (!placed.items.empty()) placed.first_case = placed.items.front().first;
    // Nothing is asked beside the turns, which are judged.
    if (!under && !stands_on_last_day(measure) && measure.denominator_where == model::none && measure.numerator_where == model::none) {
        for (const Counted& item : placed.items)
            if (item.first != item.last) placed.spread.push_back(item);
        placed.judged = true;
    }
    return placed;
}

Day day_of(const Values& values, std::int64_t v, const TimeZone& zone) { return values.type == model::Type::moment ? zone.day(v) : static_cast<Day>(v); }

std::vector<Row> rows_of(const std::vector<Counted>& items) {
    std::vector<Row> rows;
    rows.reserve(items.size());
    for (const Counted& item : items) rows.push_back(item.row);
    return rows;
}

bool no(const Values& values, std::size_t i) { return values.size() != 0 && values.is_false(i); }
bool yes(const Values& values, std::size_t i) { return values.size() == 0 || values.is_true(i); }

ItemValue item_value(const Values& values, std::size_t i) {
    if (values.s[i] != Presence::known) return {no_bound_below, no_bound_above, true};
    return {values.v[i], values.last(i), true};
}

// The value of a measure for each of a batch; quotients are kept as such.
struct Figures {
    Values values;
    std::optional<detail::Fractions> quotients;

    Figures(const Expressions& expressions, model::ExprId id, const Batch& batch) {
        if (id == model::none) return;
        const detail::Scope scope{expressions, batch, batch.not_yet};
        if (expressions.rules().exprs[id].type == model::Type::number && detail::divides(scope, id)) {
            quotients = detail::fractions(scope, id);
            values.s = quotients->s;
        } else {
            values = expressions.evaluate(id, batch);
        }
    }
    std::size_t size() const { return values.size(); }
    ItemValue operator[](std::size_t i) const {
        return quotients && quotients->s[i] == Presence::known ? quotient_item(quotients->low[i], quotients->high[i]) : item_value(values, i);
    }
};

// A row known only to a month or year that has not ended, or below such a one, may not be there yet.
bool perhaps_absent(const Expressions& standing, model::RecordId record, Row row) {
    for (; record != model::none && row != data::no_row; record = standing.rules().records[record].parent) {
        if (!standing.certainly_linked(record, row)) return true;
        const std::vector<Row>& parents = standing.data().table(record).parent;
        row = parents.empty() ? data::no_row : parents[row];
    }
    return false;
}

Doubt doubt_of(bool counts, bool met, bool unmet) {
    if (counts) return Doubt::numerator;
    return met ? Doubt::counting_met : unmet ? Doubt::counting_unmet : Doubt::counting;
}

// Kleene over the conditions; drops items that surely do not count, and gives how many are left.
std::size_t judge(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::span<Counted> items) {
    const Values out_of = holding(expressions, measure.denominator_where, batch), where = holding(expressions, measure.numerator_where, batch);
    const Figures value(expressions, measure.value, batch), second(expressions, measure.out_of, batch);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (no(out_of, i) || (counts_rows(measure) && no(where, i))) continue;
        Counted& item = items[kept++];
        if (&item != &items[i]) item = items[i];
        const bool counts = yes(out_of, i) && !item.perhaps_absent;
        item.numerator = counts && yes(where, i);
        item.unknown = !item.numerator && !(counts && no(where, i));
        item.doubt = doubt_of(counts, yes(where, i), no(where, i));
        if (value.size() != 0) {
            item.value = value[i];
            item.value.certain = !item.unknown;
            if (second.size() != 0) item.out_of = second[i];
            if (!item.value.told() || (second.size() != 0 && !item.out_of.told())) item.unknown = true;
            item.numerator = !item.unknown;
        }
    }
    return kept;
}

void judge_rows(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted>& items) {
    items.resize(judge(expressions, measure, batch, items));
}

// All items once, in ranges that threads share out.
void judge_once(const Expressions& expressions, const model::Measure& measure, Placed& placed, unsigned threads) {
    constexpr std::size_t range = 8192;
    std::vector<Counted>& items = placed.items;
    for (const Counted& item : items)
        if (item.first != item.last) placed.spread.push_back(item);
    std::vector<std::size_t> kept((items.size() + range - 1) / range);
    const auto part = [&](std::size_t k) { return std::span<Counted>(items).subspan(k * range, std::min(range, items.size() - k * range)); };
    data::run_tasks(threads, kept.size(), [&](std::size_t k) {
        std::vector<Row> rows;
        for (const Counted& item : part(k)) rows.push_back(item.row);
        kept[k] = judge(expressions, measure, batch_of(measure, {}, expressions.as_of_day(), std::move(rows)), part(k));
    });
    std::size_t n = 0;
    for (std::size_t k = 0; k < kept.size(); ++k) {
        const auto from = part(k).begin();
        if (n != k * range) std::move(from, from + static_cast<std::ptrdiff_t>(kept[k]), items.begin() + static_cast<std::ptrdiff_t>(n));
        n += kept[k];
    }
    items.resize(n);
    placed.judged = true;
}

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

bool same_whenever(const model::RuleSet& rules, const model::Measure& measure) {
    SameWhenever visitor(rules);
    for (const model::ExprId id : {measure.denominator_where, measure.numerator_where, measure.value, measure.out_of}) model::walk(rules, id, visitor);
    return visitor.same;
}

Placed placed_rows(const Expressions& expressions, const model::Measure& measure, unsigned threads) {
    Placed placed;
    const std::vector<Row> rows = expressions.visible_rows(measure.record);
    if (rows.empty()) return placed;
    if (measure.counted_by == model::none) {
        placed.first_case = first_day_of(expressions, measure, rows);
        return placed;
    }
    Batch batch;
    batch.n = rows.size();
    batch.rows = {rows};
    batch.calendar = measure.calendar;
    const Values days = expressions.evaluate(measure.counted_by, batch);
    struct Dated { Day first = 0, last = 0; Row row = 0; };
    std::vector<Dated> dated;
    std::vector<Row> undated;
    dated.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (days.s[i] == Presence::blank) continue;
        if (days.s[i] != Presence::known) {
            undated.push_back(rows[i]);
            continue;
        }
        const Day first = day_of(days, days.v[i], expressions.zone());
        if (first <= expressions.as_of_day()) dated.push_back({first, day_of(days, days.last(i), expressions.zone()), rows[i]});
    }
    const std::vector<std::uint8_t> may = may_count(expressions, measure, undated);
    for (std::size_t i = 0; i < undated.size(); ++i)
        if (may[i] != 0) placed.unplaced.push_back(undated[i]);
    sort_by_day(dated);
    placed.items.reserve(dated.size());
    for (const Dated& one : dated) placed.items.push_back({one.row, one.row, one.first, one.last, false, false, 0});
    if (!placed.items.empty()) placed.first_case = placed.items.front().first;
    if (same_whenever(expressions.rules(), measure)) judge_once(expressions, measure, placed, threads);
    return placed;
}

// The conditions beside turns: what surely falls outside is dropped, what is not told stays as unknown.
void narrow(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted>& items) {
    if (items.empty() || (measure.denominator_where == model::none && measure.numerator_where == model::none)) return;
    const Values out_of = holding(expressions, measure.denominator_where, batch), where = holding(expressions, measure.numerator_where, batch);
    std::vector<Counted> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (no(out_of, i)) continue;
        Counted item = items[i];
        const bool fails = no(where, i) || (!item.numerator && !item.unknown);
        const bool holds = item.numerator && yes(where, i);
        // Where it is not told whether it counts, neither is what it would add.
        item.unknown = !yes(out_of, i) || (!fails && !holds);
        item.doubt = doubt_of(yes(out_of, i), holds, fails);
        item.numerator = !item.unknown && holds;
        kept.push_back(item);
    }
    items = std::move(kept);
}

}  // namespace

Day day_of_time(std::int64_t time, const TimeZone& zone) {
    // Days from 1600 to 2999 stay below a million; moments are seconds.
    return time > -1'000'000 && time < 1'000'000 ? static_cast<Day>(time) : zone.day(time);
}

Batch batch_of(const model::Measure& measure, const MeasurePeriod& period, Day that_day, std::vector<Row> rows) {
    Batch batch;
    batch.n = rows.size();
    batch.rows.push_back(std::move(rows));
    batch.that_day.assign(batch.n, that_day);
    batch.period_from = period.from;
    batch.period_to = period.to;
    batch.calendar = measure.calendar;
    return batch;
}

std::vector<Counted> judged_rows(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted> items) {
    judge_rows(expressions, measure, batch, items);
    return items;
}

std::vector<Counted> narrowed_turns(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted> items) {
    narrow(expressions, measure, batch, items);
    return items;
}

bool stands_on_last_day(const model::Measure& measure) {
    return of_turns(measure) ? measure.counted == CountedWhen::open_on_last_day : measure.counted_by == model::none;
}

Placed placed_items(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups, unsigned threads) {
    Placed placed = of_turns(measure) ? placed_entries(expressions, measure, so_far) : placed_rows(expressions, measure, threads);
    // Rows that stand for several turns are grouped when it is known which of these a period counts.
    if (measure.kind != Kind::every) groups.assign(expressions, so_far, placed.items);
    return placed;
}

PeriodItems items_of(const Expressions& expressions, const Expressions& standing, const model::Measure& measure, const Evaluation& so_far,
                     const Placed& placed, const MeasurePeriod& period, Groups& groups) {
    const Day last = std::min(period.to, expressions.as_of_day());
    const bool on_last_day = stands_on_last_day(measure);
    PeriodItems out;
    if (placed.judged) {
        in_period(placed.items, period, [&](const Counted& item) { out.items.push_back(&item); });
        return out;
    }
    std::vector<Counted>& items = out.own;
    if (on_last_day) {
        if (measure.kind == Kind::timescale) items = open_turns(placed, standing, {measure.timescale, measure.numerator, measure.counted}, so_far, period);
        else if (measure.kind == Kind::every) items = open_under(placed, standing, measure, so_far, period);
        else for (Row row : standing.visible_rows(measure.record)) {
            items.push_back({row, row, last, last, false, false, 0});
            items.back().perhaps_absent = perhaps_absent(standing, measure.record, row);
        }
    } else {
        in_period(placed.items, period, [&](const Counted& item) { items.push_back(item); });
        std::sort(items.begin(), items.end(), [](const Counted& a, const Counted& b) { return a.entry < b.entry; });
    }
    if (measure.kind == Kind::every) items = one_a_row(std::move(items));
    const Expressions& seen = on_last_day ? standing : expressions;
    const Batch batch = batch_of(measure, period, last, rows_of(items));
    if (of_turns(measure)) narrow(seen, measure, batch, items);
    else judge_rows(seen, measure, batch, items);
    if (on_last_day) groups.assign_on(standing, last, items);
    else if (measure.kind == Kind::every) groups.assign(expressions, so_far, items);
    out.items.reserve(items.size());
    for (const Counted& item : items) out.items.push_back(&item);
    return out;
}

}  // namespace duly::eval
