// Grades of all values of a measure: what its bands look at is found among its own values and the figures of areas.
#pragma once

#include <map>
#include <string>

#include "engine/eval/measure_groups.hpp"
#include "engine/eval/measure_reported.hpp"

namespace duly::eval {

// The figures that bands compare with, by area; their groups are those of the measure where both have the same `by`.
struct Comparators {
    std::map<std::string, Figures> areas;
    bool grouped = false;       // figures stand in groups as the measure's own do
    std::vector<bool> by_area;  // by `by`: it is the area itself, and so does not tell the areas' figures apart
};
Comparators comparators_of(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups);

// Grades each value; values, periods and what is hidden are set. Several figures of an area in one period are told of.
void judge_values(const Expressions& expressions, const model::Measure& measure, MeasureResult& result, const Comparators& comparators, const Groups& groups);

}  // namespace duly::eval
