// Columns of whole numbers of up to eight digits, eight at once where the processor can.
#pragma once

#include "engine/data/row_batch.hpp"
#include "engine/data/row_marks.hpp"

namespace duly::data {

// Reads the cells of the rows `taken`, or of the first `count` where it is null, as short_digits() does, each number times `unit`, which is below
// 2^32. `odd` gets the places of those that are none, up to eight more, and how many there are is given; they are 0. With `as_text` one that
// begins with a nought is none.
using DigitsLoop = std::size_t (*)(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t count, std::uint64_t unit, bool as_text, std::uint64_t* number, std::uint32_t* odd);
DigitsLoop usual_digits(RowMarks::Wide wide);

}  // namespace duly::data
