// Columns of days written 2024-03-01, eight at once where the processor can.
#pragma once

#include "engine/data/dataset.hpp"
#include "engine/data/row_batch.hpp"
#include "engine/data/row_marks.hpp"

namespace duly::data {

// Reads the cells of the rows `taken`, or of the first `count` where it is null, as iso_day.read_wide() does. A cell with nothing in it is
// `blank`. `odd` gets the places of those that are no such days, up to eight more, and how many there are is given.
using DaysLoop = std::size_t (*)(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, State blank, State* state, std::int32_t* day, std::uint32_t* odd);
DaysLoop iso_days(RowMarks::Wide wide);

}  // namespace duly::data
