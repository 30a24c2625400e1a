#include <algorithm>
#include <map>

#include "dsl/model/graph.hpp"
#include "engine/explain/nodes.hpp"

namespace duly::explain {

namespace {

using eval::ActionState;
using eval::NeedState;
using model::GraphId;
using model::Need;
using model::NodeKind;
using Leaves = std::set<GraphId>;

bool fails(const eval::TimescaleResult& result) {
    return std::any_of(result.outcome.begin(), result.outcome.end(), [](model::Outcome o) { return model::is_breach(o) || o == model::Outcome::unknown || o == model::Outcome::not_run; });
}
bool fails(const eval::CheckResult& result) {
    return std::any_of(result.outcome.begin(), result.outcome.end(), [](model::Outcome o) { return o == model::Outcome::breached || o == model::Outcome::unknown || o == model::Outcome::not_run; });
}

class Causes {
public:
    explicit Causes(const Context& context) : context_(context), graph_(context.rules) {}

    // The failing rules at the ends of what an action needs; the action itself when it only was not done.
    const Leaves& of_action(model::ActionId id) {
        if (const auto at = by_action_.find(id); at != by_action_.end()) return at->second;
        Leaves leaves;
        const eval::ActionResult& result = context_.evaluation.actions[id];
        const model::Action& action = context_.rules.actions[id];
        const bool open = result.rule != model::none && result.state != ActionState::achieved;
        for (std::size_t l = 0; open && l < result.needs.size(); ++l) {
            if (result.lines[l] == NeedState::holds) continue;
            for (std::size_t n = 0; n < result.needs[l].size(); ++n) add(leaves, id, action.needs[l].needs[n], result.needs[l][n].state, result.state);
        }
        if (leaves.empty() && open && result.state == ActionState::failing) leaves.insert(node(NodeKind::action, id));
        return by_action_[id] = std::move(leaves);
    }

    // Whether the action would be clear of causes if this one were put right: of a line of alternatives one is enough.
    bool clears(GraphId leaf, model::ActionId id) {
        const auto key = std::pair(leaf, id);
        if (const auto at = clears_.find(key); at != clears_.end()) return at->second;
        const eval::ActionResult& result = context_.evaluation.actions[id];
        const model::Action& action = context_.rules.actions[id];
        bool all = of_action(id).count(leaf) != 0;
        for (std::size_t l = 0; all && l < result.needs.size(); ++l) {
            if (result.lines[l] == NeedState::holds) continue;
            bool some = false, each = true, any = false;
            for (std::size_t n = 0; n < result.needs[l].size(); ++n) {
                const Need& need = action.needs[l].needs[n];
                Leaves leaves;
                add(leaves, id, need, result.needs[l][n].state, result.state);
                if (leaves.empty()) continue;
                any = true;
                const bool cleared = need.kind == Need::Kind::action ? clears(leaf, need.ref) : leaves == Leaves{leaf};
                some |= cleared;
                each &= cleared;
            }
            all = !any || (action.needs[l].any ? some : each);
        }
        return clears_[key] = all;
    }

    const model::Graph& graph() const { return graph_; }
    GraphId node(NodeKind kind, std::uint32_t ref) const { return graph_.find(kind, ref); }

private:
    void add(Leaves& leaves, model::ActionId action, const Need& need, NeedState state, ActionState action_state) {
        if (state == NeedState::holds) return;
        // What does not hold yet is no cause before the action has failed over it.
        if (state == NeedState::not_yet && need.kind != Need::Kind::action && action_state != ActionState::failing) return;
        switch (need.kind) {
            case Need::Kind::measure: add_measure(leaves, node(NodeKind::measure, need.ref)); break;
            case Need::Kind::no_breach:
            case Need::Kind::at_most: leaves.insert(node(NodeKind::timescale, need.ref)); break;
            case Need::Kind::check: leaves.insert(node(NodeKind::check, need.ref)); break;
            case Need::Kind::milestone: leaves.insert(node(NodeKind::action, action)); break;
            case Need::Kind::action: {
                const Leaves& below = of_action(need.ref);
                leaves.insert(below.begin(), below.end());
                break;
            }
        }
    }

    // The failing timescales and checks that a measure is made of, through definitions and other measures; else itself.
    void add_measure(Leaves& leaves, GraphId measure) {
        Leaves below;
        std::set<GraphId> met;
        descend(below, met, measure);
        if (below.empty()) leaves.insert(measure);
        leaves.insert(below.begin(), below.end());
    }
    void descend(Leaves& below, std::set<GraphId>& met, GraphId from) {
        if (!met.insert(from).second) return;
        for (GraphId id : graph_.needs(from)) {
            const model::GraphNode& next = graph_.nodes()[id];
            if (next.kind == NodeKind::timescale && fails(context_.evaluation.timescales[next.ref])) below.insert(id);
            else if (next.kind == NodeKind::check && fails(context_.evaluation.checks[next.ref])) below.insert(id);
            else if (next.kind == NodeKind::measure || next.kind == NodeKind::define) descend(below, met, id);
        }
    }

    const Context& context_;
    model::Graph graph_;
    std::map<model::ActionId, Leaves> by_action_;
    std::map<std::pair<GraphId, model::ActionId>, bool> clears_;
};

// The rule alone; its cases stand further down in the tree.
Node leaf_node(const Context& context, const model::GraphNode& leaf) {
    const ExplainOptions no_cases{0};
    Node node;
    switch (leaf.kind) {
        case NodeKind::timescale: node = timescale_node(context, leaf.ref, no_cases); break;
        case NodeKind::check: node = check_summary_node(context, leaf.ref, no_cases); break;
        case NodeKind::measure: node = measure_node(context, leaf.ref, no_cases); break;
        default: break;
    }
    node.counted.clear();
    node.left_out = 0;
    if (leaf.kind != NodeKind::action) return node;
    node.kind = "action";
    node.id = leaf.name;
    node.title = leaf.title;
    node.state = std::string(name_of(context.evaluation.actions[leaf.ref].state));
    node.sentence = context.evaluation.actions[leaf.ref].sentence;
    return node;
}

}  // namespace

std::vector<Node> root_causes(const Context& context, model::ActionId id) {
    const eval::ActionResult& result = context.evaluation.actions[id];
    if (result.rule == model::none || result.state == ActionState::achieved || result.state == ActionState::on_course) return {};
    Causes causes(context);
    const Leaves leaves = causes.of_action(id);
    // The actions on the way up, for what each cause would clear.
    std::vector<GraphId> actions;
    for (GraphId node : causes.graph().upstream(causes.node(NodeKind::action, id)))
        if (causes.graph().nodes()[node].kind == NodeKind::action && !causes.of_action(causes.graph().nodes()[node].ref).empty()) actions.push_back(node);

    std::vector<Node> nodes;
    for (GraphId leaf : leaves) {
        Node node = leaf_node(context, causes.graph().nodes()[leaf]);
        std::vector<std::string> alone, beside;
        for (GraphId action : actions) {
            const model::GraphNode& named = causes.graph().nodes()[action];
            if (causes.of_action(named.ref).count(leaf) == 0) continue;
            (causes.clears(leaf, named.ref) ? alone : beside).push_back(named.name);
        }
        if (!alone.empty()) node.counted.push_back("putting it right would clear " + joined(alone));
        if (!beside.empty()) node.counted.push_back("stands behind " + joined(beside) + " beside other causes");
        nodes.push_back(std::move(node));
    }
    return nodes;
}

}  // namespace duly::explain
