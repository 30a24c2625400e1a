// Sums, averages, medians, percentiles and the longest of item values. Pure arithmetic on exact decimals.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dsl/model/rules.hpp"
#include "engine/eval/measure_fraction.hpp"

namespace duly::eval {

// An item's value, in units of 1/1,000,000, or all that it may be.
inline constexpr std::int64_t no_bound_below = INT64_MIN, no_bound_above = INT64_MAX;
struct ItemValue {
    std::int64_t low = 0, high = 0;
    bool certain = true;            // it certainly counts
    bool told() const { return low != no_bound_below && high != no_bound_above; }
};

// The lowest and the highest value that a figure may have.
struct Possible { Fraction low, high; };

// The figure of a sum, average, median, percentile or longest. Nothing when no item counts, or when an item of a sum, an
// average or a longest is unknown. `percentile` is scaled, 0 to 100, and interpolates as PERCENTILE.INC of Excel does.
std::optional<Possible> statistic_of(model::Measure::Kind kind, std::int64_t percentile, const std::vector<ItemValue>& items);

}  // namespace duly::eval
