#include "engine/data/pieces.hpp"

#include <algorithm>

#include "engine/data/cell_texts.hpp"
#include "engine/data/export_lines.hpp"
#include "engine/data/memory.hpp"
#include "engine/data/odd_cells.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

using model::MappingKind;
using model::Type;

// So many cells are cut before they are read column by column: they stay in the nearest cache, and each column's loop knows its type.
constexpr std::size_t cells_at_once = 2048, rows_at_once = 256;

// The filters on one column, or on several joined by `or`, of all blocks.
struct ColumnFilters {
    Columns columns;
    std::vector<std::pair<std::size_t, const model::RowFilter*>> by_text, by_blank;     // block, filter
    Memory memory;
};

void grow(Column& column, Row rows) {
    column.state.resize(rows);
    switch (column.type) {
        case Type::text: column.text.resize(rows); break;
        case Type::date: column.day.resize(rows); break;
        case Type::yes_no:
        case Type::choice: column.code.resize(rows); break;
        default: column.number.resize(rows);
    }
}

class PieceReader {
public:
    PieceReader(const model::RuleSet& rules, const FilePlan& plan, Piece& piece, std::string_view text, std::size_t rows_expected)
        : rules_(rules), plan_(plan), piece_(piece), odd_(rules, plan, piece), text_(text), width_(plan.headers.texts.size()), at_once_(std::clamp<std::size_t>(cells_at_once / width_, 1, rows_at_once)) {
        piece.blocks.resize(plan.blocks.size());
        made_.resize(plan.blocks.size());
        for (std::size_t b = 0; b < plan.blocks.size(); ++b) {
            begin_block(b, plan.blocks[b].filters.empty() ? rows_expected : rows_expected / 2);
            ways_.push_back(ways_of(b));
            for (const auto& filter : plan.blocks[b].filters) add_filter(b, filter);
        }
    }

    // A row, whose cells are the last of those that wait.
    void add(std::uint32_t line) { lines_.push_back(line); }
    bool full() const { return lines_.size() == at_once_; }
    // Reads the rows that wait.
    void read(const std::string_view* cells) {
        if (lines_.empty()) return;
        cells_ = cells;
        filter();
        used_.assign(lines_.size(), 0);
        unread_.clear();
        for (std::size_t b = 0; b < plan_.blocks.size(); ++b) read_block(b);
        read_odd_cells();
        for (std::size_t b = 0; b < plan_.blocks.size(); ++b)
            if (piece_.blocks[b].keys_rise) check_rise(b);
        piece_.rows_used += static_cast<std::uint64_t>(std::count(used_.begin(), used_.end(), 1));
        lines_.clear();
    }

private:
    // How the usual cells of a field are read; any other is left to OddCells.
    struct Way {
        enum class Kind : std::uint8_t { odd, constant, day, text, code, number } kind = Kind::odd;
        State blank = State::missing;
        std::uint32_t column = 0;
        bool key = false;
    };
    struct OddCell { std::uint32_t row, block, field; };    // row: of those that wait

    const model::RuleSet& rules_;
    const FilePlan& plan_;
    Piece& piece_;
    OddCells odd_;
    std::string_view text_;
    std::size_t width_, at_once_;
    std::vector<std::vector<Way>> ways_;        // by block and field
    std::vector<ColumnFilters> filters_;        // of the first 64 blocks

    // Of the rows that wait:
    const std::string_view* cells_ = nullptr;   // by row and column of the file
    std::vector<std::uint32_t> lines_;
    std::vector<std::uint64_t> left_out_;       // bit b: block b does not take the row
    std::vector<std::uint8_t> used_;            // some block takes it
    std::vector<std::vector<Row>> made_;        // by block: its row in the piece, or no_row
    std::vector<std::uint32_t> taken_;          // rows that the block takes
    std::vector<OddCell> unread_, by_row_;
    std::vector<std::uint32_t> places_;

    std::size_t rows() const { return lines_.size(); }
    Cells cells_of(std::size_t row) const { return {cells_ + row * width_, width_}; }

    void begin_block(std::size_t b, std::size_t expected) {
        const auto& block = plan_.blocks[b];
        auto& out = piece_.blocks[b];
        const auto& record = rules_.records[block.block->record];
        out.columns.resize(block.fields.size());
        out.lines.reserve(expected);
        for (std::size_t f = 0; f < block.fields.size(); ++f) {
            auto& column = out.columns[f];
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
            if (type == Type::yes_no || type == Type::choice) way.kind = Way::Kind::code;
            else if (type == Type::date && !spelled && !plan_.markers->blank_days()) way.kind = Way::Kind::day;
            else if (type == Type::text && !spelled) way.kind = Way::Kind::text;
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

    void filter() {
        left_out_.assign(rows(), 0);
        for (auto& filters : filters_) {
            const bool simple = filters.columns.size() == 1;
            for (std::size_t i = 0; i < rows(); ++i)
                left_out_[i] |= filtered(filters, simple ? cell_of(cells_[i * width_ + filters.columns[0]]) : odd_.texts().text_of(filters.columns, cells_of(i)));
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

    bool takes(std::size_t b, std::size_t row) const {
        if (b < 64) return (left_out_[row] >> b & 1) == 0;
        const auto& filters = plan_.blocks[b].filters;
        return std::all_of(filters.begin(), filters.end(), [&](const FilterPlan& f) { return odd_.texts().decide(*f.filter, odd_.texts().text_of(f.columns, cells_of(row))); });
    }

    // Which of the rows the block takes, and how many.
    Row take(std::size_t b, BlockPiece& out) {
        const bool all = plan_.blocks[b].filters.empty();
        made_[b].assign(rows(), no_row);
        taken_.resize(rows());
        out.lines.resize(out.rows + rows());
        auto* const lines = out.lines.data() + out.rows;
        Row count = 0;
        for (std::uint32_t i = 0; i < rows(); ++i) {
            taken_[count] = i;
            lines[count] = lines_[i];
            if (!all && !takes(b, i)) continue;
            made_[b][i] = out.rows + count++;
            used_[i] = 1;
        }
        taken_.resize(count);
        out.lines.resize(out.rows + count);
        return count;
    }

    void read_block(std::size_t b) {
        const auto& block = plan_.blocks[b];
        auto& out = piece_.blocks[b];
        const Row begin = out.rows;
        out.rows += take(b, out);
        for (std::size_t f = 0; f < ways_[b].size(); ++f) {
            grow(out.columns[f], out.rows);
            read_column(b, f, out.columns[f], begin);
        }
        for (std::size_t k = 0; k < out.keys.size(); ++k) read_keys(b, k);
        if (block.same_row_block == no_column) return;
        for (const auto i : taken_) out.same_row.push_back(made_[block.same_row_block][i]);
    }

    // Asks `read` of each cell, with its row in the piece: false where the cell is an odd one.
    template <typename Read>
    void each_cell(std::size_t b, std::size_t f, Row begin, Read read) {
        const auto* const column = cells_ + ways_[b][f].column;
        const auto* const taken = taken_.data();
        const auto width = width_, count = taken_.size();
        for (std::size_t k = 0; k < count; ++k)
            if (!read(column[taken[k] * width], begin + k)) unread_.push_back({taken[k], static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(f)});
    }

    void read_column(std::size_t b, std::size_t f, Column& column, Row begin) {
        const auto way = ways_[b][f];
        State* const state = column.state.data();
        const auto& markers = *plan_.markers;
        switch (way.kind) {
            case Way::Kind::odd:
                for (const auto i : taken_) unread_.push_back({i, static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(f)});
                return;
            case Way::Kind::constant:
                for (const auto i : taken_) odd_.read(b, f, made_[b][i], {}, lines_[i]);
                return;
            case Way::Kind::day: {
                auto* const day = column.day.data();
                const auto read_as = [&](auto usual) {
                    each_cell(b, f, begin, [=](std::string_view text, std::size_t row) {
                        state[row] = text.empty() ? way.blank : State::known;
                        return text.empty() || usual().read(text, day[row]);
                    });
                };
                if (plan_.dates->usual() == iso_day) read_as([] { return iso_day; });       // its places are then in the code
                else read_as([form = plan_.dates->usual()] { return form; });
                return;
            }
            case Way::Kind::code: {
                const auto& codes = odd_.codes(b, f);
                auto* const code = column.code.data();
                return each_cell(b, f, begin, [=, &codes, around = text_](std::string_view raw, std::size_t row) {
                    const auto text = cell_of(raw);
                    if (text.empty()) {
                        state[row] = way.blank;
                        return true;
                    }
                    const auto* known = codes.find(text, around);
                    if (!known || known->counted) return false;
                    state[row] = known->state;
                    code[row] = static_cast<std::uint16_t>(known->value);
                    return true;
                });
            }
            case Way::Kind::text: {
                auto* const texts = column.text.data();
                return each_cell(b, f, begin, [=, &markers](std::string_view raw, std::size_t row) {
                    const auto text = cell_of(raw);
                    state[row] = text.empty() ? way.blank : State::known;
                    if (text.empty()) return true;
                    texts[row] = text;
                    return markers.kind(text) == Markers::Kind::none && !(way.key && rounded_number(text));
                });
            }
            case Way::Kind::number: {
                auto* const number = column.number.data();
                return each_cell(b, f, begin, [=, &markers](std::string_view text, std::size_t row) {
                    state[row] = text.empty() ? way.blank : State::known;
                    return text.empty() || (markers.kind(text) == Markers::Kind::none && plain_number(text, number[row]));
                });
            }
        }
    }

    // What is noted of them is noted in order of rows, then blocks, then fields.
    void read_odd_cells() {
        if (unread_.empty()) return;
        places_.assign(rows() + 1, 0);
        for (const auto& cell : unread_) ++places_[cell.row + 1];
        for (std::size_t i = 0; i < rows(); ++i) places_[i + 1] += places_[i];
        by_row_.resize(unread_.size());
        for (const auto& cell : unread_) by_row_[places_[cell.row]++] = cell;
        for (const auto& cell : by_row_) odd_.read(cell.block, cell.field, made_[cell.block][cell.row], cells_of(cell.row), lines_[cell.row]);
    }

    std::string_view key_text(const std::vector<Columns>& parts, Cells cells) {
        if (parts.size() == 1) return odd_.texts().text_of(parts[0], cells);
        auto text = odd_.texts().joined(parts, cells);
        return text ? std::string_view(piece_.texts->emplace_back(std::move(*text))) : std::string_view{};
    }

    // Values that name the parent, read as the fields that they are compared with.
    void read_keys(std::size_t b, std::size_t k) {
        const auto& link = plan_.blocks[b].block->parent;
        const auto& parts = plan_.blocks[b].keys[k];
        auto& keys = piece_.blocks[b].keys[k];
        const auto& field = rules_.records[link.kind == model::ParentLink::Kind::of_part ? link.part : link.record].fields[link.fields[k]];
        const bool simple = parts.size() == 1 && parts[0].size() == 1;
        const auto begin = keys.bits.size();
        keys.bits.resize(begin + taken_.size());
        auto* const bits = keys.bits.data() + begin;
        for (std::size_t at = 0; at < taken_.size(); ++at) {
            const auto i = taken_[at];
            const auto text = simple ? cell_of(cells_[i * width_ + parts[0][0]]) : key_text(parts, cells_of(i));
            std::int64_t whole;
            if (field.type == Type::number && plain_number(text, whole)) bits[at] = static_cast<std::uint64_t>(whole);
            else bits[at] = key_bits(field, text, keys);
        }
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

bool all_blank(Cells cells) {
    for (const auto cell : cells)
        if (!cell_of(cell).empty()) return false;
    return true;
}

}  // namespace

Piece read_piece(const model::RuleSet& rules, const FilePlan& plan, std::string_view text, std::size_t begin, std::size_t end, const CsvShape& shape,
                 std::size_t rows_expected) {
    Piece piece;
    PieceReader reader(rules, plan, piece, text, rows_expected);
    RowReader rows(text, begin, end, shape, *piece.texts);
    const auto width = plan.headers.texts.size();
    std::size_t kept = 0;       // cells of the rows that wait
    while (rows.next(kept)) {
        Cells cells = rows.fields();
        // Delimiters behind the last field say nothing: spreadsheets leave them when a column beside the table was cleared.
        if (cells.size() > width && all_blank(cells.subspan(width))) cells = cells.first(width);
        const bool whole = cells.size() == width;
        if (whole && !(cell_of(cells[0]).empty() && all_blank(cells)) && !(may_be_export_line(cells) && is_export_line(cells))) {
            ++piece.rows;
            reader.add(rows.line());
            kept += width;
            if (!reader.full()) continue;
            reader.read(rows.all_fields());
            kept = 0;
            continue;
        }
        if (all_blank(cells)) continue;     // an empty line, or one of delimiters only
        const bool row = !is_export_line(cells);
        piece.rows += row;
        const auto kind = row ? DiagnosticKind::wrong_field_count : DiagnosticKind::export_lines;
        const auto fields = cells.size();
        reader.read(rows.all_fields());     // what is listed stands in order of lines
        kept = 0;
        piece.listed.push_back({kind, rows.line(), no_column, model::none, model::none, row ? std::to_string(fields) : "", 1});
    }
    reader.read(rows.all_fields());
    piece.lines = rows.lines();
    return piece;
}

}  // namespace duly::data
