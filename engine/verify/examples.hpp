// The examples of the rule files, run by the one evaluator over datasets made of their rows.
#pragma once

#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/verify/outcomes.hpp"
#include "engine/verify/ran_row.hpp"

namespace duly::verify {

struct RowResult {
    std::size_t example = 0, row = 0;       // indices into RuleSet::examples and Example::rows
    Place place;                            // of the row in its rule file
    bool passed = false;                    // or, of a proposed row, agrees: it is counted neither as passed nor as failed then
    bool proposed = false;                  // nobody has confirmed what it expects
    std::string expected, got, why;         // got in the words of the expect column; why: the explanation's sentence
    std::vector<std::string> counted;       // how the days of it were counted, closed days by name
};
struct ExamplesResult {
    std::vector<RowResult> rows;
    std::size_t passed = 0, failed = 0, to_confirm = 0;     // to_confirm: proposed rows that agree
    std::vector<Diagnostic> diagnostics;    // a failing row, a cell that cannot be read, rows that contradict (D03xx)
};
// Runs all examples, or those of the named rules.
ExamplesResult run_examples(const model::RuleSet& rules, const KnownCalendars& calendars, const std::vector<std::string>& only = {});

// A warning at each proposed row.
std::vector<Diagnostic> waiting_rows(const model::RuleSet& rules, const std::vector<std::string>& only = {});
// Rows of one rule that say the same, as of the same day, and cannot both come out.
std::vector<Diagnostic> contradictions(const model::RuleSet& rules, const std::vector<std::string>& only = {});
// What stands in the `expect` column of a row.
const std::string& expectation(const model::Example& example, std::size_t row);
Place place_of_row(const model::RuleSet& rules, const model::Example& example, std::size_t row);
Place place_of_expectation(const model::RuleSet& rules, const model::Example& example, std::size_t row);

// What a row gives, compared with what is expected; "" compares with nothing and only tells.
Compared outcome_of(const model::RuleSet& rules, RuleRef rule, const RanRow& ran, std::string_view expected);

}  // namespace duly::verify
