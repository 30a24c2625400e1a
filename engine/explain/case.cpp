#include "engine/explain/case.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/value_text.hpp"

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
    return pause.from == pause.to ? spoken_day(pause.from) : spoken_day(pause.from) + " to " + spoken_day(pause.to);
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
    const bool backward = v->shape == model::Shape::backward;
    std::string text;
    switch (due.counting) {
        case model::Counting::day_itself: text = "the day itself counts: the count begins with " + spoken(due.start); break;
        case model::Counting::next_working_day: text = "day 0 is " + spoken(due.start) + ", taken as received on a working day"; break;
        case model::Counting::day_after: text = (model::in_moments(due.unit) ? "the time runs from " : "day 0 is ") + spoken(due.start); break;
    }
    if (due.amount != 0 || due.due != no_time) {
        text += "; " + length_words(due.amount, due.unit) + (backward ? " before" : "");
        if (due.unit == model::Unit::working_days || due.unit == model::Unit::school_days || due.unit == model::Unit::working_hours)
            text += calendar_name(context, due.calendar);
    }
    if (!due.closed.empty()) text += ", skipping " + closed_words(due.closed);
    if (due.due != no_time && due.due_last != no_time && due.due != due.due_last) {
        text += "; due between " + spoken(due.due) + " and " + spoken(due.due_last) + ", by the day that it starts on";
    } else if (due.due != no_time) {
        text += (v->shape == model::Shape::minimum ? "; not before " : "; due ") + spoken(due.due);
    }
    lines.push_back("counted: " + text);
    for (const std::string& extension : due.extensions) lines.push_back(extension);
    std::vector<std::string> pauses;
    for (const calendar::Span& pause : due.pauses) pauses.push_back(pause_words(pause));
    if (!pauses.empty()) lines.push_back("paused " + joined(pauses) + ": these days do not count");
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

std::string highest_words(const eval::RowsSeen& seen) {
    return "the highest is " + eval::decimal_text(seen.figure) + ", from " + written_day(seen.from) + " to " + written_day(seen.to);
}

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
    return node;
}

namespace {

constexpr std::size_t rows_shown = 20, values_shown = 40;

// What places a row: its `orders` date, or the days that it spans.
Node row_node(const Context& context, model::RecordId record, data::Row row) {
    const model::Record& shape = context.rules.records[record];
    Node node;
    node.kind = "row";
    node.id = context.data.key_of(context.rules, record, row);
    node.sentence = as_sentence(row_words(context, record, row));
    std::vector<eval::ValueRead> reads;
    for (const model::FieldId field : {shape.orders, shape.span_from, shape.span_to}) {
        if (field == model::none || (field == shape.orders && !reads.empty())) continue;
        const data::Row rows[] = {row};
        const eval::Values value = context.expressions.field(record, field, rows);
        reads.push_back({record, row, field, value.s[0], value.v[0], value.last(0), {}});
    }
    add_values(context, node, reads);
    return node;
}

// The rows that broke a check, a group for each expression that looked at rows; of `in any L` those in the window.
void add_rows(const Context& context, Node& node, const std::vector<eval::RowsSeen>& all) {
    for (const eval::RowsSeen& seen : all) {
        if (seen.rows.empty()) continue;
        Node group;
        group.kind = "rows";
        group.id = context.rules.records[seen.record].name;
        const std::string text = written(context.rules, seen.expr);
        if (text.size() > 2) group.title = text.substr(1, text.size() - 2);
        group.sentence = as_sentence(std::to_string(seen.rows.size()) + (seen.rows.size() == 1 ? " row" : " rows") + " of " + group.id + " decided it" +
                                     (seen.from == model::min_day ? "" : ", from " + written_day(seen.from) + " to " + written_day(seen.to)));
        for (std::size_t i = 0; i < seen.rows.size() && i < rows_shown; ++i) group.children.push_back(row_node(context, seen.record, seen.rows[i]));
        group.left_out = seen.rows.size() - group.children.size();
        node.children.push_back(std::move(group));
    }
}

}  // namespace

std::string window_words(const std::vector<eval::RowsSeen>& all) {
    std::string text;
    for (const eval::RowsSeen& seen : all) {
        if (seen.from == model::min_day) continue;
        text += (text.empty() ? "" : "; ") + highest_words(seen);
    }
    return text;
}

Node check_node(const Context& context, const model::Check& rule, data::Row row, const eval::EntryTrace& trace, std::uint8_t exclusion) {
    Node node;
    node.kind = "case";
    const bool data = rule.record == model::none || row == data::no_row;
    node.id = data ? "the data" : context.data.key_of(context.rules, rule.record, row);
    node.title = rule.title;
    node.state = std::string(name_of(trace.outcome));
    node.law = rule.law;
    std::string text = data ? "The data" : row_words(context, rule.record, row);
    switch (trace.outcome) {
        case model::Outcome::met: text += " passes"; break;
        case model::Outcome::breached: text += " is breached"; break;
        case model::Outcome::excluded: text += " is excluded"; break;
        case model::Outcome::not_applicable: text += " is not checked, the check does not apply"; break;
        case model::Outcome::not_run: text += " could not be checked"; break;
        default: text += " is unknown"; break;
    }
    const std::string reason = check_case_reason(context, rule, trace, exclusion);
    node.sentence = as_sentence(text + (reason.empty() ? "" : ": " + reason));
    const std::size_t told = std::min(trace.reads.size(), values_shown);
    add_values(context, node, {trace.reads.begin(), trace.reads.begin() + static_cast<std::ptrdiff_t>(told)});
    if (told < trace.reads.size()) node.counted.push_back(std::to_string(trace.reads.size() - told) + " more values were read");
    add_conditions(context, node, trace.conditions);
    if (trace.outcome == model::Outcome::breached) add_rows(context, node, trace.rows);
    return node;
}

}  // namespace duly::explain
