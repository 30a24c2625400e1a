// What every evaluation of a rule set needs and can be found once: which record an expression starts from, and the order of the steps.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "dsl/model/graph.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/plan/order.hpp"

namespace duly::plan {

class Plan {
public:
    explicit Plan(const model::RuleSet& rules);     // kept; it must live as long as this

    // The record of the row that `expr` starts from (its slot), before it climbs; `second` = slot2.
    model::RecordId start_of(model::ExprId expr, bool second = false) const;
    model::RecordId start_of(const model::Aggregate& aggregate) const;
    // As evaluation_order(). What was asked for lately is kept: a service asks the same for one case after another.
    std::vector<Step> steps(const std::vector<std::string>& only = {}) const;
    // Some other rule, measure or action, or a definition, looks at what this one comes to.
    bool looked_at(model::NodeKind kind, std::uint32_t ref) const { return !graph_.needed_by(graph_.find(kind, ref)).empty(); }
    // Some other timescale looks at when this one is due, itself or by way of a definition.
    bool other_timescale_needs(model::TimescaleId id) const;

private:
    const model::RuleSet& rules_;
    model::Graph graph_;
    std::vector<model::GraphId> order_;
    std::vector<model::RecordId> start_, start2_;       // by ExprId
    std::vector<std::pair<const model::Aggregate*, model::RecordId>> aggregate_start_;  // sorted by address, for look-up only
    void find_starts();
    mutable std::mutex mutex_;
    mutable std::vector<std::pair<std::vector<std::string>, std::vector<Step>>> lately_;    // rules asked for, and their steps
};

// The one handed in, or a new one.
inline std::shared_ptr<const Plan> plan_or(std::shared_ptr<const Plan> given, const model::RuleSet& rules) {
    return given ? std::move(given) : std::make_shared<const Plan>(rules);
}

}  // namespace duly::plan
