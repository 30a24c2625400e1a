// Wall time of one time zone. Immutable and cheap to copy; a rule set holds one, and all that it counts follows it.
// Days are int32 since 1970-01-01; moments are int64 seconds since 1970-01-01 00:00 UTC.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duly {

struct Wall { std::int32_t day = 0, second_of_day = 0; };

class TimeZone {
public:
    // London, built in: Summer Time Act 1972 and its orders; since 1996 summer is from the last Sunday of March to the last
    // Sunday of October, 01:00 UTC.
    TimeZone() = default;
    // From the bytes of a file of the tz database (RFC 8536, version 2 or later); nothing when they are not one.
    static std::optional<TimeZone> from_file(std::string_view bytes);

    // A wall time that occurs twice is the first; one that never occurs moves on by as much as the clocks do.
    std::int64_t utc(std::int32_t day, std::int32_t second_of_day) const;
    Wall wall(std::int64_t second) const;
    std::int32_t day(std::int64_t second) const { return wall(second).day; }
    // The first second of a day, and its last. Of a day that the zone left out both are the first second of the next.
    std::int64_t first_second(std::int32_t day) const { return utc(day, 0); }
    std::int64_t last_second(std::int32_t day) const;
    // Its clocks change before two o'clock on Sundays and at no other time.
    bool changes_early_on_sundays() const { return !table_; }

private:
    // From at[i] on the clocks are offset[i] seconds ahead of UTC; before at[0] `first`.
    struct Table {
        std::int32_t first = 0;
        std::vector<std::int64_t> at;
        std::vector<std::int32_t> offset;
    };
    std::shared_ptr<const Table> table_;    // none: London
};

// Is this how a zone is called? So that no other file is looked for.
bool is_zone_name(std::string_view name);

std::optional<std::int64_t> parse_iso_moment(std::string_view text, const TimeZone& zone);  // 2024-03-01 18:00[:05] or with T, wall time
std::string format_moment(std::int64_t second, const TimeZone& zone);                       // 2024-03-01 18:00 wall time, seconds when not 0

}  // namespace duly
