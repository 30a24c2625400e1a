// The columns of breaches.csv and its like: thirteen that never change, then the keys of the parents, the fields marked to be
// shown, and the reason.
#pragma once

#include <string>
#include <vector>

#include "dsl/model/ruleset.hpp"
#include "engine/explain/due_list.hpp"

namespace duly::report {

enum class ColumnKind : std::uint8_t {
    rule, title, record, key, turn, outcome, from, due, done, late_by, unit, version, law,  // in this order
    parent_key,     // of `record`
    shown,          // the field called `field`, of the rule's record or of its nearest ancestor that shows it
    reason,
};
struct ResultColumn {
    ColumnKind kind{};
    std::string name;                       // in the header
    model::RecordId record = model::none;
    std::string field;
};

// All columns of a rule set, whatever rules are run: a file keeps its shape from night to night.
std::vector<ResultColumn> result_columns(const model::RuleSet& rules);
// Those named, in that order; all when `names` is empty. A name that is no column is left out (callers check first).
std::vector<ResultColumn> choose_columns(const model::RuleSet& rules, const std::vector<std::string>& names);

using explain::find_shown;
using explain::ShownField;

}  // namespace duly::report
