// From an evaluation to the leaves behind its actions, and the formula of each action over them.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "dsl/model/graph.hpp"
#include "engine/explain/causes_put_right.hpp"
#include "engine/explain/causes_sets.hpp"
#include "engine/explain/words.hpp"

namespace duly::explain {

struct CauseLeaf {
    enum class Kind : std::uint8_t { timescale, check, measure, milestone, done } kind{};
    std::uint32_t ref = model::none;            // of the rule; of a milestone and of what is not done: the action
    bool fails = false, unknown = false;        // neither: it does not hold yet
    std::vector<std::uint32_t> failing, untold; // entries of the rule's result, of a measure its items; sorted. None of a hidden value
    std::vector<std::string> standings;         // what the needs say of it, each once
};

class CauseLeaves {
public:
    explicit CauseLeaves(const Context& context);

    const Formula& formula() const { return formula_; }
    const std::vector<CauseLeaf>& leaves() const { return leaves_; }
    model::GraphId node_of(const CauseLeaf& leaf) const;
    struct Top {
        model::ActionId action = model::none;
        bool achieved = false;
        PartId part = Formula::holds;
        std::vector<model::ActionId> below;     // with itself, last; only where alternatives may not be told, which the part does not say exactly
    };
    const std::vector<Top>& tops() const { return tops_; }      // the actions that do not stand, by ActionId
    // Rules and actions that every way from a top down to its leaves passes, from above.
    std::vector<model::GraphId> through(const Top& top) const;
    const ActionRests& rests(model::ActionId action) const { return *rests_[action]; }      // of those in Top::below

private:
    // What is asked of an action: that it is achieved, or only that nothing stands against it any more.
    struct Asked { model::ActionId action = model::none; bool achieved = false; };
    struct Due { bool past = false, due_in_doubt = false, done_in_doubt = false; };
    using Edge = std::pair<model::GraphId, model::GraphId>;
    // What an action was asked for, and where that leads.
    struct Built { bool wanted = false; PartId part = Formula::holds; std::vector<Edge> edges; std::vector<model::GraphId> ends; std::vector<Asked> actions; };

    const eval::ActionResult& result(model::ActionId action) const { return context_.evaluation.actions[action]; }
    bool evaluated(model::ActionId action) const { return result(action).rule != model::none; }
    bool stands(model::ActionId action) const;
    Asked asked_of(model::ActionId action, bool achieved);      // what is past its due date must be achieved
    const Due& due(model::ActionId action);
    // The same of a needed action; nothing when it is there already.
    std::optional<Asked> below(Asked asked, const model::Need& need);
    Built& built(Asked asked) { return built_[asked.action][asked.achieved]; }

    bool must_hold(Asked asked, std::size_t line);
    bool may_be_shown(model::ActionId action);
    bool line_may_hold(model::ActionId action, std::size_t line);
    bool may_be_achieved(model::ActionId action);
    std::vector<Asked> told_as_not_yet(Asked asked, std::size_t line);
    void rest(const std::vector<model::ActionId>& order);
    ActionRests rests_of(model::ActionId action);
    void build(Asked asked);
    PartId part_of_line(Asked asked, std::size_t line);
    PartId part_of_leaves(Asked asked, std::size_t line, std::size_t need);
    const std::vector<LeafId>& leaves_of(model::ActionId action, std::size_t line, std::size_t need);
    std::vector<LeafId> leaves_of_measure(const model::Need& need, const eval::NeedResult& found);
    LeafId leaf(CauseLeaf::Kind kind, std::uint32_t ref, std::size_t line = 0, std::size_t need = 0);
    LeafId tell(LeafId leaf, eval::NeedState state, const std::string& standing, std::vector<std::uint32_t> entries = {});
    LeafId not_done(model::ActionId action);
    model::GraphId node(model::NodeKind kind, std::uint32_t ref) const { return first_[static_cast<std::size_t>(kind)] + ref; }
    model::GraphId end_of(LeafId leaf) const;

    const Context& context_;
    std::array<model::GraphId, 7> first_{};     // by NodeKind: nodes stand by kind, then by ref
    model::GraphId nodes_ = 0;
    Formula formula_;
    std::vector<CauseLeaf> leaves_;
    std::map<std::tuple<CauseLeaf::Kind, std::uint32_t, std::size_t, std::size_t>, LeafId> index_;
    std::map<std::tuple<model::ActionId, std::size_t, std::size_t>, std::vector<LeafId>> own_;
    std::vector<std::optional<Due>> due_;
    std::vector<std::optional<bool>> may_be_;
    std::vector<std::array<Built, 2>> built_;   // by action, then by what is asked
    std::vector<Top> tops_;
    std::vector<std::optional<ActionRests>> rests_;     // by action
};

}  // namespace duly::explain
