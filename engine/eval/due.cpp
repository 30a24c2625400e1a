#include "engine/eval/due.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"

namespace duly::eval::due {

using model::Counting;
using model::Day;
using model::Unit;

namespace {

Day day_of(Time time, const TimeZone& zone, bool moments) { return moments ? zone.day(time) : static_cast<Day>(time); }

}  // namespace

std::optional<Span> span_of(std::int64_t scaled, Unit unit) {
    if (scaled < 0) return std::nullopt;
    if (model::in_moments(unit)) {
        if (scaled > INT64_MAX / 3600) return std::nullopt;
        return Span{scaled * 3600 / model::number_scale, unit};
    }
    if (scaled % model::number_scale != 0) return std::nullopt;
    const std::int64_t amount = scaled / model::number_scale;
    if (amount > 1'000'000) return std::nullopt;
    return Span{amount, unit};
}

namespace {

std::optional<Day> count_days(Day start, const Span& span, Counting counting, const Calendar* calendar, bool backward) {
    const std::int64_t n = backward ? -span.amount : span.amount;
    // Counting the day itself: the day before the start is day 0.
    const int shift = counting != Counting::day_itself ? 0 : backward ? 1 : -1;
    std::int64_t day = 0;
    switch (span.unit) {
        case Unit::working_days:
            if (!calendar) return std::nullopt;
            return calendar->add_working_days(start + shift, n);
        case Unit::school_days:
            if (!calendar) return std::nullopt;
            return calendar->add_school_days(start + shift, n);
        case Unit::days: day = start + n + shift; break;
        case Unit::weeks: day = start + 7 * n + shift; break;
        case Unit::months:
        case Unit::years: {
            const std::int64_t months = span.unit == Unit::years ? 12 * n : n;
            if (months > 120'000 || months < -120'000) return std::nullopt;
            day = static_cast<std::int64_t>(add_months(start, months)) + shift;
            break;
        }
        default: return std::nullopt;
    }
    if (day > last_counted_day || day < -last_counted_day) return std::nullopt;
    return static_cast<Day>(day);
}

}  // namespace

std::optional<Time> count(Time start, const Span& span, Counting counting, const Calendar* calendar, const TimeZone& zone, bool moments, bool backward) {
    if (!model::in_moments(span.unit)) {
        const auto day = count_days(day_of(start, zone, moments), span, counting, calendar, backward);
        if (!day) return std::nullopt;
        // A limit in days beside one in hours ends with the day.
        return moments ? zone.last_second(*day) : Time{*day};
    }
    const Time second = moments ? start : backward ? zone.first_second(static_cast<Day>(start)) : zone.last_second(static_cast<Day>(start));
    if (span.unit == Unit::hours) return backward ? second - span.amount : second + span.amount;
    if (!calendar || !calendar->has_hours()) return std::nullopt;
    return calendar->add_working_time(second, backward ? -span.amount : span.amount);
}

std::optional<Time> before(Time due, const Span& span, const Calendar* calendar, const TimeZone& zone, bool moments) {
    if (model::in_moments(span.unit)) {
        const auto moment = count(moments ? due : zone.last_second(static_cast<Day>(due)), span, Counting::day_after, calendar, zone, true, true);
        if (!moment) return std::nullopt;
        return moments ? *moment : Time{zone.day(*moment)};
    }
    const auto day = count_days(day_of(due, zone, moments), span, Counting::day_after, calendar, true);
    if (!day) return std::nullopt;
    return moments ? zone.first_second(*day) : Time{*day};
}

std::optional<std::int64_t> lateness(Time due, Time end, Unit late_unit, const Calendar* calendar, const TimeZone& zone, bool moments) {
    std::int64_t late = 0;
    if (late_unit == Unit::hours) {
        const Time seconds = moments ? end - due : zone.last_second(static_cast<Day>(end)) - zone.last_second(static_cast<Day>(due));
        late = (seconds + 3599) / 3600;
    } else if (late_unit == Unit::working_days) {
        if (!calendar) return std::nullopt;
        const auto days = calendar->working_days_between(day_of(due, zone, moments), day_of(end, zone, moments));
        if (!days) return std::nullopt;
        late = *days;
    } else {
        late = static_cast<std::int64_t>(day_of(end, zone, moments)) - day_of(due, zone, moments);
    }
    return std::max<std::int64_t>(late, 1);
}

namespace {

// The state of a count while grants, pauses and restarts are taken in order of date.
class Counter {
public:
    explicit Counter(const DueCase& c) : c_(c), day_zero_(c.start), limit_(c.limit) {}

    // The due date now standing; nothing when the calendar does not reach; `never` when a pause is open.
    std::optional<Time> standing() const {
        // Lengths of one unit are added up and counted once; those of another unit are counted on.
        std::vector<Span> lengths{limit_};
        const auto add = [&](const Span& span) {
            for (Span& l : lengths)
                if (l.unit == span.unit) { l.amount += span.amount; return; }
            lengths.push_back(span);
        };
        if (!c_.backward) {
            for (const Span& e : c_.extensions) add(e);
            for (const Span& g : granted_) add(g);
        }
        auto due = segment(day_zero_, lengths.front(), deemed(), true);
        if (c_.backward) {
            for (const auto* more : {&c_.extensions, &granted_})
                for (const Span& e : *more)
                    if (due) due = count(*due, e, Counting::day_after, c_.calendar, *c_.zone, c_.moments, false);
        }
        for (std::size_t i = 1; due && *due != never && i < lengths.size(); ++i)
            due = segment(*due, lengths[i], Counting::day_after, false);
        if (due && *due != never) {
            if (c_.at_least != no_date) due = std::max(*due, c_.at_least);
            if (extended_to()) due = std::max(*due, c_.extended_to);
        }
        return due;
    }

    // It moves the turn that begins before it, also when the event that ends the turn came earlier.
    bool extended_to() const { return c_.extended_to != no_date && (c_.backward || c_.extended_to > c_.start); }
    void grant(const Grant& g) { granted_.push_back(g.by); }
    void pause(const Pause& p) { paused_.push_back(p); }
    void drop_pause() { paused_.pop_back(); }
    void restart(Time on) {
        day_zero_ = on;
        if (c_.restart_limit) limit_ = *c_.restart_limit;
        granted_.clear();
        paused_.clear();
    }

    // Day 0 as counted: an event outside working days is taken as received on the next one.
    std::optional<Time> counted_from() const {
        if (c_.counting != Counting::next_working_day || c_.backward) return day_zero_;
        if (!c_.calendar) return std::nullopt;
        const Day day = day_of(day_zero_, *c_.zone, c_.moments);
        const auto next = c_.calendar->on_or_next_working_day(day);
        if (!next) return std::nullopt;
        if (*next == day) return day_zero_;
        return c_.moments ? c_.zone->first_second(*next) : Time{*next};
    }

private:
    Counting deemed() const { return c_.counting == Counting::next_working_day ? Counting::day_after : c_.counting; }

    // Pauses after `start`, joined where they overlap, in order.
    std::vector<Pause> joined(Time start) const {
        std::vector<Pause> all;
        for (Pause p : paused_) {
            p.from = std::max(p.from, start);
            if (p.to > p.from) all.push_back(p);
        }
        std::sort(all.begin(), all.end(), [](const Pause& a, const Pause& b) { return a.from < b.from; });
        std::vector<Pause> out;
        for (const Pause& p : all) {
            if (!out.empty() && p.from <= out.back().to) out.back().to = std::max(out.back().to, p.to);
            else out.push_back(p);
        }
        return out;
    }

    std::optional<Time> segment(Time start, const Span& span, Counting counting, bool first) const {
        if (first) {
            const auto zero = counted_from();
            if (!zero) return std::nullopt;
            start = *zero;
        }
        if (c_.backward && first) return count(start, span, counting, c_.calendar, *c_.zone, c_.moments, true);
        const std::vector<Pause> pauses = paused_.empty() ? std::vector<Pause>{} : joined(start);
        if (pauses.empty()) return count(start, span, counting, c_.calendar, *c_.zone, c_.moments, false);
        const bool skips = span.unit == Unit::working_days || span.unit == Unit::school_days || span.unit == Unit::working_hours;
        return skips ? skipping(start, span, counting, pauses) : moved(start, span, counting, pauses);
    }

    // Counted days that lie in a pause are left out.
    std::optional<Time> skipping(Time start, const Span& span, Counting counting, const std::vector<Pause>& pauses) const {
        Span left = span;
        Time position = start;
        for (const Pause& p : pauses) {
            std::optional<std::int64_t> counted;
            const Day a = day_of(position, *c_.zone, c_.moments), b = day_of(p.from, *c_.zone, c_.moments);
            const int shift = counting == Counting::day_itself ? 1 : 0;
            if (span.unit == Unit::working_days) counted = c_.calendar ? c_.calendar->working_days_between(a - shift, b) : std::nullopt;
            else if (span.unit == Unit::school_days) counted = c_.calendar ? c_.calendar->school_days_between(a - shift, b) : std::nullopt;
            else counted = c_.calendar ? c_.calendar->working_time_between(position, p.from) : std::nullopt;
            if (!counted) {
                // The pause begins beyond the calendar: the count may end before it.
                const auto due = count(position, left, counting, c_.calendar, *c_.zone, c_.moments, false);
                return due;
            }
            if (left.amount <= *counted) return count(position, left, counting, c_.calendar, *c_.zone, c_.moments, false);
            if (p.to == never) return never;
            left.amount -= *counted;
            position = p.to;
            counting = Counting::day_after;
        }
        return count(position, left, counting, c_.calendar, *c_.zone, c_.moments, false);
    }

    // The due date moves by the paused days (hours: by the time between) of every pause that begins on or before it.
    std::optional<Time> moved(Time start, const Span& span, Counting counting, const std::vector<Pause>& pauses) const {
        auto due = count(start, span, counting, c_.calendar, *c_.zone, c_.moments, false);
        if (!due) return std::nullopt;
        for (const Pause& p : pauses) {
            if (p.from > *due) break;
            if (p.to == never) return never;
            if (c_.moments && !model::in_moments(span.unit)) {
                const Day days = c_.zone->day(p.to) - c_.zone->day(p.from);
                due = c_.zone->last_second(c_.zone->day(*due) + days);
            } else {
                *due += p.to - p.from;
            }
        }
        return due;
    }

    const DueCase& c_;
    Time day_zero_;
    Span limit_;
    std::vector<Span> granted_;
    std::vector<Pause> paused_;
};

struct Event { Time on; int order; std::size_t index; };   // order: 0 restart, 1 grant, 2 pause

std::optional<Time> settle_events(const DueCase& c, Counter& counter, DueNotes* notes) {
    std::vector<Event> events;
    if (c.restarted != no_date && c.restarted > c.start) events.push_back({c.restarted, 0, 0});
    for (std::size_t i = 0; i < c.grants.size(); ++i) events.push_back({c.grants[i].on, 1, i});
    for (std::size_t i = 0; i < c.pauses.size(); ++i)
        if (c.pauses[i].to > std::max(c.pauses[i].from, c.start)) events.push_back({std::max(c.pauses[i].from, c.start), 2, i});
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.on != b.on ? a.on < b.on : a.order < b.order; });
    auto due = counter.standing();
    for (const Event& e : events) {
        if (!due) return std::nullopt;
        // What begins after the due date then standing, or after the turn, changes nothing.
        if (e.on > c.turn_end || (*due != never && e.on > *due)) continue;
        if (e.order == 0) {
            counter.restart(e.on);
            if (notes) { *notes = {}; notes->restarted = true; }
        } else if (e.order == 1) {
            counter.grant(c.grants[e.index]);
            if (notes) notes->grants.push_back(c.grants[e.index]);
        } else {
            counter.pause(c.pauses[e.index]);
            if (notes) notes->pauses.push_back({e.on, c.pauses[e.index].to});
        }
        due = counter.standing();
    }
    return due;
}

}  // namespace

DueResult due_of(const DueCase& c, DueNotes* notes) {
    DueResult result;
    result.counted_from = c.start;
    std::optional<Time> due;
    const bool plain = c.extensions.empty() && c.grants.empty() && c.pauses.empty() && c.extended_to == no_date &&
                       c.restarted == no_date && c.at_least == no_date && c.counting != Counting::next_working_day;
    if (plain) {
        due = count(c.start, c.limit, c.counting, c.calendar, *c.zone, c.moments, c.backward);
    } else {
        Counter counter(c);
        due = settle_events(c, counter, notes);
        if (notes) notes->extended_to = due && counter.extended_to() && *due == c.extended_to;
        if (const auto from = counter.counted_from()) result.counted_from = *from;
    }
    if (!due) { result.kind = DueResult::Kind::not_run; return result; }
    if (*due == never) { result.kind = DueResult::Kind::open_pause; return result; }
    result.counted = *due;
    if (c.rolls) {
        const Day day = day_of(*due, *c.zone, c.moments);
        const auto rolled = c.calendar ? c.calendar->on_or_next_working_day(day) : std::nullopt;
        if (!rolled) { result.kind = DueResult::Kind::not_run; return result; }
        if (*rolled != day) {
            result.rolled = true;
            due = c.moments ? c.zone->last_second(*rolled) : Time{*rolled};
        }
    }
    if (c.by_time && c.moments) due = c.zone->utc(c.zone->day(*due), *c.by_time * 60);
    result.due = *due;
    return result;
}

}  // namespace duly::eval::due
