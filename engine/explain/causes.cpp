#include "engine/explain/causes.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "engine/explain/causes_words.hpp"

namespace duly::explain {

namespace {

using Kind = CauseLeaf::Kind;

const std::string& name_of(const model::RuleSet& rules, const CauseLeaf& leaf) {
    switch (leaf.kind) {
        case Kind::timescale: return rules.timescales[leaf.ref].name;
        case Kind::check: return rules.checks[leaf.ref].name;
        case Kind::measure: return rules.measures[leaf.ref].name;
        case Kind::milestone:
        case Kind::done: break;
    }
    return rules.actions[leaf.ref].name;
}

std::uint64_t cases_of(const CauseLeaf& leaf) { return leaf.fails ? leaf.failing.size() : leaf.untold.size(); }

// What has no cases of its own is one thing to be done.
std::vector<LeafWeight> weights_of(const model::RuleSet& rules, const std::vector<CauseLeaf>& leaves) {
    std::vector<LeafId> by_name(leaves.size());
    std::iota(by_name.begin(), by_name.end(), LeafId{0});
    std::sort(by_name.begin(), by_name.end(), [&](LeafId a, LeafId b) {
        return std::tuple(name_of(rules, leaves[a]), leaves[a].kind, a) < std::tuple(name_of(rules, leaves[b]), leaves[b].kind, b);
    });
    std::vector<LeafWeight> weights(leaves.size());
    for (std::uint32_t place = 0; place < by_name.size(); ++place)
        weights[by_name[place]] = {std::max<std::uint64_t>(1, cases_of(leaves[by_name[place]])), place};
    return weights;
}

}  // namespace

Causes find_causes(const Context& context) {
    const CauseLeaves found(context);
    const std::vector<CauseLeaf>& leaves = found.leaves();
    const std::vector<LeafWeight> weights = weights_of(context.rules, leaves);
    SetSearch search(found.formula(), weights);
    std::vector<bool> none_given(leaves.size(), false), done_given(leaves.size(), false);
    LeafSet done_leaves;
    for (LeafId leaf = 0; leaf < leaves.size(); ++leaf) {
        done_given[leaf] = leaves[leaf].kind == Kind::done;
        if (done_given[leaf]) done_leaves.push_back(leaf);
    }
    std::uint64_t tried = 0;

    std::vector<Cause> by_leaf(leaves.size());
    struct Above { ActionCauses action; LeafSet leaves; FoundSets sets; };
    std::vector<Above> above;
    for (const CauseLeaves::Top& top : found.tops()) {
        Above& one = above.emplace_back();
        one.action.action = top.action;
        one.action.through = found.through(top);
        one.leaves = found.formula().leaves_below(top.part);
        one.sets = search.of(top.part);
        LeafSet by_themselves = search.by_themselves(top.part, none_given), beside_done = search.by_themselves(top.part, done_given);
        if (!top.below.empty()) {
            std::vector<const ActionRests*> below;
            for (const model::ActionId action : top.below) below.push_back(&found.rests(action));
            PutRight put_right(context.evaluation, std::move(below), tried);
            const LeafSet may = put_right.leaves();     // the formula puts the action itself where it knows no other leaf
            std::erase_if(one.leaves, [&](LeafId leaf) { return !std::binary_search(may.begin(), may.end(), leaf); });
            one.sets = put_right.smallest(search, std::move(one.sets), one.leaves);
            by_themselves.clear();
            beside_done.clear();
            for (const LeafId leaf : one.leaves) {
                if (put_right.stands({leaf})) by_themselves.push_back(leaf);
                LeafSet with_done = done_leaves;
                with_done.insert(std::upper_bound(with_done.begin(), with_done.end(), leaf), leaf);
                if (put_right.stands(with_done)) beside_done.push_back(leaf);
            }
        }
        for (const LeafId leaf : one.leaves) {
            const bool alone = std::binary_search(by_themselves.begin(), by_themselves.end(), leaf);
            const bool once_done = !alone && std::binary_search(beside_done.begin(), beside_done.end(), leaf);
            (alone ? by_leaf[leaf].clears : once_done ? by_leaf[leaf].once_done : by_leaf[leaf].beside).push_back(top.action);
        }
    }

    // Leaves of needed actions that no action needs any more, since an alternative to them holds, are behind nothing.
    std::vector<LeafId> ranked;
    for (LeafId leaf = 0; leaf < leaves.size(); ++leaf)
        if (const Cause& cause = by_leaf[leaf]; !cause.clears.empty() || !cause.once_done.empty() || !cause.beside.empty()) ranked.push_back(leaf);
    const auto rank = [&](LeafId leaf) {
        const Cause& cause = by_leaf[leaf];
        const auto most = [](std::size_t n) { return -static_cast<std::int64_t>(n); };
        return std::tuple(most(cause.clears.size() + cause.once_done.size()), most(cause.clears.size()), most(cause.beside.size()), weights[leaf].cases, weights[leaf].place);
    };
    std::sort(ranked.begin(), ranked.end(), [&](LeafId a, LeafId b) { return rank(a) < rank(b); });

    Causes causes;
    std::vector<std::size_t> at(leaves.size(), 0);
    for (const LeafId leaf : ranked) {
        at[leaf] = causes.causes.size();
        Cause& cause = causes.causes.emplace_back(std::move(by_leaf[leaf]));
        cause.node = found.node_of(leaves[leaf]);
        cause.id = name_of(context.rules, leaves[leaf]);
        cause.cases = cases_of(leaves[leaf]);
        describe(context, leaves[leaf], cause);
    }
    const auto places = [&](const LeafSet& set) {
        std::vector<std::size_t> indices;
        for (const LeafId leaf : set) indices.push_back(at[leaf]);
        std::sort(indices.begin(), indices.end());
        return indices;
    };
    for (Above& one : above) {
        one.action.causes = places(one.leaves);
        for (const LeafSet& set : one.sets.sets) one.action.cheapest.push_back(places(set));
        one.action.more = one.sets.more;
        one.action.smallest = one.sets.smallest;
        causes.actions.push_back(std::move(one.action));
    }
    return causes;
}

}  // namespace duly::explain
