#include <algorithm>

#include "dsl/base/visible_text.hpp"
#include "engine/explain/explain.hpp"
#include "engine/explain/html_text.hpp"

namespace duly::explain {

namespace {

constexpr std::size_t columns = 100;
// Ten actions that need each other. What lies deeper has a text of its own.
constexpr std::size_t deepest = 20;

std::size_t width(std::string_view text) {
    std::size_t n = 0;
    for (char c : text) n += (static_cast<unsigned char>(c) & 0xc0) != 0x80;     // code points
    return n;
}

// One paragraph, wrapped at blanks; lines after the first are set in by `hang` more.
void paragraph(std::string& out, std::size_t indent, std::string_view text, std::size_t hang = 2) {
    std::string line(indent, ' ');
    bool empty = true;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string word = visible_text(text.substr(at, end - at));
        at = end + 1;
        if (word.empty()) continue;
        if (!empty && width(line) + 1 + width(word) > columns) {
            out += line + '\n';
            line.assign(indent + hang, ' ');
            empty = true;
        }
        if (!empty) line += ' ';
        line += word;
        empty = false;
    }
    if (!empty) out += line + '\n';
}

std::string words(std::string text) {
    for (char& c : text) if (c == '_') c = ' ';
    return text;
}

std::string heading(const Node& node) {
    if (node.kind == "condition") return words(node.state) + ": " + node.title;
    std::string text = node.kind == "causes" ? node.title : node.kind == "case" || node.kind == "need" ? node.id : node.kind + ' ' + node.id;
    if (text.empty()) text = node.title;
    if (node.kind != "case" && node.kind != "causes" && !node.title.empty() && text != node.title) text += " \"" + node.title + '"';
    if (!node.state.empty()) text += ": " + words(node.state);
    return text;
}

std::string value_line(const ValueShown& value) {
    std::string text = value.name + ": " + value.value;
    if (value.line == 0) return text;
    text += "  (" + value.file + " line " + std::to_string(value.line);
    if (!value.header.empty()) text += ", column \"" + value.header + '"';
    return text + ')';
}

std::size_t parts_below(const Node& node) {
    std::size_t n = node.left_out;
    for (const Node& child : node.children) n += 1 + parts_below(child);
    return n;
}

bool has_a_name(const Node& node) { return !node.id.empty() && (node.kind == "action" || node.kind == "measure" || node.kind == "timescale" || node.kind == "check"); }

void write(std::string& out, const Node& node, std::size_t depth) {
    const std::size_t indent = 2 * depth;
    paragraph(out, indent, heading(node));
    // The heading of a condition says it all but what was asked of rows below.
    const bool said = node.kind == "condition";
    if (!said && !node.sentence.empty()) paragraph(out, indent + 2, node.sentence, 0);
    if (!node.law.empty()) paragraph(out, indent + 2, "law: " + node.law + (node.version.empty() ? "" : " (" + node.version + ")"));
    else if (!node.version.empty()) paragraph(out, indent + 2, "version: " + node.version);
    for (const ValueShown& value : node.values) paragraph(out, indent + 2, value_line(value));
    for (const std::string& line : node.counted) paragraph(out, indent + 2, line);
    if (depth >= deepest && has_a_name(node) && !node.children.empty()) {
        const std::size_t n = parts_below(node);
        return paragraph(out, indent + 2, "and " + std::to_string(n) + (n == 1 ? " part" : " parts") + " below it: --for " + node.id + (n == 1 ? " shows it" : " shows them"));
    }
    for (const Node& child : node.children) write(out, child, depth + 1);
    if (node.left_out > 0) paragraph(out, indent + 2, left_out_words(node));
}

}  // namespace

std::string left_out_words(const Node& node) {
    return "and " + std::to_string(node.left_out) + " more: --max " + std::to_string(node.children.size() + node.left_out) + (node.left_out == 1 ? " shows it" : " shows them");
}

std::string to_text(const Node& node) {
    std::string out;
    write(out, node, 0);
    return out;
}

}  // namespace duly::explain
