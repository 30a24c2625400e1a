// One from many: what certain, doubtful and missing rows make of each aggregate.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

using model::AggregateOp;

struct Rows : testing::Test {
    World w;
    void reviews(std::vector<std::pair<std::string, std::string>> held_and_quorate) {
        const Row plan = w.add_plan({});
        for (const auto& [held, quorate] : held_and_quorate) w.add(w.review, plan, {{"held", held}, {"quorate", quorate}, {"cost", "2.5"}});
    }
    ExprId held() { return w.field(w.review, "held", 1); }
    ExprId quorate() { return w.op(ExprOp::equal, w.field(w.review, "quorate", 1), w.yes()); }
    Answers each(AggregateOp op, bool where = true) {
        const bool dated = op == AggregateOp::earliest || op == AggregateOp::latest;
        return w.answers(w.below(op, w.review, where ? quorate() : model::none, dated ? held() : model::none));
    }
};

TEST_F(Rows, CertainRows) {
    reviews({{"2024-03-05", "yes"}, {"2024-02-10", "no"}, {"2024-05-01", "yes"}});
    reviews({});
    EXPECT_EQ(each(AggregateOp::earliest), (Answers{"2024-03-05", "blank"}));
    EXPECT_EQ(each(AggregateOp::latest), (Answers{"2024-05-01", "blank"}));
    EXPECT_EQ(each(AggregateOp::earliest, false), (Answers{"2024-02-10", "blank"}));
    EXPECT_EQ(each(AggregateOp::count), (Answers{"2", "0"}));
    EXPECT_EQ(each(AggregateOp::any), (Answers{"yes", "no"}));
    EXPECT_EQ(each(AggregateOp::no), (Answers{"no", "yes"}));
    const ExprId sum = w.below(AggregateOp::sum, w.review, quorate(), w.field(w.review, "cost", 1));
    EXPECT_EQ(w.answers(sum), (Answers{"5", "0"}));
    const ExprId average = w.below(AggregateOp::average, w.review, quorate(), w.field(w.review, "cost", 1));
    EXPECT_EQ(w.answers(average), (Answers{"2.5", "missing"}));
    const ExprId every = w.below(AggregateOp::every, w.review, model::none, model::none, quorate());
    EXPECT_EQ(w.answers(every), (Answers{"no", "yes"}));
}

// Of the first plan's reviews one counts for certain and an earlier one perhaps; of the second's only the doubtful one.
TEST_F(Rows, RowsWhoseConditionIsUnknown) {
    reviews({{"2024-02-10", "!"}, {"2024-03-05", "yes"}});
    reviews({{"2024-02-10", "!"}});
    EXPECT_EQ(each(AggregateOp::earliest), (Answers{"2024-02-10 to 2024-03-05", "perhaps 2024-02-10"}));
    EXPECT_EQ(each(AggregateOp::latest), (Answers{"2024-03-05", "perhaps 2024-02-10"}));
    EXPECT_EQ(each(AggregateOp::count), (Answers{"1 to 2", "0 to 1"}));
    EXPECT_EQ(each(AggregateOp::any), (Answers{"yes", "unknown"}));
    EXPECT_EQ(each(AggregateOp::no), (Answers{"no", "unknown"}));
    const ExprId every = w.below(AggregateOp::every, w.review, model::none, model::none, quorate());
    EXPECT_EQ(w.answers(every), (Answers{"unknown", "unknown"}));
    const ExprId count = w.below(AggregateOp::count, w.review, quorate());
    EXPECT_EQ(w.answers(w.op(ExprOp::greater_equal, count, w.num(1))), (Answers{"yes", "unknown"}));
    EXPECT_EQ(w.answers(w.op(ExprOp::greater, count, w.num(1))), (Answers{"unknown", "no"}));
    const ExprId sum = w.below(AggregateOp::sum, w.review, quorate(), w.field(w.review, "cost", 1));
    EXPECT_EQ(w.answers(sum), (Answers{"2.5 to 5", "0 to 2.5"}));
    // 10 February or 5 March: both before April, one after February.
    const ExprId first = w.below(AggregateOp::earliest, w.review, quorate(), held());
    EXPECT_EQ(w.answers(w.op(ExprOp::less, first, w.on("2024-04-01"))), (Answers{"yes", "unknown"}));
    EXPECT_EQ(w.answers(w.op(ExprOp::greater, first, w.on("2024-02-29"))), (Answers{"unknown", "no"}));
}

TEST_F(Rows, DatesThatCannotBeRead) {
    reviews({{"?", "yes"}, {"2024-03-05", "yes"}});
    reviews({{"?", "yes"}});
    EXPECT_EQ(each(AggregateOp::earliest), (Answers{"ever to 2024-03-05", "perhaps ever to 2024-06-30"}));
    EXPECT_EQ(each(AggregateOp::latest), (Answers{"2024-03-05 to 2024-06-30", "perhaps ever to 2024-06-30"}));
    EXPECT_EQ(each(AggregateOp::count), (Answers{"2", "1"}));
}

TEST_F(Rows, MissingDatesAreNeverLeftOutInSilence) {
    reviews({{"!", "yes"}, {"2024-03-05", "yes"}});
    reviews({{"!", "yes"}});
    EXPECT_EQ(each(AggregateOp::earliest), (Answers{"ever to 2024-03-05", "missing"}));
    EXPECT_EQ(each(AggregateOp::latest), (Answers{"2024-03-05 to 2024-06-30", "missing"}));
}

// As the date of `to` a blank one is "not yet", whatever the field.
TEST_F(Rows, NotYetForTheDatesOfEvents) {
    reviews({{"!", "yes"}, {"2024-03-05", "yes"}});
    reviews({{"!", "yes"}});
    reviews({{"?", "yes"}});
    const ExprId first = w.below(AggregateOp::earliest, w.review, quorate(), held());
    w.ready();
    eval::Batch batch = w.batch();
    batch.not_yet = true;
    const Values values = w.expressions->evaluate(first, batch);
    EXPECT_EQ(World::answer(values, 0), "2024-03-05");
    EXPECT_EQ(World::answer(values, 1), "blank");
    EXPECT_EQ(World::answer(values, 2), "perhaps ever to 2024-06-30");
}

TEST_F(Rows, PartialDatesGiveAnInterval) {
    reviews({{"2024-03", "yes"}, {"2024-03-10", "yes"}});
    EXPECT_EQ(each(AggregateOp::earliest), (Answers{"2024-03-01 to 2024-03-10"}));
    EXPECT_EQ(each(AggregateOp::latest), (Answers{"2024-03-10 to 2024-03-31"}));
}

TEST_F(Rows, ConditionsMaySpeakOfBothRows) {
    const Row plan = w.add_plan({{"started", "2024-03-01"}});
    w.add(w.review, plan, {{"held", "2024-02-20"}});
    w.add(w.review, plan, {{"held", "2024-03-20"}});
    const ExprId after = w.op(ExprOp::greater, held(), w.field(w.plan, "started"));
    EXPECT_EQ(w.answer(w.below(AggregateOp::earliest, w.review, after, held())), "2024-03-20");
}

TEST_F(Rows, EventsComeInOrderWithTheirDoubts) {
    const Row plan = w.add_plan({});
    const Row late = w.add(w.review, plan, {{"held", "2024-05-01"}, {"quorate", "!"}});
    const Row early = w.add(w.review, plan, {{"held", "2024-02-01"}, {"quorate", "yes"}});
    w.add(w.review, plan, {{"held", "2024-03-01"}, {"quorate", "no"}});
    w.add(w.review, plan, {{"held", "2024-07-01"}, {"quorate", "yes"}});     // after as-of
    const ExprId e = w.below(AggregateOp::earliest, w.review, quorate(), held());
    w.ready();
    const auto found = w.expressions->below(w.rules.aggregates[w.rules.exprs[e].ref], w.batch());
    EXPECT_EQ(found.offsets, (std::vector<std::uint32_t>{0, 2}));
    EXPECT_EQ(found.rows, (std::vector<Row>{early, late}));
    EXPECT_EQ(found.certain, (std::vector<std::uint8_t>{1, 0}));
    EXPECT_FALSE(found.absent);
}

TEST_F(Rows, TwoLevelsDown) {
    const Row child = w.add(w.child, data::no_row, {{"born", "2010-02-10"}});
    for (const auto& [started, held] : {std::pair{"2024-01-01", "2024-05-01"}, {"2024-03-01", "2024-04-01"}}) {
        const Row plan = w.add(w.plan, child, {{"started", started}});
        w.add(w.review, plan, {{"held", held}});
    }
    w.home = w.child;
    model::Aggregate a;
    a.op = AggregateOp::latest;
    a.path = {w.plan, w.review};
    a.record = w.review;
    a.binds = 1;
    a.value = held();
    EXPECT_EQ(w.answer(w.aggregate(a)), "2024-05-01");
    w.ready();
    EXPECT_EQ(w.expressions->below(w.rules.aggregates[0], w.batch()).rows, (std::vector<Row>{1, 0}));    // by date
}

TEST_F(Rows, OthersUnderTheSameParent) {
    const Row child = w.add(w.child, data::no_row, {{"born", "2010-02-10"}});
    w.add(w.plan, child, {{"started", "2024-01-01"}});
    w.add(w.plan, child, {{"started", "2024-03-01"}});
    w.add_plan({{"started", "2023-01-01"}});     // of another child
    model::Aggregate a;
    a.op = AggregateOp::any;
    a.hops = 1;
    a.path = {w.plan};
    a.record = w.plan;
    a.others = true;
    a.binds = 1;
    a.where = w.op(ExprOp::less_equal, w.field(w.plan, "started", 1), w.field(w.plan, "started"));
    EXPECT_EQ(w.answers(w.aggregate(a)), (Answers{"no", "yes", "no"}));
}

// Enough siblings to be paired in several goes.
TEST_F(Rows, ManyOthers) {
    const Row child = w.add(w.child, data::no_row, {{"born", "2010-02-10"}});
    for (int i = 0; i < 1500; ++i) w.add(w.plan, child, {{"started", "2024-01-02"}, {"days", std::to_string(i)}});
    model::Aggregate a;
    a.op = AggregateOp::count;
    a.hops = 1;
    a.path = {w.plan};
    a.record = w.plan;
    a.others = true;
    a.binds = 1;
    a.where = w.op(ExprOp::less, w.field(w.plan, "days", 1), w.field(w.plan, "days"));
    const auto answers = w.answers(w.aggregate(a));
    ASSERT_EQ(answers.size(), 1500u);
    for (int i = 0; i < 1500; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)], std::to_string(i));
}

TEST_F(Rows, PreviousAndNext) {
    const Row child = w.add(w.child, data::no_row, {{"born", "2010-02-10"}});
    w.add(w.plan, child, {{"started", "2024-03-01"}, {"signed", "2024-03-03"}});
    w.add(w.plan, child, {{"started", "2024-01-01"}, {"signed", "2024-01-03"}});
    w.add_plan({{"started", "!"}});
    const auto neighbour = [&](unsigned word) {
        Expr e;
        e.op = ExprOp::sibling;
        e.type = Type::date;
        e.record = w.plan;
        e.field = w.field_id(w.plan, "signed");
        e.word = static_cast<std::uint8_t>(word);
        return w.answers(w.put(e));
    };
    EXPECT_EQ(neighbour(0), (Answers{"2024-01-03", "blank", "missing"}));
    EXPECT_EQ(neighbour(1), (Answers{"blank", "2024-03-03", "missing"}));
}

// Rows whose days are all told are found by their places under the parent. One partial date anywhere has all be looked at otherwise, which
// comes to the same of every other row.
TEST(Siblings, AreFoundByPlacesAsByTheirDates) {
    const auto beside = [](const char* one_more, unsigned word) {
        World w;
        w.rules.records[w.plan].fields[1].optional = true;
        std::mt19937 random(5);
        for (int k = 0; k < 200; ++k) {
            const Row child = w.add(w.child, data::no_row, {{"born", "2010-02-10"}});
            for (unsigned n = random() % 6; n > 0; --n) {
                std::string started = format_day(day("2024-01-01") + static_cast<model::Day>(random() % 20));
                if (random() % 10 == 0) started = random() % 2 == 0 ? "" : "1890-05-01";
                w.add(w.plan, child, {{"started", started}, {"signed", format_day(day("2024-01-01") + static_cast<model::Day>(random() % 100))}});
            }
        }
        const Row other = w.add(w.child, data::no_row, {{"born", "2010-02-10"}});
        w.add(w.plan, other, {{"started", one_more}});
        Expr e;
        e.op = ExprOp::sibling;
        e.type = Type::date;
        e.record = w.plan;
        e.field = w.field_id(w.plan, "signed");
        e.word = static_cast<std::uint8_t>(word);
        Answers answers = w.answers(w.put(e));
        answers.pop_back();
        return answers;
    };
    for (const unsigned word : {0u, 1u}) {
        const Answers found = beside("2024-02-02", word);
        EXPECT_GT(found.size(), 300u);
        EXPECT_EQ(found, beside("2024-02", word));
    }
}

}  // namespace
}  // namespace duly::test
