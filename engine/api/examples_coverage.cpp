// What the examples test and what they do not.
#include <algorithm>

#include "engine/api/internal.hpp"
#include "engine/verify/coverage.hpp"

namespace duly::v1 {

namespace {

const char* word_of(verify::ItemKind kind) {
    switch (kind) {
        case verify::ItemKind::condition: return "condition";
        case verify::ItemKind::limit: return "limit";
        case verify::ItemKind::closed_days: return "closed_days";
        case verify::ItemKind::version: return "version";
        case verify::ItemKind::start: return "start";
        case verify::ItemKind::end: return "end";
        case verify::ItemKind::band: return "band";
        case verify::ItemKind::state: return "state";
        case verify::ItemKind::need: break;
    }
    return "need";
}

const char* word_of(model::Example::Target target) {
    using Target = model::Example::Target;
    return target == Target::timescale ? "timescale" : target == Target::check ? "check" : target == Target::measure ? "measure" : "action";
}

}  // namespace

Checked<Coverage> example_coverage(const RuleSet& rules, const std::vector<std::string>& only_rules) {
    return guarded<Coverage>([&]() -> Checked<Coverage> {
        const model::RuleSet& set = *rules.state->rules;
        Checked<Coverage> result{{}, unknown_rules(set, only_rules)};
        if (any_error(result.diagnostics)) return result;
        const verify::KnownCalendars calendars(set, *rules.state->loader);
        result.value.emplace();
        for (const verify::RuleCoverage& from : verify::coverage_of(set, calendars, only_rules)) {
            RuleCoverage to{word_of(from.rule.target), verify::name_of(set, from.rule), from.rows, from.covered(), {}};
            for (const verify::Item& item : from.items) {
                const Place place = set.sources ? place_of(*set.sources, item.at) : Place{};
                to.items.push_back({word_of(item.key.kind), item.subject, item.wanted, place.file, place.line, item.rows});
            }
            result.value->covered += to.covered;
            result.value->total += to.items.size();
            result.value->rules.push_back(std::move(to));
        }
        return result;
    });
}

std::vector<Diagnostic> untested(const RuleSet& rules) {
    const model::RuleSet& set = *rules.state->rules;
    Checked<std::vector<Diagnostic>> found = guarded<std::vector<Diagnostic>>([&]() -> Checked<std::vector<Diagnostic>> {
        const verify::KnownCalendars calendars(set, *rules.state->loader);
        return {outward(verify::untested(set, calendars)), {}};
    });
    return found ? std::move(*found.value) : std::move(found.diagnostics);
}

}  // namespace duly::v1
