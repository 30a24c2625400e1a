// Smallest sets of formulas of `all` and `any`, against every subset tried in turn.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/explain/causes_sets.hpp"

namespace {

using namespace duly::explain;

std::vector<LeafWeight> alike(std::size_t leaves) {
    std::vector<LeafWeight> weights;
    for (std::uint32_t i = 0; i < leaves; ++i) weights.push_back({1, i});
    return weights;
}

TEST(SmallestSets, AllAndAny) {
    Formula formula;
    const PartId a = formula.leaf(0), b = formula.leaf(1), c = formula.leaf(2);
    const PartId top = formula.all({a, formula.any({b, formula.all({a, c})})});
    const std::vector<LeafWeight> weights = alike(3);
    const FoundSets found = SetSearch(formula, weights).of(top);
    EXPECT_EQ(found.sets, (std::vector<LeafSet>{{0, 1}, {0, 2}}));
    EXPECT_TRUE(found.smallest);
    EXPECT_EQ(found.more, 0u);
}

TEST(SmallestSets, ASharedLeafIsTakenOnceAndAbsorbs) {
    Formula formula;
    const PartId a = formula.leaf(0), b = formula.leaf(1), c = formula.leaf(2);
    const PartId top = formula.all({formula.any({a, b}), formula.any({a, c})});
    const std::vector<LeafWeight> weights = alike(3);
    SetSearch search(formula, weights);
    EXPECT_EQ(search.of(top).sets, (std::vector<LeafSet>{{0}, {1, 2}}));
    const std::vector<bool> nothing(3, false), with_c{false, false, true};
    EXPECT_EQ(search.by_themselves(top, nothing), LeafSet{0});
    EXPECT_EQ(search.by_themselves(top, with_c), (LeafSet{0, 1}));
}

TEST(SmallestSets, OfSetsOfOneSizeTheFewestCasesThenTheNames) {
    Formula formula;
    const PartId top = formula.any({formula.leaf(0), formula.leaf(1), formula.leaf(2), formula.leaf(3)});
    const std::vector<LeafWeight> weights{{5, 0}, {2, 3}, {9, 1}, {2, 2}};
    EXPECT_EQ(SetSearch(formula, weights).of(top).sets, (std::vector<LeafSet>{{3}, {1}, {0}, {2}}));
}

TEST(SmallestSets, WhatHoldsNeedsNothing) {
    Formula formula;
    EXPECT_EQ(formula.all({}), Formula::holds);
    EXPECT_EQ(formula.any({formula.leaf(0), Formula::holds}), Formula::holds);
    const std::vector<LeafWeight> weights = alike(1);
    EXPECT_EQ(SetSearch(formula, weights).of(Formula::holds).sets, std::vector<LeafSet>{{}});
}

// A formula of shared parts; the last is the top.
PartId random_formula(std::mt19937& random, Formula& formula, std::uint32_t leaves, std::size_t parts) {
    std::vector<PartId> all;
    for (LeafId leaf = 0; leaf < leaves; ++leaf) all.push_back(formula.leaf(leaf));
    for (std::size_t i = 0; i < parts; ++i) {
        std::vector<PartId> of;
        for (std::size_t n = 2 + random() % 3; n > 0; --n) of.push_back(all[random() % all.size()]);
        all.push_back(random() % 2 ? formula.all(of) : formula.any(of));
    }
    std::vector<PartId> last(all.end() - 3, all.end());
    return formula.all(last);
}

using Ranked = std::vector<std::tuple<std::size_t, std::uint64_t, std::vector<std::uint32_t>, LeafSet>>;
Ranked every_subset(const Formula& formula, PartId top, const std::vector<LeafWeight>& weights) {
    const std::vector<PartId> parts = formula.below(top);
    std::vector<std::uint32_t> found;
    for (std::uint32_t size = 0; size <= weights.size(); ++size)
        for (std::uint32_t subset = 0; subset < 1u << weights.size(); ++subset) {
            if (static_cast<std::uint32_t>(__builtin_popcount(subset)) != size) continue;
            if (std::any_of(found.begin(), found.end(), [&](std::uint32_t other) { return (other & subset) == other; })) continue;
            std::vector<bool> cleared;
            for (std::size_t i = 0; i < weights.size(); ++i) cleared.push_back(subset >> i & 1);
            if (formula.is_true(parts, cleared)) found.push_back(subset);
        }
    Ranked ranked;
    for (const std::uint32_t subset : found) {
        auto& [size, cases, places, set] = ranked.emplace_back();
        for (std::uint32_t i = 0; i < weights.size(); ++i)
            if (subset >> i & 1) {
                cases += weights[i].cases;
                places.push_back(weights[i].place);
                set.push_back(i);
            }
        size = set.size();
        std::sort(places.begin(), places.end());
    }
    std::sort(ranked.begin(), ranked.end());
    return ranked;
}

// Once with all sets kept, once with the search that looks for the best alone.
TEST(SmallestSets, RandomFormulasAsEverySubsetHasThem) {
    std::mt19937 random(5);
    for (int round = 0; round < 400; ++round) {
        Formula formula;
        const std::uint32_t leaves = 2 + random() % 8;
        const PartId top = random_formula(random, formula, leaves, 3 + random() % 10);
        std::vector<LeafWeight> weights = alike(leaves);
        for (LeafWeight& weight : weights) weight.cases = 1 + random() % 4;
        const Ranked expected = every_subset(formula, top, weights);
        const FoundSets found = SetSearch(formula, weights).of(top);
        ASSERT_EQ(found.sets.size() + found.more, expected.size()) << "round " << round;
        for (std::size_t i = 0; i < found.sets.size(); ++i) ASSERT_EQ(found.sets[i], std::get<3>(expected[i])) << "round " << round;
        const FoundSets best = SetSearch(formula, weights, {.sets_of_a_part = 0}).of(top);
        ASSERT_TRUE(best.smallest) << "round " << round;
        ASSERT_EQ(best.sets, std::vector<LeafSet>{std::get<3>(expected.front())}) << "round " << round;
        std::vector<bool> given(leaves, false);
        for (std::uint32_t i = 0; i < leaves; ++i) given[i] = random() % 3 == 0;
        LeafSet enough;
        for (const LeafId leaf : formula.leaves_below(top)) {
            std::vector<bool> cleared = given;
            cleared[leaf] = true;
            if (formula.is_true(formula.below(top), cleared)) enough.push_back(leaf);
        }
        ASSERT_EQ(SetSearch(formula, weights).by_themselves(top, given), enough) << "round " << round;
    }
}

// Two to the power of thirty sets: the best is found all the same, and proved.
TEST(SmallestSets, ManyAlternatives) {
    Formula formula;
    std::vector<PartId> lines;
    for (LeafId line = 0; line < 30; ++line) lines.push_back(formula.any({formula.leaf(2 * line), formula.leaf(2 * line + 1), formula.leaf(60)}));
    lines.push_back(formula.any({formula.leaf(61), formula.leaf(62)}));
    const PartId top = formula.all(lines);
    const std::vector<LeafWeight> weights = alike(63);
    const FoundSets found = SetSearch(formula, weights).of(top);
    EXPECT_TRUE(found.smallest);
    EXPECT_EQ(found.sets, (std::vector<LeafSet>{{60, 61}}));
}

// A search that is cut off still gives a set that clears, none of whose leaves can be left out, and says so.
TEST(SmallestSets, CutOff) {
    Formula formula;
    std::mt19937 random(7);
    std::vector<PartId> lines;
    for (int line = 0; line < 200; ++line) {
        std::vector<PartId> of;
        for (int n = 0; n < 4; ++n) of.push_back(formula.leaf(random() % 60));
        lines.push_back(formula.any(of));
    }
    const PartId top = formula.all(lines);
    const std::vector<LeafWeight> weights = alike(60);
    const FoundSets found = SetSearch(formula, weights, {.keeping = 2000, .one_search = 5000}).of(top);
    EXPECT_FALSE(found.smallest);
    ASSERT_EQ(found.sets.size(), 1u);
    const std::vector<PartId> parts = formula.below(top);
    std::vector<bool> cleared(60, false);
    for (const LeafId leaf : found.sets.front()) cleared[leaf] = true;
    EXPECT_TRUE(formula.is_true(parts, cleared));
    for (const LeafId leaf : found.sets.front()) {
        cleared[leaf] = false;
        EXPECT_FALSE(formula.is_true(parts, cleared));
        cleared[leaf] = true;
    }
}

}  // namespace
