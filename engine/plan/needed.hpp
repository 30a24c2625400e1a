// Which columns a run needs, so that a loader reads no others.
#pragma once

#include <string>
#include <vector>

#include "dsl/model/ruleset.hpp"

namespace duly::plan {

// By record, then field: true where a rule (or, with `only`, one of these and what they need), a key, a link, a spell, an
// order, a span or a shown column of the results needs it. For LoadOptions::needed.
std::vector<std::vector<bool>> needed_fields(const model::RuleSet& rules, const std::vector<std::string>& only = {});

}  // namespace duly::plan
