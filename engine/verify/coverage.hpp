// What the examples of the rules test, and what they do not.
#pragma once

#include <string>
#include <vector>

#include "engine/verify/coverage_items.hpp"

namespace duly::verify {

struct RuleCoverage {
    RuleRef rule;
    std::vector<Item> items;
    std::size_t rows = 0;           // of its examples
    std::size_t covered() const;
};
// Of all rules, or those named. Rows that cannot be read show nothing.
std::vector<RuleCoverage> coverage_of(const model::RuleSet& rules, const KnownCalendars& calendars, const std::vector<std::string>& only = {});

// The same as diagnostics: limits, versions and bands without an example at their edge, conditions that are never seen to hold or never
// seen not to hold, all at the words in the rule; and rows whose outcome is only proposed. A rule without any example is not among them.
std::vector<Diagnostic> untested(const model::RuleSet& rules, const KnownCalendars& calendars, const std::vector<std::string>& only = {});

}  // namespace duly::verify
