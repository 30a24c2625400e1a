// Wall times against Python's zoneinfo; the files of the tz database, whole and broken.
#include "dsl/base/time_zone.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "dsl/base/date.hpp"

namespace duly {
namespace {

std::string bytes_of(const std::string& name) {
    std::ifstream in("/usr/share/zoneinfo/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TimeZone zone(const std::string& name) {
    const auto found = TimeZone::from_file(bytes_of(name));
    EXPECT_TRUE(found) << name;
    return found.value_or(TimeZone{});
}

std::int32_t d(const char* text) { return *parse_iso_day(text); }

// zoneinfo.ZoneInfo(zone), fold 0, as seconds since 1970.
TEST(TimeZone, WallTimes) {
    const struct { const char* zone; const char* wall; std::int64_t second; const char* shown; } cases[] = {
        {"Europe/Paris", "2026-03-29 02:30", 1774747800, "2026-03-29 03:30"},          // never occurs
        {"Europe/Paris", "2026-10-25 02:30", 1792888200, "2026-10-25 02:30"},          // the first of two
        {"America/New_York", "2026-03-08 02:30", 1772955000, "2026-03-08 03:30"},
        {"America/New_York", "2500-07-01 12:00", 16740921600, "2500-07-01 12:00"},     // by the rule behind the table
        {"America/New_York", "1985-07-01 12:00", 489081600, "1985-07-01 12:00"},
        {"Australia/Lord_Howe", "2026-10-04 02:10", 1791042000, "2026-10-04 02:40"},   // half an hour
        {"Australia/Lord_Howe", "2026-04-05 01:45", 1775313900, "2026-04-05 01:45"},
        {"Pacific/Apia", "2011-12-30 10:00", 1325275200, "2011-12-31 10:00"},          // a day left out
        {"Asia/Kolkata", "2999-07-01 00:00", 32487762600, "2999-07-01 00:00"},
        {"Europe/Dublin", "2026-07-01 12:00", 1782903600, "2026-07-01 12:00"},
    };
    for (const auto& each : cases) {
        const TimeZone in = zone(each.zone);
        EXPECT_EQ(parse_iso_moment(each.wall, in), each.second) << each.zone << ' ' << each.wall;
        EXPECT_EQ(format_moment(each.second, in), each.shown) << each.zone << ' ' << each.wall;
    }
}

TEST(TimeZone, EndsOfDays) {
    const TimeZone apia = zone("Pacific/Apia"), newfoundland = zone("America/St_Johns"), paris = zone("Europe/Paris");
    // 25 hours on 25 October, 23 on 29 March.
    EXPECT_EQ(paris.last_second(d("2026-10-25")) - paris.first_second(d("2026-10-25")), 25 * 3600 - 1);
    EXPECT_EQ(paris.last_second(d("2026-03-29")) - paris.first_second(d("2026-03-29")), 23 * 3600 - 1);
    // 30 December 2011 did not come: the 29th ended where the 31st began.
    EXPECT_EQ(apia.first_second(d("2011-12-30")), apia.first_second(d("2011-12-31")));
    EXPECT_EQ(apia.last_second(d("2011-12-30")), apia.first_second(d("2011-12-31")));
    EXPECT_EQ(apia.last_second(d("2011-12-29")), apia.first_second(d("2011-12-31")) - 1);
    EXPECT_EQ(apia.day(apia.first_second(d("2011-12-31")) - 1), d("2011-12-29"));
    // Until 2011 the clocks of Newfoundland went back at one past midnight, so that the last hour of the day came again after it.
    EXPECT_EQ(newfoundland.first_second(d("2006-10-29")), 1162089000);
    EXPECT_EQ(newfoundland.last_second(d("2006-10-28")), 1162089000 + 3600 - 1);
    EXPECT_EQ(newfoundland.day(1162089000 + 1800), d("2006-10-28"));
}

TEST(TimeZone, FilesThatAreNone) {
    EXPECT_FALSE(TimeZone::from_file(""));
    EXPECT_FALSE(TimeZone::from_file("Europe/Paris"));
    const std::string paris = bytes_of("Europe/Paris");
    ASSERT_GT(paris.size(), 500u);
    for (std::size_t n = 0; n + 60 < paris.size(); ++n) EXPECT_FALSE(TimeZone::from_file(paris.substr(0, n))) << n;
    // Whatever byte is wrong: a zone or none, and every moment of it is told.
    for (std::size_t n = 0; n < paris.size(); ++n)
        for (const char wrong : {'\0', '\x7f', '\xff'}) {
            std::string bytes = paris;
            bytes[n] = wrong;
            if (const auto read = TimeZone::from_file(bytes)) {
                for (const std::int32_t day : {-135140, -10000, 0, 20000, 376199}) EXPECT_LE(read->first_second(day), read->last_second(day));
            }
        }
}

TEST(TimeZone, Names) {
    for (const char* name : {"Europe/Paris", "Etc/GMT+5", "America/Port-au-Prince", "EST5EDT"}) EXPECT_TRUE(is_zone_name(name)) << name;
    for (const char* name : {"", "/etc/passwd", "../etc/passwd", "Europe/../Paris", "Europe/", "a b"}) EXPECT_FALSE(is_zone_name(name)) << name;
}

}  // namespace
}  // namespace duly
