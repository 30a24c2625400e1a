// The one date arithmetic: proleptic Gregorian days, months with clamping, anniversaries, ISO text, United Kingdom time.
// Days are int32 since 1970-01-01; moments are int64 seconds since 1970-01-01 00:00 UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duly {

struct Civil { int year = 1970; unsigned month = 1, day = 1; friend auto operator<=>(const Civil&, const Civil&) = default; };

bool is_leap(int year);
unsigned days_in_month(int year, unsigned month);
std::int32_t to_day(Civil date);                    // precondition: a date that exists
std::optional<std::int32_t> to_day_checked(int year, int month, int day);  // years 1600 to 2999
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
std::optional<std::int64_t> parse_iso_moment(std::string_view text);        // 2024-03-01 18:00[:05] or with T, UK wall time
std::string format_day(std::int32_t day);                                   // 2024-03-01
void format_day(std::int32_t day, char* ten);                               // writes exactly ten characters
std::string format_moment(std::int64_t second);                             // 2024-03-01 18:00 UK wall time, seconds when not 0
std::string spoken_day(std::int32_t day);                                   // Friday 1 March 2024
std::string written_day(std::int32_t day);                                  // 1 March 2024
std::string_view month_name(unsigned month);
std::string_view weekday_name(unsigned weekday);

// United Kingdom time (Summer Time Act 1972, order of 2002): summer from the last Sunday of March to the last Sunday of October, 01:00 UTC.
// A wall time that occurs twice is the first; one that never occurs moves on by the hour.
std::int64_t uk_to_utc(std::int32_t day, std::int32_t second_of_day);
struct Wall { std::int32_t day = 0, second_of_day = 0; };
Wall utc_to_uk(std::int64_t second);
std::int32_t uk_day(std::int64_t second);

}  // namespace duly
