#include "dsl/model/graph_text.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace duly::model {

std::string_view word_of(NodeKind kind) {
    switch (kind) {
        case NodeKind::calendar: return "calendar";
        case NodeKind::record: return "record";
        case NodeKind::define: return "define";
        case NodeKind::timescale: return "timescale";
        case NodeKind::check: return "check";
        case NodeKind::measure: return "measure";
        case NodeKind::action: return "action";
    }
    return {};
}

std::string_view plural_of(NodeKind kind) {
    switch (kind) {
        case NodeKind::calendar: return "Calendars";
        case NodeKind::record: return "Records";
        case NodeKind::define: return "Definitions";
        case NodeKind::timescale: return "Timescales";
        case NodeKind::check: return "Checks";
        case NodeKind::measure: return "Measures";
        case NodeKind::action: return "Actions";
    }
    return {};
}

std::string id_of(const GraphNode& node) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id(word_of(node.kind));
    id += '_';
    for (const char c : node.name) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c < 'Z') || (c >= '0' && c <= '9') || c == '_') id += c;
        else id.append({'Z', digits[byte >> 4], digits[byte & 15]});
    }
    return id;
}

const StateLook* look_of_state(std::string_view state) {
    static constexpr StateLook looks[] = {
        {"failing", "#fdece3", "#b84a00", "", 3}, {"blocked", "#f9ebf3", "#9c3d77", "10 3", 2}, {"at_risk", "#fdf4dc", "#8a6000", "", 2},
        {"unknown", "#f2f2f2", "#555555", "2 4", 2}, {"on_course", "#e6f1f9", "#0068a3", "", 1}, {"achieved", "#e3f4ee", "#00694e", "", 1}};
    for (const StateLook& look : looks)
        if (look.state == state) return &look;
    return nullptr;
}

std::vector<GraphId> all_of(const Graph& graph) {
    std::vector<GraphId> all(graph.nodes().size());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

std::vector<GraphId> part_of(const Graph& graph, GraphId of, bool needs, bool needed_by) {
    const std::vector<GraphId> up = needs ? graph.upstream(of) : std::vector<GraphId>{of};
    const std::vector<GraphId> down = needed_by ? graph.downstream(of) : std::vector<GraphId>{of};
    std::vector<GraphId> both;
    std::set_union(up.begin(), up.end(), down.begin(), down.end(), std::back_inserter(both));
    return both;
}

std::vector<std::pair<GraphId, GraphId>> edges_between(const Graph& graph, const std::vector<GraphId>& shown) {
    std::vector<std::pair<GraphId, GraphId>> edges;
    for (const GraphId from : shown)
        for (const GraphId to : graph.needed_by(from))
            if (std::binary_search(shown.begin(), shown.end(), to)) edges.emplace_back(from, to);
    return edges;
}

}  // namespace duly::model
