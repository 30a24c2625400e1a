#include <gtest/gtest.h>

#include <optional>
#include <random>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_value.hpp"
#include "engine/eval/value_text.hpp"

namespace {

using namespace duly;
using eval::MeasureValue;
using model::Band;

constexpr std::int64_t percent(std::int64_t tenths) { return tenths * 1000; }   // in tenths of a percent

// green at least 95%, amber at least 85%, otherwise red
model::RuleSet rules_with_scale() {
    model::RuleSet rules;
    rules.scales.push_back({"rag", "", {"green", "amber", "red"}, {}});
    return rules;
}
model::Measure rag() {
    model::Measure m;
    m.name = "on_time";
    m.scale = 0;
    m.bands.push_back({model::min_day,
                       {{Band::Kind::at_least, 0, percent(950), 0}, {Band::Kind::at_least, 1, percent(850), 0}, {Band::Kind::otherwise, 2, 0, 0}}});
    return m;
}

MeasureValue value_of(const model::Measure& m, std::int64_t n, std::int64_t d, std::int64_t unknown = 0, model::Day to = 0) {
    MeasureValue value;
    set_value(value, m, {n, d, unknown});
    eval::Grader grader(m);
    set_grades(value, grader, to, nullptr);
    return value;
}
std::string grade(const model::Measure& m, std::int64_t n, std::int64_t d, std::int64_t unknown = 0) {
    return grades_text(rules_with_scale(), m, value_of(m, n, d, unknown));
}

TEST(MeasureBands, JudgeExactFractionsAtTheEdge) {
    const auto m = rag();
    EXPECT_EQ(grade(m, 19, 20), "green");           // 95.0% exactly
    EXPECT_EQ(grade(m, 949'999, 1'000'000), "amber");
    EXPECT_EQ(grade(m, 17, 20), "amber");           // 85.0% exactly
    EXPECT_EQ(grade(m, 84, 99), "red");             // 84.848...%
    EXPECT_EQ(grade(m, 9'499'999, 10'000'000), "amber");    // 94.99999%, shown as 95.0%
    EXPECT_EQ(measure_text(m, value_of(m, 9'499'999, 10'000'000)), "95.0%");
}

TEST(MeasureBands, LargeCountsDoNotOverflow) {
    const auto m = rag();
    const std::int64_t d = 4'000'000'000'000'000'000;
    EXPECT_EQ(grade(m, d / 100 * 95, d), "green");
    EXPECT_EQ(grade(m, d / 100 * 95 - 1, d), "amber");
}

TEST(MeasureBands, UnknownItemsGiveAnInterval) {
    const auto m = rag();
    EXPECT_EQ(grade(m, 18, 20, 1), "green or amber");       // 90% to 95%
    EXPECT_EQ(grade(m, 16, 20, 4), "green, amber or red");  // 80% to 100%
    EXPECT_EQ(grade(m, 19, 20, 1), "green");                // 95% to 100%
    EXPECT_EQ(measure_text(m, value_of(m, 18, 20, 1)), "90.0% to 95.0%");
}

// Every choice of what is not told of the cases, one by one: the interval runs from the lowest share to the highest. With a
// choice that leaves no case there may be any share, as long as something is in doubt.
struct Ends { double low = 2, high = -1; bool empty = false; };
void choose(const std::vector<int>& cases, std::size_t at, int n, int d, Ends& ends) {
    if (at == cases.size()) {
        if (d == 0) { ends.empty = true; return; }
        ends.low = std::min(ends.low, static_cast<double>(n) / d);
        ends.high = std::max(ends.high, static_cast<double>(n) / d);
        return;
    }
    // 0 met, 1 not met, 2 counts and may be met, 3 may count and is met then, 4 may count and is not, 5 may be all of these
    const int what = cases[at];
    if (what == 0 || what == 2 || what == 3 || what == 5) choose(cases, at + 1, n + 1, d + 1, ends);
    if (what == 1 || what == 2 || what == 4 || what == 5) choose(cases, at + 1, n, d + 1, ends);
    if (what >= 3) choose(cases, at + 1, n, d, ends);
}

TEST(MeasureInterval, RunsOverEveryChoiceOfWhatIsNotTold) {
    std::mt19937 random(20240314);
    std::vector<int> found(3);
    for (int round = 0; round < 4000; ++round) {
        std::vector<int> cases(random() % 9);
        const unsigned kinds = 1 + random() % 63;
        for (int& one : cases)
            do one = static_cast<int>(random() % 6);
            while ((kinds >> one & 1) == 0);
        eval::Tally tally;
        for (const int one : cases) {
            ++tally.denominator;
            if (one == 0) ++tally.numerator;
            if (one >= 2) ++tally.unknown;
            if (one == 3) ++tally.perhaps_met;
            if (one == 4) ++tally.perhaps_unmet;
            if (one == 5) ++tally.perhaps;
        }
        auto m = rag();
        m.kind = round % 2 == 0 ? model::Measure::Kind::records : model::Measure::Kind::timescale;
        m.lower_is_better = round % 3 == 0;
        MeasureValue value;
        set_value(value, m, tally);
        EXPECT_EQ(value.denominator, static_cast<std::int64_t>(cases.size()));
        if (cases.empty()) { EXPECT_EQ(value.low_d, 0); ++found[0]; continue; }
        Ends ends;
        choose(cases, 0, 0, 0, ends);
        if (ends.empty) { ends.low = 0; ends.high = 1; ++found[1]; } else ++found[2];
        ASSERT_GT(value.low_d, 0);
        ASSERT_GT(value.high_d, 0);
        double worst = static_cast<double>(value.low_n) / static_cast<double>(value.low_d), best = static_cast<double>(value.high_n) / static_cast<double>(value.high_d);
        if (m.lower_is_better) std::swap(worst, best);
        EXPECT_DOUBLE_EQ(worst, ends.low) << testing::PrintToString(cases);
        EXPECT_DOUBLE_EQ(best, ends.high) << testing::PrintToString(cases);
        // One value is written in one way.
        if (worst == best) { EXPECT_TRUE(value.low_n == value.high_n && value.low_d == value.high_d); }
    }
    for (const int many : found) EXPECT_GT(many, 100);
}

TEST(MeasureBands, NoCaseNoValueNoGrade) {
    const auto m = rag();
    const auto value = value_of(m, 0, 0);
    EXPECT_EQ(value.low_d, 0);
    EXPECT_EQ(value.grade_from, model::none);
    EXPECT_EQ(measure_text(m, value), "");
}

TEST(MeasureBands, TooFewCasesAreUnrated) {
    auto m = rag();
    m.unrated_under = 10;
    EXPECT_EQ(grade(m, 9, 9), "");
    EXPECT_EQ(grade(m, 10, 10), "green");
}

TEST(MeasureBands, DatedBandsAreChosenByTheLastDay) {
    auto m = rag();
    const auto april = to_day({2024, 4, 1});
    m.bands.push_back({april, {{Band::Kind::at_least, 0, percent(980), 0}, {Band::Kind::otherwise, 2, 0, 0}}});
    EXPECT_EQ(grades_text(rules_with_scale(), m, value_of(m, 96, 100, 0, april - 1)), "green");
    EXPECT_EQ(grades_text(rules_with_scale(), m, value_of(m, 96, 100, 0, april)), "red");
}

TEST(MeasureBands, LowerIsBetterPutsTheWorstEndFirst) {
    auto m = rag();
    m.lower_is_better = true;
    m.bands = {{model::min_day, {{Band::Kind::at_most, 0, 0, percent(50)}, {Band::Kind::at_most, 1, 0, percent(100)}, {Band::Kind::otherwise, 2, 0, 0}}}};
    const auto value = value_of(m, 4, 100, 2);      // 4% to 6%
    EXPECT_EQ(value.low_n, 6);
    EXPECT_EQ(value.high_n, 4);
    EXPECT_EQ(grades_text(rules_with_scale(), m, value), "green or amber");
    EXPECT_EQ(measure_text(m, value), "4.0% to 6.0%");
    EXPECT_EQ(grade(m, 5, 100), "green");
}

TEST(MeasureBands, TwoSidedBandsInsideTheIntervalAreSeen) {
    auto m = rag();
    m.bands = {{model::min_day, {{Band::Kind::between, 0, percent(400), percent(600)}, {Band::Kind::between, 1, percent(300), percent(700)}, {Band::Kind::otherwise, 2, 0, 0}}}};
    EXPECT_EQ(grade(m, 20, 100, 60), "green, amber or red");    // 20% to 80%: both ends are red
    EXPECT_EQ(grade(m, 35, 100, 30), "green or amber");         // 35% to 65%: both ends are amber
    EXPECT_EQ(grade(m, 60, 100), "green");
    EXPECT_EQ(grade(m, 40, 100, 20), "green");
}

TEST(MeasureBands, StrictBandsOpenJustBesideTheirThreshold) {
    auto m = rag();
    m.bands = {{model::min_day, {{Band::Kind::more_than, 0, percent(950), 0}, {Band::Kind::less_than, 2, 0, percent(850)}, {Band::Kind::otherwise, 1, 0, 0}}}};
    EXPECT_EQ(grade(m, 95, 100), "amber");
    EXPECT_EQ(grade(m, 85, 100), "amber");
    EXPECT_EQ(grade(m, 84, 100, 1), "amber or red");
}

TEST(MeasureText, RoundsHalfAwayFromZero) {
    EXPECT_EQ(eval::rounded_text(5, 100, 1), "0.1");
    EXPECT_EQ(eval::rounded_text(-5, 100, 1), "-0.1");
    EXPECT_EQ(eval::rounded_text(1, 3, 3), "0.333");
    EXPECT_EQ(eval::rounded_text(25, 10, 0), "3");
    EXPECT_EQ(eval::rounded_text(-1, 1000, 1), "0.0");
    EXPECT_EQ(eval::decimal_text(12'500'000), "12.5");
    EXPECT_EQ(eval::decimal_text(-3'000'000), "-3");
    EXPECT_EQ(eval::decimal_text(0), "0");
}

// Hiding: hide counts under 6.
std::vector<MeasureValue> hidden_rows(std::vector<std::pair<int, int>> counts, model::Measure::Kind kind = model::Measure::Kind::timescale) {
    model::Measure m;
    m.kind = kind;
    m.hide_under = 6;
    std::vector<MeasureValue> values;
    for (auto [n, d] : counts) {
        MeasureValue value;
        set_value(value, m, {n, d, 0});
        values.push_back(value);
    }
    hide_small(values.data(), values.data() + values.size(), m);
    return values;
}
std::string pattern(const std::vector<MeasureValue>& values) {
    std::string text;
    for (const auto& value : values) text += value.hidden ? 'x' : '.';
    return text;
}

TEST(MeasureHiding, NumeratorDenominatorOrDifferenceFromOneToFive) {
    EXPECT_EQ(pattern(hidden_rows({{10, 20}})), ".");
    EXPECT_EQ(pattern(hidden_rows({{5, 20}})), "x");
    EXPECT_EQ(pattern(hidden_rows({{6, 20}})), ".");
    EXPECT_EQ(pattern(hidden_rows({{15, 20}})), "x");   // difference 5
    EXPECT_EQ(pattern(hidden_rows({{0, 4}})), "x");
    EXPECT_EQ(pattern(hidden_rows({{0, 20}})), ".");    // 0 and 20 are not small
    EXPECT_EQ(pattern(hidden_rows({{20, 20}})), ".");
    EXPECT_EQ(pattern(hidden_rows({{0, 0}})), ".");
}

TEST(MeasureHiding, TheOnlyHiddenRowTakesTheSmallestOtherWithIt) {
    // total, then groups of 30, 12 and 40: the second is small
    EXPECT_EQ(pattern(hidden_rows({{50, 82}, {20, 30}, {10, 12}, {20, 40}})), ".xx.");
    // two are hidden by themselves: nothing more is needed
    EXPECT_EQ(pattern(hidden_rows({{50, 82}, {2, 30}, {10, 12}, {20, 40}})), ".xx.");
    EXPECT_EQ(pattern(hidden_rows({{50, 82}, {20, 30}, {12, 24}, {20, 40}})), "....");
}

TEST(MeasureHiding, ACountHasOnlyItsOwnNumber) {
    EXPECT_EQ(pattern(hidden_rows({{30, 30}, {4, 4}, {26, 26}}, model::Measure::Kind::count)), ".xx");
    EXPECT_EQ(pattern(hidden_rows({{7, 7}}, model::Measure::Kind::count)), ".");
}

}  // namespace
