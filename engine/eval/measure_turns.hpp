// Turns of a timescale that a measure counts: which count, when, and whether they are in the numerator.
#pragma once

#include <vector>

#include "engine/eval/measure_items.hpp"

namespace duly::eval {

struct TurnRule {
    model::TimescaleId timescale = model::none;
    const std::vector<model::Outcome>& numerator;
    model::Measure::Counted counted{};
};

// Items are entries of the timescale's result, in their order, dated up to as-of; `first_case` of open turns is the first start.
Placed placed_turns(const Expressions& expressions, const TurnRule& rule, const Evaluation& so_far);
// The turns that are open on the period's last day, judged as of that day.
std::vector<Counted> open_turns(const Placed& placed, const Expressions& standing, const TurnRule& rule, const Evaluation& so_far, const MeasurePeriod& period);

// `percentage of R where every T is met`: the turns stand under the row of R that they belong to, which is also their entry.
Placed placed_under(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far);
std::vector<Counted> open_under(const Placed& placed, const Expressions& standing, const model::Measure& measure, const Evaluation& so_far, const MeasurePeriod& period);
// One item a row: it has all its turns in the numerator, or a turn that is not, or an unknown one and none that is not. Dated by
// its last turn.
std::vector<Counted> one_a_row(std::vector<Counted> turns);

}  // namespace duly::eval
