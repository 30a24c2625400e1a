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
        told_.home = {plan_.rule.record, run_.columns.rows()[world.i]};
        ask(entry);
        starts(entry);
        if (turn_) due(entry);
        if (v.outcome == Outcome::unknown) settles(v.why);
        out_.reason = reason_of(run_, entry, out_, told_);
        return std::move(out_);
    }

private:
    // Cells and conditions of one clause; kept in `into` as well.
    void read(ExprId expr, const Batch& batch, std::vector<ValueRead>* into = nullptr) {
        if (expr == model::none) return;
        std::vector<ValueRead> found;
        e_.trace(expr, batch, 0, found, out_.conditions, &out_.rows);
        if (batch.not_yet)      // a blank end is not yet there, whether its field is optional or not
            for (ValueRead& r : found)
                if (r.presence == Presence::missing && r.row != data::no_row && !cannot_be_read(e_, r) && takes_date_from(e_.rules(), expr, r)) r.presence = Presence::blank;
        keep(found);
        if (into) into->insert(into->end(), found.begin(), found.end());
    }
    void keep(const std::vector<ValueRead>& found) {
        for (const ValueRead& r : found)
            if (std::none_of(out_.reads.begin(), out_.reads.end(), [&](const ValueRead& o) { return same_cell(o, r); })) out_.reads.push_back(r);
    }

    // What would settle an unknown: what is open, or else blank, or else a day where a moment is needed.
    void settles(Why why) {
        out_.settles = open_reads(told_.asked.empty() ? out_.reads : told_.asked);
        const auto add = [&](const ValueRead& read) {
            if (std::none_of(out_.settles.begin(), out_.settles.end(), [&](const ValueRead& o) { return same_cell(o, read); })) out_.settles.push_back(read);
        };
        if (why == Why::start_missing && std::any_of(told_.from.begin(), told_.from.end(), leaves_open)) return;
        if (why == Why::start_missing || why == Why::date_missing) {
            for (const ValueRead& read : why == Why::start_missing ? told_.from : told_.to)
                if (read.presence != Presence::known) add(read);
        } else if (!told_.asked.empty() && out_.settles.empty()) {
            for (const ValueRead& read : told_.asked)
                if (why == Why::limit_unknown || why == Why::warn_unknown || (read.presence != Presence::known && !lies_ahead(e_, read))) add(read);
        } else if ((why == Why::done_before_start || why == Why::stopped_before_start) && out_.settles.empty()) {
            for (const auto* reads : {&told_.from, why == Why::done_before_start ? &told_.to : &told_.stop})
                for (const ValueRead& read : *reads) add(read);
        } else if (plan_.moments && out_.settles.empty()) {
            for (const auto* reads : {&told_.from, &told_.to, &told_.stop, &told_.limit})
                for (ValueRead read : *reads) {
                    if (read.presence != Presence::known || !is_date(e_, read) || e_.rules().records[read.record].fields[read.field].type != model::Type::date) continue;
                    read.odd = Odd::without_time;
                    add(read);
                }
        }
    }

    // The possible starts of the turn, and what is told of its end.
    void starts(const Entry& entry) {
        const std::uint32_t row = run_.worlds[entry.world].i;
        const auto start = [&](Time t) {
            told_.start_first = told_.start_first == no_time ? t : std::min(told_.start_first, t);
            told_.start_last = told_.start_last == no_time ? t : std::max(told_.start_last, t);
        };
        for (const Case& c : run_.cases)
            if (run_.worlds[c.world].i == row && turn_ && c.turn == turn_->turn) start(c.start);
        if (told_.start_first == no_time)
            for (const World& w : run_.worlds)
                if (w.i == row && w.start.there()) {
                    start(w.start.lo);
                    start(w.start.hi);
                }
        told_.start_untold = told_.start_first != no_time && due::day_of(told_.start_first, plan_.moments) <= first_possible_day;
        if (!told_.start_untold) {
            out_.start_first = told_.start_first;
            out_.start_last = told_.start_last;
        }
        const auto happened = [](const When& when) {
            Happened out;
            if (when.there()) out = {when.lo, when.hi, when.state == When::State::known, when.untold};
            return out;
        };
        const TimescaleVersion& v = *p_->v;
        const bool asked_for_end = !(entry.verdict.why == Why::where_false || entry.verdict.why == Why::where_unknown);
        if (turn_) out_.done_in = happened(run_.cases[turn_->first].done);
        else if (asked_for_end) out_.done_in = happened(run_.columns.when(v.to, *p_, row, true));
        if (asked_for_end) out_.stop_in = happened(run_.columns.when(v.stop, *p_, row, true));
        if (!turn_ || v.shape != Shape::schedule) return;
        for (const Turn& t : run_.turns)
            if (t.world == turn_->world && t.turn + 1 == turn_->turn)
                if (const When& done = run_.cases[t.first].done; done.exact()) out_.previous = done.lo;
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
        told_.from = dates_of(plan_, told_.from, run_.columns.when(v.from_date, *p_, run_.worlds[entry.world].i));
        if (v.shape == Shape::two_tiers) read(v.before, home_, &told_.from);
        if (!plan_.undated) {
            for (const VersionPlan& p : plan_.versions) {
                if (p.v->from_field != model::none) read(p.v->from_field, home_, why == Why::version_unknown ? &told_.asked : nullptr);
                if (p.v->from_date != v.from_date && why != Why::nothing) read(p.v->from_date, home_, nullptr);
            }
            read(v.chosen_by, home_, why == Why::version_unknown ? &told_.asked : nullptr);
        }
        if (why == Why::outside_versions || why == Why::not_in_force || why == Why::version_unknown || why == Why::start_blank || why == Why::start_ahead) return;
        if (turn_) limit(why == Why::limit_unknown, why == Why::calendar_not_told);
        if (turn_) choice(p_->v->warn, run_.case_batch(run_.cases[turn_->first].version, {turn_->first}), why == Why::warn_unknown);
        events();
        Batch not_yet = home_;
        not_yet.not_yet = true;
        read(v.to, not_yet, &told_.to);
        for (const ExprId shown : v.also_shown_by) read(shown, not_yet, &told_.shown);
        read(v.stop, not_yet, &told_.stop);
        const When stop = run_.columns.when(v.stop, *p_, run_.worlds[entry.world].i, true);
        const When done = turn_ ? run_.cases[turn_->first].done : run_.columns.when(v.to, *p_, run_.worlds[entry.world].i, true);
        told_.to = dates_of(plan_, told_.to, done);
        told_.shown_certain = !turn_ || run_.cases[turn_->first].shown;
        told_.stop = dates_of(plan_, told_.stop, stop);
        if (stop.exact()) out_.stop = stop.lo;
        if (turn_ && (entry.verdict.outcome == Outcome::late || entry.verdict.outcome == Outcome::late_with_reason)) {
            Batch batch = run_.case_batch(run_.cases[turn_->first].version, {turn_->first});
            batch.that_day.clear();
            read(v.excused, batch);
        }
    }

    // A clause that moves the due date; `asked`: it is among what settled the turn when it stands in the way.
    void part(ExprId expr, const Batch& batch, bool asked, bool date = false) {
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

    // A length; one that is told and cannot be counted stands in the way as well.
    void length(const model::Length& length, const Batch& batch, bool asked) {
        if (length.amount == model::none) return;
        const Values value = e_.evaluate(length.amount, batch);
        const bool told = value.s[0] == Presence::known && value.last(0) == value.v[0];
        part(length.amount, batch, asked && !told);
        if (!asked || !told || due::span_of(value.v[0], length.unit)) return;
        std::vector<ConditionSeen> ignored;
        e_.trace(length.amount, batch, 0, told_.asked, ignored);
    }

    // The conditions up to the one that does not fail, and its length.
    const model::Length* choice(const model::Limit& limit, const Batch& batch, bool asked) {
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

    void limit(bool asked, bool asked_calendar) {
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

    // A pause with neither day has not begun; one with an end alone is told by its start.
    void paused(const model::Pause& pause, const Batch& batch, bool asked) {
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
            remarks(all);
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
        tiers(c, exact, entry.verdict.due);
        interval(c, notes.restarted);
        const bool skips = c.span.unit == model::Unit::working_days || c.span.unit == model::Unit::working_hours || c.span.unit == model::Unit::school_days;
        if (c.calendar && skips && result.kind == due::DueResult::Kind::date) {
            const model::Day a = due::day_of(d.start, plan_.moments), b = due::day_of(result.due, plan_.moments);
            d.closed = c.calendar->closed_between(std::min(a, b), std::max(a, b));
        }
    }

    // Pauses that end before they begin, whatever else is in doubt.
    void remarks(const std::vector<due::DueCase>& all) {
        for (const due::Pause& pause : all.front().pauses) {
            const auto has = [&](const due::DueCase& c) {
                return std::any_of(c.pauses.begin(), c.pauses.end(), [&](const due::Pause& p) { return p.from == pause.from && p.to == pause.to; });
            };
            if (pause.to >= pause.from || due::day_of(pause.to, plan_.moments) <= first_possible_day || !std::all_of(all.begin(), all.end(), has)) continue;
            out_.due_trace.remarks.push_back("the pause from " + date_text(plan_, pause.from) + " to " + date_text(plan_, pause.to) + " ends before it begins and does not count");
        }
    }

    // Which of two tiers gave the due date.
    void tiers(const Case& c, const due::DueCase& exact, Time due) {
        if (p_->v->shape != Shape::two_tiers) return;
        const std::uint32_t i = run_.worlds[c.world].i;
        const When before = run_.columns.when(p_->v->before, *p_, i);
        const bool alone = run_.worlds[c.world].starts_before;
        out_.both_tiers = !alone && before.there();
        if (before.exact()) out_.before = before.lo;
        out_.by_before = alone || (due != no_time && exact.at_least != due::no_date && due == exact.at_least && before.exact());
    }

    // A start or a due date that is one of several: what that hangs on.
    void interval(const Case& c, bool restarted) {
        DueTrace& d = out_.due_trace;
        const std::vector<ValueRead> open = open_reads(told_.limit);
        const auto untold = [&](const ValueRead& r) { return is_date(e_, r) && (r.presence == Presence::missing || r.v <= first_possible_day); };
        told_.due_untold = std::any_of(open.begin(), open.end(), untold);
        if (told_.start_untold) {
            d.start = d.due = d.due_last = no_time;
            return;
        }
        const bool several = told_.start_first != told_.start_last;
        if (several && !restarted && !c.window && d.start == c.start && due::day_of(c.start, plan_.moments) == due::day_of(told_.start_first, plan_.moments)) d.start_last = told_.start_last;
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
