// The nodes above the cases: rules as a whole, measures, actions.
#pragma once

#include <set>
#include <utility>

#include "engine/explain/case.hpp"

namespace duly::explain {

// Entries that fail first (most late first), then those that are not told; each with its case, at most `max_cases`.
void add_cases(const Context& context, Node& node, model::TimescaleId rule, std::vector<std::uint32_t> entries, const ExplainOptions& options);
void add_check_cases(const Context& context, Node& node, model::CheckId rule, std::vector<std::uint32_t> entries, const ExplainOptions& options);

Node timescale_node(const Context& context, model::TimescaleId rule, const ExplainOptions& options);
Node check_summary_node(const Context& context, model::CheckId rule, const ExplainOptions& options);
Node measure_node(const Context& context, model::MeasureId rule, const ExplainOptions& options);

// What has been explained already in this tree: kind of need and its rule.
using Seen = std::set<std::pair<model::Need::Kind, std::uint32_t>>;
// `seen` null: nothing below its needs.
Node action_node(const Context& context, model::ActionId rule, const ExplainOptions& options, Seen* seen);

// "12 met, 3 late, 1 unknown", in the order of the outcomes.
std::string counts_words(const std::array<std::uint64_t, model::outcome_count>& counts);

}  // namespace duly::explain
