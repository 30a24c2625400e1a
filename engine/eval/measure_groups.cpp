#include "engine/eval/measure_groups.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <unordered_map>

#include "dsl/base/date.hpp"
#include "dsl/model/walk.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval {

namespace {

EvaluateOptions on_day(const Expressions& now, Day day) {
    EvaluateOptions options;
    options.as_of.type = model::Type::date;
    options.as_of.number = day;
    options.looking_back = day < now.as_of_day();
    options.plan = now.plan();
    options.supposed = now.supposed();
    options.seen_until = now.seen_until();
    return options;
}

// Does the expression look at other rows, so that what came after the counting day must not be seen?
class LooksAside : public model::Visitor {
public:
    bool found = false;
    void expression(const model::Expr& e) override { found = found || e.op == model::ExprOp::sibling; }
    void rows(const model::Aggregate&) override { found = true; }
};

constexpr const char* not_told = "(not told)";     // the name of the group of those whose group is in doubt

// By element: 1 where something may stand there, and it is not told what. What is missing in a cell counts as a blank.
std::vector<std::uint8_t> in_doubt(const Expressions& expressions, model::ExprId by, const Batch& batch, const Values& column) {
    std::vector<std::uint8_t> doubt(batch.n, 0);
    bool open = false;
    for (std::size_t i = 0; i < batch.n; ++i) {
        doubt[i] = column.s[i] == Presence::doubt || (column.s[i] == Presence::known && column.type != model::Type::text && column.last(i) != column.v[i]);
        open |= column.s[i] == Presence::missing;
    }
    const model::RuleSet& rules = expressions.rules();
    while (rules.exprs[by].op == model::ExprOp::define) by = rules.exprs[by].a;
    const auto possible = open ? detail::may_be_there({expressions, batch}, rules.exprs[by]) : std::nullopt;
    for (std::size_t i = 0; possible && i < batch.n; ++i)
        if (column.s[i] == Presence::missing && (*possible)[i].yes) doubt[i] = 1;
    return doubt;
}

// Numbers texts by first use. There are few, each of many rows: mostly it is a text that is kept once, which its place tells; else the ends and
// the length of a text are looked at before all of it.
class Texts {
public:
    std::uint32_t number(std::string_view text) {
        Place& place = places_[(reinterpret_cast<std::uintptr_t>(text.data()) * 0x9E3779B97F4A7C15) >> (64 - place_bits)];
        if (place.data != text.data() || place.size != text.size() || !text.data()) place = {text.data(), text.size(), find_number(text)};
        return place.number;
    }

private:
    static constexpr int place_bits = 10;
    struct Place {
        const char* data = nullptr;
        std::size_t size = 0;
        std::uint32_t number = 0;
    };
    std::vector<Place> places_ = std::vector<Place>(std::size_t{1} << place_bits);

    std::uint32_t find_number(std::string_view text) {
        if (2 * used_ >= slots_.size()) grow();
        Slot wanted{text, 0, 0, 0};
        if (text.size() >= 8) {
            std::memcpy(&wanted.head, text.data(), 8);
            std::memcpy(&wanted.tail, text.data() + text.size() - 8, 8);
        } else {
            for (const char c : text) wanted.head = wanted.head << 8 | static_cast<unsigned char>(c);
        }
        Slot& slot = find(wanted);
        if (slot.number == 0) {
            slot = wanted;
            slot.number = ++used_;
        }
        return slot.number - 1;
    }

    struct Slot {
        std::string_view text;
        std::uint64_t head = 0, tail = 0;
        std::uint32_t number = 0;       // from 1; 0: free
    };
    std::vector<Slot> slots_;
    std::uint32_t used_ = 0;

    Slot& find(const Slot& wanted) {
        constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
        const auto same = [&](const Slot& slot) {
            return slot.head == wanted.head && slot.tail == wanted.tail && slot.text.size() == wanted.text.size() && (wanted.text.size() <= 16 || slot.text == wanted.text);
        };
        std::size_t at = (((wanted.head * odd) ^ wanted.tail) * odd + wanted.text.size()) >> 32;
        for (at &= slots_.size() - 1; slots_[at].number != 0 && !same(slots_[at]);) at = (at + 1) & (slots_.size() - 1);
        return slots_[at];
    }
    void grow() {
        std::vector<Slot> old = std::move(slots_);
        slots_.assign(std::max<std::size_t>(64, 2 * old.size()), {});
        for (const Slot& slot : old)
            if (slot.number != 0) find(slot) = slot;
    }
};

}  // namespace

bool looks_aside(const model::RuleSet& rules, const std::vector<model::ExprId>& by) {
    LooksAside visitor;
    for (model::ExprId id : by) {
        model::walk(rules, id, visitor);
        const model::Expr& e = rules.exprs[id];
        if (e.op == model::ExprOp::define) model::walk(rules, e.a, visitor);
    }
    return visitor.found;
}

// The values of one `by`, numbered by first use, together with the number of those before it.
class GroupNumbers::Codes {
public:
    // Puts in the place of each number that of the pair of it and the column's value.
    void combine(const Values& column, const std::vector<std::uint8_t>& doubt, bool first, std::vector<std::uint32_t>& combined) {
        const bool text = column.type == model::Type::text;
        for (std::size_t i = 0; i < combined.size(); ++i) {
            std::uint32_t code = doubt[i];      // blank or missing, or not told
            if (column.s[i] == Presence::known && code == 0) code = (text ? texts_.number(column.text[i]) : number(column.v[i])) + 2;
            combined[i] = first ? code : pair(combined[i], code);
        }
    }

    // The same of a text as it stands in the data. Texts that differ in the blanks around them are numbered apart; their names are one.
    void combine(const data::Column& column, std::span<const Row> rows, bool first, std::vector<std::uint32_t>& combined) {
        constexpr std::size_t ahead = 16;       // those that are not kept once lie apart, in the files that were read
        for (std::size_t i = 0; i < combined.size(); ++i) {
            if (i + ahead < combined.size() && rows[i + ahead] != data::no_row) __builtin_prefetch(column.text[rows[i + ahead]].data());
            const bool told = rows[i] != data::no_row && column.state[rows[i]] == data::State::known;
            const std::uint32_t code = told ? texts_.number(column.text[rows[i]]) + 2 : 0;
            combined[i] = first ? code : pair(combined[i], code);
        }
    }

private:
    std::uint32_t pair(std::uint32_t a, std::uint32_t b) { return pairs_.emplace(std::uint64_t{a} << 32 | b, static_cast<std::uint32_t>(pairs_.size())).first->second; }
    std::uint32_t number(std::int64_t v) {
        if (v < 0 || v >= few) return new_number(v);
        if (numbers_of_few_.empty()) numbers_of_few_.assign(few, model::none);
        std::uint32_t& number = numbers_of_few_[static_cast<std::size_t>(v)];
        if (number == model::none) number = new_number(v);
        return number;
    }
    std::uint32_t new_number(std::int64_t v) { return numbers_.emplace(v, static_cast<std::uint32_t>(numbers_.size())).first->second; }
    static constexpr std::int64_t few = 256;        // values of choices, mostly
    std::vector<std::uint32_t> numbers_of_few_;
    Texts texts_;
    std::unordered_map<std::int64_t, std::uint32_t> numbers_;
    std::unordered_map<std::uint64_t, std::uint32_t> pairs_;
};

GroupNumbers::GroupNumbers(const Expressions& expressions, const std::vector<model::ExprId>& by) : expressions_(expressions), by_(by), codes_(by.size()) {}
GroupNumbers::~GroupNumbers() = default;

// A text that stands in a column as it is; null: it is something else.
const data::Column* GroupNumbers::text_column(const model::Expr& by) const {
    if (by.op != model::ExprOp::field || by.type != model::Type::text || expressions_.rules().records[by.record].fields[by.field].with != model::none) return nullptr;
    const data::Column& column = expressions_.data().table(by.record).columns[by.field];
    return column.present && !column.state.empty() && column.text.size() >= column.state.size() ? &column : nullptr;
}

void GroupNumbers::number(const Batch& batch, std::vector<std::uint32_t>& numbers) {
    numbers.assign(batch.n, 0);
    std::vector<Values> values(by_.size());
    std::vector<std::vector<std::uint8_t>> doubts(by_.size());
    for (std::size_t b = 0; b < by_.size(); ++b) {
        const model::Expr& by = expressions_.rules().exprs[by_[b]];
        if (const data::Column* column = text_column(by)) {
            codes_[b].combine(*column, detail::rows_at({expressions_, batch}, by.slot, by.hops, expressions_.start_of(by_[b])).rows, b == 0, numbers);
            continue;
        }
        values[b] = expressions_.evaluate(by_[b], batch);
        doubts[b] = in_doubt(expressions_, by_[b], batch, values[b]);
        codes_[b].combine(values[b], doubts[b], b == 0, numbers);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] >= number_.size()) number_.resize(numbers[i] + std::size_t{1}, model::none);
        std::uint32_t& number = number_[numbers[i]];
        if (number == model::none) {
            number = static_cast<std::uint32_t>(names_.size());
            names_.push_back(names_of(batch, i, values, doubts));
        }
        numbers[i] = number;
    }
}

std::vector<std::string> GroupNumbers::names_of(const Batch& batch, std::size_t i, const std::vector<Values>& values, const std::vector<std::vector<std::uint8_t>>& doubts) const {
    std::vector<std::string> names;
    for (std::size_t b = 0; b < by_.size(); ++b) {
        if (values[b].size() == 0) names.push_back(element_text(expressions_.rules(), by_[b], expressions_.evaluate(by_[b], detail::slice(batch, i, i + 1)), 0));
        else names.push_back(doubts[b][i] != 0 ? not_told : element_text(expressions_.rules(), by_[b], values[b], i));
    }
    return names;
}

Standing::Standing(const Expressions& now, Day day, const Evaluation& so_far)
    : options(on_day(now, day)), expressions(now.rules(), now.data(), now.calendars(), options, Expressions::Seeing::when_asked) {
    expressions.set_timescales(&so_far.timescales);
    expressions.set_measures(&so_far.measures);
}

void Groups::assign_batch(const Expressions& expressions, const std::vector<model::ExprId>& by, const std::vector<Counted*>& items, const std::vector<Day>& days) {
    Batch batch;
    batch.n = items.size();
    batch.rows.emplace_back();
    batch.rows[0].reserve(items.size());
    for (const Counted* item : items) batch.rows[0].push_back(item->row);
    batch.that_day = days;
    batch.calendar = measure_.calendar;
    GroupNumbers groups(expressions, by);
    std::vector<std::uint32_t> numbers;
    groups.number(batch, numbers);
    std::vector<std::uint32_t> group_of(groups.size());
    for (std::uint32_t g = 0; g < groups.size(); ++g) group_of[g] = number(groups.names(g));
    for (std::size_t i = 0; i < items.size(); ++i) items[i]->group = group_of[numbers[i]];
}

std::uint32_t Groups::number(std::vector<std::string> names) {
    const auto [at, added] = index_.emplace(std::move(names), static_cast<std::uint32_t>(names_.size()));
    if (added) names_.push_back(&at->first);
    return at->second;
}

// Counted on one of several days, an item has the group that it has on all of them.
void Groups::assign_partial(const Expressions& now, const Evaluation& so_far, std::vector<Counted>& items) {
    constexpr Day each_day_up_to = 31;      // of a longer stretch the ends
    std::vector<Counted> other;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Day span = items[i].last - items[i].first;
        for (Day day = items[i].last; day > items[i].first; day -= span > each_day_up_to ? span : 1) {
            other.push_back(items[i]);
            other.back().first = other.back().last = day;
            of.push_back(i);
        }
    }
    if (other.empty()) return;
    assign(now, so_far, other);
    for (std::size_t k = 0; k < other.size(); ++k) {
        Counted& item = items[of[k]];
        if (other[k].group == item.group) continue;
        std::vector<std::string> both = names(item.group);
        for (std::size_t b = 0; b < both.size(); ++b)
            if (names(other[k].group)[b] != both[b]) both[b] = not_told;
        item.group = number(std::move(both));
    }
}

void Groups::assign(const Expressions& now, const Evaluation& so_far, std::vector<Counted>& items) {
    if (measure_.by.empty() || items.empty()) return;
    std::vector<Counted*> all;
    std::vector<Day> days;
    all.reserve(items.size());
    days.reserve(items.size());
    for (Counted& item : items) { all.push_back(&item); days.push_back(item.first); }
    if (!looks_aside(now.rules(), measure_.by)) {
        assign_batch(now, measure_.by, all, days);
        return assign_partial(now, so_far, items);
    }
    std::stable_sort(all.begin(), all.end(), [](const Counted* a, const Counted* b) { return a->first < b->first; });
    for (std::size_t begin = 0, end; begin < all.size(); begin = end) {
        const Day day = all[begin]->first;
        for (end = begin; end < all.size() && all[end]->first == day;) ++end;
        const Standing then(now, day, so_far);
        assign_batch(then.expressions, measure_.by, {all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end)},
                     std::vector<Day>(end - begin, day));
    }
    assign_partial(now, so_far, items);
}

void Groups::assign_on(const Expressions& standing, const std::vector<model::ExprId>& by, Day day, std::vector<Counted>& items) {
    if (by.empty() || items.empty()) return;
    std::vector<Counted*> all;
    for (Counted& item : items) all.push_back(&item);
    assign_batch(standing, by, all, std::vector<Day>(items.size(), day));
}

}  // namespace duly::eval
