#include "engine/explain/check_words.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/value_text.hpp"

namespace duly::explain {

namespace {

using eval::FigureSeen;
using eval::Hindrance;
using eval::Presence;
using model::ExprOp;

constexpr std::size_t closed_shown = 12;
constexpr std::int64_t no_end = 1'000'000'000'000 * std::int64_t{model::number_scale};     // of a figure without an upper end

const model::Expr& expr_of(const Context& context, const FigureSeen& figure) { return context.rules.exprs[figure.expr]; }

bool is_measure(const model::Expr& e) { return e.op == ExprOp::value_of || e.op == ExprOp::grade_of; }

std::string calendar_words(const Context& context, const FigureSeen& figure) {
    return figure.calendar < context.rules.calendars.size() ? " (" + context.rules.calendars[figure.calendar].name + ")" : std::string();
}

std::string number_words(const model::Expr& e, std::int64_t v) {
    if (e.op == ExprOp::count_between || e.op == ExprOp::age) return length_words(v, e.unit);
    if (e.op == ExprOp::length_of || e.op == ExprOp::days_in) return length_words(v, model::Unit::days);
    if (e.type == model::Type::percentage) return eval::decimal_text(v * 100) + '%';
    return eval::decimal_text(v);
}

std::string measure_name(const Context& context, const FigureSeen& figure) { return '`' + context.rules.measures[expr_of(context, figure).ref].name + '`'; }

const eval::MeasureValue* measure_value(const Context& context, const FigureSeen& figure) {
    const std::uint32_t id = expr_of(context, figure).ref;
    if (id >= context.evaluation.measures.size() || figure.value >= context.evaluation.measures[id].values.size()) return nullptr;
    return &context.evaluation.measures[id].values[figure.value];
}

std::string period_words(const Context& context, const FigureSeen& figure, const eval::MeasureValue& value) {
    return " in " + context.evaluation.measures[expr_of(context, figure).ref].periods[value.period].name;
}

// "50.0% in 2026-05 (1 of 2)"; of small numbers nothing but the period.
std::string of_measure(const Context& context, const FigureSeen& figure) {
    const eval::MeasureValue* value = measure_value(context, figure);
    if (value == nullptr) return {};
    const model::Measure& measure = context.rules.measures[expr_of(context, figure).ref];
    const std::string period = period_words(context, figure, *value);
    if (value->hidden) return "hidden" + period + ", since its numbers are small";
    std::string text = eval::measure_text(measure, *value);
    if (expr_of(context, figure).op == ExprOp::grade_of) {
        const std::string grade = eval::grades_text(context.rules, measure, *value);
        if (grade.empty()) return {};
        text = grade + (text.empty() ? "" : ", at " + text + ",");
        return text + period;
    }
    if (text.empty()) return {};
    if (!measure.percentage || measure.kind == model::Measure::Kind::reported) return text + period;
    return text + period + " (" + std::to_string(value->numerator) + " of " + std::to_string(value->denominator) +
           (value->unknown > 0 ? ", " + std::to_string(value->unknown) + " unknown" : "") + ")";
}

std::string date_words(const Context& context, const FigureSeen& figure) {
    if (eval::day_of_time(figure.v, context.rules.zone) == eval::first_possible_day) return "on or before " + spoken(figure.last, context.rules.zone);
    return figure.v == figure.last ? spoken(figure.v, context.rules.zone) : "between " + spoken(figure.v, context.rules.zone) + " and " + spoken(figure.last, context.rules.zone);
}

bool is_time(const model::Expr& e) { return e.type == model::Type::date || e.type == model::Type::moment; }

std::string closed_words(const Context& context, const FigureSeen& figure) {
    if (figure.calendar >= context.expressions.calendars().calendars.size()) return {};
    const auto closed = context.expressions.calendars().calendars[figure.calendar].closed_between(figure.from, figure.to);
    std::vector<std::string> days;
    for (const calendar::ClosedDay& day : closed) {
        if (days.size() == closed_shown) break;
        days.push_back(written_day(day.day) + (day.title.empty() ? "" : " (" + day.title + ")"));
    }
    if (closed.size() > days.size()) days.push_back(std::to_string(closed.size() - days.size()) + " more");
    return days.empty() ? std::string() : ", skipping " + joined(days);
}

// "counted: 10 working days after 5 January 2026 up to 20 January 2026 (office), skipping 12 January 2026 (Closed)".
std::string counted_words(const Context& context, const FigureSeen& figure) {
    if (figure.from == model::min_day || figure.presence != Presence::known || figure.v != figure.last) return {};
    const model::Expr& e = expr_of(context, figure);
    if (e.op == ExprOp::count_between) {
        const std::int64_t n = figure.v < 0 ? -figure.v : figure.v;
        const std::string back = figure.v < 0 ? ", to an earlier day" : "";
        return "counted: " + length_words(n, e.unit) + " after " + written_day(figure.from) + " up to " + written_day(figure.to) + calendar_words(context, figure) + back +
               closed_words(context, figure);
    }
    const std::string length = written(context.rules, e.b);
    return "counted: " + (length.size() > 2 ? length.substr(1, length.size() - 2) : "the length") + calendar_words(context, figure) + " from " + written_day(figure.from) + " to " +
           written_day(figure.to) + closed_words(context, figure);
}

// Made of the figure of a measure that is not to be shown.
bool made_of_hidden(const Context& context, const eval::EntryTrace& trace, const FigureSeen& figure) {
    if (is_measure(expr_of(context, figure))) return false;
    return std::any_of(trace.figures.begin(), trace.figures.end(), [&](const FigureSeen& other) {
        const eval::MeasureValue* value = is_measure(expr_of(context, other)) ? measure_value(context, other) : nullptr;
        return value != nullptr && value->hidden;
    });
}

// Where it was asked of rows below: " for visit 1 2026-03-01".
std::string of_row(const Context& context, const FigureSeen& figure) {
    if (figure.under.empty()) return {};
    const eval::RowBelow& row = figure.under.back();
    return " for " + context.rules.records[row.record].name + ' ' + context.data.key_of(context.rules, row.record, row.row);
}

std::string of_calendar(const Context& context, const FigureSeen& figure) {
    const auto& calendars = context.expressions.calendars().calendars;
    const std::string name = figure.calendar < calendars.size() ? calendars[figure.calendar].name() : std::string();
    switch (figure.hindrance) {
        case Hindrance::no_terms: return "the calendar " + name + " has no days on which it is open; an `open` stretch of it would settle it";
        case Hindrance::no_hours: return "the calendar " + name + " has no opening hours; its opening hours would settle it";
        default: break;
    }
    if (name.empty()) return "the rule has no calendar to count on; a calendar would settle it";
    const calendar::Calendar& calendar = calendars[figure.calendar];
    return "the count leaves the calendar " + name + ", which is known from " + written_day(calendar.known_from()) + " to " + written_day(calendar.known_until()) +
           "; a calendar that is known for longer would settle it";
}

std::string open_measure(const Context& context, const FigureSeen& figure) {
    const std::string name = measure_name(context, figure);
    const std::uint32_t id = expr_of(context, figure).ref;
    const eval::MeasureValue* value = measure_value(context, figure);
    if (value == nullptr) {
        if (id < context.evaluation.measures.size() && context.evaluation.measures[id].not_run) return name + " was not run";
        return name + " has no finished period; a period that has ended would settle it";
    }
    const std::string period = period_words(context, figure, *value);
    if (value->hidden) return name + " is hidden" + period + ", since its numbers are small";
    if (value->missing) return name + " is marked as missing" + period + "; its figure would settle it";
    if (value->low_d == 0 || value->high_d == 0) return name + " has no value" + period + "; its cases would settle it";
    const bool grade = expr_of(context, figure).op == ExprOp::grade_of;
    if (grade && value->grade_from == model::none) return name + " is unrated" + period + "; a grade of it would settle it";
    return name + " is " + of_measure(context, figure) + "; the cases of it that are unknown would settle it";
}

// Of the last turn that the due date is asked of.
std::string open_due_date(const Context& context, const FigureSeen& figure) {
    const model::Expr& e = expr_of(context, figure);
    if (figure.row == data::no_row) return {};
    const std::string what = "the due date of " + context.rules.timescales[e.ref].name;
    const std::vector<eval::EntryTrace> entries = eval::trace_timescale(context.expressions, e.ref, figure.row);
    if (entries.empty()) return {};
    const eval::EntryTrace& last = entries.back();
    return what + " cannot be told" + (last.reason.empty() ? "" : ": " + last.reason) +
           (last.outcome == model::Outcome::not_run && last.settles.empty() ? "; a calendar that is known for longer would settle it" : "");
}

// What leaves it open besides cells; "" when nothing does.
std::string hindrance_of(const Context& context, const FigureSeen& figure) {
    const model::Expr& e = expr_of(context, figure);
    switch (figure.hindrance) {
        case Hindrance::no_calendar:
            // The cell that should name one is told of by itself.
            return figure.calendar < model::none && figure.calendar >= context.rules.calendars.size() ? std::string() : of_calendar(context, figure);
        case Hindrance::calendar_ends:
        case Hindrance::no_hours:
        case Hindrance::no_terms: return of_calendar(context, figure);
        case Hindrance::zero_divisor: return written(context.rules, e.b) + " is 0" + of_row(context, figure) + ", and a division by 0 gives nothing; another divisor would settle it";
        case Hindrance::nothing_to_average: {
            const std::string record = '`' + context.rules.records[context.rules.aggregates[e.ref].record].name + '`';
            return "there is no " + record + " to take " + written(context.rules, figure.expr) + " of" + of_row(context, figure) + "; a " + record + " with a value would settle it";
        }
        case Hindrance::none: break;
    }
    const bool open = figure.presence == Presence::missing || figure.v != figure.last;
    if (is_measure(e) && open) return open_measure(context, figure);
    if (e.op == ExprOp::due_date_of && open) return open_due_date(context, figure);
    return {};
}

}  // namespace

std::string highest_words(const eval::RowsSeen& seen) {
    const std::string window = "from " + written_day(seen.from) + " to " + written_day(seen.to);
    const std::string low = eval::decimal_text(seen.figure);
    if (seen.last_figure == seen.figure) return "the highest is " + low + ", " + window;
    if (seen.last_figure >= no_end) return "the highest is at least " + low + ", " + window;
    return "the highest is between " + low + " and " + eval::decimal_text(seen.last_figure) + ", and " + low + " " + window;
}

std::string figure_words(const Context& context, const FigureSeen& figure) {
    const model::Expr& e = expr_of(context, figure);
    if (is_measure(e)) return of_measure(context, figure);
    if (figure.presence == Presence::blank) return e.op == ExprOp::due_date_of ? "none" : "blank";
    if (is_time(e) && figure.presence == Presence::doubt) return eval::day_of_time(figure.v, context.rules.zone) == eval::first_possible_day ? "" : date_words(context, figure) + ", if it is there at all";
    if (figure.presence != Presence::known) return {};
    if (is_time(e)) return date_words(context, figure);
    std::string text = number_words(e, figure.v);
    if (figure.last >= no_end) text = "at least " + text;
    else if (figure.last != figure.v) text = "between " + (e.type == model::Type::percentage ? text : eval::decimal_text(figure.v)) + " and " + number_words(e, figure.last);
    return text + calendar_words(context, figure);
}

std::string judged_by(const Context& context, const eval::EntryTrace& trace) {
    std::vector<std::string> all;
    std::string single;
    for (const FigureSeen& figure : trace.figures) {
        if (!figure.compared || !figure.under.empty()) continue;
        const auto window = std::find_if(trace.rows.begin(), trace.rows.end(), [&](const eval::RowsSeen& r) { return r.expr == figure.expr && r.from != model::min_day; });
        if (window != trace.rows.end()) continue;      // its window is told
        if (made_of_hidden(context, trace, figure)) continue;
        const std::string words = figure_words(context, figure), name = written(context.rules, figure.expr);
        if (words.empty() || name.empty()) continue;
        std::string text = name + " is " + words;
        if (std::find(all.begin(), all.end(), text) != all.end()) continue;
        single = is_time(expr_of(context, figure)) || figure.presence != Presence::known ? text : "the figure is " + words;
        all.push_back(std::move(text));
    }
    return all.size() == 1 ? single : joined(all);
}

std::vector<std::string> figure_lines(const Context& context, const std::vector<FigureSeen>& figures, const std::vector<eval::RowBelow>& under) {
    std::vector<std::string> lines;
    const auto add = [&](std::string line) {
        if (!line.empty() && std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
    };
    for (const FigureSeen& figure : figures) {
        if (figure.under != under) continue;
        const ExprOp op = expr_of(context, figure).op;
        const std::string words = op == ExprOp::distance || op == ExprOp::is_working_day ? std::string() : figure_words(context, figure);
        // What the sentence tells is not told again.
        if ((!figure.compared || !under.empty()) && !words.empty()) add(written(context.rules, figure.expr) + " is " + words);
        add(counted_words(context, figure));
    }
    return lines;
}

std::string hindrance_words(const Context& context, const eval::EntryTrace& trace) {
    constexpr std::size_t at_most = 4;
    std::vector<std::string> all;
    // A cell that is 0 is told of by itself.
    const bool told = std::any_of(trace.settles.begin(), trace.settles.end(), [](const eval::ValueRead& read) { return read.odd == eval::Odd::zero_divisor; });
    for (const FigureSeen& figure : trace.figures) {
        if (told && figure.hindrance == Hindrance::zero_divisor) continue;
        std::string words = hindrance_of(context, figure);
        if (!words.empty() && all.size() < at_most && std::find(all.begin(), all.end(), words) == all.end()) all.push_back(std::move(words));
    }
    std::string text;
    for (const std::string& words : all) text += (text.empty() ? "" : "; ") + words;
    return text;
}

}  // namespace duly::explain
