#include "engine/plan/needed.hpp"

#include <gtest/gtest.h>

#include "engine/plan/order.hpp"

namespace duly::plan {
namespace {

using namespace model;

// child(id key, team shown, reason with ended, ended, other) and visit(of child: held orders, seen, note).
class Plan : public testing::Test {
protected:
    RuleSet rules;
    ExprId add(Expr expr) { rules.exprs.push_back(std::move(expr)); return static_cast<ExprId>(rules.exprs.size() - 1); }
    ExprId field(RecordId record, FieldId id) {
        Expr expr; expr.op = ExprOp::field; expr.record = record; expr.field = id;
        return add(expr);
    }
    void SetUp() override {
        rules.records.resize(2);
        Record& child = rules.records[0];
        for (const char* name : {"id", "team", "reason", "ended", "other"}) child.fields.emplace_back().name = name;
        child.key = 0;
        child.fields[0].key = child.fields[1].shown = true;
        child.fields[2].with = 3;
        Record& visit = rules.records[1];
        visit.parent = 0;
        for (const char* name : {"held", "seen", "note"}) visit.fields.emplace_back().name = name;
        visit.orders = 0;

        rules.timescales.resize(2);
        rules.timescales[0].name = "a_visits";
        rules.timescales[1].name = "b_reason";
        for (Timescale& timescale : rules.timescales) { timescale.record = 0; timescale.versions.resize(1); }
        Aggregate rows; rows.path = {1}; rows.record = 1; rows.where = field(1, 1);
        rules.timescales[0].versions[0].each = EventSource{rows};
        rules.timescales[1].versions[0].where = field(0, 2);
        rules.measures.resize(1);
        rules.measures[0].name = "on_time";
        rules.measures[0].timescale = 0;
    }
};

using Rows = std::vector<std::vector<bool>>;

TEST_F(Plan, FieldsOfRulesKeysOrdersAndShownColumns) {
    EXPECT_EQ(needed_fields(rules), (Rows{{true, true, true, true, false}, {true, true, false}}));
    EXPECT_EQ(needed_fields(rules, {"b_reason"}), (Rows{{true, true, true, true, false}, {true, false, false}}));
    EXPECT_EQ(needed_fields(rules, {"on_time"}), (Rows{{true, true, false, false, false}, {true, true, false}}));
}

TEST_F(Plan, FieldsInDefinitionsAndLinks) {
    Define define; define.body = field(0, 4);
    rules.defines.push_back(define);
    Expr use; use.op = ExprOp::define; use.ref = 0;
    rules.timescales[0].versions[0].stop = add(use);
    Feed feed;
    feed.files.resize(1);
    feed.files[0].record = 1;
    feed.files[0].parent = {ParentLink::Kind::of_part, 0, 1, {2}, {}};
    rules.feeds.push_back(feed);
    EXPECT_EQ(needed_fields(rules, {"on_time"}), (Rows{{true, true, false, false, true}, {true, true, true}}));
}

TEST_F(Plan, OrderHoldsTheNamedRulesAndWhatTheyNeed) {
    const Step visits{NodeKind::timescale, 0}, reason{NodeKind::timescale, 1}, on_time{NodeKind::measure, 0};
    EXPECT_EQ(evaluation_order(rules), (std::vector<Step>{visits, reason, on_time}));
    EXPECT_EQ(evaluation_order(rules, {"on_time", "no such rule"}), (std::vector<Step>{visits, on_time}));
    // A trigger that is another rule's due date turns the order round.
    Expr due; due.op = ExprOp::due_date_of; due.ref = 1;
    rules.timescales[0].versions[0].from_date = add(due);
    EXPECT_EQ(evaluation_order(rules), (std::vector<Step>{reason, visits, on_time}));
    EXPECT_FALSE(find_rule(rules, "x"));
    EXPECT_EQ(find_rule(rules, "b_reason"), reason);
}

}  // namespace
}  // namespace duly::plan
