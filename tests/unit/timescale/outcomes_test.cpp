// The outcome table: order of questions, missing data, stops, warnings, excuses, the shapes with one turn.
#include <gtest/gtest.h>

#include "tests/unit/timescale/helper.hpp"

namespace duly::eval::test {
namespace {

// From began to finished within 5 days, stop on ended, warn 2 days before.
void plain(Lab& lab) {
    lab.within(5, Unit::days);
    lab.version.stop = lab.field("matter.ended");
    lab.version.warn = {{{duly::model::none, lab.length(2, Unit::days)}}};
}

TEST(Outcomes, DoneStoppedOpen) {
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}, {"finished", "2024-03-06"}}, "2024-12-31"), "met");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}, {"finished", "2024-03-07"}}, "2024-12-31"), "late by 1");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}, {"ended", "2024-03-06"}}, "2024-12-31"), "not applicable");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}, {"ended", "2024-03-08"}}, "2024-12-31"), "late by 2");
    // What is done counts even when it is dated after the stop.
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}, {"finished", "2024-03-05"}, {"ended", "2024-03-04"}}, "2024-12-31"), "met");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}}, "2024-03-07"), "overdue by 1");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}}, "2024-03-06"), "due soon");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}}, "2024-03-04"), "due soon");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}}, "2024-03-03"), "due");
}

TEST(Outcomes, LateInWorkingDaysIsAtLeastOne) {
    const auto rule = [](Lab& lab) { lab.within(10, Unit::working_days); };
    // Due Friday 2026-01-23 after a start on Friday 9 January; done on the Saturday.
    EXPECT_EQ(outcome_of(rule, {{"began", "2026-01-09"}, {"finished", "2026-01-24"}}, "2026-12-31"), "late by 1");
    EXPECT_EQ(outcome_of(rule, {{"began", "2026-01-09"}, {"finished", "2026-01-27"}}, "2026-12-31"), "late by 2");
}

TEST(Outcomes, AsOfHidesWhatCameLater) {
    const Cells cells{{"began", "2024-03-01"}, {"finished", "2024-03-09"}};
    EXPECT_EQ(outcome_of(plain, cells, "2024-03-08"), "overdue by 2");
    EXPECT_EQ(outcome_of(plain, cells, "2024-03-09"), "late by 3");
    EXPECT_EQ(outcome_of(plain, cells, "2024-02-28"), "not applicable");
    // Not yet there is not the same as blank, also with a `where`.
    const auto with_where = [](Lab& lab) { plain(lab); lab.version.where = lab.yes("matter.needed"); };
    EXPECT_EQ(outcome_of(with_where, {{"began", "2024-03-01"}, {"needed", "yes"}}, "2024-02-28"), "not applicable");
    EXPECT_EQ(outcome_of(with_where, {{"needed", "yes"}}, "2024-02-28"), "unknown");
}

TEST(Outcomes, BlankTrigger) {
    EXPECT_EQ(outcome_of(plain, {}, "2024-12-31"), "not applicable");
    EXPECT_EQ(outcome_of(plain, {{"finished", "2024-03-01"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(plain, {{"ended", "2024-03-01"}}, "2024-12-31"), "unknown");
    const auto required = [](Lab& lab) { plain(lab); lab.version.from_date = lab.field("matter.opened"); };
    EXPECT_EQ(outcome_of(required, {}, "2024-12-31"), "unknown");
    const auto also = [](Lab& lab) { plain(lab); lab.version.also_shown_by = {lab.field("matter.later")}; };
    EXPECT_EQ(outcome_of(also, {{"later", "2024-03-01"}}, "2024-12-31"), "unknown");
}

TEST(Outcomes, BeforeItStarted) {
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}, {"finished", "2024-02-29"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(plain, {{"began", "2024-03-01"}, {"ended", "2024-02-29"}}, "2024-12-31"), "unknown");
    const auto earlier = [](Lab& lab) { plain(lab); lab.version.may_be_done_earlier = true; };
    EXPECT_EQ(outcome_of(earlier, {{"began", "2024-03-01"}, {"finished", "2024-02-29"}}, "2024-12-31"), "met");
}

TEST(Outcomes, AlsoShownBy) {
    const auto rule = [](Lab& lab) {
        plain(lab);
        lab.version.also_shown_by = {lab.field("matter.later"), lab.field("matter.shown")};
    };
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"later", "2024-03-20"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"shown", "yes"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"shown", "no"}, {"ended", "2024-03-03"}}, "2024-12-31"), "not applicable");
    // It comes before the stop.
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"later", "2024-03-02"}, {"ended", "2024-03-03"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"later", "2024-03-02"}, {"finished", "2024-03-03"}}, "2024-12-31"), "met");
}

TEST(Outcomes, WhereAndExcludedInOrder) {
    const auto rule = [](Lab& lab) {
        plain(lab);
        lab.version.where = lab.yes("matter.needed");
        lab.version.excluded = {{lab.yes("matter.urgent"), "urgent"}, {lab.known("matter.reason"), "a reason"}};
    };
    const Cells late{{"began", "2024-03-01"}, {"finished", "2024-04-01"}};
    const auto with = [&](Cells more) { Cells all = late; all.insert(all.end(), more.begin(), more.end()); return outcome_of(rule, all, "2024-12-31"); };
    EXPECT_EQ(with({{"needed", "no"}, {"urgent", "yes"}}), "not applicable");
    EXPECT_EQ(with({{"urgent", "yes"}}), "unknown");
    EXPECT_EQ(with({{"needed", "yes"}, {"urgent", "yes"}}), "excluded");
    EXPECT_EQ(with({{"needed", "yes"}}), "unknown");                            // `urgent` is missing
    EXPECT_EQ(with({{"needed", "yes"}, {"reason", "x"}}), "excluded");           // whatever `urgent` is
    EXPECT_EQ(with({{"needed", "yes"}, {"urgent", "no"}}), "late by 26");
    EXPECT_EQ(outcome_of(rule, {{"needed", "yes"}, {"urgent", "no"}}, "2024-12-31"), "unknown");   // a blank trigger under a true `where`
}

TEST(Outcomes, Excuses) {
    const auto rule = [](Lab& lab) { plain(lab); lab.version.excused = lab.yes("matter.urgent"); };
    const Cells late{{"began", "2024-03-01"}, {"finished", "2024-03-08"}};
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"finished", "2024-03-08"}, {"urgent", "yes"}}, "2024-12-31"), "late with reason by 2");
    EXPECT_EQ(outcome_of(rule, late, "2024-12-31"), "late by 2");               // an unknown excuse is none
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"urgent", "yes"}}, "2024-12-31"), "overdue by 300");
}

TEST(Outcomes, Minimum) {
    const auto rule = [](Lab& lab) { lab.within(10, Unit::days); lab.version.shape = model::Shape::minimum; };
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"finished", "2024-03-11"}}, "2024-12-31"), "met");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"finished", "2024-03-10"}}, "2024-12-31"), "too early");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}}, "2024-03-10"), "due");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}}, "2024-03-11"), "met");
}

TEST(Outcomes, Backward) {
    const auto rule = [](Lab& lab) {
        lab.within(2, Unit::working_days);
        lab.version.shape = model::Shape::backward;
        lab.version.from_date = lab.field("matter.goal");
    };
    EXPECT_EQ(outcome_of(rule, {{"goal", "2026-05-26"}, {"finished", "2026-05-21"}}, "2026-12-31"), "met");
    EXPECT_EQ(outcome_of(rule, {{"goal", "2026-05-26"}, {"finished", "2026-05-22"}}, "2026-12-31"), "late by 1");
    EXPECT_EQ(outcome_of(rule, {{"finished", "2026-05-22"}}, "2026-12-31"), "not applicable");
}

TEST(Outcomes, TwoTiers) {
    // Before `goal`, otherwise within 10 days of `began`.
    const auto rule = [](Lab& lab) {
        lab.within(10, Unit::days);
        lab.version.shape = model::Shape::two_tiers;
        lab.version.before = lab.field("matter.goal");
    };
    const auto due = [&](const Cells& cells) {
        Lab lab;
        rule(lab);
        lab.matter(cells);
        return lab.due();
    };
    EXPECT_EQ(due({{"began", "2024-03-01"}, {"goal", "2024-03-20"}}), "2024-03-19");
    EXPECT_EQ(due({{"began", "2024-03-01"}, {"goal", "2024-03-05"}}), "2024-03-11");
    EXPECT_EQ(due({{"began", "2024-03-01"}}), "2024-03-11");
    EXPECT_EQ(due({{"goal", "2024-03-05"}}), "2024-03-04");
    EXPECT_EQ(due({}), "not applicable");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"finished", "2024-02-01"}}, "2024-12-31"), "met");
}

TEST(Outcomes, AsSoonAsPracticable) {
    const auto rule = [](Lab& lab) { lab.version.shape = model::Shape::open_ended; lab.version.stop = lab.field("matter.ended"); };
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}}, "2024-12-31"), "no due date");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"finished", "2024-10-01"}}, "2024-12-31"), "no due date");
    EXPECT_EQ(outcome_of(rule, {{"finished", "2024-10-01"}}, "2024-12-31"), "unknown");
}

TEST(Outcomes, LimitsThatChooseOrAreRead) {
    const auto rule = [](Lab& lab) {
        lab.version.within.cases = {{lab.younger_than(5), lab.length(6, Unit::months)}, {model::none, lab.length(12, Unit::months)}};
    };
    const auto due = [&](const char* born) {
        Lab lab;
        rule(lab);
        lab.matter({{"began", "2024-03-01"}}, born);
        return lab.due();
    };
    EXPECT_EQ(due("2019-03-02"), "2024-09-01");     // five years old on the day after the start
    EXPECT_EQ(due("2019-03-01"), "2025-03-01");
    Lab read;
    read.version.within.cases = {{model::none, {read.field("matter.days"), Unit::working_days}}};
    read.matter({{"began", "2024-03-01"}, {"days", "3"}});
    read.matter({{"began", "2024-03-01"}});
    EXPECT_EQ(read.outcomes(true), (Texts{"overdue by 207 2024-03-06", "unknown"}));
}

TEST(Outcomes, Hours) {
    const auto rule = [](Lab& lab) {
        lab.version.from_date = lab.field("matter.at");
        lab.version.to = lab.field("matter.done_at");
        lab.within(24, Unit::hours);
    };
    EXPECT_EQ(outcome_of(rule, {{"at", "2024-03-01 10:00"}, {"done_at", "2024-03-02 10:00"}}, "2024-12-31"), "met");
    EXPECT_EQ(outcome_of(rule, {{"at", "2024-03-01 10:00"}, {"done_at", "2024-03-02 11:01"}}, "2024-12-31"), "late by 2");
    EXPECT_EQ(outcome_of(rule, {{"at", "2024-03-01 10:00"}}, "2024-03-02 10:00"), "due");
    EXPECT_EQ(outcome_of(rule, {{"at", "2024-03-01 10:00"}}, "2024-03-02 10:01"), "overdue by 1");
    // A day where a moment is needed may be any time of that day.
    const auto day = [&](Lab& lab) { rule(lab); lab.version.to = lab.field("matter.finished"); };
    EXPECT_EQ(outcome_of(day, {{"at", "2024-03-01 10:00"}, {"finished", "2024-03-01"}}, "2024-12-31"), "met");
    EXPECT_EQ(outcome_of(day, {{"at", "2024-03-01 10:00"}, {"finished", "2024-03-02"}}, "2024-12-31"), "unknown");
    EXPECT_EQ(outcome_of(day, {{"at", "2024-03-01 10:00"}, {"finished", "2024-03-03"}}, "2024-12-31"), "late");
}

TEST(Outcomes, ByATimeOfDay) {
    const auto rule = [](Lab& lab) {
        lab.version.to = lab.field("matter.done_at");
        lab.within(1, Unit::working_days);
        lab.version.by_time = 17 * 60;
    };
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"done_at", "2024-03-04 17:00"}}, "2024-12-31"), "met");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"done_at", "2024-03-04 17:01"}}, "2024-12-31"), "late by 1");
}

TEST(Outcomes, CalendarNamedByAField) {
    const auto rule = [](Lab& lab) {
        lab.within(1, Unit::working_days);
        lab.version.calendar_field = lab.field("matter.calendar");
    };
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"calendar", "england_and_wales"}, {"finished", "2024-03-04"}}, "2024-12-31"), "met");
    EXPECT_EQ(outcome_of(rule, {{"began", "2024-03-01"}, {"finished", "2024-03-04"}}, "2024-12-31"), "unknown");
}

}  // namespace
}  // namespace duly::eval::test
