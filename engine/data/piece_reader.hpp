// Rows of a chunk into the columns of its piece, some hundred at once: each column is read by a loop that knows its type.
#pragma once

#include <algorithm>
#include <numeric>

#include "engine/data/cell_texts.hpp"
#include "engine/data/memory.hpp"
#include "engine/data/odd_cells.hpp"
#include "engine/data/text.hpp"
#include "engine/data/usual_cells.hpp"

namespace duly::data {

// The filters on one column, or on several joined by `or`, of all blocks.
struct ColumnFilters {
    Columns columns;
    std::vector<std::pair<std::size_t, const model::RowFilter*>> by_text, by_blank;     // block, filter
    Memory memory;
};

class PieceReader {
public:
    using MappingKind = model::MappingKind;
    using Type = model::Type;

    PieceReader(const model::RuleSet& rules, const FilePlan& plan, Piece& piece, std::string_view text, std::size_t rows_expected)
        : rules_(rules), plan_(plan), piece_(piece), odd_(rules, plan, piece), usual_(*plan.markers, text), width_(plan.headers.texts.size()) {
        piece.blocks.resize(plan.blocks.size());
        made_.resize(plan.blocks.size());
        for (std::size_t b = 0; b < plan.blocks.size(); ++b) {
            begin_block(b, plan.blocks[b].filters.empty() ? rows_expected : rows_expected / 2);
            ways_.push_back(ways_of(b));
            for (const auto& filter : plan.blocks[b].filters) add_filter(b, filter);
        }
    }

    // Reads rows, of which the first stands on line `line` and each other on the next.
    template <typename Rows>
    void read(const Rows& rows, std::size_t count, std::uint32_t line) {
        lines_.resize(count);
        std::iota(lines_.begin(), lines_.end(), line);
        read(rows);
    }
    // Reads rows that stand on these lines.
    void read(const CutRows& rows, std::vector<std::uint32_t>& lines) {
        lines_.swap(lines);
        lines.clear();
        if (!lines_.empty()) read(rows);
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
    std::size_t width_;
    std::vector<std::vector<Way>> ways_;        // by block and field
    std::vector<ColumnFilters> filters_;        // of the first 64 blocks

    // Of the rows that are read:
    std::vector<std::uint32_t> lines_;
    std::vector<std::uint64_t> left_out_;       // bit b: block b does not take the row
    std::vector<std::uint8_t> used_;            // some block takes it
    std::vector<std::vector<Row>> made_;        // by block: its row in the piece, or no_row
    std::vector<std::uint32_t> taken_;          // rows that the block takes
    std::vector<OddCell> unread_, by_row_;
    std::vector<std::uint32_t> places_;
    std::vector<std::string_view> row_;

    std::size_t rows() const { return lines_.size(); }

    template <typename Rows>
    void read(const Rows& cells) {
        filter(cells);
        used_.assign(rows(), 0);
        unread_.clear();
        for (std::size_t b = 0; b < plan_.blocks.size(); ++b) read_block(b, cells);
        read_odd_cells(cells);
        for (std::size_t b = 0; b < plan_.blocks.size(); ++b)
            if (piece_.blocks[b].keys_rise) check_rise(b);
        piece_.rows_used += static_cast<std::uint64_t>(std::count(used_.begin(), used_.end(), 1));
    }

    void begin_block(std::size_t b, std::size_t expected) {
        const auto& block = plan_.blocks[b];
        auto& out = piece_.blocks[b];
        const auto& record = rules_.records[block.block->record];
        out.columns.resize(block.fields.size());
        out.lines.clear();
        out.lines.reserve(expected);
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

    void add_filter(std::size_t b, const FilterPlan& plan) {
        if (b >= 64) return;
        auto at = std::find_if(filters_.begin(), filters_.end(), [&](const auto& f) { return f.columns == plan.columns; });
        if (at == filters_.end()) {
            filters_.emplace_back().columns = plan.columns;
            at = filters_.end() - 1;
        }
        const bool blank = plan.filter->kind == model::RowFilter::Kind::blank || plan.filter->kind == model::RowFilter::Kind::not_blank;
        (blank ? at->by_blank : at->by_text).emplace_back(b, plan.filter);
    }

    template <typename Rows>
    void filter(const Rows& cells) {
        left_out_.assign(rows(), 0);
        for (auto& filters : filters_) {
            const bool simple = filters.columns.size() == 1;
            if (!simple) {
                for (std::size_t i = 0; i < rows(); ++i) left_out_[i] |= filtered(filters, odd_.texts().text_of(filters.columns, cells_of(cells, i)));
                continue;
            }
            const auto column = cells.column(filters.columns[0]);
            if (!filters.by_text.empty() || plan_.markers->blank_days()) {
                for (std::size_t i = 0; i < rows(); ++i) left_out_[i] |= filtered(filters, cell_of(column[i]));
                continue;
            }
            std::uint64_t of_blank = 0, of_others = 0;
            for (const auto& [b, filter] : filters.by_blank) (filter->kind == model::RowFilter::Kind::blank ? of_others : of_blank) |= std::uint64_t{1} << b;
            for (std::size_t i = 0; i < rows(); ++i) {
                const auto text = column[i];
                left_out_[i] |= !usual_.plain<Rows::wide>(text) ? filtered(filters, cell_of(text)) : text.empty() ? of_blank : of_others;
            }
        }
    }

    std::uint64_t filtered(ColumnFilters& filters, std::string_view text) {
        std::uint64_t out = 0;
        if (!filters.by_text.empty()) {
            bool fresh;
            auto& known = filters.memory.at(text, fresh);
            if (fresh)
                for (const auto& [b, filter] : filters.by_text)
                    if (!odd_.texts().decide(*filter, text)) known.value |= std::uint64_t{1} << b;
            out = known.value;
        }
        if (filters.by_blank.empty()) return out;
        const auto blank = odd_.texts().is_blank(text);
        for (const auto& [b, filter] : filters.by_blank)
            if (blank != (filter->kind == model::RowFilter::Kind::blank)) out |= std::uint64_t{1} << b;
        return out;
    }

    template <typename Rows>
    bool takes(std::size_t b, const Rows& cells, std::size_t row) {
        if (b < 64) return (left_out_[row] >> b & 1) == 0;
        const auto& filters = plan_.blocks[b].filters;
        return std::all_of(filters.begin(), filters.end(), [&](const FilterPlan& f) { return odd_.texts().decide(*f.filter, odd_.texts().text_of(f.columns, cells_of(cells, row))); });
    }

    // Which of the rows the block takes.
    template <typename Rows>
    void take(std::size_t b, BlockPiece& out, const Rows& cells) {
        auto& made = made_[b];
        made.resize(rows());
        taken_.resize(rows());
        out.lines.resize(out.rows + rows());
        auto* const lines = out.lines.data() + out.rows;
        if (plan_.blocks[b].filters.empty()) {
            std::copy(lines_.begin(), lines_.end(), lines);
            std::iota(taken_.begin(), taken_.end(), 0);
            std::iota(made.begin(), made.end(), out.rows);
            std::fill(used_.begin(), used_.end(), std::uint8_t{1});
            return;
        }
        Row count = 0;
        for (std::uint32_t i = 0; i < rows(); ++i) {
            const bool takes_it = takes(b, cells, i);
            taken_[count] = i;
            lines[count] = lines_[i];
            made[i] = takes_it ? out.rows + count : no_row;
            used_[i] |= static_cast<std::uint8_t>(takes_it);
            count += takes_it;
        }
        taken_.resize(count);
        out.lines.resize(out.rows + count);
    }

    template <typename Rows>
    void read_block(std::size_t b, const Rows& cells) {
        const auto& block = plan_.blocks[b];
        auto& out = piece_.blocks[b];
        const Row begin = out.rows;
        take(b, out, cells);
        out.rows += static_cast<Row>(taken_.size());
        const bool all = taken_.size() == rows();
        for (std::size_t f = 0; f < ways_[b].size(); ++f) {
            auto& column = out.columns[f];
            grow(column, out.rows);
            if (ways_[b][f].kind == Way::Kind::constant) {
                put_constant(b, f, column, begin);
                continue;
            }
            for (const auto at : usual_.read(ways_[b][f], plan_.dates->usual(), odd_.codes(b, f), cells, all ? nullptr : taken_.data(), taken_.size(), column, begin))
                unread_.push_back({taken_[at], static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(f)});
        }
        for (std::size_t k = 0; k < out.keys.size(); ++k) read_keys(b, k, cells);
        if (block.same_row_block == no_column) return;
        for (const auto i : taken_) out.same_row.push_back(made_[block.same_row_block][i]);
    }

    void put_constant(std::size_t b, std::size_t f, Column& column, Row begin) {
        if (taken_.empty()) return;
        odd_.read(b, f, begin, {}, lines_[taken_[0]]);
        const auto repeat = [begin](auto& values) {
            for (std::size_t at = begin + std::size_t{1}; at < values.size(); ++at) values[at] = values[begin];
        };
        repeat(column.state), repeat(column.text), repeat(column.day), repeat(column.code), repeat(column.number);
    }

    // What is noted of them is noted in order of rows, then blocks, then fields.
    template <typename Rows>
    void read_odd_cells(const Rows& rows_read) {
        if (unread_.empty()) return;
        places_.assign(rows() + 1, 0);
        for (const auto& cell : unread_) ++places_[cell.row + 1];
        for (std::size_t i = 0; i < rows(); ++i) places_[i + 1] += places_[i];
        by_row_.resize(unread_.size());
        for (const auto& cell : unread_) by_row_[places_[cell.row]++] = cell;
        Cells cells;
        for (std::size_t i = 0; i < by_row_.size(); ++i) {
            const auto& cell = by_row_[i];
            if (i == 0 || cell.row != by_row_[i - 1].row) cells = cells_of(rows_read, cell.row);
            odd_.read(cell.block, cell.field, made_[cell.block][cell.row], cells, lines_[cell.row]);
        }
    }

    std::string_view key_text(const std::vector<Columns>& parts, Cells cells) {
        if (parts.size() == 1) return odd_.texts().text_of(parts[0], cells);
        auto text = odd_.texts().joined(parts, cells);
        return text ? std::string_view(piece_.texts->emplace_back(std::move(*text))) : std::string_view{};
    }

    // Values that name the parent, read as the fields that they are compared with.
    template <typename Rows>
    void read_keys(std::size_t b, std::size_t k, const Rows& rows_read) {
        const auto& link = plan_.blocks[b].block->parent;
        const auto& parts = plan_.blocks[b].keys[k];
        auto& keys = piece_.blocks[b].keys[k];
        const auto& field = rules_.records[link.kind == model::ParentLink::Kind::of_part ? link.part : link.record].fields[link.fields[k]];
        const bool simple = parts.size() == 1 && parts[0].size() == 1;
        const auto begin = keys.bits.size();
        keys.bits.resize(begin + taken_.size());
        auto* const bits = keys.bits.data() + begin;
        if (simple && (field.type == Type::number || field.type == Type::text)) {
            const auto column = rows_read.column(parts[0][0]);
            const std::uint64_t unit = field.type == Type::number ? model::number_scale : 1;
            for (std::size_t at = 0; at < taken_.size(); ++at) {
                const auto text = column[taken_[at]];
                if constexpr (Rows::wide)       // where it is compared as a text, 007 is not 7
                    if (std::uint64_t digits; short_digits(text, digits) && (unit > 1 || text[0] != '0')) {
                        bits[at] = digits * unit;
                        continue;
                    }
                bits[at] = key_bits(field, cell_of(text), keys);
            }
            return;
        }
        for (std::size_t at = 0; at < taken_.size(); ++at) bits[at] = key_bits(field, key_text(parts, cells_of(rows_read, taken_[at])), keys);
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
