// The clauses of a rule as they were asked, in their order, each as a tree.
#include "engine/eval/measure_items.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

using eval::Batch;
using eval::Presence;
using model::ExprId;

// True when it is a condition that holds.
bool Proof::clause(std::string_view name, ExprId expr, const Batch& batch, bool not_yet) {
    if (expr == model::none) return false;
    Batch asked;
    if (not_yet && !batch.not_yet) {
        asked = batch;
        asked.not_yet = true;
    }
    counts_on_ = batch.calendar;
    const eval::Term term = eval::term_of(context_.expressions, expr, not_yet && !batch.not_yet ? asked : batch, true, most_rows_);
    json_.open('{');
    json_.text("clause", name);
    if (not_yet) json_.yes_no("not_yet", true);
    json_.key("term");
    this->term(term);
    json_.close('}');
    return term.presence == Presence::known && term.v != 0;
}

// The conditions up to the one that does not fail, and its length.
void Proof::limit_clauses(std::string_view name, const model::Limit& limit, const Batch& batch) {
    for (std::size_t i = 0; i < limit.cases.size(); ++i) {
        const model::LimitCase& one = limit.cases[i];
        const auto write = [&](std::string_view what, ExprId expr) {
            if (expr == model::none) return eval::Term{};
            counts_on_ = batch.calendar;
            const eval::Term term = eval::term_of(context_.expressions, expr, batch, true, most_rows_);
            json_.open('{');
            json_.text("clause", name);
            json_.number("case", static_cast<std::int64_t>(i));
            json_.text("part", what);
            if (what == "length") json_.text("unit", name_of(one.length.unit));
            json_.key("term");
            this->term(term);
            json_.close('}');
            return term;
        };
        const eval::Term when = write("when", one.when);
        if (one.when != model::none && when.presence == Presence::known && when.v == 0) continue;
        write("length", one.length.amount);
        if (one.when == model::none || when.presence == Presence::known) return;
    }
}

void Proof::pause_clause(const model::Pause& pause, const Batch& batch) {
    if (!pause.during) {
        clause("paused from", pause.from, batch);
        clause("paused to", pause.to, batch, true);
        return;
    }
    const model::Aggregate& during = *pause.during;
    const auto below = context_.expressions.below(during, batch);
    const model::Record& shape = context_.rules.records[during.record];
    json_.open('{');
    json_.text("clause", "paused during");
    json_.text("record", shape.name);
    if (below.absent) json_.text("not_told", "no source gives such rows");
    json_.key("rows").open('[');
    for (std::size_t n = 0; n < below.rows.size(); ++n) {
        json_.open('{');
        json_.text("key", context_.data.key_of(context_.rules, during.record, below.rows[n]));
        if (below.certain[n] == 0) json_.yes_no("certain", false);
        cell("from", during.record, below.rows[n], shape.span_from);
        cell("to", during.record, below.rows[n], shape.span_to);
        json_.close('}');
    }
    json_.close(']');
    json_.close('}');
}

// The event that ended the turn, the one before it, and those of which it is in doubt to which turn they belong.
void Proof::event_clauses(const model::TimescaleVersion& v, const eval::EntryTrace& trace) {
    if (!v.each || trace.of_turn.n == 0) return;
    const model::Aggregate& rows = v.each->rows;
    const auto event = [&](std::string_view name, data::Row row) {
        if (row == data::no_row) return;
        Batch batch = trace.of_turn;
        if (rows.binds >= batch.rows.size()) batch.rows.resize(rows.binds + 1u);
        batch.rows[rows.binds] = {row};
        counts_on_ = batch.calendar;
        json_.open('{');
        json_.text("clause", name);
        row_name("row", rows.record, row);
        json_.key("date");
        term(eval::term_of(context_.expressions, rows.value, batch, false, most_rows_));
        if (rows.where != model::none) {
            json_.key("where");
            term(eval::term_of(context_.expressions, rows.where, batch, true, most_rows_));
        }
        json_.close('}');
    };
    event("event before", trace.previous_event);
    event("event", trace.event);
    for (const data::Row row : trace.events_in_doubt) event("event in doubt", row);
}

void Proof::turn_clauses(const model::TimescaleVersion& v, const eval::EntryTrace& trace) {
    const Batch& batch = trace.of_turn;
    if (batch.n == 0) return;
    const auto has = [&](const model::Limit& limit) {
        for (const model::LimitCase& one : limit.cases)
            if (trace.due_trace.limit == &one.length) return true;
        return false;
    };
    const bool one = trace.due_trace.limit == nullptr;      // none was chosen: all that may be
    if (one || has(v.within)) limit_clauses("within", v.within, batch);
    constexpr std::string_view turns[] = {"first within", "second within", "third within"};
    for (std::size_t i = 0; i < v.turns.size() && i < 3; ++i)
        if (has(v.turns[i])) limit_clauses(turns[i], v.turns[i], batch);
    if (has(v.then_every)) limit_clauses("then every", v.then_every, batch);
    for (const model::Length& length : v.at)
        if (&length == trace.due_trace.limit) clause("at", length.amount, batch);
    limit_clauses("warn", v.warn, batch);
    for (const model::Extension& extension : v.extensions) {
        clause(extension.kind == model::Extension::Kind::by_on ? "extended on" : "extended when", extension.when, batch);
        clause("extended to", extension.to, batch);
        clause("extended by", extension.by.amount, batch);
    }
    for (const model::Pause& pause : v.pauses) pause_clause(pause, batch);
    clause("restarted on", v.restarted, batch);
    event_clauses(v, trace);
}

void Proof::clauses(const CaseSeen& seen) {
    const eval::EntryTrace& trace = seen.trace;
    json_.key("clauses").open('[');
    // In the order of the questions, up to the one that settled it.
    const auto all = [&] {
        if (trace.asked_version >= seen.rule.versions.size()) return;
        const model::TimescaleVersion& v = seen.rule.versions[trace.asked_version];
        const std::string_view why = trace.settled_by;
        clause("where", v.where, trace.home);
        if (why == "where_false" || why == "where_unknown") return;
        for (std::size_t k = 0; k < v.excluded.size(); ++k) {
            const bool of_event = k < trace.of_event.size() && trace.of_event[k] != 0 && trace.of_turn.n != 0;
            clause("excluded when", v.excluded[k].when, of_event ? trace.of_turn : trace.home);
        }
        if (why == "excluded" || why == "exclusion_unknown") return;
        clause("from", v.from_date, trace.home);
        clause("before", v.before, trace.home);
        if (seen.rule.versions.size() > 1) {
            for (const model::TimescaleVersion& other : seen.rule.versions) {
                clause("version from", other.from_field, trace.home);
                if (other.from_date != v.from_date && !why.empty()) clause("from of another version", other.from_date, trace.home);
            }
        }
        clause("chosen by", v.chosen_by, trace.home);
        if (why == "outside_versions" || why == "not_in_force" || why == "version_unknown" || why == "start_blank" || why == "start_ahead") {
            clause("to", v.to, trace.home, true);
            return;
        }
        clause("calendar", v.calendar_field, trace.home);
        turn_clauses(v, trace);
        clause("to", v.to, trace.home, true);
        for (const ExprId shown : v.also_shown_by) clause("also shown by", shown, trace.home, true);
        clause("stop on", v.stop, trace.home, true);
        if (trace.of_turn.n != 0 && (trace.outcome == model::Outcome::late || trace.outcome == model::Outcome::late_with_reason)) {
            Batch batch = trace.of_turn;
            batch.that_day.clear();
            clause("excused when", v.excused, batch);
        }
    };
    all();
    json_.close(']');
}

}  // namespace duly::explain
