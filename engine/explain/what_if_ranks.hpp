// The fewest values to move so that a rank of all (a median, a percentile, the longest) comes as low as it can. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace duly::explain::what_if_parts {

struct Move { std::int64_t from = 0, to = 0; };     // moved or not: there is one value either way

// `rank` between the lowest (0) and the highest value (`whole`), interpolated as PERCENTILE.INC does. For each number of moves, from one: which
// bring it lowest, by their places in `moves`. Moves upwards are not made. Nothing when it would take too long.
std::vector<std::vector<std::size_t>> lowest_by_moves(std::vector<std::int64_t> others, const std::vector<Move>& moves, std::int64_t rank, std::int64_t whole);

}  // namespace duly::explain::what_if_parts
