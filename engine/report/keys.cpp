#include "engine/report/keys.hpp"

#include <charconv>

namespace duly::report {

using model::none;

RecordKeys::RecordKeys(const ReportInput& input, model::RecordId record) : input_(&input), record_(record) {
    const data::Table& table = input.data.table(record);
    const model::FieldId key = input.rules.records[record].key;
    rows_ = table.rows;
    if (key == none || key >= table.columns.size()) return;
    column_ = &table.columns[key];
    texts_ = column_->type == model::Type::text && column_->text.size() == table.rows;
    numbers_ = column_->type == model::Type::number && column_->number.size() == table.rows;
}

bool RecordKeys::rise() const {
    if (!numbers_ || rows_ == 0) return false;
    std::int64_t last = 0;
    bool so = true;
    for (data::Row row = 0; row < rows_ && so; ++row) {
        const std::int64_t key = column_->number[row];
        so = column_->state[row] == data::State::known && key >= last && key % model::number_scale == 0;
        last = key;
    }
    return so && std::to_string(number(0)).size() == std::to_string(number(rows_ - 1)).size();
}

std::string_view RecordKeys::of(data::Row row, std::string& room) const {
    if (row >= rows_) return {};
    if (text(row)) return column_->text[row];
    if (whole_number(row)) {
        char digits[24];
        room.assign(digits, std::to_chars(digits, digits + sizeof digits, number(row)).ptr);
    } else {
        room = input_->data.key_of(input_->rules, record_, row);
    }
    return room;
}

Keys::Keys(const ReportInput& input) {
    records_.reserve(input.rules.records.size());
    for (model::RecordId record = 0; record < input.rules.records.size(); ++record) records_.emplace_back(input, record);
}

}  // namespace duly::report
