#include <algorithm>

#include "engine/explain/causes_sets.hpp"

namespace duly::explain {

Formula::Formula() { parts_.push_back({Part::Kind::holds, 0, {}}); }

PartId Formula::add(Part part) {
    parts_.push_back(std::move(part));
    return static_cast<PartId>(parts_.size() - 1);
}

PartId Formula::leaf(LeafId leaf) {
    if (leaf >= leaf_.size()) leaf_.resize(leaf + 1, holds);
    if (leaf_[leaf] == holds) leaf_[leaf] = add({Part::Kind::leaf, leaf, {}});
    return leaf_[leaf];
}

PartId Formula::join(Part::Kind kind, std::vector<PartId> of) {
    std::sort(of.begin(), of.end());
    of.erase(std::unique(of.begin(), of.end()), of.end());
    if (of.size() == 1) return of.front();
    return add({kind, 0, std::move(of)});
}

PartId Formula::all(std::vector<PartId> of) {
    of.erase(std::remove(of.begin(), of.end(), holds), of.end());
    return of.empty() ? holds : join(Part::Kind::all, std::move(of));
}

PartId Formula::any(std::vector<PartId> of) {
    if (std::find(of.begin(), of.end(), holds) != of.end()) return holds;
    return join(Part::Kind::any, std::move(of));
}

std::vector<PartId> Formula::below(PartId top) const {
    std::vector<bool> met(top + 1, false);
    met[top] = true;
    for (PartId id = top + 1; id-- > 0;)
        if (met[id])
            for (const PartId of : parts_[id].of) met[of] = true;
    std::vector<PartId> parts;
    for (PartId id = 0; id <= top; ++id)
        if (met[id]) parts.push_back(id);
    return parts;
}

LeafSet Formula::leaves_below(PartId top) const {
    LeafSet leaves;
    for (const PartId id : below(top))
        if (parts_[id].kind == Part::Kind::leaf) leaves.push_back(parts_[id].leaf);
    std::sort(leaves.begin(), leaves.end());
    return leaves;
}

bool Formula::is_true(const std::vector<PartId>& parts, const std::vector<bool>& cleared) const {
    std::vector<bool> truth(parts.back() + 1, false);
    for (const PartId id : parts) {
        const Part& part = parts_[id];
        const auto is = [&](PartId of) { return truth[of]; };
        switch (part.kind) {
            case Part::Kind::holds: truth[id] = true; break;
            case Part::Kind::leaf: truth[id] = cleared[part.leaf]; break;
            case Part::Kind::all: truth[id] = std::all_of(part.of.begin(), part.of.end(), is); break;
            case Part::Kind::any: truth[id] = std::any_of(part.of.begin(), part.of.end(), is); break;
        }
    }
    return truth[parts.back()];
}

// From below, how few leaves keep a part from being true: of `all` those of one part are enough, of `any` it takes those of each.
LeafSet Formula::one_of(const std::vector<PartId>& parts, const std::vector<bool>& cleared) const {
    std::vector<std::uint32_t> few(parts.back() + 1, 0);     // 0: it is true
    for (const PartId id : parts) {
        const Part& part = parts_[id];
        if (part.kind == Part::Kind::leaf) few[id] = cleared[part.leaf] ? 0 : 1;
        for (const PartId of : part.of) {
            if (part.kind == Part::Kind::all && few[of] != 0) few[id] = few[id] == 0 ? few[of] : std::min(few[id], few[of]);
            if (part.kind == Part::Kind::any) few[id] = std::min<std::uint32_t>(few[id] + few[of], 1u << 30);
        }
        if (part.kind == Part::Kind::any && std::any_of(part.of.begin(), part.of.end(), [&](PartId of) { return few[of] == 0; })) few[id] = 0;
    }
    std::vector<bool> taken(parts.back() + 1, false);
    taken[parts.back()] = true;
    LeafSet leaves;
    for (auto id = parts.rbegin(); id != parts.rend(); ++id) {
        if (!taken[*id]) continue;
        const Part& part = parts_[*id];
        if (part.kind == Part::Kind::leaf) leaves.push_back(part.leaf);
        for (const PartId of : part.of) {
            if (part.kind == Part::Kind::all && few[of] != few[*id]) continue;
            taken[of] = true;
            if (part.kind == Part::Kind::all) break;
        }
    }
    std::sort(leaves.begin(), leaves.end());
    return leaves;
}

}  // namespace duly::explain
