// What stands in the dependency graph of a rule set: its nodes and edges, as lists. Feeds are left out: rules know records only.
#pragma once

#include <utility>
#include <vector>

#include "dsl/model/graph.hpp"

namespace duly::model {

struct GraphParts {
    std::vector<GraphNode> nodes;                       // kinds in the order of NodeKind, then by id
    std::vector<std::pair<GraphId, GraphId>> edges;     // [needed, who needs it]; repeats are allowed
    std::vector<std::pair<GraphId, GraphId>> extends;   // [extended, who extends it]: calendars, which stand among the edges too, and timescales
};
GraphParts graph_parts(const RuleSet& rules);

}  // namespace duly::model
