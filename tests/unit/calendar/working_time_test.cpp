#include <gtest/gtest.h>

#include "tests/unit/calendar/england_and_wales.hpp"

namespace duly::calendar {
namespace {

Second m(std::string_view text) { return parse_iso_moment(text, {}).value(); }
std::string shown(std::optional<Second> second) { return second ? format_moment(*second, {}) : "not run"; }

Calendar office(int from = 8 * 60 + 30, int to = 17 * 60, std::uint8_t week = 0b0011111) {
    CalendarSpec spec = england_and_wales();
    spec.hours = {from, to};
    spec.working_week = week;
    return Calendar(spec);
}

TEST(WorkingTime, CountsInsideOpeningHours) {
    const Calendar calendar = office();     // 8.5 hours a day
    const std::int64_t hour = 3600;
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-06 09:00"), 4 * hour)), "2024-03-06 13:00");
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-06 16:00"), 1 * hour)), "2024-03-06 17:00");
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-06 16:00"), 2 * hour)), "2024-03-07 09:30");
    // Wednesday 9:00 has 8 hours left, then Thursday 8.5, so 7.5 of Friday.
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-06 09:00"), 24 * hour)), "2024-03-08 16:00");
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-08 20:00"), hour)), "2024-03-11 09:30");    // Friday evening
    // Thursday 28 March before Easter: over Good Friday and Easter Monday, and the clocks go forward between.
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-28 16:30"), hour)), "2024-04-02 09:00");
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-30 12:00"), 0)), "2024-03-30 12:00");
}

TEST(WorkingTime, CountsBackward) {
    const Calendar calendar = office();
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-07 09:30"), -2 * 3600)), "2024-03-06 16:00");
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-04-02 09:00"), -3600)), "2024-03-28 16:30");
    EXPECT_EQ(shown(calendar.add_working_time(m("2024-03-09 12:00"), -3600)), "2024-03-08 16:00");
}

TEST(WorkingTime, Between) {
    const Calendar calendar = office();
    EXPECT_EQ(calendar.working_time_between(m("2024-03-06 09:00"), m("2024-03-08 16:00")), 24 * 3600);
    EXPECT_EQ(calendar.working_time_between(m("2024-03-08 16:00"), m("2024-03-06 09:00")), -24 * 3600);
    EXPECT_EQ(calendar.working_time_between(m("2024-03-28 16:30"), m("2024-04-02 09:00")), 3600);
    EXPECT_EQ(calendar.working_time_between(m("2024-03-09 10:00"), m("2024-03-10 23:00")), 0);
    EXPECT_EQ(calendar.working_time_between(m("2024-03-04 00:00"), m("2024-03-15 23:59")), 10 * 30600);
}

TEST(WorkingTime, ClockChangesInsideOpeningHoursCount) {
    const Calendar calendar = office(0, 24 * 60, 0b1111111);
    EXPECT_EQ(calendar.working_time_between(m("2026-03-29 00:00"), m("2026-03-30 00:00")), 23 * 3600);
    EXPECT_EQ(calendar.working_time_between(m("2026-10-20 00:00"), m("2026-10-30 00:00")), (10 * 24 + 1) * 3600);
    EXPECT_EQ(shown(calendar.add_working_time(m("2026-10-24 09:00"), 72 * 3600)), "2026-10-27 08:00");
    EXPECT_EQ(shown(calendar.add_working_time(m("2026-03-28 18:00"), 72 * 3600)), "2026-03-31 19:00");
}

TEST(WorkingTime, NothingWithoutHoursOrOutsideTheReach) {
    EXPECT_FALSE(Calendar(england_and_wales()).add_working_time(m("2024-03-06 09:00"), 60));
    EXPECT_EQ(shown(office().add_working_time(m("2028-12-29 16:00"), 2 * 3600)), "not run");
    EXPECT_EQ(shown(office().add_working_time(m("2009-12-01 09:00"), -3600)), "not run");
    EXPECT_FALSE(office().working_time_between(m("2028-12-29 16:00"), m("2029-01-03 16:00")));
    EXPECT_FALSE(office(17 * 60, 9 * 60).has_hours());
}

}  // namespace
}  // namespace duly::calendar
