// Late turns of a schedule that stand although an event in doubt may belong to one of them.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/eval/expressions.hpp"

namespace duly::eval {

// By entry: 1 where a measure counts the turn as unknown. Of the turns of one record that are marked `in doubt` as many
// are taken, the first ones, as the record has events in doubt. Empty: none is.
std::vector<std::uint8_t> entries_in_doubt(const Expressions& expressions, model::TimescaleId rule, const TimescaleResult& result);

}  // namespace duly::eval
