// How much memory a run may take. Only the command line asks the machine; below it the limit is a number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace duly::cli {

// 2GB, 500MB, 1.5 GB, of a thousand; nothing for what is no size, and for less than 32 MB.
std::optional<std::uint64_t> read_size(const std::string& text);

// What the machine has to give: available memory, what the control group of the program has left, and `ulimit`. 0 = not known.
std::uint64_t available_memory();

// What the program has taken so far, as hold_memory_to() counts.
std::uint64_t memory_taken();

// From now on the program gets so many bytes and no more: a request beyond fails, and ends in a sentence. Else the machine would
// swap, or its kernel would end the program without one. Linux only.
void hold_memory_to(std::uint64_t bytes);

}  // namespace duly::cli
