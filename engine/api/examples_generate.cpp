// Proposed rows for what the examples do not test.
#include "engine/api/internal.hpp"
#include "engine/verify/generate.hpp"

namespace duly::v1 {

Checked<GeneratedExamples> generate_examples(const RuleSet& rules, const std::vector<std::string>& only_rules) {
    return guarded<GeneratedExamples>([&]() -> Checked<GeneratedExamples> {
        const model::RuleSet& set = *rules.state->rules;
        Checked<GeneratedExamples> result{{}, unknown_rules(set, only_rules)};
        if (any_error(result.diagnostics)) return result;
        const verify::KnownCalendars calendars(set, *rules.state->loader);
        verify::Generated made = verify::generate(set, calendars, only_rules);
        result.value.emplace();
        result.value->text = std::move(made.text);
        result.value->rows = made.rows;
        for (verify::NotMade& one : made.left)
            result.value->left.push_back({verify::name_of(set, one.rule), std::move(one.item.subject), std::move(one.item.wanted), std::move(one.because)});
        return result;
    });
}

}  // namespace duly::v1
