#include "engine/explain/json_text.hpp"

#include "engine/explain/utf8.hpp"

namespace duly::explain {

void add_json_text(std::string& out, std::string_view text) {
    out += '"';
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != 0x7F) {
            ++i;
            continue;
        }
        const Point point = point_at(text, i);
        if (c >= 0x80 && point.length != 0) {
            i += point.length;
            continue;
        }
        out.append(text.substr(done, i - done));
        if (c >= 0x80) out += "\xEF\xBF\xBD";
        else if (c == '"' || c == '\\') (out += '\\') += static_cast<char>(c);
        else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else if (c == '\r') out += "\\r";
        else ((out += "\\u00") += "0123456789abcdef"[c >> 4]) += "0123456789abcdef"[c & 0xF];
        done = ++i;
    }
    out.append(text.substr(done));
    out += '"';
}

}  // namespace duly::explain
