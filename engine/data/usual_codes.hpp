// Columns of texts that were met before: codes, and texts that are kept once.
#pragma once

#include "engine/data/dataset.hpp"
#include "engine/data/memory.hpp"
#include "engine/data/row_batch.hpp"
#include "engine/data/row_marks.hpp"

namespace duly::data {

// What a memory of codes has as the value of a text, and one of texts.
inline std::uint64_t quick_code(State state, std::uint16_t code) { return code | std::uint64_t{static_cast<std::uint8_t>(state)} << 16; }
inline std::uint64_t quick_text(const char* kept) { return reinterpret_cast<std::uintptr_t>(kept); }

// These read the cells of the rows `taken`, or of the first `count` where it is null, from the cell `at` on, until one is none that the memory
// has; its place is given, or `count`.
using CodesLoop = std::size_t (*)(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t at, std::size_t count, const QuickMemory& quick, State* state, std::uint16_t* code);
CodesLoop usual_codes(RowMarks::Wide wide);
// Texts without a letter are `blank`.
using TextsLoop = std::size_t (*)(const MarkedRows::Column& cells, const std::uint32_t* taken, std::size_t at, std::size_t count, const QuickTexts& quick, State blank, State* state,
                                  std::string_view* text);
TextsLoop usual_texts(RowMarks::Wide wide);

}  // namespace duly::data
