// One item as lines of a readable width.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace duly::syntax::layout {

// What is never broken, and what stands before it.
struct Piece {
    std::string_view text;
    std::size_t blanks = 0;             // before it on one line
    std::size_t width = 0;
    bool begins_line = false;           // on a level where lines end, one ends before it
    std::uint8_t level = 0;             // where a line may end before this piece: 1 is best, 0 is never
};

// The lines without indentation. The first begins in column `first`, the others in column `hang`.
std::vector<std::string> wrapped(const std::vector<Piece>& pieces, std::size_t first, std::size_t hang);

}  // namespace duly::syntax::layout
