#include "dsl/base/date.hpp"
#include "engine/eval/action_log.hpp"
#include "engine/explain/nodes.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

namespace {

using Kind = model::Need::Kind;

std::string_view name_of_need(eval::NeedState state) {
    switch (state) {
        case eval::NeedState::holds: return "holds";
        case eval::NeedState::does_not_hold: return "does_not_hold";
        case eval::NeedState::unknown: return "unknown";
        case eval::NeedState::not_yet: return "not_yet";
    }
    return "unknown";
}

// Both sorts of need of a timescale lead to the same rule.
Kind seen_as(Kind kind) { return kind == Kind::at_most ? Kind::no_breach : kind; }

std::string rule_name(const Context& context, const model::Need& need) {
    switch (need.kind) {
        case Kind::measure: return context.rules.measures[need.ref].name;
        case Kind::no_breach:
        case Kind::at_most: return context.rules.timescales[need.ref].name;
        case Kind::check: return context.rules.checks[need.ref].name;
        case Kind::action: return context.rules.actions[need.ref].name;
        case Kind::milestone: break;
    }
    return "milestone";
}

std::string_view node_kind(Kind kind) {
    switch (kind) {
        case Kind::measure: return "measure";
        case Kind::no_breach:
        case Kind::at_most: return "timescale";
        case Kind::check: return "check";
        default: return "action";
    }
}

// What lies below a need that does not hold.
Node below(const Context& context, const model::Need& need, const ExplainOptions& options, Seen& seen) {
    if (!seen.insert({seen_as(need.kind), need.ref}).second) {
        Node node;
        node.kind = std::string(node_kind(need.kind));
        node.id = rule_name(context, need);
        node.sentence = "Explained above.";
        return node;
    }
    switch (need.kind) {
        case Kind::measure: return measure_node(context, need.ref, options);
        case Kind::no_breach:
        case Kind::at_most: return timescale_node(context, need.ref, options);
        case Kind::check: return check_summary_node(context, need.ref, options);
        default: return action_node(context, need.ref, options, &seen);
    }
}

// The row that speaks for the action, with its file and line.
void from_log(const Context& context, Node& node, const model::Action& action, const eval::ActionResult& result) {
    const std::string& log = context.rules.records[action.log->record].name;
    const eval::LogFound found = eval::find_in_log(context.expressions, *action.log, action.name);
    if (found.in_doubt) node.counted.push_back(found.doubt);
    else if (found.row == data::no_row) node.counted.push_back("not recorded done: no row of " + log + " names it");
    else if (!found.done) node.counted.push_back("not recorded done");
    if (!result.status.empty()) node.counted.push_back("status recorded: " + result.status);
    add_values(context, node, found.reads);
}

}  // namespace

Node action_node(const Context& context, model::ActionId id, const ExplainOptions& options, Seen* seen) {
    const model::Action& action = context.rules.actions[id];
    const eval::ActionResult& result = context.evaluation.actions[id];
    Node node;
    node.kind = "action";
    node.id = action.name;
    node.title = action.title;
    node.law = action.law;
    if (result.rule == model::none) {
        node.state = "not_run";
        node.sentence = as_sentence(action.name + " was not evaluated");
        return node;
    }
    node.state = std::string(name_of(result.state));
    node.sentence = result.sentence;
    if (!result.owner.empty()) node.counted.push_back("owner: " + result.owner);
    if (result.due) node.counted.push_back("due " + written_day(*result.due));
    if (result.recorded_done) node.counted.push_back(result.done_on ? "recorded done on " + written_day(*result.done_on) : "recorded done, on a day that is not told");
    else if (action.says_done_on && !action.log) node.counted.push_back("not recorded done");
    if (action.log) from_log(context, node, action, result);
    if (!action.needs.empty()) node.counted.push_back(result.evidenced ? "evidenced: every need holds" : "not evidenced: not every need holds");
    if (!result.evidence.empty()) node.counted.push_back("evidence named: " + result.evidence);

    for (std::size_t l = 0; l < action.needs.size() && l < result.needs.size(); ++l) {
        const model::NeedLine& line = action.needs[l];
        const bool together = line.needs.size() > 1;
        Node group;
        group.kind = "need";
        group.title = line.any ? "any of" : "all of";
        group.state = std::string(name_of_need(result.lines[l]));
        group.sentence = line.any ? (result.lines[l] == eval::NeedState::holds ? "One of these holds." : "None of these holds for certain.")
                                  : (result.lines[l] == eval::NeedState::holds ? "All of these hold." : "Not all of these hold for certain.");
        for (std::size_t n = 0; n < line.needs.size() && n < result.needs[l].size(); ++n) {
            Node need;
            need.kind = "need";
            need.id = rule_name(context, line.needs[n]);
            need.state = std::string(name_of_need(result.needs[l][n].state));
            need.sentence = as_sentence(result.needs[l][n].sentence);
            // A line that holds needs no more words, whatever its other alternatives are.
            if (seen && result.lines[l] != eval::NeedState::holds && result.needs[l][n].state != eval::NeedState::holds && line.needs[n].kind != Kind::milestone)
                need.children.push_back(below(context, line.needs[n], options, *seen));
            (together ? group.children : node.children).push_back(std::move(need));
        }
        if (together) node.children.push_back(std::move(group));
    }
    if (context.proofs) node.proof = Proof(context, *context.proofs->texts, context.proofs->max_rows).of_action(id);
    return node;
}

}  // namespace duly::explain
