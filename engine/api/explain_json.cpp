#include "engine/api/explain_json.hpp"

#include "engine/api/internal.hpp"
#include "engine/explain/json_text.hpp"

namespace duly::v1 {

namespace {

// Explanation and explain::Node have the same members.
template <typename Tree>
void write(explain::JsonText& json, const Tree& node) {
    json.open('{');
    json.text("kind", node.kind);
    json.text("id", node.id);
    json.text("title", node.title);
    json.text("state", node.state);
    json.text("sentence", node.sentence);
    json.text("law", node.law);
    json.text("version", node.version);
    json.key("values").open('[');
    for (const auto& value : node.values) {
        json.open('{');
        json.text("name", value.name);
        json.text("value", value.value);
        json.text("file", value.file);
        json.number("line", value.line);
        json.text("header", value.header);
        json.close('}');
    }
    json.close(']');
    json.key("counted").open('[');
    for (const std::string& line : node.counted) json.text(line);
    json.close(']');
    json.key("children").open('[');
    for (const Tree& child : node.children) write(json, child);
    json.close(']');
    json.number("left_out", static_cast<std::int64_t>(node.left_out));
    if (!node.proof.empty()) json.key("proof").raw(node.proof);
    json.close('}');
}

}  // namespace

void add_json(std::string& out, const explain::Node& node) {
    explain::JsonText json(out);
    write(json, node);
}

std::string Explanation::json() const {
    std::string out;
    explain::JsonText json(out);
    json.open('{');
    json.number("schema", 2);
    json.key("explanation");
    write(json, *this);
    json.close('}');
    return explain::in_lines(out) + "\n";
}

}  // namespace duly::v1
