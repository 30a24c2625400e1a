// Repeating schedules, limits of the first events, windows; what the data does not hold; events in doubt.
#include <gtest/gtest.h>

#include "tests/unit/timescale/helper.hpp"

namespace duly::eval::test {
namespace {

// First within 1 week, then every 6 weeks.
struct Visits : Lab {
    Visits() { schedule({limit(1, Unit::weeks)}, limit(6, Unit::weeks)); }
};

TEST(Schedule, WorkedExample) {
    Visits lab;
    lab.visits(lab.matter({{"began", "2024-01-02"}, {"ended", "2024-03-20"}}), {"2024-01-08", "2024-02-26", "2024-02-26"});
    EXPECT_EQ(lab.outcomes(), (Texts{"met", "late by 7", "met"}));
    const auto result = lab.result();
    EXPECT_EQ(all_of(result.turn), (std::vector<std::uint32_t>{1, 2, 3}));
    EXPECT_EQ(result.due[1], day("2024-02-19"));
}

TEST(Schedule, OpenTurn) {
    Visits lab;
    lab.as_of("2024-02-01");
    lab.visits(lab.matter({{"began", "2024-01-02"}}), {"2024-01-08", "2024-02-26"});    // the later visit is not seen yet
    lab.matter({{"began", "2024-01-02"}});
    lab.matter({{"began", "2024-01-31"}});
    lab.visits(lab.matter({{"began", "2024-01-02"}, {"ended", "2024-01-30"}}), {});
    lab.visits(lab.matter({{"began", "2024-01-02"}, {"ended", "2024-01-09"}}), {});
    lab.visits(lab.matter({{"began", "2024-01-02"}, {"ended", "2024-01-01"}}), {});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2024-01-09", "due 2024-02-19", "overdue by 23 2024-01-09", "due 2024-02-07",
                                         "late by 21 2024-01-09", "not applicable", "unknown"}));
    EXPECT_EQ(all_of(lab.result().turn), (std::vector<std::uint32_t>{1, 2, 1, 1, 1, 0, 0}));
}

TEST(Schedule, EventsBeforeTheStartAndAfterTheEndDoNotCount) {
    Visits lab;
    lab.visits(lab.matter({{"began", "2024-01-02"}, {"ended", "2024-01-20"}}), {"2024-01-01", "2024-01-21"});
    EXPECT_EQ(lab.outcomes(), (Texts{"late by 11"}));
}

TEST(Schedule, ChangesVersionByTheDayTheTurnStarts) {
    Visits lab;
    lab.versions.assign(2, lab.version);
    lab.versions[0].until = day("2024-02-29");
    lab.versions[1].from = day("2024-03-01");
    lab.versions[1].then_every = lab.limit(2, Unit::weeks);
    lab.versions[1].in_force_until = day("2024-03-31");
    lab.as_of("2024-05-01");
    lab.visits(lab.matter({{"began", "2024-01-02"}}), {"2024-01-09", "2024-02-20", "2024-03-20", "2024-04-03"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2024-01-09", "met 2024-02-20", "met 2024-04-02", "met 2024-04-03"}));
}

TEST(Schedule, LimitsOnTheDayTheTurnStarts) {
    Visits lab;
    model::Limit by_age;
    by_age.cases = {{lab.younger_than(5), lab.length(6, Unit::months)}, {model::none, lab.length(12, Unit::months)}};
    lab.version.turns.clear();
    lab.version.then_every = by_age;
    lab.as_of("2024-06-01").visits(lab.matter({{"began", "2023-01-01"}}, "2018-07-01"), {"2023-06-30", "2023-07-01"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2023-07-01", "met 2023-12-30", "due 2024-07-01"}));
}

TEST(Schedule, EndsWhereALimitCannotBeTold) {
    Visits lab;
    lab.version.then_every.cases = {{model::none, {lab.field("matter.days"), Unit::days}}};
    lab.visits(lab.matter({{"began", "2024-01-02"}}), {"2024-01-08", "2024-02-26"});
    EXPECT_EQ(lab.outcomes(), (Texts{"met", "unknown"}));
}

TEST(Schedule, ConditionsSpeakOfTheEventThatEndsTheTurn) {
    Visits lab;
    lab.version.excused = lab.known("visit.reason");
    const auto row = lab.matter({{"began", "2024-01-02"}, {"ended", "2024-12-30"}});
    lab.visit(row, {{"held", "2024-01-19"}, {"reason", "snow"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"late with reason by 10", "late by 304"}));    // due 1 March, ended 30 December
}

TEST(Schedule, ExclusionsMaySpeakOfTheEvent) {
    Visits lab;
    lab.version.excluded = {{lab.known("visit.reason"), "snow"}};
    const auto row = lab.matter({{"began", "2024-01-02"}, {"ended", "2024-02-01"}});
    lab.visit(row, {{"held", "2024-01-19"}, {"reason", "snow"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"excluded"}));
    EXPECT_EQ(lab.traces(row).front().reason, "snow");
}

TEST(Schedule, DoneButTheDateIsMissing) {
    Visits lab;
    lab.version.also_shown_by = {lab.field("matter.shown")};
    lab.visits(lab.matter({{"began", "2024-01-02"}, {"shown", "yes"}}), {"2024-01-08"});
    EXPECT_EQ(lab.outcomes(), (Texts{"met", "unknown"}));
}

TEST(Schedule, OnlyTheLastMonthsAreHeld) {
    Visits lab;
    auto& visits = lab.filler->builder.table(lab.rules.record("visit"));
    visits.holds = model::Holds::last_months;
    visits.months = 6;
    lab.as_of("2024-12-31");
    lab.visits(lab.matter({{"began", "2024-01-02"}}), {"2024-07-15", "2024-09-01"});    // from 1 July on all are held
    lab.visits(lab.matter({{"began", "2024-12-01"}}), {"2024-12-05"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"unknown", "late by 6 2024-08-26", "overdue by 79 2024-10-13", "met 2024-12-08", "due 2025-01-16"}));
}

TEST(Schedule, HeldLatestWithAnotherConditionOrLaterThanAsOf) {
    Visits lab;
    lab.filler->builder.table(lab.rules.record("visit")).holds = model::Holds::latest;
    lab.version.each = lab.each(true);
    lab.as_of("2024-06-30");
    lab.visit(lab.matter({{"began", "2024-01-02"}}), {{"held", "2024-05-28"}, {"seen", "no"}});
    lab.visit(lab.matter({{"began", "2024-01-02"}}), {{"held", "2024-07-28"}, {"seen", "yes"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"unknown", "unknown"}));
}

TEST(Schedule, LaterLimitWhenTheNumberOfTheTurnIsNotKnown) {
    Visits lab;
    lab.schedule({lab.limit(4, Unit::weeks), lab.limit(3, Unit::months)}, lab.limit(6, Unit::months));
    lab.filler->builder.table(lab.rules.record("visit")).holds = model::Holds::latest;
    lab.as_of("2024-12-31");
    lab.visits(lab.matter({{"began", "2024-01-02"}}), {"2024-05-28"});      // 28 August or 28 November: overdue either way
    lab.visits(lab.matter({{"began", "2024-01-02"}}), {"2024-08-28"});      // 28 November or 28 February
    lab.visits(lab.matter({{"began", "2024-01-02"}}), {"2024-12-01"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"unknown", "overdue", "unknown", "unknown", "unknown", "due"}));
}

TEST(Schedule, EventsInDoubt) {
    Visits lab;
    lab.version.each = lab.each(true);      // `seen` decides
    lab.as_of("2024-01-31");
    const auto one = lab.matter({{"began", "2024-01-02"}});
    lab.visit(one, {{"held", "2024-01-05"}});                           // `seen` is missing: in the first turn
    const auto two = lab.matter({{"began", "2024-01-02"}});
    lab.visit(two, {{"held", "2024-01-15"}});                           // after the due date: the turn stands
    const auto none = lab.matter({{"began", "2024-01-02"}});
    lab.visit(none, {{"held", "2024-01-05"}, {"seen", "no"}});
    const auto unread = lab.matter({{"began", "2024-01-02"}});
    lab.visit(unread, {{"held", "?"}, {"seen", "yes"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"unknown", "overdue by 22", "overdue by 22", "unknown"}));
}

TEST(Schedule, FewerDoubtfulEventsThanTurns) {
    Visits lab;
    lab.as_of("2024-06-30");
    const auto row = lab.matter({{"began", "2024-01-02"}});
    lab.visits(row, {"2024-01-20", "2024-04-30"});                      // late by 11, late by 60 (due 2 March)
    lab.visit(row, {{"held", "?"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"late by 11 in doubt", "late by 59 in doubt", "overdue by 19 in doubt"}));
}

TEST(Schedule, PartialEvents) {
    Visits lab;
    lab.as_of("2024-04-30");
    lab.visits(lab.matter({{"began", "2024-01-30"}}), {"2024-02"});     // due 6 February: perhaps; then from 14 March to 11 April
    EXPECT_EQ(lab.outcomes(true), (Texts{"unknown 2024-02-06", "overdue"}));
}

TEST(Schedule, PartialStart) {
    Visits lab;
    lab.as_of("2024-04-30");
    lab.visits(lab.matter({{"began", "2024-01"}}), {"2024-02-01"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"unknown", "overdue by 47 2024-03-14"}));
}

TEST(Schedule, OnlyTheLatestIsHeld) {
    Visits lab;
    lab.filler->builder.table(lab.rules.record("visit")).holds = model::Holds::latest;
    lab.as_of("2024-06-30");
    lab.visits(lab.matter({{"began", "2024-01-02"}}), {"2024-05-28"});  // earlier turns cannot be shown; then due 9 July
    lab.matter({{"began", "2024-06-25"}});                              // nothing has been held
    lab.visits(lab.matter({{"began", "2024-06-10"}}), {"2024-05-28"});  // held before this began: none since
    lab.as_of("2024-06-30");
    EXPECT_EQ(lab.outcomes(true), (Texts{"unknown", "due 2024-07-09", "due 2024-07-02", "overdue by 13 2024-06-17"}));
}

TEST(Schedule, NoRecordOfTheEventAtAll) {
    Visits lab;
    lab.absent = "visit";
    lab.matter({{"began", "2024-01-02"}});
    EXPECT_EQ(lab.outcomes(), Texts{"unknown"});
}

TEST(Schedule, PausesActOnTheTurnInWhichTheyFall) {
    Visits lab;
    lab.version.pauses.push_back({lab.field("matter.stopped"), lab.field("matter.resumed"), {}});
    lab.as_of("2024-03-31").visits(lab.matter({{"began", "2024-01-02"}, {"stopped", "2024-02-01"}, {"resumed", "2024-02-11"}}), {"2024-01-08"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2024-01-09", "overdue by 31 2024-02-29"}));   // 19 February and ten days
}

TEST(Schedule, FirstLimitsEachFromTheStart) {
    Lab lab;
    lab.schedule({}, {});
    lab.version.shape = model::Shape::at_limits;
    lab.version.at = {lab.length(1, Unit::weeks), lab.length(1, Unit::months), lab.length(3, Unit::months)};
    lab.as_of("2024-02-15").visits(lab.matter({{"began", "2024-01-02"}}), {"2024-01-08", "2024-02-06"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2024-01-09", "late by 4 2024-02-02", "due 2024-04-02"}));
}

struct Windows : Lab {
    Windows() {
        schedule({}, {});
        version.shape = model::Shape::windows;
        version.within = limit(6, Unit::months);
    }
};

TEST(Windows, LaidEndToEnd) {
    Windows lab;
    lab.as_of("2024-12-31");
    lab.visits(lab.matter({{"began", "2023-08-31"}}), {"2024-02-29", "2024-03-01"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2024-02-29", "met 2024-08-31", "due 2025-02-28"}));
    EXPECT_EQ(lab.result().from[1], day("2024-03-01"));
}

TEST(Windows, PastOpenAndCutShort) {
    Windows lab;
    lab.as_of("2024-12-31");
    lab.visits(lab.matter({{"began", "2023-08-31"}}), {"2024-03-10"});
    lab.matter({{"began", "2023-08-31"}});
    lab.matter({{"began", "2023-08-31"}, {"ended", "2024-04-01"}});
    lab.visits(lab.matter({{"began", "2023-08-31"}, {"ended", "2024-02-01"}}), {"2024-01-01"});
    lab.matter({{"began", "2023-08-31"}, {"ended", "2024-02-01"}});
    EXPECT_EQ(lab.outcomes(true), (Texts{"late by 10 2024-02-29", "met 2024-08-31", "due 2025-02-28",
                                         "overdue by 306 2024-02-29", "overdue by 122 2024-08-31", "due 2025-02-28",
                                         "late by 32 2024-02-29", "met 2024-02-29", "not applicable"}));
}

TEST(Windows, EveryTerm) {
    Windows lab;
    lab.version.every_term = true;
    lab.version.within = {};
    lab.rules.calendars[0].open = {{day("2024-01-08"), day("2024-03-28"), ""}, {day("2024-04-15"), day("2024-07-19"), ""}, {day("2024-09-02"), day("2024-12-20"), ""}};
    lab.as_of("2024-10-01");
    lab.visits(lab.matter({{"began", "2024-02-01"}}), {"2024-06-03"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"late by 67 2024-03-28", "met 2024-07-19", "due 2024-12-20"}));
}

TEST(Windows, ChangedLimit) {
    Windows lab;
    lab.version.within.cases = {{lab.younger_than(5), lab.length(3, Unit::months)}, {model::none, lab.length(6, Unit::months)}};
    lab.as_of("2024-06-01").visits(lab.matter({{"began", "2023-08-31"}}, "2019-01-15"), {"2023-10-01", "2024-02-01", "2024-03-01"});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2023-11-30", "met 2024-02-29", "met 2024-08-29"}));
}

TEST(Windows, EventInDoubt) {
    Windows lab;
    lab.version.each = lab.each(true);
    lab.as_of("2024-06-30");
    lab.visit(lab.matter({{"began", "2023-08-31"}}), {{"held", "2024-01-10"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"unknown", "due"}));
}

}  // namespace
}  // namespace duly::eval::test
