// Private to the timescale evaluator: of many rows those that are listed, by how far their end lies behind their start.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/row_marks.hpp"
#include "engine/eval/evaluation.hpp"

namespace duly::eval::timescales {

// One a row, `n` of each.
struct ReachedRows {
    const std::uint16_t* reach;     // how far
    const std::uint8_t* kind;       // 0 done, 2 open, 4 unknown
    const Row* row;
};
struct Listed {
    std::size_t rows = 0;
    std::uint32_t over = 0;         // rows, listed or not, that reach as far as `amount`
};
inline constexpr std::size_t list_margin = 64;      // elements that may be written behind the last one that counts

// Lists the rows that are open, unknown or over with their outcomes, in their order. `rows` and `outcomes` have room for n + list_margin.
using ListOver = Listed (*)(const ReachedRows& from, std::size_t n, std::uint16_t amount, Row* rows, Outcome* outcomes);
ListOver list_over(data::RowMarks::Wide wide = data::RowMarks::widest());

}  // namespace duly::eval::timescales
