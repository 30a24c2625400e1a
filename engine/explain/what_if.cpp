#include "engine/explain/what_if.hpp"

#include <algorithm>

#include "engine/explain/what_if_words.hpp"

namespace duly::explain {

namespace {

using namespace what_if_parts;
using Reach = WhatIf::Reach;

constexpr Day years_ahead = 800;        // days in which a period may be named that is yet to come

// The one that is asked for: named, or the one that runs. Of one that as-of ends nothing more can be done, so the next one runs.
std::optional<eval::MeasurePeriod> period_of(const Context& context, const model::Measure& measure, const std::string& name) {
    const eval::MeasureResult* result = nullptr;
    for (const eval::MeasureResult& one : context.evaluation.measures)
        if (one.rule != model::none && &context.rules.measures[one.rule] == &measure) result = &one;
    const Day today = context.expressions.as_of_day();
    const bool whole_day = !context.expressions.as_of_is_moment();
    if (name.empty()) {
        auto periods = eval::periods_between(context.rules, measure.periods.front(), today, {today, whole_day});
        if (!periods.front().so_far) periods = eval::periods_between(context.rules, measure.periods.front(), today + 1, {today + 1, false});
        periods.front().so_far = true;
        return periods.front();
    }
    for (std::size_t p = 0; result != nullptr && p < result->periods.size(); ++p)
        if (result->periods[p].name == name) return result->periods[p];
    for (const auto& kind : measure.periods)
        for (const auto& period : eval::periods_between(context.rules, kind, today, {today + years_ahead, true}))
            if (period.name == name) return period;
    return std::nullopt;
}

const eval::MeasureValue* value_now(const eval::MeasureResult& result, const eval::MeasurePeriod& period, const std::vector<std::string>& group) {
    for (const eval::MeasureValue& value : result.values)
        if (value.group == group && result.periods[value.period].name == period.name && result.periods[value.period].to == period.to) return &value;
    return nullptr;
}

WhatIf untold(WhatIf answer, std::string why) {
    answer.reach = Reach::untold;
    answer.why_not = why;
    answer.sentence = as_sentence(std::move(why));
    return answer;
}

WhatIf hidden(const WhatIf& asked) {
    WhatIf answer;
    answer.measure = asked.measure;
    answer.period = asked.period;
    answer.group = asked.group;
    answer.hidden = true;
    return untold(std::move(answer), "the figures are hidden (small numbers), so nothing more is told of them");
}

void set_order(Units& units) {
    std::stable_sort(units.units.begin(), units.units.end(), [](const Unit& a, const Unit& b) { return a.first_by != b.first_by ? a.first_by < b.first_by : a.key < b.key; });
}

std::vector<WhatIfCase> cases_of(const Scene& scene, const Units& units, const Choice& choice) {
    std::vector<WhatIfCase> cases;
    for (std::size_t u = 0; u < units.units.size(); ++u)
        if (choice.way[u] > 0)
            for (const Act& act : units.units[u].ways[choice.way[u] - 1].acts) cases.push_back(case_of(scene, act));
    std::stable_sort(cases.begin(), cases.end(), [](const WhatIfCase& a, const WhatIfCase& b) {
        const Day x = a.by.value_or(model::max_day), y = b.by.value_or(model::max_day);
        return x != y ? x < y : a.key < b.key;
    });
    return cases;
}

}  // namespace

WhatIf what_if(const Context& context, model::MeasureId id, const WhatIfOptions& options) {
    const model::Measure& measure = context.rules.measures[id];
    const eval::MeasureResult& result = context.evaluation.measures[id];
    WhatIf answer;
    answer.measure = id;
    answer.group = options.group;
    if (result.rule == model::none || result.not_run) return untold(std::move(answer), "the measure could not be evaluated");
    if (measure.kind == Kind::reported) return untold(std::move(answer), "a reported figure: no cases stand behind it, so nothing that is completed moves it");
    if (measure.periods.empty()) return untold(std::move(answer), "the measure has no period");
    const std::optional<eval::MeasurePeriod> period = period_of(context, measure, options.period);
    if (!period) return untold(std::move(answer), "the measure has no period `" + options.period + "`");
    answer.period = *period;
    if (!options.group.empty() && options.group.size() != measure.by.size())
        return untold(std::move(answer), measure.by.empty() ? "the measure has no groups" : "a group of the measure takes " + std::to_string(measure.by.size()) + " values");
    const eval::MeasureValue* now = value_now(result, *period, options.group);
    if (now != nullptr && now->hidden) return hidden(answer);

    eval::Groups groups(measure);
    Scene scene{context, measure, id, *period, options.group, std::max(period->to + 1, context.expressions.as_of_day()), groups};
    const std::unique_ptr<World> world = world_at(context, measure, *period, scene.end, nullptr);
    const bool turns = measure.kind == Kind::timescale || measure.kind == Kind::every;
    Units units = turns ? units_of_turns(scene, *world) : units_of_rows(scene, *world);
    set_order(units);
    if (!options.group.empty() && now == nullptr && units.fixed.empty() && units.units.empty()) {
        answer.no_such_group = true;
        return untold(std::move(answer), "no case of the period is in that group");
    }
    const Figure figure(scene, *world);
    const Choice nothing{std::vector<std::size_t>(units.units.size(), 0)};
    const eval::MeasureValue left = figure_of(units, figure, nothing);
    const int way = good_way(measure, period->to);
    const Choice well = at_its_end(units, figure, measure, way, End::best), badly = at_its_end(units, figure, measure, way, End::worst);
    const eval::MeasureValue best = figure_of(units, figure, well), worst = figure_of(units, figure, badly);
    if (left.hidden || best.hidden || worst.hidden) return hidden(answer);
    if (now != nullptr) answer.now = WhatIfEnd{*now};
    answer.left = WhatIfEnd{left};
    answer.best = WhatIfEnd{best};
    answer.worst = WhatIfEnd{worst};
    for (const Unit& unit : units.units) answer.open += unit.ways.empty() ? 0 : 1;
    if (best.denominator > 0 && (measure.kind == Kind::timescale || measure.kind == Kind::records || measure.kind == Kind::every))
        answer.lost = static_cast<std::uint64_t>(measure.lower_is_better ? best.numerator : best.denominator - best.numerator - best.unknown);
    answer.unknown_count = units.unknown.size();
    if (options.listed)
        for (const auto& unknown : units.unknown) answer.unknown.push_back(unknown_of(scene, *world, unknown));
    if (measure.scale == model::none) {
        answer = untold(std::move(answer), "the measure has no bands, so there is no grade to reach");
        tell(scene, answer);
        return answer;
    }
    const eval::MeasureValue& from = now != nullptr && now->grade_to != model::none ? *now : left;
    answer.target = options.grade ? *options.grade : from.grade_to == model::none || from.grade_to == 0 ? 0 : from.grade_to - 1;
    const std::function<bool(const eval::MeasureValue&)> reached = [&](const eval::MeasureValue& value) { return value.grade_to != model::none && value.grade_to <= answer.target; };
    const Found found = fewest(units, figure, measure, period->to, reached, options.max_tries);
    answer.smallest = found.smallest;
    if (found.fewest) {
        answer.cases = cases_of(scene, units, *found.fewest);
        answer.reach = answer.cases.empty() ? Reach::reached : Reach::possible;
        const eval::MeasureValue with = figure_of(units, figure, *found.fewest);
        if (with.hidden) return hidden(answer);
        if (answer.reach == Reach::possible) answer.with_cases = WhatIfEnd{with};
    } else {
        answer.reach = best.grade_from != model::none && best.grade_from <= answer.target ? Reach::unsettled : Reach::impossible;
    }
    tell(scene, answer);
    return answer;
}

WhatIf Explainer::what_if(model::MeasureId rule, const WhatIfOptions& options) const {
    return explain::what_if(Context{rules_, data_, calendars_, evaluation_, expressions_}, rule, options);
}

}  // namespace duly::explain
