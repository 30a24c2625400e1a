// The dependency graph as text for others: Graphviz and Mermaid. (JSON is written in engine/api.)
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
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
// With `marks`, words of a run stand below the title and on the edges, and the state gives the colour and the style of the line.
struct GraphMark { std::string state, words; };     // state: "failing", "at_risk" ...; "" or "plain": none
struct GraphMarks {
    std::vector<GraphMark> nodes;                               // by GraphId
    std::map<std::pair<GraphId, GraphId>, std::string> edges;   // "does not hold"
};
std::string to_dot(const Graph& graph, const std::vector<GraphId>& shown, const GraphMarks* marks = nullptr);
std::string to_mermaid(const Graph& graph, const std::vector<GraphId>& shown, const GraphMarks* marks = nullptr);

// Colours and lines of a state, the same in every format; null: none.
struct StateLook { std::string_view state, fill, stroke, dots; int line; };     // dots: "10 3", a broken line; line: its width in pixels
const StateLook* look_of_state(std::string_view state);

}  // namespace duly::model
