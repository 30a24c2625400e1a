// The dependency graph as text.
#include "dsl/model/graph_text.hpp"

#include <algorithm>
#include <iterator>

#include <nlohmann/json.hpp>

#include "engine/api/report_input.hpp"
#include "engine/report/graph_svg.hpp"
#include "engine/report/values.hpp"

namespace duly::v1 {

namespace {

using model::GraphId;
using model::GraphNode;

// A run's findings beside the rules; none: the rules alone.
struct Findings { const report::GraphFindings& found; std::string as_of; };

std::string to_json(const model::RuleSet& rules, const model::Graph& graph, const std::vector<GraphId>& shown, const Findings* run = nullptr) {
    using Json = nlohmann::ordered_json;
    Json nodes = Json::array(), edges = Json::array();
    for (const GraphId id : shown) {
        const GraphNode& node = graph.nodes()[id];
        Json one = {{"id", model::id_of(node)}, {"kind", model::word_of(node.kind)}, {"name", node.name}, {"title", node.title}};
        if (rules.sources && node.at.file < rules.sources->size()) {
            const Place place = place_of(*rules.sources, node.at);
            one["file"] = place.file;
            one["line"] = place.line;
        }
        if (run && node.kind >= model::NodeKind::timescale) {
            const report::GraphState& state = run->found.nodes[id];
            one["state"] = state.word.empty() ? Json() : Json(report::class_of(state.look));
            one["words"] = state.word;
            one["detail"] = state.detail;
            one["sentence"] = state.sentence;
        }
        nodes.push_back(std::move(one));
    }
    for (const auto& [from, to] : model::edges_between(graph, shown)) {
        edges.push_back({{"from", model::id_of(graph.nodes()[from])}, {"to", model::id_of(graph.nodes()[to])}, {"kind", graph.extends(from, to) ? "extends" : "needs"}});
        if (!run) continue;
        if (const auto need = run->found.needs.find({from, to}); need != run->found.needs.end()) edges.back()["state"] = report::name_of(need->second);
    }
    Json out;
    out["schema"] = 1;
    out["ruleset"] = {{"title", rules.title}, {"version", rules.version}};
    if (run) out["as_of"] = run->as_of;
    out["nodes"] = std::move(nodes);
    out["edges"] = std::move(edges);
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// A rule goes before a record, calendar or definition of the same name: it is what one asks for.
GraphId find(const model::Graph& graph, const std::string& name) {
    GraphId found = model::none;
    for (GraphId id = 0; id < graph.nodes().size(); ++id) {
        const GraphNode& node = graph.nodes()[id];
        if (node.name != name) continue;
        if (node.kind >= model::NodeKind::timescale) return id;
        if (found == model::none) found = id;
    }
    return found;
}

Diagnostic unknown_name(const model::Graph& graph, const std::string& name) {
    std::vector<std::string> names;
    for (const GraphNode& node : graph.nodes()) names.push_back(node.name);
    return mistake(DiagnosticKind::no_such_rule, "the rule files declare no rule, record, calendar or definition `" + name + "`", did_you_mean(name, names));
}

// Sorted.
Checked<std::vector<GraphId>> part_asked_for(const model::Graph& graph, const GraphOptions& options) {
    if (options.of.empty()) return {model::all_of(graph), {}};
    const GraphId of = find(graph, options.of);
    if (of == model::none) return {{}, {unknown_name(graph, options.of)}};
    return {model::part_of(graph, of, options.needs, options.needed_by), {}};
}

}  // namespace

Checked<std::string> RuleSet::graph(const GraphOptions& options) const {
    return guarded<std::string>([&]() -> Checked<std::string> {
        const model::Graph graph = model::Graph::to_show(*state->rules);
        const Checked<std::vector<GraphId>> shown = part_asked_for(graph, options);
        if (!shown) return {{}, shown.diagnostics};
        switch (options.format) {
            case GraphFormat::json: return {to_json(*state->rules, graph, *shown.value), {}};
            case GraphFormat::mermaid: return {model::to_mermaid(graph, *shown.value), {}};
            case GraphFormat::svg: {
                report::GraphFindings none_found;
                none_found.nodes.resize(graph.nodes().size());
                return {report::graph_svg(*state->rules, graph, none_found, *shown.value), {}};
            }
            case GraphFormat::dot: break;
        }
        return {model::to_dot(graph, *shown.value), {}};
    });
}

Checked<std::string> Evaluation::graph(const GraphOptions& options) const {
    return guarded<std::string>(*state, [&]() -> Checked<std::string> {
        const model::RuleSet& rules = *state->rules->rules;
        const model::Graph graph = model::Graph::to_show(rules);
        Checked<std::vector<GraphId>> asked = part_asked_for(graph, options);
        if (!asked) return {{}, asked.diagnostics};
        const report::GraphFindings found = report::graph_findings(input_of(*state), graph);
        std::vector<GraphId> shown = std::move(*asked.value);
        if (options.failing) {
            std::vector<GraphId> both;
            const std::vector<GraphId> failing = report::failing_part(graph, found);
            std::set_intersection(shown.begin(), shown.end(), failing.begin(), failing.end(), std::back_inserter(both));
            shown = std::move(both);
        }
        switch (options.format) {
            case GraphFormat::json: {
                const Findings run{found, as_of()};
                return {to_json(rules, graph, shown, &run), {}};
            }
            case GraphFormat::svg: return {report::graph_svg(rules, graph, found, shown), {}};
            default: break;
        }
        model::GraphMarks marks;
        for (const report::GraphState& one : found.nodes)
            marks.nodes.push_back({std::string(report::class_of(one.look)), one.detail.empty() || one.word.empty() ? one.word : one.word + ": " + one.detail});
        for (const auto& [edge, need] : found.needs) marks.edges[edge] = report::need_words(need);
        return {options.format == GraphFormat::mermaid ? model::to_mermaid(graph, shown, &marks) : model::to_dot(graph, shown, &marks), {}};
    });
}

}  // namespace duly::v1
