// The `where` of a spell, asked while the data is put together: the same evaluation as that of any condition, over the tables
// that are settled by then.
#pragma once

#include <memory>
#include <optional>

#include "engine/data/dataset.hpp"
#include "engine/plan/plan.hpp"

namespace duly::eval {

// For DatasetBuilder::set_conditions(). `rules` must live as long as the answer is used. Without `as_of` nothing lies ahead. No
// calendar is asked for: dsl/check refuses a `where` that counts on one, since the calendars of a run are chosen later.
// `plan`: of the rule set; none: made anew.
data::AskRows spell_conditions(const model::RuleSet& rules, std::optional<model::Day> as_of, std::shared_ptr<const plan::Plan> plan = {});

}  // namespace duly::eval
