// The dependency graph as a Mermaid flowchart, which GitHub, GitLab and many wikis draw.
#include "dsl/model/graph_text.hpp"

#include <algorithm>

#include "dsl/base/render.hpp"

namespace duly::model {
namespace {

struct Look { std::string_view open, close, style; };

Look look_of(NodeKind kind) {
    switch (kind) {
        case NodeKind::calendar: return {"[/", "/]", "fill:#e8e8e8,stroke:#666666,color:#111111"};
        case NodeKind::record: return {"[(", ")]", "fill:#dbe9f6,stroke:#41719c,color:#111111"};
        case NodeKind::define: return {"([", "])", "fill:#f3f0d7,stroke:#8a7f2c,color:#111111"};
        case NodeKind::timescale: return {"[", "]", "fill:#d9f0d3,stroke:#3d7a32,color:#111111"};
        case NodeKind::check: return {"[[", "]]", "fill:#e7d4e8,stroke:#7b3f7d,color:#111111"};
        case NodeKind::measure: return {"{{", "}}", "fill:#fee0b6,stroke:#a35f00,color:#111111"};
        case NodeKind::action: return {">", "]", "fill:#fbd3d0,stroke:#a5281f,color:#111111"};
    }
    return {};
}

// Inside quotes. Signs that Mermaid or HTML read otherwise are written as entities: `#` and the number of the sign, then `;`.
std::string escaped(std::string_view text) {
    constexpr std::string_view special = "\"#&<>[](){}|`\\;";
    std::string out;
    for (const char c : visible(text)) {
        if (special.find(c) != std::string_view::npos) out += '#' + std::to_string(static_cast<int>(c)) + ';';
        else out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

void append_node(std::string& out, const GraphNode& node, const GraphMark* mark) {
    const Look look = look_of(node.kind);
    out += "    " + id_of(node);
    out.append(look.open).append("\"").append(escaped(node.name));
    if (!node.title.empty()) out += "<br/>" + escaped(node.title);
    if (mark && !mark->words.empty()) out += "<br/>" + escaped(mark->words);
    out.append("\"").append(look.close).append(":::").append(mark && look_of_state(mark->state) ? std::string_view(mark->state) : word_of(node.kind)) += '\n';
}

}  // namespace

std::string to_mermaid(const Graph& graph, const std::vector<GraphId>& shown, const GraphMarks* marks) {
    std::string out = "flowchart LR\n", styles;
    for (std::size_t at = 0; at < shown.size();) {
        const NodeKind kind = graph.nodes()[shown[at]].kind;
        out.append("  subgraph all_").append(plural_of(kind)).append("[\"").append(plural_of(kind)) += "\"]\n";
        for (; at < shown.size() && graph.nodes()[shown[at]].kind == kind; ++at) append_node(out, graph.nodes()[shown[at]], marks ? &marks->nodes[shown[at]] : nullptr);
        out += "  end\n";
        styles.append("  classDef ").append(word_of(kind)).append(" ").append(look_of(kind).style) += '\n';
    }
    for (const auto& [from, to] : edges_between(graph, shown)) {
        std::string arrow = graph.extends(from, to) ? " -. extends .-> " : " --> ";
        if (marks) {
            if (const auto mark = marks->edges.find({from, to}); mark != marks->edges.end()) arrow = " -->|" + escaped(mark->second) + "| ";
        }
        out += "  " + id_of(graph.nodes()[from]) + arrow + id_of(graph.nodes()[to]) + '\n';
    }
    for (const std::string_view state : {"achieved", "on_course", "at_risk", "failing", "blocked", "unknown"}) {
        if (!marks || std::none_of(shown.begin(), shown.end(), [&](GraphId id) { return marks->nodes[id].state == state; })) continue;
        const StateLook& look = *look_of_state(state);
        styles.append("  classDef ").append(state).append(" fill:").append(look.fill).append(",stroke:").append(look.stroke).append(",color:#111111,stroke-width:");
        styles.append(std::to_string(look.line)).append("px").append(look.dots.empty() ? "" : ",stroke-dasharray:").append(look.dots) += '\n';
    }
    return out + styles;
}

}  // namespace duly::model
