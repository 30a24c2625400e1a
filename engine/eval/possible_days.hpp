// Trying a partial date day by day: when every possible day gives the same answer, that is the answer.
#pragma once

#include <functional>
#include <vector>

#include "engine/eval/expressions.hpp"

namespace duly::eval {

// Calls `answer` with the batch for every combination of the days that the open cells of `reads` may be (one that may also
// not have happened yet: a blank too), until it gives false. True when all were tried; false when it stopped, when an open
// cell says nothing about its day, when no cell is open, or when there are too many combinations.
bool try_possible_days(const Expressions& expressions, const Batch& batch, const std::vector<ValueRead>& reads,
                       const std::function<bool(const Batch&)>& answer);

}  // namespace duly::eval
