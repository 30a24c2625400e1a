#include "engine/report/due.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/report/csv.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/results_csv.hpp"

namespace duly::report {

DueReport due_report(const ReportInput& input, const eval::CalendarSet& calendars, const eval::EvaluateOptions& evaluated, const ReportOptions& options, DueReportOptions asked) {
    DueReport report{input, options, std::move(asked), rule_views(input), {}, {}};
    note_not_answered(input, report.rules);
    explain::DueOptions& wanted = report.asked.list;
    for (const RuleView& rule : report.rules)
        if (rule.times && !rule.not_given.empty()) wanted.not_answered.push_back(rule.times->rule);
    report.list = explain::due_list(input.rules, input.data, calendars, input.evaluation, evaluated, input.explainer, wanted);
    // Of a rule that no file answers, once for all of it; whose they are is then not told either.
    for (const RuleView& rule : report.rules) {
        const bool asked_for = wanted.rules.empty() || std::find(wanted.rules.begin(), wanted.rules.end(), rule.name) != wanted.rules.end();
        if (rule.times && !rule.not_given.empty() && asked_for)
            report.list.untold.push_back({rule.times->rule, not_given_words(input.rules, rule.not_given, true), records_not_answered(rule)});
    }
    std::stable_sort(report.list.untold.begin(), report.list.untold.end(), [](const auto& a, const auto& b) { return a.rule < b.rule; });
    if (report.asked.by.empty() && !report.list.fields.empty()) report.asked.by.push_back(report.list.fields.front());
    if (report.asked.forecast)
        report.forecasts = explain::forecast(input.rules, input.data, calendars, input.evaluation, evaluated, {wanted.working_days, report.asked.measures});
    return report;
}

std::string due_csv(const DueReport& report) {
    std::vector<EntryRef> refs;
    for (const auto* items : {&report.list.overdue, &report.list.items})
        for (const explain::DueItem& item : *items)
            for (std::uint32_t rule = 0; rule < report.rules.size(); ++rule)
                if (report.rules[rule].times && report.rules[rule].times->rule == item.rule) refs.push_back({rule, static_cast<std::uint32_t>(item.entry)});
    const Keys keys(report.input);
    return results_csv(report.input, report.options, report.rules, keys, refs);
}

std::string forecast_csv(const DueReport& report) {
    CsvWriter csv;
    csv.raw(byte_order_mark);
    for (const char* name : {"measure", "title", "period", "value", "grade", "hidden", "course", "told", "earliest", "latest", "then_period", "then_value", "then_grade", "hidden_on", "supposed",
                             "left_open", "sentence"})
        csv.plain(name);
    csv.end_row();
    const model::RuleSet& rules = report.input.rules;
    const auto figure = [&](const model::Measure& measure, const std::optional<explain::ForecastFigure>& one) {
        csv.text(one ? one->period.name : std::string());
        csv.text(one && !one->hidden ? eval::measure_text(measure, one->value) : std::string());
        csv.text(one && !one->hidden ? eval::grades_text(rules, measure, one->value) : std::string());
    };
    for (const explain::Forecast& one : report.forecasts->measures) {
        const model::Measure& measure = rules.measures[one.measure];
        for (const bool done : {false, true}) {
            const explain::Course& course = done ? one.all_done : one.nothing_done;
            csv.text(measure.name);
            csv.text(measure.title);
            figure(measure, one.now);
            csv.plain(one.now && one.now->hidden ? "yes" : "no");
            csv.plain(done ? "all_done" : "nothing_done");
            csv.plain(course.told ? "yes" : "no");
            course.earliest ? csv.day(course.earliest->day) : csv.blank();
            course.latest ? csv.day(course.latest->day) : csv.blank();
            figure(measure, course.latest ? course.latest : course.earliest);
            course.hidden_on ? csv.day(*course.hidden_on) : csv.blank();
            done ? csv.number(static_cast<std::int64_t>(one.supposed)) : csv.blank();
            done ? csv.number(static_cast<std::int64_t>(one.left_open)) : csv.blank();
            csv.text(course.sentence);
            csv.end_row();
        }
    }
    return std::string(csv.bytes());
}

}  // namespace duly::report
