#include "engine/data/odd_cells.hpp"

namespace duly::data {

using model::MappingKind;
using model::Type;

OddCells::OddCells(const model::RuleSet& rules, const FilePlan& plan, Piece& piece) : rules_(rules), plan_(plan), piece_(piece), texts_(plan), codes_(plan.blocks.size()) {
    for (std::size_t b = 0; b < codes_.size(); ++b) codes_[b].resize(plan.blocks[b].fields.size());
}

bool OddCells::is_key(std::size_t block, FieldId field) const { return field == rules_.records[plan_.blocks[block].block->record].key; }

State OddCells::blank_state(std::size_t block, FieldId field) const {
    return rules_.records[plan_.blocks[block].block->record].fields[field].optional ? State::blank : State::missing;
}

void OddCells::read(std::size_t block, std::size_t field, Row row, Cells cells, std::uint32_t line) {
    block_ = block, field_ = field, row_ = row, line_ = line;
    const auto& plan = this->plan();
    auto& column = piece_.blocks[block].columns[field];
    const auto& mapping = *plan.mapping;
    if (mapping.kind == MappingKind::constant) return put(column, State::known, mapping.constant.number, mapping.constant.text);
    if (mapping.kind == MappingKind::joined) return put_joined(column, cells);
    const auto text = texts_.text_of(plan.columns, cells);
    if (text.empty()) return put(column, blank_state(block, plan.field), 0);
    if (column.type == Type::yes_no || column.type == Type::choice) return put_code(column, text);
    if (plan.spellings && plan_.markers->kind(text) == Markers::Kind::none)
        if (const auto* meaning = plan.spellings->find(text)) return put_meaning(column, text, *meaning);
    if (column.type == Type::date && mapping.kind == MappingKind::column) {      // a day may look like a placeholder
        const auto read = plan_.dates->read(text);
        if ((read.kind == ReadDate::Kind::day || read.kind == ReadDate::Kind::moment) && !plan_.markers->blank_day(read.day))
            return put(column, State::known, read.day);
    }
    if (const auto marker = plan_.markers->kind(text); marker != Markers::Kind::none) return put_marker(column, text, marker);
    if (mapping.kind == MappingKind::year_ending) {
        const auto day = read_year_end(text, mapping.month, mapping.day);
        if (!day) return put_unreadable(column, text);
        return put(column, State::known, column.type == Type::moment ? plan_.dates->zone().first_second(*day) : *day);
    }
    switch (column.type) {
        case Type::text: return is_key(block, plan.field) && rounded_number(text) ? put_unreadable(column, text) : put(column, State::known, 0, text);
        case Type::date:
        case Type::moment: return put_date(column, text);
        default: break;
    }
    const auto number = read_number(text, column.type);
    if (!number) return put_unreadable(column, text);
    put(column, State::known, *number);
}

// The number of the entry in `counted`, from 1.
std::size_t OddCells::count(DiagnosticKind kind, std::string_view text, bool missing) {
    const auto column = plan().columns.empty() ? no_column : plan().columns[0];
    const auto [entry, fresh] = counted_.try_emplace({kind, column, std::string(text)}, piece_.counted.size());
    if (fresh) piece_.counted.push_back({kind, line_, column, plan_.blocks[block_].block->record, plan().field, std::string(text), 0, missing});
    ++piece_.counted[entry->second].times;
    return entry->second + 1;
}

void OddCells::list_unreadable(std::string_view text) {
    const auto record = plan_.blocks[block_].block->record;
    auto& seen = unreadable_[{record, plan().field}];
    const auto column = plan().columns.empty() ? no_column : plan().columns[0];
    if (seen.times++ >= Quality::shown) {       // beyond what is listed, only how many
        ++piece_.listed[seen.last].times;
        return;
    }
    seen.last = piece_.listed.size();
    piece_.listed.push_back({DiagnosticKind::unreadable_cell, line_, column, record, plan().field, std::string(text), 1});
}

void OddCells::put(Column& column, State state, std::int64_t value, std::string_view text) const {
    column.state[row_] = state;
    switch (column.type) {
        case Type::text: column.text[row_] = text; break;
        case Type::date: column.day[row_] = static_cast<Day>(value); break;
        case Type::yes_no:
        case Type::choice: column.code[row_] = static_cast<std::uint16_t>(value); break;
        default: column.number[row_] = value;
    }
}

void OddCells::put_unreadable(Column& column, std::string_view text) {
    list_unreadable(text);
    put(column, State::unreadable, 0);
}

void OddCells::put_marker(Column& column, std::string_view text, Markers::Kind marker) {
    if (marker == Markers::Kind::error) return put_unreadable(column, text);
    const bool missing = marker == Markers::Kind::missing;
    count(DiagnosticKind::placeholder, text, missing);
    put(column, missing ? State::missing : blank_state(block_, plan().field), 0);
}

void OddCells::put_meaning(Column& column, std::string_view text, const Meaning& meaning) {
    if (meaning.says == Meaning::Says::value) return put(column, State::known, meaning.value.number, meaning.value.text);
    put_marker(column, text, meaning.says == Meaning::Says::missing ? Markers::Kind::missing : Markers::Kind::blank);
}

void OddCells::put_date(Column& column, std::string_view text) {
    const auto read = plan_.dates->read(text);
    if (read.kind == ReadDate::Kind::none) return put_unreadable(column, text);
    if (read.kind != ReadDate::Kind::partial && plan_.markers->blank_day(read.day)) return put_marker(column, text, Markers::Kind::blank);
    if (read.kind == ReadDate::Kind::moment) return put(column, State::known, column.type == Type::moment ? read.second : read.day);
    if (column.type == Type::date && read.kind == ReadDate::Kind::day) return put(column, State::known, read.day);
    // A month or a year; or a day where a moment is needed: the interval of that day.
    column.partials.push_back({row_, read.day, read.last});
    put(column, State::partial, column.type == Type::moment ? plan_.dates->zone().first_second(read.day) : read.day);
}

void OddCells::put_code(Column& column, std::string_view text) {
    bool fresh;
    auto& known = codes_[block_][field_].at(text, fresh);
    if (fresh) {
        const auto marker = plan_.markers->kind(text);
        const auto* meaning = plan().spellings ? plan().spellings->find(text) : nullptr;
        const bool placeholder = marker == Markers::Kind::blank || marker == Markers::Kind::missing;
        if (placeholder || (meaning && meaning->says != Meaning::Says::value)) {
            const bool missing = placeholder ? marker == Markers::Kind::missing : meaning->says == Meaning::Says::missing;
            known.state = missing ? State::missing : blank_state(block_, plan().field);
            known.counted = count(DiagnosticKind::placeholder, text, missing);
        } else if (meaning) {
            known.value = static_cast<std::uint64_t>(meaning->value.number);
        } else {
            known.state = State::unreadable;
            known.counted = count(DiagnosticKind::unknown_code, text);
        }
    } else if (known.counted) {
        ++piece_.counted[known.counted - 1].times;
    }
    put(column, known.state, static_cast<std::int64_t>(known.value));
}

void OddCells::put_joined(Column& column, Cells cells) {
    auto text = texts_.joined(plan().parts, cells);
    if (!text) return put(column, blank_state(block_, plan().field), 0);
    put(column, State::known, 0, piece_.texts->emplace_back(std::move(*text)));
}

}  // namespace duly::data
