// Results as files and text. Every format has a documented schema with a version (engine/report/README.md).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/data/load.hpp"
#include "engine/eval/evaluation.hpp"
#include "engine/explain/explain.hpp"

namespace duly::report {

struct ReportInput {
    const model::RuleSet& rules;
    const data::Dataset& data;
    const eval::Evaluation& evaluation;
    const explain::Explainer& explainer;
    const std::vector<Diagnostic>& quality;     // of loading and of the evaluation
    std::optional<model::Day> as_known_on = {};
    std::function<std::string()> rules_hash = {};       // of what the rules are made from; none: not told
    // What the evaluation was made with; with both, the page tells what comes next.
    const eval::CalendarSet* calendars = nullptr;
    const eval::EvaluateOptions* evaluated = nullptr;
};
struct ReportOptions {
    std::optional<model::Day> since;            // late ones that were due before are only counted
    std::vector<std::string> columns;           // of breaches.csv and its like; empty = all
    unsigned threads = 1;
    std::size_t width = 80;                     // of the text summary
    bool colour = false;
    bool all = false;                           // text summary: every rule, however many there are
    std::size_t examples = 15;                  // breaches and deadlines that the text summary names
    std::vector<std::string> files;             // of the folder: names, or kinds (csv, json, html, md, xlsx); empty = all
};

// Every name that `columns` may hold, in the order of the files.
std::vector<std::string> column_names(const model::RuleSet& rules);

// Every name that folder() may give, and the kinds of files (csv, json ...), for ReportOptions::files.
std::vector<std::string> file_names();
std::vector<std::string> file_kinds();
bool asked_for(const ReportOptions& options, std::string_view name);

// The files of a run, piece by piece while they are made: file_names(), or those asked for. `piece` gets a stretch of the file `name` from the byte `at` on; threads
// call it side by side, each with another stretch. Back come the names, sorted.
using FilePiece = std::function<void(const std::string& name, std::uint64_t at, std::string_view bytes)>;
std::vector<std::string> folder(const ReportInput& input, const ReportOptions& options, const FilePiece& piece);
std::map<std::string, std::string> folder(const ReportInput& input, const ReportOptions& options);      // name -> bytes
using BytesOut = std::function<void(std::string_view bytes)>;               // one piece after another
inline constexpr std::size_t piece_size = 128 << 10;                        // such pieces stay in the nearer memory
std::string summary_json(const ReportInput& input, const ReportOptions& options);
void summary_json(const ReportInput& input, const ReportOptions& options, const BytesOut& out);
std::string breaches_csv(const ReportInput& input, const ReportOptions& options);
std::string page(const ReportInput& input, const ReportOptions& options);          // report.html
std::string text_summary(const ReportInput& input, const ReportOptions& options);  // for a terminal
std::string report_markdown(const ReportInput& input, const ReportOptions& options);

}  // namespace duly::report
