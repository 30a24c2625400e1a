#include "engine/explain/causes_sets.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace duly::explain {

namespace {

std::uint64_t signs_of(const LeafSet& set) {
    std::uint64_t signs = 0;
    for (const LeafId leaf : set) signs |= std::uint64_t{1} << (leaf % 64);
    return signs;
}

// The best set that has a leaf of every clause. `leaves` of a clause stand in the order in which they are tried.
class Hitting {
public:
    using Order = std::vector<LeafWeight>;
    Hitting(const Order& weights, std::uint64_t& work, std::uint64_t limit) : weights_(weights), work_(work), limit_(limit), chosen_(weights.size(), false), barred_(weights.size(), false) {}

    // False when the work is used up.
    bool solve(const std::vector<LeafSet>& clauses, LeafSet& best) {
        clauses_ = &clauses;
        found_ = false;
        set_.clear();
        const bool done = branch(0);
        best = best_;
        return done;
    }

private:
    bool hit(const LeafSet& clause) const {
        return std::any_of(clause.begin(), clause.end(), [&](LeafId leaf) { return chosen_[leaf]; });
    }

    bool better(std::uint64_t cases) const {
        if (!found_ || set_.size() != best_.size()) return !found_ || set_.size() < best_.size();
        if (cases != best_cases_) return cases < best_cases_;
        const auto places = [&](const LeafSet& set) {
            std::vector<std::uint32_t> all;
            for (const LeafId leaf : set) all.push_back(weights_[leaf].place);
            std::sort(all.begin(), all.end());
            return all;
        };
        return places(set_) < places(best_);
    }

    bool branch(std::uint64_t cases) {
        // Clauses without a leaf in common each take one: no set behind here is smaller. The one with fewest leaves left is split.
        std::size_t at_least = 0, fewest = SIZE_MAX;
        const LeafSet* next = nullptr;
        std::vector<bool> taken(weights_.size(), false);
        for (const LeafSet& clause : *clauses_) {
            work_ += clause.size();
            if (hit(clause)) continue;
            const auto open = static_cast<std::size_t>(std::count_if(clause.begin(), clause.end(), [&](LeafId leaf) { return !barred_[leaf]; }));
            if (open == 0) return true;
            if (open < fewest) { fewest = open; next = &clause; }
            if (std::any_of(clause.begin(), clause.end(), [&](LeafId leaf) { return taken[leaf]; })) continue;
            for (const LeafId leaf : clause) taken[leaf] = true;
            ++at_least;
        }
        if (work_ > limit_) return false;
        if (next == nullptr) {
            if (better(cases)) { best_ = set_; best_cases_ = cases; found_ = true; }
            return true;
        }
        if (found_ && std::tuple(set_.size() + at_least, cases) > std::tuple(best_.size(), best_cases_)) return true;
        std::vector<LeafId> tried;
        bool finished = true;
        for (const LeafId leaf : *next) {
            if (barred_[leaf]) continue;
            chosen_[leaf] = true;
            set_.push_back(leaf);
            finished = branch(cases + weights_[leaf].cases);
            set_.pop_back();
            chosen_[leaf] = false;
            if (!finished) break;
            barred_[leaf] = true;       // the branches that follow do without it
            tried.push_back(leaf);
        }
        for (const LeafId leaf : tried) barred_[leaf] = false;
        return finished;
    }

    const Order& weights_;
    std::uint64_t& work_;
    std::uint64_t limit_;
    const std::vector<LeafSet>* clauses_ = nullptr;
    std::vector<bool> chosen_, barred_;
    LeafSet set_, best_;
    std::uint64_t best_cases_ = 0;
    bool found_ = false;
};

}  // namespace

SetSearch::SetSearch(const Formula& formula, const std::vector<LeafWeight>& weights, SetLimits limits) : formula_(formula), weights_(weights), limits_(limits) {}

SetSearch::Score SetSearch::score(const LeafSet& set) const {
    Score score{set.size(), 0, {}};
    for (const LeafId leaf : set) {
        score.cases += weights_[leaf].cases;
        score.places.push_back(weights_[leaf].place);
    }
    std::sort(score.places.begin(), score.places.end());
    return score;
}

bool SetSearch::keep_smallest(Family& family) {
    std::sort(family.begin(), family.end(), [](const Kept& a, const Kept& b) { return std::tie(a.leaves) < std::tie(b.leaves); });
    std::stable_sort(family.begin(), family.end(), [](const Kept& a, const Kept& b) { return a.leaves.size() < b.leaves.size(); });
    Family kept;
    for (Kept& one : family) {
        bool needed = true;
        for (const Kept& smaller : kept) {
            ++work_;
            if ((smaller.signs & ~one.signs) != 0) continue;
            if (!std::includes(one.leaves.begin(), one.leaves.end(), smaller.leaves.begin(), smaller.leaves.end())) continue;
            needed = false;
            break;
        }
        if (work_ > limits_.keeping) return false;
        if (needed) kept.push_back(std::move(one));
    }
    family = std::move(kept);
    return true;
}

const SetSearch::Family* SetSearch::family(PartId top) {
    if (families_.size() <= top) {
        families_.resize(top + 1);
        state_.resize(top + 1, 0);
    }
    if (state_[top] == 0) {
        for (const PartId id : formula_.below(top)) {
            if (state_[id] != 0) continue;
            const Formula::Part& part = formula_.part(id);
            Family family;
            bool kept = std::all_of(part.of.begin(), part.of.end(), [&](PartId of) { return state_[of] == 1; });
            if (part.kind == Formula::Part::Kind::leaf) family.push_back({{part.leaf}, signs_of({part.leaf})});
            else if (part.kind != Formula::Part::Kind::any) family.push_back({});
            std::vector<PartId> of = part.of;
            if (kept) std::stable_sort(of.begin(), of.end(), [&](PartId a, PartId b) { return families_[a]->size() < families_[b]->size(); });
            for (std::size_t i = 0; kept && i < of.size(); ++i) {
                const Family& next = *families_[of[i]];
                if (part.kind == Formula::Part::Kind::any) {
                    family.insert(family.end(), next.begin(), next.end());
                } else {
                    Family both;
                    for (const Kept& a : family)
                        for (const Kept& b : next) {
                            Kept& one = both.emplace_back();
                            std::set_union(a.leaves.begin(), a.leaves.end(), b.leaves.begin(), b.leaves.end(), std::back_inserter(one.leaves));
                            one.signs = a.signs | b.signs;
                            work_ += one.leaves.size() / 8 + 1;
                        }
                    family = std::move(both);
                }
                kept = (family.size() == 1 || keep_smallest(family)) && family.size() <= limits_.sets_of_a_part && work_ <= limits_.keeping;
            }
            state_[id] = kept ? 1 : 2;
            if (kept) families_[id] = std::move(family);
        }
    }
    return state_[top] == 1 ? &*families_[top] : nullptr;
}

// Leaves left out one after another, those with most cases first, as long as the rest suffices.
LeafSet SetSearch::thinned(const std::vector<PartId>& parts, const LeafSet& from) const {
    std::vector<bool> cleared(weights_.size(), false);
    for (const LeafId leaf : from) cleared[leaf] = true;
    LeafSet order = from;
    std::sort(order.begin(), order.end(), [&](LeafId a, LeafId b) {
        return std::tuple(weights_[b].cases, weights_[b].place) < std::tuple(weights_[a].cases, weights_[a].place);
    });
    for (const LeafId leaf : order) {
        cleared[leaf] = false;
        if (!formula_.is_true(parts, cleared)) cleared[leaf] = true;
    }
    LeafSet kept;
    for (const LeafId leaf : from)
        if (cleared[leaf]) kept.push_back(leaf);
    return kept;
}

// Clauses are sets of leaves of which one at least must be cleared: the best set that meets those known is tried; where it does not suffice, it
// shows another clause. The first that suffices is the best of all, as no set meets all clauses with less.
FoundSets SetSearch::search(PartId top) {
    const std::vector<PartId> parts = formula_.below(top);
    const LeafSet leaves = formula_.leaves_below(top);
    FoundSets found{{}, 0, false};
    const std::uint64_t until = std::min(limits_.one_search, limits_.searches > searched_ ? limits_.searches - searched_ : 0);
    std::uint64_t work = 0;
    Hitting hitting(weights_, work, until);
    std::vector<LeafSet> clauses;
    LeafSet best;
    while (work <= until && hitting.solve(clauses, best)) {
        std::vector<bool> cleared(weights_.size(), false);
        for (const LeafId leaf : best) cleared[leaf] = true;
        if (formula_.is_true(parts, cleared)) {
            std::sort(best.begin(), best.end());
            found.sets = {best};
            found.smallest = true;
            break;
        }
        LeafSet clause = formula_.one_of(parts, cleared);
        work += parts.size() / 8 + 1;
        clauses.push_back(std::move(clause));
    }
    searched_ += work;
    if (found.sets.empty()) found.sets.push_back(thinned(parts, leaves));
    return found;
}

FoundSets SetSearch::of(PartId top) {
    const Family* all = family(top);
    if (all == nullptr) return search(top);
    std::vector<std::pair<Score, const LeafSet*>> ranked;
    for (const Kept& one : *all) ranked.emplace_back(score(one.leaves), &one.leaves);
    const std::size_t listed = std::min(ranked.size(), limits_.listed);
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(listed), ranked.end());
    FoundSets found;
    for (std::size_t i = 0; i < listed; ++i) found.sets.push_back(*ranked[i].second);
    found.more = ranked.size() - listed;
    return found;
}

void SetSearch::rank(std::vector<LeafSet>& sets) const {
    std::sort(sets.begin(), sets.end(), [&](const LeafSet& a, const LeafSet& b) { return score(a) < score(b); });
}

LeafSet SetSearch::by_themselves(PartId top, const std::vector<bool>& given) {
    const std::vector<PartId> parts = formula_.below(top);
    std::vector<bool> cleared = given;
    if (formula_.is_true(parts, cleared)) return formula_.leaves_below(top);
    LeafSet enough;
    for (const LeafId leaf : formula_.one_of(parts, given)) {
        cleared[leaf] = true;
        if (formula_.is_true(parts, cleared)) enough.push_back(leaf);
        cleared[leaf] = false;
    }
    return enough;
}

}  // namespace duly::explain
