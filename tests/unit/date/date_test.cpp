// Expected dates are worked by hand or from published tables, never by the code under test.
#include "dsl/base/date.hpp"

#include <gtest/gtest.h>

namespace duly {
namespace {

std::int32_t d(std::string_view text) { return parse_iso_day(text).value(); }
std::int64_t m(std::string_view text) { return parse_iso_moment(text, {}).value(); }

TEST(Date, SerialDays) {
    EXPECT_EQ(d("1970-01-01"), 0);
    EXPECT_EQ(d("1969-12-31"), -1);
    EXPECT_EQ(d("2000-03-01"), 11017);
    EXPECT_EQ(d("2024-03-01"), 19783);
    for (std::int32_t day = -140'000; day < 380'000; ++day) {
        const Civil c = to_civil(day);
        ASSERT_EQ(to_day(c), day);
        ASSERT_LE(c.day, days_in_month(c.year, c.month));
    }
}

TEST(Date, Weekdays) {
    EXPECT_EQ(weekday(d("1970-01-01")), 3u);
    EXPECT_EQ(weekday(d("2024-01-01")), 0u);
    EXPECT_EQ(weekday(d("2026-05-23")), 5u);
    EXPECT_EQ(weekday(d("1752-09-14")), 3u);
    EXPECT_EQ(weekday(d("1931-02-01")), 6u);
}

TEST(Date, MonthsEndOnTheSameNumberedDayOrTheLast) {
    EXPECT_EQ(format_day(add_months(d("1978-09-30"), 4)), "1979-01-30");
    EXPECT_EQ(format_day(add_months(d("2025-11-30"), 3)), "2026-02-28");
    EXPECT_EQ(format_day(add_months(d("2023-08-31"), 6)), "2024-02-29");
    EXPECT_EQ(format_day(add_months(d("2008-02-29"), 18 * 12)), "2026-02-28");
    EXPECT_EQ(format_day(add_months(d("2026-05-31"), -3)), "2026-02-28");
    EXPECT_EQ(format_day(add_months(d("2026-01-31"), 3)), "2026-04-30");
    EXPECT_EQ(format_day(add_months(d("2026-06-01"), 3)), "2026-09-01");
    EXPECT_EQ(format_day(add_months(d("2026-07-01"), 2)), "2026-09-01");
    EXPECT_EQ(format_day(add_months(d("2024-01-15"), -1)), "2023-12-15");
    EXPECT_EQ(format_day(add_months(d("2024-12-31"), -13)), "2023-11-30");
}

TEST(Date, HugeMonthCountsStayDefined) { EXPECT_GT(add_months(0, INT64_MAX), add_months(0, INT64_MIN)); }

TEST(Date, Birthdays) {
    EXPECT_EQ(format_day(birthday(d("2008-02-29"), 18)), "2026-03-01");
    EXPECT_EQ(format_day(birthday(d("2008-02-29"), 18, true)), "2026-02-28");
    EXPECT_EQ(format_day(birthday(d("2008-02-29"), 16)), "2024-02-29");
    EXPECT_EQ(format_day(birthday(d("2010-06-30"), 5)), "2015-06-30");
    EXPECT_EQ(years_between(d("2008-02-29"), d("2026-02-28")), 17);
    EXPECT_EQ(years_between(d("2008-02-29"), d("2026-03-01")), 18);
    EXPECT_EQ(years_between(d("2008-02-29"), d("2026-02-28"), true), 18);
    EXPECT_EQ(years_between(d("2019-04-10"), d("2024-04-09")), 4);
    EXPECT_EQ(years_between(d("2019-04-10"), d("2024-04-10")), 5);
}

TEST(Date, WholeMonthsCompleted) {
    EXPECT_EQ(months_between(d("2024-01-31"), d("2024-02-28")), 0);
    EXPECT_EQ(months_between(d("2024-01-31"), d("2024-02-29")), 1);
    EXPECT_EQ(months_between(d("2024-01-15"), d("2024-03-14")), 1);
    EXPECT_EQ(months_between(d("2024-01-15"), d("2024-03-15")), 2);
    EXPECT_EQ(months_between(d("2024-03-15"), d("2024-01-15")), -2);
    EXPECT_EQ(months_between(d("2024-03-15"), d("2024-03-15")), 0);
    EXPECT_EQ(years_between(d("2024-04-10"), d("2019-04-11")), -4);
}

TEST(Date, IsoDaysThatDoNotExistAreRefused) {
    for (const char* text : {"2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-1-01", "20240101", "2024-01-0a",
                             "1599-12-31", "3000-01-01", "", "2024-01-01x", "2024/01/01", "+024-01-01", "2024-01--1"})
        EXPECT_FALSE(parse_iso_day(text)) << text;
    EXPECT_EQ(parse_iso_day(" 2024-02-29 "), d("2024-02-29"));
}

TEST(Date, PartialDatesAreTheirPossibleDays) {
    EXPECT_EQ(parse_iso_partial("2024-02"), (DayInterval{d("2024-02-01"), d("2024-02-29")}));
    EXPECT_EQ(parse_iso_partial("2023"), (DayInterval{d("2023-01-01"), d("2023-12-31")}));
    EXPECT_EQ(parse_iso_partial("2023-05-06"), (DayInterval{d("2023-05-06"), d("2023-05-06")}));
    EXPECT_FALSE(parse_iso_partial("2023-13"));
    EXPECT_FALSE(parse_iso_partial("202"));
}

TEST(Date, Texts) {
    EXPECT_EQ(format_day(d("2024-03-01")), "2024-03-01");
    EXPECT_EQ(spoken_day(d("2024-03-01")), "Friday 1 March 2024");
    EXPECT_EQ(written_day(d("2026-12-31")), "31 December 2026");
    EXPECT_EQ(format_moment(m("2024-07-01 18:00"), {}), "2024-07-01 18:00");
    EXPECT_EQ(format_moment(m("2024-07-01T18:00:05"), {}), "2024-07-01 18:00:05");
    for (const char* text : {"2024-03-01 24:00", "2024-03-01 10:60", "2024-03-01 10:00:60", "2024-03-01", "2024-02-30 10:00", "2024-03-01x10:00"})
        EXPECT_FALSE(parse_iso_moment(text, {})) << text;
}

TEST(Date, SeventyTwoHoursOverClockChanges) {
    EXPECT_EQ(format_moment(m("2026-03-28 18:00") + 72 * 3600, {}), "2026-03-31 19:00");
    EXPECT_EQ(format_moment(m("2026-10-24 09:00") + 72 * 3600, {}), "2026-10-27 08:00");
}

TEST(Date, UnitedKingdomClockChanges) {
    EXPECT_EQ(m("2026-03-29 00:59") + 60, m("2026-03-29 02:00"));
    EXPECT_EQ(m("2026-03-29 01:30"), m("2026-03-29 02:30"));         // never occurs: an hour on
    EXPECT_EQ(m("2026-10-25 01:30") + 3600 * 2, m("2026-10-25 02:30"));     // twice: the first is meant
    EXPECT_EQ(format_moment(m("2026-10-25 01:30") + 3600, {}), "2026-10-25 01:30");
    EXPECT_EQ(m("2026-01-15 12:00"), std::int64_t{d("2026-01-15")} * 86400 + 12 * 3600);
    EXPECT_EQ(m("2026-07-15 12:00"), std::int64_t{d("2026-07-15")} * 86400 + 11 * 3600);
    EXPECT_EQ(TimeZone().day(std::int64_t{d("2026-07-15")} * 86400 - 1800), d("2026-07-15"));
    EXPECT_EQ(TimeZone().day(-1), d("1969-12-31"));
}

// First and last day of summer time as published for years of each rule.
TEST(Date, EarlierSummerTimes) {
    struct Year { const char *first, *last; };
    for (const Year y : {Year{"1975-03-16", "1975-10-26"}, Year{"1980-03-16", "1980-10-26"}, Year{"1988-03-27", "1988-10-23"},
                         Year{"1995-03-26", "1995-10-22"}, Year{"1996-03-31", "1996-10-27"}, Year{"2024-03-31", "2024-10-27"}}) {
        const std::int64_t noon_first = std::int64_t{d(y.first)} * 86400 + 12 * 3600, noon_last = std::int64_t{d(y.last)} * 86400 + 12 * 3600;
        EXPECT_EQ(TimeZone().wall(noon_first).second_of_day, 13 * 3600) << y.first;
        EXPECT_EQ(TimeZone().wall(noon_first - 86400).second_of_day, 12 * 3600) << y.first;
        EXPECT_EQ(TimeZone().wall(noon_last).second_of_day, 12 * 3600) << y.last;
        EXPECT_EQ(TimeZone().wall(noon_last - 86400).second_of_day, 13 * 3600) << y.last;
    }
}

}  // namespace
}  // namespace duly
