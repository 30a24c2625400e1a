#include <gtest/gtest.h>

#include "engine/data/spell_doubt.hpp"
#include "tests/unit/data/schema.hpp"

namespace duly::data::test {
namespace {

struct Episodes {
    model::RuleSet rules = looked_after();
    std::vector<Diagnostic> quality;
    std::optional<Day> as_of;
    AskRows conditions;
    std::vector<std::vector<std::string>> rows;     // child, start, end
    Dataset make() {
        Filler fill(rules);
        if (as_of) fill.builder.set_as_of(*as_of);
        fill.builder.set_conditions(conditions);
        std::uint32_t line = 1;
        for (const auto* id : {"A", "B"}) fill.set("child", fill.add("child"), "child_id", id);
        for (const auto& row : rows) {
            const auto episode = fill.add("episode", row[0] == "A" ? 0 : 1, ++line);
            fill.set("episode", episode, "episode_id", std::to_string(line)).set("episode", episode, "started", row[1]).set("episode", episode, "ended", row[2]);
            if (row.size() > 3) fill.set("episode", episode, "legal_status", row[3]);
        }
        return fill.builder.finish(quality);
    }
    Texts spells(const Dataset& data) {
        Texts out;
        for (Row row = 0; row < data.table(rules.record("care_period")).rows; ++row)
            out.push_back(data.key_of(rules, rules.record("care_period"), row) + " to " + cell(data, rules, "care_period", row, "ended"));
        return out;
    }
};

TEST(Spells, TouchingPartsJoin) {
    Episodes e;
    e.rows = {{"A", "2020-01-10", "2020-02-01"}, {"B", "2020-01-01", "2020-03-01"}, {"A", "2020-01-01", "2020-01-10"}, {"A", "2020-02-02", "2020-03-01"}, {"B", "2020-02-01", "2020-02-10"}};
    const auto data = e.make();
    EXPECT_EQ(e.spells(data), (Texts{"A 2020-01-01 to 2020-02-01", "A 2020-02-02 to 2020-03-01", "B 2020-01-01 to 2020-03-01"}));
    EXPECT_TRUE(e.quality.empty());
    EXPECT_EQ(data.spell_rows(e.rules.record("care_period")), (std::vector<Row>{0, 2, 0, 1, 2}));
    const auto parts = data.parts(e.rules.record("care_period")).of(0);
    EXPECT_EQ(std::vector<Row>(parts.begin(), parts.end()), (std::vector<Row>{2, 0}));
}

TEST(Spells, GapIsNextStartMinusLatestEnd) {
    Episodes e;
    e.rules.records[e.rules.record("care_period")].spell->max_gap_days = 7;
    e.rows = {{"A", "2020-01-01", "2020-01-31"}, {"A", "2020-02-07", "2020-02-10"}, {"A", "2020-02-18", ""}, {"B", "2020-01-01", "2020-12-31"}, {"B", "2020-02-01", "2020-03-01"}, {"B", "2021-01-05", "2021-02-01"}};
    const auto data = e.make();
    EXPECT_EQ(e.spells(data), (Texts{"A 2020-01-01 to 2020-02-10", "A 2020-02-18 to blank", "B 2020-01-01 to 2021-02-01"}));
}

TEST(Spells, OpenPartKeepsTheSpellOpen) {
    Episodes e;
    e.rows = {{"A", "2020-01-01", ""}, {"A", "2021-01-01", "2021-02-01"}};
    EXPECT_EQ(e.spells(e.make()), Texts{"A 2020-01-01 to blank"});
}

TEST(Spells, UnreadablePartsAreListedAndJoinNothing) {
    Episodes e;
    e.rows = {{"A", "?", "2020-01-05"}, {"A", "2020-01-05", "2020-01-01"}, {"A", "", ""}, {"A", "2020-03-01", "2020-04-01"}};
    const auto data = e.make();
    EXPECT_EQ(e.spells(data), Texts{"A 2020-03-01 to 2020-04-01"});
    EXPECT_EQ(codes(e.quality), (Texts{"D0421:2", "D0421:3", "D0421:4"}));
    EXPECT_EQ(data.table(e.rules.record("episode")).rows, 4u);
}

TEST(Spells, OnlyAnEndThatJoinsOnEveryDayJoins) {
    Episodes e;
    // To 31 January at the latest: 1 February is a day too late, 31 January may be reached, 1 January is reached on every day.
    e.rows = {{"A", "2020-01-01", "2020-01"}, {"A", "2020-02-01", "2020-03-01"}, {"B", "2020-01-01", "2020-01"}, {"B", "2020-01-01", "2020-01-20"}};
    const auto data = e.make();
    const auto id = e.rules.record("care_period");
    EXPECT_EQ(e.spells(data), (Texts{"A 2020-01-01 to 2020-01-01..2020-01-31", "A 2020-02-01 to 2020-03-01", "B 2020-01-01 to 2020-01-20..2020-01-31"}));
    EXPECT_FALSE(may_be_one_with_another(data, id, 0));
    EXPECT_FALSE(may_be_one_with_another(data, id, 1));
}

TEST(Spells, WhereAPartialEndMayJoinBothSpellsAreThereInDoubt) {
    Episodes e;
    e.rows = {{"A", "2020-01-01", "2020-01"}, {"A", "2020-01-31", "2020-03-01"}, {"A", "2020-03-02", "2020-03-03"}};
    const auto data = e.make();
    const auto id = e.rules.record("care_period");
    const auto started = e.rules.records[id].span_from;
    ASSERT_EQ(data.table(id).rows, 3u);
    // One spell to 1 March, or two, the first to a day in January.
    EXPECT_EQ(e.spells(data)[0], "A 2020-01-01 to 2020-01-01..2020-03-01");
    EXPECT_EQ(cell(data, e.rules, "care_period", 1, "started"), "2020-01-01..2020-01-31");
    EXPECT_EQ(cell(data, e.rules, "care_period", 1, "ended"), "2020-03-01");
    EXPECT_EQ(data.table(id).columns[started].state[0], State::known);
    EXPECT_EQ(e.spells(data)[2], "A 2020-03-02 to 2020-03-03");
    EXPECT_TRUE(may_be_one_with_another(data, id, 0));
    EXPECT_FALSE(may_be_part_of_another(data, id, 0));
    EXPECT_TRUE(may_be_part_of_another(data, id, 1));
    EXPECT_FALSE(may_be_one_with_another(data, id, 2));
    // The end of the first part leaves both in doubt.
    EXPECT_EQ(part_that_gives(e.rules, data, id, 0, e.rules.records[id].span_to), 0u);
    EXPECT_EQ(part_that_gives(e.rules, data, id, 1, started), 0u);
    // Each part stands under both; which it surely belongs to is told.
    for (const Row spell : {0u, 1u}) {
        const auto parts = data.parts(id).of(spell);
        EXPECT_EQ(std::vector<Row>(parts.begin(), parts.end()), (std::vector<Row>{0, 1}));
        EXPECT_TRUE(surely_part(data, id, spell, spell));
        EXPECT_FALSE(surely_part(data, id, spell, 1 - spell));
    }
}

TEST(Spells, AnUnreadableEndMayReachEveryLaterPartOrNone) {
    Episodes e;
    e.rows = {{"A", "2020-01-01", "?"}, {"A", "2020-06-01", "2020-07-01"}, {"A", "2020-08-01", ""}, {"B", "2020-01-01", "?"}};
    const auto data = e.make();
    EXPECT_EQ(e.spells(data)[0], "A 2020-01-01 to 2020-01-01..2999-12-31");
    EXPECT_EQ(cell(data, e.rules, "care_period", 1, "started"), "2020-01-01..2020-06-01");
    EXPECT_EQ(cell(data, e.rules, "care_period", 1, "ended"), "2020-07-01..2999-12-31");
    EXPECT_EQ(cell(data, e.rules, "care_period", 2, "started"), "2020-01-01..2020-08-01");
    EXPECT_EQ(cell(data, e.rules, "care_period", 2, "ended"), "blank");
    EXPECT_EQ(e.spells(data)[3], "B 2020-01-01 to unreadable");
}

TEST(Spells, AnUnreadableEndInsideASurePartJoinsForSure) {
    Episodes e;
    e.rows = {{"A", "2020-01-01", ""}, {"A", "2020-02-01", "?"}, {"B", "2020-01-01", "2020-03-01"}, {"B", "2020-02-01", "?"}};
    EXPECT_EQ(e.spells(e.make()), (Texts{"A 2020-01-01 to blank", "B 2020-01-01 to unreadable"}));
}

TEST(Spells, ThePartThatGivesADateIsTold) {
    Episodes e;
    e.rows = {{"A", "2020-01-01", "2020-01-10"}, {"A", "2020-01-10", "2020-02-10"}, {"A", "2020-01-12", "2020-01-15"}, {"B", "2020-01-01", "2020-01-05"}, {"B", "2020-01-05", ""}};
    const auto data = e.make();
    const auto id = e.rules.record("care_period");
    const auto from = e.rules.records[id].span_from, to = e.rules.records[id].span_to;
    EXPECT_EQ(part_that_gives(e.rules, data, id, 0, from), 0u);
    EXPECT_EQ(part_that_gives(e.rules, data, id, 0, to), 1u);
    EXPECT_EQ(part_that_gives(e.rules, data, id, 1, to), 4u);
    EXPECT_EQ(part_that_gives(e.rules, data, e.rules.record("episode"), 0, 0), no_row);
}

TEST(Spells, WhereIsAskedOfTheSettledParts) {
    Episodes e;
    const auto episode = e.rules.record("episode");
    e.rules.records[e.rules.record("care_period")].spell->where = 7;
    e.conditions = [&](const Dataset& so_far, model::ExprId condition, RecordId record) {
        EXPECT_EQ(condition, 7u);
        EXPECT_EQ(record, episode);
        EXPECT_EQ(so_far.table(record).rows, 3u);
        EXPECT_EQ(so_far.table(e.rules.record("child")).rows, 2u);
        EXPECT_EQ(so_far.table(e.rules.record("care_period")).rows, 0u);
        return std::vector<Truth>{Truth::yes, Truth::no, Truth::unknown};
    };
    e.rows = {{"A", "2020-01-01", "2020-02-01"}, {"A", "2020-02-01", "2020-03-01"}, {"A", "2020-03-01", "2020-04-01"}};
    EXPECT_EQ(e.spells(e.make()), Texts{"A 2020-01-01 to 2020-02-01"});
    EXPECT_EQ(codes(e.quality), Texts{"D0421:4"});  // whether the third belongs cannot be told
}

TEST(Spells, WhatStartsAfterAsOfHasClosedNoGap) {
    Episodes e;
    e.rules.records[e.rules.record("care_period")].spell->max_gap_days = 7;
    e.rows = {{"A", "2020-01-01", "2020-01-31"}, {"A", "2020-02-05", ""}};
    e.as_of = day("2020-02-02");
    EXPECT_EQ(e.spells(e.make()), (Texts{"A 2020-01-01 to 2020-01-31", "A 2020-02-05 to blank"}));
}

TEST(Spells, RowsThatAreGivenSetTheSpellAside) {
    const auto rules = looked_after();
    Filler fill(rules);
    const auto child = fill.add("child");
    fill.set("child", child, "child_id", "A");
    const auto episode = fill.add("episode", child);
    fill.set("episode", episode, "episode_id", "1").set("episode", episode, "started", "2020-01-01");
    const auto period = fill.add("care_period", child);
    fill.set("care_period", period, "started", "2019-01-01");
    std::vector<Diagnostic> quality;
    const auto data = fill.builder.finish(quality);
    EXPECT_EQ(keys(data, rules, "care_period"), Texts{"A 2019-01-01"});
    EXPECT_EQ(data.spell_rows(rules.record("care_period")), std::vector<Row>{0});
}

}  // namespace
}  // namespace duly::data::test
