// What stands in the way of an answer, in words: "started is missing", "review.quorate of review R12 is missing".
#pragma once

#include <string>
#include <vector>

#include "engine/eval/expressions.hpp"

namespace duly::eval {

// The record and row that a rule looks at: a cell of it goes by its field alone. Without a row every cell names its own.
struct Home { model::RecordId record = model::none; Row row = data::no_row; };

// A cell that leaves something open: missing, in doubt, known only to the month or year, or odd.
bool leaves_open(const ValueRead& read);
// Of those reads, the ones that leave something open, each once.
std::vector<ValueRead> open_reads(const std::vector<ValueRead>& reads);
// A date or a moment.
bool is_date(const Expressions& expressions, const ValueRead& read);
// The data holds it, but it lies after as-of.
bool lies_ahead(const Expressions& expressions, const ValueRead& read);

bool cannot_be_read(const Expressions& expressions, const ValueRead& read);

// "held", "review.quorate of review R12".
std::string cell_name(const Expressions& expressions, Home home, const ValueRead& read);
std::string words_for(const Expressions& expressions, Home home, const ValueRead& read);
// All that leave something open, joined by commas; "" when none does.
std::string words_for(const Expressions& expressions, Home home, const std::vector<ValueRead>& reads);

}  // namespace duly::eval
