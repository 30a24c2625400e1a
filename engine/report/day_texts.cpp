#include "engine/report/day_texts.hpp"

#include "dsl/base/date.hpp"

namespace duly::report {

DayTexts::DayTexts(std::int32_t around) : first_(std::int64_t{around} - 9'000), texts_(days * 10) {
    for (std::uint64_t i = 0; i < days; ++i) format_day(static_cast<std::int32_t>(first_ + static_cast<std::int64_t>(i)), texts_.data() + i * 10);
}

}  // namespace duly::report
