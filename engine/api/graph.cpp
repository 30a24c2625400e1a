// The dependency graph as text.
#include "dsl/model/graph_text.hpp"

#include <nlohmann/json.hpp>

#include "engine/api/internal.hpp"

namespace duly::v1 {

namespace {

using model::GraphId;
using model::GraphNode;

std::string to_json(const model::RuleSet& rules, const model::Graph& graph, const std::vector<GraphId>& shown) {
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
        nodes.push_back(std::move(one));
    }
    for (const auto& [from, to] : model::edges_between(graph, shown)) {
        edges.push_back({{"from", model::id_of(graph.nodes()[from])}, {"to", model::id_of(graph.nodes()[to])}, {"kind", graph.extends(from, to) ? "extends" : "needs"}});
    }
    Json out;
    out["schema"] = 1;
    out["ruleset"] = {{"title", rules.title}, {"version", rules.version}};
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

}  // namespace

Checked<std::string> RuleSet::graph(const GraphOptions& options) const {
    return guarded<std::string>([&]() -> Checked<std::string> {
        const model::Graph graph = model::Graph::to_show(*state->rules);
        std::vector<GraphId> shown = model::all_of(graph);
        if (!options.of.empty()) {
            const GraphId of = find(graph, options.of);
            if (of == model::none) return {{}, {unknown_name(graph, options.of)}};
            shown = model::part_of(graph, of, options.needs, options.needed_by);
        }
        switch (options.format) {
            case GraphFormat::json: return {to_json(*state->rules, graph, shown), {}};
            case GraphFormat::mermaid: return {model::to_mermaid(graph, shown), {}};
            case GraphFormat::dot: break;
        }
        return {model::to_dot(graph, shown), {}};
    });
}

}  // namespace duly::v1
