// Proofs as JSON, worked out by hand: the schema is in engine/api/README.md.
#include <gtest/gtest.h>

#include "engine/explain/explain.hpp"
#include "tests/unit/measure/small_council.hpp"

namespace {

using namespace duly;
using explain::ExplainOptions;
using explain::Node;
using test::day;
using test::SmallCouncil;

class Proofs : public testing::Test {
protected:
    SmallCouncil c;
    model::TimescaleId t = 0;
    const ExplainOptions asked{20, true};

    void SetUp() override {
        c.as_of(2024, 3, 12);
        const auto kid = c.add_child("C1");
        c.add_review(kid, "R0", day(2024, 2, 1), 1);
        c.add_review(kid, "R1", day(2024, 2, 2), 0);
        c.add_review(kid, "R2", day(2024, 2, 3), -1);
        c.finish(0, day(2024, 2, 15));
        c.finish(1, day(2024, 2, 18));      // due on the 16th
        t = c.add_timescale("first_review");
        c.within_14_days(t);
        model::Check check{};
        check.name = "quorate";
        check.record = SmallCouncil::review;
        check.must = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
        c.rules.checks = {check};
        c.rules.measures = {c.measure_of(t)};
        c.so_far.timescales[t] = eval::evaluate_timescale(c.expressions(), t);
        c.so_far.checks = {eval::evaluate_check(c.expressions(), 0)};
        c.so_far.measures = {c.evaluate(c.measure_of(t))};
    }
    explain::Explainer explainer() { return {c.rules, c.data(), c.calendars, c.so_far, c.options}; }
};

TEST_F(Proofs, there_is_none_unless_it_is_asked_for) {
    EXPECT_EQ(explainer().timescale(t, 1).proof, "");
    EXPECT_EQ(explainer().check(0, 1).proof, "");
    EXPECT_EQ(explainer().measure(0).proof, "");
}

TEST_F(Proofs, a_late_case_from_its_cells_to_its_outcome) {
    EXPECT_EQ(explainer().timescale(t, 1, {}, asked).proof,
              R"({"is":"timescale","as_of":"2024-03-12","rule":"first_review","record":"review","key":"R1","turn":null,"outcome":"late","settled_by":null,"versions":1,)"
              R"("version":{"number":0,"from":null,"until":null,"temporary":false,"in_force_from":null,"in_force_until":null,"law":"","confidence":"unstated","shape":"deadline"},)"
              R"("counts_in":"days","from":"2024-02-02","start":"2024-02-02","limit":{"amount":"14","unit":"days","counted_from":"the day after","of":"within","case":0},)"
              R"("due":"2024-02-16","done":"2024-02-18","stop":null,"closed":[],"pauses":[],"moved":[],"rolled":false,"late_by":{"amount":"2","unit":"days"},"exclusion":null,"in_doubt":false,)"
              R"("clauses":[{"clause":"from","term":{"op":"field","value":"2024-02-02","cell":0}},{"clause":"within","case":0,"part":"length","unit":"days","term":{"op":"literal","value":"14"}},)"
              R"({"clause":"to","not_yet":true,"term":{"op":"field","value":"2024-02-18","cell":1}}],)"
              R"("values":[{"record":"review","key":"R1","field":"held","type":"date","value":"2024-02-02"},{"record":"review","key":"R1","field":"finished","type":"date","value":"2024-02-18"}]})");
}

TEST_F(Proofs, what_is_missing_is_told_apart_and_named_as_what_would_settle_it) {
    EXPECT_EQ(explainer().check(0, 2, asked).proof,
              R"({"is":"check","as_of":"2024-03-12","rule":"quorate","record":"review","key":"R2","outcome":"unknown","law":"","confidence":"unstated","exclusion":null,)"
              R"("clauses":[{"clause":"must","term":{"op":"is","value":"unknown","args":[{"op":"field","value":null,"state":"missing","cell":0},{"op":"literal","value":"yes"}]}}],)"
              R"("would_settle":[0],"values":[{"record":"review","key":"R2","field":"quorate","type":"yes_no","value":null,"state":"missing"}]})");
}

TEST_F(Proofs, a_measure_lists_every_entry_that_it_counts) {
    const std::string proof = explainer().measure(0, {0, true}).proof;
    EXPECT_NE(proof.find(R"("numerator":1,"denominator":3,"unknown":0,"worst":{"n":"1","d":"3"},"best":{"n":"1","d":"3"},"shown":"33.3%")"), proof.npos) << proof;
    EXPECT_NE(proof.find(R"("entries":[{"record":"review","key":"R0","turn":null,"counts":"numerator"},{"record":"review","key":"R1","turn":null,"counts":"denominator"},)"
                         R"({"record":"review","key":"R2","turn":null,"counts":"denominator"}])"), proof.npos) << proof;
    EXPECT_NE(proof.find(R"("compared":[],"best":"red","worst":"red"})"), proof.npos) << proof;
}

TEST_F(Proofs, a_hidden_figure_is_hidden_in_the_proof_too) {
    model::Measure hidden = c.measure_of(t);
    hidden.hide_under = 6;
    c.so_far.measures = {c.evaluate(hidden)};
    const std::string proof = explainer().measure(0, asked).proof;
    EXPECT_NE(proof.find(R"("opaque":"the figure is hidden: small numbers")"), proof.npos) << proof;
    for (const char* given_away : {"numerator", "denominator", "worst", "entries", "bands"}) EXPECT_EQ(proof.find(given_away), proof.npos) << given_away;
}

TEST_F(Proofs, rows_beyond_the_number_asked_for_are_counted_and_said_to_be_missing) {
    model::Aggregate rows{};
    rows.op = model::AggregateOp::any;
    rows.record = SmallCouncil::review;
    rows.path = {SmallCouncil::child, SmallCouncil::review};
    rows.binds = 0;
    rows.where = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
    c.rules.aggregates = {rows};
    model::Expr any{};
    any.op = model::ExprOp::aggregate;
    any.ref = 0;
    c.rules.exprs.push_back(any);
    model::Check check{};
    check.name = "some";
    check.must = static_cast<model::ExprId>(c.rules.exprs.size() - 1);
    c.rules.checks = {check};
    c.so_far.checks.assign(1, {});
    const std::string proof = explainer().check(0, data::no_row, {20, true, 2}).proof;
    EXPECT_NE(proof.find(R"("left_out":1,"opaque":"not all rows are listed")"), proof.npos) << proof;
    EXPECT_NE(proof.find(R"({"key":"R1","where":{"op":"is","value":false)"), proof.npos) << proof;
}

}  // namespace
