// Names, types and units: one condition at a time, as the `must` of a check.
#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

using model::Expr;
using model::ExprOp;

std::string check_of(const std::string& record, const std::string& must) { return std::string(records) + "check c\n  for each " + record + "\n  must " + must + "\n"; }

struct Lowered {
    Rules rules;
    const Expr& top() const { return rules->exprs[rules->checks.at(0).must]; }
    const Expr& operator[](model::ExprId id) const { return rules->exprs[id]; }
};
Lowered lowered(const std::string& record, const std::string& must) { return {good(check_of(record, must))}; }

TEST(CheckExpressions, FieldsOfAncestors) {
    const auto got = lowered("visit", "child.born is before visit.held");
    EXPECT_EQ(got.top().op, ExprOp::less);
    EXPECT_EQ(got[got.top().a].hops, 3);
    EXPECT_EQ(got[got.top().b].hops, 0);
}

TEST(CheckExpressions, AgeAgainstALength) {
    const auto got = lowered("child", "age of child.born < 5 years");
    EXPECT_EQ(got[got.top().a].op, ExprOp::age);
    EXPECT_EQ(got[got.top().a].unit, model::Unit::years);
    EXPECT_EQ(got[got.top().b].literal.number, 5 * model::number_scale);
}

TEST(CheckExpressions, ChoiceValues) {
    const auto got = lowered("placement", "placement.kind is one of home, other");
    EXPECT_EQ(got.top().op, ExprOp::one_of);
    ASSERT_EQ(got.top().args.size(), 2u);
    EXPECT_EQ(got[got.top().args[0]].literal.number, 1);
}

TEST(CheckExpressions, AnyOther) {
    const auto got = lowered("placement", "any other placement where other.started is after placement.started");
    ASSERT_EQ(got.top().op, ExprOp::aggregate);
    const auto& others = got.rules->aggregates[got.top().ref];
    EXPECT_TRUE(others.others);
    EXPECT_EQ(others.hops, 1);
    EXPECT_EQ(others.binds, 1);
    const auto& where = got[others.where];
    EXPECT_EQ(got[where.a].slot, 1);
    EXPECT_EQ(got[where.b].slot, 0);
}

TEST(CheckExpressions, NearestAncestorThatHasThem) {
    const auto got = lowered("visit", "count of review more than 2");
    const auto& reviews = got.rules->aggregates[got[got.top().a].ref];
    EXPECT_EQ(reviews.hops, 2);
    EXPECT_EQ(reviews.path, std::vector<model::RecordId>{got.rules->record("review")});
}

TEST(CheckExpressions, AncestorByName) {
    const auto got = lowered("placement", "count of visit of child more than 2");
    const auto& visits = got.rules->aggregates[got[got.top().a].ref];
    EXPECT_EQ(visits.hops, 2);
    EXPECT_EQ(visits.path.size(), 3u);
}

TEST(CheckExpressions, NestedRows) {
    const auto got = lowered("child", "every placement where placement.permanent is yes has any visit where visit.held is after placement.started");
    const auto& every = got.rules->aggregates[got.top().ref];
    EXPECT_EQ(every.op, model::AggregateOp::every);
    const auto& any = got.rules->aggregates[got[every.has].ref];
    EXPECT_EQ(any.slot, 1);
    EXPECT_EQ(any.binds, 2);
    EXPECT_EQ(got[got[any.where].b].slot, 1);
}

TEST(CheckExpressions, DefinesArePutInForTheRowAtHand) {
    const auto rules = good(std::string(records) +
                            "define long_stay for each placement is length of placement more than 2 weeks\n"
                            "check c\n  for each child\n  must no placement where long_stay\n");
    const auto& none_of = rules->aggregates.at(rules->exprs.at(rules->checks.at(0).must).ref);
    const auto& use = rules->exprs[none_of.where];
    ASSERT_EQ(use.op, ExprOp::define);
    EXPECT_EQ(use.slot, 1);
    EXPECT_EQ(rules->exprs[rules->exprs[use.a].a].slot, 1);
}

TEST(CheckExpressions, DatesMoveByLengths) {
    const auto got = lowered("visit", "visit.held is on or before visit.held + 3 working days");
    EXPECT_EQ(got[got.top().b].op, ExprOp::shift);
    EXPECT_EQ(got[got.top().b].type, model::Type::date);
}

TEST(CheckExpressions, YesNoStandsAlone) { EXPECT_EQ(lowered("visit", "visit.seen").top().op, ExprOp::field); }

TEST(CheckExpressions, Mistakes) {
    EXPECT_EQ(codes(check_of("child", "review.held is known")), "D0110");
    EXPECT_EQ(codes(check_of("visit", "visit.helt is known")), "D0103");
    EXPECT_EQ(codes(check_of("placement", "placement.kind is fostr")), "D0104");
    EXPECT_EQ(codes(check_of("placement", "placement.kind is \"foster\"")), "D0112");
    EXPECT_EQ(codes(check_of("visit", "visit.held is known and visit.seen or visit.held is missing")), "D0115");
    EXPECT_EQ(codes(check_of("visit", "visit.held is before visit.seen")), "D0112");
    EXPECT_EQ(codes(check_of("child", "age of child.born < 5")), "D0114");
    EXPECT_EQ(codes(check_of("child", "previous child.born is known")), "D0118");
}

}  // namespace
}  // namespace duly::test
