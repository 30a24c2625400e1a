#include "engine/data/parent_rows.hpp"

#include "engine/data/dataset.hpp"

namespace duly::data {

void ParentRows::fold(const Children& children) {
    folded_ = std::make_unique<Folded>();
    folded_->children = &children;
    folded_->size = rows_.size();
    std::vector<Row>().swap(rows_);
}

const std::vector<Row>& ParentRows::Folded::make() {
    const std::lock_guard lock(guard);
    if (made.load(std::memory_order_relaxed)) return again;
    again.resize(size);
    for (Row parent = 0; parent + std::size_t{1} < children->offsets.size(); ++parent)
        for (const Row row : children->of(parent)) again[row] = parent;
    made.store(true, std::memory_order_release);
    return again;
}

}  // namespace duly::data
