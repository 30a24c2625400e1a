#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/explain/case.hpp"

namespace duly::explain {

namespace {

using eval::no_time;
using model::Outcome;
using model::Shape;

bool repeats(Shape shape) { return shape == Shape::schedule || shape == Shape::at_limits || shape == Shape::windows; }

std::string or_else(std::string text, std::string_view otherwise) { return text.empty() ? std::string(otherwise) : text; }

// What must happen, as the rule names it.
std::string target(const Context& context, const model::TimescaleVersion& v) {
    if (v.each) return or_else(named(context.rules, v.each->rows.value), "the next event");
    return or_else(named(context.rules, v.to), "what is due");
}

std::string limit_words(const Context& context, const eval::DueTrace& due) {
    if (due.amount == 0 && due.start == no_time) return {};
    std::string words = length_words(due.amount, due.unit);
    const bool by_calendar = due.unit == model::Unit::working_days || due.unit == model::Unit::school_days || due.unit == model::Unit::working_hours;
    if (by_calendar && due.calendar < context.rules.calendars.size()) words += " (" + context.rules.calendars[due.calendar].name + ")";
    return words;
}

struct Parts {
    const Context& context;
    const CaseSeen& seen;
    const model::TimescaleVersion& v;
    const eval::EntryTrace& trace;

    bool past(std::int64_t time) const {
        const model::Day day = eval::day_of_time(time, context.rules.zone);
        if (day != time && context.expressions.as_of_is_moment()) return time < context.expressions.as_of_second();
        return day < context.expressions.as_of_day();
    }
    bool paused() const { return !trace.due_trace.pauses.empty() && trace.due_trace.pauses.back().to == model::max_day; }

    std::string start() const {
        if (v.shape == Shape::two_tiers && trace.by_before) {
            if (trace.before == no_time) return {};
            return or_else(named(context.rules, v.before), "the date that it must come before") + (past(trace.before) ? " was " : " is ") + spoken_day(eval::day_of_time(trace.before, context.rules.zone));
        }
        if (trace.from == no_time) {
            const auto& d = trace.due_trace;
            if (d.start == no_time || d.start_last == no_time || v.shape == Shape::windows || trace.turn > 1) return {};
            return or_else(named(context.rules, v.from_date), "its start") + " was " + spoken_between(d.start, d.start_last, context.rules.zone);
        }
        // A day where the rule counts hours is told as a day.
        const std::int64_t first = trace.due_trace.start_last == no_time ? trace.from : eval::day_of_time(trace.from, context.rules.zone);
        const std::string day = trace.due_trace.amount != 0 && !model::in_moments(trace.due_trace.unit) && v.shape != Shape::windows && starts_with_day() ? spoken_day(eval::day_of_time(trace.from, context.rules.zone)) : spoken(first, context.rules.zone);
        if (v.shape == Shape::windows) return "the window began on " + day;
        if (v.shape == Shape::schedule && trace.turn > 1) {
            if (trace.previous == no_time || trace.previous == trace.from) return "the last one before it was on " + day;
            return "the one before it was done early, on " + spoken(trace.previous, context.rules.zone) + ", so this one runs from the start on " + day;
        }
        const std::string name = or_else(named(context.rules, v.from_date), "its start");
        return name + (v.shape == Shape::backward && !past(trace.from) ? " is " : " was ") + day;
    }
    // The first second of a day: most likely a day that stands for a moment.
    bool starts_with_day() const { return trace.from != eval::day_of_time(trace.from, context.rules.zone) && spoken(trace.from, context.rules.zone).ends_with(" 00:00"); }
    // The start is told as one of several days, and nothing else moves the due date.
    bool only_by_start() const { return trace.due_trace.varies.ends_with(" starts on") || trace.due_trace.varies.ends_with(" starts at"); }
    std::string due_day() const {
        if (trace.due != no_time) return "on " + spoken(trace.due, context.rules.zone);
        const auto& d = trace.due_trace;
        if (d.due == no_time || d.due == d.due_last) return {};
        if (d.due_last == no_time) return "on " + spoken(d.due, context.rules.zone) + " at the earliest";
        return eval::day_of_time(d.due, context.rules.zone) == eval::day_of_time(d.due_last, context.rules.zone) ? spoken_between(d.due, d.due_last, context.rules.zone) : "between " + spoken(d.due, context.rules.zone) + " and " + spoken(d.due_last, context.rules.zone) + (d.varies.empty() || only_by_start() ? "" : ", " + d.varies);
    }
    std::string limit() const {
        const std::string length = or_else(limit_words(context, trace.due_trace), "the limit");
        const std::string day = due_day();
        const bool one = trace.due_trace.amount == model::number_scale && length != "the limit";
        const bool none = trace.due_trace.amount == 0 && trace.due_trace.start != no_time;     // the day itself is the limit
        if (day.empty()) {
            if (!paused() || trace.due_trace.due != no_time) return {};
            const std::string from = spoken_day(trace.due_trace.pauses.back().from);
            if (trace.done != no_time) return length + " had not run out, since it was paused from " + from + " on and the pause is still open";
            return length + (one ? " has" : " have") + " not run out, since it is paused from " + from + " on and the pause is still open";
        }
        const std::int64_t last = trace.due != no_time ? trace.due : trace.due_trace.due_last != no_time ? trace.due_trace.due_last : trace.due_trace.due;
        const bool is_past = past(last);
        std::string extended;
        for (const std::string& words : trace.due_trace.extensions) extended += ", " + words;
        if (!trace.due_trace.pauses.empty()) extended += extended.empty() ? ", with the pauses left out" : " and with the pauses left out";
        if (!extended.empty()) extended += ",";
        const std::string bare = trace.due != no_time ? spoken(trace.due, context.rules.zone) : day.rfind("on ", 0) == 0 ? day.substr(3) : day;
        switch (v.shape) {
            case Shape::minimum: return length + extended + " must go by first, so the earliest " + (model::in_moments(trace.due_trace.unit) ? "time " : "day ") + (is_past ? "was " : "is ") + bare;
            case Shape::backward:
                if (none && extended.empty()) return "it " + std::string(is_past ? "was" : "is") + " to be done by that day" + (bare == spoken_day(eval::day_of_time(trace.from, context.rules.zone)) ? "" : ", " + bare);
                return length + extended + " before it " + (is_past ? "was " : "is ") + bare;
            case Shape::windows: return "it " + std::string(is_past ? "ended " : "ends ") + day;
            case Shape::two_tiers:
                if (!trace.by_before) break;
                return "it " + std::string(is_past ? "was" : "is") + " due the day before, " + day +
                       (trace.both_tiers ? ", which is later than " + limit_words(context, trace.due_trace) + " after " + or_else(named(context.rules, v.from_date), "the start") : "");
            default: break;
        }
        const std::string later = v.shape == Shape::two_tiers && trace.both_tiers && trace.before != no_time ? ", which is later than the day before " + named(context.rules, v.before) : "";
        if (none && extended.empty() && !day.empty()) return "it " + std::string(is_past ? "was" : "is") + " due " + (day == "on " + spoken_day(eval::day_of_time(trace.from, context.rules.zone)) ? "the same day" : day) + later;
        return length + extended + (is_past ? " ended " : one || length == "the limit" ? " ends " : " end ") + day + later;
    }
    std::string stopped(const std::string& what) const {
        const eval::Happened& stop = trace.stop_in;
        const std::string when = trace.stop != no_time ? "on " + spoken(trace.stop, context.rules.zone) : stop.untold ? std::string("on a day that is not known") : spoken_between(stop.first, stop.last, context.rules.zone);
        return or_else(named(context.rules, v.stop), "it") + " ended it " + when + " without " + what;
    }
    std::string end() const {
        const std::string what = target(context, v);
        const Outcome outcome = seen.result.outcome[seen.entry];
        const eval::Happened& done = trace.done_in;
        const bool is_late = outcome == Outcome::late || outcome == Outcome::late_with_reason;
        if (trace.done != no_time && done.there() && done.first != done.last && eval::day_of_time(done.first, context.rules.zone) == eval::day_of_time(done.last, context.rules.zone))
            return what + " was " + spoken_day(eval::day_of_time(trace.done, context.rules.zone));      // a day where a moment is looked at
        if (trace.done != no_time) return what + " was " + spoken(trace.done, context.rules.zone);
        if (done.there() && done.certain && outcome != Outcome::overdue) return what + " was " + (done.untold ? "on a day that is not known" : spoken_between(done.first, done.last, context.rules.zone));
        const bool stop = trace.stop != no_time || trace.stop_in.there();
        if (stop && !done.there() && outcome != Outcome::overdue) return stopped(what);
        if (outcome == Outcome::too_early || (outcome == Outcome::met && v.shape != Shape::minimum) || (is_late && !stop))
            return what + " was on a day that is not known exactly";
        if (stop && outcome != Outcome::overdue) return stopped(what);
        if (done.there() && outcome != Outcome::overdue) return what + " was perhaps on a day that is not known by " + spoken_as_of(context);
        return what + " had not happened by " + spoken_as_of(context);
    }
    std::string all() const {
        std::string text;
        std::vector<std::string> clauses;
        for (std::string clause : {start(), limit(), end()}) if (!clause.empty()) clauses.push_back(std::move(clause));
        for (std::size_t i = 0; i < clauses.size(); ++i) text += (i == 0 ? "" : i + 1 == clauses.size() ? ", and " : ", ") + clauses[i];
        return text;
    }
};

// Which version applies is in doubt: what all of them look at, and that they agree.
std::string whatever_version(const Context& context, const CaseSeen& seen) {
    const std::vector<model::TimescaleVersion>& all = seen.rule.versions;
    if (all.empty()) return {};
    const Parts parts{context, seen, all.front(), seen.trace};
    const bool one_start = std::all_of(all.begin(), all.end(), [&](const model::TimescaleVersion& v) { return v.from_date == all.front().from_date; });
    std::string start = one_start ? parts.start() : std::string();
    if (!start.empty()) start += ", and ";
    return start + parts.end() + "; which version applies is not known, and each that may gives the same";
}

std::string late_words(const CaseSeen& seen) {
    const std::int64_t by = seen.result.late_by[seen.entry];
    if (by <= 0) return {};
    const model::Unit unit = seen.result.late_unit(seen.rule, seen.entry);
    // Nobody divides by 24 in his head.
    const std::string days = unit == model::Unit::hours && by >= 72 ? " (" + count_words(by / 24, model::Unit::days) + (by % 24 == 0 ? ")" : " and more)") : std::string();
    return " by " + count_words(by, unit) + days;
}

}  // namespace

std::string settled_by(const Context& context, const eval::EntryTrace& trace) {
    std::vector<std::string> names;
    for (const eval::ValueRead& read : trace.settles) {
        const ValueShown value = shown(context, read);
        std::string name = '`' + value.name + '`';
        if (value.line != 0) name += " (" + value.file + " line " + std::to_string(value.line) + ")";
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    if (names.empty()) return {};
    constexpr std::size_t at_most = 4;
    const std::size_t more = names.size() > at_most ? names.size() - at_most : 0;
    if (more > 0) {
        names.resize(at_most);
        names.push_back(std::to_string(more) + " more");
    }
    return joined(names) + " would settle it";
}

std::string exclusion_words(const Context& context, const std::vector<model::Exclusion>& list, std::uint8_t index) {
    if (index >= list.size()) return {};
    return list[index].because.empty() ? written(context.rules, list[index].when) : list[index].because;
}

std::string since(const Context& context, const eval::EntryTrace& trace) {
    std::vector<std::string> words;
    for (const eval::ConditionSeen& condition : trace.conditions) {
        if (!condition.decides || !condition.under.empty() || condition.presence != eval::Presence::known) continue;
        const std::string text = written(context.rules, condition.expr);
        const std::string one = text + (condition.value ? " holds" : " does not hold");
        if (!text.empty() && std::find(words.begin(), words.end(), one) == words.end()) words.push_back(one);
        if (words.size() == 2) break;
    }
    return words.empty() ? std::string() : ", since " + joined(words);
}

namespace {

// The texts that an excuse reads, else the condition as written.
std::string excuse_words(const Context& context, const model::TimescaleVersion& v, data::Row row) {
    if (v.excused == model::none) return {};
    eval::Batch batch;
    batch.n = 1;
    batch.rows = {{row}};
    std::vector<eval::ValueRead> reads;
    std::vector<eval::ConditionSeen> conditions;
    context.expressions.trace(v.excused, batch, 0, reads, conditions);
    std::vector<std::string> words;
    for (const eval::ValueRead& read : reads) {
        const model::Type type = context.rules.records[read.record].fields[read.field].type;
        if (read.presence != eval::Presence::known || (type != model::Type::text && type != model::Type::choice)) continue;
        const ValueShown value = shown(context, read);
        words.push_back(value.name + " is \"" + value.value + '"');
    }
    return words.empty() ? written(context.rules, v.excused) : joined(words);
}

}  // namespace

const model::TimescaleVersion* CaseSeen::version() const {
    if (trace.version < rule.versions.size()) return &rule.versions[trace.version];
    return rule.versions.size() == 1 ? &rule.versions.front() : nullptr;
}

std::string case_reason(const Context& context, const CaseSeen& seen) {
    const model::TimescaleVersion* v = seen.version();
    const Outcome outcome = seen.result.outcome[seen.entry];
    if (outcome == Outcome::excluded && v != nullptr) {
        const std::string words = exclusion_words(context, v->excluded, seen.result.exclusion[seen.entry]);
        if (!words.empty()) return words;
    }
    if (outcome == Outcome::late_with_reason && v != nullptr) {
        const std::string words = excuse_words(context, *v, seen.result.row[seen.entry]);
        if (!words.empty()) return words;
    }
    std::string text = seen.trace.reason;
    if (outcome == Outcome::unknown) {
        const std::string settles = settled_by(context, seen.trace);
        if (!settles.empty()) text += (text.empty() ? "" : "; ") + settles;
    }
    return text;
}

std::string case_sentence(const Context& context, const CaseSeen& seen) {
    const Outcome outcome = seen.result.outcome[seen.entry];
    const model::TimescaleVersion* v = seen.version();
    std::string subject = row_words(context, seen.rule.record, seen.result.row[seen.entry]);
    if (v != nullptr && repeats(v->shape) && seen.result.turn[seen.entry] > 0) subject += ", turn " + std::to_string(seen.result.turn[seen.entry]) + ",";
    const std::string parts = v == nullptr ? whatever_version(context, seen) : Parts{context, seen, *v, seen.trace}.all();
    const std::string reason = case_reason(context, seen);
    const auto because = [](const std::string& text) { return text.empty() ? std::string() : ": " + text; };
    const bool doubtful = seen.entry < seen.result.flags.size() && (seen.result.flags[seen.entry] & 1) != 0;
    std::string text = subject;
    switch (outcome) {
        case Outcome::met: text += " is met" + because(parts); break;
        case Outcome::late: text += " is late" + late_words(seen) + because(parts); break;
        case Outcome::late_with_reason:
            text += " is late" + late_words(seen) + " with a reason" + because(parts) + (reason.empty() ? "" : "; " + reason);
            break;
        case Outcome::too_early: text += " is too early" + because(parts); break;
        case Outcome::overdue: text += " is overdue" + late_words(seen) + because(parts); break;
        case Outcome::due_soon: text += " is due soon" + because(parts); break;
        case Outcome::due:
            text += " is due" + because(parts);
            if (v == nullptr && !reason.empty()) text += because(reason);
            break;
        case Outcome::no_due_date: {
            text += " has no due date, it is to be done as soon as practicable" + because(parts);
            if (seen.trace.from != no_time && seen.trace.done == no_time && seen.trace.stop == no_time && !seen.trace.done_in.there())
                text += ", " + count_words(context.expressions.as_of_day() - eval::day_of_time(seen.trace.from, context.rules.zone), model::Unit::days) + " after the start";
            break;
        }
        case Outcome::excluded: text += " is excluded" + because(reason); break;
        case Outcome::not_applicable:
            text += " is not judged, the rule does not apply" + because(reason);
            if (seen.trace.settled_by == "where_false") text += since(context, seen.trace);
            break;
        case Outcome::unknown: text += " is unknown" + because(reason); break;
        case Outcome::not_run: text += " could not be judged" + because(reason); break;
        case Outcome::breached: text += " is breached" + because(reason); break;
    }
    if (doubtful) text += "; an event whose day is in doubt may belong to this turn or to another one, but not to all of them";
    return as_sentence(text);
}

}  // namespace duly::explain
