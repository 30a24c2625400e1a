// Every expression that a rule holds, found by one walk: for the dependency graph and for the fields that a run needs.
#pragma once

#include "dsl/model/ruleset.hpp"

namespace duly::model {

// Told of each expression and each group of rows (aggregate, event, pause) in the order in which a rule states them.
class Visitor {
public:
    virtual ~Visitor() = default;
    virtual void expression(const Expr&) {}
    virtual void rows(const Aggregate&) {}
    virtual void length(const Length&) {}
};

// The expression and all below it; `none` is skipped. Bodies of definitions are not entered: they are nodes of their own.
void walk(const RuleSet& rules, ExprId root, Visitor& visitor);
void walk(const RuleSet& rules, const Aggregate& aggregate, Visitor& visitor);
void walk(const RuleSet& rules, const TimescaleVersion& version, Visitor& visitor);
void walk(const RuleSet& rules, const Timescale& timescale, Visitor& visitor);
void walk(const RuleSet& rules, const Check& check, Visitor& visitor);
void walk(const RuleSet& rules, const Measure& measure, Visitor& visitor);
void walk(const RuleSet& rules, const Action& action, Visitor& visitor);

}  // namespace duly::model
