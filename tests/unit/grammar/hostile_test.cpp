// Whatever the bytes: an answer, never a crash, and never a tree beside an error.
#include <gtest/gtest.h>

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
    expect_refused("define a is 1" + times(20'000, " + 1"));
    expect_refused("define a is x.y is 1" + times(20'000, " or x.y is 1"));
    EXPECT_EQ(kinds(parse("define a is " + times(70, "(") + "1" + times(70, ")"))), "D0601 (\n");
    EXPECT_TRUE(parse("define a is " + times(60, "(") + "1" + times(60, ")")).result.ok());
    EXPECT_TRUE(parse("define a is x.y is 1" + times(200, " or x.y is 1")).result.ok());
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
        for (std::size_t n = 0; n < text.size(); ++n) {
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
