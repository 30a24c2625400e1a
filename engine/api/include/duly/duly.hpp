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

#include <duly/diagnostics.hpp>      // Diagnostic, Checked
#include <duly/examples.hpp>         // the examples of rule files
#include <duly/explain.hpp>          // explanations, causes, what if, what comes due

namespace duly {
DULY_OPEN_NAMESPACE namespace v1 {

// --- rules ---------------------------------------------------------------------------------------------------------
// A rule file, calendar or list held in memory. A `use "../x.duly"` is resolved against the path of the file that says so.
struct Source { std::string path, text; };

struct Rule { std::string kind, name, title, law; };    // kind: timescale, check, measure, action

// The dependency graph, as text. Of one name (a rule, record, calendar or definition): what it needs, what needs it, or both.
enum class GraphFormat : std::uint8_t { dot, mermaid, json, svg };    // Graphviz, Mermaid, schema 1 of engine/api/README.md, a drawing
struct GraphOptions {
    GraphFormat format = GraphFormat::dot;
    std::string of = {};                    // "" = all
    bool needs = true, needed_by = true;    // of `of`
    bool failing = false;                   // of an Evaluation: only what fails or cannot be told, and what it fails for
};

class Calendars;

// Compiled rule files: typed, resolved, immutable.
class RuleSet {
public:
    std::string title() const, version() const;         // of the one file that was named; of several, their paths and no version
    std::vector<Rule> rules() const;                    // by kind, then name
    std::vector<std::string> feeds() const, records() const;
    std::vector<std::string> columns() const;           // that ReportOptions::columns may name
    std::vector<std::string> shown() const;             // fields of records marked `shown`: DueOptions::by and where
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

// The calendars of a rule set, as evaluate() takes them when none are handed in: read and counted once for a rule set and a day of
// knowledge, when first asked for. Who asks beforehand hears of mistakes in them, and pays for them, at the start.
class Calendars {
public:
    struct State;
    std::shared_ptr<const State> state;                 // not for callers
};
// `as_known_on`: holidays announced after this day are not seen; "" = all are.
Checked<Calendars> calendars(const RuleSet& rules, const std::string& as_known_on = "");

// The text in the one layout of rule files, with every comment; laid out again it stays as it is. A file with mistakes gives these.
Checked<std::string> format(const Source& source);

// What is no mistake and yet worth a look: declarations that nothing uses, rules without examples. Notes, sorted.
std::vector<Diagnostic> lint(const RuleSet& rules);

// --- data ----------------------------------------------------------------------------------------------------------
struct LoadOptions {
    std::vector<std::string> feeds = {};    // names; empty = every feed whose file patterns and headers fit
    unsigned threads = 1;
    std::string as_of = {};             // of the evaluation to come: spells are joined from what was there by then; "" = from all
    // Large files are mapped instead of read, and take no memory of their own. For programs that handle SIGBUS with mend_cut_file().
    bool map = false;
    // Bytes that the run may take; 0 = as many as it gets. What will surely need more is refused before it is read (D0605).
    std::uint64_t memory = 0;
    // A folder for what was read from CSV files, so that a later load of files and rules that did not change need not read them again; "" = none.
    // The dataset is the same with and without it. Entries hold the data (they are made for their owner only) and are known by a hash that
    // tells accidents apart, not forgeries: nobody else should be able to write there. It is made where it is not there. One that cannot be
    // written is told in `diagnostics` (D0606, a note), and the load goes on.
    std::string cache = {};
};

struct FileMapping {                    // how a file was understood
    std::string file, feed, record;
    std::vector<std::pair<std::string, std::string>> matched;       // field, header
    std::vector<std::string> unmatched, missing;                    // headers that nothing takes; fields without a column
    bool by_headers = false;                                        // no pattern of a feed names the file: its headers fitted
    bool ignored = false;                                           // the feed knows the file and reads nothing from it
};
struct InputFile { std::string path, feed; std::uint64_t bytes = 0, rows_read = 0, rows_used = 0; bool cached = false; };     // cached: see LoadOptions::cache

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
// A file that another program changes while it is in use ends in an error (D0442), here or in whatever looks at the dataset later.
Checked<Dataset> load(const RuleSet& rules, const std::vector<std::string>& paths, const LoadOptions& options = {});
// Where another program cuts a mapped file, looking at what is gone raises SIGBUS. The program's handler calls this with the address: true =
// the address was in a file that a dataset holds; the work goes on and ends in D0442. Safe in a signal handler.
bool mend_cut_file(const void* address);

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
    Row add_row(std::string_view record) { return add_row(record, Row()); }
    Row add_row(std::string_view record, Row parent);
    // The text is read as the field's type: ISO date (also 2026-03 or 2026), moment, number, 95%, yes or no, a value of the choice. "" is a blank.
    void set(Row row, std::string_view field, std::string_view text);
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
    // Hold only the outcomes that a file lists or another rule looks at, for a run that ends with counts(), text(), json(), csv() and the
    // CSV and JSON of files(), all of which come out the same. The others are counted; whatever may ask for them (outcomes, explain, html,
    // due ...) is still answered in full, at the cost of one more evaluation when it is first asked.
    bool only_listed = false;
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
    std::vector<std::string> files = {};        // of files(): names, or kinds (csv, json, html, md, xlsx); empty = all
};

class Evaluation {
public:
    std::string as_of() const;
    std::vector<RuleCounts> counts() const;                     // timescales and checks, by name
    std::vector<Outcome> outcomes(const std::string& rule) const;   // in the order of the data; empty for a name that is not there
    std::uint64_t breaches() const, unknown() const, not_run() const;   // outcomes
    std::uint64_t failing() const;                              // actions failing, measures graded worst in their last finished period
    std::vector<Diagnostic> diagnostics() const;                // of loading and evaluating: what data-quality.csv lists

    // breaches.csv, upcoming.csv, unknown.csv, excused.csv, measures.csv, actions.csv, data-quality.csv, summary.json, report.html, report.md,
    // report.xlsx, or those that the options ask for: name and bytes.
    Checked<std::map<std::string, std::string>> files(const ReportOptions& options = {}) const;
    // The same files, piece by piece while they are made, for who need not hold them: a stretch of the file `name` from the byte `at` on. Threads call
    // it side by side, each with another stretch. Gives the names, sorted.
    using FilePiece = std::function<void(const std::string& name, std::uint64_t at, std::string_view bytes)>;
    Checked<std::vector<std::string>> write_files(const FilePiece& piece, const ReportOptions& options = {}) const;
    Checked<std::string> text(const ReportOptions& options = {}) const;
    Checked<std::string> json(const ReportOptions& options = {}) const;     // summary.json
    Checked<std::string> csv(const ReportOptions& options = {}) const;      // breaches.csv
    Checked<std::string> html(const ReportOptions& options = {}) const;     // report.html: one page that needs nothing else
    Checked<std::string> markdown(const ReportOptions& options = {}) const; // report.md: some pages for a board

    // The dependency graph as this run found it: a state and its words at each node.
    Checked<std::string> graph(const GraphOptions& options = {}) const;

    // What is overdue and what comes due, by day; as CSV in the columns of upcoming.csv, or, with a forecast, of the forecast.
    Checked<std::string> due(const DueOptions& options = {}) const;

    // A rule by name: as a whole, or for the record with this key, or for one turn of it.
    Checked<Explanation> explain(const std::string& rule, const std::string& key = "", std::uint32_t turn = 0, const ExplainOptions& options = {}) const;
    // Every outcome of every rule about the record with this key.
    Checked<Explanation> explain_record(const std::string& key, const ExplainOptions& options = {}) const;
    // Every outcome of every rule, then every measure and action: a line of JSON each, in the order of rules, records and turns. `line`
    // gets them one after another, with their line ends, and may say false to end it. Gives how many there were.
    Checked<std::uint64_t> explain_all(const std::function<bool(std::string_view)>& line, const ExplainAllOptions& options = {}) const;
    // grade: a name, or "" for the next better than it has; period: as in measures.csv, "" for the one that runs.
    Checked<WhatIf> what_if(const std::string& measure, const std::string& grade = "", const std::string& period = "", const std::vector<std::string>& group = {}) const;
    // Of all actions that do not stand.
    Checked<Causes> causes() const;

    struct State;
    std::shared_ptr<const State> state;                         // not for callers
};
// What a run tells of itself in its summary.json: what it read, so that nothing else is explained in its name.
struct RunRecord {
    struct File { std::string path, feed, hash; };
    std::string as_of, as_known_on, program, rules_hash;
    std::vector<File> files;
};
Checked<RunRecord> read_run(const std::string& summary_json);
// What is not as the run had it, by name: files of data that changed, are gone or new, the rule files, the program. Empty: all is.
std::vector<std::string> changed_since(const RunRecord& run, const RuleSet& rules, const Dataset& data);

Checked<Evaluation> evaluate(const RuleSet& rules, const Dataset& data, const EvaluateOptions& options);
Checked<Evaluation> evaluate(const RuleSet& rules, const Dataset& data, const Calendars& calendars, const EvaluateOptions& options);

}  // namespace v1
}  // namespace duly
