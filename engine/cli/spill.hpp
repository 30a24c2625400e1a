// Rows on a disk, where they do not fit into memory: large blocks in a file without a name, whose pages the kernel writes out and brings
// back as they are needed. Results are the same, and so is everything above the allocator.
#pragma once

#include <cstddef>
#include <string>

namespace duly::cli {

// From now on blocks of 256 kB and more stand in a file in `folder`, which is gone with the program. "" or why not. Linux only.
std::string spill_to(const std::string& folder);

namespace spill {

// For operator new and delete (large_blocks.cpp).
constexpr std::size_t least = std::size_t{256} << 10;
bool on() noexcept;
void* take(std::size_t size) noexcept;          // null: the disk is full
bool give_back(void* at) noexcept;              // false: it did not come from take()

}  // namespace spill
}  // namespace duly::cli
