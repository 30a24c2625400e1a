// What becomes of actions when leaves are put right, by the evaluator's own table of states. Where alternatives are not told this is asked of the
// sets themselves: an action may then stand because another is told, whichever way, and clearing more may leave it untold again, which no formula of
// leaves says.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/eval/action_state.hpp"
#include "engine/explain/causes_sets.hpp"

namespace duly::explain {

// What an action rests on. `facts` are as they stand.
struct ActionRests {
    struct Rest { std::size_t line = 0, need = 0; LeafSet leaves; model::ActionId action = model::none; };      // on leaves, or on an action
    model::ActionId action = model::none;
    eval::ActionFacts facts;
    std::vector<Rest> rests;
    std::optional<LeafId> done;         // what would record it done
};

class PutRight {
public:
    struct Limits { std::uint64_t one_search = 10'000, searches = 40'000; std::size_t listed = 5; };     // in sets that are tried

    // `of`: the last is the one that is asked for, and what one needs stands before it. `tried` counts over all searches.
    PutRight(const eval::Evaluation& evaluation, std::vector<const ActionRests*> of, std::uint64_t& tried, Limits limits);
    explicit PutRight(const eval::Evaluation& evaluation, std::vector<const ActionRests*> of, std::uint64_t& tried) : PutRight(evaluation, std::move(of), tried, Limits()) {}

    bool stands(const LeafSet& cleared);
    LeafSet leaves() const;             // of all that it may rest on
    // The smallest sets after which it stands, by trying them in the order of their size. `known`: those of the formula, for where that is too much.
    // `used` gets the leaves of all that are found.
    FoundSets smallest(const SetSearch& order, FoundSets known, LeafSet& used);

private:
    LeafSet thinned(LeafSet set);

    std::vector<const ActionRests*> of_;
    std::uint64_t& tried_;
    Limits limits_;
    std::vector<eval::ActionState> states_;     // by ActionId
};

}  // namespace duly::explain
