// The page's words, its data inside a script, and its policy.
#include <gtest/gtest.h>

#include "engine/report/page_assets.hpp"
#include "engine/report/page_text.hpp"

namespace duly::report {

namespace {

std::string json(std::string_view text) { return ScriptJson().string(text).take(); }
std::string html(std::string_view text) { return Html().text(text).take(); }

model::RuleSet some_rules() {
    model::RuleSet rules;
    model::Record review;
    review.name = "care_review";
    model::Field held;
    held.name = "held_on";
    review.fields.push_back(held);
    rules.records.push_back(review);
    model::Measure measure;
    measure.name = "reviews_in_time";
    measure.title = "Reviews in time";
    rules.measures.push_back(measure);
    model::Measure plain;
    plain.name = "visits";
    plain.title = "Visits held";
    rules.measures.push_back(plain);
    return rules;
}

}  // namespace

TEST(PageText, numbers_are_grouped) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(PageText, periods_are_written_as_people_write_them) {
    EXPECT_EQ(period_words("2026-03"), "March 2026");
    EXPECT_EQ(period_words("2025/26 Q4"), "2025/26 Q4");
    EXPECT_EQ(period_words("2026-13"), "2026-13");
    EXPECT_EQ(period_words(""), "");
    EXPECT_EQ(moment_words("2026-03-31 18:00"), "31 March 2026 18:00");
    EXPECT_EQ(moment_words("x"), "x");
}

TEST(PageText, a_text_is_never_cut_inside_a_character) {
    EXPECT_EQ(shortened("abc", 3), "abc");
    EXPECT_EQ(shortened("abcd", 3), "abc\xE2\x80\xA6");
    EXPECT_EQ(shortened("ab\xC3\xA9g", 3), "ab\xE2\x80\xA6");
    EXPECT_EQ(shortened("\xF0\x9F\x98\x80x", 2), "\xE2\x80\xA6");
}

TEST(PageText, sentences_use_titles_and_dates) {
    const model::RuleSet rules = some_rules();
    const PlainWords words(rules);
    EXPECT_EQ(words("reviews_in_time is red in 2026-03"), "\xE2\x80\x9CReviews in time\xE2\x80\x9D is red in March 2026");
    EXPECT_EQ(words("`care_review.held_on` was 2026-03-31"), "\xE2\x80\x9C" "care review held on\xE2\x80\x9D was 2026-03-31");                 // a key, as the files have it
    EXPECT_EQ(words("no visits since 1 April"), "no visits since 1 April");        // a name of one plain word may be meant as the word
    EXPECT_EQ(words("`visits`"), "\xE2\x80\x9CVisits held\xE2\x80\x9D");
    EXPECT_EQ(words("key 2026-03-31-7 and 12026-03"), "key 2026-03-31-7 and 12026-03");
    EXPECT_EQ(words("an open ` mark"), "an open ` mark");
    EXPECT_EQ(words(""), "");
}

TEST(PageText, html_is_never_made_of_data) {
    EXPECT_EQ(html("<script>\"'&`"), "&lt;script&gt;&quot;&#39;&amp;&#96;");
    EXPECT_EQ(html("\xE2\x80\xAE" "a"), "\\u202ea");
    EXPECT_EQ(html("\xFF"), "\xEF\xBF\xBD");
    const std::string cut = Html().long_text(std::string(1000, '<')).take();
    EXPECT_EQ(cut.find("<<"), std::string::npos);
    EXPECT_NE(cut.find("<details"), std::string::npos);
    EXPECT_EQ(Html().long_text("short").take(), "short");
}

TEST(PageText, ids_hold_letters_digits_and_underscores) {
    EXPECT_EQ(html_id("measure", "reviews_in_time"), "measure_reviews_in_time");
    EXPECT_EQ(html_id("action", "a b\"<\xC3\xA9"), "action_aZ20bZ22Z3cZc3Za9");
}

TEST(PageData, nothing_ends_the_script_element) {
    EXPECT_EQ(json("</script><!--"), "\"\\u003c/script\\u003e\\u003c!--\"");
    EXPECT_EQ(json("a\"b\\c\n\t"), "\"a\\\"b\\\\c\\n\\t\"");
    EXPECT_EQ(json("&"), "\"\\u0026\"");
}

TEST(PageData, what_does_not_show_is_never_raw) {
    EXPECT_EQ(json("\xE2\x80\xA8\xE2\x80\xA9"), "\"\\u2028\\u2029\"");
    EXPECT_EQ(json("\xE2\x80\xAEx\xE2\x81\xA6"), "\"\\u202ex\\u2066\"");
    EXPECT_EQ(json("\xE2\x80\x93"), "\"\xE2\x80\x93\"");            // a dash shows
    EXPECT_EQ(json("\xC3\xA9\xF0\x9F\x98\x80"), "\"\xC3\xA9\xF0\x9F\x98\x80\"");
}

TEST(PageData, broken_utf8_is_replaced) {
    const std::string replacement = "\xEF\xBF\xBD";
    EXPECT_EQ(json("a\xFF" "b"), "\"a" + replacement + "b\"");
    EXPECT_EQ(json("\xC0\xAF"), "\"" + replacement + replacement + "\"");                       // overlong
    EXPECT_EQ(json("\xED\xA0\x80"), "\"" + replacement + replacement + replacement + "\"");     // a surrogate
    EXPECT_EQ(json("\xE2\x82"), "\"" + replacement + replacement + "\"");                       // cut off
}

TEST(PageAssets, the_page_fetches_nothing) {
    for (const std::string_view part : {page_shell(), page_style(), page_script()}) {
        EXPECT_FALSE(part.empty());
        for (const char* never : {"http://www.w3.org/1999", "https:", "@import", "url(", "fetch(", "XMLHttpRequest", "WebSocket", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("})
            EXPECT_EQ(part.find(never), std::string_view::npos) << never;
    }
    EXPECT_EQ(page_script().find("</script"), std::string_view::npos);
    EXPECT_NE(page_shell().find("default-src 'none'"), std::string_view::npos);
    EXPECT_EQ(page_script_hash().size(), 44u);
    EXPECT_EQ(page_script_hash().back(), '=');
}

}  // namespace duly::report
