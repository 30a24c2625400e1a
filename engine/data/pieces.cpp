#include "engine/data/pieces.hpp"

#include <algorithm>

#include "engine/data/cell_texts.hpp"
#include "engine/data/export_lines.hpp"
#include "engine/data/memory.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

using model::MappingKind;
using model::Type;

// The filters on one column, or on several joined by `or`, of all blocks.
struct ColumnFilters {
    Columns columns;
    std::vector<std::pair<std::size_t, const model::RowFilter*>> by_text, by_blank;     // block, filter
    Memory memory;
};

class PieceReader {
public:
    PieceReader(const model::RuleSet& rules, const FilePlan& plan, Piece& piece, std::size_t rows_expected) : rules_(rules), plan_(plan), piece_(piece), texts_(plan) {
        piece.blocks.resize(plan.blocks.size());
        codes_.resize(plan.blocks.size());
        key_.resize(plan.blocks.size());
        key_columns_.resize(plan.blocks.size());
        made_.resize(plan.blocks.size());
        for (std::size_t b = 0; b < plan.blocks.size(); ++b) {
            const auto& block = plan.blocks[b];
            auto& out = piece.blocks[b];
            const auto& record = rules.records[block.block->record];
            const auto expected = block.filters.empty() ? rows_expected : rows_expected / 2;
            out.columns.resize(block.fields.size());
            out.lines.reserve(expected);
            for (std::size_t f = 0; f < block.fields.size(); ++f) {
                auto& column = out.columns[f];
                column.type = record.fields[block.fields[f].field].type;
                column.state.reserve(expected);
                if (block.fields[f].field == record.key && (column.type == Type::text || column.type == Type::number)) {
                    key_[b] = f;
                    out.keys_rise = true;
                }
                if (column.type == Type::text) column.text.reserve(expected);
                else if (column.type == Type::date) column.day.reserve(expected);
                else if (column.type == Type::yes_no || column.type == Type::choice) column.code.reserve(expected);
                else column.number.reserve(expected);
            }
            out.keys.resize(block.keys.size());
            for (std::size_t k = 0; k < out.keys.size(); ++k) {
                out.keys[k].bits.reserve(expected);
                const auto& first = block.keys[k].at(0);
                if (!first.empty()) out.keys[k].column = first[0] + 1;
                key_columns_[b].push_back(block.keys[k].size() == 1 && first.size() == 1 ? first[0] : no_column);
            }
            codes_[b].resize(block.fields.size());
            ways_.push_back(ways_of(b));
            for (const auto& filter : block.filters) add_filter(b, filter);
        }
    }

    void row(Cells cells, std::uint32_t line) {
        line_ = line;
        const auto left_out = filtered(cells);
        bool used = false;
        for (std::size_t b = 0; b < plan_.blocks.size(); ++b) {
            made_[b] = no_row;
            if (b < 64 ? left_out >> b & 1 : filtered_alone(b, cells)) continue;
            used = true;
            const auto& block = plan_.blocks[b];
            auto& out = piece_.blocks[b];
            made_[b] = out.rows;
            for (const Way& way : ways_[b]) quick_field(b, way, cells);
            for (std::size_t k = 0; k < out.keys.size(); ++k) {
                const auto column = key_columns_[b][k];
                key(b, k, column != no_column ? cell_of(cells[column]) : key_text(block.keys[k], cells));
            }
            if (out.keys_rise) check_rise(b, out);
            if (block.same_row_block != no_column) out.same_row.push_back(made_[block.same_row_block]);
            out.lines.push_back(line);
            ++out.rows;
        }
        piece_.rows_used += used;
    }

private:
    // How the usual cell of a field is read; anything unusual goes to field().
    struct Way {
        enum class Kind : std::uint8_t { general, day, text, code, number } kind = Kind::general;
        State blank = State::missing;
        std::uint32_t column = 0;
        std::size_t f = 0;
        Column* out = nullptr;
        bool key = false;
    };
    const model::RuleSet& rules_;
    const FilePlan& plan_;
    Piece& piece_;
    CellTexts texts_;
    std::vector<std::vector<Way>> ways_;        // by block
    std::vector<std::vector<Memory>> codes_;    // by block and field
    std::vector<std::size_t> key_;              // by block: its key among the fields
    std::vector<std::vector<std::uint32_t>> key_columns_;   // by block and key of its parent: the one column, or no_column
    std::vector<ColumnFilters> filters_;        // of the first 64 blocks
    std::vector<Row> made_;
    std::uint32_t line_ = 0;
    std::map<std::tuple<DiagnosticKind, std::uint32_t, std::string>, std::size_t> counted_;
    struct Unreadable { std::uint64_t times = 0; std::size_t last = 0; };
    std::map<std::pair<RecordId, FieldId>, Unreadable> unreadable_;

    // Keys that rise have no doubles: worth knowing while they are at hand.
    void check_rise(std::size_t b, BlockPiece& out) {
        const auto& column = out.columns[key_[b]];
        std::uint64_t number = 0;
        const auto whole = [&] {
            if (column.type == Type::text) return plain_integer(column.text.back(), number);
            number = static_cast<std::uint64_t>(column.number.back());
            return column.number.back() >= 0 && number % model::number_scale == 0;
        };
        if (column.state.back() != State::known || !whole() || (out.rows && number <= out.last_key)) {
            out.keys_rise = false;
            return;
        }
        if (out.rows == 0) out.first_key = number;
        out.last_key = number;
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

    // Bit b: block b does not take the row.
    std::uint64_t filtered(Cells cells) {
        std::uint64_t out = 0;
        for (auto& filters : filters_) {
            const auto text = texts_.text_of(filters.columns, cells);
            if (!filters.by_text.empty()) {
                bool fresh;
                auto& known = filters.memory.at(text, fresh);
                if (fresh)
                    for (const auto& [b, filter] : filters.by_text)
                        if (!texts_.decide(*filter, text)) known.value |= std::uint64_t{1} << b;
                out |= known.value;
            }
            if (filters.by_blank.empty()) continue;
            const auto blank = texts_.is_blank(text);
            for (const auto& [b, filter] : filters.by_blank)
                if (blank != (filter->kind == model::RowFilter::Kind::blank)) out |= std::uint64_t{1} << b;
        }
        return out;
    }

    bool filtered_alone(std::size_t b, Cells cells) const {
        const auto& filters = plan_.blocks[b].filters;
        return std::any_of(filters.begin(), filters.end(), [&](const FilterPlan& f) { return !texts_.decide(*f.filter, texts_.text_of(f.columns, cells)); });
    }

    std::string_view key_text(const std::vector<Columns>& parts, Cells cells) {
        if (parts.size() == 1) return texts_.text_of(parts[0], cells);
        auto text = texts_.joined(parts, cells);
        return text ? std::string_view(piece_.texts->emplace_back(std::move(*text))) : std::string_view{};
    }

    // The number of the entry in `counted`, from 1.
    std::size_t count(DiagnosticKind kind, std::size_t b, std::size_t f, std::string_view text, bool missing = false) {
        const auto& plan = plan_.blocks[b].fields[f];
        const auto column = plan.columns.empty() ? no_column : plan.columns[0];
        const auto [entry, fresh] = counted_.try_emplace({kind, column, std::string(text)}, piece_.counted.size());
        if (fresh) piece_.counted.push_back({kind, line_, column, plan_.blocks[b].block->record, plan.field, std::string(text), 0, missing});
        ++piece_.counted[entry->second].times;
        return entry->second + 1;
    }

    void list_unreadable(std::size_t b, std::size_t f, std::string_view text) {
        const auto& plan = plan_.blocks[b].fields[f];
        const auto record = plan_.blocks[b].block->record;
        auto& seen = unreadable_[{record, plan.field}];
        const auto column = plan.columns.empty() ? no_column : plan.columns[0];
        if (seen.times++ >= Quality::shown) {       // beyond what is listed, only how many
            ++piece_.listed[seen.last].times;
            return;
        }
        seen.last = piece_.listed.size();
        piece_.listed.push_back({DiagnosticKind::unreadable_cell, line_, column, record, plan.field, std::string(text), 1});
    }

    bool is_key(std::size_t b, FieldId field) const { return field == rules_.records[plan_.blocks[b].block->record].key; }
    State blank_state(std::size_t b, FieldId field) const {
        return rules_.records[plan_.blocks[b].block->record].fields[field].optional ? State::blank : State::missing;
    }

    void put(Column& column, State state, std::int64_t value, std::string_view text = {}) {
        column.state.push_back(state);
        switch (column.type) {
            case Type::text: column.text.push_back(text); break;
            case Type::date: column.day.push_back(static_cast<Day>(value)); break;
            case Type::yes_no:
            case Type::choice: column.code.push_back(static_cast<std::uint16_t>(value)); break;
            default: column.number.push_back(value);
        }
    }

    std::vector<Way> ways_of(std::size_t b) {
        std::vector<Way> ways;
        const auto& fields = plan_.blocks[b].fields;
        for (std::size_t f = 0; f < fields.size(); ++f) {
            auto& way = ways.emplace_back();
            way.f = f;
            way.out = &piece_.blocks[b].columns[f];
            way.blank = blank_state(b, fields[f].field);
            way.key = is_key(b, fields[f].field);
            if (fields[f].mapping->kind != MappingKind::column || fields[f].columns.size() != 1) continue;
            way.column = fields[f].columns[0];
            const bool spelled = fields[f].spellings != nullptr;
            if (way.out->type == Type::yes_no || way.out->type == Type::choice) way.kind = Way::Kind::code;
            else if (way.out->type == Type::date && !spelled && !plan_.markers->blank_days()) way.kind = Way::Kind::day;
            else if (way.out->type == Type::text && !spelled) way.kind = Way::Kind::text;
            else if (way.out->type == Type::number && !spelled) way.kind = Way::Kind::number;
        }
        return ways;
    }

    void quick_field(std::size_t b, const Way& way, Cells cells) {
        if (way.kind == Way::Kind::general) return field(b, way.f, cells);
        auto& column = *way.out;
        const auto text = cell_of(cells[way.column]);
        switch (way.kind) {
            case Way::Kind::day: {
                std::int32_t day = 0;
                State state = way.blank;
                if (!text.empty()) {
                    if (!plan_.dates->plain_day(text, day)) return field(b, way.f, cells);
                    state = State::known;
                }
                column.state.push_back(state);
                column.day.push_back(day);
                return;
            }
            case Way::Kind::code:
                if (!text.empty()) return put_code(b, way.f, column, text);
                column.state.push_back(way.blank);
                column.code.push_back(0);
                return;
            case Way::Kind::text:
                if (!text.empty() && (plan_.markers->kind(text) != Markers::Kind::none || (way.key && rounded_number(text)))) return field(b, way.f, cells);
                column.state.push_back(text.empty() ? way.blank : State::known);
                column.text.push_back(text.empty() ? std::string_view{} : text);
                return;
            default: {
                std::int64_t number = 0;
                if (!text.empty() && (plan_.markers->kind(text) != Markers::Kind::none || !plain_number(text, number))) return field(b, way.f, cells);
                column.state.push_back(text.empty() ? way.blank : State::known);
                column.number.push_back(number);
            }
        }
    }

    void field(std::size_t b, std::size_t f, Cells cells) {
        const auto& plan = plan_.blocks[b].fields[f];
        auto& column = piece_.blocks[b].columns[f];
        const auto& mapping = *plan.mapping;
        if (mapping.kind == MappingKind::constant) return put(column, State::known, mapping.constant.number, mapping.constant.text);
        if (mapping.kind == MappingKind::joined) return put_joined(b, plan, column, cells);
        const auto text = texts_.text_of(plan.columns, cells);
        if (text.empty()) return put(column, blank_state(b, plan.field), 0);
        if (column.type == Type::yes_no || column.type == Type::choice) return put_code(b, f, column, text);
        if (plan.spellings && plan_.markers->kind(text) == Markers::Kind::none)
            if (const auto* meaning = plan.spellings->find(text)) return put_meaning(b, f, column, text, *meaning);
        if (column.type == Type::date && mapping.kind == MappingKind::column) {      // the fast way: a plain day
            const auto read = plan_.dates->read(text);
            if ((read.kind == ReadDate::Kind::day || read.kind == ReadDate::Kind::moment) && !plan_.markers->blank_day(read.day))
                return put(column, State::known, read.day);
        }
        if (const auto marker = plan_.markers->kind(text); marker != Markers::Kind::none) return put_marker(b, f, column, text, marker);
        if (mapping.kind == MappingKind::year_ending) {
            const auto day = read_year_end(text, mapping.month, mapping.day);
            if (!day) return put_unreadable(b, f, column, text);
            return put(column, State::known, column.type == Type::moment ? plan_.dates->zone().first_second(*day) : *day);
        }
        switch (column.type) {
            case Type::text: return is_key(b, plan.field) && rounded_number(text) ? put_unreadable(b, f, column, text) : put(column, State::known, 0, text);
            case Type::date:
            case Type::moment: return put_date(b, f, column, text);
            default: break;
        }
        const auto number = read_number(text, column.type);
        if (!number) return put_unreadable(b, f, column, text);
        put(column, State::known, *number);
    }

    void put_unreadable(std::size_t b, std::size_t f, Column& column, std::string_view text) {
        list_unreadable(b, f, text);
        put(column, State::unreadable, 0);
    }

    void put_marker(std::size_t b, std::size_t f, Column& column, std::string_view text, Markers::Kind marker) {
        if (marker == Markers::Kind::error) return put_unreadable(b, f, column, text);
        const bool missing = marker == Markers::Kind::missing;
        count(DiagnosticKind::placeholder, b, f, text, missing);
        put(column, missing ? State::missing : blank_state(b, plan_.blocks[b].fields[f].field), 0);
    }

    void put_meaning(std::size_t b, std::size_t f, Column& column, std::string_view text, const Meaning& meaning) {
        if (meaning.says == Meaning::Says::value) return put(column, State::known, meaning.value.number, meaning.value.text);
        put_marker(b, f, column, text, meaning.says == Meaning::Says::missing ? Markers::Kind::missing : Markers::Kind::blank);
    }

    void put_date(std::size_t b, std::size_t f, Column& column, std::string_view text) {
        const auto read = plan_.dates->read(text);
        const auto row = piece_.blocks[b].rows;
        if (read.kind == ReadDate::Kind::none) return put_unreadable(b, f, column, text);
        if (read.kind != ReadDate::Kind::partial && plan_.markers->blank_day(read.day)) return put_marker(b, f, column, text, Markers::Kind::blank);
        if (read.kind == ReadDate::Kind::moment) return put(column, State::known, column.type == Type::moment ? read.second : read.day);
        if (column.type == Type::date && read.kind == ReadDate::Kind::day) return put(column, State::known, read.day);
        // A month or a year; or a day where a moment is needed: the interval of that day.
        column.partials.push_back({row, read.day, read.last});
        put(column, State::partial, column.type == Type::moment ? plan_.dates->zone().first_second(read.day) : read.day);
    }

    void put_code(std::size_t b, std::size_t f, Column& column, std::string_view text) {
        bool fresh;
        auto& known = codes_[b][f].at(text, fresh);
        if (fresh) {
            const auto& plan = plan_.blocks[b].fields[f];
            const auto marker = plan_.markers->kind(text);
            const auto* meaning = plan.spellings ? plan.spellings->find(text) : nullptr;
            const bool placeholder = marker == Markers::Kind::blank || marker == Markers::Kind::missing;
            if (placeholder || (meaning && meaning->says != Meaning::Says::value)) {
                const bool missing = placeholder ? marker == Markers::Kind::missing : meaning->says == Meaning::Says::missing;
                known.state = missing ? State::missing : blank_state(b, plan.field);
                known.counted = count(DiagnosticKind::placeholder, b, f, text, missing);
            } else if (meaning) {
                known.value = static_cast<std::uint64_t>(meaning->value.number);
            } else {
                known.state = State::unreadable;
                known.counted = count(DiagnosticKind::unknown_code, b, f, text);
            }
        } else if (known.counted) {
            ++piece_.counted[known.counted - 1].times;
        }
        column.state.push_back(known.state);
        column.code.push_back(static_cast<std::uint16_t>(known.value));
    }

    void put_joined(std::size_t b, const FieldPlan& plan, Column& column, Cells cells) {
        auto text = texts_.joined(plan.parts, cells);
        if (!text) return put(column, blank_state(b, plan.field), 0);
        put(column, State::known, 0, piece_.texts->emplace_back(std::move(*text)));
    }

    // Values that name the parent, read as the fields that they are compared with.
    void key(std::size_t b, std::size_t k, std::string_view text) {
        const auto& link = plan_.blocks[b].block->parent;
        auto& keys = piece_.blocks[b].keys[k];
        const auto target = link.kind == model::ParentLink::Kind::of_part ? link.part : link.record;
        const auto& field = rules_.records[target].fields[link.fields[k]];
        constexpr auto plain = ~KeyColumn::text_bit;
        std::uint64_t bits = KeyColumn::blank;
        if (field.type == Type::text) {
            if (plain_integer(text, bits)) return keys.bits.push_back(bits);
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
        keys.bits.push_back(bits);
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
    PieceReader reader(rules, plan, piece, rows_expected);
    RowReader rows(text, begin, end, shape, *piece.texts);
    const auto width = plan.headers.texts.size();
    while (rows.next()) {
        Cells cells = rows.fields();
        // Delimiters behind the last field say nothing: spreadsheets leave them when a column beside the table was cleared.
        if (cells.size() > width && all_blank(cells.subspan(width))) cells = cells.first(width);
        const bool whole = cells.size() == width;
        if (whole && !(cell_of(cells[0]).empty() && all_blank(cells)) && !(may_be_export_line(cells) && is_export_line(cells))) {
            ++piece.rows;
            reader.row(cells, rows.line());
            continue;
        }
        if (all_blank(cells)) continue;     // an empty line, or one of delimiters only
        const bool row = !is_export_line(cells);
        piece.rows += row;
        const auto kind = row ? DiagnosticKind::wrong_field_count : DiagnosticKind::export_lines;
        piece.listed.push_back({kind, rows.line(), no_column, model::none, model::none, row ? std::to_string(cells.size()) : "", 1});
    }
    piece.lines = rows.lines();
    return piece;
}

}  // namespace duly::data
