// A check: `where`, then the exclusions, then `must`; the first that settles it wins. All three-valued.
#include <algorithm>

#include "engine/eval/possible_days.hpp"
#include "engine/eval/reasons.hpp"
#include "engine/eval/steps.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval {

namespace {

using model::ExprId;

constexpr std::uint8_t no_exclusion = 0xff;

struct Found { Outcome outcome = Outcome::unknown; std::uint8_t exclusion = no_exclusion; };

// Conditions of a check over a batch; a check without a clause has an empty column there.
struct Columns {
    Values where, must;
    std::vector<Values> excluded;
};

Columns columns_of(const Expressions& expressions, const model::Check& rule, const Batch& batch) {
    const detail::Scope scope{expressions, batch, false};
    const auto of = [&](ExprId id) { return id == model::none ? Values{} : detail::condition(scope, id); };
    Columns columns{of(rule.where), of(rule.must), {}};
    for (const auto& exclusion : rule.excluded) columns.excluded.push_back(of(exclusion.when));
    return columns;
}

Found settle(const Columns& columns, std::size_t i) {
    const auto told = [&](const Values& values) { return values.s.empty() || values.s[i] == Presence::known; };
    if (!told(columns.where)) return {Outcome::unknown, no_exclusion};
    if (!columns.where.s.empty() && columns.where.is_false(i)) return {Outcome::not_applicable, no_exclusion};
    bool in_doubt = false;
    for (std::size_t k = 0; k < columns.excluded.size(); ++k) {
        const Values& excluded = columns.excluded[k];
        if (excluded.s.empty()) continue;
        if (excluded.is_true(i)) return {Outcome::excluded, static_cast<std::uint8_t>(std::min<std::size_t>(k, no_exclusion - 1))};
        in_doubt |= !told(excluded);
    }
    if (in_doubt || !told(columns.must)) return {Outcome::unknown, no_exclusion};
    return {columns.must.s.empty() || columns.must.is_true(i) ? Outcome::met : Outcome::breached, no_exclusion};
}

// Cells and conditions that decide the outcome.
void look(const Expressions& expressions, const model::Check& rule, const Batch& batch, const Columns& columns, Found found, EntryTrace& trace) {
    const auto at = [&](ExprId expr) {
        if (expr != model::none) expressions.trace(expr, batch, 0, trace.reads, trace.conditions, expr == rule.must ? &trace.rows : nullptr, &trace.figures);
    };
    at(rule.where);
    if (!columns.where.s.empty() && !columns.where.is_true(0)) return;
    if (found.outcome == Outcome::excluded) return at(rule.excluded[found.exclusion].when);
    bool in_doubt = false;
    for (std::size_t k = 0; k < rule.excluded.size(); ++k) {
        at(rule.excluded[k].when);
        in_doubt |= !columns.excluded[k].s.empty() && !columns.excluded[k].is_false(0);
    }
    if (in_doubt) return;
    if (found.outcome != Outcome::unknown) trace.figures.clear();   // it was judged by those of `must`
    at(rule.must);
}

// The cells that name the calendar. They stand first, and settle something only where a count asked for a calendar in vain.
void look_at_calendar(const Expressions& expressions, const model::Check& rule, const Batch& batch, EntryTrace& trace) {
    if (rule.calendar_field == model::none) return;
    std::vector<ConditionSeen> ignored;
    std::vector<ValueRead> named;
    expressions.trace(rule.calendar_field, batch, 0, named, ignored);
    const bool wanted = std::any_of(trace.figures.begin(), trace.figures.end(), [](const FigureSeen& f) { return f.hindrance == Hindrance::no_calendar; });
    for (ValueRead& read : named) {
        const auto same = [&](const ValueRead& other) { return other.record == read.record && other.row == read.row && other.field == read.field; };
        trace.reads.erase(std::remove_if(trace.reads.begin(), trace.reads.end(), same), trace.reads.end());
        if (wanted) read.odd = Odd::names_no_calendar;
        if (wanted) trace.settles.push_back(read);
    }
    trace.reads.insert(trace.reads.begin(), named.begin(), named.end());
}

// Whether something in it counts on a calendar.
bool counts_on_calendar(const model::RuleSet& rules, ExprId id) {
    if (id == model::none) return false;
    const model::Expr& e = rules.exprs[id];
    const auto below = [&](ExprId part) { return counts_on_calendar(rules, part); };
    const bool unit = e.unit == model::Unit::working_days || e.unit == model::Unit::school_days || e.unit == model::Unit::working_hours;
    if (e.op == model::ExprOp::is_working_day || ((e.op == model::ExprOp::length || e.op == model::ExprOp::count_between) && unit)) return true;
    if (e.op == model::ExprOp::aggregate) {
        const model::Aggregate& rows = rules.aggregates[e.ref];
        if (below(rows.where) || below(rows.value) || below(rows.has)) return true;
    }
    return below(e.a) || below(e.b) || below(e.c) || std::any_of(e.args.begin(), e.args.end(), below);
}

// An outcome that is unknown only for partial dates: the one that every possible day gives.
Found by_days(const Expressions& expressions, const model::Check& rule, const Batch& one, Found found) {
    if (!expressions.has_partial_dates()) return found;
    std::vector<ValueRead> reads;
    std::vector<ConditionSeen> conditions;
    const auto at = [&](ExprId expr) {
        if (expr != model::none) expressions.trace(expr, one, 0, reads, conditions);
    };
    at(rule.where);
    for (const auto& exclusion : rule.excluded) at(exclusion.when);
    at(rule.must);
    std::optional<Found> same;
    const bool all = try_possible_days(expressions, one, reads, [&](const Batch& day) {
        const Found next = settle(columns_of(expressions, rule, day), 0);
        if (!same) same = next;
        return next.outcome != Outcome::unknown && next.outcome == same->outcome && next.exclusion == same->exclusion;
    });
    return all && same ? *same : found;
}

Batch batch_for(const model::Check& rule, const std::vector<Row>* rows) {
    Batch batch;
    if (rule.record == model::none) {
        batch.n = 1;
        return batch;
    }
    batch.rows = {*rows};
    batch.records = {rule.record};
    batch.n = rows->size();
    batch.calendar = rule.calendar;
    return batch;
}

// The calendar that each record names; one past the last where it names none that is declared, so that nothing is counted.
std::vector<model::CalendarId> calendars_named(const Expressions& expressions, const model::Check& rule, const Batch& batch) {
    const auto& calendars = expressions.calendars().calendars;
    std::vector<model::CalendarId> out(batch.n, static_cast<model::CalendarId>(calendars.size()));
    const Values names = expressions.evaluate(rule.calendar_field, batch);
    for (std::size_t i = 0; i < batch.n; ++i)
        for (std::size_t id = 0; id < calendars.size() && names.s[i] == Presence::known; ++id)
            if (calendars[id].name() == names.text[i]) out[i] = static_cast<model::CalendarId>(id);
    return out;
}

std::vector<Found> find(const Expressions& expressions, const model::Check& rule, const Batch& batch) {
    const Columns columns = columns_of(expressions, rule, batch);
    std::vector<Found> out(batch.n);
    for (std::size_t i = 0; i < batch.n; ++i) {
        out[i] = settle(columns, i);
        if (out[i].outcome == Outcome::unknown) out[i] = by_days(expressions, rule, detail::slice(batch, i, i + 1), out[i]);
    }
    return out;
}

// Rows that count on one calendar at once.
std::vector<Found> find_by_calendar(const Expressions& expressions, const model::Check& rule, const Batch& batch) {
    const auto named = calendars_named(expressions, rule, batch);
    std::vector<Found> out(batch.n);
    for (model::CalendarId id = 0; id <= expressions.calendars().calendars.size(); ++id) {
        std::vector<std::uint32_t> elements;
        for (std::uint32_t i = 0; i < batch.n; ++i)
            if (named[i] == id) elements.push_back(i);
        if (elements.empty()) continue;
        Batch part = detail::picked(batch, elements);
        part.calendar = id;
        const auto found = find(expressions, rule, part);
        for (std::size_t k = 0; k < elements.size(); ++k) out[elements[k]] = found[k];
    }
    return out;
}

}  // namespace

CheckResult evaluate_check(const Expressions& expressions, model::CheckId id, const std::vector<Row>* rows, bool only_listed) {
    const model::Check& rule = expressions.rules().checks[id];
    CheckResult result;
    result.rule = id;
    std::vector<Row> all;
    if (rule.record != model::none) {
        if (!rows) {
            all = expressions.visible_rows(rule.record);
            rows = &all;
        }
    }
    result.only_listed = only_listed && rows;
    const Batch batch = batch_for(rule, rows);
    const auto found = rule.calendar_field == model::none ? find(expressions, rule, batch) : find_by_calendar(expressions, rule, batch);
    if (!result.only_listed) {
        result.outcome.reserve(batch.n);
        result.exclusion.reserve(batch.n);
        if (rows) result.row = *rows;
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Found& one = found[i];
        ++result.counts[static_cast<std::size_t>(one.outcome)];
        if (result.only_listed && !is_listed(one.outcome, false)) continue;
        result.outcome.push_back(one.outcome);
        result.exclusion.push_back(one.exclusion);
        if (result.only_listed) result.row.push_back((*rows)[i]);
    }
    bool counts = counts_on_calendar(expressions.rules(), rule.where) || counts_on_calendar(expressions.rules(), rule.must);
    for (const auto& exclusion : rule.excluded) counts |= counts_on_calendar(expressions.rules(), exclusion.when);
    if (!counts) return result;
    for (std::size_t i = 0; i < batch.n; ++i) {
        if (found[i].outcome != Outcome::unknown) continue;
        const EntryTrace trace = trace_check(expressions, id, rows ? (*rows)[i] : data::no_row);
        result.beyond_calendar += std::any_of(trace.figures.begin(), trace.figures.end(), [](const FigureSeen& f) { return f.hindrance == Hindrance::calendar_ends; });
    }
    return result;
}

EntryTrace trace_check(const Expressions& expressions, model::CheckId id, Row row) {
    const model::Check& rule = expressions.rules().checks[id];
    const std::vector<Row> rows{row};
    Batch batch = batch_for(rule, &rows);
    if (rule.calendar_field != model::none) batch.calendar = calendars_named(expressions, rule, batch).front();
    const Columns columns = columns_of(expressions, rule, batch);
    const Found found = find(expressions, rule, batch).front();
    EntryTrace trace;
    trace.outcome = found.outcome;
    trace.home = batch;
    look(expressions, rule, batch, columns, found, trace);
    if (found.outcome != Outcome::unknown) look_at_calendar(expressions, rule, batch, trace);
    switch (found.outcome) {
        case Outcome::unknown:
            trace.settles = open_reads(trace.reads);
            look_at_calendar(expressions, rule, batch, trace);
            trace.reason = words_for(expressions, {rule.record, row}, trace.settles);
            break;
        case Outcome::excluded: trace.reason = rule.excluded[found.exclusion].because; break;
        case Outcome::not_applicable: trace.reason = "its condition does not hold"; break;
        default: break;
    }
    return trace;
}

}  // namespace duly::eval
