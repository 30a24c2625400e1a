// What real exports do to a file. Each case: what is used, and what is listed.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "dsl/base/render.hpp"
#include "engine/data/text.hpp"
#include "tests/unit/data/feeds.hpp"

namespace duly::data::test {
namespace {

struct Case { const char* name; std::string text; Texts children; Texts listed; };

model::RuleSet children() {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}, {"team", Type::text, "o"}});
    rules.feeds = {feed("f", {Block(rules, "child", {"*"}).is("child_id", "Child's ID").is("team", "Team").file})};
    return rules;
}

class Dirt : public testing::TestWithParam<Case> {};

TEST_P(Dirt, IsUsedOrListed) {
    const auto rules = children();
    const auto loaded = load(rules, {text_file("f.csv", GetParam().text)}, {});
    EXPECT_EQ(rows(loaded.dataset, rules, "child"), GetParam().children);
    EXPECT_EQ(codes(loaded.quality), GetParam().listed);
}

const std::string head = "Child's ID,Team\n";
std::string zeros() {
    std::string text = head + "A,No_rth\n";
    text[text.find('_')] = '\0';
    return text;
}
std::string utf16() {
    std::string text = "\xff\xfe";
    for (const char c : head + "A,North\n") text += c, text += '\0';
    return text;
}

INSTANTIATE_TEST_SUITE_P(Files, Dirt, testing::Values(
    Case{"Empty", "", {}, {"D0404:0"}},
    Case{"BlankOnly", "\xef\xbb\xbf \r\n", {}, {"D0404:0"}},
    Case{"HeaderOnly", head, {}, {"D0404:1"}},
    Case{"HeaderWithoutLineEnd", "Child's ID,Team", {}, {"D0404:1"}},
    Case{"NoLastLineEnd", head + "A,North", {"A | North"}, {}},
    Case{"WindowsLineEnds", "Child's ID,Team\r\nA,North\r\n\r\nB,\r\n", {"A | North", "B | blank"}, {}},
    Case{"OldMacLineEnds", "Child's ID,Team\rA,North\rB,\r", {"A | North", "B | blank"}, {}},
    Case{"ByteOrderMark", "\xef\xbb\xbf" + head + "A,North\n", {"A | North"}, {}},
    Case{"CurlyQuoteBlanksAndDotInHeader", " child\xe2\x80\x99s\xc2\xa0 ID. ,TEAM\nA,North\n", {"A | North"}, {}},
    Case{"NonBreakingBlanks", head + "\xc2\xa0 A\xc2\xa0,\xc2\xa0\n", {"A | blank"}, {}},
    Case{"Latin1", head + "A,Caf\xe9 \x93N\x94\n", {"A | Caf\xc3\xa9 \xe2\x80\x9cN\xe2\x80\x9d"}, {"D0407:2"}},
    Case{"Utf16", utf16(), {"A | North"}, {}},
    Case{"ZeroBytes", zeros(), {"A | North"}, {"D0408:2"}},
    Case{"TooFewAndTooMany", head + "A\nB,North,x\nC,South\n", {"C | South"}, {"D0405:2", "D0405:3"}},
    Case{"DelimitersBehindTheLastField", head + "A,North,,\nB,South, \n", {"A | North", "B | South"}, {}},
    Case{"EmptyRows", head + ",\nA,North\n\n , \n", {"A | North"}, {}},
    Case{"QuoteNeverClosed", head + "A,North\nB,\"South\nC,East\n", {"A | North"}, {"D0406:3"}},
    Case{"QuotesAndLineEndsInside", head + "A,\"North,\n\"\"Two\"\"\"\nA,again\n", {"A | North,\n\"Two\""}, {"D0415:4"}},
    Case{"DuplicateHeader", "Child's ID,Team,team\nA,North,South\n", {"A | North"}, {"D0410:1", "D0409:1"}},
    Case{"Semicolons", "Child's ID;Team\nA;North\n", {"A | North"}, {}},
    Case{"Tabs", "Child's ID\tTeam\nA\tNorth, East\n", {"A | North, East"}, {}},
    Case{"TabsThoughTheHeaderHasACommaToo", "Child's ID\tNotes, if any\tTeam\nA\tx\tNorth\n", {"A | North"}, {"D0410:1"}},
    Case{"SemicolonsThoughAHeaderInQuotesHasCommas", "\"Child's ID\";\"a, b, c, d\";Team\nA;1;North\n", {"A | North"}, {"D0410:1"}},
    Case{"AsManyCommasAsTabs", "Child's ID,Team\tx\nA,North\n", {"A | blank"}, {"D0410:1", "D0411:1"}},
    Case{"OneColumn", "Child's ID\nA\nB;C\n", {"A | blank", "B;C | blank"}, {"D0411:1"}},
    Case{"SeparatorLine", "sep=;\r\nChild's ID;Team\r\nA;North, East\r\nB\r\n", {"A | North, East"}, {"D0405:4"}},
    Case{"SeparatorLineInQuotes", "\"SEP=|\"\nChild's ID|Team\nA|North\n", {"A | North"}, {}},
    Case{"SeparatorLineAndNoMore", "sep=;\n", {}, {"D0404:0"}},
    Case{"TitlesAboveTheHeader", "Extract of 31 July\n\n\"For, the\nboard\",\nChild's ID,Team\nA,North\nB\n", {"A | North"}, {"D0434:5", "D0405:7"}},
    Case{"TitlesAboveAHeaderWithTabs", "Extract, of July\nChild's ID\tTeam\nA\tNorth\n", {"A | North"}, {"D0434:2"}},
    Case{"AHeaderShorterThanItsRows", "Child's ID,Team\nA,North,East,South,West\nB,North\n", {"B | North"}, {"D0405:2"}},
    Case{"EmptyLinesAboveTheHeader", "\n \r\nChild's ID,Team\nA,North\nB\n", {"A | North"}, {"D0405:5"}},
    Case{"NoughtWidthRoundTheKey", head + "A\xe2\x80\x8b,North\n\xef\xbb\xbf" "B,South\n\xe2\x80\x8b" "A,North\n", {"A | North", "B | South"}, {"D0416:4"}},
    Case{"KeysThatASpreadsheetRounded", head + "1.23457E+11,North\n1.23457E+11,South\n1E+11,East\n1E5,West\n1.2E,x\n", {"unreadable | North", "unreadable | South", "unreadable | East", "1E5 | West", "1.2E | x"},
         {"D0420:2", "D0412:2", "D0420:3", "D0412:3", "D0420:4", "D0412:4"}},
    Case{"BlankKey", head + ",North\n", {"missing | North"}, {"D0420:2"}},
    Case{"LeadingNoughtsDiffer", head + "7,North\n007,South\n", {"7 | North", "007 | South"}, {}},
    Case{"LongLine", head + "A," + std::string(5 << 20, 'x') + "\nB,y\nA,z\n", {"A | " + std::string(5 << 20, 'x'), "B | y"}, {"D0415:4"}}),
    [](const auto& info) { return info.param.name; });

TEST(Dirt, ManyBadCellsAreListedUpToABound) {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}, {"born", Type::date}});
    rules.feeds = {feed("f", {Block(rules, "child", {"*"}).is("child_id", "Id").is("born", "Born").file})};
    std::string text = "Id,Born\n";
    for (int i = 0; i < 250000; ++i) text += std::to_string(i) + ",1/1/24\n";
    const auto loaded = load(rules, {text_file("f.csv", text)}, {});
    ASSERT_EQ(loaded.quality.size(), 1001u);
    std::uint64_t all = 0;
    for (const auto& d : loaded.quality) all += d.count;
    EXPECT_EQ(all, 250000u);
}

TEST(Dirt, RowLimit) {
    const auto rules = children();
    LoadOptions options;
    options.max_rows = 1;
    const auto loaded = load(rules, {text_file("f.csv", head + "A,x\nB,y\n")}, options);
    EXPECT_TRUE(loaded.left_out);
    EXPECT_EQ(codes(loaded.quality), Texts{"D0604:2"});
    std::ifstream golden(DULY_SOURCE_DIR "/tests/messages/too_many_rows.txt", std::ios::binary);
    std::ostringstream expected;
    expected << golden.rdbuf();
    EXPECT_EQ(expected.str(), render(loaded.quality));
}

// Damaged files: no row is lost without a word, and threads change nothing.
TEST(Dirt, DamagedFilesAreReadOrListed) {
    auto rules = looked_after();
    rules.feeds = {feed("f", {Block(rules, "child", {"*"}).is("child_id", "CHILD").is("born", "DOB").file})};
    const auto original = std::string(open_files(fixture("ssda903/UASC.csv")).files.at(0).bytes);
    std::uint32_t random = 12345;
    const auto next = [&](std::uint32_t below) { return (random = random * 1664525 + 1013904223) / 65536 % below; };
    for (int round = 0; round < 300; ++round) {
        auto text = original;
        for (int k = 0; k < 1 + round / 30; ++k) {
            const auto at = 20 + next(static_cast<std::uint32_t>(text.size()) - 20);
            switch (next(4)) {
                case 0: text[at] = "\",\n\r\0\xe9 /"[next(8)]; break;
                case 1: text.erase(at, next(30)); break;
                case 2: text.insert(at, "\"x\"\n,"); break;
                default: text[at] = static_cast<char>(next(256));
            }
        }
        LoadOptions threads;
        threads.threads = 2;
        const auto one = load(rules, {text_file("f.csv", text)}, {}), two = load(rules, {text_file("f.csv", text)}, threads);
        EXPECT_EQ(rows(one.dataset, rules, "child"), rows(two.dataset, rules, "child"));
        EXPECT_EQ(codes(one.quality), codes(two.quality));
        const auto& info = one.dataset.files()[0];
        std::uint64_t wrong = 0, repeated = 0;
        for (const auto& d : one.quality) {
            if (d.kind == DiagnosticKind::wrong_field_count) wrong += d.count;
            if (d.kind == DiagnosticKind::duplicate_key || d.kind == DiagnosticKind::repeated_rows) repeated += d.count;
        }
        EXPECT_EQ(info.rows_read, info.rows_used + wrong);
        EXPECT_EQ(info.rows_used, one.dataset.table(0).rows + repeated);
    }
}

TEST(Files, FoldersAreListedInOrderOfNames) {
    const auto opened = open_files(fixture("ssda903"));
    ASSERT_EQ(opened.files.size(), 10u);
    EXPECT_TRUE(opened.files[0].path.ends_with("AD1.csv"));
    EXPECT_TRUE(opened.diagnostics.empty());
    EXPECT_EQ(codes(open_files("/no/such/folder").diagnostics), Texts{"D0401:0"});
    EXPECT_EQ(codes(open_files(std::string(DULY_SOURCE_DIR) + "/engine/data/readers").diagnostics), (Texts{"D0402:0", "D0401:0"}));
}

TEST(Dirt, WhatIsIgnoredByAPatternTellsNoHeader) {
    auto rules = children();
    rules.feeds[0].files[0].ignores = {{"*", true}};
    const auto loaded = load(rules, {text_file("f.csv", "Extract,31 July\n" + head + "A,North\n")}, {});
    EXPECT_EQ(rows(loaded.dataset, rules, "child"), Texts{"A | North"});
    EXPECT_EQ(codes(loaded.quality), Texts{"D0434:2"});
}

TEST(Files, NumbersInNamesAreNumbers) {
    EXPECT_TRUE(named_before("list_2.csv", "list_10.csv"));
    EXPECT_TRUE(named_before("List_2.csv", "list_10.csv"));
    EXPECT_FALSE(named_before("list_10.csv", "list_2.csv"));
    EXPECT_TRUE(named_before("list_2.csv", "list_02_b.csv"));
    EXPECT_TRUE(named_before("2024-9-1", "2024-10-1"));
    EXPECT_TRUE(named_before("a", "a1"));
    EXPECT_FALSE(named_before("a", "a"));
    EXPECT_TRUE(named_before("a01", "a1") != named_before("a1", "a01"));
}

}  // namespace
}  // namespace duly::data::test
