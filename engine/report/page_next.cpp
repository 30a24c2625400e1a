// What comes: which measures fall below their grade, and how much is due on each of the next working days.
#include <algorithm>
#include <map>

#include "dsl/base/date.hpp"
#include "engine/explain/due_list.hpp"
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
    for (unsigned n = 1; n <= days_ahead; ++n) next.working_days.push_back(explain::working_day_after(input.rules, *input.calendars, view.as_of, n));
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

// [[day, 1 for a working day, how many]]: the working days, and the others on which something is due. One that may be due on several counts on the first.
void write_week_data(const PageView& view, const PageNext& next, ScriptJson& json) {
    std::map<model::Day, std::pair<bool, std::uint64_t>> days;
    for (const model::Day day : next.working_days) days[day].first = true;
    const model::Day last = next.working_days.empty() ? view.as_of + 14 : next.working_days.back();
    for (const EntryRef ref : view.file(File::upcoming))
        if (const model::Day day = view.due_day(ref); day <= last) ++days[std::max(day, view.as_of)].second;
    bool first = true;
    json.raw("\"week\":[");
    for (const auto& [day, found] : days) {
        json.raw(first ? "[" : ",[").number(day).raw(found.first || day == view.as_of ? ",1," : ",0,").number(static_cast<std::int64_t>(found.second)).raw("]");
        first = false;
    }
    json.raw("],\"until\":").number(last);
}

}  // namespace duly::report
