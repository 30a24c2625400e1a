// The clauses of a timescale over a batch of rows.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval::timescales {

When when_of(const Values& values, std::size_t i, bool moments, const TimeZone& zone) {
    return when_within(values.type, values.s[i], values.v[i], values.last(i), moments, zone);
}

When when_within(model::Type type, Presence s, Time lo, Time hi, bool moments, const TimeZone& zone) {
    When when;
    if (s == Presence::blank) return when;
    if (s == Presence::missing) { when.state = When::State::missing; return when; }
    when.state = s == Presence::known ? When::State::known : When::State::maybe;
    when.lo = lo;
    when.hi = hi;
    const bool moment = type == model::Type::moment;
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

void hide_ahead(const Expressions& expressions, Values& dates) {
    if (dates.type != model::Type::date && dates.type != model::Type::moment) return;
    const std::int64_t as_of = dates.type == model::Type::date ? expressions.as_of_day() : expressions.as_of_second();
    if (dates.hi.empty() && std::none_of(dates.v.begin(), dates.v.end(), [&](std::int64_t v) { return v > as_of; })) return;
    for (std::size_t i = 0; i < dates.size(); ++i) {
        if (dates.s[i] != Presence::known && dates.s[i] != Presence::doubt) continue;
        if (dates.v[i] > as_of) detail::put(dates, i, dates.v[i], Presence::blank);
        else if (dates.last(i) > as_of) detail::put_range(dates, i, dates.v[i], as_of, Presence::doubt);
    }
}

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

Columns::Dated Columns::dated(std::size_t each, const VersionPlan& version) {
    batch_.calendar = version.calendar_id;
    batch_.not_yet = false;
    const model::Aggregate& source = *plan_.each[each];
    Dated out{plan_.expressions.below(source, batch_), {}};
    const Expressions::Below& below = out.below;
    Batch flat;
    flat.n = below.rows.size();
    if (flat.n == 0) return out;
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
    out.dates = plan_.expressions.evaluate(plan_.each_date[each], flat);
    hide_ahead(plan_.expressions, out.dates);
    detail::narrow({plan_.expressions, flat, false}, source, below.certain, out.dates);
    return out;
}

const Columns::Events& Columns::events(std::size_t each, const VersionPlan& version) {
    if (events_[each]) return *events_[each];
    auto events = std::make_unique<Events>();
    Dated dated = this->dated(each, version);
    Expressions::Below& below = dated.below;
    events->offsets = std::move(below.offsets);
    events->unseen = std::move(below.unseen);
    events->absent = below.absent;
    events->list.resize(below.rows.size());
    for (std::size_t k = 0; k < below.rows.size(); ++k)
        events->list[k] = {below.rows[k], when_of(dated.dates, k, plan_.moments, plan_.zone()), below.certain[k] != 0};
    if (plan_.expressions.supposed()) add_supposed(*events);
    // A partial date takes its place by its first possible day.
    for (std::size_t i = 0; i + 1 < events->offsets.size(); ++i) {
        const auto first = events->list.begin() + events->offsets[i], last = events->list.begin() + events->offsets[i + 1];
        const auto earlier = [](const Event& a, const Event& b) { return a.date.lo < b.date.lo; };
        if (!std::is_sorted(first, last, earlier)) std::stable_sort(first, last, earlier);
    }
    events_[each] = std::move(events);
    return *events_[each];
}

std::span<const SupposedEnd> RulePlan::supposed(Row row) const {
    const std::span<const SupposedEnd> ends = expressions.supposed_ends(id, row);
    const auto seen = std::partition_point(ends.begin(), ends.end(), [&](const SupposedEnd& end) { return end.at <= as_of(); });
    return {ends.begin(), seen};
}

// Ends that are only supposed stand among the events of their row, without a row of their own.
void Columns::add_supposed(Events& events) const {
    std::vector<Event> list;
    list.reserve(events.list.size());
    std::uint32_t from = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const std::uint32_t to = events.offsets[i + 1];
        list.insert(list.end(), events.list.begin() + from, events.list.begin() + to);
        for (const SupposedEnd& end : plan_.supposed(rows_[i])) list.push_back({data::no_row, {end.at, end.at, When::State::known, plan_.moments}});
        from = to;
        events.offsets[i + 1] = static_cast<std::uint32_t>(list.size());
    }
    events.list = std::move(list);
}

}  // namespace duly::eval::timescales
