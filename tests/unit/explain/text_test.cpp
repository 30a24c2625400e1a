#include <gtest/gtest.h>

#include "engine/explain/explain.hpp"

namespace {

using duly::explain::Node;
using duly::explain::to_text;

TEST(ExplanationText, AnIndentedTreeOfAtMostAHundredColumns) {
    Node top;
    top.kind = "measure";
    top.id = "reviews_on_time";
    top.title = "Reviews on time";
    top.state = "red";
    top.sentence = "Reviews on time is red (81.3%, 13 of 16) in 2024-02.";
    top.law = "regulation 33";
    top.counted = {"percentage of first_review that are met, counted when due"};
    top.left_out = 2;
    Node one;
    one.kind = "case";
    one.id = "R1";
    one.title = "not repeated";
    one.state = "late_with_reason";
    one.sentence = "Review R1 is late by 3 working days with a reason: a sentence that is long enough to be broken before the hundredth column.";
    one.values = {{"review.held", "2024-02-01", "reviews.csv", 12, "held"}};
    Node condition;
    condition.kind = "condition";
    condition.title = "review.quorate is yes";
    condition.state = "no";
    one.children = {condition};
    top.children = {one};
    EXPECT_EQ(to_text(top),
              "measure reviews_on_time \"Reviews on time\": red\n"
              "  Reviews on time is red (81.3%, 13 of 16) in 2024-02.\n"
              "  law: regulation 33\n"
              "  percentage of first_review that are met, counted when due\n"
              "  R1: late with reason\n"
              "    Review R1 is late by 3 working days with a reason: a sentence that is long enough to be broken\n"
              "    before the hundredth column.\n"
              "    review.held: 2024-02-01 (reviews.csv line 12, column \"held\")\n"
              "    no: review.quorate is yes\n"
              "  and 2 more: --max 3 shows them\n");
}

TEST(ExplanationText, WidthCountsCharactersNotBytes) {
    Node node;
    node.kind = "case";
    node.id = "é";
    for (int i = 0; i < 48; ++i) node.sentence += "é ";
    node.sentence += "é.";      // 48 x 2 + 2 = 98 columns after two blanks
    const std::string text = to_text(node);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

}  // namespace
