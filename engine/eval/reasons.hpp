// What stands in the way of an answer, in words: "started is missing", "review.quorate of review R12 is missing".
#pragma once

#include <string>
#include <vector>

#include "engine/eval/expressions.hpp"

namespace duly::eval {

// A cell that leaves something open: missing, in doubt, or known only to the month or year.
bool leaves_open(const ValueRead& read);
// Of those reads, the ones that leave something open, each once.
std::vector<ValueRead> open_reads(const std::vector<ValueRead>& reads);
// One in words; `home` is the record of the rule, whose fields need no further name.
std::string words_for(const Expressions& expressions, model::RecordId home, const ValueRead& read);
// All that leave something open, with commas; "" when none does.
std::string words_for(const Expressions& expressions, model::RecordId home, const std::vector<ValueRead>& reads);

}  // namespace duly::eval
