// Access to a finished dataset, and rows made one by one.
#include "engine/data/dataset.hpp"

#include <algorithm>

#include "engine/data/build.hpp"
#include "engine/data/text.hpp"

namespace duly::data {

DayInterval Column::partial(Row row) const {
    const auto found = std::lower_bound(partials.begin(), partials.end(), row, [](const PartialDate& p, Row r) { return p.row < r; });
    return {found->first, found->last};
}

namespace build {

std::string cell_text(const model::Field& field, const Column& column, Row row, const TimeZone& zone) {
    const auto state = column.state[row];
    if (state != State::known && state != State::partial) return {};
    switch (field.type) {
        case model::Type::text: return std::string(column.text[row]);
        case model::Type::date: {
            if (state == State::known) return format_day(column.day[row]);
            const auto days = column.partial(row);
            return format_day(days.first) + " to " + format_day(days.last);
        }
        case model::Type::moment: return state == State::known ? format_moment(column.number[row], zone) : format_day(column.partial(row).first);
        case model::Type::yes_no: return column.code[row] ? "yes" : "no";
        case model::Type::choice: return column.code[row] < field.choices.size() ? field.choices[column.code[row]] : std::string{};
        default: return number_text(column.number[row]);
    }
}

std::string row_key(const model::RuleSet& rules, const std::vector<Table>& tables, RecordId record, Row row) {
    const auto& type = rules.records[record];
    const auto& table = tables[record];
    const auto text_of = [&](FieldId field) { return field == model::none ? std::string{} : cell_text(type.fields[field], table.columns[field], row, rules.zone); };
    auto key = text_of(type.key);
    if (!key.empty()) return key;
    auto day = text_of(type.orders);
    if (day.empty()) day = text_of(type.span_from);
    if (type.key == model::none && !day.empty() && type.parent != model::none && !table.parent.empty() && table.parent[row] != no_row)
        return row_key(rules, tables, type.parent, table.parent[row]) + " " + day;
    return "#" + std::to_string(row + 1);
}

}  // namespace build

std::string Dataset::key_of(const model::RuleSet& rules, RecordId record, Row row) const { return build::row_key(rules, tables_, record, row); }

Row Dataset::find(const model::RuleSet& rules, RecordId record, std::string_view key) const {
    const auto& table = tables_[record];
    const auto field = rules.records[record].key;
    if (field != model::none && rules.records[record].fields[field].type == model::Type::text) {
        const auto& column = table.columns[field];
        for (Row row = 0; row < table.rows; ++row)
            if (column.state[row] == State::known && column.text[row] == key) return row;
        if (key.empty() || key[0] != '#') return no_row;
    }
    for (Row row = 0; row < table.rows; ++row)
        if (key_of(rules, record, row) == key) return row;
    return no_row;
}

std::string_view TextBlocks::add(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > room_) {
        room_ = std::max(text.size(), std::min<std::size_t>(std::size_t{256} << std::min<std::size_t>(blocks_.size(), 8), 1 << 16));
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
        at_ = blocks_.back().get();
    }
    std::copy(text.begin(), text.end(), at_);
    const std::string_view kept(at_, text.size());
    at_ += text.size();
    room_ -= text.size();
    return kept;
}

DatasetBuilder::DatasetBuilder(const model::RuleSet& rules) : rules_(rules), texts_(std::make_shared<TextBlocks>()) {
    dataset_.tables_.resize(rules.records.size());
    keys_rise_.resize(rules.records.size());
    once_.resize(rules.records.size());
    given_.resize(rules.records.size());
    for (RecordId id = 0; id < rules.records.size(); ++id) {
        auto& table = dataset_.tables_[id];
        const auto& record = rules.records[id];
        table.record = id;
        table.columns.resize(record.fields.size());
        table.header.resize(record.fields.size());
        for (FieldId field = 0; field < record.fields.size(); ++field) table.columns[field].type = record.fields[field].type;
    }
}

Row DatasetBuilder::add_row(RecordId id, Row parent, Origin origin) {
    auto& table = dataset_.tables_[id];
    table.present = true;
    // The columns follow where a cell is set, and in the end.
    const Row row = table.rows++;
    if (rules_.records[id].parent != model::none) {
        table.parent.resize(row, no_row);
        table.parent.push_back(parent);
    }
    table.origin.resize(row);
    table.origin.push_back(origin);
    return row;
}

void DatasetBuilder::set(RecordId id, Row row, FieldId field, const Cell& cell) {
    auto& column = dataset_.tables_[id].columns[field];
    column.present = true;
    if (column.state.size() < row) column.state.resize(row, rules_.records[id].fields[field].optional ? State::blank : State::missing);
    if (column.state.size() == row) column.state.push_back(cell.state);
    else column.state[row] = cell.state;
    const bool there = cell.state == State::known || cell.state == State::partial;
    const auto put = [&](auto& values, auto value) {
        if (values.size() == row) return void(values.push_back(value));
        if (values.size() < row) values.resize(row + std::size_t{1});
        values[row] = value;
    };
    switch (column.type) {
        case model::Type::date: put(column.day, there ? static_cast<Day>(cell.number) : 0); break;
        case model::Type::yes_no:
        case model::Type::choice: put(column.code, static_cast<std::uint16_t>(there ? cell.number : 0)); break;
        case model::Type::text: {
            std::string_view text;
            if (there) text = texts_->add(cell.text);
            put(column.text, text);
            break;
        }
        default: put(column.number, there ? cell.number : 0);
    }
    if (!column.partials.empty() && column.partials.back().row >= row) std::erase_if(column.partials, [&](const PartialDate& p) { return p.row == row; });
    if (cell.state != State::partial) return;
    PartialDate part{row, static_cast<Day>(cell.number), cell.last};
    if (column.type == model::Type::moment) part = {row, rules_.zone.day(cell.number), cell.last};
    const auto at = std::upper_bound(column.partials.begin(), column.partials.end(), row, [](Row r, const PartialDate& p) { return r < p.row; });
    column.partials.insert(at, part);
}

void set_place(Place& place, const RowPlaces* places, std::uint32_t line, std::uint32_t column) {
    place.line = line;
    place.column = column;
    if (!places || line == 0) return;
    const auto& lines = places->lines;
    const auto row = std::size_t{line} - 2;
    place.line = line == 1 ? places->header : row < lines.size() ? lines[row] : 0;
    // JSON and XML are often written in one line, which tells nobody which row is meant.
    if (line > 1 && row < lines.size() && ((row > 0 && lines[row - 1] == lines[row]) || (row + 1 < lines.size() && lines[row + 1] == lines[row]))) place.cell = "row " + std::to_string(row + 1);
    if (!places->sheet || place.line == 0 || column == 0) return;
    for (auto rest = column; rest > 0; rest = (rest - 1) / 26) place.cell.insert(place.cell.begin(), static_cast<char>('A' + (rest - 1) % 26));
    place.cell += std::to_string(place.line);
}

namespace {

const FilledCell* filled_cell(const Table& table, Row row, FieldId field) {
    const auto at = std::lower_bound(table.filled.begin(), table.filled.end(), std::pair(row, field), [](const FilledCell& cell, const auto& wanted) { return std::pair(cell.row, cell.field) < wanted; });
    return at != table.filled.end() && at->row == row && at->field == field ? &*at : nullptr;
}

}  // namespace

Origin Table::origin_of(Row row, FieldId field) const {
    const auto* cell = filled_cell(*this, row, field);
    return cell ? cell->origin : origin[row];
}

const std::string& Table::header_of(Row row, FieldId field) const {
    const auto* cell = filled_cell(*this, row, field);
    const std::uint16_t by = cell ? cell->named_by : row < named_by.size() ? named_by[row] : 0;
    return by > 0 ? other_headers[by - 1u][field] : header[field];
}

std::uint32_t Dataset::line_of(const Origin& origin) const {
    Place place;
    set_place(place, origin.file < files_.size() ? files_[origin.file].places.get() : nullptr, origin.line);
    return place.line;
}

Table& DatasetBuilder::table(RecordId record) { return dataset_.tables_[record]; }
void DatasetBuilder::keep(std::shared_ptr<const void> buffer) { dataset_.buffers_.push_back(std::move(buffer)); }
InputFileInfo& DatasetBuilder::file(std::uint32_t index) { return dataset_.files_[index]; }
void DatasetBuilder::link(PendingLink link) { links_.push_back(std::move(link)); }

void DatasetBuilder::keys_rise(RecordId record) { keys_rise_[record] = true; }

void DatasetBuilder::once(RecordId record, Row begin, Row end) {
    auto& all = once_[record];
    if (!all.empty() && all.back().end == begin) all.back().end = end;
    else all.push_back({begin, end});
}

void DatasetBuilder::given(RecordId record, GivenRows rows) {
    auto& all = given_[record];
    if (!all.empty() && all.back().end == rows.begin && all.back().file == rows.file && all.back().fields == rows.fields) all.back().end = rows.end;
    else all.push_back(std::move(rows));
}

std::uint32_t DatasetBuilder::add_file(InputFileInfo info) {
    dataset_.files_.push_back(std::move(info));
    return static_cast<std::uint32_t>(dataset_.files_.size() - 1);
}

}  // namespace duly::data
