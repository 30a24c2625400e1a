#include "engine/report/terminal_text.hpp"

#include <cstdio>

#include "engine/explain/utf8.hpp"

namespace duly::report {

std::string terminal_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const explain::Point point = explain::point_at(text, at);
        if (point.length == 0) {
            out += "\xEF\xBF\xBD";
            ++at;
            continue;
        }
        const std::uint32_t c = point.value;
        const bool acts = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
        if (acts) {
            char code[16];
            std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
            out += code;
        } else {
            out += text.substr(at, point.length);
        }
        at += point.length;
    }
    return out;
}

}  // namespace duly::report
