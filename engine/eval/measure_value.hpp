// From counted items to values, grades and hidden rows. Pure: no data, no expressions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/eval/evaluation.hpp"
#include "engine/eval/measure_bands.hpp"
#include "engine/eval/measure_statistic.hpp"

namespace duly::eval {

// What one row of a measure counted. `unknown` are those of which something is not told; among them stand those of which it is
// not told whether they count at all: these would be in the numerator, would not be, or that is not told either.
struct Tally {
    std::int64_t numerator = 0, denominator = 0, unknown = 0, perhaps_met = 0, perhaps_unmet = 0, perhaps = 0;
    Tally& operator+=(const Tally& other) {
        numerator += other.numerator;
        denominator += other.denominator;
        unknown += other.unknown;
        perhaps_met += other.perhaps_met;
        perhaps_unmet += other.perhaps_unmet;
        perhaps += other.perhaps;
        return *this;
    }
};

// Sets numerator, denominator, unknown and the interval: from the lowest to the highest share of any choice of what is not
// told, and from none to all where nothing surely counts. For a count the denominator is the highest possible count.
void set_value(MeasureValue& value, const model::Measure& measure, Tally tally);
// Of a sum, average, median, percentile or longest. With an item of which nothing is told the value may have an end without a
// bound, or not be there at all.
void set_statistic(MeasureValue& value, const model::Measure& measure, const std::vector<ItemValue>& items);
// The sum of the first out of the sum of the second; the same items in both.
void set_sums(MeasureValue& value, const model::Measure& measure, const std::vector<ItemValue>& items, const std::vector<ItemValue>& out_of);
// So many to so many; population: scaled, nothing when it is not told.
void set_rate(MeasureValue& value, const model::Measure& measure, Tally tally, std::optional<std::int64_t> population);

bool has_value(const MeasureValue& value);      // both ends are told
// How many cases stand behind a value, at most: what `unrated under` looks at.
std::int64_t cases_of(const model::Measure& measure, const MeasureValue& value);

// Sets grade_from and grade_to from the interval: the bands in force on the period's last day, judged on exact
// fractions. Without a value, a band that holds, or enough cases it stays unrated.
void set_grades(MeasureValue& value, Grader& grader, Day period_to, const Surroundings* around);

// Marks what may not be shown among the rows of one period, the total first: a row whose numerator, denominator or
// their difference is small, and when it is the only one of its total, the smallest other too. Of a sum, an average and the
// like the number of records, of a rate that of the cases.
void hide_small(MeasureValue* first, MeasureValue* last, const model::Measure& measure);

}  // namespace duly::eval
