// The fewest values to move so that a rank comes down, against every choice tried in turn.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <random>

#include "engine/explain/what_if_ranks.hpp"

namespace {

using namespace duly::explain::what_if_parts;

// Of the sorted values, in parts of `whole`.
std::int64_t rank_of(std::vector<std::int64_t> values, std::int64_t rank, std::int64_t whole) {
    std::sort(values.begin(), values.end());
    const std::int64_t place = static_cast<std::int64_t>(values.size() - 1) * rank;
    const auto low = static_cast<std::size_t>(place / whole);
    const std::int64_t rest = place % whole;
    return values[low] * (whole - rest) + (rest == 0 ? 0 : values[low + 1] * rest);
}

std::int64_t with(const std::vector<std::int64_t>& others, const std::vector<Move>& moves, unsigned chosen, std::int64_t rank, std::int64_t whole) {
    std::vector<std::int64_t> values = others;
    for (std::size_t m = 0; m < moves.size(); ++m) values.push_back((chosen >> m & 1) != 0 ? moves[m].to : moves[m].from);
    return rank_of(std::move(values), rank, whole);
}

TEST(LowestByMoves, AMedian) {
    // 1, 5, 9, 20: 7. With 20 at 2 it is 3.5; with 9 at 8, 6.5; with both the same as with 20 alone.
    EXPECT_EQ(lowest_by_moves({1, 5}, {{9, 8}, {20, 2}}, 50, 100), (std::vector<std::vector<std::size_t>>{{1}}));
    // The longest of 3, 9 and 9 comes down with both.
    EXPECT_EQ(lowest_by_moves({3}, {{9, 4}, {9, 3}}, 100, 100), (std::vector<std::vector<std::size_t>>{{0, 1}}));
}

TEST(LowestByMoves, AsEveryChoiceSays) {
    std::mt19937 random(7);
    const auto upto = [&](int n) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(n)); };
    std::size_t brought_down = 0;
    for (int round = 0; round < 3000; ++round) {
        std::vector<std::int64_t> others;
        for (std::int64_t i = upto(5); i > 0; --i) others.push_back(upto(12));
        std::vector<Move> moves;
        for (std::int64_t i = 1 + upto(7); i > 0; --i) moves.push_back({upto(12), upto(12)});
        const std::int64_t rank = upto(5) * 25;
        std::vector<std::int64_t> lowest(moves.size() + 1, INT64_MAX);      // with so many moves or fewer
        for (unsigned chosen = 0; chosen < 1u << moves.size(); ++chosen)
            for (auto n = static_cast<std::size_t>(std::popcount(chosen)); n < lowest.size(); ++n) lowest[n] = std::min(lowest[n], with(others, moves, chosen, rank, 100));
        const auto sets = lowest_by_moves(others, moves, rank, 100);
        for (std::size_t n = 1; n < lowest.size(); ++n) {
            std::int64_t got = with(others, moves, 0, rank, 100);
            for (const auto& set : sets) {
                unsigned chosen = 0;
                for (const std::size_t m : set) chosen |= 1u << m;
                ASSERT_EQ(static_cast<std::size_t>(std::popcount(chosen)), set.size());
                if (set.size() <= n) got = std::min(got, with(others, moves, chosen, rank, 100));
            }
            ASSERT_EQ(got, lowest[n]) << "round " << round << " with " << n;
            brought_down += lowest[n] < lowest[n - 1];
        }
    }
    EXPECT_GT(brought_down, 1000u);
}

}  // namespace
