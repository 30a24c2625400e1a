// The proof of one outcome of a timescale or a check: its times, how they were counted, and how it came out.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

namespace {

using eval::no_time;
using model::Outcome;

std::string_view shape_name(model::Shape shape) {
    switch (shape) {
        case model::Shape::deadline: return "deadline";
        case model::Shape::minimum: return "minimum";
        case model::Shape::backward: return "backward";
        case model::Shape::two_tiers: return "two tiers";
        case model::Shape::open_ended: return "as soon as practicable";
        case model::Shape::schedule: return "schedule";
        case model::Shape::at_limits: return "at limits";
        case model::Shape::windows: return "windows";
    }
    return "";
}

std::string_view counting_name(model::Counting counting) {
    switch (counting) {
        case model::Counting::day_after: return "the day after";
        case model::Counting::day_itself: return "the day itself";
        case model::Counting::next_working_day: return "the next working day";
    }
    return "";
}

}  // namespace

void Proof::begin(std::string_view is) {
    out_.reserve(4096);
    json_.open('{');
    json_.text("is", is);
    const bool moment = context_.expressions.as_of_is_moment();
    json_.text("as_of", moment ? format_moment(context_.expressions.as_of_second(), context_.rules.zone) : format_day(context_.expressions.as_of_day()));
}

void Proof::time(std::int64_t at, bool moments) {
    if (at == no_time) return json_.null();
    json_.text(moments ? format_moment(at, context_.rules.zone) : format_day(static_cast<model::Day>(at)));
}

void Proof::time(std::string_view name, std::int64_t exact, const eval::Happened& otherwise, bool moments) {
    json_.key(name);
    if (exact != no_time || !otherwise.there()) return time(exact, moments);
    if (otherwise.first == otherwise.last && otherwise.certain && !otherwise.untold) return time(otherwise.first, moments);
    json_.open('{');
    json_.key("first");
    time(otherwise.untold ? no_time : otherwise.first, moments);
    json_.key("last");
    time(otherwise.untold ? no_time : otherwise.last, moments);
    if (!otherwise.certain) json_.yes_no("certain", false);
    json_.close('}');
}

void Proof::exclusion(const std::vector<model::Exclusion>& list, std::uint8_t index) {
    json_.key("exclusion");
    index < list.size() ? json_.number(index) : json_.null();
}

void Proof::settles(const std::vector<eval::ValueRead>& cells) {
    if (cells.empty()) return;
    json_.key("would_settle").open('[');
    for (const eval::ValueRead& read : cells) {
        if (read.row != data::no_row && read.field != model::none) {
            const std::uint64_t key = std::uint64_t{read.record} << 48 | std::uint64_t{read.field} << 32 | read.row;
            const auto [at, fresh] = numbers_.try_emplace(key, cells_.size());
            if (fresh) cells_.push_back({read.record, read.row, read.field});
            json_.number(static_cast<std::int64_t>(at->second));
        } else {
            json_.text(context_.rules.records[read.record].name);
        }
    }
    json_.close(']');
}

void Proof::version(const CaseSeen& seen) {
    json_.number("versions", static_cast<std::int64_t>(seen.rule.versions.size()));
    json_.key("version");
    const model::TimescaleVersion* v = seen.version();
    if (v == nullptr) return json_.null();
    const auto day = [&](std::string_view name, model::Day d) { json_.text_or_null(name, d == model::min_day || d == model::max_day ? std::string() : format_day(d)); };
    json_.open('{');
    json_.number("number", v - seen.rule.versions.data());
    day("from", v->from);
    day("until", v->until);
    json_.yes_no("temporary", v->temporary);
    day("in_force_from", v->in_force_from);
    day("in_force_until", v->in_force_until);
    json_.text("law", v->law);
    json_.text("confidence", name_of(v->confidence));
    json_.text("shape", shape_name(v->shape));
    if (v->every_term) json_.yes_no("every_term", true);
    if (v->may_be_done_earlier) json_.yes_no("may_be_done_earlier", true);
    if (v->by_time) json_.number("by_minute", *v->by_time);
    if (v->rolls) json_.yes_no("rolls", true);
    if (!v->taken_over.empty()) {
        json_.key("taken_over").open('[');
        for (const model::TakenOver& taken : v->taken_over) {
            json_.open('{');
            json_.text("clauses", taken.clauses);
            json_.text("rule", taken.rule);
            json_.close('}');
        }
        json_.close(']');
    }
    json_.close('}');
}

void Proof::limit(const CaseSeen& seen) {
    const eval::DueTrace& due = seen.trace.due_trace;
    json_.key("limit");
    const model::TimescaleVersion* v = seen.version();
    if (v == nullptr || (due.amount == 0 && due.due == no_time) || v->every_term || v->shape == model::Shape::open_ended) return json_.null();
    json_.open('{');
    json_.text("amount", eval::decimal_text(due.amount));
    json_.text("unit", name_of(due.unit));
    json_.text("counted_from", counting_name(due.counting));
    calendar(due.unit, due.calendar);
    const auto among = [&](std::string_view name, const model::Limit& limit) {
        for (std::size_t i = 0; i < limit.cases.size(); ++i)
            if (&limit.cases[i].length == due.limit) {
                json_.text("of", name);
                json_.number("case", static_cast<std::int64_t>(i));
            }
    };
    among("within", v->within);
    constexpr std::string_view turns[] = {"first", "second", "third"};
    for (std::size_t i = 0; i < v->turns.size(); ++i) among(i < 3 ? turns[i] : "turn", v->turns[i]);
    among("then every", v->then_every);
    for (std::size_t i = 0; i < v->at.size(); ++i)
        if (&v->at[i] == due.limit) {
            json_.text("of", "at");
            json_.number("case", static_cast<std::int64_t>(i));
        }
    json_.close('}');
}

// How the due date was counted: from day 0 over closed days and pauses, extended, rolled.
void Proof::days(const CaseSeen& seen) {
    const bool moments = eval::counts_moments(seen.rule);
    const eval::EntryTrace& trace = seen.trace;
    const eval::DueTrace& due = trace.due_trace;
    const auto day = [&](model::Day d) { d == model::max_day || d == model::min_day ? json_.null() : json_.text(format_day(d)); };
    json_.text("counts_in", moments ? "moments" : "days");
    time("from", trace.from, {trace.start_first, trace.start_last, true, false}, moments);
    time("start", due.start_last == no_time ? due.start : no_time, {due.start, due.start_last, true, false}, moments);
    limit(seen);
    time("due", trace.due, {due.due, due.due_last, true, false}, moments);
    if (trace.due == no_time && due.due != no_time && due.due_last == no_time) json_.yes_no("due_open_ended", true);
    time("done", trace.done, trace.done_in, moments);
    time("stop", trace.stop, trace.stop_in, moments);
    if (trace.previous != no_time) time("previous", trace.previous, {}, moments);
    if (trace.before != no_time) time("before", trace.before, {}, moments);
    if (trace.by_before) json_.yes_no("by_before", true);
    json_.key("closed").open('[');
    for (const calendar::ClosedDay& closed : due.closed) {
        json_.open('{');
        json_.text("date", format_day(closed.day));
        json_.text("name", closed.title);
        json_.close('}');
    }
    json_.close(']');
    json_.key("pauses").open('[');
    for (const calendar::Span& pause : due.pauses) {
        json_.open('{');
        json_.key("from");
        day(pause.from);
        json_.key("to");
        day(pause.to);
        json_.close('}');
    }
    json_.close(']');
    json_.key("moved").open('[');
    for (const eval::DueTrace::Moved& moved : due.moved) {
        using Kind = eval::DueTrace::Moved::Kind;
        json_.open('{');
        json_.text("by", moved.kind == Kind::by ? "a length" : moved.kind == Kind::to ? "a day" : "a restart");
        if (moved.kind == Kind::by) {
            json_.text("amount", eval::decimal_text(moved.amount));
            json_.text("unit", name_of(moved.unit));
        }
        if (moved.on != no_time) time(moved.kind == Kind::to ? "to" : "on", moved.on, {}, moments);
        json_.close('}');
    }
    json_.close(']');
    json_.yes_no("rolled", due.rolled);
}

std::string Proof::of_case(const CaseSeen& seen) {
    begin("timescale");
    const data::Row row = seen.result.row[seen.entry];
    const Outcome outcome = seen.result.outcome[seen.entry];
    json_.text("rule", seen.rule.name);
    json_.text("record", context_.rules.records[seen.rule.record].name);
    json_.text("key", context_.data.key_of(context_.rules, seen.rule.record, row));
    json_.key("turn");
    seen.result.turn[seen.entry] > 0 ? json_.number(seen.result.turn[seen.entry]) : json_.null();
    json_.text("outcome", name_of(outcome));
    json_.text_or_null("settled_by", seen.trace.settled_by);
    version(seen);
    days(seen);
    json_.key("late_by");
    const std::int64_t by = seen.result.late_by[seen.entry];
    if (by > 0) {
        json_.open('{');
        json_.text("amount", std::to_string(by));
        json_.text("unit", name_of(seen.result.late_unit(seen.rule, seen.entry)));
        json_.close('}');
    } else {
        json_.null();
    }
    const model::TimescaleVersion* v = seen.version();
    exclusion(v ? v->excluded : std::vector<model::Exclusion>{}, outcome == Outcome::excluded ? seen.result.exclusion[seen.entry] : 0xff);
    json_.yes_no("in_doubt", seen.entry < seen.result.flags.size() && (seen.result.flags[seen.entry] & 1) != 0);
    clauses(seen);
    if (outcome == Outcome::unknown) settles(seen.trace.settles);
    values();
    json_.close('}');
    return std::move(out_);
}

std::string Proof::of_check(const model::Check& rule, data::Row row, const eval::EntryTrace& trace, std::uint8_t exclusion_index) {
    begin("check");
    json_.text("rule", rule.name);
    const bool of_data = rule.record == model::none || row == data::no_row;
    json_.text_or_null("record", of_data ? std::string_view{} : std::string_view(context_.rules.records[rule.record].name));
    json_.text_or_null("key", of_data ? std::string() : context_.data.key_of(context_.rules, rule.record, row));
    json_.text("outcome", name_of(trace.outcome));
    json_.text("law", rule.law);
    json_.text("confidence", name_of(rule.confidence));
    exclusion(rule.excluded, trace.outcome == Outcome::excluded ? exclusion_index : 0xff);
    json_.key("clauses").open('[');
    // Asked in this order, up to the one that settles it.
    const auto all = [&] {
        if (!clause("where", rule.where, trace.home) && rule.where != model::none) return;
        for (const model::Exclusion& one : rule.excluded) clause("excluded when", one.when, trace.home);
        if (trace.outcome != Outcome::excluded) clause("must", rule.must, trace.home);
    };
    all();
    json_.close(']');
    if (trace.outcome == Outcome::unknown) settles(trace.settles);
    values();
    json_.close('}');
    return std::move(out_);
}

}  // namespace duly::explain
