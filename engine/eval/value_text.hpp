// Values as texts: cells, group names, measure values. One place, so that a figure reads the same everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/eval/expressions.hpp"

namespace duly::eval {

// A decimal in units of 1/1,000,000 without trailing zeros: "12.5".
std::string decimal_text(std::int64_t scaled);
// n/d as a decimal with so many places, rounded half away from zero. Precondition: d > 0.
std::string rounded_text(std::int64_t n, std::int64_t d, int places);

// A cell's value: "2024-03-01", "yes", a choice's name, a number, the text itself.
std::string cell_text(const model::RuleSet& rules, const model::Field& field, std::int64_t v, std::string_view text);
// What an expression gave: `v`, or `text` of a text.
std::string value_text(const model::RuleSet& rules, model::ExprId expr, model::Type type, std::int64_t v, std::string_view text);
// The same for element `i` of an expression's values; "" for a blank or missing one.
std::string element_text(const model::RuleSet& rules, model::ExprId expr, const Values& values, std::size_t i);

// "81.3%", "12", or "93.0% to 96.0%" (the lower end first) when unknown items leave an interval; "" when there is no value.
std::string measure_text(const model::Measure& measure, const MeasureValue& value);
// "red", "green or amber", "green, amber or red"; "" when unrated.
std::string grades_text(const model::RuleSet& rules, const model::Measure& measure, const MeasureValue& value);

}  // namespace duly::eval
