// Patterns in which * is any run of characters.
#pragma once

#include <cstddef>
#include <string_view>

namespace duly {

inline bool is_wildcard(std::string_view text) { return text.find('*') != std::string_view::npos; }
// Characters that are not *: of two patterns the one with more says more.
std::size_t wildcard_length(std::string_view pattern);
// Whether some text fits both.
bool wildcards_meet(std::string_view a, std::string_view b);

}  // namespace duly
