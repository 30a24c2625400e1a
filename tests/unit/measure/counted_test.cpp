// Measures whose items are only counted, against the same counted one by one.
#include <array>
#include <map>
#include <random>

#include "tests/unit/measure/town.hpp"

namespace duly::test {
namespace {

using Lines = std::vector<std::string>;

const char* const rules = R"(
record visit
  visit_id text key
  planned_for date orders
  team text
  score number optional
measure good
  percentage of visit where visit.score is more than 5 out of visit where visit.score is not 3
  counted by visit.planned_for
  per month and rolling 3 months, by visit.team
)";
constexpr int not_there = -1, unreadable = -2;
struct Visit { int month = 0; std::string team; int score = 0; };      // months from January 2024 on

std::string month_name(int month) { return std::to_string(2024 + month / 12) + (month % 12 < 9 ? "-0" : "-") + std::to_string(month % 12 + 1); }
std::string line(const std::string& period, const std::string& team, std::int64_t met, std::int64_t all, std::int64_t unknown) {
    return period + " [" + team + "]: " + std::to_string(met) + "/" + std::to_string(all) + " " + std::to_string(unknown);
}

// Visit by visit.
Lines counted(const std::vector<Visit>& visits, int months) {
    Lines lines;
    for (const int length : {1, 3})
        for (int month = 0; month < months; ++month) {
            std::map<std::string, std::array<int, 3>> teams{{"", {}}};
            for (const Visit& visit : visits) {
                if (visit.month > month || visit.month <= month - length || visit.score == 3) continue;
                for (const std::string& team : {std::string(), visit.team}) {
                    teams[team][0] += visit.score > 5;
                    ++teams[team][1];
                    teams[team][2] += visit.score == unreadable;
                }
            }
            const std::string name = (length == 1 ? "" : "3 months to ") + month_name(month);
            for (const auto& [team, n] : teams) lines.push_back(line(name, team, n[0], n[1], n[2]));
        }
    return lines;
}

Lines found(const std::vector<Visit>& visits, int months) {
    Town town(rules);
    int id = 0;
    for (const Visit& visit : visits) {
        const std::string day = std::to_string(10 + id % 19);
        std::vector<std::string> fields{"visit_id V" + std::to_string(id++), "planned_for " + month_name(visit.month) + "-" + day, "team " + visit.team};
        if (visit.score != not_there) fields.push_back("score " + (visit.score == unreadable ? std::string("?") : std::to_string(visit.score)));
        town.add("visit", fields);
    }
    town.rows("good", month_name(months - 1) + "-28");
    Lines lines;
    const eval::MeasureResult& result = town.result("good");
    for (const eval::MeasureValue& value : result.values)
        lines.push_back(line(result.periods[value.period].name, value.group.empty() ? "" : value.group[0], value.numerator, value.denominator, value.unknown));
    return lines;
}

std::vector<Visit> some_visits(int count, int months, int teams) {
    std::mt19937 random(7);
    std::vector<Visit> visits{{0, "T0", 9}};
    for (int i = 1; i < count; ++i)
        visits.push_back({static_cast<int>(random() % static_cast<unsigned>(months)), "T" + std::to_string(random() % static_cast<unsigned>(teams)), static_cast<int>(random() % 12) - 2});
    return visits;
}

TEST(Counted, EachPeriodAndGroupAsOneByOne) {
    const auto visits = some_visits(20'000, 30, 7);     // more than one range
    EXPECT_EQ(found(visits, 30), counted(visits, 30));
}

// So many groups that their counts would take more room than the items.
TEST(Counted, ManyGroups) {
    const auto visits = some_visits(9'000, 40, 8'000);
    EXPECT_EQ(found(visits, 40), counted(visits, 40));
}

}  // namespace
}  // namespace duly::test
