#include "engine/report/day_texts.hpp"

#include <cstring>

#include "dsl/base/date.hpp"

namespace duly::report {

DayTexts::DayTexts(std::int32_t around) : first_(std::int64_t{around} - 9'000), texts_(std::make_unique_for_overwrite<char[]>(days * 10)) {
    char* to = texts_.get();
    const auto end = static_cast<std::int32_t>(first_ + static_cast<std::int64_t>(days));
    for (auto day = static_cast<std::int32_t>(first_); day < end;) {
        char* const month = to;
        const Civil first = to_civil(day);
        format_day(day, month);
        const auto rest = static_cast<std::int32_t>(days_in_month(first.year, first.month) - first.day);
        for (std::int32_t i = 0; i <= rest && day < end; ++i, ++day, to += 10) {
            const unsigned number = first.day + static_cast<unsigned>(i);
            if (i > 0) std::memcpy(to, month, 8);
            to[8] = static_cast<char>('0' + number / 10);
            to[9] = static_cast<char>('0' + number % 10);
        }
    }
}

}  // namespace duly::report
