// Limits of the cases: which length applies, judged on the day the turn starts; and the calendar that a field names.
#include <algorithm>
#include <functional>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

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

namespace {

// The field of the row, or of one above it, that the version starts from; null where it starts from something else.
const model::Expr* field_started_from(const VersionPlan& p, const model::RuleSet& rules) {
    if (p.v->from_date == model::none) return nullptr;
    const model::Expr* from = &rules.exprs[p.v->from_date];
    while (from->op == model::ExprOp::define) from = &rules.exprs[from->a];
    return from->op == model::ExprOp::field && from->slot == 0 ? from : nullptr;
}

}  // namespace

std::vector<Assumed> Run::day_tried(std::uint32_t k) const {
    const Case& c = cases[k];
    const World& w = worlds[c.world];
    const VersionPlan& p = plan.versions[c.version];
    const model::RuleSet& rules = plan.expressions.rules();
    const model::Expr* const from = field_started_from(p, rules);
    if (w.starts_before || !from) return {};
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

namespace {

// How an expression reads a cell of its element's own row, or of a row above it: not at all; for the element itself; or in some
// other way, as for rows below or as what a span or an order of rows is made of.
enum class Reads : std::uint8_t { nothing, itself, otherwise };

class CellRead {
public:
    CellRead(const model::RuleSet& rules, model::RecordId record, model::FieldId field) : rules_(rules), record_(record), field_(field) {}

    void look(ExprId id, bool below = false) {
        if (id == model::none || reads == Reads::otherwise) return;
        using Op = model::ExprOp;
        const model::Expr& e = rules_.exprs[id];
        switch (e.op) {
            case Op::field:
                if (e.record == record_ && e.field == field_) reads = e.slot == 0 && !below ? Reads::itself : Reads::otherwise;
                return;
            case Op::sibling:
            case Op::overlaps: reads = Reads::otherwise; return;
            case Op::open_on:
            case Op::length_of:
            case Op::days_in:
                if (e.record == record_ || e.record == model::none) reads = Reads::otherwise;
                break;
            case Op::aggregate: {
                const model::Aggregate& rows = rules_.aggregates[e.ref];
                if (rows.record == record_) reads = Reads::otherwise;
                for (const ExprId part : {rows.where, rows.value, rows.has, rows.window}) look(part, true);
                break;
            }
            default: break;
        }
        for (const ExprId part : {e.a, e.b, e.c}) look(part, below);
        for (const ExprId part : e.args) look(part, below);
    }

    Reads reads = Reads::nothing;

private:
    const model::RuleSet& rules_;
    model::RecordId record_;
    model::FieldId field_;
};

Reads reads_of(const LimitPlan& limit, const model::RuleSet& rules, const model::Expr& field) {
    CellRead read(rules, field.record, field.field);
    if (limit.length) read.look(limit.length->amount);
    if (limit.limit)
        for (const model::LimitCase& choice : limit.limit->cases) {
            read.look(choice.when);
            read.look(choice.length.amount);
        }
    return read.reads;
}

}  // namespace

std::vector<LengthTold> lengths_told(const Expressions& expressions, const LimitPlan& limit, std::size_t n, const BatchOf& batch_of) {
    std::vector<LengthTold> out(n);
    const auto take = [&](const std::vector<std::uint32_t>& which, const model::Length& length) {
        const Values amounts = expressions.evaluate(length.amount, batch_of(which));
        for (std::size_t k = 0; k < which.size(); ++k) {
            const bool exact = amounts.s[k] == Presence::known && amounts.last(k) == amounts.v[k];
            const auto span = exact ? due::span_of(amounts.v[k], length.unit) : std::nullopt;
            out[which[k]] = span ? LengthTold{LengthTold::told, *span} : LengthTold{LengthTold::not_told, {}};
        }
    };
    std::vector<std::uint32_t> left(n);
    for (std::uint32_t k = 0; k < left.size(); ++k) left[k] = k;
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
        const Values when = expressions.evaluate(choice.when, batch_of(left));
        std::vector<std::uint32_t> chosen, rest;
        for (std::size_t k = 0; k < left.size(); ++k) {
            const Answer answer = answer_of(when, k);
            if (answer == Answer::yes) chosen.push_back(left[k]);
            else if (answer == Answer::no) rest.push_back(left[k]);
            else out[left[k]].state = LengthTold::not_told;
        }
        if (!chosen.empty()) take(chosen, choice.length);
        left = std::move(rest);
    }
    return out;
}

std::vector<LengthTold> Run::lengths_of(std::uint16_t version, const LimitPlan& limit, const std::vector<std::uint32_t>& of, const std::vector<Assumed>& assumed,
                                  const Batch::Tried& tried) const {
    return lengths_told(plan.expressions, limit, of.size(), [&](const std::vector<std::uint32_t>& which) {
        std::vector<std::uint32_t> found;
        for (const std::uint32_t n : which) found.push_back(of[n]);
        Batch batch = case_batch(version, found);
        batch.assumed = assumed;
        if (tried.values.empty()) return batch;
        batch.tried = {tried.record, tried.field, {}};
        for (const std::uint32_t n : which) batch.tried.values.push_back(tried.values[n]);
        return batch;
    });
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
        if (!c.calendar) c.limit_state = LengthTold::no_calendar;
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
            if (!c.limit->valid) c.limit_state = LengthTold::not_told;
            continue;
        }
        if (c.limit->empty()) { c.limit_state = LengthTold::none_applies; continue; }
        later(k, *c.limit, false);
    }
    // Where the trigger is tried day by day, the limit may look at the day. One that does not is the same whichever it is; one that
    // looks at it for the row itself is asked once, for all days of all rows; else each day is asked for alone. All cases of a group are
    // of one version, so it is the same field that is tried.
    const auto at_once = [&](const Group& g) {
        struct Part { std::vector<std::uint32_t> of, place; Batch::Tried tried; } alike, own;
        const model::Expr* const from = field_started_from(plan.versions[g.version], plan.expressions.rules());
        const Reads reads = from ? reads_of(*g.limit, plan.expressions.rules(), *from) : Reads::nothing;
        if (reads == Reads::nothing) return lengths_of(g.version, *g.limit, g.of);
        std::vector<LengthTold> out(g.of.size());
        for (std::uint32_t n = 0; n < g.of.size(); ++n) {
            const auto tried = day_tried(g.of[n]);
            if (!tried.empty() && reads == Reads::otherwise) {
                out[n] = lengths_of(g.version, *g.limit, {g.of[n]}, tried).front();
                continue;
            }
            Part& part = tried.empty() ? alike : own;
            part.of.push_back(g.of[n]);
            part.place.push_back(n);
            if (tried.empty()) continue;
            part.tried.record = tried.front().record;
            part.tried.field = tried.front().field;
            part.tried.values.push_back(tried.front().v);
        }
        for (const Part& part : {std::cref(alike), std::cref(own)}) {
            const std::vector<LengthTold> lengths = lengths_of(g.version, *g.limit, part.of, {}, part.tried);
            for (std::size_t n = 0; n < lengths.size(); ++n) out[part.place[n]] = lengths[n];
        }
        return out;
    };
    for (const Group& g : groups) {
        const std::vector<LengthTold> lengths = at_once(g);
        for (std::size_t n = 0; n < g.of.size(); ++n) {
            Case& c = cases[g.of[n]];
            if (!g.warn) {
                c.limit_state = lengths[n].state;
                if (lengths[n].state == LengthTold::told) c.span = lengths[n].span;
                continue;
            }
            c.warn_state = lengths[n].state == LengthTold::told ? Case::Warn::told : lengths[n].state == LengthTold::none_applies ? Case::Warn::none : Case::Warn::not_told;
            c.warn = lengths[n].span;
        }
    }
    if (by_field) calendars_by_field(first);
}

}  // namespace duly::eval::timescales
