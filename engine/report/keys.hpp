// The keys of rows as text. They are made where one is shown, never for a whole table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/report/report.hpp"

namespace duly::report {

// The keys of one record.
class RecordKeys {
public:
    RecordKeys(const ReportInput& input, model::RecordId record);
    bool text(data::Row row) const { return texts_ && row < rows_ && column_->state[row] == data::State::known; }
    // A whole number that is the key: it is written without any text being made.
    bool whole_number(data::Row row) const { return numbers_ && row < rows_ && column_->state[row] == data::State::known && column_->number[row] % model::number_scale == 0; }
    std::int64_t number(data::Row row) const { return column_->number[row] / model::number_scale; }
    // What the next few calls look at, where rows lie apart.
    [[gnu::always_inline]] void fetch(data::Row row) const {     // a call of it might be left out, since it changes nothing
        if (!numbers_ || row >= rows_) return;
        __builtin_prefetch(column_->number.data() + row);
        column_->state.fetch(row);
    }
    // All keys are whole numbers whose texts rise with the rows, as they mostly do.
    bool rise() const;
    // Looks into the data, or into `room` where the text stands nowhere. Empty for a row that is not there.
    std::string_view of(data::Row row, std::string& room) const;

private:
    const ReportInput* input_;
    model::RecordId record_;
    const data::Column* column_ = nullptr;
    data::Row rows_ = 0;
    bool texts_ = false, numbers_ = false;
};

class Keys {
public:
    explicit Keys(const ReportInput& input);
    std::string_view of(model::RecordId record, data::Row row, std::string& room) const { return record < records_.size() ? records_[record].of(row, room) : std::string_view(); }
    std::string of(model::RecordId record, data::Row row) const {
        std::string room;
        return std::string(of(record, row, room));
    }
    const RecordKeys* record(model::RecordId record) const { return record < records_.size() ? &records_[record] : nullptr; }

private:
    std::vector<RecordKeys> records_;
};

}  // namespace duly::report
