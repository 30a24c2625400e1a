#include "dsl/model/walk.hpp"

namespace duly::model {
namespace {

void walk(const RuleSet& rules, const Length& length, Visitor& visitor) {
    visitor.length(length);
    model::walk(rules, length.amount, visitor);
}

void walk(const RuleSet& rules, const Limit& limit, Visitor& visitor) {
    for (const LimitCase& one : limit.cases) {
        model::walk(rules, one.when, visitor);
        walk(rules, one.length, visitor);
    }
}

void walk(const RuleSet& rules, const std::vector<Exclusion>& excluded, Visitor& visitor) {
    for (const Exclusion& one : excluded) model::walk(rules, one.when, visitor);
}

}  // namespace

void walk(const RuleSet& rules, ExprId root, Visitor& visitor) {
    if (root == none) return;
    const Expr& expr = rules.exprs[root];
    visitor.expression(expr);
    walk(rules, expr.a, visitor);
    walk(rules, expr.b, visitor);
    walk(rules, expr.c, visitor);
    for (const ExprId arg : expr.args) walk(rules, arg, visitor);
    if (expr.op == ExprOp::aggregate) walk(rules, rules.aggregates[expr.ref], visitor);
}

void walk(const RuleSet& rules, const Aggregate& aggregate, Visitor& visitor) {
    visitor.rows(aggregate);
    walk(rules, aggregate.where, visitor);
    walk(rules, aggregate.value, visitor);
    walk(rules, aggregate.has, visitor);
    walk(rules, aggregate.window, visitor);
}

void walk(const RuleSet& rules, const TimescaleVersion& v, Visitor& visitor) {
    for (const ExprId root : {v.from_field, v.where, v.from_date, v.to, v.before, v.stop}) walk(rules, root, visitor);
    if (v.each) walk(rules, v.each->rows, visitor);
    walk(rules, v.within, visitor);
    for (const Limit& turn : v.turns) walk(rules, turn, visitor);
    walk(rules, v.then_every, visitor);
    for (const Length& length : v.at) walk(rules, length, visitor);
    for (const ExprId shown : v.also_shown_by) walk(rules, shown, visitor);
    walk(rules, v.warn, visitor);
    walk(rules, v.excused, visitor);
    walk(rules, v.excluded, visitor);
    for (const Extension& extension : v.extensions) {
        if (extension.kind != Extension::Kind::to) walk(rules, extension.by, visitor);
        walk(rules, extension.when, visitor);
        walk(rules, extension.to, visitor);
    }
    for (const Pause& pause : v.pauses) {
        walk(rules, pause.from, visitor);
        walk(rules, pause.to, visitor);
        if (pause.during) walk(rules, *pause.during, visitor);
    }
    for (const ExprId root : {v.restarted, v.calendar_field, v.chosen_by}) walk(rules, root, visitor);
}

void walk(const RuleSet& rules, const Timescale& timescale, Visitor& visitor) {
    for (const TimescaleVersion& version : timescale.versions) walk(rules, version, visitor);
}

void walk(const RuleSet& rules, const Check& check, Visitor& visitor) {
    walk(rules, check.where, visitor);
    walk(rules, check.must, visitor);
    walk(rules, check.excluded, visitor);
    walk(rules, check.calendar_field, visitor);
}

void walk(const RuleSet& rules, const Measure& measure, Visitor& visitor) {
    for (const ExprId root : {measure.value, measure.out_of, measure.numerator_where, measure.denominator_where, measure.counted_by, measure.population})
        walk(rules, root, visitor);
    for (const ExprId by : measure.by) walk(rules, by, visitor);
    for (const ExprId by : measure.population_by) walk(rules, by, visitor);
}

void walk(const RuleSet& rules, const Action& action, Visitor& visitor) {
    for (const NeedLine& line : action.needs)
        for (const Need& need : line.needs) walk(rules, need.milestone, visitor);
}

}  // namespace duly::model
