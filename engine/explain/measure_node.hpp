// Parts of the node of a measure: its words, and the items behind its value.
#pragma once

#include "engine/explain/nodes.hpp"

namespace duly::explain {

// How it is counted, in the words of the rule.
std::string how_counted(const Context& context, const model::Measure& measure);
// "81.3%, 13 of 16", "12"; nothing of a hidden one.
std::string figures_of(const model::Measure& measure, const eval::MeasureValue& value);

using Items = std::vector<const eval::MeasureResult::Item*>;
// The rows of a measure of records, each with the conditions as they came out, or with its value; the worst first.
void add_rows(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, Items items, const ExplainOptions& options, Node& node);
// The rows of `every T is met`, each with the turns that fail or are not told.
void add_rows_of_turns(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, Items items, const ExplainOptions& options, Node& node);
void add_reported_rows(const Context& context, const model::Measure& measure, const std::vector<std::uint32_t>& rows, Node& node);

}  // namespace duly::explain
