#include "engine/plan/plan.hpp"

namespace duly::plan {

using model::NodeKind;

std::optional<Step> find_rule(const model::RuleSet& rules, std::string_view name) {
    if (const auto id = rules.timescale(name); id != model::none) return Step{NodeKind::timescale, id};
    if (const auto id = rules.check(name); id != model::none) return Step{NodeKind::check, id};
    if (const auto id = rules.measure(name); id != model::none) return Step{NodeKind::measure, id};
    if (const auto id = rules.action(name); id != model::none) return Step{NodeKind::action, id};
    return std::nullopt;
}

namespace {

std::vector<Step> in_order(const model::RuleSet& rules, const model::Graph& graph, const std::vector<model::GraphId>& order, const std::vector<std::string>& only) {
    std::vector<bool> wanted(graph.nodes().size(), only.empty());
    for (const std::string& name : only)
        if (const auto rule = find_rule(rules, name))
            for (const model::GraphId id : graph.upstream(graph.find(rule->kind, rule->ref))) wanted[id] = true;
    std::vector<Step> steps;
    for (const model::GraphId id : order) {
        const model::GraphNode& node = graph.nodes()[id];
        const bool is_rule = node.kind != NodeKind::calendar && node.kind != NodeKind::record && node.kind != NodeKind::define;
        if (is_rule && wanted[id]) steps.push_back({node.kind, node.ref});
    }
    return steps;
}

}  // namespace

std::vector<Step> evaluation_order(const model::RuleSet& rules, const std::vector<std::string>& only) {
    const model::Graph graph(rules);
    return in_order(rules, graph, graph.order(), only);
}

Plan::Plan(const model::RuleSet& rules) : rules_(rules), graph_(rules), order_(graph_.order()) { find_starts(); }

bool Plan::other_timescale_needs(model::TimescaleId id) const {
    const model::GraphId self = graph_.find(NodeKind::timescale, id);
    if (graph_.needed_by(self).empty()) return false;
    for (const model::GraphId node : graph_.downstream(self))
        if (node != self && graph_.nodes()[node].kind == NodeKind::timescale) return true;
    return false;
}

std::vector<Step> Plan::steps(const std::vector<std::string>& only) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [names, steps] : lately_)
        if (names == only) return steps;
    constexpr std::size_t most = 8;
    if (lately_.size() == most) lately_.erase(lately_.begin());
    lately_.emplace_back(only, in_order(rules_, graph_, order_, only));
    return lately_.back().second;
}

}  // namespace duly::plan
