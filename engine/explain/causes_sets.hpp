// What must hold together, and what instead of each other: the smallest sets of leaves that make a formula of `all` and `any` true. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace duly::explain {

using LeafId = std::uint32_t;
using PartId = std::uint32_t;
using LeafSet = std::vector<LeafId>;        // sorted, each once

// Leaves are false until they are cleared; parts are shared, and stand after the parts that they are made of.
class Formula {
public:
    static constexpr PartId holds = 0;      // true without any leaf

    Formula();
    PartId leaf(LeafId leaf);
    PartId all(std::vector<PartId> of);     // of none: holds
    PartId any(std::vector<PartId> of);     // of none: a part that no leaf makes true; callers have none
    std::size_t leaves() const { return leaf_.size(); }

    // The parts that `top` is made of, itself last.
    std::vector<PartId> below(PartId top) const;
    LeafSet leaves_below(PartId top) const;
    // By leaf: cleared or not. `parts` are below(top).
    bool is_true(const std::vector<PartId>& parts, const std::vector<bool>& cleared) const;
    // Of a formula that is not true: leaves of which at least one must still be cleared, few of them.
    LeafSet one_of(const std::vector<PartId>& parts, const std::vector<bool>& cleared) const;

    struct Part { enum class Kind : std::uint8_t { holds, leaf, all, any } kind{}; LeafId leaf = 0; std::vector<PartId> of; };
    const Part& part(PartId id) const { return parts_[id]; }

private:
    PartId add(Part part);
    PartId join(Part::Kind kind, std::vector<PartId> of);
    std::vector<Part> parts_;
    std::vector<PartId> leaf_;              // by leaf
};

// Sets are compared by the number of their leaves, then of their cases, then by the places of their leaves in the order of names.
struct LeafWeight { std::uint64_t cases = 0; std::uint32_t place = 0; };

struct FoundSets {
    std::vector<LeafSet> sets;      // the best first; none holds another
    std::uint64_t more = 0;         // further ones, as far as they are known
    bool smallest = true;           // the first is shown to be the best of all
};

// All smallest sets of each part are kept while they are few; of a part that has more, the best one is looked for by branch and bound. `work` is
// counted in comparisons and steps: of keeping sets, and of searches, over all parts that are asked for.
struct SetLimits { std::size_t sets_of_a_part = 200, listed = 5; std::uint64_t keeping = 2'000'000, searches = 4'000'000, one_search = 400'000; };

class SetSearch {
public:
    // Keeps references. `weights` by leaf.
    SetSearch(const Formula& formula, const std::vector<LeafWeight>& weights, SetLimits limits = {});
    FoundSets of(PartId top);
    // The leaves below it of which each makes it true by itself, beside those that are `given`.
    LeafSet by_themselves(PartId top, const std::vector<bool>& given);
    void rank(std::vector<LeafSet>& sets) const;        // the best first

private:
    struct Kept { LeafSet leaves; std::uint64_t signs = 0; };        // signs: a bit of 64 for each leaf, for a quick no
    using Family = std::vector<Kept>;
    struct Score { std::size_t leaves = 0; std::uint64_t cases = 0; std::vector<std::uint32_t> places; auto operator<=>(const Score&) const = default; };

    const Family* family(PartId id);                        // null: too many
    bool keep_smallest(Family& family);                     // false: the work is used up
    Score score(const LeafSet& set) const;
    FoundSets search(PartId top);
    LeafSet thinned(const std::vector<PartId>& parts, const LeafSet& from) const;

    const Formula& formula_;
    const std::vector<LeafWeight>& weights_;
    SetLimits limits_;
    std::uint64_t work_ = 0, searched_ = 0;
    std::vector<std::optional<Family>> families_;           // by part
    std::vector<std::uint8_t> state_;                       // 0 not looked at, 1 kept, 2 too many
};

}  // namespace duly::explain
