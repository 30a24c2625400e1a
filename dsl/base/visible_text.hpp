// Text that may hold anything, as a person may be shown it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace duly {

// A sign that shows nothing and acts, or hides what stands beside it: controls, marks and overrides of direction, separators of lines and
// paragraphs, blanks of no width, the mark of byte order, invisible tags. What joins letters of Persian or Hindi is none.
bool acts(std::uint32_t point);
// `\u001b`, `\u{e0041}`.
std::string escaped_point(std::uint32_t point);
// Signs that act stand escaped; what is no UTF-8 becomes U+FFFD. `kept`: controls that stay as they are.
std::string visible_text(std::string_view text, std::string_view kept = {});

}  // namespace duly
