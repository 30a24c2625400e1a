// When rows without keys say the same, as far as events and spans that are told again go.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "engine/data/build.hpp"
#include "engine/data/text.hpp"

namespace duly::data::build {

inline constexpr std::size_t few = 16;         // of so many each may be compared with each

inline bool without_key(const Work& work, RecordId id) {
    const auto key = work.record(id).key;
    return key == model::none || !work.tables[id].columns[key].present;
}

// The day or moment that tells rows apart first; of a partial date its beginning.
inline bool has_time(const Column& column, Row row) { return column.state[row] == State::known || column.state[row] == State::partial; }
inline std::int64_t time_of(const Column& column, Row row) { return column.day.empty() ? column.number[row] : column.day[row]; }

inline bool equal_cell(const Column& column, Row a, Row b) { return column.state[a] == column.state[b] && same_cell(column, a, b); }

// All columns of a record, or those of a list of fields.
class Sameness {
public:
    Sameness(const Table& table, const std::vector<bool>& fields) {
        for (FieldId field = 0; field < table.columns.size(); ++field)
            if (table.columns[field].present && (fields.empty() || fields[field])) columns_.push_back(&table.columns[field]);
    }
    bool equal(Row a, Row b) const {
        return std::all_of(columns_.begin(), columns_.end(), [&](const Column* column) { return equal_cell(*column, a, b); });
    }
    std::uint64_t hash(Row row) const {
        std::uint64_t all = 0;
        for (const auto* column : columns_) all = mix(all + cell(*column, row));
        return all;
    }
    // Orders rows so that those that may be equal stand together; `each` gets them, in their own order.
    template <typename Each>
    void groups(std::vector<Row>& rows, const Each& each) const {
        if (rows.size() <= few) return each(std::span<const Row>(rows));
        std::vector<std::pair<std::uint64_t, Row>> hashed;
        for (const Row row : rows) hashed.emplace_back(hash(row), row);
        std::sort(hashed.begin(), hashed.end());
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = hashed[i].second;
        for (std::size_t begin = 0, end; begin < rows.size(); begin = end) {
            for (end = begin + 1; end < rows.size() && hashed[end].first == hashed[begin].first;) ++end;
            if (end > begin + 1) each(std::span<const Row>(rows).subspan(begin, end - begin));
        }
    }

private:
    std::vector<const Column*> columns_;

    static std::uint64_t cell(const Column& column, Row row) {
        const auto state = static_cast<std::uint64_t>(column.state[row]);
        if (column.state[row] != State::known) return state;
        if (!column.text.empty()) return mix(std::hash<std::string_view>{}(column.text[row])) + state;
        if (!column.day.empty()) return mix(static_cast<std::uint64_t>(column.day[row])) + state;
        return mix(column.code.empty() ? static_cast<std::uint64_t>(column.number[row]) : column.code[row]) + state;
    }
};

}  // namespace duly::data::build
