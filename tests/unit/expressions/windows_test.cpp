// The highest of all windows against every window tried one after another, day by day. The brute force shares nothing with the
// engine: it lays out the days of its years one by one and finds the end of a window in that list.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "engine/eval/windows.hpp"

namespace {

using duly::eval::windows::Happening;
using duly::eval::windows::Highest;
using duly::eval::windows::highest;
using duly::eval::windows::SpanDays;
using duly::eval::windows::Window;
using duly::model::Unit;

// 1 January 2019 to 31 December 2029, one entry a day.
struct Date { int year, month, day; };
struct Years {
    static constexpr std::int64_t begin = 17897;    // 2019-01-01, as days since 1970-01-01
    std::vector<Date> days;
    Years() {
        for (int year = 2019; year <= 2029; ++year)
            for (int month = 1; month <= 12; ++month)
                for (int day = 1; day <= length(year, month); ++day) days.push_back({year, month, day});
    }
    static int length(int year, int month) {
        if (month == 2) return year % 4 == 0 ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }
    // The index of the first day after a window that begins on day `from`.
    std::size_t end(std::size_t from, std::int64_t amount, Unit unit) const {
        if (unit == Unit::days) return from + static_cast<std::size_t>(amount);
        if (unit == Unit::weeks) return from + 7 * static_cast<std::size_t>(amount);
        Date to = days[from];
        for (std::int64_t k = 0; k < (unit == Unit::years ? 12 * amount : amount); ++k)
            if (++to.month > 12) {
                to.month = 1;
                ++to.year;
            }
        to.day = std::min(to.day, length(to.year, to.month));
        for (std::size_t at = from; at < days.size(); ++at)
            if (days[at].year == to.year && days[at].month == to.month && days[at].day == to.day) return at;
        return days.size();
    }
};

const Years& years() {
    static const Years all;
    return all;
}

// Of every window that begins in 2020 to 2026, so that no window leaves the list.
template <typename Figure>
std::int64_t best(std::int64_t amount, Unit unit, Figure figure) {
    std::int64_t most = 0;
    for (std::size_t from = 365 - 200; from < 365 + 7 * 365; ++from) most = std::max(most, figure(from, years().end(from, amount, unit)));
    return most;
}

struct Case { std::int64_t amount; Unit unit; };
const std::vector<Case> cases = {{1, Unit::days}, {28, Unit::days}, {2, Unit::weeks}, {1, Unit::months}, {2, Unit::months}, {12, Unit::months}, {1, Unit::years}, {7, Unit::months}};

TEST(Windows, CountAndSumAgreeWithEveryWindowTriedInTurn) {
    std::mt19937 random(20240229);
    for (int round = 0; round < 60; ++round) {
        const Case& c = cases[static_cast<std::size_t>(round) % cases.size()];
        const Window window = *Window::of(c.amount, c.unit);
        std::vector<Happening> all;
        std::vector<std::int64_t> value(years().days.size(), 0);
        const int n = 1 + static_cast<int>(random() % 12);
        for (int k = 0; k < n; ++k) {
            const std::size_t day = 365 + random() % (round % 2 == 0 ? 60 : 5 * 365);
            const std::int64_t figure = round % 3 == 0 ? 1 : static_cast<std::int64_t>(random() % 20) - 6;
            value[day] += figure;
            const auto at = static_cast<std::int64_t>(day) + Years::begin;
            all.push_back({at, at, figure, figure, true, false});
        }
        std::vector<std::int64_t> before(value.size() + 1, 0);
        for (std::size_t i = 0; i < value.size(); ++i) before[i + 1] = before[i] + value[i];
        const auto expected = best(c.amount, c.unit, [&](std::size_t from, std::size_t end) { return before[end] - before[from]; });
        const Highest found = highest(all, window);
        ASSERT_EQ(static_cast<std::int64_t>(found.high), expected) << round;
        ASSERT_EQ(static_cast<std::int64_t>(found.low), expected) << round;
        if (!found.has_window) continue;
        const auto from = static_cast<std::size_t>(found.from - Years::begin);      // the window that it names gives that figure
        ASSERT_EQ(before[years().end(from, c.amount, c.unit)] - before[from], expected) << round;
    }
}

TEST(Windows, DaysOfSpansAgreeWithEveryWindowTriedInTurn) {
    std::mt19937 random(7);
    for (int round = 0; round < 80; ++round) {
        const Case& c = cases[static_cast<std::size_t>(round) % cases.size()];
        std::vector<SpanDays> all;
        std::vector<std::int64_t> value(years().days.size(), 0);
        const int n = 1 + static_cast<int>(random() % 5);
        for (int k = 0; k < n; ++k) {
            const std::size_t from = 365 + random() % (round % 2 == 0 ? 120 : 4 * 365);
            const std::size_t length = random() % (round % 4 < 2 ? 70 : 500);
            for (std::size_t i = from; i < from + length; ++i) ++value[i];
            const auto a = static_cast<std::int64_t>(from) + Years::begin, b = a + static_cast<std::int64_t>(length);
            all.push_back({a, b, a, b});
        }
        std::vector<std::int64_t> before(value.size() + 1, 0);
        for (std::size_t i = 0; i < value.size(); ++i) before[i + 1] = before[i] + value[i];
        const auto expected = best(c.amount, c.unit, [&](std::size_t from, std::size_t end) { return before[end] - before[from]; });
        const Highest found = highest(all, *Window::of(c.amount, c.unit));
        ASSERT_EQ(static_cast<std::int64_t>(found.high), expected) << round;
        ASSERT_EQ(static_cast<std::int64_t>(found.low), expected) << round;
        if (expected == 0) continue;
        const auto from = static_cast<std::size_t>(found.from - Years::begin);
        ASSERT_EQ(before[years().end(from, c.amount, c.unit)] - before[from], expected) << round;
    }
}

// Whatever day each row in doubt turns out to have fallen on, the highest lies between the two ends; and each end is reached where
// only one row is in doubt about its day.
TEST(Windows, DoubtIsBetweenTheEnds) {
    std::mt19937 random(11);
    for (int round = 0; round < 120; ++round) {
        const Case& c = cases[static_cast<std::size_t>(round) % cases.size()];
        const Window window = *Window::of(c.amount, c.unit);
        std::vector<Happening> all;
        const int n = 1 + static_cast<int>(random() % 6);
        for (int k = 0; k < n; ++k) {
            const auto lo = static_cast<std::int64_t>(Years::begin + 365 + static_cast<std::int64_t>(random() % 200));
            const auto wide = random() % 3 == 0 ? static_cast<std::int64_t>(random() % 40) : 0;
            all.push_back({lo, lo + wide, 1, random() % 4 == 0 ? 3 : 1, random() % 4 != 0, random() % 8 == 0});
        }
        const Highest found = highest(all, window);
        ASSERT_LE(found.low, found.high);
        for (int world = 0; world < 30; ++world) {
            std::vector<Happening> one;
            for (const Happening& h : all) {
                if (!h.certain && random() % 2 == 0) continue;
                const std::int64_t day = h.undated ? Years::begin + 365 + static_cast<std::int64_t>(random() % 200) : h.lo + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(h.hi - h.lo + 1));
                const std::int64_t figure = h.least + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(h.most - h.least + 1));
                one.push_back({day, day, figure, figure, true, false});
            }
            const Highest exact = highest(one, window);
            ASSERT_EQ(exact.low, exact.high);
            ASSERT_LE(found.low, exact.low) << round;
            ASSERT_GE(found.high, exact.high) << round;
        }
    }
}

TEST(Windows, LengthsThatAreNone) {
    EXPECT_FALSE(Window::of(0, Unit::days));
    EXPECT_FALSE(Window::of(-1, Unit::months));
    EXPECT_FALSE(Window::of(1, Unit::working_days));
    EXPECT_FALSE(Window::of(INT64_MAX / 2, Unit::years));
    EXPECT_EQ(Window::of(2, Unit::weeks)->end(100), 114);
}

TEST(Windows, NothingGivesNothing) {
    const Highest none = highest(std::vector<Happening>{}, *Window::of(1, Unit::months));
    EXPECT_EQ(none.high, 0);
    EXPECT_FALSE(none.has_window);
    EXPECT_FALSE(highest(std::vector<SpanDays>{{5, 5, 5, 5}}, *Window::of(1, Unit::months)).has_window);
}

}  // namespace
