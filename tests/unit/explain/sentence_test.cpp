// The sentence of every outcome and shape, from traces made by hand.
#include "engine/explain/case.hpp"
#include "tests/unit/measure/small_council.hpp"

namespace {

using namespace duly;
using eval::no_time;
using model::Outcome;
using model::Shape;
using test::day;
using test::SmallCouncil;

// A review stands for any record: its `held` is the start, its `done` the end.
class Sentences : public testing::Test {
protected:
    SmallCouncil c;
    eval::EntryTrace trace;
    model::TimescaleId t = 0;
    std::int64_t late_by = 0;

    void SetUp() override {
        c.as_of(2026, 3, 12);
        model::CalendarDef calendar{};
        calendar.name = "england_and_wales";
        c.rules.calendars.push_back(calendar);
        c.add_review(c.add_child("C1"), "A17", day(2026, 1, 5), 1);
        t = c.add_timescale("assessed");
        auto& v = version();
        v.from_date = c.value_of(SmallCouncil::review, SmallCouncil::held);
        v.to = c.value_of(SmallCouncil::review, SmallCouncil::quorate);
        v.stop = c.value_of(SmallCouncil::review, SmallCouncil::review_team);
        model::LimitCase limit{};
        limit.length.unit = model::Unit::working_days;
        v.within.cases.push_back(limit);
        v.law = "Working Together 2013, chapter 1";
        trace.version = 0;
        trace.from = trace.due_trace.start = day(2026, 1, 5);
        trace.due = trace.due_trace.due = trace.due_trace.due_last = day(2026, 3, 9);
        trace.due_trace.amount = 45 * model::number_scale;
        trace.due_trace.unit = model::Unit::working_days;
        trace.due_trace.calendar = 0;
    }
    model::TimescaleVersion& version() { return c.rules.timescales[t].versions[0]; }
    explain::Node node(Outcome outcome, std::uint32_t turn = 0) {
        auto& result = c.so_far.timescales[t];
        result = {};
        result.rule = t;
        c.add_entry(t, 0, outcome, trace.due, trace.done, trace.from);
        const auto put = [](auto& column, auto value) {
            column = {};
            column.push_back(value);
        };
        put(result.late_by, late_by);
        put(result.turn, trace.turn = turn);
        put(result.exclusion, std::uint8_t{static_cast<std::uint8_t>(outcome == Outcome::excluded ? 0 : 0xff)});
        trace.outcome = outcome;
        const auto& e = c.expressions();
        const explain::Context context{c.rules, c.data(), c.calendars, c.so_far, e};
        return case_node(context, {c.rules.timescales[t], result, 0, trace});
    }
    std::string sentence(Outcome outcome, std::uint32_t turn = 0) { return node(outcome, turn).sentence; }
};

TEST_F(Sentences, Overdue) {
    late_by = 3;
    EXPECT_EQ(sentence(Outcome::overdue),
              "Review A17 is overdue by 3 working days: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales) ended on "
              "Monday 9 March 2026, and `review.quorate` had not happened by Thursday 12 March 2026.");
}

TEST_F(Sentences, MetAndLate) {
    trace.done = day(2026, 3, 9);
    EXPECT_EQ(sentence(Outcome::met),
              "Review A17 is met: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales) ended on Monday 9 March 2026, "
              "and `review.quorate` was Monday 9 March 2026.");
    trace.done = day(2026, 3, 10);
    late_by = 1;
    EXPECT_EQ(sentence(Outcome::late),
              "Review A17 is late by 1 working day: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales) ended on "
              "Monday 9 March 2026, and `review.quorate` was Tuesday 10 March 2026.");
}

TEST_F(Sentences, StoppedUndone) {
    trace.stop = day(2026, 3, 11);
    late_by = 2;
    EXPECT_EQ(sentence(Outcome::late),
              "Review A17 is late by 2 working days: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales) ended on "
              "Monday 9 March 2026, and `review.team` ended it on Wednesday 11 March 2026 without `review.quorate`.");
}

TEST_F(Sentences, DueSoonSpeaksOfADayToCome) {
    trace.due = trace.due_trace.due = trace.due_trace.due_last = day(2026, 3, 13);
    EXPECT_EQ(sentence(Outcome::due_soon),
              "Review A17 is due soon: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales) end on Friday 13 March 2026, "
              "and `review.quorate` had not happened by Thursday 12 March 2026.");
}

TEST_F(Sentences, UnknownNamesWhatIsMissingAndWhatWouldSettleIt) {
    trace = {};
    trace.version = 0;
    trace.reason = "held is missing";
    trace.settles = {{SmallCouncil::review, 0, SmallCouncil::held, eval::Presence::missing, 0, 0, {}}};
    EXPECT_EQ(sentence(Outcome::unknown), "Review A17 is unknown: held is missing; `review.held` would settle it.");
}

TEST_F(Sentences, ExcludedNotApplicableNotRun) {
    version().excluded.push_back({c.yes(), "the child was abroad"});
    EXPECT_EQ(sentence(Outcome::excluded), "Review A17 is excluded: the child was abroad.");
    trace.reason = "the rule was not in force on 1 March 2011";
    EXPECT_EQ(sentence(Outcome::not_applicable), "Review A17 is not judged, the rule does not apply: the rule was not in force on 1 March 2011.");
    trace.reason = "the calendar england_and_wales ends on 31 December 2028";
    EXPECT_EQ(sentence(Outcome::not_run), "Review A17 could not be judged: the calendar england_and_wales ends on 31 December 2028.");
}

TEST_F(Sentences, ATurnOfAScheduleIsNamed) {
    version().shape = Shape::schedule;
    model::EventSource each{};
    each.rows.value = c.value_of(SmallCouncil::review, SmallCouncil::quorate);
    version().each = each;
    trace.from = day(2026, 1, 8);
    trace.due = trace.due_trace.due = trace.due_trace.due_last = day(2026, 2, 19);
    trace.due_trace.amount = 6 * model::number_scale;
    trace.due_trace.unit = model::Unit::weeks;
    trace.done = day(2026, 2, 26);
    late_by = 7;
    // Lateness of weeks is counted in days.
    model::LimitCase weeks{};
    weeks.length.unit = model::Unit::weeks;
    version().then_every.cases = {weeks};
    EXPECT_EQ(sentence(Outcome::late, 2),
              "Review A17, turn 2, is late by 7 days: the last one before it was on Thursday 8 January 2026, 6 weeks ended on "
              "Thursday 19 February 2026, and `review.quorate` was Thursday 26 February 2026.");
    const auto n = node(Outcome::late, 2);
    EXPECT_EQ(n.id, "A17, turn 2");
    EXPECT_EQ(n.state, "late");
    EXPECT_EQ(n.law, "Working Together 2013, chapter 1");
}

TEST_F(Sentences, BackwardMinimumAndWindow) {
    version().shape = Shape::backward;
    trace.from = trace.due_trace.start = day(2026, 5, 26);
    trace.due = trace.due_trace.due = trace.due_trace.due_last = day(2026, 5, 21);
    trace.due_trace.amount = 2 * model::number_scale;
    EXPECT_EQ(sentence(Outcome::due),
              "Review A17 is due: `review.held` is Tuesday 26 May 2026, 2 working days (england_and_wales) before it is Thursday 21 May 2026, "
              "and `review.quorate` had not happened by Thursday 12 March 2026.");
    version().shape = Shape::minimum;
    trace.from = trace.due_trace.start = day(2026, 1, 5);
    trace.due = trace.due_trace.due = trace.due_trace.due_last = day(2026, 1, 7);
    trace.done = day(2026, 1, 6);
    EXPECT_EQ(sentence(Outcome::too_early),
              "Review A17 is too early: `review.held` was Monday 5 January 2026, 2 working days (england_and_wales) must go by first, so the "
              "earliest day was Wednesday 7 January 2026, and `review.quorate` was Tuesday 6 January 2026.");
    version().shape = Shape::windows;
    EXPECT_EQ(sentence(Outcome::met, 1),
              "Review A17, turn 1, is met: the window began on Monday 5 January 2026, it ended on Wednesday 7 January 2026, and "
              "`review.quorate` was Tuesday 6 January 2026.");
}

TEST_F(Sentences, AsSoonAsPracticableTellsTheAge) {
    version().shape = Shape::open_ended;
    trace.due = trace.due_trace.due = no_time;
    trace.due_trace = {};
    EXPECT_EQ(sentence(Outcome::no_due_date),
              "Review A17 has no due date, it is to be done as soon as practicable: `review.held` was Monday 5 January 2026, and "
              "`review.quorate` had not happened by Thursday 12 March 2026, 66 days after the start.");
}

TEST_F(Sentences, HoursAreToldToTheMinute) {
    trace.from = trace.due_trace.start = *parse_iso_moment("2026-03-28 18:00", {});
    trace.due = trace.due_trace.due = trace.due_trace.due_last = *parse_iso_moment("2026-03-31 19:00", {});
    trace.due_trace.amount = 72 * model::number_scale;
    trace.due_trace.unit = model::Unit::hours;
    trace.done = *parse_iso_moment("2026-03-31 18:59", {});
    EXPECT_EQ(sentence(Outcome::met),
              "Review A17 is met: `review.held` was Saturday 28 March 2026 18:00, 72 hours end on Tuesday 31 March 2026 19:00, and "
              "`review.quorate` was Tuesday 31 March 2026 18:59.");
}

TEST_F(Sentences, TwoExtensionsAndAPauseReadAsAList) {
    trace.done = day(2026, 3, 9);
    trace.due_trace.extensions = {"extended by 2 months", "extended by 2 weeks on 29 February 2024"};
    trace.due_trace.pauses = {{day(2026, 1, 7), day(2026, 1, 8)}};
    EXPECT_EQ(sentence(Outcome::met),
              "Review A17 is met: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales), extended by 2 months, extended by "
              "2 weeks on 29 February 2024 and with the pauses left out, ended on Monday 9 March 2026, and `review.quorate` was Monday 9 March 2026.");
}

TEST_F(Sentences, APauseThatIsStillOpen) {
    trace.due = trace.due_trace.due = trace.due_trace.due_last = no_time;
    trace.due_trace.pauses = {{day(2026, 1, 11), model::max_day}};
    EXPECT_EQ(sentence(Outcome::due),
              "Review A17 is due: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales) have not run out, since it is paused "
              "from Sunday 11 January 2026 on and the pause is still open, and `review.quorate` had not happened by Thursday 12 March 2026.");
    EXPECT_EQ(node(Outcome::due).counted.back(), "paused from Sunday 11 January 2026 on, and the pause is still open: these days do not count");
}

TEST_F(Sentences, WhatHappenedOnADayKnownToTheMonth) {
    trace.done_in = {day(2026, 2, 1), day(2026, 2, 28)};
    EXPECT_EQ(sentence(Outcome::met),
              "Review A17 is met: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales) ended on Monday 9 March 2026, "
              "and `review.quorate` was on a day in February 2026.");
    trace.done_in = {};
    trace.stop_in = {day(2026, 3, 10), day(2026, 3, 12)};
    EXPECT_EQ(sentence(Outcome::late),
              "Review A17 is late: `review.held` was Monday 5 January 2026, 45 working days (england_and_wales) ended on Monday 9 March 2026, "
              "and `review.team` ended it between Tuesday 10 March 2026 and Thursday 12 March 2026 without `review.quorate`.");
}

TEST_F(Sentences, CountedDaysNameWhatWasSkipped) {
    trace.from = trace.due_trace.start = day(2009, 12, 18);
    trace.due = trace.due_trace.due = trace.due_trace.due_last = day(2010, 2, 10);
    trace.due_trace.amount = 35 * model::number_scale;
    trace.due_trace.closed = {{day(2009, 12, 25), "Christmas Day"}, {day(2009, 12, 28), "Boxing Day (substitute day)"}, {day(2010, 1, 1), "New Year's Day"}};
    const auto n = node(Outcome::met);
    ASSERT_EQ(n.counted.size(), 1u);
    EXPECT_EQ(n.counted[0],
              "counted: day 0 is Friday 18 December 2009; 35 working days (england_and_wales), skipping 25 December 2009 (Christmas Day), "
              "28 December 2009 (Boxing Day (substitute day)) and 1 January 2010 (New Year's Day); due Wednesday 10 February 2010");
}

TEST_F(Sentences, ValuesStandWithTheirCells) {
    trace.reads = {{SmallCouncil::review, 0, SmallCouncil::held, eval::Presence::known, day(2026, 1, 5), day(2026, 1, 5), {}},
                   {SmallCouncil::review, 0, SmallCouncil::quorate, eval::Presence::known, 1, 1, {}},
                   {SmallCouncil::review, 0, SmallCouncil::review_team, eval::Presence::blank, 0, 0, {}},
                   {SmallCouncil::review, 0, SmallCouncil::held, eval::Presence::known, day(2026, 6, 1), day(2026, 6, 30), {}},
                   {SmallCouncil::review, 0, SmallCouncil::held, eval::Presence::known, day(2026, 1, 5), day(2026, 1, 5), {}}};
    const auto n = node(Outcome::met);
    ASSERT_EQ(n.values.size(), 4u);     // each once
    EXPECT_EQ(n.values[0].name, "review.held");
    EXPECT_EQ(n.values[0].value, "2026-01-05");
    EXPECT_EQ(n.values[1].value, "yes");
    EXPECT_EQ(n.values[2].value, "blank");
    EXPECT_EQ(n.values[3].value, "2026-06");
}

}  // namespace
