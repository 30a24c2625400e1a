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
    std::int64_t low = 0, high = 0; // of a quotient the nearest
    bool certain = true;            // it certainly counts
    bool told() const { return low != no_bound_below && high != no_bound_above; }
    // A quotient is this much more, in so many parts of 1/1,000,000; each at most half of one.
    std::int32_t low_rest = 0, high_rest = 0;
    std::int32_t part = 1;
    friend bool operator==(const ItemValue&, const ItemValue&) = default;
};

// A quotient that lies between two fractions in units of 1/1,000,000. One whose terms need more than nine digits of such a unit is
// kept to 15 places.
ItemValue quotient_item(Fraction low, Fraction high);
bool has_quotients(const std::vector<ItemValue>& items);

// The lowest and the highest value that a figure may have.
struct Possible { Fraction low, high; };

// The figure of a sum, average, median, percentile or longest. Nothing when no item counts, or when an item of a sum, an
// average or a longest is unknown. `percentile` is scaled, 0 to 100, and interpolates as PERCENTILE.INC of Excel does.
std::optional<Possible> statistic_of(model::Measure::Kind kind, std::int64_t percentile, const std::vector<ItemValue>& items);

}  // namespace duly::eval
