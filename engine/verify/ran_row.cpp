#include "engine/verify/ran_row.hpp"

#include <algorithm>

namespace duly::verify {

using Target = model::Example::Target;

const eval::CalendarSet& KnownCalendars::as_known_on(std::optional<model::Day> day) const {
    auto& set = sets_[day];
    if (!set) set = std::make_unique<eval::CalendarSet>(plan::build_calendars(rules_, loader_, day));
    return *set;
}

const std::string& name_of(const model::RuleSet& rules, RuleRef rule) {
    switch (rule.target) {
        case Target::timescale: return rules.timescales[rule.id].name;
        case Target::check: return rules.checks[rule.id].name;
        case Target::measure: return rules.measures[rule.id].name;
        case Target::action: break;
    }
    return rules.actions[rule.id].name;
}

SourceRange place_in(const model::RuleSet& rules, RuleRef rule) {
    switch (rule.target) {
        case Target::timescale: return rules.timescales[rule.id].at;
        case Target::check: return rules.checks[rule.id].at;
        case Target::measure: return rules.measures[rule.id].at;
        case Target::action: break;
    }
    return rules.actions[rule.id].at;
}

model::RecordId record_of(const model::RuleSet& rules, RuleRef rule) {
    if (rule.target == Target::timescale) return rules.timescales[rule.id].record;
    return rule.target == Target::check ? rules.checks[rule.id].record : model::none;
}

std::vector<RuleRef> rules_named(const model::RuleSet& rules, const std::vector<std::string>& names) {
    std::vector<RuleRef> out;
    const auto add = [&](Target target, std::size_t count) {
        for (std::uint32_t id = 0; id < count; ++id) {
            const RuleRef rule{target, id};
            if (names.empty() || std::find(names.begin(), names.end(), name_of(rules, rule)) != names.end()) out.push_back(rule);
        }
    };
    add(Target::timescale, rules.timescales.size());
    add(Target::check, rules.checks.size());
    add(Target::measure, rules.measures.size());
    add(Target::action, rules.actions.size());
    return out;
}

RanRow run_row(const model::RuleSet& rules, const model::Example& example, std::size_t row, const KnownCalendars& calendars) {
    RanRow out;
    out.data = build_row(rules, example, row);
    if (!out.data.wrong.empty()) return out;
    out.options.as_of = example.as_of;
    out.options.as_known_on = example.as_known_on;
    out.options.rules = {name_of(rules, rule_of(example))};
    out.options.plan = calendars.plan();
    out.calendars = &calendars.as_known_on(example.as_known_on);
    out.evaluation = eval::evaluate(rules, out.data.dataset, *out.calendars, out.options);
    return out;
}

}  // namespace duly::verify
