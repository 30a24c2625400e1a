// From counted items to values, grades and hidden rows. Pure: no data, no expressions.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/eval/evaluation.hpp"

namespace duly::eval {

// What one row of a measure counted.
struct Tally { std::int64_t numerator = 0, denominator = 0, unknown = 0; };

// Sets numerator, denominator, unknown and the interval. For a count the denominator is the highest possible count.
void set_value(MeasureValue& value, const model::Measure& measure, Tally tally);

// Sets grade_from and grade_to from the interval: the bands in force on the period's last day, judged on exact
// fractions. Without a value, a band that holds, or enough cases it stays unrated.
void set_grades(MeasureValue& value, const model::Measure& measure, Day period_to);

// Marks what may not be shown among the rows of one period, the total first: a row whose numerator, denominator or
// their difference is small, and when it is the only one of its total, the smallest other too.
void hide_small(MeasureValue* first, MeasureValue* last, const model::Measure& measure);

}  // namespace duly::eval
