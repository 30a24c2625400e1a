#include <gtest/gtest.h>

#include "engine/explain/explain.hpp"

namespace {

using duly::explain::Node;
using duly::explain::to_html;

Node hostile() {
    Node node;
    node.kind = "measure";
    node.id = "m";
    node.title = "</title><script>alert(1)</script>";
    node.state = "red";
    node.sentence = "<img src=x onerror=alert(2)>";
    node.law = "\"'`";
    node.version = "&amp;";
    node.counted = {"<b>"};
    node.values = {{"a.b", "</table>", "<f>.csv", 3, "<h>"}};
    Node child;
    child.kind = "condition";
    child.title = "x < y";
    child.state = "no";
    Node folded;
    folded.kind = "case";
    folded.id = "<K>";
    folded.state = "met";
    folded.left_out = 2;
    node.children = {child, folded};
    return node;
}

TEST(HtmlPage, nothing_that_is_told_becomes_an_element) {
    const std::string page = to_html(hostile());
    for (const char* raw : {"<script", "<img", "<b>", "<f>", "<h>", "<K>", "x < y", "</table><"}) EXPECT_EQ(page.find(raw), page.npos) << raw;
    for (const char* shown : {"&lt;script&gt;", "&lt;img src=x onerror=alert(2)&gt;", "&amp;amp;", "&lt;K&gt;", "x &lt; y", "&lt;/table&gt;"}) EXPECT_NE(page.find(shown), page.npos) << shown;
    std::size_t titles = 0;
    for (std::size_t at = 0; (at = page.find("</title>", at)) != page.npos; ++at) ++titles;
    EXPECT_EQ(titles, 1u);
}

TEST(HtmlPage, it_needs_nothing_from_elsewhere) {
    const std::string page = to_html(hostile());
    for (const char* away : {"http://", "https://", "src=\"", "href=", "url(", "@import"}) EXPECT_EQ(page.find(away), page.npos) << away;
    EXPECT_NE(page.find("default-src 'none'"), page.npos);
    EXPECT_NE(page.find("<html lang=\"en-GB\">"), page.npos);
    EXPECT_EQ(page.find("<h1"), page.rfind("<h1"));
}

TEST(HtmlPage, what_is_well_is_folded_and_what_is_left_out_is_told) {
    const std::string page = to_html(hostile());
    EXPECT_NE(page.find("<details><summary><span class=\"state good\">met</span>"), page.npos);
    EXPECT_NE(page.find("and 2 more: --max 2 shows them"), page.npos);
    Node top = hostile();
    top.children[1].state = "overdue";
    EXPECT_NE(to_html(top).find("<details open><summary><span class=\"state bad\">overdue</span>"), page.npos);
}

}  // namespace
