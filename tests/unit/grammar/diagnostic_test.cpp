// Each planted mistake gives its one diagnostic, at its words.
#include <gtest/gtest.h>

#include "dsl/base/render.hpp"
#include "dsl/syntax/tree.hpp"
#include "tests/unit/grammar/support.hpp"

namespace {

using namespace duly;
using namespace duly::test;

TEST(Diagnostics, n_mistakes_give_n_messages) {
    EXPECT_EQ(kinds(parse("timescale t\n  form a.b\n  to a.c is\n  within 3 dayz\n  warn 3 days\n  law none\ntimescale u\n  from\n  to a.b\n")),
              "D0004 form\nD0003 is\nD0003 dayz\nD0003 s\nD0003 none\nD0003 m\n");
}

TEST(Diagnostics, a_whole_clause_after_a_broken_one_is_read) {
    EXPECT_EQ(kinds(parse("timescale t\n  from a.b and\n  within 3 days\n  warn\n")), "D0003 and\nD0003 n\n");
}

TEST(Diagnostics, an_unclosed_quote_stays_on_its_line) {
    EXPECT_EQ(kinds(parse("timescale t \"no end\n  law \"x\"\n  form a.b\n")), "D0008 \"no end\nD0004 form\n");
}

TEST(Diagnostics, a_misspelt_declaration_is_read_as_meant) {
    const Parsed parsed = parse("timescael t\n  form a.b\nmeasure m\n  per wek\n");
    EXPECT_EQ(kinds(parsed), "D0004 timescael\nD0004 form\nD0003 wek\n");
    EXPECT_EQ(parsed.result.diagnostics[0].help, "did you mean `timescale`?");
}

TEST(Diagnostics, expected_is_said_in_the_authors_words) {
    EXPECT_EQ(parse("measure m\n  counted when finished\n").result.diagnostics[0].message, "expected `due`, `done` or `started` but found `finished`");
    EXPECT_EQ(parse("timescale t\n  within soon\n").result.diagnostics[0].message, "expected a length such as 10 working days but found `soon`");
}

TEST(Diagnostics, byte_order_mark_and_line_ends_of_other_systems) {
    const Parsed parsed = parse("\xEF\xBB\xBF" "timescale t\r\n\tform a.b\r\n\tfrom a.b\r\n");
    ASSERT_EQ(kinds(parsed), "D0004 form\n");
    EXPECT_EQ(parsed.result.diagnostics[0].place.line, 2u);
    EXPECT_EQ(parsed.result.diagnostics[0].place.column, 2u);
    EXPECT_EQ(parsed.result.diagnostics[0].place.line_text, "\tform a.b");
    EXPECT_TRUE(parse("\xEF\xBB\xBF" "define a is 1\r\ndefine b is 2\r\n").result.ok());
    EXPECT_TRUE(parse("").result.ok());
    EXPECT_TRUE(parse("# only a comment").result.ok());
}

TEST(Diagnostics, where_reaches_to_the_next_clause_word_comma_or_bracket) {
    const Parsed parsed = parse("measure m\n  percentage of a where a.b is x, y that are met\n");
    EXPECT_FALSE(parsed.result.ok());
    EXPECT_TRUE(parse("measure m\n  percentage of a where a.b is one of x, y, z out of a where a.c is yes, by a.d, a.e\n  per month").result.ok());
    EXPECT_TRUE(parse("timescale t\n  then every 6 weeks when a.b is one of 1, 2, 3 months when a.c is yes, otherwise 1 year\n").result.ok());
}

TEST(Diagnostics, drawing) {
    const Parsed parsed = parse("timescale t\n\tform a.b\n");
    EXPECT_EQ(render(parsed.result.diagnostics),
              "test.duly:2:2: error: `form` begins no clause of a timescale [D0004]\n"
              "  2 |     form a.b\n"
              "    |     ^^^^\n"
              "  help: did you mean `from`?\n");
    RenderOptions colour;
    colour.colour = true;
    EXPECT_NE(render(parsed.result.diagnostics, colour).find("\x1b[1;31m"), std::string::npos);
}

TEST(Diagnostics, a_wide_line_is_cut_around_the_words) {
    const Parsed parsed = parse("define a is \"" + std::string(300, 'x') + "\" @ \"" + std::string(300, 'y') + "\"\n");
    ASSERT_EQ(parsed.result.diagnostics.size(), 1u);
    const std::string text = render(parsed.result.diagnostics);
    EXPECT_NE(text.find("...xxx"), std::string::npos);
    EXPECT_NE(text.find("yyy..."), std::string::npos);
    const std::size_t line = text.find("\n  1 |") + 1;
    const std::size_t below = text.find('\n', line) + 1;
    EXPECT_EQ(text.find('@', line) - line, text.find('^', below) - below);
}

TEST(Diagnostics, a_second_place_is_drawn_below) {
    Place place{"a.duly", 3, 5, 2, "abc defg", "", ""};
    Diagnostic d = make_diagnostic(DiagnosticKind::syntax_expected, place, "two of one", "take one away");
    d.labels.push_back({Place{"b.duly", 1, 1, 3, "abc", "", ""}, "the first stands here"});
    EXPECT_EQ(render(d),
              "a.duly:3:5: error: two of one [D0003]\n  3 | abc defg\n    |     ^^\n"
              "  b.duly:1:1: note: the first stands here\n  1 | abc\n    | ^^^\n  help: take one away\n");
}

TEST(Diagnostics, nearest_word) {
    EXPECT_EQ(nearest("recieved", {"received", "removed"}), "received");
    EXPECT_EQ(nearest("x", {"y", "z"}), "");
    EXPECT_EQ(nearest("weather", {"within", "where"}), "");
    EXPECT_EQ(nearest("form", {"for", "from"}), "from");
}

TEST(Diagnostics, sorted_and_each_once) {
    const auto at = [](std::uint32_t line, std::uint32_t column) { return Place{"a", line, column, 1, "", "", ""}; };
    std::vector<Diagnostic> all = {make_diagnostic(DiagnosticKind::unknown_clause, at(2, 1), "b"), make_diagnostic(DiagnosticKind::syntax_expected, at(1, 9), "a"),
                                   make_diagnostic(DiagnosticKind::syntax_expected, at(1, 9), "a")};
    sort_diagnostics(all);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].place.line, 1u);
}

}  // namespace
