// What if: the fewest cases to complete for a grade.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/api/internal.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/what_if.hpp"

namespace duly::v1 {

using model::none;

namespace {

using Json = nlohmann::ordered_json;

std::string day_text(const std::optional<model::Day>& day) { return day ? format_day(*day) : std::string(); }

std::optional<WhatIf::Figure> outward(const model::RuleSet& rules, const model::Measure& measure, const std::optional<explain::WhatIfEnd>& end) {
    if (!end) return std::nullopt;
    WhatIf::Figure figure;
    figure.value = eval::measure_text(measure, end->value);
    figure.grade = eval::grades_text(rules, measure, end->value);
    if (figure.grade.empty()) figure.grade = "unrated";
    figure.numerator = end->value.numerator;
    figure.denominator = end->value.denominator;
    figure.unknown = end->value.unknown;
    return figure;
}

WhatIf outward(const model::RuleSet& rules, const explain::WhatIf& from) {
    const model::Measure& measure = rules.measures[from.measure];
    WhatIf to;
    to.measure = measure.name;
    to.title = measure.title;
    to.period = from.period.name;
    if (!from.period.name.empty()) {
        to.from = format_day(from.period.from);
        to.to = format_day(from.period.to);
    }
    to.group = from.group;
    if (from.target != none) to.target = rules.scales[measure.scale].grades[from.target];
    to.reach = name_of(from.reach);
    to.hidden = from.hidden;
    to.smallest = from.smallest;
    to.now = outward(rules, measure, from.now);
    to.left = outward(rules, measure, from.left);
    to.worst = outward(rules, measure, from.worst);
    to.best = outward(rules, measure, from.best);
    to.with_cases = outward(rules, measure, from.with_cases);
    for (const explain::WhatIfCase& one : from.cases) to.cases.push_back({one.rule, one.record, one.key, one.turn, one.what, day_text(one.by), one.late, one.shown});
    for (const explain::WhatIfUnknown& one : from.unknown) to.unknown.push_back({one.rule, one.record, one.key, one.turn, one.reason});
    to.open = from.open;
    to.lost = from.lost;
    to.sentence = from.sentence;
    to.more = from.more;
    to.drawn = explain::to_text(rules, from);
    return to;
}

Json as_json(const std::optional<WhatIf::Figure>& figure) {
    if (!figure) return nullptr;
    return {{"value", figure->value}, {"grade", figure->grade}, {"numerator", figure->numerator}, {"denominator", figure->denominator}, {"unknown", figure->unknown}};
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "`" : "`, `") + name;
    return text.empty() ? text : text + "`";
}

Diagnostic no_such(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
    std::string help = did_you_mean(name, known);
    if (help.empty() && !known.empty()) {
        const std::size_t few = 8, first = known.size() > few ? known.size() - few : 0;
        help = (first > 0 ? "the last ones are " : "there are ") + listed({known.begin() + static_cast<std::ptrdiff_t>(first), known.end()});
    }
    return mistake(DiagnosticKind::no_such_figure, "the measure has no " + what + " `" + name + "`", help);
}

std::optional<Diagnostic> wrong_group(const model::Measure& measure, const std::vector<std::string>& group) {
    if (group.empty() || group.size() == measure.by.size()) return std::nullopt;
    if (measure.by.empty()) return mistake(DiagnosticKind::no_such_figure, "the measure `" + measure.name + "` has no groups", "leave `--group` away");
    return mistake(DiagnosticKind::no_such_figure, "a group of `" + measure.name + "` takes " + std::to_string(measure.by.size()) + (measure.by.size() == 1 ? " text, not " : " texts, not ") + std::to_string(group.size()),
                   "give one for each of " + listed(measure.by_names));
}

// A group that no period has, and nothing open is in.
std::optional<Diagnostic> unknown_group(const eval::MeasureResult& result, const std::vector<std::string>& group) {
    std::vector<std::string> known;
    for (const eval::MeasureValue& value : result.values) {
        if (value.group.empty()) continue;
        std::string name;
        for (const std::string& one : value.group) name += (name.empty() ? "" : ", ") + one;
        if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
        if (value.group == group) return std::nullopt;
    }
    std::string asked;
    for (const std::string& one : group) asked += (asked.empty() ? "" : ", ") + one;
    return no_such("group", asked, known);
}

}  // namespace

std::string WhatIf::text() const { return drawn; }

std::string WhatIf::json() const {
    Json answer = {{"measure", measure}, {"title", title}, {"period", {{"name", period}, {"from", from}, {"to", to}}}, {"group", group}, {"target", target}, {"reach", reach},
                   {"hidden", hidden}, {"smallest", smallest}, {"sentence", sentence}, {"more", more}, {"now", as_json(now)}, {"left", as_json(left)}, {"worst", as_json(worst)},
                   {"best", as_json(best)}, {"with_cases", as_json(with_cases)}, {"open", open}, {"lost", lost}};
    Json cases_ = Json::array(), unknown_ = Json::array();
    for (const Case& one : cases) {
        Json shown = Json::object();
        for (const auto& [name, value] : one.shown)
            if (!shown.contains(name)) shown[name] = value;     // the nearest record's
        cases_.push_back({{"rule", one.rule}, {"record", one.record}, {"key", one.key}, {"turn", one.turn}, {"what", one.what}, {"by", one.by}, {"late", one.late}, {"shown", std::move(shown)}});
    }
    for (const Unknown& one : unknown) unknown_.push_back({{"rule", one.rule}, {"record", one.record}, {"key", one.key}, {"turn", one.turn}, {"reason", one.reason}});
    answer["cases"] = std::move(cases_);
    answer["unknown"] = std::move(unknown_);
    Json out;
    out["schema"] = 1;
    out["what_if"] = std::move(answer);
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Checked<WhatIf> Evaluation::what_if(const std::string& name, const std::string& grade, const std::string& period, const std::vector<std::string>& group) const {
    return guarded<WhatIf>(*state, [&]() -> Checked<WhatIf> {
        const model::RuleSet& rules = *state->rules->rules;
        const RuleName rule = find_rule(rules, name);
        if (rule.kind == RuleName::Kind::none) return {{}, {unknown_rule_name(rules, name)}};
        if (rule.kind != RuleName::Kind::measure)
            return {{}, {mistake(DiagnosticKind::no_such_figure, "`" + name + "` is no measure, so it has no grade", "name a measure, or leave the grade away to see why")}};
        const eval::MeasureResult& result = state->evaluation.measures[rule.id];
        const model::Measure& measure = rules.measures[rule.id];
        if (result.rule == none) return {{}, {mistake(DiagnosticKind::no_such_rule, "the rule `" + name + "` was not evaluated", "leave it in the list of rules, or give no list")}};
        explain::WhatIfOptions options;
        options.period = period;
        options.group = group;
        if (!grade.empty()) {
            const std::vector<std::string> grades = measure.scale == none ? std::vector<std::string>{} : rules.scales[measure.scale].grades;
            const auto at = std::find(grades.begin(), grades.end(), grade);
            if (at == grades.end()) return {{}, {no_such("grade", grade, grades)}};
            options.grade = static_cast<std::uint32_t>(at - grades.begin());
        }
        if (const auto wrong = wrong_group(measure, group)) return {{}, {*wrong}};
        const explain::WhatIf answer = whole(*state).explainer->what_if(rule.id, options);
        if (!period.empty() && answer.reach == explain::WhatIf::Reach::untold && answer.period.name.empty() && measure.kind != model::Measure::Kind::reported) {
            std::vector<std::string> periods;
            for (const eval::MeasurePeriod& one : result.periods) periods.push_back(one.name);
            return {{}, {no_such("period", period, periods)}};
        }
        if (answer.no_such_group)
            if (const auto wrong = unknown_group(result, group)) return {{}, {*wrong}};
        return {outward(rules, answer), {}};
    });
}

}  // namespace duly::v1
