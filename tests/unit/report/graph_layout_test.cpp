#include <gtest/gtest.h>

#include "engine/report/graph_layout.hpp"

namespace duly::report {
namespace {

std::vector<Box> boxes(std::size_t n) { return std::vector<Box>(n, Box{100, 40}); }

TEST(GraphLayout, WhatIsNeededStandsBeforeWhoNeedsIt) {
    const Layout made = lay_out(boxes(3), {{0, 1}, {1, 2}, {0, 2}});
    EXPECT_LT(made.boxes[0].x + 100, made.boxes[1].x);
    EXPECT_LT(made.boxes[1].x + 100, made.boxes[2].x);
    // The long line passes beside the box between, level.
    ASSERT_EQ(made.lines[2].size(), 4u);
    EXPECT_EQ(made.lines[2][1].y, made.lines[2][2].y);
    EXPECT_TRUE(made.lines[2][1].y < made.boxes[1].y || made.lines[2][1].y > made.boxes[1].y + 40);
    EXPECT_EQ(made.lines[0].size(), 2u);
}

TEST(GraphLayout, LinesThatNeedNotCrossDoNot) {
    // Given crossed: 0 and 1 on the left, 2 and 3 on the right, 4 joins them to one part.
    const Layout made = lay_out(boxes(5), {{0, 3}, {1, 2}, {0, 4}, {1, 4}});
    EXPECT_EQ(made.boxes[0].y < made.boxes[1].y, made.boxes[3].y < made.boxes[2].y);
}

TEST(GraphLayout, NoBoxStandsOnAnother) {
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    std::uint32_t seed = 7;
    const auto next = [&seed](std::uint32_t below) { return (seed = seed * 1664525u + 1013904223u) / 65536u % below; };
    for (std::size_t i = 0; i < 300; ++i) {
        const std::size_t a = next(150), b = next(150);
        if (a != b) edges.emplace_back(std::min(a, b), std::max(a, b));
    }
    std::vector<Box> given = boxes(200);
    for (Box& box : given) box.height = 30 + next(60);
    const Layout made = lay_out(given, edges);
    for (std::size_t i = 0; i < made.boxes.size(); ++i) {
        const Box& a = made.boxes[i];
        EXPECT_GE(a.x, 0);
        EXPECT_GE(a.y, -1e-6);
        EXPECT_LE(a.y + a.height, made.height + 1e-6);
        EXPECT_LE(a.x + a.width, made.width + 1e-6);
        for (std::size_t j = 0; j < i; ++j) {
            const Box& b = made.boxes[j];
            EXPECT_FALSE(a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height - 1e-6 && b.y < a.y + a.height - 1e-6) << i << " and " << j;
        }
    }
    for (std::size_t i = 0; i < edges.size(); ++i) EXPECT_LT(made.boxes[edges[i].first].x, made.boxes[edges[i].second].x);
}

TEST(GraphLayout, BoxesWithoutLinesStandInRows) {
    const Layout made = lay_out(boxes(7), {});
    EXPECT_EQ(made.boxes[0].y, made.boxes[2].y);
    EXPECT_LT(made.boxes[2].y, made.boxes[3].y);
    EXPECT_EQ(made.boxes[0].x, made.boxes[3].x);
    EXPECT_EQ(lay_out({}, {}).height, 0);
}

}  // namespace
}  // namespace duly::report
