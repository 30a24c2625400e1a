#include "engine/eval/month_days.hpp"

namespace duly::eval {

MonthDays::MonthDays() : first_day_(to_day({first_year, 1, 1})) {
    for (std::uint32_t month = 0; month <= all_months; ++month)
        starts_[month] = to_day({first_year + static_cast<int>(month / 12), month % 12 + 1, 1});
    std::size_t at = 0;
    for (std::uint32_t month = 0; month < all_months && at < days_.size(); ++month)
        for (std::int32_t day = starts_[month]; day < starts_[month + 1] && at < days_.size(); ++day)
            days_[at++] = static_cast<std::uint16_t>(month * 32 + static_cast<std::uint32_t>(day - starts_[month]));
}

const MonthDays& MonthDays::table() {
    static const MonthDays made;
    return made;
}

}  // namespace duly::eval
