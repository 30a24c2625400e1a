// Calendars and evaluating.
#include <algorithm>

#include "engine/api/times.hpp"
#include "engine/plan/calendars.hpp"

namespace duly::v1 {

std::shared_ptr<const eval::CalendarSet> RuleSet::State::calendars(std::optional<model::Day> as_known_on) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [day, set] : calendars_)
        if (day == as_known_on) return set;
    auto set = std::make_shared<const eval::CalendarSet>(plan::build_calendars(*rules, *loader, as_known_on));
    if (has_errors(set->diagnostics)) return set;       // a file that could not be read may be there next time
    constexpr std::size_t most = 8;
    if (calendars_.size() == most) calendars_.erase(calendars_.begin());
    calendars_.emplace_back(as_known_on, set);
    return set;
}

namespace {

// Reads the options; every mistake in them goes into `mistakes`.
eval::EvaluateOptions read_options(const RuleSet& rules, const EvaluateOptions& options, std::vector<Diagnostic>& mistakes) {
    eval::EvaluateOptions read;
    if (std::optional<model::Literal> as_of = parse_as_of(options.as_of, rules.state->rules->zone))
        read.as_of = *as_of;
    else
        mistakes.push_back(as_of_mistake(options.as_of));
    if (!options.as_known_on.empty()) {
        read.as_known_on = parse_iso_day(options.as_known_on);
        if (!read.as_known_on) mistakes.push_back(as_of_mistake(options.as_known_on));
    }
    read.threads = std::max(1u, options.threads);
    for (const std::string& rule : options.rules) {
        if (find_rule(*rules.state->rules, rule).kind == RuleName::Kind::none) mistakes.push_back(unknown_rule_name(*rules.state->rules, rule));
    }
    read.rules = options.rules;
    read.only_listed = options.only_listed;
    read.plan = rules.state->plan;
    return read;
}

void run_steps(Evaluation::State& state) {
    const model::RuleSet& rules = *state.rules->rules;
    const data::Dataset& rows = state.data->loaded.dataset;
    state.evaluation = eval::evaluate(rules, rows, *state.calendars, state.options);
    state.explainer = std::make_unique<explain::Explainer>(rules, rows, *state.calendars, state.evaluation, state.options);
}

Checked<Evaluation> run(const RuleSet& rules, const Dataset& data, const Calendars::State* given, const EvaluateOptions& options) {
    Checked<Evaluation> result;
    eval::EvaluateOptions read = read_options(rules, options, result.diagnostics);
    if (data.state->rules != rules.state || (given && given->rules != rules.state)) {
        result.diagnostics.push_back(mistake(DiagnosticKind::other_rule_set, "the data or the calendars were made for another rule set",
                                             "load them with the rule set that is evaluated"));
    }
    if (any_error(result.diagnostics)) return result;

    auto state = std::make_shared<Evaluation::State>();
    state->rules = rules.state;
    state->data = data.state;
    state->calendars = given ? given->set : rules.state->calendars(read.as_known_on);
    state->options = std::move(read);
    run_steps(*state);
    state->quality = state->data->loaded.quality;
    const std::vector<duly::Diagnostic>& of_calendars = state->calendars->diagnostics;
    for (const auto* more : {&of_calendars, static_cast<const std::vector<duly::Diagnostic>*>(&state->evaluation.diagnostics)}) {
        state->quality.insert(state->quality.end(), more->begin(), more->end());
    }
    if (const std::optional<duly::Diagnostic> moved = as_of_moved(options.as_of, state->options.as_of, rules.state->rules->zone)) state->quality.push_back(*moved);
    sort_diagnostics(state->quality);
    result.value.emplace();
    result.value->state = std::move(state);
    return result;
}

}  // namespace

const Evaluation::State& whole(const Evaluation::State& state) {
    if (!state.options.only_listed) return state;
    std::call_once(state.whole_asked, [&] {
        auto all = std::make_shared<Evaluation::State>();
        all->rules = state.rules;
        all->data = state.data;
        all->calendars = state.calendars;
        all->options = state.options;
        all->options.only_listed = false;
        all->quality = state.quality;
        run_steps(*all);
        state.whole = std::move(all);
    });
    return *state.whole;
}

Checked<Calendars> calendars(const RuleSet& rules, const std::string& as_known_on) {
    return guarded<Calendars>([&]() -> Checked<Calendars> {
        std::optional<model::Day> known;
        if (!as_known_on.empty()) {
            known = parse_iso_day(as_known_on);
            if (!known) return {{}, {as_of_mistake(as_known_on)}};
        }
        Checked<Calendars> result;
        result.value.emplace();
        result.value->state = std::make_shared<const Calendars::State>(Calendars::State{rules.state, rules.state->calendars(known)});
        result.diagnostics = outward(result.value->state->set->diagnostics);
        return result;
    });
}

Checked<Evaluation> evaluate(const RuleSet& rules, const Dataset& data, const EvaluateOptions& options) {
    return guarded<Evaluation>(*data.state, [&] { return run(rules, data, nullptr, options); });
}

Checked<Evaluation> evaluate(const RuleSet& rules, const Dataset& data, const Calendars& calendars, const EvaluateOptions& options) {
    return guarded<Evaluation>(*data.state, [&] { return run(rules, data, calendars.state.get(), options); });
}

}  // namespace duly::v1
