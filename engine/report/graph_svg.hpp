// Actions and what they rest on, as a picture for a page: laid out here, without Graphviz. States are told by a word, a sign and the
// style of the line besides the colour.
#pragma once

#include <string>
#include <string_view>

#include "engine/report/graph_state.hpp"

namespace duly::report {

struct GraphSvgOptions {
    bool all = false;           // everything that the actions rest on; else only what does not hold or cannot be told
    bool embedded = false;      // in a page: without background, and without `<style>` where the page has it (graph_svg_style)
    std::string href = "#";     // a node links to this and its id, as in JSON, Mermaid and DOT: "#action_appoint_officers"
};

// Self-contained: no script, nothing is fetched. `<svg class="duly-graph">`; each node is `<a class="node failing" href="#action_x">`.
std::string action_graph_svg(const ReportInput& input, const GraphSvgOptions& options = {});
// Of any part of the graph; `shown` is sorted.
std::string graph_svg(const model::RuleSet& rules, const model::Graph& graph, const GraphFindings& found, const std::vector<model::GraphId>& shown,
                      const GraphSvgOptions& options = {});
// The style of every such picture: light, dark (by the reader's choice, or below `[data-theme=dark]`) and in print.
std::string_view graph_svg_style();

}  // namespace duly::report
