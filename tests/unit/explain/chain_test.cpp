// Measures and actions explained down to their cases, and their root causes.
#include <algorithm>

#include "engine/explain/explain.hpp"
#include "tests/unit/measure/small_council.hpp"

namespace {

using namespace duly;
using explain::Node;
using model::Need;
using model::Outcome;
using test::day;
using test::SmallCouncil;

const Node* child(const Node& node, std::string_view kind, std::string_view id = {}) {
    for (const Node& c : node.children)
        if (c.kind == kind && (id.empty() || c.id == id)) return &c;
    return nullptr;
}

// A check on reviews, `quorate must be yes`, is real down to its trace; the timescale's entries are made by hand.
class Chain : public testing::Test {
protected:
    SmallCouncil c;
    model::TimescaleId t = 0;

    void SetUp() override {
        c.as_of(2024, 3, 12);
        const auto kid = c.add_child("C1");
        c.add_review(kid, "R0", day(2024, 2, 1), 1);
        c.add_review(kid, "R1", day(2024, 2, 2), 0);
        c.add_review(kid, "R2", day(2024, 2, 3), -1);
        c.add_review(kid, "R3", day(2024, 2, 4), 0);
        c.finish(0, day(2024, 2, 15));      // on the 14th day: met
        c.finish(1, day(2024, 2, 18));      // due on the 16th: 2 days late
        c.finish(2, day(2024, 2, 26));      // due on the 17th: 9 days late
        c.finish(3, day(2024, 2, 22));      // due on the 18th: 4 days late
        t = c.add_timescale("first_review");
        c.within_14_days(t);
        model::Check check{};
        check.name = "quorate";
        check.title = "Reviews are quorate";
        check.record = SmallCouncil::review;
        check.must = c.is_yes(c.value_of(SmallCouncil::review, SmallCouncil::quorate));
        c.rules.checks = {check};
    }
    static Need need(Need::Kind kind, std::uint32_t ref) {
        Need n{};
        n.kind = kind;
        n.ref = ref;
        return n;
    }
    void add_action(std::string name, std::vector<Need> needs, std::optional<model::Day> due = {}) {
        model::Action a{};
        a.name = std::move(name);
        a.due = due;
        for (const Need& n : needs) a.needs.push_back({false, {n}});
        c.rules.actions.push_back(a);
    }
    Node explain_action(model::ActionId id, explain::ExplainOptions options = {}) {
        return explainer().action(id, options);
    }
    explain::Explainer explainer() {
        if (c.so_far.actions.empty()) {
            c.rules.measures = {c.measure_of(t)};
            c.so_far.timescales[t] = eval::evaluate_timescale(c.expressions(), t);
            c.so_far.measures = {c.evaluate(c.measure_of(t))};
            c.so_far.checks = {eval::evaluate_check(c.expressions(), 0)};
            if (c.rules.actions.empty()) add_action("nothing", {});
            c.so_far.actions.resize(c.rules.actions.size());
            for (std::uint32_t a = 0; a < c.rules.actions.size(); ++a) c.so_far.actions[a] = eval::evaluate_action(c.expressions(), a, c.so_far);
        }
        return {c.rules, c.data(), c.calendars, c.so_far, c.options};
    }
};

TEST_F(Chain, AMeasureTellsItsValueAndHowItIsCounted) {
    const Node node = explainer().measure(0, {0});
    EXPECT_EQ(node.kind, "measure");
    EXPECT_EQ(node.state, "red");
    EXPECT_EQ(node.sentence, "reviews_on_time is red (25.0%, 1 of 4) in 2024-02.");
    ASSERT_FALSE(node.counted.empty());
    EXPECT_EQ(node.counted[0], "percentage of first_review that are met, counted when due");
    EXPECT_EQ(node.left_out, 3u);
    EXPECT_TRUE(node.children.empty());
}

TEST_F(Chain, FailingCasesTheMostLateFirst) {
    const Node node = explainer().measure(0, {2});
    EXPECT_EQ(node.left_out, 1u);
    ASSERT_EQ(node.children.size(), 2u);
    EXPECT_EQ(node.children[0].kind, "case");
    EXPECT_EQ(node.children[0].id, "R2");
    EXPECT_EQ(node.children[0].state, "late");
    EXPECT_EQ(node.children[0].sentence,
              "Review R2 is late by 9 days: `review.held` was Saturday 3 February 2024, 14 days ended on Saturday 17 February 2024, and "
              "`review.finished` was Monday 26 February 2024.");
    EXPECT_EQ(node.children[0].counted, (std::vector<std::string>{"counted: day 0 is Saturday 3 February 2024; 14 days; due Saturday 17 February 2024"}));
    EXPECT_EQ(node.children[1].id, "R3");
}

TEST_F(Chain, OneRowOfATimescaleIsOneNode) {
    const Node node = explainer().timescale(t, 0);
    EXPECT_EQ(node.kind, "timescale");
    EXPECT_EQ(node.id, "first_review");
    EXPECT_EQ(node.state, "met");
    ASSERT_GE(node.values.size(), 2u);
    EXPECT_EQ(node.values[0].name, "review.held");
    EXPECT_EQ(node.values[0].value, "2024-02-01");
    EXPECT_EQ(explainer().reason(t, 0), "");
}

TEST_F(Chain, AHiddenMeasureGivesNothingAway) {
    explainer();
    auto m = c.measure_of(t);
    m.hide_under = 6;
    c.so_far.measures = {c.evaluate(m)};
    const Node node = explainer().measure(0);
    EXPECT_EQ(node.sentence, "reviews_on_time is hidden (small numbers) in 2024-02.");
    EXPECT_TRUE(node.children.empty());
    EXPECT_EQ(node.left_out, 0u);
}

TEST_F(Chain, ACheckSummaryShowsBreachesBeforeUnknowns) {
    add_action("a1", {need(Need::Kind::check, 0)});
    const Node node = explainer().check_summary(0);
    EXPECT_EQ(node.state, "breached");
    EXPECT_EQ(node.sentence, "Reviews are quorate: 1 met, 1 unknown and 2 breached.");
    ASSERT_EQ(node.children.size(), 3u);
    EXPECT_EQ(node.children[0].id, "R1");
    EXPECT_EQ(node.children[0].state, "breached");
    EXPECT_EQ(node.children[1].id, "R3");
    EXPECT_EQ(node.children[2].id, "R2");
    EXPECT_EQ(node.children[2].state, "unknown");
    const Node cut = explainer().check_summary(0, {1});
    EXPECT_EQ(cut.children.size(), 1u);
    EXPECT_EQ(cut.left_out, 2u);
}

TEST_F(Chain, AnActionIsExplainedDownToItsCasesAndEachRuleOnce) {
    add_action("a1", {need(Need::Kind::check, 0)}, day(2024, 1, 1));
    add_action("a2", {need(Need::Kind::action, 0), need(Need::Kind::check, 0)}, day(2024, 1, 1));
    const Node node = explain_action(1);
    EXPECT_EQ(node.state, "failing");
    const Node* need_action = child(node, "need", "a1");
    ASSERT_NE(need_action, nullptr);
    EXPECT_EQ(need_action->state, "does_not_hold");
    ASSERT_EQ(need_action->children.size(), 1u);
    const Node* inner = child(need_action->children[0], "need", "quorate");
    ASSERT_NE(inner, nullptr);
    ASSERT_EQ(inner->children.size(), 1u);
    EXPECT_EQ(inner->children[0].children.size(), 3u);      // the cases
    const Node* again = child(node, "need", "quorate");
    ASSERT_NE(again, nullptr);
    ASSERT_EQ(again->children.size(), 1u);
    EXPECT_EQ(again->children[0].sentence, "Explained above.");
}

TEST_F(Chain, RootCausesAreTheFailingLeavesEachOnce) {
    // a1 fails over the check; a2 is blocked by it; a3 needs a2, the check again and a red measure.
    add_action("a1", {need(Need::Kind::check, 0)}, day(2024, 1, 1));
    add_action("a2", {need(Need::Kind::action, 0)}, day(2024, 1, 1));
    add_action("a3", {need(Need::Kind::action, 1), need(Need::Kind::check, 0), need(Need::Kind::measure, 0)}, day(2024, 1, 1));
    EXPECT_EQ(explain_action(1).state, "blocked");
    const Node blocked = explain_action(1, {0});
    ASSERT_EQ(blocked.children.front().kind, "causes");
    ASSERT_EQ(blocked.children.front().children.size(), 1u);
    EXPECT_EQ(blocked.children.front().children[0].id, "quorate");
    const Node top = explain_action(2, {0});
    const Node& causes = top.children.front();
    ASSERT_EQ(causes.children.size(), 2u);
    EXPECT_EQ(causes.children[0].id, "quorate");
    EXPECT_EQ(causes.children[0].sentence,
              "Reviews are quorate: 2 cases of quorate are breached. Putting it right would clear 2 actions: a1 and a2; it stands behind a3 beside other causes.");
    // The measure is red because of its timescale: that is the leaf.
    EXPECT_EQ(causes.children[1].id, "first_review");
    EXPECT_EQ(causes.children[1].kind, "timescale");
    const explain::Causes all = explainer().causes();
    EXPECT_EQ(all.causes[0].clears, (std::vector<model::ActionId>{0, 1}));
    EXPECT_EQ(all.causes[0].beside, (std::vector<model::ActionId>{2}));
    EXPECT_TRUE(all.causes[1].clears.empty());
    EXPECT_EQ(all.causes[1].beside, (std::vector<model::ActionId>{2}));
    EXPECT_EQ(all.actions[2].cheapest, (std::vector<std::vector<std::size_t>>{{0, 1}}));
}

TEST_F(Chain, OneOfSeveralAlternativesIsEnough) {
    add_action("a1", {need(Need::Kind::check, 0)}, day(2024, 1, 1));
    add_action("a2", {}, day(2024, 1, 1));      // any of a1 and the red measure
    c.rules.actions[1].needs.push_back({true, {need(Need::Kind::action, 0), need(Need::Kind::measure, 0)}});
    add_action("a3", {need(Need::Kind::action, 1), need(Need::Kind::check, 0)}, day(2024, 1, 1));
    const Node node = explain_action(1, {0});
    EXPECT_EQ(node.children.front().counted, (std::vector<std::string>{"fewest that would clear it: quorate", "or: first_review"}));
    const explain::Causes all = explainer().causes();
    ASSERT_EQ(all.causes.size(), 2u);
    EXPECT_EQ(all.causes[0].id, "quorate");
    EXPECT_EQ(all.causes[0].clears, (std::vector<model::ActionId>{0, 1, 2}));
    EXPECT_EQ(all.causes[1].id, "first_review");
    EXPECT_EQ(all.causes[1].clears, (std::vector<model::ActionId>{1}));
    EXPECT_EQ(all.causes[1].beside, (std::vector<model::ActionId>{2}));
    // With the check put right the measure need not be.
    EXPECT_EQ(all.actions[2].causes, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(all.actions[2].cheapest, (std::vector<std::vector<std::size_t>>{{0}}));
}

TEST_F(Chain, AnActionThatWasOnlyNotDoneIsItsOwnCause) {
    c.rules.actions.clear();
    add_action("a1", {}, day(2024, 1, 1));
    c.rules.actions[0].says_done_on = true;
    const Node node = explain_action(0);
    EXPECT_EQ(node.state, "failing");
    EXPECT_EQ(node.sentence, "It was due on 1 January 2024 and is not achieved: it is not recorded done.");
    ASSERT_EQ(node.children.size(), 1u);
    EXPECT_EQ(node.children[0].children[0].id, "a1");
}

TEST_F(Chain, AnAchievedActionHasNoCauses) {
    add_action("a1", {}, day(2024, 1, 1));
    c.rules.actions[0].says_done_on = true;
    c.rules.actions[0].done_on = day(2023, 12, 1);
    const Node node = explain_action(0);
    EXPECT_EQ(node.state, "achieved");
    EXPECT_TRUE(node.children.empty());
}

}  // namespace
