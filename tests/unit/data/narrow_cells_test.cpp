// Columns in few bytes say what columns in full would.
#include <gtest/gtest.h>

#include "engine/data/dataset.hpp"

namespace duly::data::test {
namespace {

template <typename Cells>
std::vector<typename Cells::Value> all(const Cells& cells) {
    std::vector<typename Cells::Value> out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        out.push_back(cells[i]);
        EXPECT_EQ(cells.reader()[i], cells[i]);
    }
    return out;
}

template <typename Cells>
Cells of(const std::vector<typename Cells::Value>& values) {
    Cells cells;
    for (const auto value : values) cells.push_back(value);
    return cells;
}

constexpr auto known = State::known, blank = State::blank, missing = State::missing;
constexpr Day first = ShortDays::base + 1, last = ShortDays::base + 0xfffd;

TEST(NarrowCells, StatesTakeNoBytesWhileAllAreKnown) {
    StateCells states;
    states.resize(1000);
    states.append(of<StateCells>({known, known}), 0);
    states.push_back(known);
    states[7] = known;
    EXPECT_EQ(states.bytes(), 0u);
    EXPECT_EQ(states.size(), 1003u);
    EXPECT_EQ(states.count(known), 1003u);
    states[7] = missing;
    EXPECT_GE(states.bytes(), 1003u);
    EXPECT_EQ(states.count(known), 1002u);
    EXPECT_EQ(std::as_const(states)[7], missing);
}

TEST(NarrowCells, StatesAreTheSameInWhateverOrderTheyCome) {
    for (const auto& parts : std::vector<std::vector<std::vector<State>>>{{{known, known}, {blank, known}, {known}}, {{blank}, {known, known}}, {{}, {known}, {}}, {{known}, {missing, missing}, {known}}}) {
        StateCells states, filled;
        std::vector<State> expected;
        for (const auto& part : parts) {
            states.append(of<StateCells>(part), 10);
            auto raw = of<StateCells>(part);
            raw.data();
            filled.append(raw, 0);
            expected.insert(expected.end(), part.begin(), part.end());
        }
        EXPECT_EQ(all(states), expected);
        EXPECT_EQ(all(filled), expected);
        states.resize(expected.size() + 2, blank);
        expected.resize(expected.size() + 2, blank);
        EXPECT_EQ(all(states), expected);
        states.resize(1, blank);
        expected.resize(1);
        EXPECT_EQ(all(states), expected);
    }
}

TEST(NarrowCells, DaysFarAwayAreKeptInFull) {
    const std::vector<Day> near{0, first, last, 20'000, -1};
    EXPECT_EQ(of<NarrowDays>(near).reader().wide, nullptr);
    EXPECT_EQ(all(of<NarrowDays>(near)), near);
    for (const Day far : {first - 1, last + 1, INT32_MIN, INT32_MAX, model::max_day}) {
        auto days = of<NarrowDays>(near);
        days[2] = far;
        EXPECT_NE(days.reader().wide, nullptr);
        EXPECT_EQ(all(days), (std::vector<Day>{0, first, far, 20'000, -1}));
        EXPECT_TRUE(days.any_above(far - (far != INT32_MIN)) || far < last);
        auto pushed = of<NarrowDays>(near);
        pushed.push_back(far);
        EXPECT_EQ(std::as_const(pushed)[5], far);
        EXPECT_EQ(std::as_const(pushed)[1], first);
    }
}

// What a piece holds in full comes to stand behind what a table holds in few bytes, and the other way round.
TEST(NarrowCells, AreAppendedWhicheverWayTheyAreHeld) {
    const std::vector<std::vector<Day>> parts{{1, 2, 3}, {}, {first, last}, {last + 1, 5}, {first - 1}, {9}};
    for (unsigned held_in_full = 0; held_in_full < 64; ++held_in_full) {
        NarrowDays days;
        std::vector<Day> expected;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            auto part = of<NarrowDays>(parts[i]);
            if (held_in_full >> i & 1) part.data();
            days.append(part, 4);
            expected.insert(expected.end(), parts[i].begin(), parts[i].end());
            EXPECT_EQ(all(days), expected);
        }
        days.resize(expected.size() + 1);
        EXPECT_EQ(std::as_const(days)[expected.size()], 0);
    }
}

TEST(NarrowCells, DaysAboveAnother) {
    EXPECT_FALSE(NarrowDays().any_above(INT32_MIN));
    for (const bool in_full : {false, true}) {
        auto days = of<NarrowDays>({5, 9, 7});
        if (in_full) days.data();
        EXPECT_TRUE(days.any_above(8));
        EXPECT_FALSE(days.any_above(9));
        EXPECT_TRUE(days.any_above(INT32_MIN));
    }
}

TEST(NarrowCells, CodesOfManyValuesAreKeptInFull) {
    auto codes = of<NarrowCodes>({0, 255, 7});
    EXPECT_EQ(codes.reader().wide, nullptr);
    codes.push_back(256);
    EXPECT_EQ(all(codes), (std::vector<std::uint16_t>{0, 255, 7, 256}));
}

TEST(ParentRows, AreMadeAgainFromTheChildren) {
    Children children;
    children.offsets = {0, 2, 2, 5};
    children.rows = {4, 0, 1, 2, 3};
    ParentRows parents(std::vector<Row>{0, 2, 2, 2, 0});
    parents.fold(children);
    EXPECT_EQ(parents.size(), 5u);
    const auto& told = parents;
    EXPECT_EQ(told[3], 2u);
    EXPECT_EQ(told.rows(), (std::vector<Row>{0, 2, 2, 2, 0}));
    children = {};
    EXPECT_EQ(ParentRows(parents).rows(), told.rows());         // a copy holds them itself
}

}  // namespace
}  // namespace duly::data::test
