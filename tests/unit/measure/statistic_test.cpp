// Pure arithmetic against values worked out elsewhere: Python's statistics.quantiles (inclusive, which is PERCENTILE.INC) and mean,
// and for items that may count the extremes over all subsets of them.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/eval/measure_statistic.hpp"
#include "engine/eval/measure_value.hpp"
#include "engine/eval/value_text.hpp"

namespace {

using namespace duly;
using eval::Fraction;
using eval::ItemValue;
using Kind = model::Measure::Kind;

constexpr std::int64_t unit = model::number_scale;

std::vector<ItemValue> items(const std::vector<double>& values) {
    std::vector<ItemValue> result;
    for (double value : values) {
        const auto scaled = static_cast<std::int64_t>(value * unit + (value < 0 ? -0.5 : 0.5));
        result.push_back({scaled, scaled, true});
    }
    return result;
}

std::string text(Fraction f) {
    if (!f.finite()) return f.n < 0 ? "-inf" : "inf";
    std::int64_t n = 0, d = 1;
    to_small(f, n, d);
    std::string out = eval::rounded_text(n, d, 4);
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}
std::string figure(Kind kind, const std::vector<ItemValue>& of, std::int64_t percentile = 50) {
    const auto found = statistic_of(kind, percentile * unit, of);
    if (!found) return "none";
    const std::string low = text(found->low), high = text(found->high);
    return low == high ? low : low + " to " + high;
}
std::string percentiles(const std::vector<double>& values) {
    std::string out;
    for (int p : {10, 25, 33, 50, 75, 90, 99}) out += (out.empty() ? "" : " ") + figure(Kind::percentile, items(values), p);
    return out;
}

TEST(Statistic, PercentilesAsInExcel) {
    EXPECT_EQ(percentiles({15, 20, 35, 40, 50}), "17 20 24.8 35 40 46 49.6");
    EXPECT_EQ(percentiles({3, 1, 4, 1, 5, 9, 2, 6}), "1 1.75 2.31 3.5 5.25 6.9 8.79");
    EXPECT_EQ(percentiles({7.25, 0.5, 12}), "1.85 3.875 4.955 7.25 9.625 11.05 11.905");
    EXPECT_EQ(percentiles({-4, -1, 0, 10, 10, 11, 300}), "-2.2 -0.5 -0.02 10 10.5 126.6 282.66");
    EXPECT_EQ(percentiles({1, 2}), "1.1 1.25 1.33 1.5 1.75 1.9 1.99");
    EXPECT_EQ(percentiles({8}), "8 8 8 8 8 8 8");
    EXPECT_EQ(figure(Kind::percentile, items({5, 3, 9}), 0), "3");
    EXPECT_EQ(figure(Kind::percentile, items({5, 3, 9}), 100), "9");
    EXPECT_EQ(figure(Kind::median, items({4, 1})), "2.5");
}

TEST(Statistic, SumsAveragesLongest) {
    EXPECT_EQ(figure(Kind::average, items({3, 1, 4, 1, 5, 9, 2, 6})), "3.875");
    EXPECT_EQ(figure(Kind::average, items({7.25, 0.5, 12})), "6.5833");
    EXPECT_EQ(figure(Kind::average, items({-4, -1, 0, 10, 10, 11, 300})), "46.5714");
    EXPECT_EQ(figure(Kind::sum, items({0.1, 0.2})), "0.3");
    EXPECT_EQ(figure(Kind::longest, items({-4, -7, -1})), "-1");
    EXPECT_EQ(figure(Kind::sum, {}), "none");
    EXPECT_EQ(figure(Kind::median, {}), "none");
}

TEST(Statistic, SumsLargerThan64BitsAreKept) {
    const std::int64_t large = INT64_MAX - 1;
    const auto found = eval::statistic_of(Kind::sum, 0, {{large, large, true}, {large, large, true}});
    ASSERT_TRUE(found);
    EXPECT_EQ(eval::compare(found->low, Fraction{eval::Wide(large) * 2, unit}), 0);
}

TEST(Statistic, AnUnknownItemLeavesASumWithoutValue) {
    std::vector<ItemValue> some = items({1, 2});
    some.push_back({eval::no_bound_below, eval::no_bound_above, true});
    EXPECT_EQ(figure(Kind::sum, some), "none");
    EXPECT_EQ(figure(Kind::average, some), "none");
    EXPECT_EQ(figure(Kind::longest, some), "none");
    some.back() = {3 * unit, 3 * unit, false};      // not told whether it counts
    EXPECT_EQ(figure(Kind::sum, some), "none");
    some.back() = {3 * unit, 5 * unit, true};       // a range
    EXPECT_EQ(figure(Kind::sum, some), "6 to 8");
    EXPECT_EQ(figure(Kind::average, some), "2 to 2.6667");
    EXPECT_EQ(figure(Kind::longest, some), "3 to 5");
}

// Fractions of millionths, as Python's fractions and statistics have them.
ItemValue part(std::int64_t n, std::int64_t d) { return eval::quotient_item({n * unit, d}, {n * unit, d}); }

TEST(Quotients, CountAsWhatTheyAre) {
    const std::vector<ItemValue> thirds{part(1, 3), part(1, 3), part(1, 3)}, mixed{part(1, 2), part(-1, 3), part(5, 6), {2 * unit, 2 * unit, true}};
    const auto is = [](const std::optional<eval::Possible>& found, Fraction wanted) { return found && compare(found->low, wanted) == 0 && compare(found->high, wanted) == 0; };
    EXPECT_TRUE(is(eval::statistic_of(Kind::sum, 0, thirds), {1, 1}));
    EXPECT_TRUE(is(eval::statistic_of(Kind::average, 0, thirds), {1, 3}));
    EXPECT_TRUE(is(eval::statistic_of(Kind::sum, 0, mixed), {3, 1}));
    EXPECT_TRUE(is(eval::statistic_of(Kind::average, 0, mixed), {3, 4}));
    EXPECT_TRUE(is(eval::statistic_of(Kind::median, 50 * unit, mixed), {2, 3}));
    EXPECT_TRUE(is(eval::statistic_of(Kind::percentile, 10 * unit, mixed), {-1, 12}));
    EXPECT_TRUE(is(eval::statistic_of(Kind::longest, 0, {part(1, 3), part(333333, 1000000)}), {1, 3}));
    EXPECT_EQ(part(1, 3).low, 333333);
    EXPECT_EQ(part(-2, 3).low, -666667);
}

// 1/1 to 1/200 and their complements: the common denominator has 90 digits, and the sum is 200.
TEST(Quotients, ManyDivisors) {
    std::vector<ItemValue> items;
    for (std::int64_t d = 1; d <= 200; ++d) {
        items.push_back(part(1, d));
        items.push_back(part(d - 1, d));
    }
    const auto found = eval::statistic_of(Kind::sum, 0, items);
    ASSERT_TRUE(found);
    EXPECT_EQ(eval::compare(found->low, Fraction{200, 1}), 0);
}

TEST(Quotients, RangesAndLongDivisors) {
    const ItemValue range = eval::quotient_item({unit, 7}, {unit, 3});      // from a seventh to a third, in 21sts
    EXPECT_EQ(range.part, 21);
    EXPECT_EQ(range.low_rest, 3);           // 142857 1/7
    EXPECT_EQ(range.high_rest, 7);          // 333333 1/3
    const ItemValue longer = part(1, 7'000'000'001);
    EXPECT_EQ(longer.part, 1'000'000'000);
    EXPECT_EQ(longer.low_rest, 142'857);
    EXPECT_FALSE(eval::quotient_item({eval::Wide(INT64_MAX) * 2, 1}, {eval::Wide(INT64_MAX) * 2, 1}).told());
}

TEST(Quotients, SharesOfSums) {
    model::Measure m;
    m.kind = Kind::sums;
    eval::MeasureValue value;
    set_sums(value, m, {part(1, 3), part(1, 3), part(1, 3)}, items({1, 1, 0}));
    EXPECT_EQ(eval::compare({value.low_n, value.low_d}, {1, 2}), 0);
    eval::MeasureValue none;
    set_sums(none, m, {part(1, 3)}, {part(0, 3)});
    EXPECT_FALSE(has_value(none));
}

std::vector<ItemValue> with(std::vector<std::pair<int, int>> certain, std::vector<std::pair<int, int>> perhaps) {
    std::vector<ItemValue> result;
    for (auto [low, high] : certain) result.push_back({low * unit, high * unit, true});
    for (auto [low, high] : perhaps) result.push_back({low * unit, high * unit, false});
    return result;
}

// The extremes over all subsets of the second list, by brute force in Python.
TEST(Statistic, PercentilesOverAllThatMayCount) {
    EXPECT_EQ(figure(Kind::percentile, with({{4, 4}, {20, 20}}, {{17, 17}}), 90), "18.4 to 19.4");
    EXPECT_EQ(figure(Kind::percentile, with({}, {{20, 25}, {18, 18}}), 100), "18 to 25");
    EXPECT_EQ(figure(Kind::percentile, with({{12, 12}, {7, 7}, {17, 17}, {9, 9}}, {{17, 17}, {18, 18}}), 100), "17 to 18");
    EXPECT_EQ(figure(Kind::percentile, with({{3, 6}}, {{11, 11}, {17, 22}}), 50), "3 to 14");
    EXPECT_EQ(figure(Kind::percentile, with({{1, 4}, {6, 6}, {17, 17}, {10, 10}}, {{11, 11}, {7, 7}, {7, 7}, {18, 18}}), 100), "17 to 18");
    EXPECT_EQ(figure(Kind::percentile, with({{10, 13}, {14, 14}, {19, 19}}, {{16, 16}}), 75), "16.5 to 16.75");
    EXPECT_EQ(figure(Kind::percentile, with({{4, 4}, {13, 13}}, {{17, 22}}), 90), "12.1 to 20.2");
}

TEST(Statistic, EndsWithoutABound) {
    std::vector<ItemValue> some = items({1, 4});
    some.push_back({eval::no_bound_below, eval::no_bound_above, true});
    EXPECT_EQ(figure(Kind::median, some), "1 to 4");
    EXPECT_EQ(figure(Kind::percentile, some, 90), "3.4 to inf");
    EXPECT_EQ(figure(Kind::percentile, some, 10), "-inf to 1.6");
    EXPECT_EQ(figure(Kind::median, {{eval::no_bound_below, eval::no_bound_above, true}}), "-inf to inf");
}

TEST(Fractions, CompareExactly) {
    EXPECT_EQ(compare(Fraction{1, 3}, Fraction{333333, 1000000}), 1);
    EXPECT_EQ(compare(Fraction{-1, 3}, Fraction{-333333, 1000000}), -1);
    EXPECT_EQ(compare(Fraction{2, 6}, Fraction{1, 3}), 0);
    EXPECT_EQ(compare(Fraction{-7, 2}, Fraction{-4, 1}), 1);
    EXPECT_EQ(compare(eval::below_all, Fraction{-1000000, 1}), -1);
    EXPECT_EQ(compare(eval::above_all, eval::below_all), 1);
    const eval::Wide large = eval::Wide(1) << 120;      // products of these would not fit
    EXPECT_EQ(compare(Fraction{large, large - 1}, Fraction{large + 1, large}), 1);
    EXPECT_EQ(compare(Fraction{large - 1, large}, Fraction{large, large + 1}), -1);
}

TEST(Rates, CasesToAPopulation) {
    model::Measure m;
    m.kind = Kind::rate;
    m.percentage = false;
    m.per = 10'000 * unit;
    const auto rate = [&](std::int64_t n, std::int64_t unknown, std::optional<std::int64_t> people) {
        eval::MeasureValue value;
        set_rate(value, m, {n, n + unknown, unknown}, people ? std::optional(*people * unit) : std::nullopt);
        return measure_text(m, value) + ", " + std::to_string(value.numerator) + "/" + std::to_string(value.denominator);
    };
    EXPECT_EQ(rate(7, 0, 40'000), "1.75, 7/40000");
    EXPECT_EQ(rate(7, 1, 40'000), "1.75 to 2, 7/40000");
    EXPECT_EQ(rate(0, 0, 40'000), "0, 0/40000");
    EXPECT_EQ(rate(7, 0, 0), ", 7/0");
    EXPECT_EQ(rate(7, 0, std::nullopt), ", 7/0");
}

TEST(Sums, AShareOfTwoSums) {
    model::Measure m;
    m.kind = Kind::sums;
    const auto share = [&](const std::vector<ItemValue>& a, const std::vector<ItemValue>& b) {
        eval::MeasureValue value;
        set_sums(value, m, a, b);
        return measure_text(m, value);
    };
    EXPECT_EQ(share(items({3, 4}), items({10, 10})), "35.0%");
    EXPECT_EQ(share(items({-3, 4}), items({10, 10})), "5.0%");
    EXPECT_EQ(share(items({3, 4}), items({10, -10})), "");
    EXPECT_EQ(share({{3 * unit, 5 * unit, true}}, items({10})), "30.0% to 50.0%");
    EXPECT_EQ(share(items({3}), {{5 * unit, 10 * unit, true}}), "30.0% to 60.0%");
    EXPECT_EQ(share({{eval::no_bound_below, eval::no_bound_above, true}}, items({10})), "");
}

// An average over 2 cases and a rate of 2 in 40,000 are small alike; the population is not.
TEST(Hiding, LooksAtRecordsAndCases) {
    model::Measure m;
    m.hide_under = 3;
    const auto hidden = [&](Kind kind, std::int64_t numerator, std::int64_t denominator) {
        m.kind = kind;
        eval::MeasureValue value;
        value.numerator = numerator;
        value.denominator = denominator;
        hide_small(&value, &value + 1, m);
        return value.hidden;
    };
    EXPECT_TRUE(hidden(Kind::average, 2, 2));
    EXPECT_FALSE(hidden(Kind::average, 3, 3));
    EXPECT_FALSE(hidden(Kind::average, 2, 3));      // one of three is unknown
    EXPECT_TRUE(hidden(Kind::rate, 2, 40'000));
    EXPECT_FALSE(hidden(Kind::rate, 0, 40'000));
    EXPECT_FALSE(hidden(Kind::rate, 3, 40'000));
    EXPECT_TRUE(hidden(Kind::every, 2, 40));
    EXPECT_TRUE(hidden(Kind::every, 38, 40));
    EXPECT_TRUE(hidden(Kind::sums, 2, 2));
}

}  // namespace
