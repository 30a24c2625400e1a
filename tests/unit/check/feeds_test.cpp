// Feeds, spells and calendars.
#include "dsl/base/date.hpp"
#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

TEST(CheckFeeds, MapsColumns) {
    const auto rules = good(std::string(records) + R"(
feed ours
  dates are dd/mm/yyyy or yyyy-mm-dd hh:mm:ss
  blank is "NULL", 1900-01-01
  file "list_8*.csv" gives child
    child_id is "Id"
    born is "Born"
  file "list_8*.csv" gives care_period, holds the latest
    started is "Start" or like "*start*"
    parent is the child of the same row
  file "visits*.csv" gives visit, holds every
    held is "Held"
    seen is "Seen" where "Y", "1" mean yes, "N" means no
    parent is the placement whose placement_id is "Placement"
)");
    const auto& feed = rules->feeds.at(0);
    ASSERT_EQ(feed.dates.size(), 2u);
    EXPECT_EQ(feed.dates[0].order, model::DateFormat::Order::day_month_year);
    EXPECT_EQ(feed.dates[0].separator, '/');
    EXPECT_TRUE(feed.dates[1].with_time);
    EXPECT_EQ(feed.blanks, (std::vector<std::string>{"NULL", "1900-01-01"}));
    ASSERT_EQ(feed.files.size(), 3u);
    EXPECT_EQ(feed.files[1].holds, model::Holds::latest);
    EXPECT_EQ(feed.files[1].parent.kind, model::ParentLink::Kind::same_row);
    ASSERT_EQ(feed.files[1].mappings.at(0).columns.size(), 2u);
    EXPECT_TRUE(feed.files[1].mappings[0].columns[1].like);
    EXPECT_EQ(feed.files[1].mappings[0].columns[1].text, "*start*");
    EXPECT_EQ(feed.files[2].mappings.at(1).spellings.at(0).texts.size(), 2u);
    EXPECT_EQ(feed.files[2].parent.kind, model::ParentLink::Kind::by_fields);
    EXPECT_EQ(feed.files[2].parent.columns.at(0).at(0).at(0).text, "Placement");
}

TEST(CheckFeeds, SpellFillsItsRecord) {
    const auto rules = good(std::string(records) + R"(
record episode of child
  episode_id text key
  started date orders
  ended date optional
  spans started to ended
spell care_period of child from episode joined when the gap is at most 7 days
check c
  for each care_period
  must count of episode more than 0
)");
    const auto& record = rules->records[rules->record("care_period")];
    ASSERT_TRUE(record.spell);
    EXPECT_EQ(record.spell->part, rules->record("episode"));
    EXPECT_EQ(record.spell->max_gap_days, 7);
    const auto& count = rules->exprs[rules->exprs[rules->checks[0].must].a];
    EXPECT_EQ(rules->aggregates[count.ref].hops, 0);
}

TEST(CheckFeeds, Calendars) {
    const auto rules = good(R"(
calendar council extends england_and_wales
  closed 27 December 2024 because "Christmas closure"
calendar england_and_wales
  working monday to friday 08:30 to 17:00
  holidays from "bank-holidays.json" division "england-and-wales"
  known until 31 December 2028
)");
    ASSERT_EQ(rules->calendars.size(), 2u);
    EXPECT_EQ(rules->calendars[0].name, "england_and_wales");
    EXPECT_EQ(rules->calendars[0].working_week, 0b0011111);
    EXPECT_EQ(rules->calendars[0].hours, std::pair(8 * 60 + 30, 17 * 60));
    EXPECT_EQ(rules->calendars[0].holiday_files.at(0).path, "bank-holidays.json");
    EXPECT_EQ(rules->calendars[1].extends, 0u);
    EXPECT_EQ(rules->calendars[1].closed.at(0).from, *parse_iso_day("2024-12-27"));
}

}  // namespace
}  // namespace duly::test
