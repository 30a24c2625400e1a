// Duly: a rules engine for statutory timescales and performance thresholds.
//
//     auto rules = duly::compile({"rules/england"});                       // every mistake in one run: rules.diagnostics
//     auto data = duly::load(*rules.value, {"data/tonight"});
//     auto run = duly::evaluate(*rules.value, *data.value, {.as_of = "2026-03-31"});
//     for (const duly::Outcome& one : run.value->outcomes("first_review")) ...
//     std::cout << run.value->text();
//     std::cout << run.value->explain("first_review", "CP-12").value->text();
//
// Shapes. Dates are ISO texts ("2026-03-31"), moments "2026-03-31 18:00" in United Kingdom time, outcomes the words of the CSV
// files ("late_with_reason"). Everything is a value or a cheap handle; handles share what they came from and keep it alive. A RuleSet, a
// Dataset and an Evaluation never change, so threads may share them without locks.
//
// Errors. What an author or data owner can cause comes back as a Diagnostic. No function throws, but for lack of memory in the
// containers of the caller. A function that returns Checked<T> has a value exactly when no diagnostic is an error.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The library's own sources see `v1` closed, beside the types of the same name that they are made from.
#ifdef DULY_IMPLEMENTATION
#define DULY_OPEN_NAMESPACE
#else
#define DULY_OPEN_NAMESPACE inline
#endif

namespace duly {
DULY_OPEN_NAMESPACE namespace v1 {

std::string_view version();     // of the library: "0.1.0"

// --- diagnostics ---------------------------------------------------------------------------------------------------
enum class Severity : std::uint8_t { error, warning, note };

struct Label { std::string file; std::uint32_t line = 0, column = 0, length = 0; std::string line_text, text; };

struct Diagnostic {
    std::string code;               // "D0123", stable
    Severity severity = Severity::error;
    std::string file;               // "" = no file
    std::uint32_t line = 0;         // from 1; 0 = the whole file
    std::uint32_t column = 0;       // from 1: code points in a rule file, the field's number in a data file
    std::uint32_t length = 0;       // code points underlined
    std::string line_text;          // the line, for the caret; "" for data files
    std::string field, text;        // data files: the column's header and the cell's text
    std::string message, help;      // one sentence; what to do
    std::vector<Label> labels;      // other places that the message speaks of
    std::uint64_t count = 1;        // data: how many times the same was met
    std::string replacement = {};   // what to write instead of the words underlined; "" = not known
    std::string cell = {};          // data in a worksheet: "C17", row and column as they stand there
};

template <typename T>
struct Checked {
    std::optional<T> value;
    std::vector<Diagnostic> diagnostics;
    explicit operator bool() const { return value.has_value(); }
};

std::string to_text(const std::vector<Diagnostic>& diagnostics, bool colour = false);   // with the line and a caret
std::string to_json(const std::vector<Diagnostic>& diagnostics);                        // schema 1, engine/api/README.md
std::string to_sarif(const std::vector<Diagnostic>& diagnostics);                       // SARIF 2.1.0, for code review tools
// What a code means, with a wrong and a right example; "" = no such code. All codes, sorted.
std::string diagnostic_page(const std::string& code);
std::vector<std::string> diagnostic_codes();

// --- rules ---------------------------------------------------------------------------------------------------------
// A rule file, calendar or list held in memory. A `use "../x.duly"` is resolved against the path of the file that says so.
struct Source { std::string path, text; };

struct Rule { std::string kind, name, title, law; };    // kind: timescale, check, measure, action

// The dependency graph, as text. Of one name (a rule, record, calendar or definition): what it needs, what needs it, or both.
enum class GraphFormat : std::uint8_t { dot, mermaid, json };     // Graphviz, Mermaid, schema 1 of engine/api/README.md
struct GraphOptions {
    GraphFormat format = GraphFormat::dot;
    std::string of = {};                    // "" = all
    bool needs = true, needed_by = true;    // of `of`
};

class Calendars;

// Compiled rule files: typed, resolved, immutable.
class RuleSet {
public:
    std::string title() const, version() const;         // of the one file that was named; of several, their paths and no version
    std::vector<Rule> rules() const;                    // by kind, then name
    std::vector<std::string> feeds() const, records() const;
    std::vector<std::string> columns() const;           // that ReportOptions::columns may name
    std::size_t examples() const;                       // rows
    std::string day_at(std::int64_t second) const;      // 2026-03-31: the day in the rule set's time zone, of seconds since 1970-01-01 00:00 UTC
    std::string graph_dot() const;                      // the dependency graph in the language of Graphviz
    Checked<std::string> graph(const GraphOptions& options) const;

    struct State;
    std::shared_ptr<const State> state;                 // not for callers
};

// Files or folders (all *.duly below, sorted). What they `use` is compiled too.
Checked<RuleSet> compile(const std::vector<std::string>& paths);
// In memory: every source is compiled that ends in .duly; the others are holiday and spelling files.
Checked<RuleSet> compile_sources(const std::vector<Source>& sources);
// From anywhere else: `read` gives the bytes of a path, or nothing.
using Reader = std::function<std::optional<std::string>(const std::string& path)>;
Checked<RuleSet> compile_with(const std::vector<std::string>& paths, Reader read);

// The calendars of a rule set, read and counted once. evaluate() makes its own when none is handed in; a service that asks for one
// case after another hands in the same.
class Calendars {
public:
    struct State;
    std::shared_ptr<const State> state;                 // not for callers
};
// `as_known_on`: holidays announced after this day are not seen; "" = all are.
Checked<Calendars> calendars(const RuleSet& rules, const std::string& as_known_on = "");

// The text in the one layout of rule files, with every comment; laid out again it stays as it is. A file with mistakes gives these.
Checked<std::string> format(const Source& source);

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

// What is no mistake and yet worth a look: declarations that nothing uses, rules without examples. Notes, sorted.
std::vector<Diagnostic> lint(const RuleSet& rules);

// --- data ----------------------------------------------------------------------------------------------------------
struct LoadOptions {
    std::vector<std::string> feeds = {};    // names; empty = every feed whose file patterns and headers fit
    unsigned threads = 1;
    std::string as_of = {};             // of the evaluation to come: spells are joined from what was there by then; "" = from all
};

struct FileMapping {                    // how a file was understood
    std::string file, feed, record;
    std::vector<std::pair<std::string, std::string>> matched;       // field, header
    std::vector<std::string> unmatched, missing;                    // headers that nothing takes; fields without a column
    bool by_headers = false;                                        // no pattern of a feed names the file: its headers fitted
    bool ignored = false;                                           // the feed knows the file and reads nothing from it
};
struct InputFile { std::string path, feed; std::uint64_t bytes = 0, rows_read = 0, rows_used = 0; };

class Dataset {
public:
    std::vector<InputFile> files() const;
    std::vector<FileMapping> mappings() const;
    std::vector<Diagnostic> quality() const;            // whatever could not be used, listed and counted
    bool left_out() const;                              // a whole file or table had to be left out
    std::uint64_t rows(const std::string& record) const;
    // Up to `at_most` keys, of any record, that look like `key`, nearest first.
    std::vector<std::string> similar_keys(const std::string& key, std::size_t at_most = 5) const;

    struct State;
    std::shared_ptr<const State> state;                 // not for callers
};
// Folders or single files, read through the feeds of the rules. A dirty cell is in quality(), not an error.
Checked<Dataset> load(const RuleSet& rules, const std::vector<std::string>& paths, const LoadOptions& options = {});

// A dataset made of rows: one case, or many.
//
//     duly::DatasetBuilder rows(rules);
//     auto child = rows.add_row("child");
//     rows.set(child, "child_id", "C1");
//     auto period = rows.add_row("care_period", child);
//     rows.set(period, "started", "2026-01-05");
//     auto data = rows.finish();
class DatasetBuilder {
public:
    struct Row { std::uint32_t record = 0xffffffff, row = 0xffffffff; };

    explicit DatasetBuilder(const RuleSet& rules);
    // Cells that are not set are missing, or blank where the field is optional. `parent` is a row of the parent record (for a record
    // linked `by` a date: of the grandparent).
    Row add_row(const std::string& record) { return add_row(record, Row()); }
    Row add_row(const std::string& record, Row parent);
    // The text is read as the field's type: ISO date (also 2026-03 or 2026), moment, number, 95%, yes or no, a value of the choice. "" is a blank.
    void set(Row row, const std::string& field, const std::string& text);
    // Mistakes of add_row and set (a name that is not there, a text that cannot be read) are errors here. The builder is then empty.
    Checked<Dataset> finish(const std::string& as_of = "");     // as LoadOptions::as_of

private:
    struct State;
    std::shared_ptr<State> state_;
};

// --- evaluation ----------------------------------------------------------------------------------------------------
struct EvaluateOptions {
    std::string as_of;                  // a date (up to its midnight) or a moment; never the clock
    std::string as_known_on = {};       // holidays announced later are not seen; "" = all are
    std::vector<std::string> rules = {};// names; empty = all. What they need is evaluated too
    unsigned threads = 1;
};

// What a rule says of one record, or of one turn of its schedule.
struct Outcome {
    std::string rule, record, key;
    std::uint32_t turn = 0;             // from 1; 0 = the rule has no turns
    std::string outcome;                // met, late, late_with_reason, too_early, overdue, due_soon, due, no_due_date, excluded,
                                        // not_applicable, unknown, not_run, breached
    std::string from, due, done;        // "" where there is none or it cannot be told
    std::int64_t late_by = 0;           // in `unit`: working days, days or hours
    std::string unit, version, law;
    std::string reason;                 // of unknown, not_run, excluded and late_with_reason
};
struct RuleCounts { std::string rule, kind; std::map<std::string, std::uint64_t> outcomes; };

struct ReportOptions {
    std::string since = {};                     // late ones that were due before are only counted
    std::vector<std::string> columns = {};      // of the files of outcomes, in order; empty = all
    unsigned threads = 1;
    std::size_t width = 80;                     // of the text
    bool colour = false;
    bool all = false;                           // text: every rule, however many there are
};

// Why: a tree from the very evaluation that gave the outcome.
struct Explanation {
    struct Value { std::string name, value, file; std::uint32_t line = 0; std::string header; };
    std::string kind, id, title, state;         // kind: timescale, check, measure, action, need, case, condition, count
    std::string sentence, law, version;
    std::vector<Value> values;                  // what was read, and where it stands
    std::vector<std::string> counted;           // how the days were counted
    std::vector<Explanation> children;
    std::uint64_t left_out = 0;                 // children not shown

    std::string text() const;                   // indented, for a terminal
    std::string json() const;                   // schema 1, engine/api/README.md
};

class Evaluation {
public:
    std::string as_of() const;
    std::vector<RuleCounts> counts() const;                     // timescales and checks, by name
    std::vector<Outcome> outcomes(const std::string& rule) const;   // in the order of the data; empty for a name that is not there
    std::uint64_t breaches() const, unknown() const, not_run() const;   // outcomes
    std::uint64_t failing() const;                              // actions failing, measures graded worst in their last finished period
    std::vector<Diagnostic> diagnostics() const;                // of loading and evaluating: what data-quality.csv lists

    // breaches.csv, upcoming.csv, unknown.csv, excused.csv, measures.csv, actions.csv, data-quality.csv, summary.json: name and bytes.
    Checked<std::map<std::string, std::string>> files(const ReportOptions& options = {}) const;
    Checked<std::string> text(const ReportOptions& options = {}) const;
    Checked<std::string> json(const ReportOptions& options = {}) const;     // summary.json
    Checked<std::string> csv(const ReportOptions& options = {}) const;      // breaches.csv

    // A rule by name: as a whole, or for the record with this key, or for one turn of it.
    Checked<Explanation> explain(const std::string& rule, const std::string& key = "", std::uint32_t turn = 0) const;
    // Every outcome of every rule about the record with this key.
    Checked<Explanation> explain_record(const std::string& key) const;

    struct State;
    std::shared_ptr<const State> state;                         // not for callers
};
Checked<Evaluation> evaluate(const RuleSet& rules, const Dataset& data, const EvaluateOptions& options);
Checked<Evaluation> evaluate(const RuleSet& rules, const Dataset& data, const Calendars& calendars, const EvaluateOptions& options);

}  // namespace v1
}  // namespace duly

#undef DULY_OPEN_NAMESPACE
