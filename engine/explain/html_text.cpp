#include "engine/explain/html_text.hpp"

#include "dsl/base/utf8.hpp"
#include "dsl/base/visible_text.hpp"

namespace duly::explain {

namespace {

bool no_character(std::uint32_t c) { return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); }

}  // namespace

std::string html_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t i = 0; i < text.size();) {
        const Point point = point_at(text, i);
        if (point.length == 0 || no_character(point.value)) out += "\xEF\xBF\xBD";
        else if (acts(point.value)) out += escaped_point(point.value);
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
