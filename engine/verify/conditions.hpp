// The conditions of a rule: what is compared or asked, each by itself, without `and`, `or`, `not`.
#pragma once

#include <vector>

#include "engine/verify/ran_row.hpp"

namespace duly::verify {

// Conditions as an evaluation's trace tells them, definitions entered, in the order of the rule, each once by its words.
std::vector<model::ExprId> conditions_of(const model::RuleSet& rules, RuleRef rule);
// The clauses of a rule that hold them, each whole. Of a timescale those of all versions.
std::vector<model::ExprId> clauses_of(const model::RuleSet& rules, RuleRef rule);
// Rows of which a timescale asks something: the events that it goes to, what it is paused during.
std::vector<const model::Aggregate*> rows_asked(const model::Timescale& rule);

// `is known` and the like answer yes or no whatever the data holds.
bool never_unknown(const model::RuleSet& rules, model::ExprId condition);

// Fields that an expression reads, in reading order, each once.
struct FieldRead { model::RecordId record = model::none; model::FieldId field = model::none; friend auto operator<=>(const FieldRead&, const FieldRead&) = default; };
std::vector<FieldRead> fields_of(const model::RuleSet& rules, model::ExprId expr);
// All that decides a rule, also through the rules that it asks.
std::vector<FieldRead> fields_of(const model::RuleSet& rules, RuleRef rule);

}  // namespace duly::verify
