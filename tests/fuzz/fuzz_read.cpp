#include <cstddef>
#include <cstdint>

#include "tests/fuzz/read.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    duly::fuzz::read({reinterpret_cast<const char*>(data), size});
    return 0;
}
