#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

struct Traces : testing::Test {
    World w;
    std::vector<eval::ValueRead> reads;
    std::vector<eval::ConditionSeen> conditions;
    std::vector<std::string> read_names(ExprId expr) {
        reads.clear();
        conditions.clear();
        w.ready().trace(expr, w.batch(), 0, reads, conditions);
        std::vector<std::string> names;
        for (const auto& read : reads) names.push_back(w.rules.records[read.record].fields[read.field].name);
        return names;
    }
    ExprId is_yes(const char* field) { return w.op(ExprOp::equal, w.field(w.plan, field), w.yes()); }
};

using Names = std::vector<std::string>;

TEST_F(Traces, OnlyWhatDecides) {
    w.add_plan({{"urgent", "yes"}, {"agreed", "no"}, {"days", "!"}});
    const ExprId urgent = is_yes("urgent"), agreed = is_yes("agreed"), days = w.op(ExprOp::greater, w.field(w.plan, "days"), w.num(3));
    EXPECT_EQ(read_names(w.op(ExprOp::and_, urgent, agreed)), (Names{"agreed"}));
    EXPECT_EQ(conditions.size(), 2u);
    EXPECT_TRUE(conditions[0].value);
    EXPECT_FALSE(conditions[1].value);
    EXPECT_EQ(read_names(w.op(ExprOp::or_, urgent, agreed)), (Names{"urgent"}));
    EXPECT_EQ(read_names(w.op(ExprOp::and_, urgent, days)), (Names{"days"}));
    EXPECT_EQ(reads[0].presence, Presence::missing);
    EXPECT_EQ(read_names(w.op(ExprOp::or_, w.op(ExprOp::and_, agreed, days), urgent)), (Names{"urgent"}));
}

TEST_F(Traces, TheRowThatWasPicked) {
    const Row plan = w.add_plan({});
    w.add(w.review, plan, {{"held", "2024-02-05"}, {"quorate", "no"}});
    const Row second = w.add(w.review, plan, {{"held", "2024-03-05"}, {"quorate", "yes"}});
    w.add(w.review, plan, {{"held", "2024-05-05"}, {"quorate", "yes"}});
    const ExprId quorate = w.op(ExprOp::equal, w.field(w.review, "quorate", 1), w.yes());
    EXPECT_EQ(read_names(w.below(model::AggregateOp::earliest, w.review, quorate, w.field(w.review, "held", 1))), (Names{"quorate", "held"}));
    EXPECT_EQ(reads[1].row, second);
    EXPECT_EQ(reads[1].v, day("2024-03-05"));
}

// Two rows, of which the second alone fails: what was asked of the first decides nothing.
TEST_F(Traces, WhatWasAskedOfARowNamesTheRow) {
    const Row plan = w.add_plan({});
    w.add(w.review, plan, {{"held", "2024-02-05"}, {"quorate", "yes"}});
    const Row second = w.add(w.review, plan, {{"held", "2024-03-05"}, {"quorate", "no"}});
    const ExprId quorate = w.op(ExprOp::equal, w.field(w.review, "quorate", 1), w.yes());
    read_names(w.below(model::AggregateOp::every, w.review, model::none, model::none, quorate));
    ASSERT_EQ(conditions.size(), 3u);
    EXPECT_TRUE(conditions[0].under.empty());
    EXPECT_TRUE(conditions[0].decides);
    EXPECT_FALSE(conditions[1].decides);
    EXPECT_TRUE(conditions[2].decides);
    EXPECT_EQ(conditions[2].under, (std::vector<eval::RowBelow>{{w.review, second}}));
}

// A row whose condition is unknown counts nowhere for certain: it did not decide it.
TEST_F(Traces, OnlyRowsThatAreSureDecide) {
    const Row plan = w.add_plan({});
    const Row first = w.add(w.review, plan, {{"held", "2024-02-05"}, {"quorate", "yes"}});
    w.add(w.review, plan, {{"held", "2024-03-05"}, {"quorate", "!"}});
    const ExprId quorate = w.op(ExprOp::equal, w.field(w.review, "quorate", 1), w.yes());
    std::vector<eval::RowsSeen> rows;
    std::vector<eval::FigureSeen> figures;
    const ExprId count = w.below(model::AggregateOp::count, w.review, quorate);
    w.ready().trace(w.op(ExprOp::less, count, w.num(1)), w.batch(), 0, reads, conditions, &rows, &figures);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].rows, (std::vector<Row>{first}));
    ASSERT_EQ(figures.size(), 1u);
    EXPECT_TRUE(figures[0].compared);
    EXPECT_EQ(figures[0].v, model::number_scale);
    EXPECT_EQ(figures[0].last, 2 * model::number_scale);
}

TEST_F(Traces, EveryCellOnce) {
    w.add_plan({{"days", "4"}});
    const ExprId days = w.field(w.plan, "days");
    EXPECT_EQ(read_names(w.op(ExprOp::between, w.op(ExprOp::add, days, days, model::none, Type::number), w.num(1), w.num(9))), (Names{"days"}));
}

}  // namespace
}  // namespace duly::test
