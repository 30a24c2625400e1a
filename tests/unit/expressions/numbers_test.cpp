#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

TEST(Numbers, ExactDecimals) {
    World w;
    w.add_plan({{"days", "0.1"}, {"extra", "0.2"}});
    const ExprId a = w.field(w.plan, "days"), b = w.field(w.plan, "extra");
    const auto result = [&](ExprOp op, ExprId x, ExprId y) { return w.answer(w.op(op, x, y, model::none, Type::number)); };
    EXPECT_EQ(result(ExprOp::add, a, b), "0.3");
    EXPECT_EQ(result(ExprOp::subtract, a, b), "-0.1");
    EXPECT_EQ(result(ExprOp::multiply, a, b), "0.02");
    EXPECT_EQ(result(ExprOp::divide, a, b), "0.5");
    EXPECT_EQ(result(ExprOp::divide, w.num(2), w.num(3)), "0.666667");
    EXPECT_EQ(result(ExprOp::divide, w.num(-2), w.num(3)), "-0.666667");
}

TEST(Numbers, BlanksArePassedOnAndZeroIsNoDivisor) {
    World w;
    w.add_plan({{"days", "!"}, {"extra", ""}});
    w.add_plan({{"days", "1"}, {"extra", ""}});
    w.add_plan({{"days", "0"}, {"extra", "4"}});
    const ExprId a = w.field(w.plan, "days"), b = w.field(w.plan, "extra");
    EXPECT_EQ(w.answers(w.op(ExprOp::add, a, b, model::none, Type::number)), (Answers{"missing", "blank", "4"}));
    EXPECT_EQ(w.answers(w.op(ExprOp::divide, b, a, model::none, Type::number)), (Answers{"missing", "blank", "missing"}));
}

TEST(Numbers, WhatOverflowsIsUnknown) {
    World w;
    w.add_plan({{"days", "1"}});
    const ExprId big = w.literal(Type::number, INT64_MAX), big2 = w.literal(Type::number, INT64_MAX);
    EXPECT_EQ(w.answer(w.op(ExprOp::add, big, big2, model::none, Type::number)), "missing");
    EXPECT_EQ(w.answer(w.op(ExprOp::multiply, big, big2, model::none, Type::number)), "missing");
}

}  // namespace
}  // namespace duly::test
