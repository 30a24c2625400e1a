#include "dsl/model/graph_text.hpp"

#include <gtest/gtest.h>

namespace duly::model {
namespace {

Graph made(std::size_t count, const std::vector<std::pair<GraphId, GraphId>>& edges) {
    std::vector<GraphNode> nodes;
    for (std::uint32_t i = 0; i < count; ++i) nodes.push_back({NodeKind::action, i, "a" + std::to_string(i), "", {}});
    return Graph(std::move(nodes), edges);
}

using Ids = std::vector<GraphId>;

TEST(Graph, NeedsAndNeededByHoldEachEdgeOnce) {
    const Graph graph = made(3, {{0, 2}, {1, 2}, {0, 2}});
    EXPECT_EQ(Ids(graph.needs(2).begin(), graph.needs(2).end()), (Ids{0, 1}));
    EXPECT_EQ(Ids(graph.needed_by(0).begin(), graph.needed_by(0).end()), (Ids{2}));
    EXPECT_TRUE(graph.needs(0).empty());
}

TEST(Graph, OrderPutsNeededOnesFirstAndIsStable) {
    EXPECT_EQ(made(4, {{3, 0}, {2, 3}}).order(), (Ids{2, 3, 0, 1}));
    EXPECT_EQ(made(3, {}).order(), (Ids{0, 1, 2}));
    EXPECT_TRUE(made(0, {}).order().empty());
}

TEST(Graph, CirclesAreGivenByTheirShortestPath) {
    // a0 needs a2, a2 needs a1, a1 needs a0; a longer way round goes over a3.
    const Graph graph = made(6, {{2, 0}, {1, 2}, {0, 1}, {3, 1}, {0, 3}, {5, 5}, {4, 5}});
    const auto circles = graph.circles();
    ASSERT_EQ(circles.size(), 2u);
    EXPECT_EQ(circles[0], (Ids{0, 2, 1}));
    EXPECT_EQ(circles[1], (Ids{5}));
    EXPECT_TRUE(made(3, {{0, 1}, {1, 2}, {0, 2}}).circles().empty());
}

TEST(Graph, ReachBothWays) {
    const Graph graph = made(5, {{0, 1}, {1, 2}, {3, 2}, {2, 4}});
    EXPECT_EQ(graph.upstream(2), (Ids{0, 1, 2, 3}));
    EXPECT_EQ(graph.downstream(1), (Ids{1, 2, 4}));
    EXPECT_EQ(graph.upstream(0), (Ids{0}));
}

TEST(Graph, LongChainsNeedNoDeepStack) {
    const std::size_t count = 100'000;
    std::vector<std::pair<GraphId, GraphId>> edges;
    for (GraphId i = 0; i + 1 < count; ++i) edges.emplace_back(i + 1, i);
    const Graph graph = made(count, edges);
    EXPECT_EQ(graph.order().front(), count - 1);
    EXPECT_TRUE(graph.circles().empty());
}

TEST(Graph, DotEscapesWhatAuthorsWrite) {
    const Graph graph({{NodeKind::measure, 0, "m", "The \"good\" \\ one\nmore", {}}}, {});
    EXPECT_NE(to_dot(graph).find("m\\nThe \\\"good\\\" \\\\ one more"), std::string::npos);
}

TEST(Graph, IdsAreSafeAndTellNamesApart) {
    const auto id = [](const char* name) { return id_of({NodeKind::check, 0, name, "", {}}); };
    EXPECT_EQ(id("first_review2"), "check_first_review2");
    EXPECT_EQ(id("a b"), "check_aZ20b");
    EXPECT_EQ(id("aZ20b"), "check_aZ5a20b");
    EXPECT_EQ(id("\xc3\xa4\"]"), "check_Zc3Za4Z22Z5d");
}

TEST(Graph, MermaidEscapesWhatAuthorsWrite) {
    const Graph graph({{NodeKind::record, 0, "r", "A [\"b\"] #c\n<d>", {}}, {NodeKind::measure, 0, "end", "", {}}}, {{0, 1}});
    EXPECT_EQ(to_mermaid(graph, all_of(graph)),
              "flowchart LR\n"
              "  subgraph all_Records[\"Records\"]\n"
              "    record_r[(\"r<br/>A #91;#34;b#34;#93; #35;c #60;d#62;\")]:::record\n"
              "  end\n"
              "  subgraph all_Measures[\"Measures\"]\n"
              "    measure_end{{\"end\"}}:::measure\n"
              "  end\n"
              "  record_r --> measure_end\n"
              "  classDef record fill:#dbe9f6,stroke:#41719c,color:#111111\n"
              "  classDef measure fill:#fee0b6,stroke:#a35f00,color:#111111\n");
}

TEST(Graph, APartOfIt) {
    const Graph graph = made(5, {{0, 1}, {1, 2}, {3, 2}, {2, 4}});
    EXPECT_EQ(part_of(graph, 1, true, false), (Ids{0, 1}));
    EXPECT_EQ(part_of(graph, 1, false, true), (Ids{1, 2, 4}));
    EXPECT_EQ(part_of(graph, 1, true, true), (Ids{0, 1, 2, 4}));
    using Edges = std::vector<std::pair<GraphId, GraphId>>;
    EXPECT_EQ(edges_between(graph, {0, 1, 2, 4}), (Edges{{0, 1}, {1, 2}, {2, 4}}));
}

// A rule set put together by hand: the edges that walking its expressions gives.
class RuleGraph : public testing::Test {
protected:
    RuleSet rules;
    ExprId add(Expr expr) { rules.exprs.push_back(std::move(expr)); return static_cast<ExprId>(rules.exprs.size() - 1); }
    static bool edge(const Graph& graph, GraphId from, GraphId to) {
        for (const GraphId id : graph.needed_by(from)) if (id == to) return true;
        return false;
    }
};

TEST_F(RuleGraph, WalksExpressionsAggregatesAndNeeds) {
    rules.calendars.resize(2);
    rules.calendars[1].extends = 0;
    rules.records.resize(3);
    rules.records[1].parent = 0;
    rules.records[2].parent = 1;

    Expr field; field.op = ExprOp::field; field.record = 1; field.field = 0;
    Expr date; date.op = ExprOp::field; date.record = 2; date.field = 0;
    Aggregate aggregate; aggregate.op = AggregateOp::earliest; aggregate.path = {2}; aggregate.record = 2; aggregate.value = add(date);
    rules.aggregates.push_back(aggregate);
    Expr earliest; earliest.op = ExprOp::aggregate; earliest.ref = 0;
    rules.defines.resize(1);
    rules.defines[0].record = 1;
    rules.defines[0].body = add(field);
    Expr define; define.op = ExprOp::define; define.ref = 0;

    rules.timescales.resize(2);
    for (Timescale& timescale : rules.timescales) { timescale.record = 1; timescale.versions.resize(1); }
    TimescaleVersion& first = rules.timescales[0].versions[0];
    first.where = add(define);
    first.to = add(earliest);
    first.within.cases.push_back({none, {none, Unit::working_days}});
    Expr due; due.op = ExprOp::due_date_of; due.ref = 0;
    rules.timescales[1].versions[0].from_date = add(due);
    rules.timescales[1].versions[0].calendar = 1;

    rules.checks.resize(1);
    rules.measures.resize(1);
    rules.measures[0].timescale = 1;
    rules.measures[0].kind = Measure::Kind::timescale;
    Expr grade; grade.op = ExprOp::grade_of; grade.ref = 0;
    rules.checks[0].must = add(grade);
    rules.actions.resize(2);
    Need check; check.kind = Need::Kind::check; check.ref = 0;
    Need action; action.kind = Need::Kind::action; action.ref = 0;
    rules.actions[0].needs.push_back({false, {check}});
    rules.actions[1].needs.push_back({true, {action}});

    const Graph graph(rules);
    const auto at = [&](NodeKind kind, std::uint32_t ref) { return graph.find(kind, ref); };
    EXPECT_TRUE(edge(graph, at(NodeKind::calendar, 0), at(NodeKind::calendar, 1)));
    EXPECT_TRUE(edge(graph, at(NodeKind::calendar, 0), at(NodeKind::timescale, 0)));     // working days, no calendar named
    EXPECT_FALSE(edge(graph, at(NodeKind::calendar, 0), at(NodeKind::timescale, 1)));
    EXPECT_TRUE(edge(graph, at(NodeKind::calendar, 1), at(NodeKind::timescale, 1)));
    EXPECT_TRUE(edge(graph, at(NodeKind::record, 0), at(NodeKind::record, 1)));
    EXPECT_TRUE(edge(graph, at(NodeKind::record, 2), at(NodeKind::timescale, 0)));
    EXPECT_TRUE(edge(graph, at(NodeKind::define, 0), at(NodeKind::timescale, 0)));
    EXPECT_TRUE(edge(graph, at(NodeKind::timescale, 0), at(NodeKind::timescale, 1)));
    EXPECT_TRUE(edge(graph, at(NodeKind::timescale, 1), at(NodeKind::measure, 0)));
    EXPECT_TRUE(edge(graph, at(NodeKind::measure, 0), at(NodeKind::check, 0)));
    EXPECT_TRUE(edge(graph, at(NodeKind::check, 0), at(NodeKind::action, 0)));
    EXPECT_TRUE(edge(graph, at(NodeKind::action, 0), at(NodeKind::action, 1)));
    EXPECT_TRUE(graph.circles().empty());
    EXPECT_EQ(graph.find(NodeKind::check, 7), none);
    EXPECT_EQ(graph.upstream(at(NodeKind::action, 1)).size(), graph.nodes().size());
}

}  // namespace
}  // namespace duly::model
