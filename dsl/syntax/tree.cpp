#include "dsl/syntax/tree.hpp"

#include <array>
#include <utility>

namespace duly::syntax {

namespace {

constexpr auto kind_names = std::to_array<std::string_view>({
#define DULY_NODE(name, shape) #name,
#include "dsl/syntax/node_kinds.def"
#undef DULY_NODE
});

std::string undoubled(std::string_view text, char quote) {
    std::string value;
    value.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        value += text[i];
        if (text[i] == quote && i + 1 < text.size() && text[i + 1] == quote) ++i;
    }
    return value;
}

void write_head(const Document& document, NodeId id, std::size_t depth, std::string& out) {
    const Node& node = document[id];
    out.append(depth * 2, ' ');
    out += '(';
    out += name_of(node.kind);
    if (node.word != 0) out += '/' + std::to_string(node.word);
    if (!shows_text(node.kind)) return;
    out += ' ';
    if (has_blanks(node.kind)) {
        out += one_blank_each(document.text(id));
        return;
    }
    for (const char c : document.text(id)) out += c == '\n' || c == '\r' ? ' ' : c;
}

// Long sums lean far to the left, so the way back is kept here and not on the machine's stack.
void write(const Document& document, NodeId root, std::string& out) {
    std::vector<std::pair<NodeId, std::size_t>> open = {{root, 0}};     // and how many of its children are written
    write_head(document, root, 0, out);
    while (!open.empty()) {
        const auto children = document.children(open.back().first);
        if (open.back().second == children.size()) {
            out += ')';
            open.pop_back();
            continue;
        }
        const NodeId child = children[open.back().second++];
        out += '\n';
        write_head(document, child, open.size(), out);
        open.emplace_back(child, 0);
    }
}

}  // namespace

bool shows_text(NodeKind kind) {
    switch (kind) {
        case NodeKind::name: case NodeKind::text: case NodeKind::column_name: case NodeKind::number: case NodeKind::percent:
        case NodeKind::date: case NodeKind::moment: case NodeKind::day_month: case NodeKind::month_year: case NodeKind::time_of_day:
        case NodeKind::grade: case NodeKind::date_format: case NodeKind::cell: case NodeKind::error:
            return true;
        default: return false;
    }
}

bool has_blanks(NodeKind kind) { return kind == NodeKind::date || kind == NodeKind::moment || kind == NodeKind::day_month || kind == NodeKind::month_year; }

std::string one_blank_each(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank || out.empty() || out.back() != ' ') out += blank ? ' ' : c;
    }
    return out;
}

std::string_view name_of(NodeKind kind) {
    std::string_view name = kind_names[static_cast<std::size_t>(kind)];
    if (name.ends_with('_')) name.remove_suffix(1);
    return name;
}

NodeId Document::child(NodeId id, NodeKind kind) const {
    for (const NodeId child : children(id))
        if (nodes_[child].kind == kind) return child;
    return no_node;
}

std::vector<NodeId> Document::children(NodeId id, NodeKind kind) const {
    std::vector<NodeId> found;
    for (const NodeId child : children(id))
        if (nodes_[child].kind == kind) found.push_back(child);
    return found;
}

std::string_view Document::text(NodeId id) const {
    const SourceRange range = nodes_[id].range;
    return source_.substr(range.begin, range.end - range.begin);
}

std::string text_value(const Document& document, NodeId text) {
    std::string_view written = document.text(text);
    if (written.size() < 2) return std::string(written);
    const char quote = written.front();
    if ((quote != '"' && quote != '`') || written.back() != quote) return std::string(written);
    return undoubled(written.substr(1, written.size() - 2), quote);
}

std::string name_value(const Document& document, NodeId name) {
    return text_value(document, name);
}

std::string to_sexpr(const Document& document) {
    std::string out;
    if (document.root() != Document::no_node) write(document, document.root(), out);
    out += '\n';
    return out;
}

}  // namespace duly::syntax
