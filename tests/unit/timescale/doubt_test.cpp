// Partial and unreadable dates: the outcome only when every possible day gives it.
#include <gtest/gtest.h>

#include "tests/unit/timescale/helper.hpp"

namespace duly::eval::test {
namespace {

void plain(Lab& lab) {
    lab.within(1, Unit::months);
    lab.version.stop = lab.field("matter.ended");
}

TEST(PartialDates, OfTheEnd) {
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-02-20"}, {"finished", "2024-03"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-02-29"}, {"finished", "2024-03"}}, "2024-12-31"), "unknown");   // due 29 March
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-31"}, {"finished", "2024-04"}}, "2024-12-31"), "met");       // due 30 April
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-02-20"}, {"finished", "2024-04"}}, "2024-12-31"), "late");      // by how much differs
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-02-20"}, {"finished", "2024-02"}}, "2024-12-31"), "unknown");   // perhaps before it started
}

TEST(PartialDates, OfTheStart) {
    Lab lab;
    plain(lab);
    lab.matter({{"began", "2024-02"}, {"finished", "2024-03-01"}});     // due on 1 March at the earliest
    lab.matter({{"began", "2024-02"}, {"finished", "2024-03-02"}});
    lab.matter({{"began", "2024-02"}, {"finished", "2024-04-02"}});
    lab.matter({{"began", "2024-02"}});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met", "unknown", "late", "overdue"}));
    const auto result = lab.result();
    EXPECT_EQ(result.from[0], no_time);
    EXPECT_EQ(result.due[3], no_time);
    EXPECT_EQ(result.done[2], day("2024-04-02"));
}

TEST(PartialDates, OfTheStop) {
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-02-15"}, {"ended", "2024-03"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-02-15"}, {"ended", "2024-05"}}, "2024-12-31"), "late");
}

TEST(PartialDates, OfPausesAndGrants) {
    const auto rule = [](Lab& lab) {
        lab.within(10, Unit::days);
        lab.version.pauses.push_back({lab.field("matter.stopped"), lab.field("matter.resumed"), {}});
    };
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-28"}, {"stopped", "2024-03-31"}, {"resumed", "2024-04"}, {"finished", "2024-04-08"}}, "2024-12-31"), "met");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-28"}, {"stopped", "2024-03-31"}, {"resumed", "2024-04"}, {"finished", "2024-04-20"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-28"}, {"stopped", "2024-03-31"}, {"resumed", "2024-04"}, {"finished", "2024-06-20"}}, "2024-12-31"), "late");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-28"}, {"resumed", "2024-04-02"}, {"finished", "2024-04-08"}}, "2024-12-31"), "unknown");
}

TEST(Unreadable, HappenedOnADayNotKnown) {
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-02-20"}, {"finished", "?"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(plain, {{"began", "?"}, {"finished", "2024-03-01"}}, "2024-12-31"), "unknown");
    // Another event settles it whatever that day was.
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-02-20"}, {"finished", "2024-03-20"}, {"ended", "2024-05-01"}}, "2024-12-31"), "met");
}

TEST(Unreadable, AlsoShownBy) {
    const auto rule = [](Lab& lab) { plain(lab); lab.version.also_shown_by = {lab.field("matter.later")}; };
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-02-20"}, {"later", "?"}}, "2024-12-31"), "unknown");
}

}  // namespace
}  // namespace duly::eval::test
