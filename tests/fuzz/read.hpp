// What the fuzzer of the readers does with any bytes. It ends the program where a promise is broken.
#pragma once

#include <string_view>

namespace duly::fuzz {

// A data file of whatever kind it is, read to its end.
void read(std::string_view bytes);

}  // namespace duly::fuzz
