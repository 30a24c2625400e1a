// Measures over several groups and periods, worked out by hand.
#include "tests/unit/measure/town.hpp"

namespace duly::test {
namespace {

using Lines = std::vector<std::string>;

std::string rules(const std::string& measures) {
    return R"(
scale rag: green, amber, red
record area
  area_id text key
  region text
  population number
record child of area
  child_id text key
  team text
record visit of child
  visit_id text key
  planned_for date orders
  held date optional
  score number
record figure
  `measure` text
  `period` date
  `area` text
  `group` text
  `value` number
timescale visited
  for each visit
  from visit.planned_for
  to visit.held
  within 0 days
)" + measures;
}

TEST(Figures, RatesByArea) {
    Town town(rules(R"(
measure visit_rate
  rate per 1000 of area.population
  for each visit
  counted by visit.planned_for
  per month, by area.region
  bands on rag: green at most 2, otherwise red
  lower is better
)"));
    const auto a = town.add("area", {"area_id A", "region North", "population 1000"}), b = town.add("area", {"area_id B", "region South", "population 3000"}),
               c = town.add("area", {"area_id C", "region North", "population 1000"});
    town.add("area", {"area_id D", "region West", "population 500"});
    const auto x = town.add("child", {"child_id X"}, a), y = town.add("child", {"child_id Y"}, b), z = town.add("child", {"child_id Z"}, c);
    for (const char* day : {"2026-01-05", "2026-01-06", "2026-01-07"}) town.add("visit", {"planned_for " + std::string(day)}, x);
    town.add("visit", {"planned_for 2026-01-09"}, z);
    town.add("visit", {"planned_for 2026-01-20"}, y);
    town.add("visit", {"planned_for 2026-02-03"}, x);
    // 5 of 5500; North 4 of 2000, South 1 of 3000, West none of 500.
    EXPECT_EQ(town.rows("visit_rate", "2026-02-10"),
              (Lines{"2026-01: 0.91 green", "2026-01 [North]: 2 green", "2026-01 [South]: 0.33 green", "2026-01 [West]: 0 green",
                     "2026-02 so far: 0.18 green", "2026-02 [North] so far: 0.50 green", "2026-02 [South] so far: 0 green", "2026-02 [West] so far: 0 green"}));
}

TEST(Figures, APopulationThatOneRowDoesNotTell) {
    Town town(rules(R"(
measure visit_rate
  rate per 1000 of area.population
  for each visit
  counted by visit.planned_for
  per month, by area.region
)"));
    const auto a = town.add("area", {"area_id A", "region North", "population 1000"}), b = town.add("area", {"area_id B", "region South", "population ?"});
    const auto x = town.add("child", {"child_id X"}, a), y = town.add("child", {"child_id Y"}, b);
    town.add("visit", {"planned_for 2026-01-05"}, x);
    town.add("visit", {"planned_for 2026-01-05"}, y);
    EXPECT_EQ(town.rows("visit_rate", "2026-01-31"), (Lines{"2026-01: -", "2026-01 [North]: 1", "2026-01 [South]: -"}));
}

TEST(Figures, EveryTurnBelowEachChild) {
    Town town(rules(R"(
measure all_visited
  percentage of child where every visited is met
  counted when due
  per month, by child.team
measure all_in_area
  percentage of area where every visited is met
  counted when due
  per month
)"));
    const auto a = town.add("area", {"area_id A"}), b = town.add("area", {"area_id B"});
    const auto one = town.add("child", {"child_id 1", "team East"}, a), two = town.add("child", {"child_id 2", "team East"}, a),
               three = town.add("child", {"child_id 3", "team West"}, b), four = town.add("child", {"child_id 4", "team West"}, b);
    town.add("child", {"child_id 5", "team West"}, b);      // without a visit: not counted
    const auto visit = [&](data::Row child, const std::string& due, const std::string& done) {
        std::vector<std::string> fields{"planned_for " + due};
        if (!done.empty()) fields.push_back("held " + done);
        town.add("visit", fields, child);
    };
    visit(one, "2026-01-05", "2026-01-05");
    visit(one, "2026-01-19", "2026-01-19");
    visit(two, "2026-01-05", "2026-01-05");
    visit(two, "2026-01-20", "2026-01-22");     // late
    visit(three, "2026-01-06", "2026-01-06");
    visit(three, "2026-01-20", "?");            // done on a day that is not told
    visit(four, "2026-01-07", "?");
    visit(four, "2026-01-20", "2026-01-21");    // late, so the other does not matter
    visit(four, "2026-02-20", "");              // not due yet
    EXPECT_EQ(town.rows("all_visited", "2026-02-10"),
              (Lines{"2026-01: 25.0% to 50.0% (1 unknown)", "2026-01 [East]: 50.0%", "2026-01 [West]: 0.0% to 50.0% (1 unknown)",
                     "2026-02 so far: -"}));
    EXPECT_EQ(town.rows("all_in_area", "2026-02-10"), (Lines{"2026-01: 0.0%", "2026-02 so far: -"}));
}

TEST(Figures, AveragesByTeamWithHiding) {
    Town town(rules(R"(
measure mean_score
  average of visit.score
  counted by visit.planned_for
  per quarter, by child.team
  hide counts under 3
  bands on rag: green at least 5, otherwise red
)"));
    const auto a = town.add("area", {"area_id A"});
    int number = 0;
    for (const auto& [team, scores] : std::vector<std::pair<std::string, std::vector<std::string>>>{{"East", {"4", "8"}}, {"North", {"1", "2", "6"}}, {"West", {"5", "5", "5", "5"}}}) {
        const auto child = town.add("child", {"child_id " + std::to_string(++number), "team " + team}, a);
        for (const auto& score : scores) town.add("visit", {"planned_for 2026-01-05", "score " + score}, child);
    }
    // East has 2 records; North is the smallest of the others.
    EXPECT_EQ(town.rows("mean_score", "2026-03-31"),
              (Lines{"2025/26 Q4: 4.56 red", "2025/26 Q4 [East]: 6 green hidden", "2025/26 Q4 [North]: 3 red hidden", "2025/26 Q4 [West]: 5 green"}));
}

TEST(Figures, MovementLooksAtItsOwnGroup) {
    Town town(rules(R"(
measure mean_score
  average of visit.score
  counted by visit.planned_for
  per month, by child.team
  bands on rag: green better than the previous month, red worse than the previous month, otherwise amber
)"));
    const auto a = town.add("area", {"area_id A"});
    const auto east = town.add("child", {"child_id 1", "team East"}, a), west = town.add("child", {"child_id 2", "team West"}, a);
    const auto score = [&](data::Row child, const std::string& due, const std::string& value) { town.add("visit", {"planned_for " + due, "score " + value}, child); };
    score(east, "2026-01-05", "4");
    score(west, "2026-01-05", "8");
    score(east, "2026-02-05", "5");
    score(west, "2026-02-05", "7");
    score(east, "2026-03-05", "9");
    // February: 6 and 6 in total; East up, West down. March is still open: where a movement would decide, there is no grade.
    EXPECT_EQ(town.rows("mean_score", "2026-03-10"),
              (Lines{"2026-01: 6 amber", "2026-01 [East]: 4 amber", "2026-01 [West]: 8 amber", "2026-02: 6 amber", "2026-02 [East]: 5 green",
                     "2026-02 [West]: 7 red", "2026-03 so far: 9", "2026-03 [East] so far: 9"}));
    EXPECT_EQ(town.result("mean_score").values[4].compared, (Lines{"2026-01 had 4"}));
}

TEST(Figures, AnOpenPeriodIsGradedWhereNoMovementDecides) {
    Town town(rules(R"(
measure mean_score
  average of visit.score
  counted by visit.planned_for
  per month
  bands on rag: green at least 9, amber better than the previous month, otherwise red
)"));
    const auto child = town.add("child", {"child_id 1"}, town.add("area", {"area_id A"}));
    town.add("visit", {"planned_for 2026-01-05", "score 4"}, child);
    town.add("visit", {"planned_for 2026-02-05", "score 9"}, child);
    EXPECT_EQ(town.rows("mean_score", "2026-02-10"), (Lines{"2026-01: 4 red", "2026-02 so far: 9 green"}));
    EXPECT_EQ(town.rows("mean_score", "2026-02-28"), (Lines{"2026-01: 4 red", "2026-02: 9 green"}));
}

TEST(Figures, ComparatorsOfTheSameGroup) {
    Town town(rules(R"(
measure told
  reported as "rate" in figure for "Bath"
  per month, by figure.`group`
  bands on rag: green at least the value for "England", otherwise red
measure told_by_area
  reported as "rate" in figure
  per month, by figure.`area`, figure.`group`
  bands on rag: green at least the value for "England", otherwise red
)"));
    const auto figure = [&](const std::string& area, const std::string& group, const std::string& value) {
        std::vector<std::string> fields{"measure rate", "period 2026-01-31", "area " + area, "value " + value};
        if (!group.empty()) fields.push_back("group " + group);
        town.add("figure", fields);
    };
    figure("Bath", "", "50");
    figure("England", "", "49");
    figure("Bath", "girls", "60");
    figure("England", "girls", "61");
    figure("Bath", "boys", "40");
    figure("England", "boys", "40");
    EXPECT_EQ(town.rows("told", "2026-01-31"), (Lines{"2026-01: 50 green", "2026-01 [boys]: 40 green", "2026-01 [girls]: 60 red"}));
    EXPECT_EQ(town.rows("told_by_area", "2026-01-31"),
              (Lines{"2026-01: -", "2026-01 [Bath] []: 50 green", "2026-01 [Bath] [boys]: 40 green", "2026-01 [Bath] [girls]: 60 red",
                     "2026-01 [England] []: 49 green", "2026-01 [England] [boys]: 40 green", "2026-01 [England] [girls]: 61 green"}));
}

TEST(Figures, YearToDateAgainstThreeMonthsBefore) {
    Town town(rules(R"(
measure total
  sum of visit.score
  counted by visit.planned_for
  per year to date
  bands on rag: green better than the previous quarter, otherwise red
)"));
    const auto child = town.add("child", {"child_id 1"}, town.add("area", {"area_id A"}));
    for (const char* line : {"2025-04-05 4", "2025-07-05 1", "2025-08-05 2"})
        town.add("visit", {"planned_for " + std::string(line).substr(0, 10), "score " + std::string(line).substr(11)}, child);
    EXPECT_EQ(town.rows("total", "2025-08-31"),
              (Lines{"year to 2025-04: 4 red", "year to 2025-05: 4 red", "year to 2025-06: 4 red", "year to 2025-07: 5 green", "year to 2025-08: 7 green"}));
}

TEST(Figures, WhatIsKeptOfTheRule) {
    Town town(rules(R"(
measure kept
  confidence secondary
  law "Working Together 2026"
  percentile 97.5 of visit.score
  counted by visit.planned_for
  per month
  floor -2
)"));
    const model::Measure& m = town.rules().measures.at(0);
    EXPECT_EQ(m.confidence, model::Confidence::secondary);
    EXPECT_EQ(m.law, "Working Together 2026");
    EXPECT_EQ(m.percentile, 97'500'000);
    EXPECT_EQ(m.floor, -2 * model::number_scale);
    EXPECT_FALSE(m.percentage);
}

// The last periods by themselves are as they are among all; bands that look back are given all of them.
TEST(Figures, LastPeriodsOnly) {
    Town town(rules(R"(
measure held_in_time
  percentage of visited that are met
  counted when due
  per month and per quarter
  bands on rag: green at least 50%, otherwise red
measure open_visits
  count of visit where not visit.held is known
  on the last day
  per month
  bands on rag: green at most 1, otherwise red
  lower is better
measure moving
  percentage of visited that are met
  counted when due
  per month
  bands on rag: green better than the previous month, otherwise red
)"));
    const auto child = town.add("child", {"child_id C", "team East"}, town.add("area", {"area_id A", "region North"}));
    for (const char* month : {"01", "02", "03", "04"})
        for (const char* on : {"05", "20"})
            town.add("visit", {std::string("visit_id V") + month + on, std::string("planned_for 2026-") + month + "-" + on, std::string("held 2026-") + month + (on[0] == '0' || month[1] == '3' ? "-05" : "-28")}, child);
    const std::string as_of = "2026-04-21";
    for (const char* measure : {"held_in_time", "open_visits", "moving"}) {
        town.last_periods = 0;
        const Lines all = town.rows(measure, as_of);
        town.last_periods = 2;
        const Lines last = town.rows(measure, as_of);
        if (std::string(measure) == "moving") {
            EXPECT_EQ(last, all);
            continue;
        }
        ASSERT_EQ(last.size(), 2U) << measure;
        EXPECT_EQ(last, (Lines{all[2], all[3]})) << measure;
        EXPECT_TRUE(all[3].starts_with("2026-04 so far")) << all[3];
    }
}

}  // namespace
}  // namespace duly::test
