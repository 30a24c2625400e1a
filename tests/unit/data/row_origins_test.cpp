#include <gtest/gtest.h>

#include "engine/data/row_origins.hpp"

namespace duly::data::test {
namespace {

using Places = std::vector<std::pair<std::uint32_t, std::uint32_t>>;     // file, line

Places places(const RowOrigins& origins) {
    Places out;
    for (Row row = 0; row < origins.size(); ++row) out.emplace_back(origins[row].file, origins[row].line);
    return out;
}

// Lines with gaps of every size, files by turns, rows that were made and lines that fall back.
Places mixed() {
    Places out;
    std::uint32_t seed = 7, line = 1;
    for (std::uint32_t i = 0; i < 3000; ++i) {
        seed = seed * 1664525 + 1013904223;
        const auto what = seed >> 24;
        line = what < 4 ? 1 + what : line + (what < 200 ? 1 : what - 190);
        out.emplace_back(i / 700, what == 77 ? 0 : line);
        if (what == 78) out.push_back(out.back());      // one line told twice
    }
    return out;
}

RowOrigins origins_of(const Places& places) {
    RowOrigins out;
    for (const auto& [file, line] : places) out.push_back({file, line});
    return out;
}

TEST(RowOrigins, EveryRowHasTheFileAndLineThatItWasGiven) { EXPECT_EQ(places(origins_of(mixed())), mixed()); }

TEST(RowOrigins, RowsOfOnePieceCountTheirLinesFromItsFirst) {
    RowOrigins origins;
    Places expected;
    for (std::uint32_t piece = 0; piece < 3; ++piece) {
        std::vector<std::uint64_t> lines(8);
        for (std::uint32_t line = piece; line < 500; line += line % 7 == 0 ? 1 : line % 11 == 0 ? 90 : 2) {
            lines[line / 64] |= std::uint64_t{1} << line % 64;
            expected.emplace_back(piece / 2, 2 + piece * 500 + line);
        }
        origins.append(piece / 2, 2 + piece * 500, lines);
    }
    EXPECT_EQ(places(origins), expected);
}

TEST(RowOrigins, AnyStretchGoesElsewhereWhole) {
    const auto all = mixed();
    const auto from = origins_of(all);
    for (const Row step : {1u, 37u, 64u, 333u}) {
        RowOrigins to;
        Places expected;
        std::size_t near = 0;
        for (Row begin = 0; begin < from.size(); begin += step + 1) {
            const auto end = std::min(from.size(), begin + step);
            to.append(from, begin, end, near);
            expected.insert(expected.end(), all.begin() + begin, all.begin() + end);
        }
        EXPECT_EQ(places(to), expected) << step;
    }
}

TEST(RowOrigins, StretchesOfOneFileTakeNoMoreThanTheWhole) {
    RowOrigins from, to;
    from.append(0, 2, std::vector<std::uint64_t>(1u << 10, ~std::uint64_t{1}));
    std::size_t near = 0;
    for (Row begin = 0; begin < from.size(); begin += 5) to.append(from, begin, std::min(from.size(), begin + 4), near);
    EXPECT_EQ(to.size(), from.size() / 5 * 4 + from.size() % 5);
    for (Row row = 0; row < to.size(); ++row) ASSERT_EQ(to[row].line, from[row / 4 * 5 + row % 4].line) << row;
    EXPECT_LE(to.bytes(), 2 * from.bytes());
}

TEST(RowOrigins, RowsThatAreNotSaidToBeReadWereMade) {
    RowOrigins origins;
    origins.push_back({1, 5});
    origins.resize(4);
    origins.resize(2);
    origins.push_back({1, 6});
    EXPECT_EQ(places(origins), (Places{{1, 5}, {0, 0}, {0, 0}, {0, 0}, {1, 6}}));
}

TEST(RowOrigins, AFileWithFewLinesLeftOutTakesAQuarterOfAByteARow) {
    RowOrigins origins;
    const std::vector<std::uint64_t> lines(1u << 10, ~std::uint64_t{1});
    origins.append(0, 2, lines);
    EXPECT_EQ(origins.size(), 63u << 10);
    EXPECT_LT(origins.bytes(), 1u << 16);
}

}  // namespace
}  // namespace duly::data::test
