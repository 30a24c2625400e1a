// Why: proof trees from the very kernels that gave the outcome (eval/steps.hpp), in plain sentences.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"
#include "engine/eval/steps.hpp"

namespace duly::explain {

// A cell that was read.
struct ValueShown { std::string name, value, file; std::uint32_t line = 0; std::string header; };  // name "review.held", value "2024-03-01" or "missing"

struct Node {
    std::string kind;           // "action", "measure", "timescale", "check", "need", "case", "condition", "causes"
    std::string id, title;      // of the rule; for a case its key
    std::string state;          // outcome, grade or action state as in files
    std::string sentence;       // one plain sentence, capital letter and full stop
    std::string law, version;
    std::vector<ValueShown> values;
    std::vector<std::string> counted;       // how the days were counted, closed days skipped by name
    std::vector<Node> children;
    std::uint64_t left_out = 0;             // children not shown
};

struct ExplainOptions { std::size_t max_cases = 20; };

class Explainer {
public:
    // Keeps references.
    Explainer(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
              const eval::EvaluateOptions& options);

    // One entry per turn, or the one asked for.
    Node timescale(model::TimescaleId rule, data::Row row, std::optional<std::uint32_t> turn = {}) const;
    Node timescale_summary(model::TimescaleId rule, const ExplainOptions& options = {}) const;  // the rule as a whole: counts, breached cases
    Node check(model::CheckId rule, data::Row row) const;
    Node check_summary(model::CheckId rule, const ExplainOptions& options = {}) const;
    Node measure(model::MeasureId rule, const ExplainOptions& options = {}) const;
    Node action(model::ActionId rule, const ExplainOptions& options = {}) const;     // down to the cases
    // Why an entry is unknown, not run, excluded, too early ...: the words for unknown.csv and excused.csv.
    std::string reason(model::TimescaleId rule, std::size_t entry) const;
    std::string check_reason(model::CheckId rule, std::size_t entry) const;

private:
    // The traces of rows asked for lately: the turns of a record are asked for one after another, by several threads.
    struct Lately;
    std::shared_ptr<const std::vector<eval::EntryTrace>> traces(model::TimescaleId rule, data::Row row) const;

    const model::RuleSet& rules_;
    const data::Dataset& data_;
    const eval::CalendarSet& calendars_;
    const eval::Evaluation& evaluation_;
    eval::Expressions expressions_;
    std::shared_ptr<Lately> lately_;
};

std::string to_text(const Node& node);      // indented, for a terminal

}  // namespace duly::explain
