// What comes: which measures fall below their grade, and how much is due on each of the next working days.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/report/page_parts.hpp"

namespace duly::report {

using model::none;

namespace {

const explain::ForecastFigure* first_of(const explain::Course& course) { return course.earliest ? &*course.earliest : course.latest ? &*course.latest : nullptr; }

// "Thursday 9 April"; the year only where it is another one.
std::string day_words(model::Day day, model::Day as_of) {
    const std::string words = spoken_day(day), now = spoken_day(as_of);
    return words.substr(words.size() - 4) == now.substr(now.size() - 4) ? words.substr(0, words.rfind(' ')) : words;
}

// "will fall below green by Thursday 9 April".
std::string fall_words(const PageView& view, const MeasureNow& now) {
    const explain::Course& course = now.forecast->nothing_done;
    const std::string grade = view.input.rules.scales[now.measure->scale].grades[now.forecast->now->value.grade_to];
    const auto day = [&](const explain::ForecastFigure& figure) { return day_words(figure.day, view.as_of); };
    if (!course.latest) return "may fall below " + grade + " by " + day(*course.earliest);
    if (!course.earliest || course.earliest->day == course.latest->day) return "will fall below " + grade + " by " + day(*course.latest);
    return "may fall below " + grade + " by " + day(*course.earliest) + ", and will by " + day(*course.latest);
}

std::string if_done_words(const PageView& view, const MeasureNow& now) {
    const explain::Course& done = now.forecast->all_done;
    if (!done.told) return "";
    const explain::ForecastFigure* falls = first_of(done);
    if (!falls) return "not if all that is due is done on time";
    return std::string(done.latest ? "falls" : "may fall") + " by " + day_words((done.latest ? *done.latest : *falls).day, view.as_of) + " even if all that is due is done on time";
}

}  // namespace

PageNext what_next(const PageView& view) {
    PageNext next;
    const ReportInput& input = view.input;
    if (!input.calendars || !input.evaluated) return next;
    eval::EvaluateOptions evaluated = *input.evaluated;
    evaluated.threads = view.options.threads;
    explain::DueOptions due;
    due.working_days = days_ahead;
    // What cannot be told stands under data quality, with its reasons.
    for (const RuleView& rule : view.rules)
        if (rule.times) due.not_answered.push_back(rule.times->rule);
    next.due = explain::due_list(input.rules, input.data, *input.calendars, input.evaluation, evaluated, input.explainer, due);
    next.forecasts = explain::forecast(input.rules, input.data, *input.calendars, input.evaluation, evaluated, {days_ahead, {}});
    return next;
}

void add_forecasts(const PageNext& next, std::vector<MeasureNow>& measures) {
    if (!next.forecasts) return;
    for (const explain::Forecast& one : next.forecasts->measures)
        for (MeasureNow& now : measures)
            if (now.result->rule == one.measure) now.forecast = &one;
}

void write_falls(const PageView& view, const std::vector<MeasureNow>& measures, Html& html) {
    std::vector<const MeasureNow*> list;
    for (const MeasureNow& now : measures)
        if (now.forecast && now.forecast->nothing_done.told && first_of(now.forecast->nothing_done)) list.push_back(&now);
    if (list.empty()) return;
    std::stable_sort(list.begin(), list.end(), [](const MeasureNow* a, const MeasureNow* b) { return first_of(a->forecast->nothing_done)->day < first_of(b->forecast->nothing_done)->day; });
    constexpr std::size_t most = 4;
    html.raw("<h3>What falls next if nothing is done</h3>\n<ul class=\"worst falls\">\n");
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i == most) html.raw("</ul>\n<details class=\"fold\"><summary>").text("and " + grouped(list.size() - most) + " more within 10 working days").raw("</summary>\n<ul class=\"worst falls\">\n");
        const MeasureNow& now = *list[i];
        html.raw("<li><a href=\"#").id("measure", now.measure->name).raw("\">").text(shortened(title_of(*now.measure))).raw("</a><br>").text(fall_words(view, now));
        if (const std::string words = if_done_words(view, now); !words.empty()) html.raw("<br><span class=\"small\">").text(words).raw("</span>");
        html.raw("</li>\n");
    }
    html.raw(list.size() > most ? "</ul></details>\n" : "</ul>\n");
}

// [[day, 1 for a working day, how many]] and what may be due on one of several days, each on the first.
void write_week_data(const PageView& view, const PageNext& next, ScriptJson& json) {
    json.raw("\"week\":[");
    if (next.due) {
        const explain::DueList& list = *next.due;
        for (std::size_t i = 0; i < list.days.size(); ++i) {
            const bool working = std::find(list.working_days.begin(), list.working_days.end(), list.days[i]) != list.working_days.end();
            json.raw(i ? ",[" : "[").number(list.days[i]).raw(working || list.days[i] == view.as_of ? ",1," : ",0,").number(i < list.total.days.size() ? static_cast<std::int64_t>(list.total.days[i]) : 0).raw("]");
        }
    }
    json.raw("],\"until\":").number(next.due ? next.due->last : view.as_of + 14);
}

}  // namespace duly::report
