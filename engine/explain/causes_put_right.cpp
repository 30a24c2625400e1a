#include "engine/explain/causes_put_right.hpp"

#include <algorithm>
#include <iterator>

#include "engine/eval/action_log.hpp"
#include "engine/explain/causes_leaves.hpp"

namespace duly::explain {

using eval::ActionState;
using eval::NeedState;

PutRight::PutRight(const eval::Evaluation& evaluation, std::vector<const ActionRests*> of, std::uint64_t& tried, Limits limits) : of_(std::move(of)), tried_(tried), limits_(limits) {
    for (const eval::ActionResult& action : evaluation.actions) states_.push_back(action.state);
}

LeafSet PutRight::leaves() const {
    LeafSet all;
    for (const ActionRests* one : of_) {
        for (const ActionRests::Rest& rest : one->rests) all.insert(all.end(), rest.leaves.begin(), rest.leaves.end());
        if (one->done) all.push_back(*one->done);
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

bool PutRight::stands(const LeafSet& cleared) {
    ++tried_;
    const auto is_cleared = [&](LeafId leaf) { return std::binary_search(cleared.begin(), cleared.end(), leaf); };
    for (const ActionRests* one : of_) {
        eval::ActionFacts facts = one->facts;
        for (const ActionRests::Rest& rest : one->rests) {
            eval::NeedFacts& need = facts.lines[rest.line].needs[rest.need];
            if (rest.action == model::none) {
                if (std::all_of(rest.leaves.begin(), rest.leaves.end(), is_cleared)) need.state = NeedState::holds;
                continue;
            }
            const ActionState state = states_[rest.action];
            need.at_risk = state == ActionState::at_risk;
            need.state = state == ActionState::achieved                                  ? NeedState::holds
                         : state == ActionState::failing || state == ActionState::blocked ? NeedState::does_not_hold
                         : state == ActionState::unknown                                  ? NeedState::unknown
                                                                                          : NeedState::not_yet;
        }
        const bool done = one->done && is_cleared(*one->done);
        if (done) {
            facts.recorded_done = true;
            facts.done_in_doubt = facts.due_in_doubt = false;
            if (facts.lines.empty()) facts.says_done_on = true;
        }
        states_[one->action] = eval::state_of(facts);
    }
    const ActionState state = states_[of_.back()->action];
    return state == ActionState::achieved || state == ActionState::on_course;
}

// Leaves left out one after another, as long as it stands.
LeafSet PutRight::thinned(LeafSet set) {
    for (std::size_t i = set.size(); i-- > 0;) {
        LeafSet less = set;
        less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
        if (stands(less)) set = std::move(less);
    }
    return set;
}

FoundSets PutRight::smallest(const SetSearch& order, FoundSets known, LeafSet& used) {
    const LeafSet all = leaves();
    const std::uint64_t until = tried_ + std::min(limits_.one_search, limits_.searches > tried_ ? limits_.searches - tried_ : 0);
    std::vector<LeafSet> found;
    const auto has_smaller = [&](const LeafSet& set) {
        return std::any_of(found.begin(), found.end(), [&](const LeafSet& one) { return std::includes(set.begin(), set.end(), one.begin(), one.end()); });
    };
    std::size_t size = 0, of_whole_sizes = 0;
    for (; size <= all.size() && tried_ < until; ++size) {
        std::vector<std::size_t> at(size);
        for (std::size_t i = 0; i < size; ++i) at[i] = i;
        bool more = true;
        while (more && tried_ < until) {
            LeafSet set;
            for (const std::size_t i : at) set.push_back(all[i]);
            if (has_smaller(set)) ++tried_;
            else if (stands(set)) found.push_back(std::move(set));
            std::size_t i = size;
            while (i > 0 && at[i - 1] == all.size() - size + i - 1) --i;
            more = i > 0;
            if (!more) break;
            for (++at[i - 1]; i < size; ++i) at[i] = at[i - 1] + 1;
        }
        if (more) break;
        of_whole_sizes = found.size();
    }
    FoundSets sets;
    sets.smallest = size > all.size() || of_whole_sizes > 0;
    if (!sets.smallest) {
        known.sets.push_back(all);
        for (LeafSet& set : known.sets)
            if (stands(set)) {
                set = thinned(std::move(set));
                if (!has_smaller(set)) found.push_back(std::move(set));
            }
    }
    order.rank(found);
    for (const LeafSet& set : found) used.insert(used.end(), set.begin(), set.end());
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    sets.more = found.size() > limits_.listed ? found.size() - limits_.listed : 0;
    found.resize(found.size() - sets.more);
    sets.sets = std::move(found);
    return sets;
}

// Actions below those that do not stand, where some line has alternatives and something is not told.
void CauseLeaves::rest(const std::vector<model::ActionId>& order) {
    const std::vector<CauseLeaf> as_built = leaves_;
    rests_.resize(context_.rules.actions.size());
    for (Top& top : tops_) {
        std::vector<bool> met(context_.rules.actions.size(), false);
        met[top.action] = true;
        bool alternatives = false, untold = false;
        for (auto at = order.rbegin(); at != order.rend(); ++at) {
            if (!met[*at]) continue;
            top.below.push_back(*at);
            const model::Action& action = context_.rules.actions[*at];
            untold = untold || result(*at).state == ActionState::unknown;
            for (std::size_t l = 0; l < action.needs.size(); ++l) {
                alternatives = alternatives || action.needs[l].any;
                for (std::size_t n = 0; n < action.needs[l].needs.size(); ++n) {
                    const model::Need& need = action.needs[l].needs[n];
                    untold = untold || result(*at).needs[l][n].state == NeedState::unknown;
                    if (need.kind == model::Need::Kind::action && evaluated(need.ref)) met[need.ref] = true;
                }
            }
        }
        std::reverse(top.below.begin(), top.below.end());
        if (!alternatives || !untold) top.below.clear();
        for (const model::ActionId id : top.below)
            if (!rests_[id]) rests_[id] = rests_of(id);
    }
    // What only stands beside is not among the cases and words of a cause.
    std::copy(as_built.begin(), as_built.end(), leaves_.begin());
}

ActionRests CauseLeaves::rests_of(model::ActionId id) {
    const model::Action& action = context_.rules.actions[id];
    const eval::ActionResult& found = result(id);
    ActionRests rests;
    rests.action = id;
    eval::ActionFacts& facts = rests.facts;
    facts.says_done_on = action.says_done_on;
    facts.recorded_done = found.recorded_done;
    facts.past_due = due(id).past;
    facts.due_in_doubt = due(id).due_in_doubt;
    if (action.log && !found.recorded_done) facts.done_in_doubt = eval::find_in_log(context_.expressions, *action.log, action.name).in_doubt;
    for (std::size_t l = 0; l < action.needs.size(); ++l) {
        eval::LineFacts& line = facts.lines.emplace_back();
        line.any = action.needs[l].any;
        for (std::size_t n = 0; n < action.needs[l].needs.size(); ++n) {
            const model::Need& need = action.needs[l].needs[n];
            const NeedState state = found.needs[l][n].state;
            const bool of_action = need.kind == model::Need::Kind::action;
            line.needs.push_back({state, of_action, need.kind == model::Need::Kind::milestone, of_action && result(need.ref).state == ActionState::at_risk});
            if (of_action && evaluated(need.ref)) {
                rests.rests.push_back({l, n, {}, need.ref});
            } else if (state != NeedState::holds) {
                LeafSet leaves = leaves_of(id, l, n);
                std::sort(leaves.begin(), leaves.end());
                rests.rests.push_back({l, n, std::move(leaves), model::none});
            }
        }
    }
    if (!found.recorded_done && (action.says_done_on || action.needs.empty() || facts.due_in_doubt || facts.done_in_doubt)) rests.done = not_done(id);
    return rests;
}

}  // namespace duly::explain
