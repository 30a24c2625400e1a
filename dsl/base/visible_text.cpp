#include "dsl/base/visible_text.hpp"

#include "dsl/base/utf8.hpp"

namespace duly {

bool acts(std::uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

std::string escaped_point(std::uint32_t c) {
    const bool long_one = c > 0xFFFF;
    std::string out = long_one ? "\\u{" : "\\u";
    for (int shift = long_one ? 16 : 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[c >> shift & 0xF];
    if (long_one) out += '}';
    return out;
}

std::string visible_text(std::string_view text, std::string_view kept) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const Point point = point_at(text, i);
        if (point.length == 0) out += "\xEF\xBF\xBD";
        else if (acts(point.value) && !(point.length == 1 && kept.find(text[i]) != kept.npos)) out += escaped_point(point.value);
        else out.append(text.substr(i, point.length));
        i += point.length == 0 ? 1 : point.length;
    }
    return out;
}

}  // namespace duly
