// Which of the rows that are read together each block of a feed takes, in bits.
#pragma once

#include <bit>
#include <span>
#include <vector>

#include "engine/data/cell_texts.hpp"
#include "engine/data/memory.hpp"
#include "engine/data/usual_cells.hpp"

namespace duly::data {

class RowFilters {
public:
    RowFilters(const FilePlan& plan, const CellTexts& texts, const UsualCells& usual) : plan_(plan), texts_(texts), usual_(usual), taken_(plan.blocks.size()) {
        for (std::size_t b = 0; b < plan.blocks.size(); ++b)
            for (const auto& filter : plan.blocks[b].filters) add(b, filter);
    }

    // Of `count` rows; `cells_of` gives all cells of one of them.
    template <typename Rows, typename CellsOf>
    void find(const Rows& rows, std::size_t count, CellsOf cells_of) {
        count_ = count;
        all_.assign(words(), ~std::uint64_t{0});
        if (count % 64) all_.back() = (std::uint64_t{1} << count % 64) - 1;
        for (std::size_t b = 0; b < taken_.size(); ++b)
            if (!plan_.blocks[b].filters.empty()) taken_[b] = all_;
        for (auto& group : groups_) {
            const bool simple = group.columns.size() == 1;
            const auto text_of = [&](std::size_t row) { return simple ? cell_of(rows.column(group.columns[0])[row]) : texts_.text_of(group.columns, cells_of(row)); };
            if (!group.by_text.empty()) by_text(group, text_of);
            if (group.by_blank.empty()) continue;
            blank_.assign(words(), 0);
            for (std::size_t word = 0; word < words(); ++word)
                if (!Rows::wide || !simple || plan_.markers->blank_days() || !blank_quickly(rows.column(group.columns[0]), word))
                    for (std::size_t row = 64 * word; row < end_of(word); ++row) blank_[word] |= std::uint64_t{texts_.is_blank(text_of(row))} << row % 64;
            for (const auto& [b, filter] : group.by_blank)
                for (std::size_t word = 0; word < words(); ++word) taken_[b][word] &= filter->kind == Kind::blank ? blank_[word] : ~blank_[word];
        }
    }

    // A bit for each row.
    std::span<const std::uint64_t> taken(std::size_t block) const { return plan_.blocks[block].filters.empty() ? all_ : taken_[block]; }
    // How many of the rows before `row` the block takes.
    Row before(std::size_t block, std::size_t row) const {
        const auto bits = taken(block);
        Row count = 0;
        for (std::size_t word = 0; word < row / 64; ++word) count += static_cast<Row>(std::popcount(bits[word]));
        return row % 64 ? count + static_cast<Row>(std::popcount(bits[row / 64] << (64 - row % 64))) : count;
    }
    bool takes(std::size_t block, std::size_t row) const { return (taken(block)[row / 64] >> row % 64 & 1) != 0; }
    // Their numbers; null where it takes all.
    const std::uint32_t* list(std::size_t block, std::vector<std::uint32_t>& rows) const {
        const auto bits = taken(block);
        if (std::equal(bits.begin(), bits.end(), all_.begin())) {
            rows.clear();
            return nullptr;
        }
        rows.resize(count_);
        std::size_t size = 0;
        for (std::size_t word = 0; word < bits.size(); ++word) {
            const auto first = static_cast<std::uint32_t>(64 * word);
            if (bits[word] == ~std::uint64_t{0}) {
                for (std::uint32_t row = 0; row < 64; ++row) rows[size + row] = first + row;
                size += 64;
                continue;
            }
            for (auto left = bits[word]; left != 0; left &= left - 1) rows[size++] = first + static_cast<std::uint32_t>(std::countr_zero(left));
        }
        rows.resize(size);
        return rows.data();
    }

private:
    using Kind = model::RowFilter::Kind;
    // The filters on one column, or on several joined by `or`, with their blocks; 64 by text at most.
    struct Group {
        Columns columns;
        std::vector<std::pair<std::size_t, const model::RowFilter*>> by_text, by_blank;
        Memory memory;
    };

    const FilePlan& plan_;
    const CellTexts& texts_;
    const UsualCells& usual_;
    std::vector<Group> groups_;
    std::size_t count_ = 0;
    std::vector<std::vector<std::uint64_t>> taken_;     // by block, where it has filters
    std::vector<std::uint64_t> all_, blank_, left_out_;

    std::size_t words() const { return (count_ + 63) / 64; }
    std::size_t end_of(std::size_t word) const { return std::min(count_, 64 * word + 64); }

    void add(std::size_t b, const FilterPlan& plan) {
        auto at = std::find_if(groups_.begin(), groups_.end(), [&](const Group& group) { return group.columns == plan.columns && group.by_text.size() < 64; });
        if (at == groups_.end()) {
            groups_.emplace_back().columns = plan.columns;
            at = groups_.end() - 1;
        }
        const bool blank = plan.filter->kind == Kind::blank || plan.filter->kind == Kind::not_blank;
        (blank ? at->by_blank : at->by_text).emplace_back(b, plan.filter);
    }

    template <typename TextOf>
    void by_text(Group& group, TextOf text_of) {
        left_out_.resize(count_);       // by row: which of the filters leave it out
        for (std::size_t row = 0; row < count_; ++row) {
            const auto text = text_of(row);
            bool fresh;
            auto& known = group.memory.at(text, fresh);
            if (fresh)
                for (std::size_t i = 0; i < group.by_text.size(); ++i)
                    if (!texts_.decide(*group.by_text[i].second, text)) known.value |= std::uint64_t{1} << i;
            left_out_[row] = known.value;
        }
        for (std::size_t i = 0; i < group.by_text.size(); ++i) {
            auto& taken = taken_[group.by_text[i].first];
            for (std::size_t word = 0; word < words(); ++word) {
                std::uint64_t bits = 0;
                for (std::size_t row = 64 * word; row < end_of(word); ++row) bits |= (left_out_[row] >> i & 1) << row % 64;
                taken[word] &= ~bits;
            }
        }
    }

    // By their first letters alone. False where some need a closer look.
    bool blank_quickly(const MarkedRows::Column& column, std::size_t word) {
        const char mark = column.text[column.begins[1] - 1];
        std::uint64_t blank = 0, plain = 0;
        const auto first = 64 * word, rows = end_of(word) - first;
        const auto* begin = column.begins + first * column.width;
        for (std::size_t row = 0; row < rows; ++row, begin += column.width) {
            const char letter = column.text[*begin];
            blank |= std::uint64_t{letter == mark} << row;
            plain |= std::uint64_t{usual_.begins_plain(letter)} << row;
        }
        // A cell of this column holds no mark, so one that begins with it is empty.
        if ((blank | plain) != ~std::uint64_t{0} >> (64 - rows)) return false;
        blank_[word] = blank;
        return true;
    }
    bool blank_quickly(const CutRows::Column&, std::size_t) { return false; }
};

}  // namespace duly::data
