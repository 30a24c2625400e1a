// What `holds the latest of each kind` leaves in doubt: of every value of a choice the data has the latest row, so that one it does not
// have is no later than the row of its own kind.
#pragma once

#include <span>
#include <vector>

#include "engine/data/dataset.hpp"

namespace duly::eval::detail {

// By value of the choice whether a row of that kind may meet the `where` of `aggregate`, whatever else it says; one more for a row whose
// kind is not told.
std::vector<bool> kinds_looked_at(const model::RuleSet& rules, const model::Aggregate& aggregate, model::FieldId kind);

// Whether a kind is looked at of which nothing is told, since no feed gives rows of it (`given` as in data::Table).
bool any_untold(const std::vector<bool>& given, const std::vector<bool>& looked_at);

// Are all rows that are looked at of values which no block of the files gives, where all blocks fix that choice? As a record that no
// file gives: not told.
bool only_untold(const model::RuleSet& rules, const data::FixedChoice& choice, const model::Aggregate& aggregate);
bool only_untold(const model::RuleSet& rules, const data::Table& table, const model::Aggregate& aggregate);

// The rows of `held` that speak for a kind that is looked at: those of these kinds, and those whose kind is not told, which may be any.
std::vector<data::Row> rows_of_kinds(const data::Column& kind, std::span<const data::Row> held, const std::vector<bool>& looked_at);

}  // namespace duly::eval::detail
