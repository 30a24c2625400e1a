// What a source does not hold is unknown, never none.
#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

using model::AggregateOp;

struct Held : testing::Test {
    World w;
    Row plan = w.add_plan({{"started", "2023-06-01"}});
    ExprId of(AggregateOp op, ExprId where = model::none) {
        const bool dated = op == AggregateOp::earliest || op == AggregateOp::latest;
        return w.below(op, w.review, where, dated ? w.field(w.review, "held", 1) : model::none, op == AggregateOp::every ? w.yes() : model::none);
    }
    std::string answer(AggregateOp op, ExprId where = model::none) { return w.answer(of(op, where)); }
    ExprId quorate() { return w.op(ExprOp::equal, w.field(w.review, "quorate", 1), w.yes()); }
};

TEST_F(Held, ARecordThatNoSourceGives) {
    EXPECT_EQ(answer(AggregateOp::any), "unknown");
    EXPECT_EQ(answer(AggregateOp::no), "unknown");
    EXPECT_EQ(answer(AggregateOp::every), "unknown");
    EXPECT_EQ(answer(AggregateOp::count), "missing");
    EXPECT_EQ(answer(AggregateOp::earliest), "perhaps ever to 2024-06-30");
    EXPECT_EQ(w.answer(w.op(ExprOp::less, of(AggregateOp::latest), w.on("2025-01-01"))), "unknown");
    EXPECT_EQ(w.answer(w.op(ExprOp::is_known, of(AggregateOp::earliest))), "unknown");
    EXPECT_TRUE(w.expressions->below(w.rules.aggregates[0], w.batch()).absent);
}

TEST_F(Held, ARecordThatASourceGivesWithoutRows) {
    w.present(w.review);
    EXPECT_EQ(answer(AggregateOp::any), "no");
    EXPECT_EQ(answer(AggregateOp::no), "yes");
    EXPECT_EQ(answer(AggregateOp::earliest), "blank");
}

TEST_F(Held, TheLatestOnly) {
    w.add_plan({});
    w.builder->table(w.review).holds = model::Holds::latest;
    w.add(w.review, plan, {{"held", "2024-04-02"}, {"quorate", "no"}});
    const auto both = [&](AggregateOp op, ExprId where = model::none) { return w.answers(of(op, where)); };
    // Without a latest one there was none at all.
    EXPECT_EQ(both(AggregateOp::latest), (Answers{"2024-04-02", "blank"}));
    EXPECT_EQ(both(AggregateOp::earliest), (Answers{"ever to 2024-04-02", "blank"}));
    EXPECT_EQ(both(AggregateOp::any), (Answers{"yes", "no"}));
    EXPECT_EQ(both(AggregateOp::any, quorate()), (Answers{"unknown", "no"}));
    EXPECT_EQ(both(AggregateOp::no, quorate()), (Answers{"unknown", "yes"}));
    EXPECT_EQ(both(AggregateOp::latest, quorate()), (Answers{"perhaps ever to 2024-04-02", "blank"}));
    EXPECT_EQ(w.answers(w.op(ExprOp::greater_equal, of(AggregateOp::count), w.num(1))), (Answers{"yes", "no"}));
    EXPECT_EQ(w.answers(w.op(ExprOp::less, of(AggregateOp::count), w.num(2))), (Answers{"unknown", "yes"}));
}

TEST_F(Held, TheLatestOfEachKind) {
    auto& reviews = w.rules.records[w.review];
    reviews.fields.push_back(World::choice("kind"));
    const auto kind = static_cast<model::FieldId>(reviews.fields.size() - 1);
    w.builder.emplace(w.rules);
    plan = w.add_plan({{"started", "2023-06-01"}});
    auto& table = w.builder->table(w.review);
    table.holds = model::Holds::latest;
    table.each = kind;
    w.add(w.review, plan, {{"held", "2024-04-02"}, {"kind", "red"}, {"quorate", "no"}});
    w.add(w.review, plan, {{"held", "2024-01-10"}, {"kind", "green"}, {"quorate", "no"}});
    constexpr int green = 1, blue = 2;
    const auto is = [&](int name) { return w.op(ExprOp::equal, w.field(w.review, "kind", 1), w.literal(Type::choice, name)); };
    EXPECT_EQ(answer(AggregateOp::latest, is(green)), "2024-01-10");
    EXPECT_EQ(answer(AggregateOp::earliest, is(green)), "ever to 2024-01-10");
    EXPECT_EQ(answer(AggregateOp::any, is(blue)), "no");
    EXPECT_EQ(answer(AggregateOp::latest, quorate()), "perhaps ever to 2024-04-02");
    EXPECT_EQ(answer(AggregateOp::latest, w.op(ExprOp::and_, is(green), quorate())), "perhaps ever to 2024-01-10");
    EXPECT_EQ(answer(AggregateOp::any, w.op(ExprOp::and_, is(blue), quorate())), "no");
    EXPECT_EQ(answer(AggregateOp::any, w.op(ExprOp::or_, is(blue), quorate())), "unknown");
    table.kinds = {true, true, false};      // no feed gives rows of blue
    EXPECT_EQ(answer(AggregateOp::any, is(blue)), "unknown");
    EXPECT_EQ(answer(AggregateOp::latest, is(green)), "2024-01-10");
}

TEST_F(Held, WindowsAndFieldsOfTheLatestOnly) {
    w.builder->table(w.review).holds = model::Holds::latest;
    w.add(w.review, plan, {{"held", "2024-04-02"}, {"cost", "5"}});
    const auto in_any_year = [&](AggregateOp op, ExprId value = model::none) {
        const ExprId id = w.below(op, w.review, model::none, value);
        w.rules.aggregates[w.rules.exprs[id].ref].window = w.length(1, Unit::years);
        return id;
    };
    // There may be any number before it, within a year of it.
    EXPECT_EQ(w.answer(w.op(ExprOp::greater_equal, in_any_year(AggregateOp::count), w.num(1))), "yes");
    EXPECT_EQ(w.answer(w.op(ExprOp::less, in_any_year(AggregateOp::count), w.num(2))), "unknown");
    EXPECT_EQ(w.answer(in_any_year(AggregateOp::sum, w.field(w.review, "cost", 1))), "missing");
    EXPECT_EQ(w.answer(w.below(AggregateOp::latest, w.review, model::none, w.field(w.review, "cost", 1))), "5");
    EXPECT_EQ(w.answer(w.below(AggregateOp::earliest, w.review, model::none, w.field(w.review, "cost", 1))), "missing");
}

TEST_F(Held, WindowsOfARecordThatNoSourceGives) {
    const ExprId id = w.below(AggregateOp::count, w.review);
    w.rules.aggregates[w.rules.exprs[id].ref].window = w.length(28, Unit::days);
    EXPECT_EQ(w.answer(id), "missing");
    EXPECT_EQ(w.answer(w.below(AggregateOp::latest, w.review, model::none, w.field(w.review, "cost", 1))), "missing");
}

TEST_F(Held, TheLatestLiesAheadOfAsOf) {
    w.as_of("2024-03-01");
    w.builder->table(w.review).holds = model::Holds::latest;
    w.add(w.review, plan, {{"held", "2024-04-02"}});
    EXPECT_EQ(answer(AggregateOp::latest), "perhaps ever to 2024-03-01");
    EXPECT_EQ(answer(AggregateOp::any), "unknown");
}

// Six months before 30 June 2024 begin on 30 December 2023.
TEST_F(Held, TheLastMonths) {
    w.add_plan({{"started", "2024-02-01"}});    // begins inside the window, so nothing of it can be missing
    w.builder->table(w.review).holds = model::Holds::last_months;
    w.builder->table(w.review).months = 6;
    w.add(w.review, plan, {{"held", "2024-04-02"}, {"quorate", "no"}});
    EXPECT_EQ(w.answers(of(AggregateOp::latest)), (Answers{"2024-04-02", "blank"}));
    EXPECT_EQ(w.answers(of(AggregateOp::earliest)), (Answers{"ever to 2024-04-02", "blank"}));
    EXPECT_EQ(w.answers(of(AggregateOp::latest, quorate())), (Answers{"perhaps ever to 2023-12-29", "blank"}));
    EXPECT_EQ(w.answers(of(AggregateOp::any, quorate())), (Answers{"unknown", "no"}));
}

}  // namespace
}  // namespace duly::test
