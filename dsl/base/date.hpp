// The one date arithmetic: proleptic Gregorian days, months with clamping, anniversaries, ISO text. Days are int32 since
// 1970-01-01. Moments and what the clocks show then: time_zone.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dsl/base/time_zone.hpp"

namespace duly {

struct Civil { int year = 1970; unsigned month = 1, day = 1; friend auto operator<=>(const Civil&, const Civil&) = default; };

bool is_leap(int year);
unsigned days_in_month(int year, unsigned month);
std::int32_t to_day(Civil date);                    // precondition: a date that exists
inline constexpr std::int32_t first_possible_day = -135140, last_possible_day = 376199;     // 1600-01-01 and 2999-12-31: no data names another
std::optional<std::int32_t> to_day_checked(int year, int month, int day);  // within these
Civil to_civil(std::int32_t day);
unsigned weekday(std::int32_t day);                 // 0 monday .. 6 sunday

// Same-numbered day n months on (n may be negative); where there is none, the last day of that month (Dodds v Walker
// [1981] 1 WLR 1027).
std::int32_t add_months(std::int32_t day, std::int64_t months);
// Anniversary: one of 29 February falls on 1 March in common years, or on 28 February when so declared.
std::int32_t birthday(std::int32_t born, int years, bool leap_on_28_february = false);
// Whole months completed from a to b (negative when b is earlier, mirrored); years by anniversary.
std::int64_t months_between(std::int32_t a, std::int32_t b);
std::int64_t years_between(std::int32_t a, std::int32_t b, bool leap_on_28_february = false);

// A day, or the interval of a partial date.
struct DayInterval { std::int32_t first = 0, last = 0; friend bool operator==(const DayInterval&, const DayInterval&) = default; };
std::optional<std::int32_t> parse_iso_day(std::string_view text);           // 2024-03-01
std::optional<DayInterval> parse_iso_partial(std::string_view text);        // 2024-03-01, 2024-03, 2024
std::string format_day(std::int32_t day);                                   // 2024-03-01
void format_day(std::int32_t day, char* ten);                               // writes exactly ten characters
std::string spoken_day(std::int32_t day);                                   // Friday 1 March 2024
std::string written_day(std::int32_t day);                                  // 1 March 2024
std::string_view month_name(unsigned month);
std::string_view weekday_name(unsigned weekday);

}  // namespace duly
