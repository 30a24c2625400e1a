#include "engine/data/row_origins.hpp"

#include <algorithm>
#include <bit>

namespace duly::data {
namespace {

// The last of the parts, each with the row where it begins, that does not begin behind the row.
template <typename Part>
std::size_t part_of(const std::vector<Part>& parts, Row row) {
    return static_cast<std::size_t>(std::upper_bound(parts.begin(), parts.end(), row, [](Row r, const Part& part) { return r < part.begin; }) - parts.begin()) - 1;
}

std::uint64_t without_first(std::uint64_t bits, Row n) {
    for (; n > 0; --n) bits &= bits - 1;
    return bits;
}

}  // namespace

std::uint32_t RowOrigins::file(Row row) const { return files_[part_of(files_, row)].file; }

Origin RowOrigins::operator[](Row row) const {
    const auto& block = blocks_[part_of(blocks_, row)];
    if (block.line == 0) return {file(row), 0};
    return {file(row), block.line + static_cast<std::uint32_t>(std::countr_zero(without_first(block.bits, row - block.begin)))};
}

void RowOrigins::push_back(Origin origin) {
    const bool other_file = files_.empty() || files_.back().file != origin.file;
    if (other_file) files_.push_back({rows_, origin.file});
    const Row row = rows_++;
    if (!other_file && !blocks_.empty() && (origin.line == 0) == (blocks_.back().line == 0)) {
        auto& block = blocks_.back();
        if (origin.line == 0) return;
        const auto bit = std::uint64_t{origin.line} - block.line;       // a line before the block's is far above
        if (bit < 64 && block.bits >> bit == 0) {
            block.bits |= std::uint64_t{1} << bit;
            return;
        }
    }
    blocks_.push_back({row, origin.line, origin.line == 0 ? 0u : 1u});
}

void RowOrigins::append(std::uint32_t file, std::uint32_t first_line, std::span<const std::uint64_t> lines) {
    for (std::size_t word = 0; word < lines.size(); ++word) {
        if (lines[word] == 0) continue;
        if (files_.empty() || files_.back().file != file) files_.push_back({rows_, file});
        blocks_.push_back({rows_, first_line + static_cast<std::uint32_t>(64 * word), lines[word]});
        rows_ += static_cast<Row>(std::popcount(lines[word]));
    }
}

void RowOrigins::append(const RowOrigins& from, Row begin, Row end, std::size_t& near) {
    if (begin >= end) return;
    auto b = near;
    for (auto f = part_of(from.files_, begin); begin < end; ++f) {
        const Row file_end = f + 1 < from.files_.size() ? std::min(end, from.files_[f + 1].begin) : end;
        const bool other_file = files_.empty() || files_.back().file != from.files_[f].file;
        if (other_file) files_.push_back({rows_, from.files_[f].file});
        while (b + 1 < from.blocks_.size() && from.blocks_[b + 1].begin <= begin) ++b;
        for (; begin < file_end; ++b) {
            const auto& block = from.blocks_[b];
            const Row block_end = b + 1 < from.blocks_.size() ? std::min(file_end, from.blocks_[b + 1].begin) : file_end;
            auto bits = without_first(block.bits, block.line == 0 ? 0 : begin - block.begin);
            if (block.line != 0) bits &= ~without_first(bits, block_end - begin);
            // Stretches of one block go on in one.
            const bool goes_on = !other_file && !blocks_.empty() && block.line != 0 && blocks_.back().line == block.line && blocks_.back().bits < (bits & ~(bits - 1));
            if (goes_on) blocks_.back().bits |= bits;
            else blocks_.push_back({rows_, block.line, bits});
            rows_ += block_end - begin;
            begin = block_end;
        }
        near = --b;
    }
}

void RowOrigins::resize(Row rows) {
    if (rows <= rows_) return;
    push_back({});
    rows_ = rows;
}

}  // namespace duly::data
