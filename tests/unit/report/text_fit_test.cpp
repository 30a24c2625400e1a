#include <gtest/gtest.h>

#include "engine/report/markdown.hpp"
#include "engine/report/text_fit.hpp"

namespace duly::report {
namespace {

TEST(TextFit, LinesBreakBetweenWordsAndInsideLongOnes) {
    for (const std::string& line : wrapped("Statutory reviews are timely, so that care plans are monitored", 13, 200, 9)) EXPECT_LE(text_width(line, 13), 200) << line;
    EXPECT_EQ(wrapped("one two", 10, 1000, 3), std::vector<std::string>{"one two"});
    const auto lines = wrapped(std::string(500, 'x'), 13, 200, 3);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_TRUE(lines[2].ends_with("\xE2\x80\xA6"));
    EXPECT_LE(text_width(lines[2], 13), 200);
    EXPECT_TRUE(wrapped("", 13, 200, 3).empty());
}

TEST(TextFit, CharactersStayWhole) {
    EXPECT_EQ(cut_to("\xC3\xA9\xC3\xA9\xC3\xA9", 2), "\xC3\xA9\xC3\xA9\xE2\x80\xA6");
    EXPECT_EQ(cut_to("\xC3\xA9", 1), "\xC3\xA9");
    EXPECT_EQ(cut_to("\xFF\xFE", 1), "\xFF\xE2\x80\xA6");
}

TEST(Markdown, OutsideTextIsOnlyText) {
    EXPECT_EQ(markdown_text("a | b"), "a \\| b");
    EXPECT_EQ(markdown_text("<b>"), "&lt;b&gt;");
    EXPECT_EQ(markdown_text("one\n\ntwo"), "one two");
    EXPECT_EQ(markdown_text("foster carers' well-being (2026): 5"), "foster carers' well-being (2026): 5");
    EXPECT_EQ(markdown_text("http://x.y"), "http\\:<!-- -->//x.y");
    EXPECT_EQ(markdown_text("www.x.y me@x.y"), "www<!-- -->.x.y me\\@<!-- -->x.y");
    EXPECT_EQ(markdown_text("\xE2\x80\xAE"), "\\\\u202e");
}

}  // namespace
}  // namespace duly::report
