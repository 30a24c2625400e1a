#include "tests/unit/measure/small_council.hpp"

namespace {

using namespace duly;
using eval::no_time;
using model::Outcome;
using test::day;
using test::SmallCouncil;
using Rows = std::vector<std::string>;
using Counted = model::Measure::Counted;

// Reviews R0, R1 ... so that entries have rows.
void add_reviews(SmallCouncil& c, int n, const std::vector<std::string>& teams = {}) {
    const auto child = c.add_child("C1", "North");
    for (int i = 0; i < n; ++i)
        c.add_review(child, "R" + std::to_string(i), day(2023, 12, 1) + i, 1, i < static_cast<int>(teams.size()) ? teams[static_cast<std::size_t>(i)] : "");
}

std::vector<eval::MeasureResult::Item> all_items(SmallCouncil& c, const eval::MeasureResult& result) {
    std::vector<eval::MeasureResult::Item> all;
    for (std::uint32_t period = 0; period <= result.periods.size(); ++period)
        for (const auto& item : c.items_of(result, period < result.periods.size() ? period : model::none)) all.push_back(item);
    return all;
}

TEST(TimescaleMeasure, CountedWhenDueUpToAsOf) {
    SmallCouncil c;
    add_reviews(c, 9);
    const auto t = c.add_timescale("first_review");
    c.add_entry(t, 0, Outcome::met, day(2024, 1, 31), day(2024, 1, 20));
    c.add_entry(t, 1, Outcome::late, day(2024, 1, 5), day(2024, 2, 20));
    c.add_entry(t, 2, Outcome::late_with_reason, day(2024, 1, 6), day(2024, 1, 20));
    c.add_entry(t, 3, Outcome::overdue, day(2024, 3, 1));
    c.add_entry(t, 4, Outcome::met, day(2024, 4, 1), day(2024, 3, 1));      // done, but due after as-of
    c.add_entry(t, 5, Outcome::due, day(2024, 3, 31));                      // open: not named
    c.add_entry(t, 6, Outcome::excluded, day(2024, 1, 9));
    c.add_entry(t, 7, Outcome::not_applicable, no_time);
    c.add_entry(t, 8, Outcome::unknown, no_time);
    const auto result = c.evaluate(c.measure_of(t));
    EXPECT_EQ(c.rows(result), (Rows{"2024-01: 1/3 red", "2024-02: 0/0", "2024-03: 0/1 red"}));
    EXPECT_EQ(result.unplaced, 1);
    const auto items = all_items(c, result);
    ASSERT_EQ(items.size(), 5u);
    EXPECT_EQ(items[0].entry, 0u);
    EXPECT_TRUE(items[0].numerator);
    EXPECT_EQ(items[3].period, 2u);
    EXPECT_EQ(items[4].entry, 8u);
    EXPECT_EQ(items[4].period, model::none);
}

TEST(TimescaleMeasure, LateWithReasonAndOpenOnesWhenNamed) {
    SmallCouncil c;
    add_reviews(c, 4);
    const auto t = c.add_timescale("first_review");
    c.add_entry(t, 0, Outcome::met, day(2024, 3, 1), day(2024, 3, 1));
    c.add_entry(t, 1, Outcome::late_with_reason, day(2024, 3, 2), day(2024, 3, 5));
    c.add_entry(t, 2, Outcome::due, day(2024, 3, 31));
    c.add_entry(t, 3, Outcome::due_soon, day(2024, 3, 31));
    auto m = c.measure_of(t);
    m.numerator = {Outcome::met, Outcome::late_with_reason, Outcome::due};
    EXPECT_EQ(c.rows(c.evaluate(m)), (Rows{"2024-03: 3/3 green"}));
}

TEST(TimescaleMeasure, UnknownAndNotRunStayInTheDenominator) {
    SmallCouncil c;
    add_reviews(c, 20);
    const auto t = c.add_timescale("first_review");
    for (data::Row i = 0; i < 18; ++i) c.add_entry(t, i, Outcome::met, day(2024, 3, 1), day(2024, 3, 1));
    c.add_entry(t, 18, Outcome::unknown, day(2024, 3, 2));
    c.add_entry(t, 19, Outcome::not_run, day(2024, 3, 3));
    EXPECT_EQ(c.rows(c.evaluate(c.measure_of(t))), (Rows{"2024-03: 18/20 (2 unknown) green..amber"}));    // 90% to 100%
}

TEST(TimescaleMeasure, CountedWhenDoneOrStarted) {
    SmallCouncil c;
    add_reviews(c, 3);
    const auto t = c.add_timescale("first_review");
    c.add_entry(t, 0, Outcome::met, day(2024, 2, 10), day(2024, 1, 20), day(2024, 1, 2));
    c.add_entry(t, 1, Outcome::late, day(2024, 1, 5), day(2024, 2, 20), day(2024, 1, 3));
    c.add_entry(t, 2, Outcome::overdue, day(2024, 1, 6), no_time, day(2024, 1, 4));
    auto m = c.measure_of(t);
    m.counted = Counted::done;
    EXPECT_EQ(c.rows(c.evaluate(m)), (Rows{"2024-01: 1/1 green", "2024-02: 0/1 red", "2024-03: 0/0"}));
    m.counted = Counted::started;
    EXPECT_EQ(c.rows(c.evaluate(m)), (Rows{"2024-01: 1/3 red", "2024-02: 0/0", "2024-03: 0/0"}));
}

TEST(TimescaleMeasure, GroupsWithBlankOfItsOwnAndSecondaryHiding) {
    SmallCouncil c;
    std::vector<std::string> teams;
    for (int i = 0; i < 12; ++i) teams.push_back("North");
    for (int i = 0; i < 14; ++i) teams.push_back("East");
    for (int i = 0; i < 3; ++i) teams.push_back("");
    add_reviews(c, 29, teams);
    const auto t = c.add_timescale("first_review");
    for (data::Row i = 0; i < 29; ++i) c.add_entry(t, i, i % 2 == 0 ? Outcome::met : Outcome::late, day(2024, 3, 1), day(2024, 3, 2));
    auto m = c.measure_of(t);
    m.by = {c.value_of(SmallCouncil::review, SmallCouncil::review_team)};
    m.hide_under = 6;
    // North: rows 0-11, 6 met of 12. East: rows 12-25, 7 of 14. Blank: rows 26-28, 2 of 3: small, so North, the smallest other, goes too.
    EXPECT_EQ(c.rows(c.evaluate(m)),
              (Rows{"2024-03: 15/29 red", "2024-03 []: 2/3 red hidden", "2024-03 [East]: 7/14 red", "2024-03 [North]: 6/12 red hidden"}));
}

TEST(TimescaleMeasure, GroupsOfAParentField) {
    SmallCouncil c;
    add_reviews(c, 2);
    const auto t = c.add_timescale("first_review");
    c.add_entry(t, 0, Outcome::met, day(2024, 3, 1), day(2024, 3, 1));
    c.add_entry(t, 1, Outcome::met, day(2024, 3, 1), day(2024, 3, 1));
    auto m = c.measure_of(t);
    m.by = {c.value_of(SmallCouncil::child, SmallCouncil::team, 1)};
    EXPECT_EQ(c.rows(c.evaluate(m)), (Rows{"2024-03: 2/2 green", "2024-03 [North]: 2/2 green"}));
}

TEST(TimescaleMeasure, SeveralPeriodKinds) {
    SmallCouncil c;
    c.as_of(2024, 4, 10);
    add_reviews(c, 3);
    const auto t = c.add_timescale("first_review");
    c.add_entry(t, 0, Outcome::met, day(2024, 2, 1), day(2024, 2, 1));
    c.add_entry(t, 1, Outcome::late, day(2024, 3, 31), day(2024, 4, 1));
    c.add_entry(t, 2, Outcome::met, day(2024, 4, 1), day(2024, 4, 1));
    auto m = c.measure_of(t);
    m.periods = {{model::PeriodKind::quarter, 0}, {model::PeriodKind::year_to_date, 0}};
    EXPECT_EQ(c.rows(c.evaluate(m)), (Rows{"2023/24 Q4: 1/2 red", "2024/25 Q1 so far: 1/1 green", "year to 2024-02: 1/1 green", "year to 2024-03: 1/2 red",
                                           "year to 2024-04 so far: 1/1 green"}));
}

TEST(TimescaleMeasure, WhereNarrowsAndUnknownStays) {
    SmallCouncil c;
    const auto child = c.add_child("C1");
    c.add_review(child, "R0", day(2024, 2, 1), 1);
    c.add_review(child, "R1", day(2024, 2, 2), 0);
    c.add_review(child, "R2", day(2024, 2, 3), -1);
    c.add_review(child, "R3", day(2024, 2, 4), 0);
    const auto t = c.add_timescale("first_review");
    for (data::Row i = 0; i < 3; ++i) c.add_entry(t, i, Outcome::met, day(2024, 3, 1), day(2024, 3, 1));
    c.add_entry(t, 3, Outcome::unknown, no_time);       // without a day, and surely outside
    auto m = c.measure_of(t);
    m.denominator_where = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
    const auto result = c.evaluate(m);
    // Whether the third counts is not told; if it does, it is met too.
    EXPECT_EQ(c.rows(result), (Rows{"2024-03: 1/2 (1 unknown) green"}));
    EXPECT_EQ(result.unplaced, 0);
    // Where it is not told that any counts, nothing is said of them.
    auto none_certain = m;
    none_certain.numerator_where = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
    c.so_far.timescales[t].outcome.put(0, Outcome::not_applicable);
    EXPECT_EQ(c.rows(c.evaluate(none_certain)), (Rows{"2024-03: 0/1 (1 unknown) green..red"}));
}

TEST(TimescaleMeasure, OpenOnTheLastDayIsJudgedAsOfThatDay) {
    SmallCouncil c;
    c.as_of(2024, 3, 15);
    const auto child = c.add_child("C1");
    c.finish(c.add_review(child, "R0", day(2024, 1, 1), 1), day(2024, 2, 20));      // due on 15 January
    c.add_review(child, "R1", day(2024, 1, 25), 1);                                 // due on 8 February, never done
    const auto t = c.add_timescale("first_review");
    c.within_14_days(t);
    c.so_far.timescales[t] = eval::evaluate_timescale(c.expressions(), t);
    auto m = c.measure_of(t);
    m.counted = Counted::open_on_last_day;
    m.numerator = {Outcome::overdue};
    // 31 January: R0 is overdue, R1 still due. From February only R1 is open.
    const auto result = c.evaluate(m);
    EXPECT_EQ(c.rows(result), (Rows{"2024-01: 1/2 red", "2024-02: 1/1 green", "2024-03 so far: 1/1 green"}));
    const auto items = all_items(c, result);
    ASSERT_EQ(items.size(), 4u);
    EXPECT_EQ(items[0].entry, 0u);
    EXPECT_TRUE(items[0].numerator);
    EXPECT_EQ(items[1].entry, 1u);
    EXPECT_FALSE(items[1].numerator);
}

TEST(TimescaleMeasure, LeftOutRuleGivesNotRun) {
    SmallCouncil c;
    add_reviews(c, 1);
    const auto t = c.add_timescale("first_review");
    c.so_far.timescales[t].rule = model::none;
    EXPECT_TRUE(c.evaluate(c.measure_of(t)).not_run);
}

TEST(RecordMeasure, PercentageWithUnknownConditions) {
    SmallCouncil c;
    const auto child = c.add_child("C1");
    c.add_review(child, "R0", day(2024, 2, 1), 1);
    c.add_review(child, "R1", day(2024, 2, 2), 0);
    c.add_review(child, "R2", day(2024, 2, 3), -1);     // quorate is missing
    c.add_review(child, "R3", day(2024, 3, 3), 1);
    c.add_review(child, "R4", day(2024, 4, 3), 1);      // after as-of
    model::Measure m{};
    m.kind = model::Measure::Kind::records;
    m.counted = Counted::by_date;
    m.record = SmallCouncil::review;
    m.numerator_where = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
    m.counted_by = c.value_of(SmallCouncil::review, SmallCouncil::held);
    m.periods = {{model::PeriodKind::month, 0}};
    SmallCouncil::bands(m);
    const auto result = c.evaluate(m);
    EXPECT_EQ(c.rows(result), (Rows{"2024-02: 1/3 (1 unknown) red", "2024-03: 1/1 green"}));
    EXPECT_EQ(result.unplaced, 0);
}

// Rolling periods share their items: each still names those behind its own value, in order, with what is unknown.
TEST(RecordMeasure, ItemsBehindRollingPeriods) {
    SmallCouncil c;
    const auto child = c.add_child("C1");
    c.add_review(child, "R0", day(2024, 2, 20), 1);
    c.add_review(child, "R1", day(2024, 1, 5), 0);
    c.add_review(child, "R2", day(2024, 2, 3), -1);     // quorate is missing
    c.add_review(child, "R3", day(2024, 3, 3), 1);
    model::Measure m{};
    m.kind = model::Measure::Kind::records;
    m.counted = Counted::by_date;
    m.record = SmallCouncil::review;
    m.numerator_where = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
    m.counted_by = c.value_of(SmallCouncil::review, SmallCouncil::held);
    m.periods = {{model::PeriodKind::rolling, 2}};
    SmallCouncil::bands(m);
    const auto result = c.evaluate(m);
    ASSERT_EQ(result.periods.size(), 3u);
    const auto words = [&](std::uint32_t period) {
        std::string text;
        for (const auto& item : c.items_of(result, period)) text += std::to_string(item.entry) + (item.unknown ? "? " : item.numerator ? "+ " : "- ");
        return text;
    };
    EXPECT_EQ(words(0), "1- ");
    EXPECT_EQ(words(1), "0+ 1- 2? ");
    EXPECT_EQ(words(2), "0+ 2? 3+ ");
}

TEST(RecordMeasure, CountOnTheLastDaySeesWhatStoodThatDay) {
    SmallCouncil c;
    c.as_of(2024, 3, 15);
    const auto child = c.add_child("C1");
    c.add_review(child, "R0", day(2024, 1, 31), 1);
    c.add_review(child, "R1", day(2024, 2, 29), 1);
    c.add_review(child, "R2", day(2024, 3, 1), 0);
    c.add_review(child, "R3", day(2024, 3, 2), -1);
    model::Measure m{};
    m.kind = model::Measure::Kind::count;
    m.counted = Counted::on_last_day;
    m.record = SmallCouncil::review;
    m.numerator_where = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
    m.periods = {{model::PeriodKind::month, 0}};
    m.percentage = false;
    EXPECT_EQ(c.rows(c.evaluate(m)), (Rows{"2024-01: 1/1", "2024-02: 2/2", "2024-03 so far: 2/3 (1 unknown)"}));
}

// Children have no date of their own, so what they are counted by tells from when on.
TEST(RecordMeasure, OnTheLastDayWithoutDatesIsShownForAYear) {
    SmallCouncil c;
    c.as_of(2024, 3, 15);
    c.add_review(c.add_child("C1"), "R0", day(2022, 1, 31), 1);
    model::Measure m{};
    m.kind = model::Measure::Kind::count;
    m.counted = Counted::on_last_day;
    m.record = SmallCouncil::child;
    m.periods = {{model::PeriodKind::quarter, 0}, {model::PeriodKind::year, 0}};
    m.percentage = false;
    EXPECT_EQ(c.rows(c.evaluate(m)), (Rows{"2022/23 Q4: 1/1", "2023/24 Q1: 1/1", "2023/24 Q2: 1/1", "2023/24 Q3: 1/1", "2023/24 Q4 so far: 1/1",
                                           "2022/23: 1/1", "2023/24 so far: 1/1"}));
    m.periods = {{model::PeriodKind::month, 0}};
    const auto months = c.rows(c.evaluate(m));
    ASSERT_EQ(months.size(), 13u);
    EXPECT_EQ(months.front(), "2023-03: 1/1");
    EXPECT_EQ(months.back(), "2024-03 so far: 1/1");
}

TEST(RecordMeasure, OnTheLastDayIsShownFromTheFirstRowThatItLooksAt) {
    SmallCouncil c;
    c.as_of(2024, 3, 15);
    const auto child = c.add_child("C1");
    c.add_review(child, "R0", day(2024, 1, 31), 0);
    c.add_review(child, "R1", day(2024, 2, 10), 1);
    c.add_review(child, "R2", day(2024, 9, 1), 1);      // ahead
    model::Aggregate any{};
    any.op = model::AggregateOp::any;
    any.path = {SmallCouncil::review};
    any.record = SmallCouncil::review;
    any.binds = 1;
    any.where = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
    c.rules.exprs[c.rules.exprs[any.where].a].slot = 1;
    c.rules.aggregates.push_back(any);
    model::Expr e{};
    e.op = model::ExprOp::aggregate;
    e.ref = 0;
    c.rules.exprs.push_back(e);
    model::Measure m{};
    m.kind = model::Measure::Kind::count;
    m.counted = Counted::on_last_day;
    m.record = SmallCouncil::child;
    m.numerator_where = static_cast<model::ExprId>(c.rules.exprs.size() - 1);
    m.periods = {{model::PeriodKind::month, 0}};
    m.percentage = false;
    EXPECT_EQ(c.rows(c.evaluate(m)), (Rows{"2024-01: 0/0", "2024-02: 1/1", "2024-03 so far: 1/1"}));
}

model::Measure reported(SmallCouncil&) {
    model::Measure m{};
    m.kind = model::Measure::Kind::reported;
    m.record = SmallCouncil::kpi;
    m.reported_as = "agency_rate";
    m.reported_measure = SmallCouncil::kpi_measure;
    m.reported_period = SmallCouncil::kpi_period;
    m.reported_area_field = SmallCouncil::kpi_area;
    m.reported_value = SmallCouncil::kpi_value;
    m.periods = {{model::PeriodKind::year, 0}};
    m.percentage = false;
    m.lower_is_better = true;
    m.scale = 0;
    using model::Band;
    m.bands = {{model::min_day, {{Band::Kind::at_most, 0, 0, 15'000'000}, {Band::Kind::at_most, 1, 0, 20'000'000}, {Band::Kind::otherwise, 2, 0, 0}}}};
    return m;
}

TEST(ReportedMeasure, FiguresInThePeriodOfTheirDate) {
    SmallCouncil c;
    c.as_of(2024, 4, 30);
    c.add_kpi("agency_rate", day(2022, 3, 31), day(2022, 3, 31), 15'000'000);
    c.add_kpi("agency_rate", day(2023, 3, 31), day(2023, 3, 31), 0, data::State::missing);
    c.add_kpi("agency_rate", day(2024, 1, 1), day(2024, 1, 31), 15'100'000);      // a month lies inside 2023/24
    c.add_kpi("vacancy_rate", day(2021, 3, 31), day(2021, 3, 31), 1'000'000);
    auto m = reported(c);
    const auto result = c.evaluate(m);
    ASSERT_EQ(result.values.size(), 4u);
    EXPECT_EQ(result.periods[0].name, "2021/22");
    EXPECT_EQ(result.values[0].low_n, 15'000'000);
    EXPECT_EQ(result.values[0].grade_from, 0u);
    EXPECT_TRUE(result.values[1].missing);
    EXPECT_EQ(result.values[1].grade_from, model::none);
    EXPECT_EQ(result.values[2].grade_from, 1u);
    EXPECT_EQ(result.values[3].low_d, 0);           // 2024/25: no figure, and not marked as missing either
    EXPECT_FALSE(result.values[3].missing);
    EXPECT_TRUE(result.diagnostics.empty());
}

TEST(ReportedMeasure, APartialDateMustLieInside) {
    SmallCouncil c;
    c.add_kpi("agency_rate", day(2023, 1, 1), day(2023, 12, 31), 15'000'000);     // "2023": in no year from April
    c.add_kpi("agency_rate", day(2023, 3, 31), day(2023, 3, 31), 16'000'000);
    const auto result = c.evaluate(reported(c));
    ASSERT_EQ(result.values.size(), 2u);
    EXPECT_EQ(result.values[0].low_n, 16'000'000);
    EXPECT_EQ(result.values[1].low_d, 0);
}

TEST(ReportedMeasure, TheFirstOfSeveralIsUsedAndTheOthersAreListed) {
    SmallCouncil c;
    c.add_kpi("agency_rate", day(2024, 3, 31), day(2024, 3, 31), 15'000'000);
    c.add_kpi("agency_rate", day(2024, 3, 31), day(2024, 3, 31), 99'000'000, data::State::known, "London");
    c.add_kpi("agency_rate", day(2024, 3, 30), day(2024, 3, 30), 17'000'000);
    auto m = reported(c);
    m.reported_area = "England";
    const auto result = c.evaluate(m);
    ASSERT_EQ(result.values.size(), 1u);
    EXPECT_EQ(result.values[0].low_n, 15'000'000);
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].kind, DiagnosticKind::figure_repeated);
    EXPECT_EQ(result.diagnostics[0].message, "`agency_rate` has a second figure for 2023/24, the first one in the data is used");
}

}  // namespace
