// Bytes packed as in ZIP files and pages: raw deflate (RFC 1951).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace duly::report {

// `level` 1 (fast) to 9 (small). A part that is not `last` ends on a whole byte, so that another one can be put behind it.
std::string deflated(std::string_view bytes, int level, bool last = true);

std::uint32_t crc_of(std::string_view bytes);
std::uint32_t crc_of_both(std::uint32_t first, std::uint32_t second, std::uint64_t length_of_second);

}  // namespace duly::report
