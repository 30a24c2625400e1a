// Due date arithmetic of one turn: lengths counted from a start, extensions, pauses, restarts, rolling. No data, no
// conditions: everything it needs stands in a DueCase with exact values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dsl/base/date.hpp"
#include "dsl/model/rules.hpp"
#include "engine/calendar/calendar.hpp"

namespace duly::eval::due {

using calendar::Calendar;
using Time = std::int64_t;      // a day, or seconds UTC where the rule counts hours
inline constexpr Time never = INT64_MAX;    // later than every day: a pause that is still open
inline constexpr Time no_date = INT64_MIN;
inline constexpr model::Day last_counted_day = 2'932'896;    // 9999-12-31

// A length that was told. Days, weeks, months, years: whole; hours in seconds.
struct Span {
    std::int64_t amount = 0;
    model::Unit unit = model::Unit::days;
    friend bool operator==(const Span&, const Span&) = default;
};
// From a scaled number; nothing when it cannot be counted (a fraction of a day, a negative number).
std::optional<Span> span_of(std::int64_t scaled, model::Unit unit);

struct Grant { Time on = 0; Span by; };
struct Pause { Time from = 0, to = never; };

struct DueCase {
    Time start = 0;
    bool moments = false;               // times are seconds
    const TimeZone* zone = nullptr;     // what its clocks show
    Span limit;
    model::Counting counting = model::Counting::day_after;
    const Calendar* calendar = nullptr;
    bool backward = false;              // the limit is counted back from start
    bool rolls = false;
    std::optional<int> by_time;         // minutes after midnight
    std::vector<Span> extensions;       // those whose condition holds
    std::vector<Grant> grants;
    std::vector<Pause> pauses;
    Time extended_to = no_date;
    Time restarted = no_date;
    Time turn_end = never;              // what falls later acts on another turn
    Time at_least = no_date;            // two tiers: never earlier than this day
    std::optional<Span> restart_limit;  // of a turn that starts again, where it is not `limit`
};

struct DueResult {
    enum class Kind : std::uint8_t { date, open_pause, not_run } kind = Kind::date;
    Time due = no_date;
    Time counted_from = no_date;        // day 0, after deeming and restarts
    Time counted = no_date;             // the due date before it rolls and before its time of day
    bool rolled = false;
};

// What counted, for explanations.
struct DueNotes {
    std::vector<Pause> pauses;
    std::vector<Grant> grants;
    bool restarted = false, extended_to = false;
};

DueResult due_of(const DueCase& c, DueNotes* notes = nullptr);

// One length from a day, or from a moment when `moments`: forward or back. Nothing when the calendar does not reach.
std::optional<Time> count(Time start, const Span& span, model::Counting counting, const Calendar* calendar, const TimeZone& zone, bool moments, bool backward);

// `L before` a due date, for the warn window: its first day or moment.
std::optional<Time> before(Time due, const Span& span, const Calendar* calendar, const TimeZone& zone, bool moments);

// How late `end` is against `due`: at least 1. Nothing when the calendar does not reach.
std::optional<std::int64_t> lateness(Time due, Time end, model::Unit late_unit, const Calendar* calendar, const TimeZone& zone, bool moments);

}  // namespace duly::eval::due
