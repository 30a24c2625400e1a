// Calendars as declared -> calendars to count with: what they extend, holiday files, closures, reach.
#pragma once

#include <optional>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/source.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/calendar/calendar.hpp"

namespace duly::eval {

// By CalendarId. One that could not be built stands there with an empty reach: what counts on it has not run.
struct CalendarSet { std::vector<calendar::Calendar> calendars; std::vector<Diagnostic> diagnostics; };

}  // namespace duly::eval

namespace duly::plan {

using eval::CalendarSet;

// With `as_known_on`, holidays announced later are left out.
CalendarSet build_calendars(const model::RuleSet& rules, const Loader& loader, std::optional<model::Day> as_known_on = {});

// Calendars that end less than a year after as-of: long before a count leaves them.
std::vector<Diagnostic> ending_calendars(const model::RuleSet& rules, const CalendarSet& calendars, model::Day as_of);

}  // namespace duly::plan
