// The examples of the rule files.
#include "engine/verify/examples.hpp"

#include <algorithm>

#include "engine/api/internal.hpp"
#include "engine/plan/calendars.hpp"

namespace duly::v1 {

namespace {

const std::string& name_of(const model::RuleSet& rules, const model::Example& example) {
    using Target = model::Example::Target;
    switch (example.target) {
        case Target::timescale:
            return rules.timescales[example.ref].name;
        case Target::check:
            return rules.checks[example.ref].name;
        case Target::measure:
            return rules.measures[example.ref].name;
        case Target::action:
            break;
    }
    return rules.actions[example.ref].name;
}

}  // namespace

Checked<Examples> run_examples(const RuleSet& rules, const std::vector<std::string>& only_rules) {
    return guarded<Examples>([&]() -> Checked<Examples> {
        const model::RuleSet& set = *rules.state->rules;
        Checked<Examples> result;
        for (const std::string& name : only_rules) {
            if (find_rule(set, name).kind == RuleName::Kind::none) result.diagnostics.push_back(unknown_rule_name(set, name));
        }
        if (any_error(result.diagnostics)) return result;
        eval::CalendarSet calendars = plan::build_calendars(set, *rules.state->loader);
        verify::ExamplesResult ran = verify::run_examples(set, calendars, only_rules);
        result.value.emplace();
        for (verify::RowResult& row : ran.rows) {
            result.value->rows.push_back({row.place.file, row.place.line, name_of(set, set.examples[row.example]), row.passed,
                                          std::move(row.expected), std::move(row.got), std::move(row.why)});
        }
        result.value->passed = ran.passed;
        result.value->failed = ran.failed;
        result.value->failures = outward(ran.diagnostics);
        // A calendar that cannot be read is why examples fail: said first.
        for (auto at = calendars.diagnostics.rbegin(); at != calendars.diagnostics.rend(); ++at) {
            result.value->failures.insert(result.value->failures.begin(), outward(*at));
        }
        return result;
    });
}

}  // namespace duly::v1
