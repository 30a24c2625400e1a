// Texts of cells, headers and keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/base/fold.hpp"
#include "dsl/model/types.hpp"

namespace duly::data {

using duly::fold;
using duly::squeeze;
using duly::trim_blanks;
// `pattern` with * for any run of characters. Both folded by the caller.
bool matches_pattern(std::string_view pattern, std::string_view text);
// The last part of a path.
std::string_view file_name(std::string_view path);
// The order of files and tables: letters without their case, whole numbers by what they count. `list_2` before `list_10`.
bool named_before(std::string_view left, std::string_view right);

// A number (1/1,000,000) as written in files: "12", "0.5", "-3.25".
std::string number_text(std::int64_t number);
// The number of a text of 1 to 18 digits that is written as numbers are (no leading zero).
inline bool plain_integer(std::string_view text, std::uint64_t& value) {
    if (text.empty() || text.size() > 18 || (text[0] == '0' && text.size() > 1)) return false;
    std::uint64_t v = 0;
    for (const char c : text) {
        const unsigned digit = static_cast<unsigned char>(c) - '0';
        if (digit > 9) return false;
        v = v * 10 + digit;
    }
    value = v;
    return true;
}
std::uint64_t hash_text(std::string_view text);
inline std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 32;
    x *= 0x9e3779b97f4a7c15ull;
    return x ^ (x >> 29);
}

}  // namespace duly::data
