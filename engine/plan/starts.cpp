// Which record a slot stands for in every expression: found once, from the rules downwards.
#include <algorithm>
#include <functional>

#include "engine/plan/plan.hpp"

namespace duly::plan {

using model::ExprId;
using model::none;
using model::RecordId;

namespace {

class Finder {
public:
    Finder(const model::RuleSet& rules, std::vector<RecordId>& first, std::vector<RecordId>& second,
           std::vector<std::pair<const model::Aggregate*, RecordId>>& aggregates)
        : rules_(rules), first_(first), second_(second), aggregates_(aggregates) {}

    void rule(RecordId record) { slots_.assign(1, record); }

    void expr(ExprId id) {
        if (id == none || id >= rules_.exprs.size()) return;
        const model::Expr& e = rules_.exprs[id];
        first_[id] = slot(e.slot);
        second_[id] = slot(e.slot2);
        for (const ExprId child : {e.a, e.b, e.c}) expr(child);
        for (const ExprId child : e.args) expr(child);
        if (e.op == model::ExprOp::aggregate && e.ref < rules_.aggregates.size()) rows(rules_.aggregates[e.ref]);
    }

    // `keep`: what follows may speak of the row that was bound, as the clauses of a schedule do of its event.
    void rows(const model::Aggregate& aggregate, bool keep = false) {
        aggregates_.emplace_back(&aggregate, slot(aggregate.slot));
        expr(aggregate.window);
        const std::vector<RecordId> outside = slots_;
        slots_.resize(std::max<std::size_t>(slots_.size(), aggregate.binds + std::size_t{1}), none);
        slots_[aggregate.binds] = aggregate.record;
        expr(aggregate.where);
        expr(aggregate.value);
        expr(aggregate.has);
        if (!keep) slots_ = outside;
    }

    void length(const model::Length& length) { expr(length.amount); }
    void limit(const model::Limit& limit) {
        for (const auto& one : limit.cases) {
            expr(one.when);
            length(one.length);
        }
    }

    void version(const model::TimescaleVersion& v) {
        if (v.each) rows(v.each->rows, true);
        for (const ExprId id : {v.from_field, v.where, v.from_date, v.to, v.before, v.stop, v.excused, v.restarted, v.calendar_field, v.chosen_by})
            expr(id);
        limit(v.within);
        limit(v.then_every);
        for (const auto& turn : v.turns) limit(turn);
        for (const auto& at : v.at) length(at);
        for (const ExprId id : v.also_shown_by) expr(id);
        limit(v.warn);
        for (const auto& exclusion : v.excluded) expr(exclusion.when);
        for (const auto& extension : v.extensions) {
            length(extension.by);
            expr(extension.when);
            expr(extension.to);
        }
        for (const auto& pause : v.pauses) {
            expr(pause.from);
            expr(pause.to);
            if (pause.during) rows(*pause.during);
        }
    }

private:
    const model::RuleSet& rules_;
    std::vector<RecordId>&first_, &second_;
    std::vector<std::pair<const model::Aggregate*, RecordId>>& aggregates_;
    std::vector<RecordId> slots_;
    RecordId slot(model::Slot slot) const { return slot < slots_.size() ? slots_[slot] : none; }
};

}  // namespace

void Plan::find_starts() {
    start_.assign(rules_.exprs.size(), none);
    start2_.assign(rules_.exprs.size(), none);
    Finder find(rules_, start_, start2_, aggregate_start_);
    for (const auto& record : rules_.records)
        if (record.spell) {
            find.rule(record.spell->part);
            find.expr(record.spell->where);
        }
    for (const auto& timescale : rules_.timescales)
        for (const auto& version : timescale.versions) {
            find.rule(timescale.record);
            find.version(version);
        }
    for (const auto& check : rules_.checks) {
        find.rule(check.record);
        find.expr(check.where);
        find.expr(check.must);
        find.expr(check.calendar_field);
        for (const auto& exclusion : check.excluded) find.expr(exclusion.when);
    }
    for (const auto& measure : rules_.measures) {
        find.rule(measure.kind == model::Measure::Kind::timescale && measure.timescale < rules_.timescales.size()
                      ? rules_.timescales[measure.timescale].record
                      : measure.record);
        for (const ExprId id : {measure.value, measure.out_of, measure.numerator_where, measure.denominator_where, measure.counted_by}) find.expr(id);
        for (const ExprId id : measure.by) find.expr(id);
        find.rule(measure.population_record);
        find.expr(measure.population);
        for (const ExprId id : measure.population_by) find.expr(id);
    }
    for (const auto& action : rules_.actions) {
        find.rule(none);
        for (const auto& line : action.needs)
            for (const auto& need : line.needs) find.expr(need.milestone);
    }
    std::sort(aggregate_start_.begin(), aggregate_start_.end(),
              [](const auto& a, const auto& b) { return std::less<const model::Aggregate*>{}(a.first, b.first); });
}

RecordId Plan::start_of(ExprId expr, bool second) const {
    const auto& starts = second ? start2_ : start_;
    if (expr >= starts.size()) return none;
    if (starts[expr] != none) return starts[expr];
    const model::Expr& e = rules_.exprs[expr];
    return !second && e.hops == 0 ? e.record : none;
}

RecordId Plan::start_of(const model::Aggregate& aggregate) const {
    const auto found = std::lower_bound(aggregate_start_.begin(), aggregate_start_.end(), &aggregate,
                                        [](const auto& a, const model::Aggregate* b) { return std::less<const model::Aggregate*>{}(a.first, b); });
    if (found != aggregate_start_.end() && found->first == &aggregate && found->second != none) return found->second;
    if (aggregate.hops == 0 && !aggregate.path.empty()) return rules_.records[aggregate.path.front()].parent;
    return none;
}

}  // namespace duly::plan
