// Outcomes: done, stopped or open against a due date; what is in doubt is judged at every point that could matter.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

using due::DueResult;
using due::no_date;

namespace {

// A day where a moment is needed is every moment of it; what is shown of it is the day.
void fold_time(Time& into, Time next, bool moments, const TimeZone& zone) {
    if (into == next) return;
    const bool one_day = moments && into != no_time && next != no_time && zone.day(into) == zone.day(next);
    into = one_day ? std::min(into, next) : no_time;
}

}  // namespace

void fold(Verdict& into, const Verdict& next, bool moments, const TimeZone& zone) {
    if (!into.any) {
        into = next;
        into.any = true;
        return;
    }
    if (into.outcome != next.outcome) {
        // One of them may already say what is missing.
        if (into.outcome != Outcome::unknown) into.why = next.outcome == Outcome::unknown ? next.why : Why::differs;
        into.outcome = Outcome::unknown;
        into.exclusion = 0xff;
        into.flags = 0;
        into.late_by = 0;
    }
    if (into.exclusion != next.exclusion) into.exclusion = 0xff;
    if (into.version != next.version) into.version = 0xffff;
    fold_time(into.from, next.from, moments, zone);
    if (into.due != next.due) into.due = no_time;
    fold_time(into.done, next.done, moments, zone);
    if (into.late_by != next.late_by) into.late_by = 0;
    if (next.due_first != no_time) into.due_first = into.due_first == no_time ? next.due_first : std::min(into.due_first, next.due_first);
    if (next.due_last != no_time) into.due_last = std::max(into.due_last, next.due_last);
    into.flags |= next.flags;
}

model::Unit late_unit_of(const model::Timescale& rule, std::size_t version, std::uint32_t turn) {
    const TimescaleVersion& v = rule.versions[version];
    model::Unit unit = model::Unit::days;
    const auto first = [&](const model::Limit& limit) {
        if (!limit.empty()) unit = limit.cases.front().length.unit;
    };
    if (v.shape == Shape::at_limits) {
        if (!v.at.empty()) unit = v.at[turn >= 1 && turn <= v.at.size() ? turn - 1 : v.at.size() - 1].unit;
    } else if (v.shape == Shape::schedule) {
        first(turn >= 1 && turn <= v.turns.size() && !v.turns[turn - 1].empty() ? v.turns[turn - 1] : v.then_every);
    } else {
        first(v.within);
    }
    if (model::in_moments(unit)) return model::Unit::hours;
    return unit == model::Unit::working_days ? unit : model::Unit::days;
}

namespace {

bool earlier(const RulePlan& plan, Time a, bool a_moment, Time b, bool b_moment) {
    if (!plan.moments || (a_moment && b_moment)) return a < b;
    return plan.zone().day(a) < plan.zone().day(b);
}

// `due` is `never` while a pause keeps the earliest day from being known: it lies ahead.
Judged judge_minimum(const RulePlan& plan, Time earliest, Time done, Time stop, bool shown) {
    if (done != no_date) return {done >= earliest ? Outcome::met : Outcome::too_early, Why::nothing, done, no_date};
    if (shown) return {Outcome::unknown, Why::date_missing, no_date, no_date};
    if (stop != no_date)
        return stop >= earliest ? Judged{Outcome::met, Why::nothing, no_date, no_date} : Judged{Outcome::not_applicable, Why::stopped_in_time, no_date, no_date};
    return {plan.as_of() >= earliest ? Outcome::met : Outcome::due, Why::nothing, no_date, no_date};
}

Judged judge_open(const RulePlan& plan, const Case& c, Time due) {
    const auto is = [](Outcome outcome, Time end = no_date) { return Judged{outcome, Why::nothing, no_date, end}; };
    if (due == due::never) return is(Outcome::due);
    if (plan.as_of() > due) return is(Outcome::overdue, plan.as_of());
    if (c.warn_state == Case::Warn::none) return is(Outcome::due);
    if (plan.as_of() == due) return is(Outcome::due_soon);      // the window ends with the due date, however long it is
    if (c.warn_state == Case::Warn::not_told) return {Outcome::unknown, Why::warn_unknown, no_date, no_date};
    const auto first = due::before(due, c.warn, c.calendar, plan.zone(), plan.moments);
    return is(first && plan.as_of() >= *first ? Outcome::due_soon : Outcome::due);
}

}  // namespace

Judged judge(const RulePlan& plan, const VersionPlan& version, const Case& c, const DueResult& due, Time done, bool done_moment, Time stop,
             bool stop_moment, bool shown) {
    const TimescaleVersion& v = *version.v;
    if (due.kind == DueResult::Kind::not_run) return {Outcome::not_run, Why::calendar_ends, no_date, no_date};
    const bool ordered = !v.may_be_done_earlier && v.shape != Shape::backward && v.shape != Shape::two_tiers && !version.repeats();
    if (ordered && done != no_date && earlier(plan, done, done_moment, c.start, c.start_moment))
        return {Outcome::unknown, Why::done_before_start, done, no_date};
    if (ordered && stop != no_date && earlier(plan, stop, stop_moment, c.start, c.start_moment))
        return {Outcome::unknown, Why::stopped_before_start, done, no_date};
    const Time limit = due.kind == DueResult::Kind::open_pause ? due::never : due.due;
    if (v.shape == Shape::minimum) return judge_minimum(plan, limit, done, stop, shown);
    if (version.open_ended()) {
        if (done == no_date && shown) return {Outcome::unknown, Why::date_missing, no_date, no_date};
        if (done == no_date && stop != no_date) return {Outcome::not_applicable, Why::stopped_in_time, no_date, no_date};
        return {Outcome::no_due_date, Why::nothing, done, no_date};
    }
    if (done != no_date) return done <= limit ? Judged{Outcome::met, Why::nothing, done, no_date} : Judged{Outcome::late, Why::nothing, done, done};
    if (shown) return {Outcome::unknown, Why::date_missing, no_date, no_date};
    if (stop != no_date)
        return stop > limit ? Judged{Outcome::late, Why::nothing, no_date, stop} : Judged{Outcome::not_applicable, Why::stopped_in_time, no_date, no_date};
    return judge_open(plan, c, limit);
}

namespace {

// The days of an interval on either side of which the outcome may change.
void points_that_matter(const RulePlan& plan, const When& when, const Case& c, const DueResult& due, std::vector<Time>& out) {
    out.clear();
    if (!when.there() || when.state == When::State::maybe) out.push_back(no_date);
    if (!when.there()) return;
    const auto add = [&](Time t) {
        if (t >= when.lo && t <= when.hi && std::find(out.begin(), out.end(), t) == out.end()) out.push_back(t);
    };
    add(when.lo);
    add(when.hi);
    if (when.lo == when.hi) return;
    const Time midnight = plan.moments ? plan.zone().first_second(plan.zone().day(c.start)) : c.start;
    for (const Time edge : {c.start, midnight, due.kind == DueResult::Kind::date ? due.due : c.start}) {
        if (edge == no_date) continue;      // a start that is not there bounds nothing
        for (const Time t : {edge - 1, edge, edge + 1}) add(t);
    }
}

}  // namespace

Verdict verdict_of(const RulePlan& plan, const VersionPlan& version, const Case& c, const DueResult& due, const Judged& judged) {
    Verdict out;
    out.any = true;
    out.outcome = judged.outcome;
    out.why = judged.why;
    out.version = c.version;
    out.from = c.start;
    if (due.kind == DueResult::Kind::date && !version.open_ended()) out.due = out.due_first = out.due_last = due.due;
    out.done = judged.done == no_date ? no_time : judged.done;
    if (judged.end != no_date && due.kind == DueResult::Kind::date) {
        const auto late = due::lateness(due.due, judged.end, late_unit_of(plan.rule, c.version, c.turn), c.calendar, plan.zone(), plan.moments);
        if (late) out.late_by = *late;
    }
    return out;
}

namespace {

// A stop on a day that is not known did not come before the start of what is done, where it can lie behind it: no other reading
// would let an event settle the turn. One of which nothing is known never did.
When told_of(When stop, const Case& c) {
    if (stop.untold || c.done.state == When::State::known) stop.lo = std::min(std::max(stop.lo, c.start), stop.hi);
    return stop;
}

}  // namespace

Verdict judge_case(const RulePlan& plan, const VersionPlan& version, const Case& c, const DueResult& due) {
    if (c.done.settled() && c.stop.settled() && !c.shown_maybe)
        return verdict_of(plan, version, c, due,
                          judge(plan, version, c, due, c.done.there() ? c.done.lo : no_date, c.done.moment, c.stop.there() ? c.stop.lo : no_date,
                                c.stop.moment, c.shown));
    Verdict out;
    std::vector<Time> dones, stops;
    points_that_matter(plan, c.done, c, due, dones);
    points_that_matter(plan, told_of(c.stop, c), c, due, stops);
    for (const Time done : dones)
        for (const Time stop : stops)
            for (int shown = c.shown ? 1 : 0; shown <= (c.shown || c.shown_maybe ? 1 : 0); ++shown)
                fold(out, verdict_of(plan, version, c, due, judge(plan, version, c, due, done, c.done.moment, stop, c.stop.moment, shown != 0)), plan.moments, plan.zone());
    return out;
}

}  // namespace duly::eval::timescales
