// Text from data as a terminal may show it.
#pragma once

#include <string>
#include <string_view>

namespace duly::report {

// What would move the cursor, change colours or turn the direction of reading stands as `\u001b`; what is no UTF-8 becomes U+FFFD.
std::string terminal_text(std::string_view text);

}  // namespace duly::report
