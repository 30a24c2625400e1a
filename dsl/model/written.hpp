// What an author wrote, for sentences that quote it.
#pragma once

#include <string>

#include "dsl/model/ruleset.hpp"

namespace duly::model {

// On one line, blanks folded, without comments; "" where the rules were not read from files.
std::string written_at(const RuleSet& rules, SourceRange at);

}  // namespace duly::model
