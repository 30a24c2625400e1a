// The vectors of counting days, as deadlines: due dates worked by hand from published bank holidays.
#include <gtest/gtest.h>

#include "tests/unit/timescale/helper.hpp"

namespace duly::eval::test {
namespace {

std::string due(const char* start, double n, Unit unit, model::Counting counting = model::Counting::day_after) {
    Lab lab;
    lab.within(n, unit);
    lab.version.counting = counting;
    lab.matter({{"began", start}});
    lab.as_of("2028-01-01");
    return lab.due();
}

TEST(Counting, WorkingDays) {
    EXPECT_EQ(due("2009-12-18", 35, Unit::working_days), "2010-02-10");
    EXPECT_EQ(due("2011-04-14", 15, Unit::working_days), "2011-05-11");
    EXPECT_EQ(due("2012-05-16", 20, Unit::working_days), "2012-06-15");
    EXPECT_EQ(due("2020-04-20", 10, Unit::working_days), "2020-05-04");
    EXPECT_EQ(due("2022-08-30", 45, Unit::working_days), "2022-11-02");
    EXPECT_EQ(due("2026-05-23", 1, Unit::working_days), "2026-05-26");
}

TEST(Counting, TheDayItselfAndTheNextWorkingDay) {
    EXPECT_EQ(due("2026-05-23", 1, Unit::working_days, model::Counting::next_working_day), "2026-05-27");
    EXPECT_EQ(due("2026-12-15", 10, Unit::working_days), "2026-12-31");
    EXPECT_EQ(due("2026-12-15", 10, Unit::working_days, model::Counting::day_itself), "2026-12-30");
    EXPECT_EQ(due("2026-12-18", 8, Unit::days, model::Counting::day_itself), "2026-12-25");
    EXPECT_EQ(due("2026-03-02", 26, Unit::weeks, model::Counting::day_itself), "2026-08-30");
    EXPECT_EQ(due("2026-04-13", 40, Unit::working_days, model::Counting::day_itself), "2026-06-09");
    // Not a working day: the first one after it is day 1 all the same.
    EXPECT_EQ(due("2026-05-23", 1, Unit::working_days, model::Counting::day_itself), "2026-05-26");
    EXPECT_EQ(due("2026-01-31", 1, Unit::months, model::Counting::day_itself), "2026-02-27");
}

TEST(Counting, MonthsAndDays) {
    EXPECT_EQ(due("1978-09-30", 4, Unit::months), "1979-01-30");
    EXPECT_EQ(due("2025-11-30", 3, Unit::months), "2026-02-28");
    EXPECT_EQ(due("2025-11-30", 91, Unit::days), "2026-03-01");
    EXPECT_EQ(due("2023-08-31", 6, Unit::months), "2024-02-29");
    EXPECT_EQ(due("2024-02-29", 1, Unit::years), "2025-02-28");
}

TEST(Counting, Rolls) {
    Lab lab;
    lab.within(8, Unit::days).as_of("2026-12-01");
    lab.version.rolls = true;
    lab.version.counting = model::Counting::day_itself;
    lab.as_of("2027-02-01").matter({{"began", "2026-12-18"}});
    EXPECT_EQ(lab.due(), "2026-12-29");     // Christmas Day, Saturday, Sunday, the substitute on Monday 28
}

TEST(Counting, Backward) {
    const auto backward = [](const char* c, double n, Unit unit) {
        Lab lab;
        lab.within(n, unit);
        lab.version.shape = model::Shape::backward;
        lab.matter({{"began", c}});
        lab.as_of("2026-12-01");
        return lab.due();
    };
    EXPECT_EQ(backward("2026-05-26", 2, Unit::working_days), "2026-05-21");
    EXPECT_EQ(backward("2026-05-31", 3, Unit::months), "2026-02-28");
}

TEST(Counting, Hours) {
    const auto hours = [](const char* at, double n, Unit unit) {
        Lab lab;
        lab.version.from_date = lab.field("matter.at");
        lab.version.to = lab.field("matter.done_at");
        lab.within(n, unit).as_of("2028-01-01");
        lab.matter({{"at", at}});
        return lab.due();
    };
    EXPECT_EQ(hours("2026-03-28 18:00", 72, Unit::hours), "2026-03-31 19:00");
    EXPECT_EQ(hours("2026-10-24 09:00", 72, Unit::hours), "2026-10-27 08:00");
    // Friday 15:00: two hours on Friday, eight and a half on Monday, an hour and a half on Tuesday.
    EXPECT_EQ(hours("2026-01-09 15:00", 12, Unit::working_hours), "2026-01-13 10:00");
}

TEST(Counting, CalendarEnds) {
    EXPECT_EQ(due("2009-06-01", 5, Unit::working_days), "not run");
    Lab lab;
    lab.within(5, Unit::working_days).as_of("2029-06-01").matter({{"began", "2028-12-29"}});
    EXPECT_EQ(lab.outcomes(), Texts{"not run"});
}

struct Paused : Lab {
    Paused(double n, Unit unit) {
        within(n, unit).as_of("2026-12-31");
        version.pauses.push_back({field("matter.stopped"), field("matter.resumed"), {}});
    }
};

TEST(Pauses, SkipWorkingDaysAndMoveOtherDates) {
    Paused ten(10, Unit::working_days);
    ten.matter({{"began", "2026-01-05"}, {"stopped", "2026-01-08"}, {"resumed", "2026-01-14"}});
    EXPECT_EQ(ten.due(), "2026-01-23");
    Paused plain(10, Unit::working_days);
    plain.matter({{"began", "2026-01-05"}});
    EXPECT_EQ(plain.due(), "2026-01-19");
    Paused month(1, Unit::months);
    month.matter({{"began", "2026-01-05"}, {"stopped", "2026-01-08"}, {"resumed", "2026-01-14"}});
    EXPECT_EQ(month.due(), "2026-02-11");
    // From before the start: only the days after the start do not count (6 to 14 January, nine of them).
    Paused before(1, Unit::months);
    before.matter({{"began", "2026-01-05"}, {"stopped", "2025-12-01"}, {"resumed", "2026-01-14"}});
    EXPECT_EQ(before.due(), "2026-02-14");
}

TEST(Pauses, NoBreachIsCured) {
    Paused lab(10, Unit::working_days);
    lab.matter({{"began", "2026-01-05"}, {"stopped", "2026-01-20"}, {"resumed", "2026-02-20"}, {"finished", "2026-01-27"}});
    EXPECT_EQ(lab.outcomes(true), Texts{"late by 6 2026-01-19"});
}

TEST(Pauses, OpenPause) {
    Paused lab(10, Unit::working_days);
    lab.matter({{"began", "2026-01-05"}, {"stopped", "2026-01-08"}});
    EXPECT_EQ(lab.outcomes(true), Texts{"due"});
    Paused done(10, Unit::working_days);
    done.matter({{"began", "2026-01-05"}, {"stopped", "2026-01-08"}, {"finished", "2026-11-02"}});
    EXPECT_EQ(done.outcomes(true), Texts{"met"});
}

TEST(Pauses, DuringRecordsOverlapsCountOnce) {
    Lab lab;
    lab.within(10, Unit::days).as_of("2026-12-31");
    model::Aggregate holds;
    holds.record = lab.rules.record("hold");
    holds.path = {holds.record};
    holds.binds = 1;
    lab.version.pauses.push_back({model::none, model::none, holds});
    const auto row = lab.matter({{"began", "2026-01-01"}});
    lab.hold(row, "2026-01-03", "2026-01-07");
    lab.hold(row, "2026-01-05", "2026-01-09");
    EXPECT_EQ(lab.due(), "2026-01-17");     // 4 to 9 January: six days
}

TEST(Extensions, SameUnitsAreAddedUpAndCountedOnce) {
    Lab lab;
    lab.within(1, Unit::months).as_of("2026-12-31");
    lab.version.extensions.push_back({model::Extension::Kind::by_when, lab.length(2, Unit::months), lab.known("matter.reason"), model::none});
    lab.matter({{"began", "2026-01-31"}, {"reason", "court"}});
    lab.matter({{"began", "2026-01-31"}});
    EXPECT_EQ(lab.outcomes(true), (Texts{"overdue by 245 2026-04-30", "overdue by 306 2026-02-28"}));
}

TEST(Extensions, GrantsNeedToComeInTime) {
    const auto due = [](const char* granted) {
        Lab lab;
        lab.within(10, Unit::working_days).as_of("2026-12-31");
        lab.version.extensions.push_back({model::Extension::Kind::by_on, lab.length(5, Unit::working_days), lab.field("matter.granted"), model::none});
        lab.matter({{"began", "2026-01-05"}, {"granted", granted}});
        return lab.due();
    };
    EXPECT_EQ(due("2026-01-19"), "2026-01-26");
    EXPECT_EQ(due("2026-01-20"), "2026-01-19");
    EXPECT_EQ(due(""), "2026-01-19");
}

TEST(Extensions, ToADate) {
    const auto due = [](const char* agreed) {
        Lab lab;
        lab.within(10, Unit::working_days).as_of("2026-12-31");
        model::Extension to;
        to.kind = model::Extension::Kind::to;
        to.to = lab.field("matter.agreed");
        lab.version.extensions.push_back(to);
        lab.matter({{"began", "2026-01-05"}, {"agreed", agreed}});
        return lab.due();
    };
    EXPECT_EQ(due("2026-03-01"), "2026-03-01");
    EXPECT_EQ(due("2026-01-12"), "2026-01-19");
}

TEST(Restarts, BecomeDayZero) {
    const auto due = [](const char* again) {
        Paused lab(10, Unit::working_days);
        lab.version.restarted = lab.field("matter.again");
        lab.matter({{"began", "2026-01-05"}, {"stopped", "2026-01-08"}, {"resumed", "2026-01-14"}, {"again", again}});
        return lab.due();
    };
    EXPECT_EQ(due(""), "2026-01-23");
    EXPECT_EQ(due("2026-01-16"), "2026-01-30");     // the earlier pause no longer counts
    EXPECT_EQ(due("2026-01-26"), "2026-01-23");     // after the due date: nothing is cured
}

}  // namespace
}  // namespace duly::eval::test
