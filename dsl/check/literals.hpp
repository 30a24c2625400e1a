// Leaves of the tree as values. What the parser lets through but does not exist is reported here.
#pragma once

#include <optional>
#include <utility>

#include "dsl/check/context.hpp"

namespace duly::check {

std::optional<model::Day> day_of(Context& context, Written date);           // 2024-03-01 or 1 March 2024
std::optional<model::Day> month_of(Context& context, Written month_year);    // April 2015: its first day
std::optional<model::Second> moment_of(Context& context, Written moment);
std::optional<std::pair<int, int>> day_month_of(Context& context, Written node);   // month, day
std::optional<int> minutes_of(Context& context, Written time_of_day);       // after midnight
std::optional<std::int64_t> number_of(Context& context, Written number);    // scaled; a percent too
std::optional<int> whole_of(Context& context, Written number);
inline model::Unit unit_of(Written unit) { return static_cast<model::Unit>(unit.word()); }

// A constant written for a field: its type decides what may stand there.
std::optional<model::Literal> literal_for(Context& context, const model::Field& field, Written value);
// A date or a moment, or nothing (said so).
std::optional<model::Literal> time_literal(Context& context, Written node);

}  // namespace duly::check
