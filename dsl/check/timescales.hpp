// Timescales: versions whole and in order of date.
#pragma once

#include "dsl/check/clauses.hpp"
#include "dsl/check/expressions.hpp"

namespace duly::check {

// Clauses already merged. `at` is where a missing clause is reported.
model::TimescaleVersion lower_version(Context& context, model::RecordId record, const Clauses& clauses, SourceRange at);

// All versions of a timescale: dated, checked for gaps and overlaps, merged with what they share.
std::vector<model::TimescaleVersion> lower_versions(Context& context, model::RecordId record, const WholeTimescale& whole, SourceRange at);

// What a rule without `on calendar` counts by: the first declared calendar that extends no other.
model::CalendarId default_calendar(const Context& context);

// True when the condition can be seen to be false for every record.
bool never_holds(const model::RuleSet& rules, model::ExprId condition);

}  // namespace duly::check
