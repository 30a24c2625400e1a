// The characters of a text that may hold anything.
#pragma once

#include <cstdint>
#include <string_view>

namespace duly {

struct Point { std::uint32_t value = 0; std::size_t length = 0; };     // length 0: no character begins here

// The well-formed sequences of Unicode, table 3-7: none overlong, no surrogate, nothing above U+10FFFF.
inline Point point_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[at + n]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > text.size()) return {};
    std::uint32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t n = 1; n < length; ++n) {
        if ((byte(n) & 0xC0) != 0x80) return {};
        value = value << 6 | (byte(n) & 0x3FU);
    }
    const std::uint32_t least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
    return {value, length};
}

}  // namespace duly
