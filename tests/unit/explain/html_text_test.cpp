// Text made safe for a page: the expected texts are written out by hand from the HTML and Unicode standards.
#include "engine/explain/html_text.hpp"

#include <gtest/gtest.h>

#include "dsl/base/visible_text.hpp"

using duly::explain::html_escaped;

TEST(HtmlText, marks_of_html_are_text_in_elements_and_in_quoted_attributes) {
    EXPECT_EQ(html_escaped("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
    EXPECT_EQ(html_escaped("\" onload='x' `y` & z"), "&quot; onload=&#39;x&#39; &#96;y&#96; &amp; z");
    EXPECT_EQ(html_escaped("&lt;"), "&amp;lt;");
    EXPECT_EQ(html_escaped(""), "");
}

TEST(HtmlText, whole_characters_stay_as_they_are) {
    EXPECT_EQ(html_escaped("Zoë O’Brien, 李, \xF0\x9F\x99\x82"), "Zoë O’Brien, 李, \xF0\x9F\x99\x82");
    EXPECT_EQ(html_escaped("\xD7\xA9\xD7\x9C"), "\xD7\xA9\xD7\x9C");   // Hebrew letters are letters
}

TEST(HtmlText, what_turns_or_hides_text_is_shown) {
    EXPECT_EQ(html_escaped("a\xE2\x80\xAE" "b"), "a\\u202eb");
    EXPECT_EQ(html_escaped("\xE2\x80\xAA\xE2\x81\xA6\xE2\x81\xA9"), "\\u202a\\u2066\\u2069");
    EXPECT_EQ(html_escaped("\xE2\x80\x8F\xD8\x9C"), "\\u200f\\u061c");
    EXPECT_EQ(html_escaped("a\tb\nc\rd"), "a\\u0009b\\u000ac\\u000dd");
    EXPECT_EQ(html_escaped(std::string_view("\0\x1b\x7f", 3)), "\\u0000\\u001b\\u007f");
    EXPECT_EQ(html_escaped("\xC2\x85"), "\\u0085");
    EXPECT_EQ(html_escaped("\xE2\x80\xA8\xEF\xBB\xBF"), "\\u2028\\ufeff");
    EXPECT_EQ(html_escaped("\xF3\xA0\x81\x81"), "\\u{e0041}");
}

TEST(HtmlText, what_is_no_utf_8_becomes_the_replacement_character) {
    const std::string replacement = "\xEF\xBF\xBD";
    EXPECT_EQ(html_escaped("a\xFF" "b"), "a" + replacement + "b");
    EXPECT_EQ(html_escaped("\xC0\xBC"), replacement + replacement);           // an overlong `<`
    EXPECT_EQ(html_escaped("\xED\xA0\x80"), replacement + replacement + replacement);     // half of a pair
    EXPECT_EQ(html_escaped("\xF4\x90\x80\x80<"), replacement + replacement + replacement + replacement + "&lt;");
    EXPECT_EQ(html_escaped("\xE2\x80"), replacement + replacement);           // cut off
    EXPECT_EQ(html_escaped("\xEF\xBF\xBE"), replacement);                     // U+FFFE is no character
}

TEST(HtmlText, a_terminal_gets_the_same_without_html) {
    EXPECT_EQ(duly::visible_text("<b> & \x1b[31m \xE2\x80\xAE\xFF"), "<b> & \\u001b[31m \\u202e\xEF\xBF\xBD");
}

TEST(HtmlText, long_text_stays_whole) {
    const std::string text(10'000, 'x');
    EXPECT_EQ(html_escaped(text), text);
}
