// What comes due as JSON, schema 1 (engine/api/README.md). A change of meaning raises the number.
#include <nlohmann/json.hpp>

#include "dsl/base/date.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/report/due.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using Json = nlohmann::ordered_json;

namespace {

Json day_or_null(const std::optional<model::Day>& day) { return day ? Json(format_day(*day)) : Json(); }

Json days_json(const std::vector<model::Day>& days) {
    Json list = Json::array();
    for (const model::Day day : days) list.push_back(format_day(day));
    return list;
}

Json item_json(const DueReport& report, const explain::DueItem& item) {
    const model::RuleSet& rules = report.input.rules;
    const model::Timescale& rule = rules.timescales[item.rule];
    Json one;
    one["rule"] = rule.name;
    one["title"] = rule.title;
    one["record"] = rules.records[rule.record].name;
    one["key"] = item.key;
    one["turn"] = item.turn ? Json(item.turn) : Json();
    one["outcome"] = name_of(report.input.evaluation.timescales[item.rule].outcome[item.entry]);
    one["due"] = item.certain ? Json(time_text(item.due_time, item.moment, rules.zone)) : Json();
    one["certain"] = item.certain;
    one["due_first"] = format_day(item.due);
    one["due_last"] = item.due_last == model::max_day ? Json() : Json(format_day(item.due_last));
    if (item.overdue) {
        one["late_by"] = item.late_by;
        one["unit"] = name_of(item.late_unit);
    }
    Json shown = Json::object();
    for (std::size_t f = 0; f < report.list.fields.size(); ++f) shown[report.list.fields[f]] = item.shown[f];
    one["shown"] = std::move(shown);
    return one;
}

Json load_json(const explain::DueLoad& load) {
    return {{"overdue", load.overdue}, {"due", load.due}, {"uncertain", load.uncertain}, {"days", load.days}};
}

Json figure_json(const DueReport& report, const model::Measure& measure, const std::optional<explain::ForecastFigure>& figure) {
    if (!figure) return {};
    Json one;
    one["day"] = format_day(figure->day);
    one["period"] = figure->period.name;
    one["so_far"] = figure->period.so_far;
    one["hidden"] = figure->hidden;
    one["value"] = figure->hidden ? Json() : Json(eval::measure_text(measure, figure->value));
    one["grade"] = figure->hidden ? Json() : Json(eval::grades_text(report.input.rules, measure, figure->value));
    if (!figure->hidden) {
        one["numerator"] = figure->value.numerator;
        one["denominator"] = figure->value.denominator;
        one["unknown"] = figure->value.unknown;
    }
    return one;
}

Json course_json(const DueReport& report, const model::Measure& measure, const explain::Course& course) {
    Json one;
    one["told"] = course.told;
    one["why_not"] = course.why_not;
    one["earliest"] = figure_json(report, measure, course.earliest);
    one["latest"] = figure_json(report, measure, course.latest);
    one["hidden_on"] = day_or_null(course.hidden_on);
    one["sentence"] = course.sentence;
    return one;
}

Json forecast_json(const DueReport& report) {
    const explain::Forecasts& forecasts = *report.forecasts;
    Json out;
    out["last"] = format_day(forecasts.last);
    Json list = Json::array();
    for (const explain::Forecast& forecast : forecasts.measures) {
        const model::Measure& measure = report.input.rules.measures[forecast.measure];
        Json one;
        one["id"] = measure.name;
        one["title"] = measure.title;
        one["now"] = figure_json(report, measure, forecast.now);
        one["nothing_done"] = course_json(report, measure, forecast.nothing_done);
        one["all_done"] = course_json(report, measure, forecast.all_done);
        one["supposed"] = forecast.supposed;
        one["left_open"] = forecast.left_open;
        list.push_back(std::move(one));
    }
    out["measures"] = std::move(list);
    return out;
}

}  // namespace

std::string due_json(const DueReport& report) {
    const explain::DueList& list = report.list;
    const model::RuleSet& rules = report.input.rules;
    Json out;
    out["schema"] = 1;
    out["duly"] = DULY_VERSION;
    out["as_of"] = as_of_text(report.input.evaluation.as_of, rules.zone);
    out["ruleset"] = {{"title", rules.title}, {"version", rules.version}};
    out["last"] = format_day(list.last);
    out["working_days"] = days_json(list.working_days);
    out["calendar_ends"] = list.calendar_ends;
    out["fields"] = list.fields;
    Json where = Json::array();
    for (const auto& [field, text] : report.asked.list.where) where.push_back({{"field", field}, {"is", text}});
    out["where"] = std::move(where);
    for (const auto& [name, items] : {std::pair{"overdue", &list.overdue}, std::pair{"due", &list.items}}) {
        Json all = Json::array();
        for (const explain::DueItem& item : *items) all.push_back(item_json(report, item));
        out[name] = std::move(all);
    }
    Json load;
    load["days"] = days_json(list.days);
    load["total"] = load_json(list.total);
    load["by"] = report.asked.by;
    Json rows = Json::array();
    for (const explain::DueLoad& one : report.asked.by.empty() ? std::vector<explain::DueLoad>() : list.by(report.asked.by)) {
        Json row = {{"shown", one.shown}};
        row.update(load_json(one));
        rows.push_back(std::move(row));
    }
    load["rows"] = std::move(rows);
    out["load"] = std::move(load);
    Json untold = Json::array();
    for (const explain::DueUntold& one : list.untold) untold.push_back({{"rule", rules.timescales[one.rule].name}, {"reason", one.reason}, {"count", one.entries}});
    out["untold"] = std::move(untold);
    if (report.forecasts) out["forecast"] = forecast_json(report);
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace duly::report
