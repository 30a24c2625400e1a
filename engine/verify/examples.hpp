// The examples of the rule files, run by the one evaluator over datasets made of their rows.
#pragma once

#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/eval/evaluate.hpp"

namespace duly::verify {

struct RowResult {
    std::size_t example = 0, row = 0;       // indices into RuleSet::examples and Example::rows
    Place place;                            // of the row in its rule file
    bool passed = false;
    std::string expected, got, why;         // got in the words of the expect column; why: the explanation's sentence
};
struct ExamplesResult {
    std::vector<RowResult> rows;
    std::size_t passed = 0, failed = 0;
    std::vector<Diagnostic> diagnostics;    // a failing row, a cell that cannot be read (D03xx)
};
// Runs all examples, or those of the named rules.
ExamplesResult run_examples(const model::RuleSet& rules, const eval::CalendarSet& calendars, const std::vector<std::string>& only = {});

}  // namespace duly::verify
