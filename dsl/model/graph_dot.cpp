// The dependency graph in the language of Graphviz.
#include "dsl/model/graph_text.hpp"

#include "dsl/base/render.hpp"

namespace duly::model {
namespace {

struct Look { std::string_view shape, fill; };

Look look_of(NodeKind kind) {
    switch (kind) {
        case NodeKind::calendar: return {"folder", "#e8e8e8"};
        case NodeKind::record: return {"cylinder", "#dbe9f6"};
        case NodeKind::define: return {"ellipse", "#f3f0d7"};
        case NodeKind::timescale: return {"box", "#d9f0d3"};
        case NodeKind::check: return {"box", "#e7d4e8"};
        case NodeKind::measure: return {"hexagon", "#fee0b6"};
        case NodeKind::action: return {"octagon", "#fbd3d0"};
    }
    return {};
}

// Inside a quoted text of the DOT language; a new line would end the label's row, so it becomes a blank.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : visible(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

void append_node(std::string& out, const GraphNode& node, const GraphMark* mark) {
    const Look look = look_of(node.kind);
    const StateLook* state = mark ? look_of_state(mark->state) : nullptr;
    out += "    " + id_of(node) + " [label=\"" + escaped(node.name);
    if (!node.title.empty()) out += "\\n" + escaped(node.title);
    if (mark && !mark->words.empty()) out += "\\n" + escaped(mark->words);
    out.append("\", shape=").append(look.shape).append(", fillcolor=\"").append(state ? state->fill : look.fill);
    if (state) {
        out.append("\", class=\"").append(state->state).append("\", color=\"").append(state->stroke).append("\", penwidth=").append(std::to_string(state->line));
        out.append(", style=\"filled").append(state->dots.empty() ? "" : state->dots.size() > 3 ? ",dashed" : ",dotted");
    }
    out.append("\", tooltip=\"").append(word_of(node.kind));
    out += ' ' + escaped(node.name) + "\"];\n";
}

}  // namespace

std::string to_dot(const Graph& graph, const std::vector<GraphId>& shown, const GraphMarks* marks) {
    std::string out = "digraph duly {\n  rankdir=LR;\n  node [style=filled, fontname=\"Helvetica\", fontsize=10, fontcolor=\"#111111\"];\n";
    // Nodes stand kind by kind.
    for (std::size_t at = 0; at < shown.size();) {
        const NodeKind kind = graph.nodes()[shown[at]].kind;
        out.append("  subgraph cluster_").append(word_of(kind)).append(" {\n    label=\"").append(plural_of(kind));
        out += "\"; fontname=\"Helvetica\"; fontsize=12; color=\"#999999\";\n";
        for (; at < shown.size() && graph.nodes()[shown[at]].kind == kind; ++at) append_node(out, graph.nodes()[shown[at]], marks ? &marks->nodes[shown[at]] : nullptr);
        out += "  }\n";
    }
    for (const auto& [from, to] : edges_between(graph, shown)) {
        out += "  " + id_of(graph.nodes()[from]) + " -> " + id_of(graph.nodes()[to]);
        if (marks) {
            if (const auto mark = marks->edges.find({from, to}); mark != marks->edges.end()) {
                out += " [label=\"" + escaped(mark->second) + "\", fontname=\"Helvetica\", fontsize=9];\n";
                continue;
            }
        }
        out += graph.extends(from, to) ? " [label=\"extends\", style=dashed, fontname=\"Helvetica\", fontsize=9];\n" : ";\n";
    }
    return out + "}\n";
}

std::string to_dot(const Graph& graph) { return to_dot(graph, all_of(graph)); }

}  // namespace duly::model
