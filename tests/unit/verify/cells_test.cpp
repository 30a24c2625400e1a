#include "engine/verify/cells.hpp"

#include <gtest/gtest.h>

#include "dsl/base/date.hpp"

namespace duly::verify {
namespace {

using data::State;
using model::Field;
using model::Type;
using Pieces = std::vector<std::string>;

Field field(Type type, bool optional = false) {
    Field out;
    out.type = type;
    out.optional = optional;
    out.choices = {"single", "initial", "core"};
    return out;
}
model::Day d(std::string_view text) { return parse_iso_day(text).value(); }

TEST(Cells, PiecesStandBetweenSemicolons) {
    EXPECT_EQ(pieces_of("   "), Pieces{});
    EXPECT_EQ(pieces_of("2024-01-08; 2024-02-26"), (Pieces{"2024-01-08", "2024-02-26"}));
    EXPECT_EQ(pieces_of("a;; c;"), (Pieces{"a", "", "c", ""}));
    EXPECT_EQ(pieces_of("\"a; b\"; c"), (Pieces{"\"a; b\"", "c"}));
}

TEST(Cells, BlankIsMissingUnlessOptional) {
    EXPECT_EQ(read_cell(field(Type::date), " ", {})->state, State::missing);
    EXPECT_EQ(read_cell(field(Type::date, true), "", {})->state, State::blank);
    EXPECT_EQ(read_cell(field(Type::date, true), "?", {})->state, State::unreadable);
}

TEST(Cells, Dates) {
    EXPECT_EQ(read_cell(field(Type::date), "2024-03-01", {})->number, d("2024-03-01"));
    EXPECT_EQ(read_cell(field(Type::date), "1 March 2024", {})->number, d("2024-03-01"));
    const auto month = read_cell(field(Type::date), "2024-02", {});
    EXPECT_EQ(month->state, State::partial);
    EXPECT_EQ(month->number, d("2024-02-01"));
    EXPECT_EQ(month->last, d("2024-02-29"));
    for (const char* text : {"2024-02-30", "30 February 2024", "March 2024", "1 Marchember 2024", "soon", "01/03/2024"})
        EXPECT_FALSE(read_cell(field(Type::date), text, {})) << text;
}

TEST(Cells, ADateWhereAMomentIsNeededIsAnyMomentOfThatDay) {
    EXPECT_EQ(read_cell(field(Type::moment), "2024-07-01 18:00", {})->number, parse_iso_moment("2024-07-01 18:00", {}));
    const auto day = read_cell(field(Type::moment), "2024-07-01", {});
    EXPECT_EQ(day->state, State::partial);
    EXPECT_EQ(day->number, parse_iso_moment("2024-07-01 00:00", {}));
    EXPECT_EQ(day->last, d("2024-07-01"));
}

TEST(Cells, NumbersAreExact) {
    EXPECT_EQ(read_cell(field(Type::number), "12.5", {})->number, 12'500'000);
    EXPECT_EQ(read_cell(field(Type::number), "-0.000001", {})->number, -1);
    EXPECT_EQ(read_cell(field(Type::percentage), "95%", {})->number, 950'000);
    EXPECT_EQ(read_cell(field(Type::percentage), "0.95", {})->number, 950'000);
    for (const char* text : {"1.", ".", "1.2.3", "1,000", "0.0000001", "9999999999999999", "999999999999999", "12a", "-"})
        EXPECT_FALSE(read_cell(field(Type::number), text, {})) << text;
}

TEST(Cells, WordsAndTexts) {
    EXPECT_EQ(read_cell(field(Type::yes_no), "yes", {})->number, 1);
    EXPECT_EQ(read_cell(field(Type::yes_no), "no", {})->number, 0);
    EXPECT_FALSE(read_cell(field(Type::yes_no), "y", {}));
    EXPECT_EQ(read_cell(field(Type::choice), "core", {})->number, 2);
    EXPECT_FALSE(read_cell(field(Type::choice), "Core", {}));
    EXPECT_EQ(read_cell(field(Type::text), " \"a b\" ", {})->text, "a b");
    EXPECT_EQ(wanted_in(field(Type::choice)), "one of single, initial, core");
}

TEST(Cells, GivenValuesTakeTheTypeOfTheirField) {
    EXPECT_EQ(cell_of(field(Type::moment), {Type::date, 10, ""}, {}).state, State::partial);
    EXPECT_EQ(cell_of(field(Type::text), {Type::text, 0, "W1"}, {}).text, "W1");
    EXPECT_EQ(cell_of(field(Type::choice), {Type::choice, 2, "core"}, {}).number, 2);
}

}  // namespace
}  // namespace duly::verify
