// Why each entry of one row came out: the evaluation itself, run over that row, and the cells behind every question asked.
#include <algorithm>

#include "engine/eval/reasons.hpp"
#include "engine/eval/timescale_dues.hpp"
#include "engine/eval/timescale_parts.hpp"
#include "engine/eval/timescale_reasons.hpp"

namespace duly::eval {

namespace timescales {
namespace {

bool same_cell(const ValueRead& a, const ValueRead& b) { return a.record == b.record && a.row == b.row && a.field == b.field; }

std::string span_text(const Span& span) {
    const std::int64_t amount = model::in_moments(span.unit) ? span.amount / 3600 : span.amount;
    std::string unit(model::name_of(span.unit));
    if (amount == 1 && unit.ends_with('s')) unit.pop_back();
    return std::to_string(amount) + " " + unit;
}

class Tracer {
public:
    explicit Tracer(Run& run) : run_(run), plan_(run.plan), e_(run.plan.expressions) {}

    EntryTrace trace(const Entry& entry) {
        out_ = {};
        told_ = {};
        const Verdict& v = entry.verdict;
        out_.outcome = v.outcome;
        out_.turn = entry.turn;
        out_.version = v.version;
        out_.from = v.from;
        out_.due = v.due;
        out_.done = v.done;
        const World& world = run_.worlds[entry.world];
        turn_ = entry.turn_index == model::none ? nullptr : &run_.turns[entry.turn_index];
        const std::uint16_t version = turn_ ? run_.cases[turn_->first].version : world.version;
        p_ = &plan_.versions[version];
        home_.n = 1;
        home_.rows = {{run_.columns.rows()[world.i]}};
        home_.records = {plan_.rule.record};
        home_.calendar = p_->calendar_id;
        home_.that_day.clear();
        ask(entry);
        if (turn_) due(entry);
        out_.reason = reason_of(run_, entry, out_, told_);
        if (v.outcome == Outcome::unknown) {
            const std::vector<ValueRead>& behind = told_.asked.empty() ? out_.reads : told_.asked;
            out_.settles = open_reads(behind);
            if (v.why == Why::start_missing || v.why == Why::date_missing) {
                const std::vector<ValueRead>& blank = v.why == Why::start_missing ? told_.from : told_.to;
                for (const ValueRead& read : blank)
                    if (std::none_of(out_.settles.begin(), out_.settles.end(), [&](const ValueRead& o) { return same_cell(o, read); }))
                        out_.settles.push_back(read);
            }
        }
        return std::move(out_);
    }

private:
    // Cells and conditions of one clause; kept in `into` as well.
    void read(ExprId expr, const Batch& batch, std::vector<ValueRead>* into = nullptr) {
        if (expr == model::none) return;
        std::vector<ValueRead> found;
        e_.trace(expr, batch, 0, found, out_.conditions, &out_.rows);
        keep(found);
        if (into) into->insert(into->end(), found.begin(), found.end());
    }
    void keep(const std::vector<ValueRead>& found) {
        for (const ValueRead& r : found)
            if (std::none_of(out_.reads.begin(), out_.reads.end(), [&](const ValueRead& o) { return same_cell(o, r); })) out_.reads.push_back(r);
    }

    // The questions in their order, up to the one that settled it.
    void ask(const Entry& entry) {
        const TimescaleVersion& v = *p_->v;
        const Why why = entry.verdict.why;
        read(v.where, home_, why == Why::where_unknown ? &told_.asked : nullptr);
        if (why == Why::where_false || why == Why::where_unknown) return;
        for (std::size_t k = 0; k < v.excluded.size(); ++k) {
            const Batch batch = p_->of_event[k] && turn_ ? run_.case_batch(run_.cases[turn_->first].version, {turn_->first}) : home_;
            read(v.excluded[k].when, batch, why == Why::exclusion_unknown ? &told_.asked : nullptr);
        }
        if (why == Why::excluded || why == Why::exclusion_unknown) return;
        read(v.from_date, home_, &told_.from);
        if (v.shape == Shape::two_tiers) read(v.before, home_, &told_.from);
        if (!plan_.undated) {
            for (const VersionPlan& p : plan_.versions) {
                if (p.v->from_field != model::none) read(p.v->from_field, home_, why == Why::version_unknown ? &told_.asked : nullptr);
                if (p.v->from_date != v.from_date && why != Why::nothing) read(p.v->from_date, home_, nullptr);
            }
            read(v.chosen_by, home_, why == Why::version_unknown ? &told_.asked : nullptr);
        }
        if (why == Why::outside_versions || why == Why::not_in_force || why == Why::version_unknown || why == Why::start_blank || why == Why::start_ahead) return;
        if (turn_) limit(why == Why::limit_unknown || why == Why::calendar_not_told ? &told_.asked : nullptr);
        if (turn_) choice(p_->v->warn, run_.case_batch(run_.cases[turn_->first].version, {turn_->first}), why == Why::warn_unknown ? &told_.asked : nullptr);
        events();
        Batch not_yet = home_;
        not_yet.not_yet = true;
        read(v.to, not_yet, &told_.to);
        for (const ExprId shown : v.also_shown_by) read(shown, not_yet, &told_.shown);
        read(v.stop, not_yet, &told_.stop);
        const When stop = run_.columns.when(v.stop, *p_, run_.worlds[entry.world].i, true);
        if (stop.exact()) out_.stop = stop.lo;
        if (turn_ && (entry.verdict.outcome == Outcome::late || entry.verdict.outcome == Outcome::late_with_reason)) {
            Batch batch = run_.case_batch(run_.cases[turn_->first].version, {turn_->first});
            batch.that_day.clear();
            read(v.excused, batch);
        }
    }

    // The conditions up to the one that does not fail, and its length.
    const model::Length* choice(const model::Limit& limit, const Batch& batch, std::vector<ValueRead>* into) {
        for (const model::LimitCase& one : limit.cases) {
            if (one.when != model::none) {
                read(one.when, batch, into);
                if (answer_of(e_.evaluate(one.when, batch), 0) == Answer::no) continue;
            }
            read(one.length.amount, batch, into);
            return &one.length;
        }
        return nullptr;
    }

    void limit(std::vector<ValueRead>* into) {
        const Case& c = run_.cases[turn_->first];
        const Batch batch = run_.case_batch(c.version, {turn_->first});
        if (p_->v->calendar_field != model::none && p_->needs_calendar) read(p_->v->calendar_field, home_, into);
        if (c.limit && c.limit->length) {
            read(c.limit->length->amount, batch, into);
            out_.due_trace.limit = c.limit->length;
        }
        if (c.limit && c.limit->limit)
            if (const model::Length* length = choice(*c.limit->limit, batch, into)) out_.due_trace.limit = length;
        for (const model::Extension& x : p_->v->extensions) {
            read(x.when, batch, into);
            read(x.to, batch, into);
            read(x.by.amount, batch, into);
        }
        for (const model::Pause& pause : p_->v->pauses) {
            if (!pause.during) {
                read(pause.from, batch, into);
                read(pause.to, batch, into);
                continue;
            }
            const Expressions::Below below = e_.below(*pause.during, batch);
            const model::Record& record = e_.rules().records[pause.during->record];
            for (const Row row : below.rows)
                for (const model::FieldId field : {record.span_from, record.span_to}) cell(pause.during->record, row, field, into);
        }
        read(p_->v->restarted, batch, into);
    }

    void cell(model::RecordId record, Row row, model::FieldId field, std::vector<ValueRead>* into) {
        if (field == model::none) return;
        const Row rows[] = {row};
        const Values value = e_.field(record, field, rows);
        const ValueRead found{record, row, field, value.s[0], value.v[0], value.last(0), {}};
        keep({found});
        if (into) into->push_back(found);
    }

    // The event that began the turn, the one that ended it, and those in doubt.
    void events() {
        if (!turn_ || plan_.each.empty()) return;
        const Case& c = run_.cases[turn_->first];
        const auto event = [&](Row row, std::vector<ValueRead>* into) {
            if (row == data::no_row) return;
            Batch batch = run_.case_batch(c.version, {turn_->first});
            batch.rows[plan_.event_slot] = {row};
            read(plan_.each_date[p_->each], batch, into);
            read(plan_.each[p_->each]->where, batch, into == &told_.asked ? into : nullptr);
        };
        for (const Turn& t : run_.turns)
            if (t.world == turn_->world && t.turn + 1 == turn_->turn && p_->v->shape == Shape::schedule) event(t.event, &told_.from);
        event(c.event, &told_.to);
        const Why why = turn_->verdict.why;
        if (why == Why::event_in_doubt || (turn_->verdict.flags & 1) != 0)
            for (const Doubt& d : run_.doubts)
                if (d.world == turn_->world) event(d.row, &told_.asked);
    }

    void due(const Entry& entry) {
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
        }
        const due::DueResult result = due::due_of(exact, &notes);
        if (c.window) d.amount *= c.laid;
        d.start = result.counted_from;
        d.rolled = result.rolled;
        for (const due::Pause& pause : notes.pauses)
            d.pauses.push_back({due::day_of(pause.from, plan_.moments) + 1, pause.to == due::never ? model::max_day : due::day_of(pause.to, plan_.moments)});
        for (const Span& span : exact.extensions) d.extensions.push_back("extended by " + span_text(span));
        for (const due::Grant& grant : notes.grants)
            d.extensions.push_back("extended by " + span_text(grant.by) + " on " + written_day(due::day_of(grant.on, plan_.moments)));
        if (notes.extended_to) d.extensions.push_back("extended to " + written_day(due::day_of(exact.extended_to, plan_.moments)));
        if (notes.restarted) d.extensions.push_back("restarted on " + written_day(due::day_of(exact.restarted, plan_.moments)));
        const bool skips = c.span.unit == model::Unit::working_days || c.span.unit == model::Unit::working_hours || c.span.unit == model::Unit::school_days;
        if (c.calendar && skips && result.kind == due::DueResult::Kind::date) {
            const model::Day a = due::day_of(d.start, plan_.moments), b = due::day_of(result.due, plan_.moments);
            d.closed = c.calendar->closed_between(std::min(a, b), std::max(a, b));
        }
    }

    Run& run_;
    const RulePlan& plan_;
    const Expressions& e_;
    const VersionPlan* p_ = nullptr;
    const Turn* turn_ = nullptr;
    Batch home_;
    EntryTrace out_;
    Told told_;
};

}  // namespace
}  // namespace timescales

std::vector<EntryTrace> trace_timescale(const Expressions& expressions, model::TimescaleId rule, Row row) {
    using namespace timescales;
    const RulePlan any(expressions, rule);
    const RulePlan plan(expressions, rule, any.calendar_by_row ? calendars_of(any, row) : std::vector<model::CalendarId>{});
    const std::vector<Row> rows{row};
    Run run(plan, rows);
    const std::vector<Entry> entries = run.entries();
    std::vector<EntryTrace> out;
    Tracer tracer(run);
    for (const Entry& entry : entries) out.push_back(tracer.trace(entry));
    return out;
}

}  // namespace duly::eval
