// What the fuzzers do with any bytes. They end the program where a promise is broken.
#pragma once

#include <string_view>

namespace duly::fuzz {

// Read, checked, lowered, planned; the messages drawn.
void parse(std::string_view bytes);
// Laid out: the same tree; laid out again: the same text.
void format(std::string_view bytes);

}  // namespace duly::fuzz
