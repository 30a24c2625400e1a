// The examples of rule files: run, counted, generated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <duly/diagnostics.hpp>

namespace duly {
DULY_OPEN_NAMESPACE namespace v1 {

class RuleSet;

// The examples of the rule files. Has a value when they ran, whether or not they pass.
struct ExampleRow {
    std::string file;
    std::uint32_t line = 0;
    std::string rule;
    bool passed = false;                                // of a proposed row: it agrees
    std::string expected, got, why;                     // got in the words of the expect column; why: a sentence
    bool proposed = false;                              // `proposed: met`: counted as passed or failed only when it differs
    std::string example = {};                           // the title of the example
    std::string as_of = {}, as_known_on = {};
    std::vector<std::pair<std::string, std::string>> cells = {};        // "review.held", "2024-01-30"; what is given, too
    std::vector<std::string> counted = {};              // how the days were counted, closed days by name
    std::string paste = {};                             // the row with what came out, as it would stand in the table
};
struct Examples {
    std::vector<ExampleRow> rows;
    std::size_t passed = 0, failed = 0;
    std::vector<Diagnostic> failures;
    std::size_t to_confirm = 0;                         // proposed rows that agree
};
Checked<Examples> run_examples(const RuleSet& rules, const std::vector<std::string>& only_rules = {});
std::string to_json(const Examples& examples);          // schema 1, engine/api/README.md
std::string to_junit(const Examples& examples);         // for CI: a suite a rule, a case a row

// What the examples test. An item: a condition holding, not holding and unknown; a limit the day before, on and the day after it is
// due; a change of version; a band at its edge; a state of an action.
struct CoverageItem {
    std::string kind, subject, wanted;                  // "limit", "20 working days", "done on the day when it is due"
    std::string file;
    std::uint32_t line = 0;
    std::size_t rows = 0;                               // that show it; 0 = untested
};
struct RuleCoverage { std::string kind, rule; std::size_t rows = 0, covered = 0; std::vector<CoverageItem> items; };
struct Coverage { std::size_t covered = 0, total = 0; std::vector<RuleCoverage> rules; };
Checked<Coverage> example_coverage(const RuleSet& rules, const std::vector<std::string>& only_rules = {});
std::string to_json(const Coverage& coverage);          // schema 1

// Limits, versions and bands without an example at their edge, conditions that none shows both ways, rows whose outcome is only
// proposed. Warnings and notes at the words in the rule; rules without any example are told by lint().
std::vector<Diagnostic> untested(const RuleSet& rules);

// `example` blocks with a row for each item that is not covered, each outcome `proposed:` until an author confirms it.
struct NotGenerated { std::string rule, subject, wanted, because; };
struct GeneratedExamples { std::string text; std::size_t rows = 0; std::vector<NotGenerated> left; };
Checked<GeneratedExamples> generate_examples(const RuleSet& rules, const std::vector<std::string>& only_rules = {});

// Each example's table as CSV, with a column `got`: file names and bytes. `table from` reads them.
Checked<std::vector<std::pair<std::string, std::string>>> export_examples(const RuleSet& rules, const std::vector<std::string>& only_rules = {});

}  // namespace v1
}  // namespace duly
