// The sentences of a what-if: what to do, by when, who.
#pragma once

#include "engine/explain/what_if_parts.hpp"

namespace duly::explain::what_if_parts {

WhatIfCase case_of(const Scene& scene, const Act& act);
WhatIfUnknown unknown_of(const Scene& scene, const World& world, const Units::Unknown& unknown);
// Sets `sentence` and `more` from everything else.
void tell(const Scene& scene, WhatIf& answer);
// "green", "red" of one value; "green or amber" where it may be either; "unrated".
std::string grade_words(const model::RuleSet& rules, const model::Measure& measure, const eval::MeasureValue& value);

}  // namespace duly::explain::what_if_parts
