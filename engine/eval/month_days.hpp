// add_months() by two look-ups, for loops over many days.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "dsl/base/date.hpp"

namespace duly::eval {

class MonthDays {
public:
    static const MonthDays& table();
    std::int32_t add(std::int32_t day, std::int32_t months) const {
        const auto at = static_cast<std::uint32_t>(day - first_day_);
        if (at >= days_.size()) return add_months(day, months);
        const auto month = static_cast<std::uint32_t>((days_[at] >> 5) + months);
        if (month >= all_months) return add_months(day, months);
        return std::min<std::int32_t>(starts_[month] + (days_[at] & 31), starts_[month + 1] - 1);
    }

private:
    static constexpr int first_year = 1950, years = 130;        // as many months as fit beside the day of the month
    static constexpr std::uint32_t all_months = 12 * years;
    std::int32_t first_day_ = 0;
    std::array<std::int32_t, all_months + 1> starts_{};
    std::array<std::uint16_t, 365 * years> days_{};             // month * 32 + day of the month, from 0
    MonthDays();
};

}  // namespace duly::eval
