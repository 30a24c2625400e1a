// Results as files and text. Every format has a documented schema with a version (engine/report/README.md).
#pragma once

#include <map>
#include <optional>
#include <string>
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
};
struct ReportOptions {
    std::optional<model::Day> since;            // late ones that were due before are only counted
    std::vector<std::string> columns;           // of breaches.csv and its like; empty = all
    unsigned threads = 1;
    std::size_t width = 80;                     // of the text summary
    bool colour = false;
    bool all = false;                           // text summary: every rule, however many there are
    std::size_t examples = 15;                  // breaches and deadlines that the text summary names
};

// Every name that `columns` may hold, in the order of the files.
std::vector<std::string> column_names(const model::RuleSet& rules);

// breaches.csv, upcoming.csv, unknown.csv, excused.csv, measures.csv, actions.csv, data-quality.csv, summary.json: name -> bytes.
std::map<std::string, std::string> folder(const ReportInput& input, const ReportOptions& options);
std::string summary_json(const ReportInput& input, const ReportOptions& options);
std::string breaches_csv(const ReportInput& input, const ReportOptions& options);
std::string text_summary(const ReportInput& input, const ReportOptions& options);  // for a terminal

}  // namespace duly::report
