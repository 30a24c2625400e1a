#include "engine/report/values.hpp"

#include <gtest/gtest.h>

namespace duly::report {
namespace {

TEST(Values, Decimals) {
    EXPECT_EQ(decimal(12'500'000), "12.5");
    EXPECT_EQ(decimal(3'000'000), "3");
    EXPECT_EQ(decimal(-250'000), "-0.25");
    EXPECT_EQ(decimal(1), "0.000001");
    EXPECT_EQ(decimal(0), "0");
}

TEST(Values, RoundsHalfAwayFromZero) {
    EXPECT_EQ(rounded(1, 8, 100, 1), "12.5");
    EXPECT_EQ(rounded(1, 16, 100, 1), "6.3");  // 6.25
    EXPECT_EQ(rounded(-1, 16, 100, 1), "-6.3");
    EXPECT_EQ(rounded(1, 3, 100, 1), "33.3");
    EXPECT_EQ(rounded(2, 3, 100, 0), "67");
    EXPECT_EQ(rounded(1, 400, 1, 2), "0.00");  // 0.0025
    EXPECT_EQ(rounded(1, 200, 1, 2), "0.01");  // 0.005
    EXPECT_EQ(rounded(-1, 400, 1, 2), "0.00");
    EXPECT_EQ(rounded(1, 1, 100, 1), "100.0");
    EXPECT_EQ(rounded(0, 3, 100, 1), "0.0");
    EXPECT_EQ(rounded(0, 3, 1, 0), "0");
    EXPECT_EQ(rounded(-7, 2, 1, 0), "-4");
    EXPECT_EQ(rounded(1, 3, 1, 6), "0.333333");
    EXPECT_EQ(rounded(-12'345, 1, 1, 3), "-12345.000");
}

TEST(Values, LargeFractionsDoNotOverflow) {
    EXPECT_EQ(rounded(9'000'000'000'000'000'000, 9'000'000'000'000'000'000, 100, 1), "100.0");
    EXPECT_EQ(rounded(2'305'843'009'213'693'951, 1, 1, 0), "2305843009213693951");      // the last that 64 bits divide
    EXPECT_EQ(rounded(2'305'843'009'213'693'952, 1, 1, 0), "2305843009213693952");
    EXPECT_EQ(rounded(2'305'843'009'213'693, 4'611'686'018'427'387'904, 1'000, 2), "0.50");
}

model::RuleSet with_scale() {
    model::RuleSet rules;
    model::Scale rag;
    rag.name = "rag";
    for (const char* grade : {"green", "amber", "red"}) rag.grades.emplace_back(grade);
    rules.scales.push_back(rag);
    return rules;
}

TEST(Values, GradesBetweenBestAndWorst) {
    model::RuleSet rules = with_scale();
    model::Measure measure;
    eval::MeasureValue value;
    EXPECT_EQ(grade_words(rules, measure, value), "");  // no scale
    measure.scale = 0;
    EXPECT_EQ(grade_words(rules, measure, value), "unrated");
    value.grade_from = value.grade_to = 1;
    EXPECT_EQ(grade_words(rules, measure, value), "amber");
    value.grade_from = 0;
    value.grade_to = 2;
    EXPECT_EQ(grade_words(rules, measure, value), "green or amber or red");
    value.hidden = true;
    EXPECT_EQ(grade_words(rules, measure, value), "");
}

TEST(Values, MeasureNumbers) {
    model::Measure measure;
    EXPECT_EQ(measure_number(measure, 23, 25), "92.0");
    EXPECT_EQ(measure_number(measure, 1, 0), "");
    measure.places = 0;
    EXPECT_EQ(measure_number(measure, 23, 24), "96");
    measure.percentage = false;
    measure.places.reset();
    EXPECT_EQ(measure_number(measure, 12, 1), "12");
    EXPECT_EQ(measure_number(measure, 5, 2), "2.50");
}

// A table of one row: two dates, the second recorded with the first.
TEST(Values, WhatLiesAfterAsOfIsNotShown) {
    model::Record record;
    record.fields.resize(3);
    record.fields[0].type = model::Type::date;
    record.fields[1].type = model::Type::text;
    record.fields[1].with = 0;
    record.fields[2].type = model::Type::date;
    record.fields[2].planned = true;
    data::Table table;
    table.rows = 1;
    table.columns.resize(3);
    for (auto& column : table.columns) column.state.take({data::State::known});
    table.columns[0].type = table.columns[2].type = model::Type::date;
    for (const std::size_t date : {0, 2}) table.columns[date].day.take({100});
    table.columns[1].text = {"moved"};
    model::Literal before{model::Type::date, 99, ""}, on{model::Type::date, 100, ""};
    EXPECT_EQ(cell_text(table, record, 0, 0, before, {}), "");
    EXPECT_EQ(cell_text(table, record, 0, 1, before, {}), "");
    EXPECT_EQ(cell_text(table, record, 0, 2, before, {}), "1970-04-11");
    EXPECT_EQ(cell_text(table, record, 0, 0, on, {}), "1970-04-11");  // 31 + 28 + 31 days to 1 April, ten more
    EXPECT_EQ(cell_text(table, record, 0, 1, on, {}), "moved");
    table.columns[1].state.take({data::State::blank});
    EXPECT_EQ(cell_text(table, record, 0, 1, on, {}), "");
}

}  // namespace
}  // namespace duly::report
