#include "engine/verify/rows.hpp"

#include <gtest/gtest.h>

#include "dsl/base/date.hpp"

namespace duly::verify {
namespace {

using namespace model;
using data::State;

constexpr RecordId child = 0, care_period = 1, review = 2, referral = 3, episode = 4;

class Rows : public testing::Test {
protected:
    RuleSet rules;
    Example example;

    Field& field(RecordId record, const char* name, Type type, bool optional = false) {
        Field& out = rules.records[record].fields.emplace_back();
        out.name = name;
        out.type = type;
        out.optional = optional;
        return out;
    }
    void SetUp() override {
        rules.records.resize(5);
        const char* names[] = {"child", "care_period", "review", "referral", "episode"};
        for (RecordId id = 0; id < 5; ++id) rules.records[id].name = names[id];
        for (const RecordId id : {care_period, referral, episode}) rules.records[id].parent = child;
        rules.records[review].parent = care_period;
        field(child, "child_id", Type::text).key = true;
        rules.records[child].key = 0;
        field(child, "born", Type::date);
        for (const RecordId id : {care_period, episode}) {
            field(id, "started", Type::date).orders = true;
            field(id, "ended", Type::date, true);
            rules.records[id].orders = rules.records[id].span_from = 0;
            rules.records[id].span_to = 1;
        }
        rules.records[care_period].spell = Spell{episode, 0, none, {}};
        field(review, "review_id", Type::text).key = true;
        field(review, "held", Type::date).orders = true;
        field(review, "quorate", Type::yes_no);
        rules.records[review].key = 0;
        rules.records[review].orders = rules.records[review].by = 1;
        field(referral, "received", Type::date).orders = true;
        rules.records[referral].orders = 0;
        rules.timescales.resize(1);
        rules.timescales[0].record = care_period;
        rules.measures.resize(1);
        example.as_of = {Type::date, parse_iso_day("2024-06-01").value(), ""};
        example.ref = 0;
    }
    void columns(std::initializer_list<std::pair<RecordId, FieldId>> list) {
        for (const auto& [record, id] : list) example.columns.push_back({false, record, id, {}});
        example.columns.push_back({true, none, none, {}});
    }
    RowData build(std::vector<std::string> cells) {
        cells.push_back("met");
        example.rows.assign(1, {cells, std::vector<SourceRange>(cells.size())});
        return build_row(rules, example, 0);
    }
    static std::string day(const RowData& data, RecordId record, FieldId id, data::Row row) {
        const data::Column& column = data.dataset.table(record).columns[id];
        return column.state[row] == State::known ? format_day(column.day[row]) : column.state[row] == State::blank ? "blank" : "missing";
    }
};

TEST_F(Rows, TheRulesRecordAndItsAncestorsAreAlwaysThere) {
    columns({{care_period, 0}, {review, 1}});
    const RowData data = build({"", ""});
    ASSERT_TRUE(data.wrong.empty());
    EXPECT_EQ(data.dataset.table(child).rows, 1u);
    EXPECT_EQ(data.dataset.table(care_period).rows, 1u);
    EXPECT_EQ(data.dataset.table(review).rows, 0u);
    EXPECT_EQ(day(data, care_period, 0, 0), "missing");
    EXPECT_EQ(day(data, care_period, 1, 0), "blank");
    EXPECT_TRUE(data.dataset.table(referral).present);
}

TEST_F(Rows, ChildrenLineUpByPositionAndBlankOnesAreNotThere) {
    columns({{care_period, 0}, {review, 1}, {review, 2}});
    const RowData data = build({"2024-01-02", "2024-01-30; ; 2024-03-05", "yes; ; no"});
    ASSERT_TRUE(data.wrong.empty());
    ASSERT_EQ(data.dataset.table(review).rows, 2u);
    EXPECT_EQ(data.dataset.children(review).of(0).size(), 2u);
    EXPECT_EQ(day(data, review, 1, 1), "2024-03-05");
    EXPECT_EQ(data.dataset.table(review).columns[2].code[0], 1);
    EXPECT_EQ(data.dataset.table(review).columns[2].code[1], 0);
}

TEST_F(Rows, AChildBelongsToTheRecordEvenOutsideItsSpan) {
    columns({{care_period, 0}, {care_period, 1}, {review, 1}});
    for (const char* started : {"", "2024-02-01"}) {
        const RowData data = build({started, "2024-02-20", "2024-03-30"});
        ASSERT_TRUE(data.wrong.empty());
        EXPECT_EQ(data.dataset.children(review).of(0).size(), 1u) << started;
    }
}

TEST_F(Rows, GivenFillsFieldsWithoutAColumn) {
    example.given.push_back({review, 2, {Type::yes_no, 1, ""}});
    example.given.push_back({child, 1, {Type::date, 100, ""}});
    columns({{care_period, 0}, {review, 1}});
    const RowData data = build({"2024-01-02", "2024-01-30; 2024-03-05"});
    ASSERT_EQ(data.dataset.table(review).rows, 2u);
    EXPECT_EQ(data.dataset.table(review).columns[2].code[1], 1);
    EXPECT_EQ(day(data, child, 1, 0), format_day(100));
    EXPECT_EQ(build({"2024-01-02", ""}).dataset.table(review).rows, 0u);
}

TEST_F(Rows, ListsBelowRecordsThatAreListed) {
    example.target = Example::Target::measure;
    columns({{child, 1}, {care_period, 0}, {review, 1}, {review, 2}});
    // Two periods of the first child, one of the second; reviews by period.
    const RowData data = build({"2010-01-01; 2011-01-01", "2024-01-02, 2024-03-01; 2024-02-05", "2024-01-30; ; 2024-03-05, 2024-04-05", "yes; ; no, "});
    ASSERT_TRUE(data.wrong.empty());
    EXPECT_EQ(data.dataset.children(care_period).of(0).size(), 2u);
    EXPECT_EQ(data.dataset.children(care_period).of(1).size(), 1u);
    ASSERT_EQ(data.dataset.table(review).rows, 3u);
    EXPECT_EQ(data.dataset.children(review).of(0).size(), 1u);
    EXPECT_EQ(data.dataset.children(review).of(1).size(), 0u);
    EXPECT_EQ(data.dataset.children(review).of(2).size(), 2u);
    EXPECT_EQ(day(data, review, 1, 2), "2024-04-05");
    EXPECT_EQ(data.dataset.table(review).columns[2].state[2], State::missing);
}

TEST_F(Rows, ListsBelowRecordsThatDoNotFit) {
    example.target = Example::Target::measure;
    columns({{child, 1}, {care_period, 0}, {care_period, 1}});
    const auto told = [&](const char* started, const char* ended) {
        const RowData data = build({"2010-01-01; 2011-01-01", started, ended});
        return data.wrong.size() == 1 ? data.wrong.front().message : std::to_string(data.wrong.size()) + " messages";
    };
    EXPECT_EQ(told("2024-01-02, 2024-03-01", ""), "`care_period` is listed for 1 of `child` here, and the row has 2");
    EXPECT_EQ(told("2024-01-02; 2024-03-01; 2024-04-01", ""), "`care_period` is listed for 3 of `child` here, and the row has 2");
    EXPECT_EQ(told("2024-01-02, 2024-03-01; 2024-02-05", "2024-02-01; "), "below `child` number 1 `ended` has 1 value, another column of `care_period` has 2");
    EXPECT_EQ(told("2024-01-02, 2024-03-01; 2024-02-05", "2024-02-01, ; "), "0 messages");
}

TEST_F(Rows, RecordsBesideTheRulesHangUnderTheCommonAncestor) {
    columns({{care_period, 0}, {referral, 0}});
    const RowData data = build({"2024-01-02", "2023-12-01; 2023-12-05"});
    EXPECT_EQ(data.dataset.table(child).rows, 1u);
    EXPECT_EQ(data.dataset.children(referral).of(0).size(), 2u);
}

TEST_F(Rows, ASpellIsMadeOfItsPartsWhenOnlyTheyAreNamed) {
    columns({{episode, 0}, {episode, 1}, {review, 1}});
    const RowData data = build({"2024-01-02; 2024-02-01", "2024-02-01; ", "2024-03-05"});
    ASSERT_TRUE(data.wrong.empty());
    ASSERT_EQ(data.dataset.table(care_period).rows, 1u);
    EXPECT_EQ(day(data, care_period, 0, 0), "2024-01-02");
    EXPECT_EQ(data.dataset.children(review).of(0).size(), 1u);
}

TEST_F(Rows, WithoutARecordOfTheRuleEveryPositionIsACase) {
    example.target = Example::Target::measure;
    columns({{care_period, 0}, {review, 1}});
    const RowData data = build({"2024-01-02; 2024-01-05; 2024-01-08", "2024-01-30; ; 2024-02-05"});
    ASSERT_TRUE(data.wrong.empty());
    EXPECT_EQ(data.dataset.table(child).rows, 3u);
    EXPECT_EQ(data.dataset.table(care_period).rows, 3u);
    EXPECT_EQ(data.dataset.children(review).of(0).size(), 1u);
    EXPECT_EQ(data.dataset.children(review).of(1).size(), 0u);
    EXPECT_EQ(data.dataset.children(review).of(2).size(), 1u);
}

TEST_F(Rows, WhatCannotBeReadIsTold) {
    columns({{care_period, 0}, {review, 1}, {review, 2}});
    const auto codes = [](const RowData& data) {
        std::string out;
        for (const Diagnostic& one : data.wrong) out += std::string(info(one.kind).code) + " ";
        return out;
    };
    EXPECT_EQ(codes(build({"soon", "2024-01-30", "perhaps"})), "D0302 D0302 ");
    EXPECT_EQ(codes(build({"2024-01-02", "2024-01-30; 2024-02-01", "yes"})), "D0304 ");
    EXPECT_EQ(codes(build({"2024-01-02; 2024-05-01", "2024-01-30; 2024-02-01; 2024-05-20", ""})), "");   // placed by their dates
    example.columns[1] = {false, episode, 0, {}};
    rules.records[episode].parent = care_period;
    EXPECT_EQ(codes(build({"2024-01-02; 2024-05-01", "2024-01-30; 2024-02-01; 2024-05-20", ""})), "D0304 ");
}

}  // namespace
}  // namespace duly::verify
