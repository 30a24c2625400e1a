// One need of an action: does it hold, and the sentence that says why.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/eval/action_state.hpp"
#include "engine/eval/expressions.hpp"

namespace duly::eval {

struct NeedFound { NeedFacts facts; std::string sentence; };   // a clause in lower case, without a full stop
NeedFound evaluate_need(const Expressions& expressions, const model::Need& need, const Evaluation& so_far);

// Of one value of the measure: every grade that its interval may have is asked.
NeedState state_of(const model::Measure& measure, const model::Need& need, const MeasureValue& value);

// The totals that a measure need looks at: the last finished period of the first kind, or the last finished graded months,
// the latest last. Indices into MeasureResult::values.
std::vector<std::size_t> totals_looked_at(const MeasureResult& result, int months_in_a_row);

// Breaches of a timescale as an action sees them: overdue now, and with `since` late or too early that was due since.
struct Breaches { std::vector<std::uint32_t> overdue, late, perhaps; };
Breaches breaches_of(const Expressions& expressions, const TimescaleResult& result, Day since);

}  // namespace duly::eval
