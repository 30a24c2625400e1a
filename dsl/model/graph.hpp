// The dependency graph of a rule set: what needs what, the order of evaluation, circles with their path, reach.
// Boost.Graph stands only in graph*.cpp, behind plain ids.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dsl/model/ruleset.hpp"

namespace duly::model {

enum class NodeKind : std::uint8_t { calendar, record, define, timescale, check, measure, action };
struct GraphNode { NodeKind kind{}; std::uint32_t ref = 0; std::string name, title; SourceRange at; };
using GraphId = std::uint32_t;

class Graph {
public:
    // An edge [from -> to]: `from` is needed by `to` (data flows along edges).
    explicit Graph(const RuleSet& rules);
    // With the timescales that others extend: to be shown. A timescale is evaluated without the one that it extends.
    static Graph to_show(const RuleSet& rules);
    // From parts, for the circle check before a RuleSet exists and for tests.
    Graph(std::vector<GraphNode> nodes, const std::vector<std::pair<GraphId, GraphId>>& edges);

    const std::vector<GraphNode>& nodes() const { return nodes_; }
    std::span<const GraphId> needs(GraphId node) const;        // what it needs, directly
    std::span<const GraphId> needed_by(GraphId node) const;    // who needs it, directly
    bool extends(GraphId from, GraphId to) const;              // `to` extends `from`
    GraphId find(NodeKind kind, std::uint32_t ref) const;       // or none
    // Needed ones first; ties in the order of nodes. Precondition: no circles.
    std::vector<GraphId> order() const;
    // Each circle once, as the shortest path through its first node: a, b, c (c needs a again). Sorted.
    std::vector<std::vector<GraphId>> circles() const;
    // Everything that `from` needs (upstream) or that needs it (downstream), itself included, sorted.
    std::vector<GraphId> upstream(GraphId from) const;
    std::vector<GraphId> downstream(GraphId from) const;

private:
    std::vector<GraphNode> nodes_;
    std::vector<std::pair<GraphId, GraphId>> extends_;  // sorted
    std::vector<std::uint32_t> in_offsets_, out_offsets_;
    std::vector<GraphId> in_, out_;
    void build(const std::vector<std::pair<GraphId, GraphId>>& edges);
};

std::string to_dot(const Graph& graph);

}  // namespace duly::model
