#include "engine/report/graph_state.hpp"

#include <algorithm>
#include <array>

#include "dsl/base/date.hpp"
#include "engine/report/measure_latest.hpp"
#include "engine/report/page_text.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using eval::NeedState;
using model::GraphId;
using model::none;
using model::NodeKind;
using model::Outcome;

namespace {

std::uint64_t count(const std::array<std::uint64_t, model::outcome_count>& counts, Outcome outcome) { return counts[static_cast<std::size_t>(outcome)]; }

void add(std::string& words, std::uint64_t n, std::string_view name) {
    if (n) words.append(words.empty() ? "" : ", ").append(std::to_string(n)).append(" ").append(name);
}

GraphState state_of(const eval::ActionResult& result) {
    GraphState made;
    made.look = static_cast<Look>(result.state);
    made.word = name_of(result.state);
    std::replace(made.word.begin(), made.word.end(), '_', ' ');
    if (result.recorded_done && result.done_on) made.detail = "done " + written_day(*result.done_on);
    else if (result.due) made.detail = "due " + written_day(*result.due);
    made.sentence = result.sentence;
    return made;
}

GraphState state_of(const ReportInput& input, const eval::MeasureResult& result) {
    const model::Measure& measure = input.rules.measures[result.rule];
    const eval::MeasureValue* value = latest_of(result).value;
    GraphState made;
    if (result.not_run || !value) return {Look::unknown, result.not_run ? "not run" : "no value", "", ""};
    const eval::MeasurePeriod& period = result.periods[value->period];
    made.detail = figure_words(measure, *value) + " in " + period_words(period.name) + (period.so_far ? " so far" : "");
    const bool told = !value->hidden && !value->missing && value->low_d > 0 && value->high_d > 0;
    if (value->hidden) made.word = "hidden";
    else if (measure.scale == none) made.word = told ? "no grade" : "no value";
    else made.word = grade_words(input.rules, measure, *value);
    if (value->hidden || measure.scale == none || value->grade_from == none) {
        made.look = told || value->hidden ? Look::plain : Look::unknown;
        return made;
    }
    const std::size_t grades = input.rules.scales[measure.scale].grades.size();
    if (value->grade_from != value->grade_to) made.look = Look::unknown;
    else if (value->grade_from + std::size_t{1} == grades) made.look = Look::failing;
    else made.look = value->grade_from == 0 ? Look::achieved : Look::at_risk;
    return made;
}

GraphState state_of(const std::array<std::uint64_t, model::outcome_count>& counts) {
    GraphState made;
    std::uint64_t breaches = 0, total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (is_breach(static_cast<Outcome>(i))) breaches += counts[i];
        total += counts[i];
    }
    const std::uint64_t unknown = count(counts, Outcome::unknown) + count(counts, Outcome::not_run);
    add(made.detail, count(counts, Outcome::overdue), "overdue");
    add(made.detail, count(counts, Outcome::breached), "breached");
    add(made.detail, count(counts, Outcome::late), "late");
    add(made.detail, count(counts, Outcome::too_early), "too early");
    if (breaches) add(made.detail, unknown, "unknown");
    if (breaches) {
        made.look = Look::failing;
        made.word = std::to_string(breaches) + (breaches == 1 ? " breach" : " breaches");
    } else if (unknown) {
        made.look = Look::unknown;
        made.word = std::to_string(unknown) + " unknown";
    } else {
        const bool asked = total > count(counts, Outcome::not_applicable) + count(counts, Outcome::excluded);
        made.look = asked ? Look::achieved : Look::plain;
        made.word = asked ? "no breach" : "no case";
    }
    return made;
}

GraphState state_of(const ReportInput& input, const model::GraphNode& node) {
    const eval::Evaluation& run = input.evaluation;
    switch (node.kind) {
        case NodeKind::timescale:
            if (node.ref < run.timescales.size() && run.timescales[node.ref].rule != none) return state_of(run.timescales[node.ref].counts);
            break;
        case NodeKind::check:
            if (node.ref < run.checks.size() && run.checks[node.ref].rule != none) return state_of(run.checks[node.ref].counts);
            break;
        case NodeKind::measure:
            if (node.ref < run.measures.size() && run.measures[node.ref].rule != none) return state_of(input, run.measures[node.ref]);
            break;
        case NodeKind::action:
            if (node.ref < run.actions.size() && run.actions[node.ref].rule != none) return state_of(run.actions[node.ref]);
            break;
        default: break;
    }
    return {};
}

NodeKind kind_of(model::Need::Kind kind) {
    switch (kind) {
        case model::Need::Kind::measure: return NodeKind::measure;
        case model::Need::Kind::check: return NodeKind::check;
        case model::Need::Kind::action: return NodeKind::action;
        default: return NodeKind::timescale;
    }
}

// Of one thing that several lines need, what is worst.
int badness(NeedState state) {
    switch (state) {
        case NeedState::holds: return 0;
        case NeedState::not_yet: return 1;
        case NeedState::unknown: return 2;
        case NeedState::does_not_hold: return 3;
    }
    return 0;
}

bool judged(NodeKind kind) { return kind >= NodeKind::timescale; }
bool bad(Look look) { return look == Look::failing || look == Look::unknown || look == Look::blocked; }

std::vector<GraphId> listed(const std::vector<bool>& in) {
    std::vector<GraphId> ids;
    for (GraphId id = 0; id < in.size(); ++id)
        if (in[id]) ids.push_back(id);
    return ids;
}

// What does not hold below `from`, which is in.
void follow(const model::Graph& graph, const GraphFindings& found, GraphId from, std::vector<bool>& in) {
    std::vector<GraphId> queue{from};
    for (std::size_t at = 0; at < queue.size(); ++at) {
        const GraphId node = queue[at];
        in[node] = true;
        for (const GraphId below : graph.needs(node)) {
            if (in[below] || !judged(graph.nodes()[below].kind)) continue;
            const auto need = found.needs.find({below, node});
            if (need == found.needs.end() ? bad(found.nodes[below].look) : need->second != NeedState::holds) {
                in[below] = true;
                queue.push_back(below);
            }
        }
    }
}

}  // namespace

std::string_view class_of(Look look) {
    static constexpr std::string_view names[] = {"achieved", "on_course", "at_risk", "failing", "blocked", "unknown", "plain"};
    return names[static_cast<std::size_t>(look)];
}

std::string_view name_of(NeedState state) {
    static constexpr std::string_view names[] = {"holds", "does_not_hold", "unknown", "not_yet"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view need_words(NeedState state) {
    static constexpr std::string_view words[] = {"holds", "does not hold", "cannot be told", "does not hold yet"};
    return words[static_cast<std::size_t>(state)];
}

GraphFindings graph_findings(const ReportInput& input, const model::Graph& graph) {
    GraphFindings found;
    std::map<std::pair<NodeKind, std::uint32_t>, GraphId> ids;
    for (GraphId id = 0; id < graph.nodes().size(); ++id) {
        const model::GraphNode& node = graph.nodes()[id];
        found.nodes.push_back(state_of(input, node));
        ids[{node.kind, node.ref}] = id;
    }
    for (const eval::ActionResult& result : input.evaluation.actions) {
        if (result.rule == none) continue;
        const model::Action& action = input.rules.actions[result.rule];
        const GraphId to = ids[{NodeKind::action, result.rule}];
        for (std::size_t line = 0; line < action.needs.size() && line < result.needs.size(); ++line) {
            for (std::size_t i = 0; i < action.needs[line].needs.size() && i < result.needs[line].size(); ++i) {
                const model::Need& need = action.needs[line].needs[i];
                if (need.kind == model::Need::Kind::milestone || need.ref == none) continue;
                const NeedState state = result.lines[line] == NeedState::holds ? NeedState::holds : result.needs[line][i].state;
                const auto [at, fresh] = found.needs.try_emplace({ids[{kind_of(need.kind), need.ref}], to}, state);
                if (!fresh && badness(state) > badness(at->second)) at->second = state;
            }
        }
    }
    return found;
}

std::vector<GraphId> actions_and_below(const model::Graph& graph, const GraphFindings& found, bool failing_only) {
    std::vector<bool> in(graph.nodes().size(), false);
    for (GraphId id = 0; id < graph.nodes().size(); ++id) {
        if (graph.nodes()[id].kind != NodeKind::action || found.nodes[id].word.empty()) continue;
        if (failing_only) {
            follow(graph, found, id, in);
            continue;
        }
        for (const GraphId below : graph.upstream(id))
            if (judged(graph.nodes()[below].kind)) in[below] = true;
    }
    return listed(in);
}

std::vector<GraphId> failing_part(const model::Graph& graph, const GraphFindings& found) {
    std::vector<bool> in(graph.nodes().size(), false);
    for (GraphId id = 0; id < graph.nodes().size(); ++id)
        if (judged(graph.nodes()[id].kind) && bad(found.nodes[id].look)) follow(graph, found, id, in);
    return listed(in);
}

}  // namespace duly::report
