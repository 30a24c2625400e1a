// The dependency graph as text for others: Graphviz and Mermaid. (JSON is written in engine/api.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/model/graph.hpp"

namespace duly::model {

std::string_view word_of(NodeKind kind);        // "timescale"
std::string_view plural_of(NodeKind kind);      // "Timescales"

// The same for as long as a declaration keeps its kind and name, whatever stands beside it: `timescale_first_review`. Letters, digits and underscores
// only; any other sign of a name in back-ticks is Z and its byte in hexadecimal.
std::string id_of(const GraphNode& node);

// All nodes, or what `of` needs, or what needs it, or both; sorted. `of` is always in.
std::vector<GraphId> part_of(const Graph& graph, GraphId of, bool needs, bool needed_by);
std::vector<GraphId> all_of(const Graph& graph);

// Edges [needed, who needs it] with both ends in `shown`, sorted.
std::vector<std::pair<GraphId, GraphId>> edges_between(const Graph& graph, const std::vector<GraphId>& shown);

// A box of its own for each kind, with a heading, so that nothing is told by colour alone. `shown` is sorted.
std::string to_dot(const Graph& graph, const std::vector<GraphId>& shown);
std::string to_mermaid(const Graph& graph, const std::vector<GraphId>& shown);

}  // namespace duly::model
