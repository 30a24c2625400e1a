#include <algorithm>

#include "engine/explain/nodes.hpp"

namespace duly::explain {

namespace {

using model::Outcome;

// Breaches first, then what is not told, then the rest.
int rank(Outcome outcome) {
    if (outcome == Outcome::overdue) return 0;
    if (model::is_breach(outcome)) return 1;
    if (outcome == Outcome::late_with_reason) return 2;
    return outcome == Outcome::unknown || outcome == Outcome::not_run ? 3 : 4;
}

bool worth_showing(Outcome outcome) { return model::is_breach(outcome) || outcome == Outcome::unknown || outcome == Outcome::not_run; }

// A rule without a case that it applies to has not been met.
bool applied(const std::array<std::uint64_t, model::outcome_count>& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0 && static_cast<Outcome>(i) != Outcome::not_applicable && static_cast<Outcome>(i) != Outcome::excluded) return true;
    return false;
}

// One unit for comparing lateness: working days stand as they are, hours are smaller.
std::int64_t late_weight(const model::Timescale& rule, const eval::TimescaleResult& result, std::uint32_t entry) {
    const std::int64_t by = result.late_by[entry];
    return model::in_moments(result.late_unit(rule, entry)) ? by : by * 24;
}

void cut(Node& node, std::vector<std::uint32_t>& entries, std::size_t max_cases) {
    if (entries.size() <= max_cases) return;
    node.left_out += entries.size() - max_cases;
    entries.resize(max_cases);
}

}  // namespace

std::string counts_words(const std::array<std::uint64_t, model::outcome_count>& counts) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0) words.push_back(std::to_string(counts[i]) + ' ' + std::string(words_of(static_cast<Outcome>(i))));
    return words.empty() ? "no case" : joined(words);
}

void add_cases(const Context& context, Node& node, model::TimescaleId id, std::vector<std::uint32_t> entries, const ExplainOptions& options) {
    const model::Timescale& rule = context.rules.timescales[id];
    const eval::TimescaleResult& result = context.evaluation.timescales[id];
    std::stable_sort(entries.begin(), entries.end(), [&](std::uint32_t a, std::uint32_t b) {
        const int ra = rank(result.outcome[a]), rb = rank(result.outcome[b]);
        // What is overdue and what was late are both breaches: the one that is later by more comes first.
        if (ra > 1 || rb > 1) return ra < rb;
        return late_weight(rule, result, a) > late_weight(rule, result, b);
    });
    cut(node, entries, options.max_cases);
    for (std::uint32_t entry : entries) {
        const EntryRange range = entries_of(result.row, result.row[entry]);
        const std::vector<eval::EntryTrace> traces = eval::trace_timescale(context.expressions, id, result.row[entry]);
        if (entry - range.first < traces.size()) node.children.push_back(case_node(context, {rule, result, entry, traces[entry - range.first]}));
    }
}

void add_check_cases(const Context& context, Node& node, model::CheckId id, std::vector<std::uint32_t> entries, const ExplainOptions& options) {
    const eval::CheckResult& result = context.evaluation.checks[id];
    std::stable_sort(entries.begin(), entries.end(), [&](std::uint32_t a, std::uint32_t b) { return rank(result.outcome[a]) < rank(result.outcome[b]); });
    cut(node, entries, options.max_cases);
    for (std::uint32_t entry : entries) {
        const data::Row row = entry < result.row.size() ? result.row[entry] : data::no_row;
        node.children.push_back(check_node(context, context.rules.checks[id], row, eval::trace_check(context.expressions, id, row), result.exclusion[entry]));
    }
}

Node timescale_node(const Context& context, model::TimescaleId id, const ExplainOptions& options) {
    const model::Timescale& rule = context.rules.timescales[id];
    const eval::TimescaleResult& result = context.evaluation.timescales[id];
    Node node;
    node.kind = "timescale";
    node.id = rule.name;
    node.title = rule.title;
    if (rule.versions.size() == 1) { node.law = rule.versions[0].law; node.version = rule.versions[0].label; }
    const std::string name = rule.title.empty() ? rule.name : rule.title;
    if (result.rule == model::none) {
        node.state = "not_run";
        node.sentence = as_sentence(name + " was not evaluated");
        return node;
    }
    std::vector<std::uint32_t> entries;
    std::uint64_t breaches = 0, unknown = 0;
    for (std::uint32_t i = 0; i < result.outcome.size(); ++i) {
        if (worth_showing(result.outcome[i])) entries.push_back(i);
        if (model::is_breach(result.outcome[i])) ++breaches;
        else if (worth_showing(result.outcome[i])) ++unknown;
    }
    node.state = breaches > 0 ? "breached" : unknown > 0 ? "unknown" : applied(result.counts) ? "met" : "not_applicable";
    node.sentence = as_sentence(name + ": " + counts_words(result.counts));
    add_cases(context, node, id, std::move(entries), options);
    return node;
}

Node check_summary_node(const Context& context, model::CheckId id, const ExplainOptions& options) {
    const model::Check& rule = context.rules.checks[id];
    const eval::CheckResult& result = context.evaluation.checks[id];
    Node node;
    node.kind = "check";
    node.id = rule.name;
    node.title = rule.title;
    node.law = rule.law;
    const std::string name = rule.title.empty() ? rule.name : rule.title;
    if (result.rule == model::none) {
        node.state = "not_run";
        node.sentence = as_sentence(name + " was not evaluated");
        return node;
    }
    std::vector<std::uint32_t> entries;
    bool breached = false;
    for (std::uint32_t i = 0; i < result.outcome.size(); ++i) {
        if (worth_showing(result.outcome[i])) entries.push_back(i);
        breached = breached || result.outcome[i] == Outcome::breached;
    }
    node.state = breached ? "breached" : !entries.empty() ? "unknown" : applied(result.counts) ? "met" : "not_applicable";
    if (rule.record == model::none && entries.empty()) entries.push_back(0);    // of the data there is one case: it is told also when it passes
    node.sentence = as_sentence(name + ": " + counts_words(result.counts));
    add_check_cases(context, node, id, std::move(entries), options);
    return node;
}

}  // namespace duly::explain
