#include "engine/report/csv.hpp"

#include <gtest/gtest.h>

namespace duly::report {
namespace {

std::string cell(std::string_view text) { return csv_text(text); }

TEST(Csv, PlainWordsStandAsTheyAre) {
    EXPECT_EQ(cell("North team"), "North team");
    EXPECT_EQ(cell(""), "");
    EXPECT_EQ(cell("O'Brien"), "O'Brien");
}

TEST(Csv, QuotesWhatWouldBreakARow) {
    EXPECT_EQ(cell("a,b"), "\"a,b\"");
    EXPECT_EQ(cell("say \"no\""), "\"say \"\"no\"\"\"");
    EXPECT_EQ(cell("\""), "\"\"\"\"");
    EXPECT_EQ(cell("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(cell("a;b"), "\"a;b\"");
    EXPECT_EQ(cell(" blank"), "\" blank\"");
}

TEST(Csv, NoCellActsAsAFormula) {
    EXPECT_EQ(cell("=1+1"), "'=1+1");
    EXPECT_EQ(cell("+44 20"), "'+44 20");
    EXPECT_EQ(cell("-3"), "'-3");
    EXPECT_EQ(cell("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(cell("\t=1"), "\"'\t=1\"");
    EXPECT_EQ(cell("\r=1"), "\"'\r=1\"");
    EXPECT_EQ(cell("  =1"), "\"'  =1\"");
    EXPECT_EQ(cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    EXPECT_EQ(cell("\xEF\xBC\x9D"
                   "1"),
              "'\xEF\xBC\x9D"
              "1");
}

TEST(Csv, RowsOfDatesAndNumbers) {
    CsvWriter csv;
    csv.text("rule");
    csv.day(0);
    csv.number(-12);
    csv.blank();
    csv.plain("late");
    csv.end_row();
    csv.day(19782);  // 2024-02-29: 54 years of 365 days, 13 leap days, 31 of January and 28 more
    csv.end_row();
    EXPECT_EQ(csv.bytes(), "rule,1970-01-01,-12,,late\n2024-02-29\n");
}

TEST(Csv, WhatIsMadeBeforeStandsAsItWouldOtherwise) {
    CsvWriter csv;
    csv.ready(csv_text("a,\"b\""), "a,\"b\"");
    csv.day(0, "1970-01-01");
    csv.number_as_text(10000003);
    csv.end_row();
    CsvWriter plain;
    plain.text("a,\"b\"");
    plain.day(0);
    plain.text("10000003");
    plain.end_row();
    EXPECT_EQ(csv.bytes(), plain.bytes());
    csv.clear();
    csv.blank();
    csv.end_row();
    EXPECT_EQ(csv.bytes(), "\n");
}

}  // namespace
}  // namespace duly::report
