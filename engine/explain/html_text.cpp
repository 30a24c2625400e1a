#include "engine/explain/html_text.hpp"

#include "engine/explain/utf8.hpp"

namespace duly::explain {

namespace {

bool no_character(std::uint32_t c) { return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); }

// Controls, marks and overrides of direction, separators of lines and paragraphs, the mark of byte order, invisible tags.
bool hides(std::uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

std::string escape(std::uint32_t c) {
    const bool long_one = c > 0xFFFF;
    std::string out = long_one ? "\\u{" : "\\u";
    for (int shift = long_one ? 16 : 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[c >> shift & 0xF];
    if (long_one) out += '}';
    return out;
}

}  // namespace

std::string visible_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const Point point = point_at(text, i);
        if (point.length == 0) out += "\xEF\xBF\xBD";
        else if (hides(point.value)) out += escape(point.value);
        else out.append(text.substr(i, point.length));
        i += point.length == 0 ? 1 : point.length;
    }
    return out;
}

std::string html_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t i = 0; i < text.size();) {
        const Point point = point_at(text, i);
        if (point.length == 0 || no_character(point.value)) out += "\xEF\xBF\xBD";
        else if (hides(point.value)) out += escape(point.value);
        else switch (point.value) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            case '`': out += "&#96;"; break;
            default: out.append(text.substr(i, point.length));
        }
        i += point.length == 0 ? 1 : point.length;
    }
    return out;
}

}  // namespace duly::explain
