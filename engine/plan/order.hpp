// The steps of an evaluation in the order of the dependency graph.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/model/graph.hpp"
#include "dsl/model/ruleset.hpp"

namespace duly::plan {

struct Step {
    model::NodeKind kind{};         // timescale, check, measure or action
    std::uint32_t ref = 0;
    friend bool operator==(const Step&, const Step&) = default;
};

// Rules share one set of names; nothing when no rule is called so.
std::optional<Step> find_rule(const model::RuleSet& rules, std::string_view name);

// What is needed comes first. `only`: these rules (unknown names are passed over) and what they need; empty = all.
std::vector<Step> evaluation_order(const model::RuleSet& rules, const std::vector<std::string>& only = {});

}  // namespace duly::plan
