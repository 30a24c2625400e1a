#include <gtest/gtest.h>

#include "tests/unit/expressions/world.hpp"

namespace duly::test {
namespace {

constexpr ExprOp every_op[] = {ExprOp::equal, ExprOp::not_equal, ExprOp::less, ExprOp::less_equal, ExprOp::greater, ExprOp::greater_equal};

// is, is not, <, <=, >, >= against 10.
TEST(Compare, Numbers) {
    World w;
    for (const char* days : {"9", "10", "11", "!"}) w.add_plan({{"days", days}});
    const ExprId days = w.field(w.plan, "days");
    const Answers expected[] = {
        {"no", "yes", "no", "unknown"}, {"yes", "no", "yes", "unknown"}, {"yes", "no", "no", "unknown"},
        {"yes", "yes", "no", "unknown"}, {"no", "no", "yes", "unknown"}, {"no", "yes", "yes", "unknown"},
    };
    for (std::size_t k = 0; k < std::size(every_op); ++k) {
        EXPECT_EQ(w.answers(w.op(every_op[k], days, w.num(10))), expected[k]) << k;
    }
    // Sides exchanged: 10 < days is days > 10.
    EXPECT_EQ(w.answers(w.op(ExprOp::less, w.num(10), days)), expected[4]);
    EXPECT_EQ(w.answers(w.op(ExprOp::greater_equal, w.num(10), days)), expected[3]);
}

TEST(Compare, AnOptionalBlankIsNothingAndIsNotEverything) {
    World w;
    w.add_plan({{"extra", ""}});
    w.add_plan({{"extra", "!"}});
    const ExprId extra = w.field(w.plan, "extra");
    for (const ExprOp op : every_op) {
        const Answers expected{op == ExprOp::not_equal ? "yes" : "no", "unknown"};
        EXPECT_EQ(w.answers(w.op(op, extra, w.num(0))), expected);
    }
}

TEST(Compare, TextsLetterByLetterTrimmed) {
    World w;
    w.add_plan({{"ended", "2024-02-01"}, {"reason", "  moved "}});
    w.add_plan({{"ended", "2024-02-01"}, {"reason", "Moved"}});
    const ExprId reason = w.field(w.plan, "reason");
    EXPECT_EQ(w.answers(w.op(ExprOp::equal, reason, w.literal(Type::text, 0, "moved  "))), (Answers{"yes", "no"}));
}

// 2024-06 is any day of June; as of 30 June all of them are past.
TEST(Compare, PartialDatesDecideWhenEveryDayAgrees) {
    World w;
    w.as_of("2024-07-31");
    w.add_plan({{"signed", "2024-06"}});
    const ExprId signed_on = w.field(w.plan, "signed");
    const auto is = [&](ExprOp op, const char* date) { return w.answer(w.op(op, signed_on, w.on(date))); };
    EXPECT_EQ(is(ExprOp::less, "2024-06-01"), "no");
    EXPECT_EQ(is(ExprOp::less, "2024-06-02"), "unknown");
    EXPECT_EQ(is(ExprOp::less, "2024-06-30"), "unknown");
    EXPECT_EQ(is(ExprOp::less, "2024-07-01"), "yes");
    EXPECT_EQ(is(ExprOp::less_equal, "2024-06-30"), "yes");
    EXPECT_EQ(is(ExprOp::greater_equal, "2024-06-01"), "yes");
    EXPECT_EQ(is(ExprOp::greater, "2024-06-01"), "unknown");
    EXPECT_EQ(is(ExprOp::equal, "2024-06-15"), "unknown");
    EXPECT_EQ(is(ExprOp::equal, "2024-05-31"), "no");
    EXPECT_EQ(is(ExprOp::not_equal, "2024-05-31"), "yes");
}

// As of 15 June the month may lie ahead, and then nothing has happened: that answer must agree too.
TEST(Compare, ADoubtfulDateMayBeBlank) {
    World w;
    w.as_of("2024-06-15");
    w.add_plan({{"signed", "2024-06"}});
    const ExprId signed_on = w.field(w.plan, "signed");
    EXPECT_EQ(w.answer(signed_on), "perhaps 2024-06-01 to 2024-06-15");
    EXPECT_EQ(w.answer(w.op(ExprOp::less_equal, signed_on, w.on("2024-06-30"))), "unknown");
    EXPECT_EQ(w.answer(w.op(ExprOp::less, signed_on, w.on("2024-06-01"))), "no");
    EXPECT_EQ(w.answer(w.op(ExprOp::not_equal, signed_on, w.on("2024-05-01"))), "yes");
}

TEST(Compare, AnUnreadableDateIsUnknownAndMissing) {
    World w;
    w.add_plan({{"ended", "?"}});
    const ExprId ended = w.field(w.plan, "ended");
    for (const ExprOp op : every_op) EXPECT_EQ(w.answer(w.op(op, ended, w.on("2024-12-31"))), "unknown");
    EXPECT_EQ(w.answer(w.op(ExprOp::is_known, ended)), "no");
    EXPECT_EQ(w.answer(w.op(ExprOp::is_missing, ended)), "yes");
}

TEST(Compare, KnownAndMissingAlwaysAnswer) {
    World w;
    w.add_plan({{"extra", ""}});
    w.add_plan({{"extra", "!"}});
    w.add_plan({{"extra", "3"}});
    const ExprId extra = w.field(w.plan, "extra");
    EXPECT_EQ(w.answers(w.op(ExprOp::is_known, extra)), (Answers{"no", "no", "yes"}));
    EXPECT_EQ(w.answers(w.op(ExprOp::is_missing, extra)), (Answers{"yes", "yes", "no"}));
}

TEST(Compare, MomentsByDayUnlessBothAreMoments) {
    World w;
    w.add_plan({{"logged", "2024-05-03 23:30"}});
    const ExprId logged = w.field(w.plan, "logged");
    EXPECT_EQ(w.answer(w.op(ExprOp::equal, logged, w.on("2024-05-03"))), "yes");
    EXPECT_EQ(w.answer(w.op(ExprOp::greater, w.on("2024-05-04"), logged)), "yes");
    EXPECT_EQ(w.answer(w.op(ExprOp::less, logged, w.literal(Type::moment, *parse_iso_moment("2024-05-03 23:31", {})))), "yes");
    EXPECT_EQ(w.answer(w.op(ExprOp::less, logged, w.literal(Type::moment, *parse_iso_moment("2024-05-03 23:30", {})))), "no");
}

TEST(Compare, OneOfAndBetween) {
    World w;
    for (const char* kind : {"red", "green", "blue", "!"}) w.add_plan({{"kind", kind}, {"days", kind[0] == 'g' ? "20" : "5"}});
    const auto choice = [&](std::int64_t k) { return w.literal(Type::choice, k); };
    const ExprId kind = w.field(w.plan, "kind"), days = w.field(w.plan, "days");
    EXPECT_EQ(w.answers(w.list(ExprOp::one_of, kind, {choice(0), choice(2)})), (Answers{"yes", "no", "yes", "unknown"}));
    EXPECT_EQ(w.answers(w.list(ExprOp::one_of, kind, {choice(0), choice(2)}, 1)), (Answers{"no", "yes", "no", "unknown"}));
    EXPECT_EQ(w.answers(w.op(ExprOp::between, days, w.num(5), w.num(19))), (Answers{"yes", "no", "yes", "yes"}));
}

TEST(Compare, NotOneOfHoldsForABlank) {
    World w;
    w.add_plan({{"extra", ""}});
    const ExprId extra = w.field(w.plan, "extra");
    EXPECT_EQ(w.answer(w.list(ExprOp::one_of, extra, {w.num(1)})), "no");
    EXPECT_EQ(w.answer(w.list(ExprOp::one_of, extra, {w.num(1)}, 1)), "yes");
}

}  // namespace
}  // namespace duly::test
