// Rows listed by wide instructions are those that are listed one by one.
#include "engine/eval/list_over.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace duly::eval::timescales {
namespace {

using data::RowMarks;

struct Found {
    std::vector<Row> rows;
    std::vector<Outcome> outcomes;
    std::uint32_t over;
    bool operator==(const Found&) const = default;
};

Found by(RowMarks::Wide wide, const std::vector<std::uint16_t>& reach, const std::vector<std::uint8_t>& kind, std::uint16_t amount) {
    std::vector<Row> row(reach.size());
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<Row>(7 + 3 * i);
    std::vector<Row> rows(reach.size() + list_margin);
    std::vector<Outcome> outcomes(reach.size() + list_margin);
    const auto listed = list_over(wide)({reach.data(), kind.data(), row.data()}, reach.size(), amount, rows.data(), outcomes.data());
    rows.resize(listed.rows);
    outcomes.resize(listed.rows);
    return {rows, outcomes, listed.over};
}

TEST(ListOver, EachKindOnBothSidesOfTheLimit) {
    const std::vector<std::uint16_t> reach{9, 10, 9, 10, 0xffff, 0, 60000};
    const std::vector<std::uint8_t> kind{0, 0, 2, 2, 4, 0, 0};
    const auto found = by(RowMarks::Wide::plain, reach, kind, 10);
    EXPECT_EQ(found.rows, (std::vector<Row>{10, 13, 16, 19, 25}));
    EXPECT_EQ(found.outcomes, (std::vector<Outcome>{Outcome::late, Outcome::due, Outcome::overdue, Outcome::unknown, Outcome::late}));
    EXPECT_EQ(found.over, 4u);
}

TEST(ListOver, WideAsOneByOne) {
    std::mt19937 random(20261121);
    for (std::size_t n = 0; n < 200; ++n) {
        std::vector<std::uint16_t> reach(n);
        std::vector<std::uint8_t> kind(n);
        for (std::size_t i = 0; i < n; ++i) {
            kind[i] = static_cast<std::uint8_t>(random() % 3 * 2);
            reach[i] = kind[i] == 4 ? 0xffff : static_cast<std::uint16_t>(random() % 5 == 0 ? random() : random() % 40);
        }
        for (const std::uint16_t amount : {1, 20, 40000, 65535}) EXPECT_EQ(by(RowMarks::widest(), reach, kind, amount), by(RowMarks::Wide::plain, reach, kind, amount)) << n << " rows, " << amount;
    }
}

}  // namespace
}  // namespace duly::eval::timescales
