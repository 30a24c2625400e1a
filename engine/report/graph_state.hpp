// The dependency graph as a run found it: a state and a few words for each node, and what each need of an action came to.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/model/graph.hpp"
#include "engine/report/report.hpp"

namespace duly::report {

// How a node looks. The first six are the states of actions; measures, timescales and checks take the nearest: the worst grade looks like `failing`,
// the best like `achieved`. `plain`: nothing to judge (records, calendars, figures without bands).
enum class Look : std::uint8_t { achieved, on_course, at_risk, failing, blocked, unknown, plain };
std::string_view class_of(Look look);       // "on_course": the class in SVG and Mermaid
std::string_view name_of(eval::NeedState state);        // "does_not_hold"
std::string_view need_words(eval::NeedState state);     // "does not hold", "cannot be told"

struct GraphState {
    Look look = Look::plain;
    std::string word;       // "failing", "red", "12 breaches"; "" = nothing was evaluated
    std::string detail;     // "due 24 February 2012", "70.8% in 2025/26 Q4", "7 overdue, 5 late"
    std::string sentence;   // why, of actions; may be empty
};

struct GraphFindings {
    std::vector<GraphState> nodes;                                              // by GraphId
    std::map<std::pair<model::GraphId, model::GraphId>, eval::NeedState> needs; // [needed, action]; a line of alternatives of which one holds, holds
};
GraphFindings graph_findings(const ReportInput& input, const model::Graph& graph);

// Sorted. The actions, and whatever they rest on directly or through others; `failing_only`: of this only what does not hold or cannot be told.
std::vector<model::GraphId> actions_and_below(const model::Graph& graph, const GraphFindings& found, bool failing_only);
// Sorted. What fails or cannot be told, with what it fails for: no action that stands.
std::vector<model::GraphId> failing_part(const model::Graph& graph, const GraphFindings& found);

}  // namespace duly::report
