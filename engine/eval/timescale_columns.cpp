// The clauses of a timescale over a batch of rows.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval::timescales {

When when_of(const Values& values, std::size_t i, bool moments, const TimeZone& zone) {
    When when;
    const Presence s = values.s[i];
    if (s == Presence::blank) return when;
    if (s == Presence::missing) { when.state = When::State::missing; return when; }
    when.state = s == Presence::known ? When::State::known : When::State::maybe;
    when.lo = values.v[i];
    when.hi = values.last(i);
    const bool moment = values.type == model::Type::moment;
    when.untold = s == Presence::doubt && when.lo == std::int64_t{first_possible_day} * (moment ? 86'400 : 1);
    if (moment == moments) {
        when.moment = moment;
        return when;
    }
    if (moments) {      // a day where a moment is needed is the interval of that day
        when.lo = zone.first_second(static_cast<model::Day>(when.lo));
        when.hi = zone.last_second(static_cast<model::Day>(when.hi));
    } else {            // a moment where a day is needed is its day
        when.lo = zone.day(when.lo);
        when.hi = zone.day(when.hi);
    }
    return when;
}

Answer answer_of(const Values& values, std::size_t i) {
    if (values.s[i] == Presence::blank) return Answer::no;      // an optional blank has not happened
    if (values.s[i] != Presence::known) return Answer::unknown;
    return values.v[i] != 0 ? Answer::yes : Answer::no;
}

std::vector<Time> points_of(const When& when, bool moments) {
    std::vector<Time> points;
    if (!when.there()) return points;
    if (when.lo == when.hi) return {when.lo};
    if (moments) return {when.lo, when.hi};
    // Of a day of which nothing is told a few are enough: the first and the last give different outcomes, if any do.
    constexpr Time hundred_years = 36'525;
    const Time span = when.hi - when.lo, step = span < 400 ? 1 : span > hundred_years ? span / 16 : std::max<Time>(28, span / 400);
    for (Time t = when.lo; t < when.hi; t += step) points.push_back(t);
    points.push_back(when.hi);
    return points;
}

Columns::Columns(const RulePlan& plan, std::span<const Row> rows) : plan_(plan), rows_(rows) {
    batch_.n = rows.size();
    batch_.rows.emplace_back(rows.begin(), rows.end());
    batch_.records.push_back(plan.rule.record);
    events_.resize(plan.each.size());
}

namespace {

// A start, an end or a stop that is reckoned, as a birthday, may lie after as-of though no field does: it has not come yet.
void hide_ahead(const Expressions& expressions, Values& dates) {
    if (dates.type != model::Type::date && dates.type != model::Type::moment) return;
    const std::int64_t as_of = dates.type == model::Type::date ? expressions.as_of_day() : expressions.as_of_second();
    for (std::size_t i = 0; i < dates.size(); ++i) {
        if (dates.s[i] != Presence::known && dates.s[i] != Presence::doubt) continue;
        if (dates.v[i] > as_of) detail::put(dates, i, dates.v[i], Presence::blank);
        else if (dates.last(i) > as_of) detail::put_range(dates, i, dates.v[i], as_of, Presence::doubt);
    }
}

}  // namespace

const Values& Columns::of(ExprId expr, const VersionPlan& version, bool not_yet) {
    for (const Entry& e : entries_)
        if (e.expr == expr && e.not_yet == not_yet && e.calendar == version.calendar_id) return *e.values;
    batch_.calendar = version.calendar_id;
    batch_.not_yet = not_yet;
    entries_.push_back({expr, version.calendar_id, not_yet, std::make_unique<Values>(plan_.expressions.evaluate(expr, batch_))});
    if (not_yet || plan_.reckoned_start(expr)) hide_ahead(plan_.expressions, *entries_.back().values);
    return *entries_.back().values;
}

When Columns::when(ExprId expr, const VersionPlan& version, std::size_t i, bool not_yet) {
    if (expr == model::none) return {};
    const Values& values = of(expr, version, not_yet);
    // A date that is not there is blank by now: one that is missing all the same cannot be told, as the next of rows in no known order.
    if (not_yet && values.s[i] == Presence::missing) {
        const Time first = plan_.moments ? plan_.zone().first_second(first_possible_day) : Time{first_possible_day};
        return {first, plan_.as_of(), When::State::maybe, false, true};
    }
    return when_of(values, i, plan_.moments, plan_.zone());
}

Answer Columns::answer(ExprId expr, const VersionPlan& version, std::size_t i) {
    if (expr == model::none) return Answer::yes;
    return answer_of(of(expr, version), i);
}

const Columns::Events& Columns::events(std::size_t each, const VersionPlan& version) {
    if (events_[each]) return *events_[each];
    auto events = std::make_unique<Events>();
    batch_.calendar = version.calendar_id;
    batch_.not_yet = false;
    const model::Aggregate& source = *plan_.each[each];
    Expressions::Below below = plan_.expressions.below(source, batch_);
    Batch flat;
    flat.n = below.rows.size();
    flat.calendar = version.calendar_id;
    flat.not_yet = true;
    flat.rows.resize(source.binds + 1u);
    flat.records.assign(source.binds + 1u, model::none);
    flat.records[0] = plan_.rule.record;
    flat.records[source.binds] = source.record;
    flat.rows[0].reserve(flat.n);
    for (std::size_t i = 0; i < rows_.size(); ++i)
        flat.rows[0].insert(flat.rows[0].end(), below.offsets[i + 1] - below.offsets[i], rows_[i]);
    flat.rows[source.binds] = below.rows;
    events->offsets = std::move(below.offsets);
    events->unseen = std::move(below.unseen);
    events->absent = below.absent;
    if (flat.n > 0) {
        Values dates = plan_.expressions.evaluate(plan_.each_date[each], flat);
        hide_ahead(plan_.expressions, dates);
        detail::narrow({plan_.expressions, flat, false}, source, below.certain, dates);
        events->list.resize(flat.n);
        for (std::size_t k = 0; k < flat.n; ++k)
            events->list[k] = {below.rows[k], when_of(dates, k, plan_.moments, plan_.zone()), below.certain[k] != 0};
    }
    // A partial date takes its place by its first possible day.
    for (std::size_t i = 0; i + 1 < events->offsets.size(); ++i) {
        const auto first = events->list.begin() + events->offsets[i], last = events->list.begin() + events->offsets[i + 1];
        const auto earlier = [](const Event& a, const Event& b) { return a.date.lo < b.date.lo; };
        if (!std::is_sorted(first, last, earlier)) std::stable_sort(first, last, earlier);
    }
    events_[each] = std::move(events);
    return *events_[each];
}

}  // namespace duly::eval::timescales
