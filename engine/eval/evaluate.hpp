// RuleSet + Dataset + calendars -> Evaluation. The one evaluator.
#pragma once

#include "dsl/model/ruleset.hpp"
#include "engine/calendar/calendar.hpp"
#include "engine/data/dataset.hpp"
#include "engine/eval/evaluation.hpp"
#include "engine/plan/calendars.hpp"

namespace duly::eval {

// Steps in the order of the dependency graph: timescales and checks, then measures, then actions.
Evaluation evaluate(const model::RuleSet& rules, const data::Dataset& data, const CalendarSet& calendars, const EvaluateOptions& options);

}  // namespace duly::eval
