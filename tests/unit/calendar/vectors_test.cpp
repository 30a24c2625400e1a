// Due dates worked out from the published holiday lists, not by the code under test.
#include <gtest/gtest.h>

#include "tests/unit/calendar/england_and_wales.hpp"

namespace duly::calendar {
namespace {

std::string shown(std::optional<Day> day) { return day ? format_day(*day) : "not run"; }

struct Vector { const char* start; int n; const char* due; const char* counting_the_day_itself; };
// "" where no value is published for counting the day itself.
const Vector vectors[] = {
    {"2009-12-18", 7, "2009-12-31", "2009-12-30"},  {"2009-12-18", 10, "2010-01-06", "2010-01-05"}, {"2009-12-18", 35, "2010-02-10", "2010-02-09"},
    {"2010-04-01", 35, "2010-05-25", "2010-05-24"}, {"2011-04-14", 15, "2011-05-11", "2011-05-10"}, {"2012-05-16", 20, "2012-06-15", "2012-06-14"},
    {"2017-04-24", 5, "2017-05-02", "2017-04-28"},  {"2020-04-20", 10, "2020-05-04", "2020-05-01"}, {"2022-08-30", 45, "2022-11-02", "2022-11-01"},
    {"2023-03-20", 45, "2023-05-26", "2023-05-25"}, {"2026-01-05", 45, "2026-03-09", "2026-03-06"}, {"2026-05-23", 1, "2026-05-26", "2026-05-26"},
    {"2026-05-23", 45, "2026-07-27", "2026-07-27"}, {"2026-12-15", 10, "2026-12-31", "2026-12-30"}, {"2026-12-09", 20, "2027-01-11", "2027-01-08"},
    {"2026-12-10", 15, "2027-01-05", "2027-01-04"}, {"2024-12-16", 15, "2025-01-09", ""},           {"2026-04-13", 40, "2026-06-10", "2026-06-09"},
    {"2026-01-05", 10, "2026-01-19", ""},           {"2026-05-26", -2, "2026-05-21", ""},
};

TEST(Calendar, WorkingDayVectors) {
    const Calendar calendar(england_and_wales());
    for (const Vector& v : vectors) {
        EXPECT_EQ(shown(calendar.add_working_days(d(v.start), v.n)), v.due) << v.start << " " << v.n;
        if (v.counting_the_day_itself[0] == '\0') continue;
        // Day 1 is the day itself when it is a working day.
        const int n = calendar.is_working_day(d(v.start)).value() ? v.n - 1 : v.n;
        EXPECT_EQ(shown(calendar.add_working_days(d(v.start), n)), v.counting_the_day_itself) << v.start << " " << v.n;
        EXPECT_EQ(calendar.working_days_between(d(v.start), d(v.due)), v.n);
    }
}

TEST(Calendar, TakenAsReceivedOnTheNextWorkingDay) {
    const Calendar calendar(england_and_wales());
    const Day received = calendar.on_or_next_working_day(d("2026-05-23")).value();
    EXPECT_EQ(format_day(received), "2026-05-26");      // Monday 25 May is the spring holiday
    EXPECT_EQ(shown(calendar.add_working_days(received, 1)), "2026-05-27");
    EXPECT_EQ(shown(calendar.add_working_days(received, 45)), "2026-07-28");
    EXPECT_EQ(shown(calendar.on_or_next_working_day(d("2026-05-22"))), "2026-05-22");
}

TEST(Calendar, AHolidayAnnouncedLaterIsNotKnownBefore) {
    EXPECT_EQ(shown(Calendar(england_and_wales(d("2022-09-09"))).add_working_days(d("2022-08-30"), 45)), "2022-11-01");
    EXPECT_EQ(shown(Calendar(england_and_wales(d("2022-09-10"))).add_working_days(d("2022-08-30"), 45)), "2022-11-02");
}

TEST(Calendar, LocalClosures) {
    CalendarSpec spec = england_and_wales();
    for (const char* day : {"2024-12-27", "2024-12-30", "2024-12-31"}) spec.closed.push_back({d(day), "Christmas closure"});
    EXPECT_EQ(shown(Calendar(spec).add_working_days(d("2024-12-16"), 15)), "2025-01-14");
}

TEST(Calendar, FortyFiveWorkingDaysAreSixtyThreeToSeventyCalendarDays) {
    const Calendar calendar(england_and_wales());
    for (Day day = d("2012-01-01"); day <= d("2028-09-30"); ++day) {
        if (!calendar.is_working_day(day).value()) continue;
        const Day due = calendar.add_working_days(day, 45).value();
        ASSERT_GE(due - day, 63) << format_day(day);
        ASSERT_LE(due - day, 70) << format_day(day);
    }
}

// The two tables against the plain loop that they stand for.
TEST(Calendar, TablesAgreeWithStepping) {
    const Calendar calendar(england_and_wales());
    for (Day day = d("2021-11-20"); day <= d("2022-02-10"); ++day)
        for (int n = 1; n <= 40; ++n) {
            Day forward = day, backward = day;
            for (int left = n; left > 0;) left -= calendar.is_working_day(++forward).value() ? 1 : 0;
            for (int left = n; left > 0;) left -= calendar.is_working_day(--backward).value() ? 1 : 0;
            ASSERT_EQ(calendar.add_working_days(day, n), forward);
            ASSERT_EQ(calendar.add_working_days(day, -n), backward);
            ASSERT_EQ(calendar.working_days_between(day, forward), n);
            ASSERT_EQ(calendar.working_days_between(forward, day), -n);
        }
}

TEST(Calendar, CountsThatLeaveItsReachAreNotRun) {
    const Calendar calendar(england_and_wales());
    EXPECT_EQ(shown(calendar.add_working_days(d("2028-12-22"), 3)), "2028-12-29");
    EXPECT_EQ(shown(calendar.add_working_days(d("2028-12-22"), 4)), "not run");
    EXPECT_EQ(shown(calendar.add_working_days(d("2029-01-01"), 0)), "not run");
    EXPECT_EQ(shown(calendar.add_working_days(d("2028-12-31"), 0)), "2028-12-31");
    EXPECT_EQ(shown(calendar.add_working_days(d("2009-11-30"), 1)), "not run");
    EXPECT_EQ(shown(calendar.add_working_days(d("2009-12-02"), -1)), "2009-12-01");
    EXPECT_EQ(shown(calendar.add_working_days(d("2009-12-02"), -2)), "not run");
    EXPECT_EQ(shown(calendar.add_working_days(d("2012-01-01"), INT64_MAX)), "not run");
    EXPECT_EQ(shown(calendar.add_working_days(d("2012-01-01"), INT64_MIN)), "not run");
    EXPECT_EQ(shown(calendar.on_or_next_working_day(d("2028-12-30"))), "not run");
    EXPECT_FALSE(calendar.working_days_between(d("2028-12-29"), d("2029-01-02")));
    EXPECT_FALSE(calendar.is_working_day(d("2009-11-30")));
    const Calendar empty(CalendarSpec{});
    EXPECT_FALSE(empty.covers(0));
    EXPECT_FALSE(empty.add_working_days(0, 1));
}

TEST(Calendar, ClosedDaysAreNamedForExplanations) {
    CalendarSpec spec = england_and_wales();
    spec.closed.push_back({d("2022-09-24"), "a Saturday, never a working day"});
    const auto closed = Calendar(spec).closed_between(d("2022-08-29"), d("2022-12-26"));
    ASSERT_EQ(closed.size(), 2u);       // not 29 August, the day that is left out
    EXPECT_EQ(format_day(closed[0].day) + " " + closed[0].title, "2022-09-19 State Funeral");
    EXPECT_EQ(format_day(closed[1].day), "2022-12-26");
}

TEST(Calendar, SchoolDaysAreWorkingDaysInsideTerms) {
    CalendarSpec spec = england_and_wales();
    spec.open = {{d("2024-11-04"), d("2024-12-20")}, {d("2024-09-02"), d("2024-10-25")}};
    const Calendar calendar(spec);
    EXPECT_TRUE(calendar.has_terms());
    EXPECT_EQ(shown(calendar.add_school_days(d("2024-10-23"), 3)), "2024-11-04");   // Thu 24, Fri 25, then Monday after half-term
    EXPECT_EQ(shown(calendar.add_school_days(d("2024-11-04"), -1)), "2024-10-25");
    EXPECT_EQ(shown(calendar.add_school_days(d("2024-08-20"), 1)), "2024-09-02");
    EXPECT_EQ(shown(calendar.add_school_days(d("2024-12-19"), 2)), "not run");      // the spring term is not listed
    EXPECT_EQ(calendar.school_days_between(d("2024-10-23"), d("2024-11-05")), 4);
    EXPECT_FALSE(calendar.school_days_between(d("2024-12-01"), d("2025-01-10")));
    EXPECT_FALSE(Calendar(england_and_wales()).add_school_days(d("2024-10-23"), 3));
}

}  // namespace
}  // namespace duly::calendar
