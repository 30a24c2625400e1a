// What a log of actions says of one action.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/eval/expressions.hpp"

namespace duly::eval {

// The row that speaks for the action: of several the latest by the `orders` date, where the record has none by the day done, else
// the last in the data. A due date is a target, seen however far ahead it lies.
struct LogFound {
    Row row = data::no_row;
    bool done = false;                  // on or before as-of
    bool in_doubt = false;              // done or not, which the data does not tell
    std::optional<Day> done_on;         // nothing where the day itself is not told
    std::optional<DayInterval> due;     // the days on which it may be due; nothing where the log names none
    bool due_in_doubt = false;          // there may be a due date that the log does not tell
    std::string owner, evidence, status;
    std::string doubt;                  // why it is in doubt, a clause
    std::vector<ValueRead> reads;       // the cells of the row, for explanations
};
LogFound find_in_log(const Expressions& expressions, const model::ActionLog& log, std::string_view action);

}  // namespace duly::eval
