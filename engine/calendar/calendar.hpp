// Working days, school days and working hours of one calendar. Immutable; built once, shared by threads.
// Counting is two table look-ups: a running count by day and its inverse.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "dsl/base/time_zone.hpp"

namespace duly::calendar {

using Day = std::int32_t;       // since 1970-01-01
using Second = std::int64_t;    // since 1970-01-01 00:00 UTC

struct ClosedDay { Day day = 0; std::string title; };
struct Span { Day from = 0, to = 0; };

struct CalendarSpec {
    std::string name;
    std::uint8_t working_week = 0b0011111;              // bit 0 monday
    std::optional<std::pair<int, int>> hours;           // minutes after midnight; none = a working hour cannot be counted
    std::vector<ClosedDay> closed;                      // holidays and closures, any order
    std::vector<Span> open;                             // school terms; empty = no school days known
    Day known_from = 0, known_until = -1;               // both included
    TimeZone zone;                                      // of the opening hours
};

class Calendar {
public:
    explicit Calendar(CalendarSpec spec);

    const std::string& name() const { return spec_.name; }
    Day known_from() const { return spec_.known_from; }
    Day known_until() const { return spec_.known_until; }
    bool covers(Day day) const { return day >= spec_.known_from && day <= spec_.known_until; }
    bool has_hours() const { return spec_.hours.has_value(); }
    bool has_terms() const { return !spec_.open.empty(); }

    // All of these give nothing when the count leaves the calendar's reach: such a rule has not run.
    std::optional<bool> is_working_day(Day day) const;
    // n > 0: the n-th working day after `day`; n < 0: before; n = 0: `day` itself, working or not.
    std::optional<Day> add_working_days(Day day, std::int64_t n) const;
    std::optional<Day> add_school_days(Day day, std::int64_t n) const;
    // Working days after a up to and including b; negative when b is earlier; 0 on the same day.
    std::optional<std::int64_t> working_days_between(Day a, Day b) const;
    std::optional<std::int64_t> school_days_between(Day a, Day b) const;
    // `day` when it is a working day, else the next one.
    std::optional<Day> on_or_next_working_day(Day day) const;
    // Elapsed time inside the opening hours. `seconds` >= 0 counts forward, < 0 backward.
    std::optional<Second> add_working_time(Second start, std::int64_t seconds) const;
    std::optional<std::int64_t> working_time_between(Second a, Second b) const;     // seconds

    // For loops over many days: working days up to and including known_from() + i, by i; and the working days, in order.
    std::span<const std::int32_t> working_days_up_to() const { return running_; }
    std::span<const std::int32_t> working_days() const { return days_; }

    // For explanations: days of the working week that were closed after a up to and including b, with their titles, in order.
    std::vector<ClosedDay> closed_between(Day a, Day b) const;

private:
    CalendarSpec spec_;
    // Index 0 = known_from. running_[i]: working days up to and including that day; days_[k]: the (k+1)-th working day.
    std::vector<std::int32_t> running_, days_, school_running_, school_days_;
    std::optional<Day> step(const std::vector<std::int32_t>& running, const std::vector<std::int32_t>& days, Day day, std::int64_t n) const;
};

}  // namespace duly::calendar
