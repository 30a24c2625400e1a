#include "engine/explain/json_text.hpp"

#include "dsl/base/utf8.hpp"
#include "dsl/base/visible_text.hpp"

namespace duly::explain {

namespace {

void add_code(std::string& out, std::uint32_t unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[unit >> shift & 0xF];
}

void add_point(std::string& out, std::uint32_t point) {
    if (point > 0xFFFF) {
        add_code(out, 0xD7C0 + (point >> 10));
        add_code(out, 0xDC00 + (point & 0x3FF));
    } else {
        add_code(out, point);
    }
}

}  // namespace

void add_json_text(std::string& out, std::string_view text, JsonFor place) {
    out += '"';
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool script = place == JsonFor::script;
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && !(script && (c == '<' || c == '>' || c == '&'))) {
            ++i;
            continue;
        }
        const Point point = point_at(text, i);
        if (c >= 0x80 && point.length != 0 && !(script && acts(point.value))) {
            i += point.length;
            continue;
        }
        out.append(text.substr(done, i - done));
        if (point.length == 0) out += "\xEF\xBF\xBD";
        else if (c == '"' || c == '\\') (out += '\\') += static_cast<char>(c);
        else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else if (c == '\r') out += "\\r";
        else add_point(out, point.value);
        done = i += point.length == 0 ? 1 : point.length;
    }
    out.append(text.substr(done));
    out += '"';
}

}  // namespace duly::explain
