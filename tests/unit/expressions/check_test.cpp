#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

using model::Outcome;

struct Checks : testing::Test {
    World w;
    model::Check check;
    Checks() {
        check.name = "soon_signed";
        check.record = w.plan;
    }
    ExprId is_yes(const char* field) { return w.op(ExprOp::equal, w.field(w.plan, field), w.yes()); }
    eval::CheckResult run() {
        w.rules.checks = {check};
        return eval::evaluate_check(w.ready(), 0);
    }
};

TEST_F(Checks, TheFirstThatSettlesItWins) {
    // where urgent; excluded when kind is blue; must agreed
    w.add_plan({{"urgent", "no"}, {"kind", "!"}, {"agreed", "!"}});
    w.add_plan({{"urgent", "!"}, {"kind", "blue"}, {"agreed", "yes"}});
    w.add_plan({{"urgent", "yes"}, {"kind", "blue"}, {"agreed", "!"}});
    w.add_plan({{"urgent", "yes"}, {"kind", "!"}, {"agreed", "yes"}});
    w.add_plan({{"urgent", "yes"}, {"kind", "red"}, {"agreed", "yes"}});
    w.add_plan({{"urgent", "yes"}, {"kind", "red"}, {"agreed", "no"}});
    w.add_plan({{"urgent", "yes"}, {"kind", "red"}, {"agreed", ""}});
    w.add_plan({{"urgent", "yes"}, {"kind", "red"}, {"agreed", "!"}});
    check.where = is_yes("urgent");
    check.excluded.push_back({w.op(ExprOp::equal, w.field(w.plan, "kind"), w.literal(Type::choice, 2)), "it is blue"});
    check.must = is_yes("agreed");
    const auto result = run();
    EXPECT_EQ(result.outcome, (std::vector<Outcome>{Outcome::not_applicable, Outcome::unknown, Outcome::excluded, Outcome::unknown, Outcome::met,
                                                    Outcome::breached, Outcome::breached, Outcome::unknown}));
    EXPECT_EQ(result.exclusion[2], 0);
    EXPECT_EQ(result.exclusion[4], 0xff);
    std::uint64_t total = 0;
    for (const auto n : result.counts) total += n;
    EXPECT_EQ(total, result.row.size());
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 2).reason, "it is blue");
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 1).reason, "urgent is missing");
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 3).reason, "kind is missing");
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 7).reason, "agreed is missing");
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 7).settles.size(), 1u);
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 4).reason, "");
}

TEST_F(Checks, OnceForTheData) {
    w.add_plan({});
    w.add_plan({});
    check.record = model::none;
    model::Aggregate a;
    a.op = model::AggregateOp::count;
    a.path = {w.child};
    a.record = w.child;
    check.must = w.op(ExprOp::greater_equal, w.aggregate(a), w.num(2));
    const auto result = run();
    EXPECT_TRUE(result.row.empty());
    EXPECT_EQ(result.outcome, (std::vector<Outcome>{Outcome::met}));
}

TEST_F(Checks, NamesTheRecordThatWouldSettleIt) {
    const Row plan = w.add_plan({});
    w.add(w.review, plan, {{"review_id", "R12"}, {"held", "2024-03-05"}, {"quorate", "!"}});
    w.add(w.review, plan, {{"review_id", "R13"}, {"held", "?"}, {"quorate", "no"}});
    check.must = w.below(model::AggregateOp::any, w.review, w.op(ExprOp::equal, w.field(w.review, "quorate", 1), w.yes()));
    EXPECT_EQ(run().outcome, (std::vector<Outcome>{Outcome::unknown}));
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 0).reason, "review.quorate of review R12 is missing");
    check.must = w.op(ExprOp::less, w.below(model::AggregateOp::earliest, w.review, model::none, w.field(w.review, "held", 1)), w.on("2024-02-01"));
    EXPECT_EQ(run().outcome, (std::vector<Outcome>{Outcome::unknown}));
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 0).reason, "review.held of review R13 cannot be read");
}

TEST_F(Checks, SaysWhatTheDataDoesNotHold) {
    w.add_plan({});
    check.must = w.below(model::AggregateOp::any, w.review);
    EXPECT_EQ(run().outcome, (std::vector<Outcome>{Outcome::unknown}));
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 0).reason, "no source gives `review` records");
}

TEST_F(Checks, APartialDateIsNamedAsWritten) {
    w.add_plan({{"signed", "2024-05"}});
    check.must = w.op(ExprOp::less, w.field(w.plan, "signed"), w.on("2024-05-10"));
    EXPECT_EQ(run().outcome, (std::vector<Outcome>{Outcome::unknown}));
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 0).reason, "signed is known only as 2024-05");
}

// Before the 10th or from the 10th on: whichever day of May it was, it is met.
TEST_F(Checks, EveryPossibleDayGivesTheSame) {
    w.add_plan({{"signed", "2024-05"}});
    w.add_plan({{"signed", "?"}});
    const ExprId signed_on = w.field(w.plan, "signed");
    check.must = w.op(ExprOp::or_, w.op(ExprOp::less, signed_on, w.on("2024-05-10")), w.op(ExprOp::greater_equal, signed_on, w.on("2024-05-10")));
    EXPECT_EQ(run().outcome, (std::vector<Outcome>{Outcome::met, Outcome::unknown}));
    EXPECT_EQ(eval::trace_check(*w.expressions, 0, 0).outcome, Outcome::met);
    check.must = w.op(ExprOp::equal, signed_on, w.on("2024-05-10"));
    EXPECT_EQ(run().outcome, (std::vector<Outcome>{Outcome::unknown, Outcome::unknown}));
}

TEST_F(Checks, RangesOfRowsGiveTheSameEntries) {
    for (int i = 0; i < 50; ++i) w.add_plan({{"urgent", i % 3 == 0 ? "yes" : i % 3 == 1 ? "no" : "!"}});
    check.must = is_yes("urgent");
    const auto whole = run();
    const std::vector<Row> some{7, 8, 9, 31};
    const auto part = eval::evaluate_check(*w.expressions, 0, &some);
    for (std::size_t i = 0; i < some.size(); ++i) EXPECT_EQ(part.outcome[i], whole.outcome[some[i]]);
}

}  // namespace
}  // namespace duly::test
