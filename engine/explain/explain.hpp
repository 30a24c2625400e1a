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
#include "engine/explain/causes.hpp"

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
    std::string proof;                      // a JSON object, where it was asked for (proof.hpp); "" of nodes that prove nothing
};

struct Context;
struct ProofOptions;
struct WhatIf;
struct WhatIfOptions;

struct ExplainOptions {
    std::size_t max_cases = 20;
    bool proof = false;                 // nodes carry their proofs
    std::size_t max_rows = 1000;        // in a proof: rows that are listed of one expression
};

class Explainer {
public:
    // Keeps references.
    Explainer(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
              const eval::EvaluateOptions& options);

    // One entry per turn, or the one asked for.
    Node timescale(model::TimescaleId rule, data::Row row, std::optional<std::uint32_t> turn = {}, const ExplainOptions& options = {}) const;
    // Each turn of a record by itself, in their order; kind "timescale".
    std::vector<Node> each_turn(model::TimescaleId rule, data::Row row, const ExplainOptions& options = {}) const;
    Node timescale_summary(model::TimescaleId rule, const ExplainOptions& options = {}) const;  // the rule as a whole: counts, breached cases
    Node check(model::CheckId rule, data::Row row, const ExplainOptions& options = {}) const;
    Node check_summary(model::CheckId rule, const ExplainOptions& options = {}) const;
    Node measure(model::MeasureId rule, const ExplainOptions& options = {}) const;
    Node action(model::ActionId rule, const ExplainOptions& options = {}) const;     // down to the cases
    Node action_alone(model::ActionId rule, const ExplainOptions& options = {}) const;       // without what lies below its needs
    // The fewest cases to complete for a grade; see what_if.hpp.
    WhatIf what_if(model::MeasureId rule, const WhatIfOptions& options) const;
    // What lies behind all actions that do not stand. Worked out when first asked for; lives as long as the explainer.
    const Causes& causes() const;
    // Why an entry is unknown, not run, excluded, too early ...: the words for unknown.csv and excused.csv.
    std::string reason(model::TimescaleId rule, std::size_t entry) const;
    std::string check_reason(model::CheckId rule, std::size_t entry) const;
    // The first and the last time that an open entry may be due; last no_time: no end is told. Nothing where it has no due date.
    struct PossibleDue { std::int64_t first = eval::no_time, last = eval::no_time; };
    std::optional<PossibleDue> possible_due(model::TimescaleId rule, std::size_t entry) const;

private:
    // The traces of rows asked for lately: the turns of a record are asked for one after another, by several threads.
    struct Lately;
    // What its parts look at; `proofs` is filled where proofs are asked for, and must live as long.
    Context context(const ExplainOptions& options, ProofOptions& proofs) const;
    std::shared_ptr<const std::vector<eval::EntryTrace>> traces(model::TimescaleId rule, data::Row row) const;

    const model::RuleSet& rules_;
    const data::Dataset& data_;
    const eval::CalendarSet& calendars_;
    const eval::Evaluation& evaluation_;
    eval::Expressions expressions_;
    std::shared_ptr<Lately> lately_;
};

std::string to_text(const Node& node);      // indented, for a terminal
// "and 12 more: --max 32 shows them".
std::string left_out_words(const Node& node);
std::string to_html(const Node& node);      // one page that needs nothing else

}  // namespace duly::explain
