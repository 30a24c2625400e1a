#include "engine/calendar/calendar.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"

namespace duly::calendar {
namespace {

bool in_week(std::uint8_t week, Day day) { return (week >> weekday(day) & 1u) != 0; }

struct Opening { Second open, close; };
Opening opening(const CalendarSpec& spec, Day day) { return {spec.zone.utc(day, spec.hours->first * 60), spec.zone.utc(day, spec.hours->second * 60)}; }

}  // namespace

Calendar::Calendar(CalendarSpec spec) : spec_(std::move(spec)) {
    std::stable_sort(spec_.closed.begin(), spec_.closed.end(), [](const ClosedDay& a, const ClosedDay& b) { return a.day < b.day; });
    const auto same_day = [](const ClosedDay& a, const ClosedDay& b) { return a.day == b.day; };
    spec_.closed.erase(std::unique(spec_.closed.begin(), spec_.closed.end(), same_day), spec_.closed.end());
    std::sort(spec_.open.begin(), spec_.open.end(), [](const Span& a, const Span& b) { return std::pair(a.from, a.to) < std::pair(b.from, b.to); });
    if (spec_.hours && spec_.hours->second <= spec_.hours->first) spec_.hours.reset();
    if (spec_.known_until < spec_.known_from) return;

    const auto length = static_cast<std::size_t>(std::int64_t{spec_.known_until} - spec_.known_from + 1);
    running_.reserve(length);
    if (has_terms()) school_running_.reserve(length);
    auto closed = spec_.closed.begin();
    auto term = spec_.open.begin();
    for (std::int64_t at = spec_.known_from; at <= spec_.known_until; ++at) {
        const Day day = static_cast<Day>(at);
        while (closed != spec_.closed.end() && closed->day < day) ++closed;
        const bool works = in_week(spec_.working_week, day) && (closed == spec_.closed.end() || closed->day != day);
        if (works) days_.push_back(day);
        running_.push_back(static_cast<std::int32_t>(days_.size()));
        if (!has_terms()) continue;
        while (term != spec_.open.end() && term->to < day) ++term;
        // Terms may overlap; those that begin later cannot hold this day before the present one ends, unless it has begun too.
        const bool open = std::any_of(term, spec_.open.end(), [day](const Span& span) { return span.from <= day && day <= span.to; });
        if (works && open) school_days_.push_back(day);
        school_running_.push_back(static_cast<std::int32_t>(school_days_.size()));
    }
}

std::optional<Day> Calendar::step(const std::vector<std::int32_t>& running, const std::vector<std::int32_t>& days, Day day, std::int64_t n) const {
    if (!covers(day) || running.empty()) return std::nullopt;
    if (n == 0) return day;
    const auto index = static_cast<std::size_t>(day - spec_.known_from);
    const std::int64_t up_to = running[index];
    const std::int64_t before = index == 0 ? 0 : running[index - 1];
    const auto size = static_cast<std::int64_t>(days.size());
    // Compared before adding, so that no count can overflow.
    if (n > 0) {
        if (n > size - up_to) return std::nullopt;
        return days[static_cast<std::size_t>(up_to + n - 1)];
    }
    if (n < -before) return std::nullopt;
    return days[static_cast<std::size_t>(before + n)];
}

std::optional<bool> Calendar::is_working_day(Day day) const {
    if (!covers(day)) return std::nullopt;
    const auto index = static_cast<std::size_t>(day - spec_.known_from);
    return running_[index] != (index == 0 ? 0 : running_[index - 1]);
}

std::optional<Day> Calendar::add_working_days(Day day, std::int64_t n) const { return step(running_, days_, day, n); }
std::optional<Day> Calendar::add_school_days(Day day, std::int64_t n) const { return step(school_running_, school_days_, day, n); }

std::optional<std::int64_t> Calendar::working_days_between(Day a, Day b) const {
    if (!covers(a) || !covers(b)) return std::nullopt;
    return std::int64_t{running_[static_cast<std::size_t>(b - spec_.known_from)]} - running_[static_cast<std::size_t>(a - spec_.known_from)];
}

std::optional<std::int64_t> Calendar::school_days_between(Day a, Day b) const {
    if (!has_terms() || !covers(a) || !covers(b)) return std::nullopt;
    // Past the last term that is listed, the next one is not known: a count there would come out too low.
    Day last = spec_.open.front().to;
    for (const Span& span : spec_.open) last = std::max(last, span.to);
    if (std::min(a, b) < spec_.open.front().from - 1 || std::max(a, b) > last) return std::nullopt;
    return std::int64_t{school_running_[static_cast<std::size_t>(b - spec_.known_from)]} -
           school_running_[static_cast<std::size_t>(a - spec_.known_from)];
}

std::optional<Day> Calendar::on_or_next_working_day(Day day) const {
    const auto works = is_working_day(day);
    if (!works) return std::nullopt;
    return *works ? std::optional<Day>(day) : add_working_days(day, 1);
}

std::optional<Second> Calendar::add_working_time(Second start, std::int64_t seconds) const {
    if (!has_hours() || !covers(spec_.zone.day(start))) return std::nullopt;
    if (seconds == 0) return start;
    const Day first = spec_.zone.day(start);
    if (seconds > 0) {
        auto day = std::lower_bound(days_.begin(), days_.end(), first);
        for (; day != days_.end(); ++day) {
            const auto [open, close] = opening(spec_, *day);
            const Second begin = std::max(open, start);
            if (begin >= close) continue;
            if (seconds <= close - begin) return begin + seconds;
            seconds -= close - begin;
        }
        return std::nullopt;
    }
    auto day = std::upper_bound(days_.begin(), days_.end(), first);
    while (day != days_.begin()) {
        const auto [open, close] = opening(spec_, *--day);
        const Second end = std::min(close, start);
        if (end <= open) continue;
        if (-seconds <= end - open) return end + seconds;
        seconds += end - open;
    }
    return std::nullopt;
}

std::optional<std::int64_t> Calendar::working_time_between(Second a, Second b) const {
    if (!has_hours() || !covers(spec_.zone.day(a)) || !covers(spec_.zone.day(b))) return std::nullopt;
    if (b < a) {
        const auto mirrored = working_time_between(b, a);
        return mirrored ? std::optional(-*mirrored) : std::nullopt;
    }
    const auto open_on = [&](Day day) {
        const auto [open, close] = opening(spec_, day);
        return std::max<Second>(0, std::min(close, b) - std::max(open, a));
    };
    const auto first = std::lower_bound(days_.begin(), days_.end(), spec_.zone.day(a));
    const auto last = std::upper_bound(first, days_.end(), spec_.zone.day(b));
    if (first == last) return 0;
    // Where no opening hour is touched by a change of the clocks, all days between have the same length.
    const bool same_length = spec_.zone.changes_early_on_sundays() && (spec_.hours->first >= 120 || (spec_.working_week & 0b1000000) == 0);
    if (!same_length || last - first < 3) {
        std::int64_t sum = 0;
        for (auto day = first; day != last; ++day) sum += open_on(*day);
        return sum;
    }
    const std::int64_t whole = std::int64_t{spec_.hours->second - spec_.hours->first} * 60;
    return open_on(*first) + (last - first - 2) * whole + open_on(*(last - 1));
}

std::vector<ClosedDay> Calendar::closed_between(Day a, Day b) const {
    std::vector<ClosedDay> out;
    auto at = std::upper_bound(spec_.closed.begin(), spec_.closed.end(), a, [](Day day, const ClosedDay& closed) { return day < closed.day; });
    for (; at != spec_.closed.end() && at->day <= b; ++at)
        if (in_week(spec_.working_week, at->day)) out.push_back(*at);
    return out;
}

}  // namespace duly::calendar
