#include <algorithm>
#include <array>
#include <cstdint>

#include "dsl/syntax/format.hpp"

namespace duly::syntax {

namespace {

struct Range { char32_t first, last; };

// Set over the character before: the marks of Unicode 15 that texts of rules may come to hold, and what shows nothing.
constexpr std::array<Range, 21> over = {{{0x00AD, 0x00AD}, {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
                                         {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x093A, 0x093A}, {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D},
                                         {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
                                         {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}}};
// East Asian wide and full-width, and pictures.
constexpr std::array<Range, 15> wide = {{{0x1100, 0x115F}, {0x231A, 0x231B}, {0x2329, 0x232A}, {0x23E9, 0x23EC}, {0x2E80, 0x303E}, {0x3041, 0x33FF},
                                         {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA000, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}}};

template <std::size_t n>
bool in(const std::array<Range, n>& ranges, char32_t c) {
    const auto at = std::lower_bound(ranges.begin(), ranges.end(), c, [](const Range& range, char32_t x) { return range.last < x; });
    return at != ranges.end() && at->first <= c;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80) {
            ++width, ++i;
            continue;
        }
        const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        char32_t c = byte & (0xFFu >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k) c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
        i += length;
        width += in(over, c) ? 0 : in(wide, c) || (c >= 0x20000 && c <= 0x3FFFD) ? 2 : 1;
    }
    return width;
}

}  // namespace duly::syntax
