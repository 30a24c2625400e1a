// The periods of a measure: calendar months, and the quarters and years of the rule set.
#pragma once

#include <string>
#include <vector>

#include "engine/eval/evaluation.hpp"

namespace duly::eval {

// A day before which a period counts as finished: the whole of `to` lies at or before as-of.
struct AsOf { Day day = 0; bool whole_day = true; };

// Every period of `kind` from the one that holds `first` up to the one that holds as-of, by date. Year to date and
// rolling ones are given at the end of each month.
struct DaySpan { Day from = 0, to = 0; };
std::vector<DaySpan> days_of_periods(const model::RuleSet& rules, model::Measure::Period kind, Day first, AsOf as_of);
// The same with their names.
std::vector<MeasurePeriod> periods_between(const model::RuleSet& rules, model::Measure::Period kind, Day first, AsOf as_of);

}  // namespace duly::eval
