// A large batch gives what each of its rows gives alone.
#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

TEST(Size, ManyRowsLikeOneByOne) {
    World w;
    const char* urgent[] = {"yes", "no", "!"};
    const char* ended[] = {"", "2024-03-05", "?", "2024-05", "2024-12-01"};
    for (int i = 0; i < 600; ++i) w.add_plan({{"urgent", urgent[i % 3]}, {"ended", ended[i % 5]}, {"days", std::to_string(i % 11)}});
    const ExprId open = w.op(ExprOp::is_missing, w.field(w.plan, "ended"));
    const ExprId early = w.op(ExprOp::less, w.field(w.plan, "ended"), w.on("2024-05-10"));
    const ExprId many = w.op(ExprOp::greater, w.field(w.plan, "days"), w.num(5));
    const ExprId whole = w.op(ExprOp::or_, w.op(ExprOp::and_, open, many), w.op(ExprOp::and_, early, w.field(w.plan, "urgent")));
    const auto all = w.answers(whole);
    for (Row row = 0; row < all.size(); ++row) {
        eval::Batch one;
        one.n = 1;
        one.rows = {{row}};
        one.records = {w.plan};
        EXPECT_EQ(World::answer(w.expressions->evaluate(whole, one), 0), all[row]) << row;
    }
}

// More rows than one range holds.
TEST(Size, ThreadsChangeNothing) {
    World w;
    const Row parent = w.add(w.child, data::no_row, {{"born", "2010-02-10"}});
    for (int i = 0; i < 20'000; ++i)
        w.add(w.plan, parent, {{"started", "2024-01-02"}, {"days", std::to_string(i % 13)}, {"extra", i % 7 == 0 ? "!" : "4"}});
    model::Check check;
    check.name = "enough";
    check.record = w.plan;
    check.where = w.op(ExprOp::not_equal, w.field(w.plan, "days"), w.num(12));
    check.must = w.op(ExprOp::greater, w.field(w.plan, "days"), w.field(w.plan, "extra"));
    w.rules.checks = {check};
    w.ready();
    const auto once = eval::evaluate(w.rules, *w.data, w.calendars, w.options);
    for (const unsigned threads : {2u, 3u, 8u}) {
        w.options.threads = threads;
        const auto again = eval::evaluate(w.rules, *w.data, w.calendars, w.options);
        ASSERT_EQ(again.checks.size(), 1u);
        EXPECT_EQ(again.checks[0].row, once.checks[0].row);
        EXPECT_EQ(again.checks[0].outcome, once.checks[0].outcome);
        EXPECT_EQ(again.checks[0].counts, once.checks[0].counts);
    }
    std::uint64_t total = 0;
    for (const auto n : once.checks[0].counts) total += n;
    EXPECT_EQ(total, 20'000u);
}

}  // namespace
}  // namespace duly::test
