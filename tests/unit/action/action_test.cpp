#include "tests/unit/measure/small_council.hpp"

namespace {

using namespace duly;
using eval::ActionState;
using eval::NeedState;
using model::Need;
using model::Outcome;
using test::day;
using test::SmallCouncil;

// Reviews of 20 a month: so many met in December, January and February 2024; as-of 12 March.
class Actions : public testing::Test {
protected:
    SmallCouncil c;
    model::TimescaleId t = 0;

    void SetUp() override {
        c.as_of(2024, 3, 12);
        const auto child = c.add_child("C1");
        for (int i = 0; i < 80; ++i) c.add_review(child, "R" + std::to_string(i), day(2023, 11, 1), 1);
        t = c.add_timescale("first_review");
    }
    void months(std::vector<int> met) {
        data::Row row = 0;
        for (std::size_t m = 0; m < met.size(); ++m) {
            const auto due = add_months(day(2023, 12, 15), static_cast<std::int64_t>(m));
            for (int i = 0; i < 20; ++i) c.add_entry(t, row++, i < met[m] ? Outcome::met : Outcome::late, due, due);
        }
    }
    eval::ActionResult run(model::Action action) {
        c.so_far.measures = {c.evaluate(c.measure_of(t))};
        c.rules.actions.push_back(std::move(action));
        c.so_far.actions.emplace_back();
        c.so_far.actions.back() = eval::evaluate_action(c.expressions(), static_cast<model::ActionId>(c.rules.actions.size() - 1), c.so_far);
        return c.so_far.actions.back();
    }
    static Need at_grade(std::uint32_t grade, int months = 0) {
        Need need{};
        need.kind = Need::Kind::measure;
        need.ref = 0;
        need.grade = grade;
        need.months_in_a_row = months;
        return need;
    }
    static model::Action with(Need need) {
        model::Action a{};
        a.name = "a34";
        a.needs = {{false, {need}}};
        return a;
    }
};

TEST_F(Actions, AMeasureAtAGradeInTheLastFinishedPeriod) {
    months({20, 20, 16, 0});        // February 80%; the March that as-of cuts does not count
    auto a = with(at_grade(0));
    a.due = day(2024, 3, 11);
    const auto failing = run(a);
    EXPECT_EQ(failing.needs[0][0].sentence, "reviews_on_time is red (80.0%) in 2024-02, below green");
    EXPECT_EQ(failing.state, ActionState::failing);
    EXPECT_EQ(failing.sentence, "It was due on 11 March 2024 and is not achieved: reviews_on_time is red (80.0%) in 2024-02, below green.");
    a.due = day(2024, 3, 12);       // on the due date itself it is not passed
    EXPECT_EQ(run(a).state, ActionState::at_risk);
    EXPECT_EQ(run(with(at_grade(2))).state, ActionState::achieved);
}

TEST_F(Actions, ThreeMonthsInARow) {
    months({19, 19, 20});
    const auto held = run(with(at_grade(0, 3)));
    EXPECT_EQ(held.state, ActionState::achieved);
    EXPECT_EQ(held.needs[0][0].sentence, "reviews_on_time is green in 2023-12, 2024-01 and 2024-02");
    EXPECT_TRUE(held.evidenced);
}

TEST_F(Actions, OneWorseMonthBreaksTheRow) {
    months({20, 18, 20});
    const auto broken = run(with(at_grade(0, 3)));
    EXPECT_EQ(broken.state, ActionState::at_risk);
    EXPECT_EQ(broken.needs[0][0].sentence, "reviews_on_time is amber (90.0%) in 2024-01, below green; it must be green for 3 months in a row");
    EXPECT_EQ(run(with(at_grade(1, 3))).state, ActionState::achieved);
}

TEST_F(Actions, FewerMonthsThanNeededDoNotHoldYet) {
    months({20, 20});
    c.as_of(2024, 2, 12);
    const auto early = run(with(at_grade(0, 3)));
    EXPECT_EQ(early.lines[0], NeedState::not_yet);
    EXPECT_EQ(early.state, ActionState::on_course);
    EXPECT_EQ(early.needs[0][0].sentence, "reviews_on_time has a grade in only 2 of the 3 finished months needed");
}

TEST_F(Actions, MonthsWithoutAGradeArePassedOver) {
    // December and January, nothing due in February, and March as of 12 April.
    c.as_of(2024, 4, 12);
    for (data::Row i = 0; i < 60; ++i) {
        const auto due = i < 20 ? day(2023, 12, 15) : i < 40 ? day(2024, 1, 15) : day(2024, 3, 15);
        c.add_entry(t, i, Outcome::met, due, due);
    }
    EXPECT_EQ(run(with(at_grade(0, 3))).needs[0][0].sentence, "reviews_on_time is green in 2023-12, 2024-01 and 2024-03");
}

TEST_F(Actions, AnIntervalAcrossTheGradeIsUnknown) {
    months({20, 20});
    for (data::Row i = 40; i < 60; ++i) c.add_entry(t, i, i < 58 ? Outcome::met : Outcome::unknown, day(2024, 2, 15), day(2024, 2, 15));
    const auto result = run(with(at_grade(0)));
    EXPECT_EQ(result.state, ActionState::unknown);
    EXPECT_EQ(result.needs[0][0].sentence, "reviews_on_time is green or amber (90.0% to 100.0%) in 2024-02, so it cannot be told whether it is green");
    EXPECT_EQ(run(with(at_grade(1))).state, ActionState::achieved);     // at least amber either way
}

TEST_F(Actions, NoCaseInTheLastPeriodIsUnratedNeverPassed) {
    months({20});
    const auto result = run(with(at_grade(2)));
    EXPECT_EQ(result.lines[0], NeedState::does_not_hold);   // unrated is at no grade, not even at the last one
    EXPECT_EQ(result.needs[0][0].sentence, "reviews_on_time is without a grade in 2024-02 (no case counts)");
}

TEST_F(Actions, NoBreachIsAboutWhatIsOverdueNow) {
    c.add_entry(t, 0, Outcome::late, day(2024, 1, 5), day(2024, 1, 9));
    Need need{};
    need.kind = Need::Kind::no_breach;
    need.ref = t;
    EXPECT_EQ(run(with(need)).state, ActionState::achieved);
    need.since = day(2024, 1, 5);
    const auto since = run(with(need));
    EXPECT_EQ(since.lines[0], NeedState::does_not_hold);
    EXPECT_EQ(since.needs[0][0].sentence, "no case of first_review is overdue, but 1 due since 5 January 2024 was late or too early");
    need.since = day(2024, 1, 6);
    EXPECT_EQ(run(with(need)).state, ActionState::achieved);
    c.add_entry(t, 1, Outcome::unknown, eval::no_time);
    EXPECT_EQ(run(with(need)).lines[0], NeedState::unknown);
    c.add_entry(t, 2, Outcome::overdue, day(2024, 3, 1));
    c.add_entry(t, 3, Outcome::overdue, day(2024, 3, 1));
    need.since = model::min_day;
    EXPECT_EQ(run(with(need)).needs[0][0].sentence, "2 cases of first_review are overdue");
    need.kind = Need::Kind::at_most;
    need.at_most = 2;
    EXPECT_EQ(run(with(need)).lines[0], NeedState::unknown);            // the unknown one may be a third
    need.at_most = 3;
    EXPECT_EQ(run(with(need)).state, ActionState::achieved);
    need.at_most = 1;
    EXPECT_EQ(run(with(need)).needs[0][0].sentence, "2 cases of first_review are overdue; at most 1 is allowed");
}

TEST_F(Actions, ACheckHoldsWithoutBreachAndUnknown) {
    model::Check check{};
    check.name = "dates_in_order";
    check.record = SmallCouncil::review;
    c.rules.checks = {check};
    c.so_far.checks.resize(1);
    auto& result = c.so_far.checks[0];
    result.rule = 0;
    result.outcome = {Outcome::met, Outcome::excluded};
    Need need{};
    need.kind = Need::Kind::check;
    need.ref = 0;
    EXPECT_EQ(run(with(need)).lines[0], NeedState::holds);
    result.outcome.push_back(Outcome::unknown);
    EXPECT_EQ(run(with(need)).lines[0], NeedState::unknown);
    result.outcome.push_back(Outcome::breached);
    EXPECT_EQ(run(with(need)).needs[0][0].sentence, "1 case of dates_in_order is breached");
}

TEST_F(Actions, ARecordThatTheDataLacksIsNeverPassed) {
    c.rules.timescales[t].record = SmallCouncil::kpi;       // no rows of it anywhere
    Need need{};
    need.kind = Need::Kind::no_breach;
    need.ref = t;
    const auto result = run(with(need));
    EXPECT_EQ(result.lines[0], NeedState::unknown);
    EXPECT_EQ(result.needs[0][0].sentence, "the data holds no kpi_value for first_review");
}

TEST_F(Actions, DoneAndEvidencedAreKeptApart) {
    months({20, 20, 16});
    auto a = with(at_grade(0));
    a.says_done_on = true;
    a.done_on = day(2024, 3, 1);
    a.due = day(2024, 5, 24);
    const auto done = run(a);
    EXPECT_TRUE(done.recorded_done);
    EXPECT_FALSE(done.evidenced);
    EXPECT_EQ(done.state, ActionState::at_risk);
    EXPECT_EQ(done.sentence, "It was recorded done on 1 March 2024, but it is due on 24 May 2024, and so far reviews_on_time is red (80.0%) in 2024-02, below green.");
    a.done_on = day(2024, 3, 13);       // after as-of: not seen
    EXPECT_FALSE(run(a).recorded_done);
    a.needs.clear();
    a.done_on = day(2024, 3, 1);
    EXPECT_EQ(run(a).state, ActionState::achieved);
    EXPECT_FALSE(run(a).evidenced);
}

TEST_F(Actions, AMilestoneFailsOnceItsDayHasPassed) {
    Need need{};
    need.kind = Need::Kind::milestone;
    need.milestone = c.is_yes(c.yes());
    need.by = day(2024, 3, 11);
    EXPECT_EQ(run(with(need)).state, ActionState::achieved);
    c.rules.exprs[c.rules.exprs[need.milestone].b].literal.number = 0;      // `yes is no`
    const auto passed = run(with(need));
    EXPECT_EQ(passed.state, ActionState::failing);
    EXPECT_EQ(passed.sentence, "A milestone was not reached: the milestone by 11 March 2024 was not reached.");
    need.by = day(2024, 3, 12);     // today is still in time
    EXPECT_EQ(run(with(need)).state, ActionState::on_course);
}

TEST_F(Actions, AChainIsBlockedAboveWhatFails) {
    months({20, 20, 16});
    auto a = with(at_grade(0));
    a.name = "a31";
    a.due = day(2024, 1, 1);
    const auto a31 = run(a);
    const auto first = static_cast<std::uint32_t>(c.rules.actions.size() - 1);
    EXPECT_EQ(a31.state, ActionState::failing);
    Need need{};
    need.kind = Need::Kind::action;
    need.ref = first;
    auto b = with(need);
    b.name = "a32";
    const auto a32 = run(b);
    EXPECT_EQ(a32.state, ActionState::blocked);
    EXPECT_EQ(a32.sentence, "It cannot be achieved while a31 is failing.");
    need.ref = first + 1;
    EXPECT_EQ(run(with(need)).state, ActionState::blocked);
    EXPECT_EQ(c.so_far.actions.back().sentence, "It cannot be achieved while a32 is blocked.");
    // With a cause of its own it is failing itself.
    auto own = with(need);
    own.needs.push_back({false, {at_grade(0)}});
    own.due = day(2024, 1, 1);
    EXPECT_EQ(run(own).state, ActionState::failing);
}

}  // namespace
