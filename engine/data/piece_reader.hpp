// Rows of a chunk into the columns of its piece, some hundred at once: each column is read by a loop that knows its type.
#pragma once

#include <algorithm>
#include <bit>

#include "engine/data/cell_texts.hpp"
#include "engine/data/odd_cells.hpp"
#include "engine/data/row_filters.hpp"
#include "engine/data/text.hpp"
#include "engine/data/usual_cells.hpp"

namespace duly::data {

class PieceReader {
public:
    using MappingKind = model::MappingKind;
    using Type = model::Type;

    PieceReader(const model::RuleSet& rules, const FilePlan& plan, Piece& piece, std::string_view text, std::size_t rows_expected)
        : rules_(rules), plan_(plan), piece_(piece), odd_(rules, plan, piece), usual_(*plan.markers, text), filters_(plan, odd_.texts(), usual_), width_(plan.headers.texts.size()) {
        piece.blocks.resize(plan.blocks.size());
        for (std::size_t b = 0; b < plan.blocks.size(); ++b) {
            begin_block(b, plan.blocks[b].filters.empty() ? rows_expected : rows_expected / 2);
            ways_.push_back(ways_of(b));
        }
    }

    // Reads rows, of which the first stands on line `line` and each other on the next.
    template <typename Rows>
    void read(const Rows& rows, std::size_t count, std::uint32_t line) {
        count_ = count;
        first_line_ = line;
        read(rows);
    }
    // Reads rows that stand on these lines.
    void read(const CutRows& rows, std::vector<std::uint32_t>& lines) {
        lines_.swap(lines);
        lines.clear();
        count_ = lines_.size();
        if (count_ > 0) read(rows);
        lines_.clear();
    }
    const CellTexts& texts() const { return odd_.texts(); }
    Cells cells_of(const CutRows& rows, std::size_t row) const { return {rows.cells + row * width_, width_}; }
    Cells cells_of(const MarkedRows& rows, std::size_t row) {
        row_.resize(width_);
        for (std::size_t c = 0; c < width_; ++c) row_[c] = rows.column(c)[row];
        return row_;
    }

private:
    struct OddCell { std::uint32_t row, block, field; };    // row: of those that are read

    const model::RuleSet& rules_;
    const FilePlan& plan_;
    Piece& piece_;
    OddCells odd_;
    UsualCells usual_;
    RowFilters filters_;
    std::size_t width_;
    std::vector<std::vector<Way>> ways_;        // by block and field

    // Of the rows that are read:
    std::size_t count_ = 0;
    std::uint32_t first_line_ = 0;
    std::vector<std::uint32_t> lines_;          // empty: one behind the other from the first
    std::vector<std::uint64_t> used_;           // bits: some block takes it
    std::vector<Row> begins_;                   // by block: the row of the piece where what it takes begins
    std::vector<std::uint32_t> taken_;          // rows that the block takes, where these are not all
    std::vector<OddCell> unread_, by_row_;
    std::vector<std::uint32_t> places_;
    std::vector<std::string_view> row_;

    std::uint32_t line_of(std::size_t row) const { return lines_.empty() ? first_line_ + static_cast<std::uint32_t>(row) : lines_[row]; }
    // The row of the piece, or no_row where the block does not take it.
    Row made(std::size_t b, std::size_t row) const { return filters_.takes(b, row) ? begins_[b] + filters_.before(b, row) : no_row; }

    template <typename Rows>
    void read(const Rows& cells) {
        filters_.find(cells, count_, [&](std::size_t row) { return cells_of(cells, row); });
        used_.assign((count_ + 63) / 64, 0);
        begins_.clear();
        unread_.clear();
        for (std::size_t b = 0; b < plan_.blocks.size(); ++b) read_block(b, cells);
        read_odd_cells(cells);
        for (std::size_t b = 0; b < plan_.blocks.size(); ++b)
            if (piece_.blocks[b].keys_rise) check_rise(b);
        for (const auto bits : used_) piece_.rows_used += static_cast<std::uint64_t>(std::popcount(bits));
    }

    void begin_block(std::size_t b, std::size_t expected) {
        const auto& block = plan_.blocks[b];
        auto& out = piece_.blocks[b];
        const auto& record = rules_.records[block.block->record];
        out.columns.resize(block.fields.size());
        out.lines.clear();
        for (std::size_t f = 0; f < block.fields.size(); ++f) {
            auto& column = out.columns[f];
            empty(column);
            column.type = record.fields[block.fields[f].field].type;
            column.state.reserve(expected);
            if (column.type == Type::text) column.text.reserve(expected);
            else if (column.type == Type::date) column.day.reserve(expected);
            else if (column.type == Type::yes_no || column.type == Type::choice) column.code.reserve(expected);
            else column.number.reserve(expected);
            if (block.fields[f].field == record.key) out.keys_rise = column.type == Type::text || column.type == Type::number;
        }
        out.keys.resize(block.keys.size());
        for (std::size_t k = 0; k < out.keys.size(); ++k) {
            if (k == 0) out.keys[k].bits = std::move(out.all_bits);
            out.keys[k].bits.clear();
            out.keys[k].bits.reserve(expected);
            const auto& first = block.keys[k].at(0);
            if (!first.empty()) out.keys[k].column = first[0] + 1;
        }
    }

    std::vector<Way> ways_of(std::size_t b) {
        std::vector<Way> ways;
        const auto& fields = plan_.blocks[b].fields;
        for (std::size_t f = 0; f < fields.size(); ++f) {
            auto& way = ways.emplace_back();
            const auto type = piece_.blocks[b].columns[f].type;
            way.blank = odd_.blank_state(b, fields[f].field);
            way.key = odd_.is_key(b, fields[f].field);
            if (fields[f].mapping->kind == MappingKind::constant) way.kind = Way::Kind::constant;
            if (fields[f].mapping->kind != MappingKind::column || fields[f].columns.size() != 1) continue;
            way.column = fields[f].columns[0];
            const bool spelled = fields[f].spellings != nullptr;
            if (type == Type::yes_no || type == Type::choice) way.kind = Way::Kind::code, way.quick = usual_.add_quick(way.blank);
            else if (type == Type::date && !spelled && !plan_.markers->blank_days()) way.kind = Way::Kind::day;
            else if (type == Type::text && !spelled) way.kind = Way::Kind::text;
            if (way.kind == Way::Kind::text && !way.key && fields[f].kept) way.kept = fields[f].kept.get(), way.quick = usual_.add_quick_texts();
            else if (type == Type::number && !spelled) way.kind = Way::Kind::number;
        }
        return ways;
    }

    void note_lines(BlockPiece& out, std::span<const std::uint64_t> taken) {
        const auto set = [&out](std::uint64_t line, std::uint64_t bits) {
            if (bits == 0) return;
            if (out.lines.size() < line / 64 + 2) out.lines.resize(line / 64 + 2);
            out.lines[line / 64] |= bits << line % 64;
            if (line % 64) out.lines[line / 64 + 1] |= bits >> (64 - line % 64);
        };
        if (lines_.empty())
            for (std::size_t word = 0; word < taken.size(); ++word) set(first_line_ + 64 * word, taken[word]);
        else
            for (std::size_t row = 0; row < count_; ++row) set(lines_[row], taken[row / 64] >> row % 64 & 1);
    }

    template <typename Rows>
    void read_block(std::size_t b, const Rows& cells) {
        const auto& block = plan_.blocks[b];
        auto& out = piece_.blocks[b];
        const Row begin = out.rows;
        begins_.push_back(begin);
        const auto bits = filters_.taken(b);
        note_lines(out, bits);
        for (std::size_t word = 0; word < bits.size(); ++word) used_[word] |= bits[word];
        const auto* const taken = filters_.list(b, taken_);
        const auto count = taken ? taken_.size() : count_;
        const auto row_of = [taken](std::size_t at) { return taken ? taken[at] : static_cast<std::uint32_t>(at); };
        out.rows += static_cast<Row>(count);
        for (std::size_t f = 0; f < ways_[b].size(); ++f) {
            auto& column = out.columns[f];
            grow(column, out.rows);
            if (ways_[b][f].kind == Way::Kind::constant) {
                if (count > 0) put_constant(b, f, column, begin, line_of(row_of(0)));
                continue;
            }
            for (const auto at : usual_.read(ways_[b][f], plan_.dates->usual(), odd_.codes(b, f), cells, taken, count, column, begin))
                unread_.push_back({row_of(at), static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(f)});
        }
        for (std::size_t k = 0; k < out.keys.size(); ++k) read_keys(b, k, cells, taken, count);
        if (block.same_row_block == no_column) return;
        const bool all = plan_.blocks[block.same_row_block].filters.empty();
        for (std::size_t at = 0; at < count; ++at) out.same_row.push_back(all ? begins_[block.same_row_block] + row_of(at) : made(block.same_row_block, row_of(at)));
    }

    void put_constant(std::size_t b, std::size_t f, Column& column, Row begin, std::uint32_t line) {
        odd_.read(b, f, begin, {}, line);
        const auto repeat = [begin](auto& values) {
            for (std::size_t at = begin + std::size_t{1}; at < values.size(); ++at) values[at] = values[begin];
        };
        repeat(column.state), repeat(column.text), repeat(column.day), repeat(column.code), repeat(column.number);
    }

    // What is noted of them is noted in order of rows, then blocks, then fields.
    template <typename Rows>
    void read_odd_cells(const Rows& rows_read) {
        if (unread_.empty()) return;
        places_.assign(count_ + 1, 0);
        for (const auto& cell : unread_) ++places_[cell.row + 1];
        for (std::size_t i = 0; i < count_; ++i) places_[i + 1] += places_[i];
        by_row_.resize(unread_.size());
        for (const auto& cell : unread_) by_row_[places_[cell.row]++] = cell;
        Cells cells;
        for (std::size_t i = 0; i < by_row_.size(); ++i) {
            const auto& cell = by_row_[i];
            if (i == 0 || cell.row != by_row_[i - 1].row) cells = cells_of(rows_read, cell.row);
            odd_.read(cell.block, cell.field, made(cell.block, cell.row), cells, line_of(cell.row));
        }
    }

    std::string_view key_text(const std::vector<Columns>& parts, Cells cells) {
        if (parts.size() == 1) return odd_.texts().text_of(parts[0], cells);
        auto text = odd_.texts().joined(parts, cells);
        return text ? std::string_view(piece_.texts->emplace_back(std::move(*text))) : std::string_view{};
    }

    // Values that name the parent, read as the fields that they are compared with.
    template <typename Rows>
    void read_keys(std::size_t b, std::size_t k, const Rows& rows_read, const std::uint32_t* taken, std::size_t count) {
        const auto& link = plan_.blocks[b].block->parent;
        const auto& parts = plan_.blocks[b].keys[k];
        auto& keys = piece_.blocks[b].keys[k];
        const auto& field = rules_.records[link.kind == model::ParentLink::Kind::of_part ? link.part : link.record].fields[link.fields[k]];
        const bool simple = parts.size() == 1 && parts[0].size() == 1;
        const auto begin = keys.bits.size();
        keys.bits.resize(begin + count);
        auto* const bits = keys.bits.data() + begin;
        const auto read_one = [&](std::size_t at) {
            const auto row = taken ? taken[at] : at;
            bits[at] = key_bits(field, simple ? cell_of(rows_read.column(parts[0][0])[row]) : key_text(parts, cells_of(rows_read, row)), keys);
        };
        if constexpr (Rows::wide)
            if (simple && (field.type == Type::number || field.type == Type::text)) {
                const bool as_text = field.type == Type::text;      // where it is compared as a text, 007 is not 7
                const auto column = rows_read.column(parts[0][0]);
                for (const auto at : usual_.read_digits(column, taken, count, as_text ? 1 : model::number_scale, as_text, bits)) read_one(at);
                return;
            }
        for (std::size_t at = 0; at < count; ++at) read_one(at);
    }

    std::uint64_t key_bits(const model::Field& field, std::string_view text, KeyColumn& keys) {
        constexpr auto plain = ~KeyColumn::text_bit;
        std::uint64_t bits = KeyColumn::blank;
        if (field.type == Type::text) {
            if (plain_integer(text, bits)) return bits;
            if (plan_.markers->kind(text) == Markers::Kind::none) {
                bits = KeyColumn::text_bit | keys.texts.size();
                keys.texts.push_back(text);
            }
        } else if (field.type == Type::date || field.type == Type::moment) {
            const auto read = plan_.dates->read(text);
            if ((read.kind == ReadDate::Kind::day || read.kind == ReadDate::Kind::moment) && !plan_.markers->blank_day(read.day))
                bits = static_cast<std::uint64_t>(field.type == Type::date ? std::int64_t{read.day} : read.second) & plain;
        } else if (field.type == Type::yes_no || field.type == Type::choice) {
            if (const auto value = Spellings::value(field, text)) bits = static_cast<std::uint64_t>(value->number);
        } else if (std::int64_t whole; field.type == Type::number && plain_number(text, whole)) {
            bits = static_cast<std::uint64_t>(whole);
        } else if (const auto number = read_number(text, field.type)) {
            bits = static_cast<std::uint64_t>(*number) & plain;
        }
        return bits;
    }

    // Keys that rise have no doubles: worth knowing while they are at hand.
    void check_rise(std::size_t b) {
        auto& out = piece_.blocks[b];
        const auto& fields = plan_.blocks[b].fields;
        const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return odd_.is_key(b, field.field); });
        const auto& column = out.columns[static_cast<std::size_t>(at - fields.begin())];
        for (Row row = out.rows_checked; row < out.rows; ++row) {
            std::uint64_t number = 0;
            const bool whole = column.type == Type::text ? plain_integer(column.text[row], number) : column.number[row] >= 0 && column.number[row] % model::number_scale == 0;
            if (column.type != Type::text) number = static_cast<std::uint64_t>(column.number[row]);
            if (column.state[row] != State::known || !whole || (row && number <= out.last_key)) {
                out.keys_rise = false;
                return;
            }
            if (row == 0) out.first_key = number;
            out.last_key = number;
        }
        out.rows_checked = out.rows;
    }
};

}  // namespace duly::data
