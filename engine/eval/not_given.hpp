// What a rule names and the files that were read do not give: a record, a value of a choice that all of them fix, a column for a date.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/model/ruleset.hpp"
#include "engine/data/dataset.hpp"
#include "engine/eval/evaluation.hpp"

namespace duly::eval {

struct NotGiven {
    model::RecordId record = model::none;
    model::FieldId field = model::none;         // a date without a column, or with `kinds` a choice; none: the record itself
    std::vector<std::size_t> kinds;             // values of the choice that no file gives
    friend bool operator==(const NotGiven&, const NotGiven&) = default;
};

// Of its start, end, stop, `where`, `must`, exclusions and what else may show its end, each once, in the order in which the rule names
// them. `versions`: which of the timescale's, by index; empty: all.
std::vector<NotGiven> not_given(const model::RuleSet& rules, const data::Dataset& data, const model::Timescale& rule, const std::vector<bool>& versions);
std::vector<NotGiven> not_given(const model::RuleSet& rules, const data::Dataset& data, const model::Check& rule);
std::vector<NotGiven> not_given(const model::RuleSet& rules, const data::Dataset& data, const model::Measure& rule);

// "care_plan", "care_plan.ended", "health_check of the kind immunisations".
std::string words_of(const model::RuleSet& rules, const NotGiven& thing);

}  // namespace duly::eval
