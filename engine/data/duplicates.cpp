// Rows with one key: the first is used, the others are listed. Rows of a block that gives each record once only add to it, and what they contradict is listed.
#include <algorithm>
#include <bit>
#include <numeric>
#include <set>
#include <tuple>

#include "engine/data/build.hpp"
#include "engine/data/keys.hpp"
#include "engine/data/text.hpp"

namespace duly::data::build {

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

void fill_cell(Table& table, FieldId field, Row row, Row later) {
    auto& column = table.columns[field];
    table.filled.push_back({row, field, table.origin[later], later < table.named_by.size() ? table.named_by[later] : std::uint16_t{0}});
    column.state[row] = column.state[later];
    if (!column.text.empty()) column.text[row] = column.text[later];
    if (!column.day.empty()) column.day[row] = column.day[later];
    if (!column.code.empty()) column.code[row] = column.code[later];
    if (!column.number.empty()) column.number[row] = column.number[later];
    if (column.state[row] != State::partial) return;
    const auto days = column.partial(later);
    const auto at = std::lower_bound(column.partials.begin(), column.partials.end(), row, [](const PartialDate& p, Row r) { return p.row < r; });
    column.partials.insert(at, {row, days.first, days.last});
}

namespace {

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

bool says_something(const Column& column, Row row) { return column.state[row] == State::known || column.state[row] == State::partial; }

// Both cells say something, and both cannot be so.
bool contradicts(const Column& column, Row a, Row b) {
    if (!says_something(column, a) || !says_something(column, b)) return false;
    if (column.state[a] == State::known && column.state[b] == State::known) return !same_cell(column, a, b);
    if (column.day.empty()) return column.state[a] == column.state[b] && column.partial(a) != column.partial(b);
    const auto days = [&](Row row) { return column.state[row] == State::partial ? column.partial(row) : DayInterval{column.day[row], column.day[row]}; };
    const auto one = days(a), other = days(b);
    return one.last < other.first || other.last < one.first;
}

// Rows that speak of one record and say different things of it: each other value is listed once.
class Contradictions {
public:
    Contradictions(Work& work, RecordId id) : work_(work), id_(id), filled_(work.tables[id].columns.size()) {}

    // `first` as it is by now, with what rows before `later` have filled in.
    void look_for(Row first, Row later, const std::vector<Row>& first_of) {
        const auto& columns = work_.tables[id_].columns;
        for (FieldId field = 0; field < columns.size(); ++field)
            if (columns[field].present && contradicts(columns[field], first, later)) list(first, later, field, first_of);
    }
    void note_filled(FieldId field, Row row) {
        filled_[field].resize(work_.tables[id_].rows);
        filled_[field][row] = true;
    }

private:
    Work& work_;
    RecordId id_;
    std::vector<std::vector<bool>> filled_;     // by field and row: its value came from a later row
    std::set<std::tuple<Row, FieldId, std::string>> listed_;

    void list(Row first, Row later, FieldId field, const std::vector<Row>& first_of) {
        auto place = work_.place(id_, later, field);
        if (!listed_.emplace(first, field, place.text).second) return;
        if (!work_.quality.room(DiagnosticKind::duplicate_key, place.file, place.field)) return work_.quality.list(DiagnosticKind::duplicate_key, std::move(place), {});
        const auto& record = work_.record(id_);
        Row from = first;
        if (!filled_[field].empty() && filled_[field][first])
            for (from = first + 1; first_of[from] != first || !says_something(work_.tables[id_].columns[field], from);) ++from;
        auto used = work_.place(id_, from, field);
        auto message = "`" + record.name + "` `" + work_.cell_text(id_, first, record.key) + "` has `" + place.text + "` for `" + record.fields[field].name + "` here and `" + used.text +
                       "` in a row before, which is used";
        work_.quality.list(DiagnosticKind::duplicate_key, std::move(place), std::move(message), "correct the one that is wrong, or say in the feed by `rows where` which rows to take", {{std::move(used), "the value that is used"}});
    }
};

// Fills what `row` left blank from `later`.
void fill_blanks(Table& table, Row row, Row later, Contradictions& contradictions) {
    for (FieldId field = 0; field < table.columns.size(); ++field) {
        const auto& column = table.columns[field];
        if (!column.present || (column.state[row] != State::blank && column.state[row] != State::missing)) continue;
        if (column.state[later] == State::blank || column.state[later] == State::missing) continue;
        contradictions.note_filled(field, row);
        fill_cell(table, field, row, later);
    }
}

// Keys that are whole numbers near each other, so that each has a place of its own.
struct NearNumbers { std::uint64_t scale = 1, low = 0; std::size_t count = 0; };
std::optional<NearNumbers> near_numbers(const Column& column, Row rows) {
    constexpr std::uint64_t million = model::number_scale;
    std::uint64_t low = KeyColumn::blank, high = 0;
    bool millions = true;
    for (Row row = 0; row < rows; ++row) {
        const auto bits = key_value(column, row).bits;
        if (bits == KeyColumn::blank) continue;
        if (bits & KeyColumn::text_bit) return {};
        millions &= bits % million == 0;
        low = std::min(low, bits);
        high = std::max(high, bits);
    }
    if (low > high) return {};
    const auto scale = millions ? million : 1;
    const auto apart = high / scale - low / scale;
    if (apart / 8 > rows) return {};
    return NearNumbers{scale, low / scale, static_cast<std::size_t>(apart + 1)};
}

// Numbers, each above the one before: all differ.
bool rises(const Column& column) {
    if (column.number.size() < column.state.size() || column.state.empty() || column.state[0] != State::known) return false;
    for (std::size_t row = 1; row < column.state.size(); ++row)
        if (column.state[row] != State::known || column.number[row] <= column.number[row - 1]) return false;
    return true;
}

}  // namespace

bool given_once(const Work& work, RecordId id, Row row) {
    return std::any_of(work.once[id].begin(), work.once[id].end(), [&](const RowRange& range) { return row >= range.begin && row < range.end; });
}

std::vector<Row> first_of_key(Work& work, RecordId id) {
    const auto key = work.record(id).key;
    const auto& table = work.tables[id];
    if (key == model::none || !table.columns[key].present) return {};
    const auto& column = table.columns[key];
    if (rises(column)) return {};

    // `own`: the first row that a block gives in its own right, which a second one is compared with.
    struct First { Row row = no_row, own = no_row; };
    std::vector<Row> first;
    Contradictions contradictions(work, id);
    const auto add = [&](Row to, Row later) {
        contradictions.look_for(to, later, first);
        fill_blanks(work.tables[id], to, later, contradictions);
    };
    const auto put = [&](First& known, Row row) {
        const bool once = given_once(work, id, row);
        if (known.row == no_row) {
            known = {row, once ? no_row : row};
            return;
        }
        if (first.empty()) {
            first.resize(table.rows);
            std::iota(first.begin(), first.end(), Row{0});
        }
        first[row] = known.row;
        if (!once && known.own != no_row) return list_repeat(work, id, row, known.own);
        if (!once) known.own = row;
        add(known.row, row);
    };
    const auto list_blank = [&](Row row) {
        work.quality.list(DiagnosticKind::key_missing, work.place(id, row, key), "a row of `" + work.record(id).name + "` has no `" + work.record(id).fields[key].name + "`",
                          "it is used, but nothing can be linked to it: fill the key in the source");
    };

    if (const auto numbers = near_numbers(column, table.rows)) {
        std::vector<First> known(numbers->count);
        const auto place_of = [&](std::uint64_t bits) { return bits / numbers->scale - numbers->low; };
        constexpr Row ahead = 16;       // rows of a key stand anywhere
        for (Row row = 0; row < table.rows; ++row) {
            if (table.rows - row > ahead)
                if (const auto soon = key_value(column, row + ahead).bits; soon != KeyColumn::blank) __builtin_prefetch(&known[place_of(soon)], 1);
            const auto value = key_value(column, row);
            if (value.bits == KeyColumn::blank) list_blank(row);
            else put(known[place_of(value.bits)], row);
        }
        return first;
    }
    struct Slot { std::uint64_t bits = 0; First known; };
    const std::uint64_t mask = std::bit_ceil(std::uint64_t{table.rows} * 2 + 2) - 1;
    std::vector<Slot> slots(mask + 1);
    for (Row row = 0; row < table.rows; ++row) {
        const auto value = key_value(column, row);
        if (value.bits == KeyColumn::blank) {
            list_blank(row);
            continue;
        }
        auto at = mix(value.bits) & mask;
        while (slots[at].known.row != no_row && (slots[at].bits != value.bits || (!value.text.empty() && column.text[slots[at].known.row] != value.text))) at = (at + 1) & mask;
        slots[at].bits = value.bits;
        put(slots[at].known, row);
    }
    return first;
}

}  // namespace duly::data::build
