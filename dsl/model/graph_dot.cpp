#include <string_view>

#include "dsl/model/graph.hpp"

namespace duly::model {
namespace {

struct Look { std::string_view kind, shape, fill; };

Look look_of(NodeKind kind) {
    switch (kind) {
        case NodeKind::calendar: return {"calendar", "folder", "#e8e8e8"};
        case NodeKind::record: return {"record", "cylinder", "#dbe9f6"};
        case NodeKind::define: return {"define", "ellipse", "#f3f0d7"};
        case NodeKind::timescale: return {"timescale", "box", "#d9f0d3"};
        case NodeKind::check: return {"check", "box", "#e7d4e8"};
        case NodeKind::measure: return {"measure", "hexagon", "#fee0b6"};
        case NodeKind::action: return {"action", "octagon", "#fbd3d0"};
    }
    return {};
}

// Inside a quoted text of the DOT language; a new line would end the label's row, so it becomes a blank.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

}  // namespace

std::string to_dot(const Graph& graph) {
    std::string out = "digraph duly {\n  rankdir=LR;\n  node [style=filled, fontname=\"Helvetica\", fontsize=10];\n";
    for (GraphId id = 0; id < graph.nodes().size(); ++id) {
        const GraphNode& node = graph.nodes()[id];
        const Look look = look_of(node.kind);
        out += "  n" + std::to_string(id) + " [label=\"" + escaped(node.name);
        if (!node.title.empty()) out += "\\n" + escaped(node.title);
        out.append("\", shape=").append(look.shape).append(", fillcolor=\"").append(look.fill).append("\", tooltip=\"").append(look.kind).append("\"];\n");
    }
    for (GraphId id = 0; id < graph.nodes().size(); ++id)
        for (const GraphId to : graph.needed_by(id)) out += "  n" + std::to_string(id) + " -> n" + std::to_string(to) + ";\n";
    return out + "}\n";
}

}  // namespace duly::model
