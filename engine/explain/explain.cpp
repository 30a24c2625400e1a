#include "engine/explain/explain.hpp"

#include <array>
#include <mutex>

#include "engine/eval/trace_turn.hpp"
#include "engine/explain/causes_words.hpp"
#include "engine/explain/nodes.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

// A few rows at a time, each in the slot of its number.
struct Explainer::Lately {
    struct Slot {
        model::TimescaleId rule = model::none;
        data::Row row = data::no_row;
        std::shared_ptr<const std::vector<eval::EntryTrace>> traces;
    };
    std::mutex mutex;
    std::array<Slot, 64> slots;
    std::once_flag asked, read;
    Causes causes;
    std::optional<WrittenTexts> texts;
};

std::shared_ptr<const std::vector<eval::EntryTrace>> Explainer::traces(model::TimescaleId rule, data::Row row) const {
    Lately::Slot& slot = lately_->slots[row % lately_->slots.size()];
    {
        const std::lock_guard lock(lately_->mutex);
        if (slot.rule == rule && slot.row == row && slot.traces) return slot.traces;
    }
    auto traces = std::make_shared<const std::vector<eval::EntryTrace>>(eval::trace_timescale(expressions_, rule, row));
    const std::lock_guard lock(lately_->mutex);
    slot = {rule, row, traces};
    return traces;
}

Explainer::Explainer(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
                     const eval::EvaluateOptions& options)
    : rules_(rules), data_(data), calendars_(calendars), evaluation_(evaluation), expressions_(rules, data, calendars, options), lately_(std::make_shared<Lately>()) {
    expressions_.set_timescales(&evaluation.timescales);
    expressions_.set_measures(&evaluation.measures);
}

Context Explainer::context(const ExplainOptions& options, ProofOptions& proofs) const {
    if (options.proof) {
        std::call_once(lately_->read, [this] { lately_->texts.emplace(rules_); });
        proofs = {&*lately_->texts, options.max_rows};
    }
    return {rules_, data_, calendars_, evaluation_, expressions_, options.proof ? &proofs : nullptr, options.max_cases};
}

Node Explainer::timescale(model::TimescaleId id, data::Row row, std::optional<std::uint32_t> turn, const ExplainOptions& options) const {
    ProofOptions proofs;
    const Context context = this->context(options, proofs);
    const model::Timescale& rule = rules_.timescales[id];
    // The evaluation's own entries; a rule or record that it left out is evaluated for this row alone.
    const eval::TimescaleResult* result = &evaluation_.timescales[id];
    EntryRange range;
    eval::TimescaleResult alone;
    if (result->rule != model::none) range = entries_of(result->row, row);
    if (range.first == range.last || result->only_listed) {
        const std::vector<data::Row> rows{row};
        alone = eval::evaluate_timescale(expressions_, id, &rows);
        result = &alone;
        range = {0, alone.row.size()};
    }
    const std::vector<eval::EntryTrace> traces = eval::trace_turn(expressions_, id, row, turn);
    Node node;
    std::array<std::uint64_t, model::outcome_count> counts{};
    for (std::size_t entry = range.first; entry < range.last && entry - range.first < traces.size(); ++entry) {
        if (turn && result->turn[entry] != *turn) continue;
        ++counts[static_cast<std::size_t>(result->outcome[entry])];
        node.children.push_back(case_node(context, {rule, *result, entry, traces[entry - range.first]}));
    }
    if (node.children.size() == 1) {
        Node only = std::move(node.children.front());
        only.kind = "timescale";
        only.id = rule.name;
        return only;
    }
    node.kind = "timescale";
    node.id = rule.name;
    node.title = rule.title;
    const std::string subject = row_words(context, rule.record, row);
    if (node.children.empty()) {
        node.state = "not_applicable";
        node.sentence = as_sentence(subject + (turn ? " has no turn " + std::to_string(*turn) : " is not there on the day of the evaluation"));
    } else {
        node.sentence = as_sentence(subject + " has " + std::to_string(node.children.size()) + " turns: " + counts_words(counts));
    }
    return node;
}

std::vector<Node> Explainer::each_turn(model::TimescaleId id, data::Row row, const ExplainOptions& options) const {
    ProofOptions proofs;
    const Context context = this->context(options, proofs);
    const model::Timescale& rule = rules_.timescales[id];
    const eval::TimescaleResult& result = evaluation_.timescales[id];
    const EntryRange range = entries_of(result.row, row);
    const std::vector<eval::EntryTrace> traces = eval::trace_timescale(expressions_, id, row);
    std::vector<Node> nodes;
    for (std::size_t entry = range.first; entry < range.last && entry - range.first < traces.size(); ++entry) {
        nodes.push_back(case_node(context, {rule, result, entry, traces[entry - range.first]}));
        nodes.back().kind = "timescale";
        nodes.back().id = rule.name;
    }
    return nodes;
}

Node Explainer::check(model::CheckId id, data::Row row, const ExplainOptions& options) const {
    ProofOptions proofs;
    const Context context = this->context(options, proofs);
    const eval::CheckResult& result = evaluation_.checks[id];
    std::uint8_t exclusion = 0xff;
    if (result.rule != model::none) {
        const EntryRange range = entries_of(result.row, row);
        if (range.first < range.last) exclusion = result.exclusion[range.first];
        else if (result.row.empty() && !result.exclusion.empty()) exclusion = result.exclusion.front();
    }
    Node node = check_node(context, rules_.checks[id], row, eval::trace_check(expressions_, id, row), exclusion);
    node.kind = "check";
    node.id = rules_.checks[id].name;
    return node;
}

Node Explainer::timescale_summary(model::TimescaleId rule, const ExplainOptions& options) const {
    ProofOptions proofs;
    return timescale_node(context(options, proofs), rule, options);
}

Node Explainer::check_summary(model::CheckId rule, const ExplainOptions& options) const {
    ProofOptions proofs;
    return check_summary_node(context(options, proofs), rule, options);
}

Node Explainer::measure(model::MeasureId rule, const ExplainOptions& options) const {
    ProofOptions proofs;
    return measure_node(context(options, proofs), rule, options);
}

Node Explainer::action(model::ActionId rule, const ExplainOptions& options) const {
    ProofOptions proofs;
    const Context context = this->context(options, proofs);
    Seen seen{{model::Need::Kind::action, rule}};
    Node node = action_node(context, rule, options, &seen);
    if (std::optional<Node> top = causes_node(context, causes(), rule)) node.children.insert(node.children.begin(), std::move(*top));
    return node;
}

Node Explainer::action_alone(model::ActionId rule, const ExplainOptions& options) const {
    ProofOptions proofs;
    const Context context = this->context(options, proofs);
    return action_node(context, rule, options, nullptr);
}

const Causes& Explainer::causes() const {
    std::call_once(lately_->asked, [this] { lately_->causes = find_causes({rules_, data_, calendars_, evaluation_, expressions_}); });
    return lately_->causes;
}

std::string Explainer::reason(model::TimescaleId id, std::size_t entry) const {
    const eval::TimescaleResult& result = evaluation_.timescales[id];
    const auto traced = traces(id, result.row[entry]);
    const std::size_t at = entry - entries_of(result.row, result.row[entry]).first;
    if (at >= traced->size()) return {};
    return case_reason({rules_, data_, calendars_, evaluation_, expressions_}, {rules_.timescales[id], result, entry, (*traced)[at]});
}

std::optional<Explainer::PossibleDue> Explainer::possible_due(model::TimescaleId id, std::size_t entry) const {
    const eval::TimescaleResult& result = evaluation_.timescales[id];
    if (result.due[entry] != eval::no_time) return PossibleDue{result.due[entry], result.due[entry]};
    const auto traced = traces(id, result.row[entry]);
    const std::size_t at = entry - entries_of(result.row, result.row[entry]).first;
    if (at >= traced->size() || (*traced)[at].due_trace.due == eval::no_time) return std::nullopt;
    return PossibleDue{(*traced)[at].due_trace.due, (*traced)[at].due_trace.due_last};
}

std::string Explainer::check_reason(model::CheckId id, std::size_t entry) const {
    const eval::CheckResult& result = evaluation_.checks[id];
    const data::Row row = entry < result.row.size() ? result.row[entry] : data::no_row;
    return check_case_reason({rules_, data_, calendars_, evaluation_, expressions_}, rules_.checks[id], eval::trace_check(expressions_, id, row), result.exclusion[entry]);
}

}  // namespace duly::explain
