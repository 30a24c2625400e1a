// Limits of the cases: which length applies, judged on the day the turn starts; and the calendar that a field names.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

namespace { enum : std::uint8_t { told, not_told, none_applies, no_calendar }; }

Batch Run::case_batch(std::uint16_t version, const std::vector<std::uint32_t>& of) const {
    const VersionPlan& p = plan.versions[version];
    Batch batch;
    batch.n = of.size();
    batch.calendar = p.calendar_id;
    const std::size_t slots = plan.event_slot == 0xff ? 1u : plan.event_slot + 1u;
    batch.rows.resize(slots);
    batch.records.assign(slots, model::none);
    batch.records[0] = plan.rule.record;
    batch.rows[0].reserve(of.size());
    batch.that_day.reserve(of.size());
    for (const std::uint32_t k : of) {
        batch.rows[0].push_back(columns.rows()[worlds[cases[k].world].i]);
        batch.that_day.push_back(plan.day_of(cases[k].start));
    }
    if (slots > 1 && p.v->each) {
        batch.records[plan.event_slot] = p.v->each->rows.record;
        for (const std::uint32_t k : of) batch.rows[plan.event_slot].push_back(cases[k].event);
    }
    return batch;
}

std::vector<Assumed> Run::day_tried(std::uint32_t k) const {
    const Case& c = cases[k];
    const World& w = worlds[c.world];
    const VersionPlan& p = plan.versions[c.version];
    const model::RuleSet& rules = plan.expressions.rules();
    if (w.starts_before || p.v->from_date == model::none) return {};
    const model::Expr* from = &rules.exprs[p.v->from_date];
    while (from->op == model::ExprOp::define) from = &rules.exprs[from->a];
    if (from->op != model::ExprOp::field || from->slot != 0) return {};
    model::RecordId record = plan.rule.record;
    Row row = columns.rows()[w.i];
    for (unsigned hop = 0; hop < from->hops && row != data::no_row; ++hop) {
        const auto& parent = plan.expressions.data().table(record).parent;
        row = row < parent.size() ? parent[row] : data::no_row;
        record = rules.records[record].parent;
    }
    const data::Column& column = plan.expressions.data().table(from->record).columns[from->field];
    if (row == data::no_row || row >= column.state.size()) return {};
    if (column.state[row] != data::State::partial && column.state[row] != data::State::unreadable) return {};
    // A later turn of a schedule starts from an event, which says nothing of the trigger.
    const bool from_start = p.v->shape != Shape::schedule || c.turn <= 1;
    if (!w.start.exact() && !from_start) return {};
    const Time at = w.start.exact() ? w.start.lo : c.start;
    const bool moment = column.type == model::Type::moment;
    if (moment && !plan.moments) return {};
    return {{from->record, row, from->field, moment ? at : Time{plan.day_of(at)}, true}};
}

// Which length of a limit applies to each of the cases, and how long it is.
std::vector<Run::Told> Run::lengths_of(std::uint16_t version, const LimitPlan& limit, const std::vector<std::uint32_t>& of,
                                       const std::vector<Assumed>& tried) const {
    std::vector<Told> out(of.size(), Told{none_applies, {}});
    const auto batch_of = [&](const std::vector<std::uint32_t>& which) {
        Batch batch = case_batch(version, which);
        batch.assumed = tried;
        return batch;
    };
    const auto cases_at = [&](const std::vector<std::uint32_t>& which) {
        std::vector<std::uint32_t> found;
        for (const std::uint32_t n : which) found.push_back(of[n]);
        return found;
    };
    const auto take = [&](const std::vector<std::uint32_t>& which, const model::Length& length) {
        const Values amounts = plan.expressions.evaluate(length.amount, batch_of(cases_at(which)));
        for (std::size_t n = 0; n < which.size(); ++n) {
            const bool exact = amounts.s[n] == Presence::known && amounts.last(n) == amounts.v[n];
            const auto span = exact ? due::span_of(amounts.v[n], length.unit) : std::nullopt;
            out[which[n]] = span ? Told{told, *span} : Told{not_told, {}};
        }
    };
    std::vector<std::uint32_t> left(of.size());
    for (std::uint32_t n = 0; n < left.size(); ++n) left[n] = n;
    if (limit.length) {
        take(left, *limit.length);
        return out;
    }
    for (const model::LimitCase& choice : limit.limit->cases) {
        if (left.empty()) return out;
        if (choice.when == model::none) {
            take(left, choice.length);
            return out;
        }
        const Values when = plan.expressions.evaluate(choice.when, batch_of(cases_at(left)));
        std::vector<std::uint32_t> chosen, rest;
        for (std::size_t n = 0; n < left.size(); ++n) {
            const Answer answer = answer_of(when, n);
            if (answer == Answer::yes) chosen.push_back(left[n]);
            else if (answer == Answer::no) rest.push_back(left[n]);
            else out[left[n]].state = not_told;
        }
        if (!chosen.empty()) take(chosen, choice.length);
        left = std::move(rest);
    }
    return out;
}

void Run::calendars_by_field(std::size_t first) {
    const auto& calendars = plan.expressions.calendars().calendars;
    for (std::size_t n = first; n < cases.size(); ++n) {
        Case& c = cases[n];
        const VersionPlan& p = plan.versions[c.version];
        if (p.v->calendar_field == model::none || !p.needs_calendar) continue;
        const Values& names = columns.of(p.v->calendar_field, p);
        const std::uint32_t i = worlds[c.world].i;
        c.calendar = nullptr;
        if (names.s[i] == Presence::known)
            for (const Calendar& calendar : calendars)
                if (calendar.name() == names.text[i]) c.calendar = &calendar;
        if (!c.calendar) c.limit_state = no_calendar;
    }
}

void Run::limits(std::size_t first) {
    struct Group { std::uint16_t version; const LimitPlan* limit; bool warn; std::vector<std::uint32_t> of; };
    std::vector<Group> groups;
    bool by_field = false;
    for (const VersionPlan& p : plan.versions) by_field = by_field || p.v->calendar_field != model::none;
    const auto later = [&](std::uint32_t k, const LimitPlan& limit, bool warn) {
        const std::uint16_t version = cases[k].version;
        const auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.version == version && g.limit == &limit; });
        if (group != groups.end()) group->of.push_back(k);
        else groups.push_back({version, &limit, warn, {k}});
    };
    for (std::uint32_t k = static_cast<std::uint32_t>(first); k < cases.size(); ++k) {
        Case& c = cases[k];
        const VersionPlan& p = plan.versions[c.version];
        if (c.preset != Why::nothing || p.open_ended()) continue;
        if (!p.warn.empty() && !c.done.exact()) {
            if (!p.warn.constant) later(k, p.warn, true);
            else if (p.warn.valid) c.warn = p.warn.span;
            c.warn_state = p.warn.constant && p.warn.valid ? Case::Warn::told : Case::Warn::not_told;
        }
        if (c.limit->constant) {
            c.span = c.limit->span;
            if (!c.limit->valid) c.limit_state = not_told;
            continue;
        }
        if (c.limit->empty()) { c.limit_state = none_applies; continue; }
        later(k, *c.limit, false);
    }
    const auto at_once = [&](const Group& g) {
        std::vector<std::uint32_t> alike, place;
        std::vector<Told> out(g.of.size());
        for (std::uint32_t n = 0; n < g.of.size(); ++n) {
            const auto tried = day_tried(g.of[n]);
            if (!tried.empty()) {       // each day by itself: the limit may look at it
                out[n] = lengths_of(g.version, *g.limit, {g.of[n]}, tried).front();
                continue;
            }
            alike.push_back(g.of[n]);
            place.push_back(n);
        }
        const std::vector<Told> lengths = lengths_of(g.version, *g.limit, alike);
        for (std::size_t n = 0; n < place.size(); ++n) out[place[n]] = lengths[n];
        return out;
    };
    for (const Group& g : groups) {
        const std::vector<Told> lengths = at_once(g);
        for (std::size_t n = 0; n < g.of.size(); ++n) {
            Case& c = cases[g.of[n]];
            if (!g.warn) {
                c.limit_state = lengths[n].state;
                if (lengths[n].state == told) c.span = lengths[n].span;
                continue;
            }
            c.warn_state = lengths[n].state == told ? Case::Warn::told : lengths[n].state == none_applies ? Case::Warn::none : Case::Warn::not_told;
            c.warn = lengths[n].span;
        }
    }
    if (by_field) calendars_by_field(first);
}

}  // namespace duly::eval::timescales
