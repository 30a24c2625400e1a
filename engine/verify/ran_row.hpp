// One row of an example, evaluated: what outcomes, coverage and proposals are read from.
#pragma once

#include <map>
#include <memory>

#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"
#include "engine/verify/rows.hpp"

namespace duly::verify {

// What the runs of all examples share: the plan, and the calendars as known on the days that examples name, each built once.
class KnownCalendars {
public:
    // References are kept.
    KnownCalendars(const model::RuleSet& rules, const Loader& loader) : rules_(rules), loader_(loader), plan_(std::make_shared<const plan::Plan>(rules)) {}
    const eval::CalendarSet& as_known_on(std::optional<model::Day> day) const;
    const std::shared_ptr<const plan::Plan>& plan() const { return plan_; }

private:
    const model::RuleSet& rules_;
    const Loader& loader_;
    std::shared_ptr<const plan::Plan> plan_;
    mutable std::map<std::optional<model::Day>, std::unique_ptr<eval::CalendarSet>> sets_;
};

// A rule by its kind and id.
struct RuleRef {
    model::Example::Target target{};
    std::uint32_t id = model::none;
    friend auto operator<=>(const RuleRef&, const RuleRef&) = default;
};
inline RuleRef rule_of(const model::Example& example) { return {example.target, example.ref}; }
const std::string& name_of(const model::RuleSet& rules, RuleRef rule);
SourceRange place_in(const model::RuleSet& rules, RuleRef rule);
model::RecordId record_of(const model::RuleSet& rules, RuleRef rule);      // none: measures, actions, checks for the data
// All rules: timescales, checks, measures, actions, each by name. Or those of the names given.
std::vector<RuleRef> rules_named(const model::RuleSet& rules, const std::vector<std::string>& names);

struct RanRow {
    RowData data;                       // `wrong` not empty: nothing below was made
    eval::EvaluateOptions options;
    const eval::CalendarSet* calendars = nullptr;
    eval::Evaluation evaluation;
};
RanRow run_row(const model::RuleSet& rules, const model::Example& example, std::size_t row, const KnownCalendars& calendars);

}  // namespace duly::verify
