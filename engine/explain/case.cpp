#include "engine/explain/case.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/explain/check_words.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

namespace {

using eval::no_time;

std::string calendar_name(const Context& context, model::CalendarId id) {
    return id < context.rules.calendars.size() ? " (" + context.rules.calendars[id].name + ")" : std::string();
}

std::string closed_words(const std::vector<calendar::ClosedDay>& closed) {
    std::vector<std::string> days;
    for (const calendar::ClosedDay& day : closed) days.push_back(written_day(day.day) + (day.title.empty() ? "" : " (" + day.title + ")"));
    return joined(days);
}

std::string pause_words(const calendar::Span& pause) {
    if (pause.to == model::max_day) return "from " + spoken_day(pause.from) + " on, and the pause is still open";
    return pause.from == pause.to ? spoken_day(pause.from) : spoken_day(pause.from) + " to " + spoken_day(pause.to);
}

// Day 0, or the days that it may be.
std::string spoken_start(const Context& context, const eval::DueTrace& due) {
    const model::Day first = eval::day_of_time(due.start, context.rules.zone);
    if (due.start_last == no_time || due.start_last == due.start) return model::in_moments(due.unit) ? spoken(due.start, context.rules.zone) : spoken_day(first);
    const model::Day last = eval::day_of_time(due.start_last, context.rules.zone);
    if (first == last) return (model::in_moments(due.unit) ? "a time on " : "") + spoken_day(first);
    return "a day between " + spoken_day(first) + " and " + spoken_day(last);
}

}  // namespace

EntryRange entries_of(const std::vector<eval::Row>& rows, data::Row row) {
    const auto [first, last] = std::equal_range(rows.begin(), rows.end(), row);
    return {static_cast<std::size_t>(first - rows.begin()), static_cast<std::size_t>(last - rows.begin())};
}

std::vector<std::string> counted_lines(const Context& context, const CaseSeen& seen) {
    const eval::DueTrace& due = seen.trace.due_trace;
    const model::TimescaleVersion* v = seen.version();
    std::vector<std::string> lines;
    if (due.start == no_time || v == nullptr) return lines;
    if (v->every_term) {
        lines.push_back("counted: from " + spoken_start(context, due) + (due.due == no_time ? "" : " to the end of the term, " + spoken(due.due, context.rules.zone)));
        return lines;
    }
    if (v->shape == model::Shape::two_tiers && seen.trace.by_before) {
        if (due.due != no_time) lines.push_back("counted: due the day before " + named(context.rules, v->before) + ", " + spoken(due.due, context.rules.zone));
        return lines;
    }
    const bool backward = v->shape == model::Shape::backward;
    std::string text;
    switch (due.counting) {
        case model::Counting::day_itself: text = "the day itself counts: the count begins with " + spoken_start(context, due); break;
        case model::Counting::next_working_day: text = "day 0 is " + spoken_start(context, due) + ", taken as received on a working day"; break;
        case model::Counting::day_after: text = (model::in_moments(due.unit) ? "the time runs from " : "day 0 is ") + spoken_start(context, due); break;
    }
    if (due.amount != 0 || due.due != no_time) {
        if (due.amount == 0) text += backward ? "; to be done by that day" : "; due that day";
        else text += "; " + length_words(due.amount, due.unit) + (backward ? " before" : "");
        if (due.amount != 0 && (due.unit == model::Unit::working_days || due.unit == model::Unit::school_days || due.unit == model::Unit::working_hours))
            text += calendar_name(context, due.calendar);
    }
    if (!due.closed.empty()) text += ", skipping " + closed_words(due.closed);
    if (due.due != no_time && due.due != due.due_last) {
        text += v->shape == model::Shape::minimum ? std::string(model::in_moments(due.unit) ? "; not before a time " : "; not before a day ") : std::string("; due ");
        if (due.due_last == no_time) text += spoken(due.due, context.rules.zone) + " or later";
        else if (eval::day_of_time(due.due, context.rules.zone) == eval::day_of_time(due.due_last, context.rules.zone)) text += "at a time on " + spoken_day(eval::day_of_time(due.due, context.rules.zone));
        else text += "between " + spoken(due.due, context.rules.zone) + " and " + spoken(due.due_last, context.rules.zone);
        if (!due.varies.empty()) text += ", " + due.varies;
    } else if (due.due != no_time) {
        text += (v->shape == model::Shape::minimum ? "; not before " : "; due ") + spoken(due.due, context.rules.zone);
    }
    lines.push_back("counted: " + text);
    for (const std::string& extension : due.extensions) lines.push_back(extension);
    std::vector<std::string> pauses;
    for (const calendar::Span& pause : due.pauses) pauses.push_back(pause_words(pause));
    if (!pauses.empty()) lines.push_back("paused " + joined(pauses) + ": these days do not count");
    lines.insert(lines.end(), due.remarks.begin(), due.remarks.end());
    for (const model::TakenOver& taken : v->taken_over)
        lines.push_back(taken.clauses + (taken.clauses.find(" and ") == std::string::npos ? " is" : " are") + " taken over from the timescale " + taken.rule);
    if (due.rolled) lines.push_back("the due date fell on a closed day and moved to the next working day");
    return lines;
}

void add_values(const Context& context, Node& node, const std::vector<eval::ValueRead>& reads) {
    for (const eval::ValueRead& read : reads) {
        ValueShown value = shown(context, read);
        const auto same = [&](const ValueShown& other) {
            return other.name == value.name && other.value == value.value && other.file == value.file && other.line == value.line;
        };
        if (std::none_of(node.values.begin(), node.values.end(), same)) node.values.push_back(std::move(value));
    }
}

void add_conditions(const Context& context, Node& node, const std::vector<eval::ConditionSeen>& conditions) {
    for (const eval::ConditionSeen& condition : conditions) {
        const std::string text = written(context.rules, condition.expr);
        if (text.empty()) continue;
        Node child;
        child.kind = "condition";
        child.title = text.substr(1, text.size() - 2);
        child.state = condition.presence != eval::Presence::known ? "unknown" : condition.value ? "yes" : "no";
        child.sentence = as_sentence(text + (child.state == "unknown" ? " cannot be told" : child.state == "yes" ? " holds" : " does not hold"));
        // Asked of several rows, as inside `earliest ... where`, a condition is told once: how it came out where it held.
        const auto same = [&](const Node& other) { return other.kind == "condition" && other.title == child.title; };
        const auto told = std::find_if(node.children.begin(), node.children.end(), same);
        if (told == node.children.end()) node.children.push_back(std::move(child));
        else if (told->state == "no" || (told->state == "unknown" && child.state == "yes")) *told = std::move(child);
    }
}

namespace {

// "`count of placement in any 12 months`: the highest is 3, from 1 March 2023 to 29 February 2024".
std::vector<std::string> window_lines(const Context& context, const std::vector<eval::RowsSeen>& all) {
    std::vector<std::string> lines;
    for (const eval::RowsSeen& seen : all)
        if (seen.from != model::min_day) lines.push_back(written(context.rules, seen.expr) + ": " + highest_words(seen));
    return lines;
}

}  // namespace

Node case_node(const Context& context, const CaseSeen& seen) {
    Node node;
    node.kind = "case";
    node.id = context.data.key_of(context.rules, seen.rule.record, seen.result.row[seen.entry]);
    if (seen.result.turn[seen.entry] > 0) node.id += ", turn " + std::to_string(seen.result.turn[seen.entry]);
    node.title = seen.rule.title;
    node.state = std::string(name_of(seen.result.outcome[seen.entry]));
    node.sentence = case_sentence(context, seen);
    if (const model::TimescaleVersion* v = seen.version()) {
        node.law = v->law;
        node.version = v->label;
    }
    node.counted = counted_lines(context, seen);
    for (std::string& line : window_lines(context, seen.trace.rows))
        if (std::find(node.counted.begin(), node.counted.end(), line) == node.counted.end()) node.counted.push_back(std::move(line));
    add_values(context, node, seen.trace.reads);
    add_conditions(context, node, seen.trace.conditions);
    if (context.proofs) node.proof = Proof(context, *context.proofs->texts, context.proofs->max_rows).of_case(seen);
    return node;
}

}  // namespace duly::explain
