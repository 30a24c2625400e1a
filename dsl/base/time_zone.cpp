#include "dsl/base/time_zone.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/base/time_zone_file.hpp"

namespace duly {
namespace {

constexpr std::int64_t day_seconds = 86'400;

std::int64_t floor_day(std::int64_t second) { return second >= 0 ? second / day_seconds : -((day_seconds - 1 - second) / day_seconds); }

Wall split(std::int64_t wall) {
    const std::int64_t day = floor_day(wall);
    return {static_cast<std::int32_t>(day), static_cast<std::int32_t>(wall - day * day_seconds)};
}

// The first Sunday on or after a day of the month.
std::int32_t sunday_from(int year, unsigned month, unsigned day) {
    const std::int32_t first = to_day({year, month, day});
    return first + static_cast<std::int32_t>(6 - weekday(first));
}

// Summer time of London in a year as UTC seconds. The present dates stand since 1996; those before were set order by
// order, and an order of 1972 moved the clocks at 02:00.
struct Summer { std::int64_t begin, end; };
Summer summer_of(int year) {
    const bool early = year >= 1972 && year <= 1980;
    const std::int32_t begin = early ? sunday_from(year, 3, 16) : sunday_from(year, 3, 25);
    const unsigned october = year >= 1972 && year <= 1989 ? 23 : year >= 1990 && year <= 1995 ? 22 : 25;
    const std::int64_t hour = early ? 7'200 : 3'600;
    return {begin * day_seconds + hour, sunday_from(year, 10, october) * day_seconds + hour};
}

}  // namespace

std::optional<TimeZone> TimeZone::from_file(std::string_view bytes) {
    auto file = read_zone_file(bytes);
    if (!file) return std::nullopt;
    // Before 1601 every clock shows UTC: what stands for "no date told" (the first day of 1600) is one and the same moment everywhere.
    const std::int64_t first = to_day({1601, 1, 1}) * day_seconds;
    const auto later = std::upper_bound(file->at.begin(), file->at.end(), first) - file->at.begin();
    const std::int32_t then = later == 0 ? file->first : file->offset[static_cast<std::size_t>(later) - 1];
    file->at.erase(file->at.begin(), file->at.begin() + later);
    file->offset.erase(file->offset.begin(), file->offset.begin() + later);
    file->at.insert(file->at.begin(), first);
    file->offset.insert(file->offset.begin(), then);
    file->first = 0;
    TimeZone zone;
    zone.table_ = std::make_shared<const Table>(Table{file->first, std::move(file->at), std::move(file->offset)});
    return zone;
}

std::int64_t TimeZone::utc(std::int32_t day, std::int32_t second_of_day) const {
    const std::int64_t wall = day * day_seconds + second_of_day;
    if (!table_) {
        const Summer summer = summer_of(to_civil(day).year);
        // Read as summer time first: of a wall time that occurs twice that is the earlier. One that never occurs is then
        // before the change, is read as winter time, and so stands an hour later on the clock.
        const std::int64_t as_summer = wall - 3'600;
        return as_summer >= summer.begin && as_summer < summer.end ? as_summer : wall;
    }
    // The first stretch that ends after this wall time: where it also begins before it, the time occurs there for the first
    // time; else the time was left out at the change, and is counted by the clocks before it.
    const Table& table = *table_;
    // No clock is further from UTC than a day and two hours, so stretches before are over.
    std::size_t i = static_cast<std::size_t>(std::lower_bound(table.at.begin(), table.at.end(), wall - 2 * day_seconds) - table.at.begin());
    const auto offset = [&](std::size_t stretch) { return stretch == 0 ? table.first : table.offset[stretch - 1]; };
    while (i < table.at.size() && wall - offset(i) >= table.at[i]) {
        if (wall - table.offset[i] < table.at[i]) return wall - offset(i);
        ++i;
    }
    return wall - offset(i);
}

Wall TimeZone::wall(std::int64_t second) const {
    if (!table_) {
        const Summer summer = summer_of(to_civil(static_cast<std::int32_t>(floor_day(second))).year);
        return split(second >= summer.begin && second < summer.end ? second + 3'600 : second);
    }
    const auto next = std::upper_bound(table_->at.begin(), table_->at.end(), second) - table_->at.begin();
    return split(second + (next == 0 ? table_->first : table_->offset[static_cast<std::size_t>(next) - 1]));
}

std::int64_t TimeZone::last_second(std::int32_t day) const {
    const std::int64_t midnight = utc(day + 1, 0);
    if (!table_) return midnight - 1;
    // Where the clocks were put back over midnight, some of the day came again after it.
    const auto change = std::upper_bound(table_->at.begin(), table_->at.end(), midnight);
    if (change != table_->at.end() && *change - midnight < 4 * 3'600) {
        const Wall after = wall(*change);
        if (after.day == day) return *change + (day_seconds - after.second_of_day) - 1;
    }
    return std::max(midnight - 1, first_second(day));
}

bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > 64 || name.front() == '/' || name.back() == '/' || name.front() == '.') return false;
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '/'; };
    return std::all_of(name.begin(), name.end(), fits);
}

}  // namespace duly
