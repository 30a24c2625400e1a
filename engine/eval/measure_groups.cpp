#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "dsl/base/date.hpp"
#include "dsl/model/walk.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/value_text.hpp"

namespace duly::eval {

namespace {

EvaluateOptions on_day(Day day) {
    EvaluateOptions options;
    options.as_of.type = model::Type::date;
    options.as_of.number = day;
    return options;
}

// Does the expression look at other rows, so that what came after the counting day must not be seen?
class LooksAside : public model::Visitor {
public:
    bool found = false;
    void expression(const model::Expr& e) override { found = found || e.op == model::ExprOp::sibling; }
    void rows(const model::Aggregate&) override { found = true; }
};

bool looks_aside(const model::RuleSet& rules, const std::vector<model::ExprId>& by) {
    LooksAside visitor;
    for (model::ExprId id : by) {
        model::walk(rules, id, visitor);
        const model::Expr& e = rules.exprs[id];
        if (e.op == model::ExprOp::define) model::walk(rules, e.a, visitor);
    }
    return visitor.found;
}

// Numbers the pairs of what `combined` holds and the column's value, in order of first use.
void combine(const Values& column, std::vector<std::uint32_t>& combined) {
    std::unordered_map<std::string_view, std::uint32_t> texts;
    std::unordered_map<std::int64_t, std::uint32_t> numbers;
    std::unordered_map<std::uint64_t, std::uint32_t> pairs;
    for (std::size_t i = 0; i < combined.size(); ++i) {
        std::uint32_t code = 0;     // blank or missing
        if (column.s[i] == Presence::known) {
            code = column.type == model::Type::text ? texts.emplace(column.text[i], static_cast<std::uint32_t>(texts.size() + 1)).first->second
                                                    : numbers.emplace(column.v[i], static_cast<std::uint32_t>(numbers.size() + 1)).first->second;
        }
        const std::uint64_t pair = std::uint64_t{combined[i]} << 32 | code;
        combined[i] = pairs.emplace(pair, static_cast<std::uint32_t>(pairs.size())).first->second;
    }
}

}  // namespace

Standing::Standing(const Expressions& now, Day day, const Evaluation& so_far)
    : options(on_day(day)), expressions(now.rules(), now.data(), now.calendars(), options) {
    expressions.set_timescales(&so_far.timescales);
    expressions.set_measures(&so_far.measures);
}

void Groups::assign_batch(const Expressions& expressions, const std::vector<model::ExprId>& by, const std::vector<Counted*>& items, const std::vector<Day>& days) {
    Batch batch;
    batch.n = items.size();
    batch.rows.emplace_back();
    for (const Counted* item : items) batch.rows[0].push_back(item->row);
    batch.that_day = days;
    batch.calendar = measure_.calendar;
    std::vector<Values> values;
    for (model::ExprId one : by) values.push_back(expressions.evaluate(one, batch));
    // Rows share few groups: each combination of values gets a number, and its names are made once.
    std::vector<std::uint32_t> combined(items.size(), 0);
    for (const Values& column : values) combine(column, combined);
    std::unordered_map<std::uint32_t, std::uint32_t> group_of;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto [known, first] = group_of.emplace(combined[i], 0);
        if (first) {
            std::vector<std::string> names;
            for (std::size_t b = 0; b < values.size(); ++b) names.push_back(element_text(expressions.rules(), by[b], values[b], i));
            const auto [at, added] = index_.emplace(std::move(names), static_cast<std::uint32_t>(names_.size()));
            if (added) names_.push_back(&at->first);
            known->second = at->second;
        }
        items[i]->group = known->second;
    }
}

void Groups::assign(const Expressions& now, const Evaluation& so_far, std::vector<Counted>& items) {
    if (measure_.by.empty() || items.empty()) return;
    std::vector<Counted*> all;
    std::vector<Day> days;
    for (Counted& item : items) { all.push_back(&item); days.push_back(item.first); }
    if (!looks_aside(now.rules(), measure_.by)) return assign_batch(now, measure_.by, all, days);
    std::stable_sort(all.begin(), all.end(), [](const Counted* a, const Counted* b) { return a->first < b->first; });
    for (std::size_t begin = 0, end; begin < all.size(); begin = end) {
        const Day day = all[begin]->first;
        for (end = begin; end < all.size() && all[end]->first == day;) ++end;
        const Standing then(now, day, so_far);
        assign_batch(then.expressions, measure_.by, {all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end)},
                     std::vector<Day>(end - begin, day));
    }
}

void Groups::assign_on(const Expressions& standing, const std::vector<model::ExprId>& by, Day day, std::vector<Counted>& items) {
    if (by.empty() || items.empty()) return;
    std::vector<Counted*> all;
    for (Counted& item : items) all.push_back(&item);
    assign_batch(standing, by, all, std::vector<Day>(items.size(), day));
}

}  // namespace duly::eval
