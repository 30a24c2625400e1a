// Rows with one key: the first is used, the others are listed. Rows of a block that gives each record once only add to it.
#include <algorithm>
#include <bit>

#include "engine/data/build.hpp"
#include "engine/data/keys.hpp"
#include "engine/data/text.hpp"

namespace duly::data::build {
namespace {

// Does the later row say the same of a field as the first, or nothing?
bool same_cell(const Column& column, Row a, Row b) {
    if (column.state[a] == State::blank || column.state[a] == State::missing) return true;
    if (column.state[a] != column.state[b]) return false;
    if (column.state[a] == State::partial) return column.partial(a) == column.partial(b);
    if (column.state[a] != State::known) return true;
    if (!column.text.empty()) return column.text[a] == column.text[b];
    if (!column.day.empty()) return column.day[a] == column.day[b];
    if (!column.code.empty()) return column.code[a] == column.code[b];
    return column.number[a] == column.number[b];
}

void list_repeat(Work& work, RecordId id, Row row, Row first) {
    const auto& record = work.record(id);
    auto place = work.place(id, row, record.key);
    const auto key = place.text;
    FieldId other = model::none;
    for (FieldId field = 0; field < record.fields.size() && other == model::none; ++field)
        if (!same_cell(work.tables[id].columns[field], row, first)) other = field;
    if (other == model::none) {
        place.text.clear();
        work.quality.count(DiagnosticKind::repeated_rows, std::move(place), "rows of this file repeat a `" + record.name + "` that was read before",
                           "nothing is lost: the row that was read first is used");
        return;
    }
    if (!work.quality.room(DiagnosticKind::duplicate_key, place.file, place.field)) return work.quality.list(DiagnosticKind::duplicate_key, place, {});
    const auto& name = record.fields[other].name;
    std::vector<Label> labels{{work.place(id, first, record.key), "the row that is used"}};
    work.quality.list(DiagnosticKind::duplicate_key, std::move(place),
                      "`" + record.name + "` `" + key + "` stands twice and the rows differ in `" + name + "`, the first is used",
                      "give each " + record.name + " one row, or map a key that tells them apart", std::move(labels));
}

// Fills what `row` left blank from `later`.
void fill_blanks(Table& table, Row row, Row later) {
    for (auto& column : table.columns) {
        if (!column.present || (column.state[row] != State::blank && column.state[row] != State::missing)) continue;
        if (column.state[later] == State::blank || column.state[later] == State::missing) continue;
        column.state[row] = column.state[later];
        if (!column.text.empty()) column.text[row] = column.text[later];
        if (!column.day.empty()) column.day[row] = column.day[later];
        if (!column.code.empty()) column.code[row] = column.code[later];
        if (!column.number.empty()) column.number[row] = column.number[later];
        if (column.state[row] == State::partial) {
            const auto days = column.partial(later);
            const auto at = std::lower_bound(column.partials.begin(), column.partials.end(), row, [](const PartialDate& p, Row r) { return p.row < r; });
            column.partials.insert(at, {row, days.first, days.last});
        }
    }
}

bool given_once(const Work& work, RecordId id, Row row) {
    return std::any_of(work.once[id].begin(), work.once[id].end(), [&](const RowRange& range) { return row >= range.begin && row < range.end; });
}

}  // namespace

std::vector<Row> first_of_key(Work& work, RecordId id) {
    const auto key = work.record(id).key;
    const auto& table = work.tables[id];
    if (key == model::none || !table.columns[key].present) return {};
    const auto& column = table.columns[key];

    // `own`: the first row that a block gives in its own right, which a second one is compared with.
    struct Slot { std::uint64_t bits = 0; Row row = no_row, own = no_row; };
    const std::uint64_t mask = std::bit_ceil(std::uint64_t{table.rows} * 2 + 2) - 1;
    std::vector<Slot> slots(mask + 1);
    std::vector<Row> first;
    for (Row row = 0; row < table.rows; ++row) {
        const auto value = key_value(column, row);
        if (value.bits == KeyColumn::blank) {
            work.quality.list(DiagnosticKind::key_missing, work.place(id, row, key), "a row of `" + work.record(id).name + "` has no `" + work.record(id).fields[key].name + "`",
                              "it is used, but nothing can be linked to it: fill the key in the source");
            continue;
        }
        for (auto at = mix(value.bits) & mask;; at = (at + 1) & mask) {
            auto& slot = slots[at];
            if (slot.row == no_row) {
                slot = {value.bits, row, given_once(work, id, row) ? no_row : row};
                break;
            }
            if (slot.bits != value.bits || (!value.text.empty() && column.text[slot.row] != value.text)) continue;
            if (first.empty()) {
                first.resize(table.rows);
                for (Row r = 0; r < table.rows; ++r) first[r] = r;
            }
            first[row] = slot.row;
            if (given_once(work, id, row)) {
                fill_blanks(work.tables[id], slot.row, row);
            } else if (slot.own == no_row) {
                slot.own = row;
                fill_blanks(work.tables[id], slot.row, row);
            } else {
                list_repeat(work, id, row, slot.own);
            }
            break;
        }
    }
    return first;
}

}  // namespace duly::data::build
