#include "engine/explain/causes_leaves.hpp"

#include <algorithm>
#include <utility>

#include "dsl/model/graph_dominators.hpp"
#include "engine/eval/action_log.hpp"
#include "engine/eval/action_needs.hpp"

namespace duly::explain {

using eval::ActionState;
using eval::NeedState;
using model::GraphId;
using model::Need;
using model::NodeKind;
using Kind = CauseLeaf::Kind;

CauseLeaves::CauseLeaves(const Context& context) : context_(context), due_(context.rules.actions.size()), may_be_(context.rules.actions.size()), built_(context.rules.actions.size()) {
    const model::Graph graph(context.rules);
    nodes_ = static_cast<GraphId>(graph.nodes().size());
    for (std::size_t kind = 0; kind < first_.size(); ++kind) first_[kind] = graph.find(static_cast<NodeKind>(kind), 0);
    std::vector<model::ActionId> order;
    for (const GraphId id : graph.order())
        if (graph.nodes()[id].kind == NodeKind::action && evaluated(graph.nodes()[id].ref)) order.push_back(graph.nodes()[id].ref);
    // From above: what is asked of whom; then from below, so that what is needed is built before who needs it.
    std::vector<Asked> tops;
    for (model::ActionId action = 0; action < context.rules.actions.size(); ++action) {
        if (!evaluated(action) || stands(action)) continue;
        tops.push_back(asked_of(action, false));
        built(tops.back()).wanted = true;
    }
    for (auto action = order.rbegin(); action != order.rend(); ++action)
        for (const bool achieved : {false, true}) {
            const Asked asked{*action, achieved};
            if (!built(asked).wanted) continue;
            for (std::size_t l = 0; l < result(*action).lines.size(); ++l) {
                if (result(*action).lines[l] == NeedState::holds) continue;
                const Asked of_line{*action, must_hold(asked, l)};
                for (const Need& need : context.rules.actions[*action].needs[l].needs)
                    if (need.kind == Need::Kind::action)
                        if (const auto next = below(of_line, need)) built(*next).wanted = true;
                if (of_line.achieved)
                    for (const Asked next : told_as_not_yet(asked, l)) built(next).wanted = true;
            }
        }
    for (const model::ActionId action : order)
        for (const bool achieved : {false, true})
            if (built({action, achieved}).wanted) build({action, achieved});
    for (const Asked& top : tops) tops_.push_back({top.action, top.achieved, built(top).part, {}});
    rest(order);
}

bool CauseLeaves::stands(model::ActionId action) const {
    return result(action).state == ActionState::achieved || result(action).state == ActionState::on_course;
}

const CauseLeaves::Due& CauseLeaves::due(model::ActionId id) {
    std::optional<Due>& due = due_[id];
    if (due) return *due;
    due.emplace();
    const model::Action& action = context_.rules.actions[id];
    const eval::ActionResult& found = result(id);
    const model::Day as_of = context_.expressions.as_of_day();
    due->past = found.due && as_of > *found.due;
    if (!action.log || (found.due && found.state != ActionState::unknown)) return *due;
    const eval::LogFound log = eval::find_in_log(context_.expressions, *action.log, action.name);
    due->done_in_doubt = log.in_doubt;
    if (action.due) return *due;
    due->past = log.due && as_of > log.due->last;
    due->due_in_doubt = !due->past && (log.due_in_doubt || (log.due && as_of > log.due->first));
    return *due;
}

CauseLeaves::Asked CauseLeaves::asked_of(model::ActionId action, bool achieved) {
    return {action, achieved || due(action).past || due(action).due_in_doubt};
}

std::optional<CauseLeaves::Asked> CauseLeaves::below(Asked asked, const Need& need) {
    if (!evaluated(need.ref) || result(need.ref).state == ActionState::achieved) return {};
    if (!asked.achieved && stands(need.ref)) return {};
    return asked_of(need.ref, asked.achieved);
}

void CauseLeaves::build(Asked asked) {
    const model::Action& action = context_.rules.actions[asked.action];
    const eval::ActionResult& found = result(asked.action);
    Built& here = built(asked);
    std::vector<PartId> lines;
    for (std::size_t l = 0; l < found.lines.size(); ++l)
        if (found.lines[l] != NeedState::holds) lines.push_back(part_of_line(asked, l));
    const auto done = [&] {
        const LeafId leaf = not_done(asked.action);
        lines.push_back(formula_.leaf(leaf));
        here.ends.push_back(end_of(leaf));
        here.edges.emplace_back(node(NodeKind::action, asked.action), end_of(leaf));
    };
    if (asked.achieved && !found.recorded_done && (action.says_done_on || action.needs.empty())) done();
    // Nothing that it needs keeps it from standing: then it is the action itself.
    else if (!stands(asked.action) && std::all_of(lines.begin(), lines.end(), [](PartId part) { return part == Formula::holds; })) done();
    here.part = formula_.all(std::move(lines));
}

// Of alternatives one that does not hold yet will do. But where another is not told, and everything else would hold, it could not be told whether
// the action is achieved or on course.
bool CauseLeaves::must_hold(Asked asked, std::size_t line) {
    if (asked.achieved) return true;
    const auto& needs = result(asked.action).needs[line];
    const auto unknown = [](const eval::NeedResult& need) { return need.state == NeedState::unknown; };
    if (!context_.rules.actions[asked.action].needs[line].any || std::none_of(needs.begin(), needs.end(), unknown) || !may_be_shown(asked.action)) return false;
    for (std::size_t l = 0; l < result(asked.action).lines.size(); ++l)
        if (l != line && !line_may_hold(asked.action, l)) return false;
    return true;
}

bool CauseLeaves::may_be_shown(model::ActionId id) {
    const model::Action& action = context_.rules.actions[id];
    return action.says_done_on ? result(id).recorded_done || due(id).done_in_doubt : !action.needs.empty();
}

// Once nothing stands against the action any more: what does not hold yet stays so.
bool CauseLeaves::line_may_hold(model::ActionId id, std::size_t l) {
    const model::NeedLine& line = context_.rules.actions[id].needs[l];
    const eval::ActionResult& found = result(id);
    if (found.lines[l] == NeedState::holds) return true;
    bool some = false, each = true, untold = false;
    for (std::size_t n = 0; n < line.needs.size(); ++n) {
        const Need& need = line.needs[n];
        bool holds = found.needs[l][n].state != NeedState::not_yet;
        if (need.kind == Need::Kind::action && evaluated(need.ref))
            holds = stands(need.ref) ? result(need.ref).state == ActionState::achieved : asked_of(need.ref, false).achieved || may_be_achieved(need.ref);
        some = some || holds;
        each = each && holds;
        untold = untold || found.needs[l][n].state == NeedState::unknown;
    }
    return each || (line.any && some && untold);
}

bool CauseLeaves::may_be_achieved(model::ActionId id) {
    if (may_be_[id]) return *may_be_[id];
    bool may = may_be_shown(id);
    for (std::size_t l = 0; may && l < result(id).lines.size(); ++l) may = line_may_hold(id, l);
    may_be_[id] = may;
    return may;
}

// Alternatives that are not told and that, once told, would only be on course: where all of those not told are, telling them settles the line.
std::vector<CauseLeaves::Asked> CauseLeaves::told_as_not_yet(Asked asked, std::size_t l) {
    const model::NeedLine& line = context_.rules.actions[asked.action].needs[l];
    const auto& needs = result(asked.action).needs[l];
    std::vector<Asked> told;
    if (asked.achieved) return told;
    for (std::size_t n = 0; n < needs.size(); ++n) {
        if (needs[n].state != NeedState::unknown) continue;
        const Need& need = line.needs[n];
        if (need.kind != Need::Kind::action || !evaluated(need.ref) || asked_of(need.ref, false).achieved || may_be_achieved(need.ref)) return {};
        told.push_back({need.ref, false});
    }
    return told;
}

PartId CauseLeaves::part_of_line(Asked asked, std::size_t l) {
    const model::NeedLine& line = context_.rules.actions[asked.action].needs[l];
    const eval::ActionResult& found = result(asked.action);
    const Asked of_line{asked.action, must_hold(asked, l)};
    const auto holds = [&](std::size_t n) {
        const Need& need = line.needs[n];
        const NeedState state = found.needs[l][n].state;
        if (need.kind == Need::Kind::action && evaluated(need.ref)) return !below(of_line, need);
        return state == NeedState::holds || (state == NeedState::not_yet && !of_line.achieved);
    };
    std::vector<std::size_t> open;
    for (std::size_t n = 0; n < line.needs.size(); ++n)
        if (!holds(n)) open.push_back(n);
    // Of alternatives one is enough: what the others rest on is behind nothing.
    if (open.empty() || (line.any && open.size() < line.needs.size())) return Formula::holds;
    std::vector<PartId> parts;
    for (const std::size_t n : open) {
        const Need& need = line.needs[n];
        if (need.kind != Need::Kind::action || !evaluated(need.ref)) {
            parts.push_back(part_of_leaves(asked, l, n));
            continue;
        }
        const Asked next = *below(of_line, need);
        parts.push_back(built(next).part);
        built(asked).actions.push_back(next);
        built(asked).edges.emplace_back(node(NodeKind::action, asked.action), node(NodeKind::action, need.ref));
    }
    if (!line.any) return formula_.all(std::move(parts));
    if (const std::vector<Asked> told = told_as_not_yet(asked, l); !told.empty() && of_line.achieved) {
        std::vector<PartId> together;
        for (const Asked next : told) {
            together.push_back(built(next).part);
            built(asked).actions.push_back(next);
        }
        parts.push_back(formula_.all(std::move(together)));
    }
    return formula_.any(std::move(parts));
}

PartId CauseLeaves::part_of_leaves(Asked asked, std::size_t line, std::size_t need) {
    Built& here = built(asked);
    const Need& written = context_.rules.actions[asked.action].needs[line].needs[need];
    const std::vector<LeafId>& leaves = leaves_of(asked.action, line, need);
    GraphId from = node(NodeKind::action, asked.action);
    if (written.kind == Need::Kind::measure) {
        const GraphId measure = node(NodeKind::measure, written.ref);
        here.edges.emplace_back(from, measure);
        from = measure;
    }
    std::vector<PartId> parts;
    for (const LeafId leaf : leaves) {
        parts.push_back(formula_.leaf(leaf));
        here.ends.push_back(end_of(leaf));
        if (end_of(leaf) != from) here.edges.emplace_back(from, end_of(leaf));
    }
    return formula_.all(std::move(parts));
}

const std::vector<LeafId>& CauseLeaves::leaves_of(model::ActionId action, std::size_t l, std::size_t n) {
    const auto [at, added] = own_.try_emplace({action, l, n});
    if (!added) return at->second;
    const Need& need = context_.rules.actions[action].needs[l].needs[n];
    const eval::NeedResult& found = result(action).needs[l][n];
    switch (need.kind) {
        case Need::Kind::measure: at->second = leaves_of_measure(need, found); break;
        case Need::Kind::no_breach:
        case Need::Kind::at_most: {
            const eval::TimescaleResult& turns = context_.evaluation.timescales[need.ref];
            std::vector<std::uint32_t> entries;
            if (turns.rule != model::none) {
                eval::Breaches breaches = eval::breaches_of(context_.expressions, turns, need.since);
                entries = found.state == NeedState::unknown ? std::move(breaches.perhaps) : std::move(breaches.overdue);
                if (found.state != NeedState::unknown) entries.insert(entries.end(), breaches.late.begin(), breaches.late.end());
            }
            at->second = {tell(leaf(Kind::timescale, need.ref), found.state, found.sentence, std::move(entries))};
            break;
        }
        case Need::Kind::check: {
            const eval::CheckResult& cases = context_.evaluation.checks[need.ref];
            std::vector<std::uint32_t> entries;
            for (std::uint32_t i = 0; i < cases.outcome.size(); ++i) {
                const bool untold = cases.outcome[i] == model::Outcome::unknown || cases.outcome[i] == model::Outcome::not_run;
                if (found.state == NeedState::unknown ? untold : cases.outcome[i] == model::Outcome::breached) entries.push_back(i);
            }
            at->second = {tell(leaf(Kind::check, need.ref), found.state, found.sentence, std::move(entries))};
            break;
        }
        case Need::Kind::milestone: {
            // Two actions may ask for the same thing by the same day, which is one leaf: it is told apart by its words.
            const auto same = std::find_if(leaves_.begin(), leaves_.end(), [&](const CauseLeaf& leaf) {
                return leaf.kind == Kind::milestone && leaf.standings.front() == found.sentence && found.sentence.find('`') != std::string::npos;
            });
            const LeafId id = same == leaves_.end() ? leaf(Kind::milestone, action, l, n) : static_cast<LeafId>(same - leaves_.begin());
            at->second = {tell(id, found.state, found.sentence)};
            break;
        }
        case Need::Kind::action: at->second = {tell(leaf(Kind::done, need.ref), NeedState::unknown, found.sentence)}; break;     // one that was not evaluated
    }
    return at->second;
}

LeafId CauseLeaves::leaf(Kind kind, std::uint32_t ref, std::size_t line, std::size_t need) {
    const auto [at, added] = index_.try_emplace({kind, ref, line, need}, static_cast<LeafId>(leaves_.size()));
    if (added) {
        leaves_.emplace_back();
        leaves_.back().kind = kind;
        leaves_.back().ref = ref;
    }
    return at->second;
}

LeafId CauseLeaves::tell(LeafId id, NeedState state, const std::string& standing, std::vector<std::uint32_t> entries) {
    CauseLeaf& leaf = leaves_[id];
    if (state == NeedState::does_not_hold) leaf.fails = true;
    if (state == NeedState::unknown) leaf.unknown = true;
    std::vector<std::uint32_t>& all = state == NeedState::unknown ? leaf.untold : leaf.failing;
    all.insert(all.end(), entries.begin(), entries.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (!standing.empty() && std::find(leaf.standings.begin(), leaf.standings.end(), standing) == leaf.standings.end()) leaf.standings.push_back(standing);
    return id;
}

LeafId CauseLeaves::not_done(model::ActionId action) {
    const bool doubt = result(action).state == ActionState::unknown && (due(action).done_in_doubt || due(action).due_in_doubt);
    return tell(leaf(Kind::done, action), doubt ? NeedState::unknown : NeedState::does_not_hold, doubt ? result(action).sentence : std::string());
}

GraphId CauseLeaves::node_of(const CauseLeaf& leaf) const {
    switch (leaf.kind) {
        case Kind::timescale: return node(NodeKind::timescale, leaf.ref);
        case Kind::check: return node(NodeKind::check, leaf.ref);
        case Kind::measure: return node(NodeKind::measure, leaf.ref);
        case Kind::milestone:
        case Kind::done: break;
    }
    return node(NodeKind::action, leaf.ref);
}

// What is the action's own is an end beside it, not the action.
GraphId CauseLeaves::end_of(LeafId id) const {
    const CauseLeaf& leaf = leaves_[id];
    return leaf.kind == Kind::milestone || leaf.kind == Kind::done ? nodes_ + id : node_of(leaf);
}

std::vector<GraphId> CauseLeaves::through(const Top& top) const {
    std::vector<Asked> queue{{top.action, top.achieved}};
    std::vector<std::array<bool, 2>> met(built_.size(), {false, false});
    met[top.action][top.achieved] = true;
    std::vector<Edge> edges;
    std::vector<GraphId> ends;
    for (std::size_t at = 0; at < queue.size(); ++at) {
        const Built& here = built_[queue[at].action][queue[at].achieved];
        edges.insert(edges.end(), here.edges.begin(), here.edges.end());
        ends.insert(ends.end(), here.ends.begin(), here.ends.end());
        for (const Asked& next : here.actions)
            if (!std::exchange(met[next.action][next.achieved], true)) queue.push_back(next);
    }
    // Only the nodes that are met, numbered anew.
    std::vector<GraphId> nodes{node(NodeKind::action, top.action)};
    for (const Edge& edge : edges) { nodes.push_back(edge.first); nodes.push_back(edge.second); }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    const auto number = [&](GraphId id) { return static_cast<GraphId>(std::lower_bound(nodes.begin(), nodes.end(), id) - nodes.begin()); };
    for (Edge& edge : edges) edge = {number(edge.first), number(edge.second)};
    for (GraphId& end : ends) end = number(end);
    std::vector<GraphId> passed;
    for (const GraphId id : model::on_every_way(nodes.size(), edges, number(node(NodeKind::action, top.action)), ends))
        if (nodes[id] < nodes_) passed.push_back(nodes[id]);
    return passed;
}

}  // namespace duly::explain
