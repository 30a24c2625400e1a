// How the due date of a turn was counted, and the cells that it hangs on.
#include <algorithm>

#include "engine/eval/trace_timescale.hpp"

namespace duly::eval::timescales {
namespace {

std::string span_text(const Span& span) {
    const std::int64_t amount = model::in_moments(span.unit) ? span.amount / 3600 : span.amount;
    std::string unit(model::name_of(span.unit));
    if (amount == 1 && unit.ends_with('s')) unit.pop_back();
    return std::to_string(amount) + " " + unit;
}

}  // namespace

void Tracer::part(ExprId expr, const Batch& batch, bool asked, bool date) {
    if (expr == model::none) return;
    std::vector<ValueRead> found;
    read(expr, batch, &found);
    told_.limit.insert(told_.limit.end(), found.begin(), found.end());
    if (!asked) return;
    const Values value = e_.evaluate(expr, batch);
    const bool whole = value.s[0] == Presence::known && value.last(0) == value.v[0];
    const bool blank = value.s[0] == Presence::blank && (date || value.type == model::Type::yes_no);
    if (!whole && !blank && !(date && value.s[0] != Presence::missing)) told_.asked.insert(told_.asked.end(), found.begin(), found.end());
}

void Tracer::length(const model::Length& length, const Batch& batch, bool asked) {
    if (length.amount == model::none) return;
    const Values value = e_.evaluate(length.amount, batch);
    const bool told = value.s[0] == Presence::known && value.last(0) == value.v[0];
    part(length.amount, batch, asked && !told);
    if (!asked || !told || due::span_of(value.v[0], length.unit)) return;
    std::vector<ConditionSeen> ignored;
    e_.trace(length.amount, batch, 0, told_.asked, ignored);
}

const model::Length* Tracer::choice(const model::Limit& limit, const Batch& batch, bool asked) {
    for (const model::LimitCase& one : limit.cases) {
        if (one.when != model::none) {
            part(one.when, batch, asked);
            if (answer_of(e_.evaluate(one.when, batch), 0) == Answer::no) continue;
        }
        length(one.length, batch, asked);
        return &one.length;
    }
    return nullptr;
}

void Tracer::limit(bool asked, bool asked_calendar) {
    const Case& c = run_.cases[turn_->first];
    const Batch batch = run_.case_batch(c.version, {turn_->first});
    if (p_->v->calendar_field != model::none && p_->needs_calendar) read(p_->v->calendar_field, home_, asked_calendar ? &told_.asked : nullptr);
    for (ValueRead& r : told_.asked)
        if (asked_calendar && r.presence == Presence::known) r.odd = Odd::names_no_calendar;
    if (c.limit && c.limit->length) {
        length(*c.limit->length, batch, asked);
        out_.due_trace.limit = c.limit->length;
    }
    if (c.limit && c.limit->limit)
        if (const model::Length* chosen = choice(*c.limit->limit, batch, asked)) out_.due_trace.limit = chosen;
    for (const model::Extension& x : p_->v->extensions) {
        part(x.when, batch, asked, x.kind == model::Extension::Kind::by_on);
        part(x.to, batch, asked, true);
        // Not looked at where it is not extended.
        const bool extended = x.when == model::none || e_.evaluate(x.when, batch).s[0] != Presence::blank;
        length(x.by, batch, asked && extended && (x.kind != model::Extension::Kind::by_when || answer_of(e_.evaluate(x.when, batch), 0) != Answer::no));
    }
    for (const model::Pause& pause : p_->v->pauses) paused(pause, batch, asked);
    part(p_->v->restarted, batch, asked, true);
}

void Tracer::paused(const model::Pause& pause, const Batch& batch, bool asked) {
    Batch not_yet = batch;
    not_yet.not_yet = true;
    if (!pause.during) {
        const Values from = e_.evaluate(pause.from, batch), to = e_.evaluate(pause.to, not_yet);
        const bool ended = to.s[0] == Presence::known || to.s[0] == Presence::doubt, begun = from.s[0] == Presence::known || from.s[0] == Presence::doubt;
        if (!begun && !ended) return;
        std::vector<ValueRead> found;
        read(pause.from, batch, &found);
        if (!begun && asked) told_.asked.insert(told_.asked.end(), found.begin(), found.end());
        read(pause.to, not_yet, &found);
        told_.limit.insert(told_.limit.end(), found.begin(), found.end());
        return;
    }
    const Expressions::Below below = e_.below(*pause.during, batch);
    const model::RecordId id = pause.during->record;
    const model::Record& record = e_.rules().records[id];
    for (std::size_t n = 0; n < below.rows.size(); ++n) {
        const Row row = below.rows[n];
        const auto told = [&](model::FieldId field) {
            const Row rows[] = {row};
            const Presence s = field == model::none ? Presence::blank : e_.field(id, field, rows).s[0];
            return s == Presence::known || s == Presence::doubt;
        };
        const bool begun = told(record.span_from), ended = told(record.span_to);
        if (!begun && !ended) continue;
        cell(id, row, record.span_from, &told_.limit);
        if (!begun && asked) cell(id, row, record.span_from, &told_.asked);
        cell(id, row, record.span_to, &told_.limit);
    }
}

void Tracer::cell(model::RecordId record, Row row, model::FieldId field, std::vector<ValueRead>* into) {
    if (field == model::none) return;
    const Row rows[] = {row};
    const Values value = e_.field(record, field, rows);
    const ValueRead found{record, row, field, value.s[0], value.v[0], value.last(0), {}};
    keep({found});
    if (into) into->push_back(found);
}

void Tracer::due(const Entry& entry) {
    const Case& c = run_.cases[turn_->first];
    DueTrace& d = out_.due_trace;
    d.unit = c.span.unit;
    d.amount = c.span.amount * model::number_scale;
    if (model::in_moments(c.span.unit)) d.amount = c.span.amount * model::number_scale / 3600;
    d.counting = p_->v->counting;
    d.due = entry.verdict.due_first;
    d.due_last = entry.verdict.due_last;
    for (std::size_t n = 0; n < e_.calendars().calendars.size(); ++n)
        if (&e_.calendars().calendars[n] == c.calendar) d.calendar = static_cast<model::CalendarId>(n);
    d.start = c.start;
    if (c.preset != Why::nothing || c.limit_state != 0 || p_->open_ended() || p_->v->every_term) return;
    due::DueNotes notes;
    due::DueCase exact = run_.due_case(c);
    if (!p_->plain || p_->v->shape == Shape::two_tiers) {
        bool too_many = false, unknown = false;
        const auto columns = run_.due_columns(c.version, {turn_->first});
        const auto all = run_.due_cases(c, 0, *columns, too_many, unknown);
        if (too_many || unknown || all.empty()) return;
        exact = all.front();
        remarks(all);
    }
    const due::DueResult result = due::due_of(exact, &notes);
    if (c.window) d.amount *= c.laid;
    d.start = result.counted_from;
    d.rolled = result.rolled;
    for (const due::Pause& pause : notes.pauses)
        d.pauses.push_back({plan_.day_of(pause.from) + 1, pause.to == due::never ? model::max_day : plan_.day_of(pause.to)});
    for (const Span& span : exact.extensions) d.extensions.push_back("extended by " + span_text(span));
    for (const due::Grant& grant : notes.grants)
        d.extensions.push_back("extended by " + span_text(grant.by) + " on " + written_day(plan_.day_of(grant.on)));
    using Moved = DueTrace::Moved;
    const auto scaled = [](const Span& span) { return (model::in_moments(span.unit) ? span.amount / 3600 : span.amount) * model::number_scale; };
    for (const Span& span : exact.extensions) d.moved.push_back({Moved::Kind::by, scaled(span), span.unit, no_time});
    for (const due::Grant& grant : notes.grants) d.moved.push_back({Moved::Kind::by, scaled(grant.by), grant.by.unit, grant.on});
    if (notes.extended_to) d.moved.push_back({Moved::Kind::to, 0, {}, exact.extended_to});
    if (notes.restarted) d.moved.push_back({Moved::Kind::restarted, 0, {}, exact.restarted});
    if (notes.extended_to) d.extensions.push_back("extended to " + written_day(plan_.day_of(exact.extended_to)));
    if (notes.restarted) d.extensions.push_back("restarted on " + written_day(plan_.day_of(exact.restarted)));
    tiers(c, exact, entry.verdict.due);
    interval(c, notes.restarted);
    const bool skips = c.span.unit == model::Unit::working_days || c.span.unit == model::Unit::working_hours || c.span.unit == model::Unit::school_days;
    if (c.calendar && skips && result.kind == due::DueResult::Kind::date) {
        const model::Day a = plan_.day_of(d.start), b = plan_.day_of(result.due);
        d.closed = c.calendar->closed_between(std::min(a, b), std::max(a, b));
    }
}

void Tracer::remarks(const std::vector<due::DueCase>& all) {
    for (const due::Pause& pause : all.front().pauses) {
        const auto has = [&](const due::DueCase& c) {
            return std::any_of(c.pauses.begin(), c.pauses.end(), [&](const due::Pause& p) { return p.from == pause.from && p.to == pause.to; });
        };
        if (pause.to >= pause.from || plan_.day_of(pause.to) <= first_possible_day || !std::all_of(all.begin(), all.end(), has)) continue;
        out_.due_trace.remarks.push_back("the pause from " + date_text(plan_, pause.from) + " to " + date_text(plan_, pause.to) + " ends before it begins and does not count");
    }
}

void Tracer::tiers(const Case& c, const due::DueCase& exact, Time due) {
    if (p_->v->shape != Shape::two_tiers) return;
    const std::uint32_t i = run_.worlds[c.world].i;
    const When before = run_.columns.when(p_->v->before, *p_, i);
    const bool alone = run_.worlds[c.world].starts_before;
    out_.both_tiers = !alone && before.there();
    if (before.exact()) out_.before = before.lo;
    out_.by_before = alone || (due != no_time && exact.at_least != due::no_date && due == exact.at_least && before.exact());
}

void Tracer::interval(const Case& c, bool restarted) {
    DueTrace& d = out_.due_trace;
    const std::vector<ValueRead> open = open_reads(told_.limit);
    const auto untold = [&](const ValueRead& r) { return is_date(e_, r) && (r.presence == Presence::missing || r.v <= first_possible_day); };
    told_.due_untold = std::any_of(open.begin(), open.end(), untold);
    if (told_.start_untold) {
        d.start = d.due = d.due_last = no_time;
        return;
    }
    const bool several = told_.start_first != told_.start_last;
    if (several && !restarted && !c.window && d.start == c.start && plan_.day_of(c.start) == plan_.day_of(told_.start_first)) d.start_last = told_.start_last;
    if (d.due == d.due_last) return;
    if (told_.due_untold) d.due_last = no_time;
    std::vector<ValueRead> behind;
    for (const ValueRead& r : open)
        if (std::none_of(told_.from.begin(), told_.from.end(), [&](const ValueRead& f) { return same_cell(f, r); })) behind.push_back(r);
    if (behind.empty() && plan_.moments && !several)
        for (const ValueRead& r : told_.limit)
            if (is_date(e_, r) && r.presence == Presence::known) behind.push_back(r);
    const std::string names = names_of(e_, told_.home, behind);
    const std::string begins = plan_.moments ? "the time that it starts at" : "the day that it starts on";
    if (several) d.varies = "depending on " + begins + (names.empty() ? "" : " and on " + names);
    else if (!names.empty()) d.varies = "depending on " + names;
}

}  // namespace duly::eval::timescales
