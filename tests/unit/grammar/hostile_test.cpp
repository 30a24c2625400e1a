// Whatever the bytes: an answer, never a crash, and never a tree beside an error.
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

#include "dsl/syntax/format.hpp"
#include "tests/unit/grammar/support.hpp"

namespace {

using namespace duly;
using namespace duly::test;

void expect_refused(std::string text) {
    const Parsed parsed = parse(std::move(text));
    EXPECT_FALSE(parsed.result.ok());
    EXPECT_TRUE(has_errors(parsed.result.diagnostics));
}

std::string times(std::size_t n, std::string_view text) {
    std::string all;
    for (std::size_t i = 0; i < n; ++i) all += text;
    return all;
}

TEST(Hostile, nesting_is_bounded) {
    expect_refused("define a is " + times(20'000, "("));
    expect_refused("define a is " + times(20'000, "(") + "1" + times(20'000, ")"));
    expect_refused("define a is " + times(20'000, "not ") + "x.y is yes");
    expect_refused("define a is " + times(20'000, "age of ") + "x.y");
    expect_refused("define a is " + times(20'000, "any x where ") + "x.y is yes");
    EXPECT_EQ(kinds(parse("define a is " + times(70, "(") + "1" + times(70, ")"))), "D0601 (\n");
    EXPECT_TRUE(parse("define a is " + times(60, "(") + "1" + times(60, ")")).result.ok());
}

// A chain is not nested: what joins equals has no limit, and what must be worked out from left to right a wide one.
TEST(Hostile, flat_chains_are_not_deep) {
    for (const std::string_view word : {" and ", " or "}) {
        const Parsed parsed = parse("define a is x.y is 1" + times(100'000, std::string(word) + "x.y is 1"));
        ASSERT_TRUE(parsed.result.ok());
        std::size_t deepest = 0, depth = 0;
        for (const char c : syntax::to_sexpr(*parsed.result.value)) {
            depth += c == '(';
            depth -= c == ')';
            deepest = std::max(deepest, depth);
        }
        EXPECT_LT(deepest, 25u);
    }
    EXPECT_TRUE(parse("define a is 1" + times(500, " + 1")).result.ok());
    const Parsed sum = parse("define a is 1" + times(20'000, " - 1"));
    ASSERT_EQ(sum.result.diagnostics.size(), 1u);
    EXPECT_EQ(sum.result.diagnostics[0].kind, DiagnosticKind::too_deep);
    EXPECT_NE(sum.result.diagnostics[0].message.find("more than 512 values are added or multiplied"), std::string::npos);
    EXPECT_TRUE(parse("define a is x.y is one of 1" + times(100'000, ", 1")).result.ok());
}

TEST(Hostile, long_words_and_lines) {
    expect_refused(std::string(5'000'000, 'a'));
    expect_refused("define " + std::string(5'000'000, 'a'));
    expect_refused("define a is \"" + std::string(5'000'000, 'a'));
    expect_refused(std::string(1'000'000, '|'));
    expect_refused("example e\n" + std::string(1'000'000, '|') + "x");
    expect_refused("define a is " + std::string(1'000'000, '9') + "x");
    EXPECT_TRUE(parse("define a is x.y is one of 1" + times(100'000, ", 1")).result.ok());
    const Parsed parsed = parse("define a is x " + std::string(5'000'000, 'b'));
    for (const Diagnostic& d : parsed.result.diagnostics) EXPECT_LT(d.message.size() + d.place.line_text.size(), 20'000u);
}

TEST(Hostile, bytes_that_are_no_text) {
    const std::string nul("define a is 1\ndefine b \0 is 2\n", 29);
    Parsed parsed = parse(nul);
    ASSERT_EQ(parsed.result.diagnostics.size(), 1u);
    EXPECT_EQ(parsed.result.diagnostics[0].kind, DiagnosticKind::not_utf8);
    EXPECT_EQ(parsed.result.diagnostics[0].place.line, 2u);
    for (const std::string_view bad : {"\xFF", "\xC0\x80", "\xE2\x82", "\xED\xA0\x80", "\xF5\x80\x80\x80", "caf\xE9"}) {
        parsed = parse("# one\n# two " + std::string(bad) + "\n");
        ASSERT_EQ(parsed.result.diagnostics.size(), 1u);
        EXPECT_EQ(parsed.result.diagnostics[0].kind, DiagnosticKind::not_utf8);
        EXPECT_EQ(parsed.result.diagnostics[0].place.line, 2u);
    }
}

TEST(Hostile, every_truncation_of_every_sample) {
    for (const std::string& path : duly_files("tests/grammar")) {
        const std::string text = read_file(path);
        // The packs grow, and each cut reads all that stands before it.
        for (std::size_t n = 0; n < text.size(); n += 1 + text.size() / 400) {
            const Parsed parsed = parse(text.substr(0, n));
            ASSERT_EQ(parsed.result.ok(), !has_errors(parsed.result.diagnostics)) << path << ' ' << n;
        }
    }
}

TEST(Hostile, every_sample_with_one_sign_gone_or_put_in) {
    for (const std::string& path : duly_files("tests/grammar")) {
        const std::string text = read_file(path);
        constexpr std::string_view signs[] = {"", "(", "|", "\"", "`", "#", "\xE2\x80\x9C", "\n", "where "};
        for (std::size_t n = 0; n < text.size(); n += 2) {
            const Parsed parsed = parse(text.substr(0, n) + std::string(signs[n / 2 % 9]) + text.substr(n + 1));
            ASSERT_EQ(parsed.result.ok(), !has_errors(parsed.result.diagnostics)) << path << ' ' << n;
        }
    }
}

// Line ends and blanks of any system: the same tree.
TEST(Hostile, line_ends_blanks_and_marks) {
    const std::string text = read_file(std::string(DULY_SOURCE_DIR) + "/rules/england/section_47.duly");
    const std::string tree = syntax::to_sexpr(*parse(text).result.value);
    const auto with = [&](std::string_view line_end, std::string_view blank) {
        std::string out;
        bool at_start = true;
        for (const char c : text) {
            if (c == '\n') out += line_end;
            else if (c == ' ' && at_start) out += blank;
            else out += c;
            at_start = c == '\n' || (at_start && c == ' ');
        }
        return out;
    };
    for (const std::string& other : {with("\r\n", " "), with("\r", " "), with("\n", "\t"), with(" \t\n", "  "), "\xEF\xBB\xBF" + text}) {
        const Parsed parsed = parse(other);
        ASSERT_TRUE(parsed.result.ok());
        EXPECT_EQ(syntax::to_sexpr(*parsed.result.value), tree);
        EXPECT_EQ(*syntax::format(Source("a", other)).value, *syntax::format(Source("a", text)).value);
    }
    const std::string title = "define a \"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xF0\x9F\x98\x80 e\xCC\x81\" is 1\n";
    EXPECT_EQ(*syntax::format(Source("a", title)).value, title);
}

TEST(Hostile, a_pack_cut_anywhere) {
    for (const std::string_view path : {"/rules/england/section_47.duly", "/rules/feeds/ssda903.duly", "/rules/common/records.duly"}) {
        const std::string text = read_file(std::string(DULY_SOURCE_DIR) + std::string(path));
        const std::size_t step = 1 + text.size() / 400;     // every place of a short file, some 400 of a long one
        for (std::size_t n = 0; n < text.size(); n += step) {
            const Parsed parsed = parse(text.substr(0, n));
            ASSERT_EQ(parsed.result.ok(), !has_errors(parsed.result.diagnostics)) << path << ' ' << n;
            const auto laid_out = syntax::format(Source("cut.duly", text.substr(0, n)));
            ASSERT_EQ(laid_out.ok(), parsed.result.ok()) << path << ' ' << n;
        }
    }
}

// Four times the text takes four times as long, or nearly: sixteen times would be quadratic.
TEST(Hostile, time_grows_with_the_text) {
    const auto seconds = [](const std::string& text) {
        double best = 1e9;
        for (int i = 0; i < 3; ++i) {
            const std::clock_t start = std::clock();     // of the processor: other work beside the test counts for nothing
            syntax::format(Source("long.duly", text), {.max_file_bytes = std::size_t{1} << 30});
            best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        }
        return best;
    };
    const std::vector<std::pair<std::string, std::string>> kinds = {
        {"", "define a is 1\n"},
        {"define a is x.y is 1", " and x.y is 1"},
        {"define a is x.y is 1", " or (x.y is 1 and x.z is 2)"},
        {"define a is x.y is one of 1", ", 1"},
        {"example e\n", "| a | b |\n"},
        {"timescale t\n", "law \"a\"\n"},
        {"timescale t\n", "version from 1 April 2020\n within 3 days\n"},
        {"record r\n", "a text optional key\n"},
        {"feed f\n", "file \"a\" gives b\n c is \"d\"\n"},
        {"", "# a comment\n"},
        {"define a is 1 ", "# a comment\n"},
        {"define a is 1 ", "\n"},
        {"record a", "a"},
        {"", "timescale\n"},
        {"define a is ", "\""},
        {"define a is ", "1"},
        {"example e\n", "|"},
        {"define a is x.y is 1", " and"},
        {"timescale t\n", "lw \"a\"\n"},
    };
    for (const auto& [head, part] : kinds) {
        const std::size_t n = 100'000 / part.size() + 1;
        double once = 0, four_times = 1;
        for (int tries = 0; tries < 4 && four_times >= 10 * once + 0.01; ++tries) {
            once = seconds(head + times(n, part));
            four_times = seconds(head + times(4 * n, part));
        }
        EXPECT_LT(four_times, 10 * once + 0.01) << head << part << ' ' << once << ' ' << four_times;
    }
}

TEST(Hostile, very_large_files) {
    const Parsed declarations = parse(times(100'000, "record child\n  born date\n"));
    ASSERT_TRUE(declarations.result.ok());
    EXPECT_EQ(declarations.result.value->children(declarations.result.value->root()).size(), 100'000u);
    const Parsed rows = parse("example e\n" + times(1'000'000, "| 1 | 2 |\n"));
    ASSERT_TRUE(rows.result.ok());
    const Parsed large = parse(std::string(100'000'000, ' '));
    ASSERT_EQ(large.result.diagnostics.size(), 1u);
    EXPECT_EQ(large.result.diagnostics[0].kind, DiagnosticKind::file_too_large);
}

TEST(Hostile, limits_are_told) {
    Limits limits;
    limits.max_errors = 5;
    const Parsed many = parse(times(50, "timescale\n"), limits);
    ASSERT_EQ(many.result.diagnostics.size(), 6u);
    EXPECT_EQ(many.result.diagnostics.back().kind, DiagnosticKind::too_many_errors);
    limits.max_file_bytes = 10;
    const Parsed large = parse("define a is 1\n", limits);
    ASSERT_EQ(large.result.diagnostics.size(), 1u);
    EXPECT_EQ(large.result.diagnostics[0].kind, DiagnosticKind::file_too_large);
    EXPECT_EQ(info(large.result.diagnostics[0].kind).code, "D0603");
    limits.max_file_bytes = 14;
    EXPECT_TRUE(parse("define a is 1\n", limits).result.ok());
}

}  // namespace
