// Measures on the page: how each stands now, and its history as data for the chart.
#include <algorithm>
#include <cstdlib>

#include "engine/data/parallel.hpp"
#include "engine/explain/what_if.hpp"
#include "engine/report/measure_latest.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/page_parts.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;

namespace {

using Kind = model::Measure::Kind;

bool has_number(const eval::MeasureValue& value) { return !value.hidden && !value.missing && value.low_d > 0 && value.high_d > 0; }

Tone tone_of(const model::RuleSet& rules, const model::Measure& measure, const eval::MeasureValue& value) {
    if (measure.scale == none || value.hidden || value.grade_from == none || value.grade_to == none) return Tone::none;
    if (value.grade_from != value.grade_to) return Tone::doubt;
    const std::size_t grades = rules.scales[measure.scale].grades.size();
    return value.grade_from == 0 ? Tone::good : value.grade_from + std::size_t{1} == grades ? Tone::poor : Tone::fair;
}

std::int64_t affected_by(const model::Measure& measure, const eval::MeasureValue& value) {
    const bool cases = measure.kind == Kind::timescale || measure.kind == Kind::records || measure.kind == Kind::every;
    if (!cases || value.hidden) return 0;
    return measure.lower_is_better ? value.numerator : value.denominator - value.numerator - value.unknown;
}

}  // namespace

std::string_view title_of(const model::Measure& measure) { return measure.title.empty() ? measure.name : measure.title; }

std::vector<MeasureNow> measures_now(const PageView& view) {
    std::vector<MeasureNow> list;
    for (const eval::MeasureResult& result : view.input.evaluation.measures) {
        if (result.rule == none) continue;
        MeasureNow now;
        now.measure = &view.input.rules.measures[result.rule];
        now.result = &result;
        if (!result.periods.empty()) {
            const LatestValue latest = latest_of(result);
            now.value = latest.value;
            now.before = latest.before;
        }
        const std::vector<eval::NotGiven> missing = not_given(view.input, view.rules, result);
        if (result.not_run) now.words = "not run";
        else if (!missing.empty()) now.words = "no value: " + view.words(not_given_words(view.input.rules, missing, true));
        else if (!now.value) now.words = "no value";
        else now.words = figure_words(*now.measure, *now.value);
        if (result.not_run || !missing.empty()) now.value = now.before = nullptr;
        if (now.value) {
            const eval::MeasurePeriod& period = result.periods[now.value->period];
            now.tone = has_number(*now.value) ? tone_of(view.input.rules, *now.measure, *now.value) : Tone::none;
            now.grade = has_number(*now.value) ? grade_words(view.input.rules, *now.measure, *now.value) : "";
            now.period = period_words(period.name) + (period.so_far ? " so far" : "");
            now.affected = affected_by(*now.measure, *now.value);
        }
        list.push_back(std::move(now));
    }
    return list;
}

void add_what_if(const PageView& view, std::vector<MeasureNow>& measures) {
    std::vector<MeasureNow*> asked;
    for (MeasureNow& now : measures)
        if (now.value && (now.tone == Tone::poor || now.tone == Tone::fair) && now.measure->kind != Kind::reported) asked.push_back(&now);
    data::run_tasks(view.options.threads, asked.size(), [&](std::size_t i) {
        explain::WhatIfOptions options;
        options.listed = false;
        options.max_tries = 20'000;
        const explain::WhatIf answer = view.input.explainer.what_if(asked[i]->result->rule, options);
        if (!answer.hidden && answer.reach != explain::WhatIf::Reach::untold) asked[i]->what_if = view.words(answer.sentence);
    });
}

// The last dozen values as a line; the words and the table beside it say the same.
void write_sparkline(const MeasureNow& now, Html& html) {
    constexpr std::size_t most = 12;
    constexpr double width = 84, height = 22, inset = 3;
    std::vector<double> points;
    if (now.value) {
        for (const eval::MeasureValue& value : now.result->values) {
            if (!value.group.empty() || now.result->periods[value.period].kind != now.result->periods.front().kind) continue;
            if (has_number(value)) points.push_back(std::strtod(measure_number(*now.measure, value.high_n, value.high_d).c_str(), nullptr));
            if (&value == now.value) break;
        }
    }
    if (points.size() > most) points.erase(points.begin(), points.end() - most);
    if (points.size() < 2) return;
    const auto [low, high] = std::minmax_element(points.begin(), points.end());
    const double range = *high > *low ? *high - *low : 1, from = *low;
    const auto place = [](double value) {       // tenths, without the locale's comma
        const long tenths = static_cast<long>(value * 10 + 0.5);
        return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
    };
    html.raw("<svg class=\"spark\" viewBox=\"0 0 84 22\" width=\"84\" height=\"22\" aria-hidden=\"true\" focusable=\"false\"><polyline points=\"");
    std::string x, y;
    for (std::size_t i = 0; i < points.size(); ++i) {
        x = place(inset + (width - 2 * inset) * static_cast<double>(i) / static_cast<double>(points.size() - 1));
        y = place(height - inset - (height - 2 * inset) * (points[i] - from) / range);
        html.raw(i ? " " : "").raw(x + "," + y);
    }
    html.raw("\"/><circle r=\"2.5\" cx=\"" + x + "\" cy=\"" + y + "\"/></svg>");
}

namespace {

// Shading: where a figure of one of the scale's grades would lie. Bands that look at areas or at earlier figures have no place of their own.
struct Stretch { std::uint32_t grade = 0; std::optional<std::int64_t> low, high; };

bool plain(const model::Band& band) {
    using BandKind = model::Band::Kind;
    return band.low_area.empty() && band.high_area.empty() && (band.kind <= BandKind::otherwise);
}

std::vector<Stretch> stretches(const model::BandSet& set) {
    using BandKind = model::Band::Kind;
    if (!std::all_of(set.bands.begin(), set.bands.end(), plain)) return {};
    std::vector<std::int64_t> edges;
    for (const model::Band& band : set.bands) {
        if (band.kind == BandKind::at_least || band.kind == BandKind::more_than || band.kind == BandKind::between) edges.push_back(band.low);
        if (band.kind == BandKind::at_most || band.kind == BandKind::less_than || band.kind == BandKind::between) edges.push_back(band.high);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    // Between two edges every figure has the same grade: the first band that takes it.
    const auto takes = [](const model::Band& band, std::optional<std::int64_t> low, std::optional<std::int64_t> high) {
        switch (band.kind) {
            case BandKind::at_least:
            case BandKind::more_than: return low && *low >= band.low;
            case BandKind::at_most:
            case BandKind::less_than: return high && *high <= band.high;
            case BandKind::between: return low && high && *low >= band.low && *high <= band.high;
            default: return true;
        }
    };
    std::vector<Stretch> made;
    for (std::size_t i = 0; i <= edges.size(); ++i) {
        Stretch one;
        if (i > 0) one.low = edges[i - 1];
        if (i < edges.size()) one.high = edges[i];
        const auto found = std::find_if(set.bands.begin(), set.bands.end(), [&](const model::Band& band) { return takes(band, one.low, one.high); });
        if (found == set.bands.end()) continue;
        one.grade = found->grade;
        if (!made.empty() && made.back().grade == one.grade && made.back().high == one.low) made.back().high = one.high;
        else made.push_back(one);
    }
    return made;
}

void write_bands(const model::Measure& measure, ScriptJson& json) {
    json.raw(",\"bands\":[");
    for (std::size_t s = 0; s < measure.bands.size(); ++s) {
        const model::BandSet& set = measure.bands[s];
        json.raw(s ? ",[" : "[");
        if (set.from == model::min_day) json.raw("\"\"");
        else json.number(set.from);
        json.raw(",[");
        bool first = true;
        const auto edge = [&](std::optional<std::int64_t> at) {
            if (at) json.raw(decimal(measure.percentage ? *at * 100 : *at));
            else json.raw("null");
        };
        for (const Stretch& one : stretches(set)) {
            json.raw(first ? "[" : ",[").number(one.grade).raw(",");
            edge(one.low);
            json.raw(",");
            edge(one.high);
            json.raw("]");
            first = false;
        }
        json.raw("]]");
    }
    json.raw("]");
}

// period, group (0: the total), worst, best (texts), numerator, denominator, unknown, best and worst grade (-1: none), and what is compared.
// Of a hidden one: period, group, "hidden". Nothing else of it stands in the page.
void write_value(const model::Measure& measure, const eval::MeasureValue& value, PageTexts& texts, ScriptJson& json) {
    std::string group;
    for (std::size_t i = 0; i < value.group.size(); ++i) group += (i ? ", " : "") + (value.group[i].empty() ? std::string("(blank)") : value.group[i]);
    json.raw("[").number(value.period).raw(",").number(value.group.empty() ? 0 : texts.of(group));
    if (value.hidden || value.missing) {
        json.raw(value.hidden ? ",\"hidden\"]" : ",\"missing\"]");
        return;
    }
    const auto grade = [](std::uint32_t which) { return which == none ? std::int64_t{-1} : std::int64_t{which}; };
    json.raw(",").number(texts.of(measure_number(measure, value.low_n, value.low_d))).raw(",").number(texts.of(measure_number(measure, value.high_n, value.high_d)));
    const bool counted = measure.kind == Kind::timescale || measure.kind == Kind::records || measure.kind == Kind::every || measure.kind == Kind::rate || measure.kind == Kind::count;
    json.raw(",").number(counted ? value.numerator : -1).raw(",").number(measure.kind == Kind::reported || measure.kind == Kind::count ? -1 : value.denominator);
    json.raw(",").number(measure.kind == Kind::reported ? 0 : value.unknown).raw(",").number(grade(std::min(value.grade_from, value.grade_to)));
    json.raw(",").number(value.grade_from == none || value.grade_to == none ? -1 : grade(std::max(value.grade_from, value.grade_to)));
    if (!value.compared.empty()) {
        std::string words;
        for (const std::string& one : value.compared) words += (words.empty() ? "" : "; ") + one;
        json.raw(",").number(texts.of(words));
    }
    json.raw("]");
}

}  // namespace

void write_measure_data(const PageView& view, const std::vector<MeasureNow>& measures, PageTexts& texts, ScriptJson& json) {
    const model::RuleSet& rules = view.input.rules;
    json.raw("\"measures\":[");
    bool first = true;
    for (const MeasureNow& now : measures) {
        const model::Measure& measure = *now.measure;
        const RuleText text = rule_text(rules, measure.at);
        json.raw(first ? "\n{\"id\":" : ",\n{\"id\":").string(measure.name).raw(",\"title\":").string(title_of(measure)).raw(",\"law\":").string(measure.law);
        first = false;
        json.raw(",\"percent\":").raw(measure.percentage ? "true" : "false").raw(",\"lower\":").raw(measure.lower_is_better ? "true" : "false");
        json.raw(",\"file\":").number(texts.of(text.file)).raw(",\"line\":").number(text.line).raw(",\"text\":").string(text.text);
        json.raw(",\"now\":").number(now.value ? now.value - now.result->values.data() : -1).raw(",\"words\":").string(now.words);
        json.raw(",\"what_if\":").string(now.what_if).raw(",\"next\":[");
        if (now.forecast && now.forecast->nothing_done.told) {
            json.string(view.words(now.forecast->nothing_done.sentence)).raw(",").string(view.words(now.forecast->all_done.sentence));
            json.raw(",").number(now.forecast->all_done.told ? static_cast<std::int64_t>(now.forecast->left_open) : 0);
        }
        json.raw("]");
        json.raw(",\"unplaced\":").number(now.result->unplaced).raw(",\"by\":[");
        for (std::size_t i = 0; i < measure.by_names.size(); ++i) json.raw(i ? "," : "").string(measure.by_names[i]);
        json.raw("],\"rules\":[");
        bool first_rule = true;
        for (std::size_t i = 0; i < view.rules.size(); ++i) {
            const bool its = view.rules[i].timescale && (view.rules[i].timescale == (measure.timescale == none ? nullptr : &rules.timescales[measure.timescale]) ||
                             std::any_of(measure.every.begin(), measure.every.end(), [&](const auto& every) { return &rules.timescales[every.timescale] == view.rules[i].timescale; }));
            if (!its) continue;
            json.raw(first_rule ? "" : ",").number(static_cast<std::int64_t>(i));
            first_rule = false;
        }
        json.raw("],\"grades\":[");
        if (measure.scale != none)
            for (std::size_t i = 0; i < rules.scales[measure.scale].grades.size(); ++i) json.raw(i ? "," : "").string(rules.scales[measure.scale].grades[i]);
        json.raw("]");
        write_bands(measure, json);
        json.raw(",\"periods\":[");
        for (std::size_t i = 0; i < now.result->periods.size(); ++i) {
            const eval::MeasurePeriod& period = now.result->periods[i];
            json.raw(i ? ",[" : "[").string(name_of(period.kind)).raw(",").string(period_words(period.name)).raw(",").number(period.from).raw(",").number(period.to);
            json.raw(period.so_far ? ",1]" : ",0]");
        }
        json.raw("],\"values\":[");
        for (std::size_t i = 0; i < now.result->values.size(); ++i) {
            if (i) json.raw(",");
            write_value(measure, now.result->values[i], texts, json);
        }
        json.raw("]}");
    }
    json.raw("]");
}

}  // namespace duly::report
