#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

struct Spans : testing::Test {
    World w;
    Spans() {
        w.add_plan({{"started", "2024-03-01"}, {"ended", "2024-03-31"}});
        w.add_plan({{"started", "2024-03-01"}, {"ended", ""}});
        w.add_plan({{"started", "2024-03-01"}, {"ended", "?"}});
        w.add_plan({{"started", "!"}, {"ended", "2024-03-31"}});
    }
    ExprId on_slot(ExprOp op, Type type, ExprId a = model::none, ExprId b = model::none) {
        const ExprId id = w.op(op, a, b, model::none, type);
        w.rules.exprs[id].record = w.plan;
        return id;
    }
};

TEST_F(Spans, OpenOn) {
    const auto open = [&](const char* date) { return w.answers(on_slot(ExprOp::open_on, Type::yes_no, w.on(date))); };
    EXPECT_EQ(open("2024-02-29"), (Answers{"no", "no", "no", "unknown"}));
    EXPECT_EQ(open("2024-03-01"), (Answers{"yes", "yes", "unknown", "unknown"}));
    EXPECT_EQ(open("2024-03-30"), (Answers{"yes", "yes", "unknown", "unknown"}));
    EXPECT_EQ(open("2024-03-31"), (Answers{"no", "yes", "unknown", "no"}));
    EXPECT_EQ(w.answers(w.with_word(on_slot(ExprOp::open_on, Type::yes_no, w.on("2024-03-31")), 1)), (Answers{"yes", "no", "unknown", "yes"}));
}

TEST_F(Spans, LengthRunsToThatDayWhileOpen) {
    EXPECT_EQ(w.answers(on_slot(ExprOp::length_of, Type::number)), (Answers{"30", "121", "missing", "missing"}));
}

// March 10 to 20, both included: 11 days. The last day of a span is not counted.
TEST_F(Spans, DaysInAWindow) {
    const auto days = [&](const char* from, const char* to) {
        return w.answers(on_slot(ExprOp::days_in, Type::number, w.on(from), w.on(to)));
    };
    EXPECT_EQ(days("2024-03-10", "2024-03-20")[0], "11");
    EXPECT_EQ(days("2024-03-30", "2024-04-10")[0], "1");
    EXPECT_EQ(days("2024-03-31", "2024-04-10")[0], "0");
    EXPECT_EQ(days("2024-02-01", "2024-03-01")[0], "1");
    EXPECT_EQ(days("2024-03-30", "2024-04-10")[1], "12");
    // It ended on a day that cannot be read: from no day of the window to all of them; before its start none.
    EXPECT_EQ(days("2024-03-10", "2024-03-20")[2], "0 to 11");
    EXPECT_EQ(days("2024-02-10", "2024-02-20")[2], "0");
}

TEST(SpansOfTwo, OverlapNeedsADayInCommon) {
    World w;
    const auto pair = [&](const char* from, const char* to) {
        const Row plan = w.add_plan({{"started", "2024-03-01"}, {"ended", "2024-03-31"}});
        w.add(w.stay, plan, {{"began", from}, {"left", to}});
    };
    pair("2024-03-31", "2024-04-10");
    pair("2024-03-30", "2024-04-10");
    pair("2024-02-01", "2024-03-01");
    pair("2024-03-10", "");
    pair("2024-04-01", "");
    pair("2024-03-10", "!");
    w.ready();
    eval::Batch batch = w.batch();
    batch.rows.push_back({0, 1, 2, 3, 4, 5});
    batch.records = {w.plan, w.stay};
    const auto result = [&](unsigned word) {
        const ExprId id = w.with_word(w.op(ExprOp::overlaps, model::none), word);
        w.rules.exprs[id].record = w.plan;
        w.rules.exprs[id].slot2 = 1;
        model::Check check;     // so that the slot's record can be found
        check.record = w.plan;
        model::Aggregate a;
        a.path = {w.stay};
        a.record = w.stay;
        a.binds = 1;
        a.op = model::AggregateOp::any;
        a.where = id;
        check.must = w.aggregate(a);
        w.rules.checks = {check};
        const Values values = w.ready().evaluate(id, batch);
        Answers out;
        for (std::size_t i = 0; i < values.size(); ++i) out.push_back(World::answer(values, i));
        return out;
    };
    EXPECT_EQ(result(0), (Answers{"no", "yes", "no", "yes", "no", "unknown"}));
    EXPECT_EQ(result(1), (Answers{"yes", "yes", "yes", "yes", "no", "unknown"}));
}

}  // namespace
}  // namespace duly::test
