#include <gtest/gtest.h>

#include "tests/unit/data/schema.hpp"

namespace duly::data::test {
namespace {

template <typename Values>
std::vector<std::int64_t> listed(const Values& values) {
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < values.size(); ++i) out.push_back(values[i]);
    return out;
}

TEST(Dataset, RowsStartBlankOrMissing) {
    const auto rules = looked_after();
    Filler fill(rules);
    fill.set("child", fill.add("child"), "child_id", "A1");
    std::vector<Diagnostic> quality;
    const auto data = fill.builder.finish(quality);
    EXPECT_TRUE(quality.empty());
    EXPECT_EQ(cell(data, rules, "child", 0, "child_id"), "A1");
    EXPECT_EQ(cell(data, rules, "child", 0, "born"), "missing");
    EXPECT_EQ(cell(data, rules, "child", 0, "died"), "blank");
    EXPECT_EQ(data.find(rules, rules.record("child"), "A1"), 0u);
    EXPECT_EQ(data.find(rules, rules.record("child"), "A2"), no_row);
}

TEST(Dataset, FirstOfTwoKeysIsUsedBeforeParentsAreLookedFor) {
    const auto rules = looked_after();
    Filler fill(rules);
    const auto a = fill.add("child", no_row, 2), again = fill.add("child", no_row, 3), same = fill.add("child", no_row, 4);
    fill.set("child", a, "child_id", "A1").set("child", a, "born", "2010-01-01");
    fill.set("child", again, "child_id", "A1").set("child", again, "born", "2011-01-01");
    fill.set("child", same, "child_id", "A1").set("child", same, "born", "2010-01-01");
    // The first row of E1 has no child: the second is not taken instead.
    const auto lost = fill.add("episode", no_row, 5), second = fill.add("episode", again, 6), third = fill.add("episode", again, 7);
    fill.set("episode", lost, "episode_id", "E1").set("episode", lost, "started", "2020-01-01");
    fill.set("episode", second, "episode_id", "E1").set("episode", second, "started", "2020-01-02");
    fill.set("episode", third, "episode_id", "E2").set("episode", third, "started", "2020-01-03");
    std::vector<Diagnostic> quality;
    const auto data = fill.builder.finish(quality);
    EXPECT_EQ(keys(data, rules, "child"), Texts{"A1"});
    EXPECT_EQ(cell(data, rules, "child", 0, "born"), "2010-01-01");
    EXPECT_EQ(keys(data, rules, "episode"), Texts{"E2"});
    EXPECT_EQ(data.table(rules.record("episode")).parent[0], 0u);
    EXPECT_EQ(codes(quality), (Texts{"D0415:3", "D0416:4", "D0417:5", "D0415:6"}));
}

TEST(Dataset, ChildrenStandInOrderOfTheirDate) {
    const auto rules = looked_after();
    Filler fill(rules);
    const auto a = fill.add("child"), b = fill.add("child");
    fill.set("child", a, "child_id", "A").set("child", b, "child_id", "B");
    const auto add = [&](Row child, const char* id, const char* started) {
        const auto row = fill.add("episode", child);
        fill.set("episode", row, "episode_id", id).set("episode", row, "started", started);
    };
    add(b, "1", "2020-03-01");
    add(a, "2", "2020-02-01");
    add(b, "3", "");
    add(b, "4", "2020-01-01");
    add(a, "5", "2020-02-01");
    std::vector<Diagnostic> quality;
    const auto data = fill.builder.finish(quality);
    const auto& children = data.children(rules.record("episode"));
    const auto of_a = children.of(0), of_b = children.of(1);
    EXPECT_EQ(std::vector<Row>(of_a.begin(), of_a.end()), (std::vector<Row>{1, 4}));    // a tie: the order of the data
    EXPECT_EQ(std::vector<Row>(of_b.begin(), of_b.end()), (std::vector<Row>{3, 0, 2})); // without a date: last
}

TEST(Dataset, ChildrenHaveTheirDaysAndKindsBesideThem) {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}});
    const auto visit = add_record(rules, "visit", "child", {{"alone", Type::yes_no, ""}, {"kind", Type::choice, ""}, {"held", Type::date, "r"}});
    rules.records[visit].fields[1].choices = {"home", "school", "phone"};
    Filler fill(rules);
    const auto a = fill.add("child"), b = fill.add("child");
    fill.set("child", a, "child_id", "A").set("child", b, "child_id", "B");
    const auto add = [&](Row child, State state, int kind, const char* held) {
        const auto row = fill.add("visit", child);
        fill.builder.set(visit, row, 1, Cell{state, kind, 0, {}});
        fill.set("visit", row, "held", held);
    };
    add(b, State::known, 2, "2020-03-01");
    add(a, State::known, 1, "2020-02");
    add(b, State::unreadable, 0, "");
    add(b, State::known, 0, "1969-12-31");
    add(a, State::known, 0, "2020-02-02");
    std::vector<Diagnostic> quality;
    const auto data = fill.builder.finish(quality);
    const auto& children = data.children(visit);
    EXPECT_EQ(listed(children.rows), (std::vector<std::int64_t>{1, 4, 3, 0, 2}));
    EXPECT_EQ(listed(children.days), (std::vector<std::int64_t>{INT32_MAX, 18294, -1, 18322, INT32_MAX}));   // of a month or none: not known exactly
    EXPECT_EQ(children.kind_field, 1u);
    EXPECT_EQ(listed(children.kinds), (std::vector<std::int64_t>{1, 0, 0, 2, 0xff}));
}

TEST(Dataset, DaysOfAnyYearKeepTheirOrder) {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}});
    const auto visit = add_record(rules, "visit", "child", {{"held", Type::date, "r"}});
    Filler fill(rules);
    const auto a = fill.add("child");
    fill.set("child", a, "child_id", "A");
    const std::vector<std::int64_t> days{40'000'000, -9'000'000, 39'967, 0, 39'966, -25'567, -25'566, 40'000'000};
    for (const auto day : days) fill.builder.set(visit, fill.add("visit", a), 0, Cell{State::known, day, 0, {}});
    std::vector<Diagnostic> quality;
    const auto data = fill.builder.finish(quality);
    EXPECT_EQ(listed(data.children(visit).rows), (std::vector<std::int64_t>{1, 5, 6, 3, 4, 2, 0, 7}));
    EXPECT_EQ(listed(data.children(visit).days), (std::vector<std::int64_t>{INT32_MAX, INT32_MAX, -25'566, 0, 39'966, INT32_MAX, INT32_MAX, INT32_MAX}));    // beyond two bytes
}

TEST(Dataset, ChildrenOfTooManyKindsHaveNoneBesideThem) {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}});
    const auto visit = add_record(rules, "visit", "child", {{"kind", Type::choice, ""}});
    for (int i = 0; i < 255; ++i) rules.records[visit].fields[0].choices.push_back("k" + std::to_string(i));
    Filler fill(rules);
    const auto a = fill.add("child");
    fill.builder.set(visit, fill.add("visit", a), 0, Cell{State::known, 254, 0, {}});
    std::vector<Diagnostic> quality;
    const auto data = fill.builder.finish(quality);
    EXPECT_EQ(data.children(visit).rows.size(), 1u);
    EXPECT_EQ(data.children(visit).kind_field, model::none);
    EXPECT_TRUE(data.children(visit).kinds.empty() && data.children(visit).days.empty());
}

TEST(Dataset, RowsOfADroppedParentAreDroppedToo) {
    const auto rules = looked_after();
    Filler fill(rules);
    fill.set("child", fill.add("child"), "child_id", "A");
    auto schema = rules;
    const auto review = add_record(schema, "note", "episode", {{"note_id", Type::text, "k"}});
    Filler more(schema);
    more.set("child", more.add("child"), "child_id", "A");
    const auto lost = more.add("episode", no_row, 2), kept = more.add("episode", 0, 3);
    more.set("episode", lost, "episode_id", "E1").set("episode", kept, "episode_id", "E2");
    const auto n1 = more.add("note", lost, 4), n2 = more.add("note", kept, 5);
    more.set("note", n1, "note_id", "N1").set("note", n2, "note_id", "N2");
    std::vector<Diagnostic> quality;
    const auto data = more.builder.finish(quality);
    EXPECT_EQ(keys(data, schema, "note"), Texts{"N2"});
    EXPECT_EQ(data.table(review).parent[0], 0u);
    const auto found = codes(quality);
    EXPECT_NE(std::find(found.begin(), found.end(), "D0417:2"), found.end());
    EXPECT_NE(std::find(found.begin(), found.end(), "D0418:4"), found.end());
}

TEST(Dataset, KeysAreMadeWhereThereIsNone) {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}});
    add_record(rules, "visit", "child", {{"held", Type::date, "r"}});
    Filler fill(rules);
    const auto child = fill.add("child");
    fill.set("child", child, "child_id", "C7");
    const auto a = fill.add("visit", child), b = fill.add("visit", child);
    fill.set("visit", a, "held", "2024-05-01").set("visit", b, "held", "?");
    std::vector<Diagnostic> quality;
    const auto data = fill.builder.finish(quality);
    EXPECT_EQ(keys(data, rules, "visit"), (Texts{"C7 2024-05-01", "#2"}));
    EXPECT_EQ(data.find(rules, rules.record("visit"), "C7 2024-05-01"), 0u);
    EXPECT_EQ(data.find(rules, rules.record("visit"), "#2"), 1u);
}

}  // namespace
}  // namespace duly::data::test
