// Leaving out rows, and the runs of children.
#include <algorithm>
#include <functional>

#include "engine/data/build.hpp"
#include "engine/data/parallel.hpp"

namespace duly::data::build {
namespace {

// Rows in ascending order, as runs of neighbours: few rows are left out, so these are few.
std::vector<RowRange> runs_of(const std::vector<Row>& rows) {
    std::vector<RowRange> runs;
    for (std::size_t at = 0; at < rows.size();) {
        std::size_t end = at + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1) ++end;
        runs.push_back({rows[at], rows[at] + static_cast<Row>(end - at)});
        at = end;
    }
    return runs;
}

// The rows named move to the front; ascending ones in place, in runs.
template <typename T>
void keep(std::vector<T>& values, const std::vector<Row>& rows, const std::vector<RowRange>& runs) {
    if (values.empty()) return;
    if (runs.empty()) {
        std::vector<T> kept;
        kept.reserve(rows.size());
        for (const Row row : rows) kept.push_back(values[row]);
        values = std::move(kept);
        return;
    }
    auto to = values.begin();
    for (const auto& run : runs) {
        const auto begin = values.begin() + run.begin, end = values.begin() + run.end;
        to = to == begin ? end : std::copy(begin, end, to);
    }
    values.resize(rows.size());
}

}  // namespace

void keep_rows(Work& work, RecordId id, const std::vector<Row>& rows) {
    auto& table = work.tables[id];
    const bool ascending = std::adjacent_find(rows.begin(), rows.end(), [](Row a, Row b) { return b <= a; }) == rows.end();
    if (ascending && rows.size() == table.rows) {
        work.moved[id].resize(table.rows);
        for (Row row = 0; row < table.rows; ++row) work.moved[id][row] = row;
        return;
    }
    const auto runs = ascending ? runs_of(rows) : std::vector<RowRange>{};
    run_tasks(work.threads, table.columns.size() + 3, [&](std::size_t task) {
        if (task == table.columns.size()) return keep(table.parent, rows, runs);
        if (task == table.columns.size() + 1) return keep(table.named_by, rows, runs);
        if (task > table.columns.size()) return keep(table.origin, rows, runs);
        auto& column = table.columns[task];
        std::vector<PartialDate> partials;
        if (!column.partials.empty())
            for (std::size_t to = 0; to < rows.size(); ++to)
                if (column.state[rows[to]] == State::partial) {
                    const auto days = column.partial(rows[to]);
                    partials.push_back({static_cast<Row>(to), days.first, days.last});
                }
        column.partials = std::move(partials);
        keep(column.state, rows, runs);
        keep(column.day, rows, runs);
        keep(column.number, rows, runs);
        keep(column.code, rows, runs);
        keep(column.text, rows, runs);
    });
    std::vector<Row> to(table.rows, no_row);
    for (std::size_t i = rows.size(); i-- > 0;) to[rows[i]] = static_cast<Row>(i);
    table.rows = static_cast<Row>(rows.size());
    for (auto& cell : table.filled) cell.row = to[cell.row];
    table.filled.erase(std::remove_if(table.filled.begin(), table.filled.end(), [](const FilledCell& cell) { return cell.row == no_row; }), table.filled.end());
    std::sort(table.filled.begin(), table.filled.end(), [](const FilledCell& a, const FilledCell& b) { return std::pair(a.row, a.field) < std::pair(b.row, b.field); });
    auto& moved = work.moved[id];
    if (moved.empty()) {
        moved = std::move(to);
    } else {
        for (auto& row : moved) row = row == no_row ? no_row : to[row];
    }
}

namespace {

// Below that, a thread costs more than it brings.
constexpr Row many_rows_at_once = 1 << 16;

// Cuts [0, n) into as many parts as there are threads, when there is enough of it.
template <typename Task>
void in_parts(unsigned threads, Row n, std::size_t parts, Task task) {
    run_tasks(threads, parts, [&](std::size_t part) {
        const auto at = [&](std::size_t k) { return static_cast<Row>(std::uint64_t{n} * k / parts); };
        task(part, at(part), at(part + 1));
    });
}

// Rows by parent, in the order of the data: each part of the rows is counted, then knows where its rows go. `put` gets a
// place and the row that goes there.
template <typename Put>
void group_by_parent(Children& children, const std::vector<Row>& parent, Row rows, Row parents, unsigned threads, std::size_t parts, Put put) {
    std::vector<std::vector<std::uint32_t>> next(parts);
    in_parts(threads, rows, parts, [&](std::size_t part, Row begin, Row end) {
        auto& counts = next[part];
        counts.assign(parents, 0);
        for (Row row = begin; row < end; ++row)
            if (parent[row] != no_row) ++counts[parent[row]];
    });
    children.offsets.resize(parents + std::size_t{1});
    std::uint32_t at = 0;
    for (Row p = 0; p < parents; ++p) {
        children.offsets[p] = at;
        for (auto& counts : next) {
            const auto count = counts[p];
            counts[p] = at;
            at += count;
        }
    }
    children.offsets[parents] = at;
    children.rows.resize(at);
    put.ready(at);
    in_parts(threads, rows, parts, [&](std::size_t part, Row begin, Row end) {
        auto& places = next[part];
        for (Row row = begin; row < end; ++row)
            if (parent[row] != no_row) put(places[parent[row]]++, row);
    });
}

struct PutRow {
    std::vector<Row>& rows;
    void ready(std::size_t) {}
    void operator()(std::uint32_t place, Row row) { rows[place] = row; }
};

constexpr std::uint32_t unknown_day = 0xffffffff;

// The day above the row: in the order of these numbers lie days, unknown ones last, and ties in the order of the data.
struct PutDay {
    const Column& column;
    std::vector<std::uint64_t>& keys;
    void ready(std::size_t n) { keys.resize(n); }
    void operator()(std::uint32_t place, Row row) {
        const auto state = column.state[row];
        const bool told = state == State::known || state == State::partial;
        const auto day = told ? static_cast<std::uint32_t>(column.day[row]) ^ 0x80000000u : unknown_day;
        keys[place] = std::uint64_t{day} << 32 | row;
    }
};

// Runs are mostly short and nearly in order: insertion, unless they are long.
template <typename T, typename Less>
void sort_run(T* begin, T* end, Less less) {
    if (end - begin > 64) return std::stable_sort(begin, end, less);
    for (T* at = begin; at != end; ++at) {
        const T value = *at;
        T* to = at;
        for (; to != begin && less(value, *(to - 1)); --to) *to = *(to - 1);
        *to = value;
    }
}

// The days come with the keys by which rows were sorted, but for those that are known to the month or year only.
void note_days(const Column& orders, Children& children, unsigned threads) {
    if (orders.partials.empty()) return;
    const auto n = static_cast<Row>(children.rows.size());
    in_parts(threads, n, n < many_rows_at_once ? 1 : std::max(threads, 1u), [&](std::size_t, Row begin, Row end) {
        for (auto at = begin; at < end; ++at)
            if (orders.state[children.rows[at]] == State::partial) children.days[at] = INT32_MAX;
    });
}

}  // namespace

void note_kinds(const model::Record& record, const Table& table, Children& children, unsigned threads) {
    constexpr std::size_t too_many = 255;
    for (FieldId field = 0; field < record.fields.size(); ++field) {
        const auto& column = table.columns[field];
        if (record.fields[field].type != model::Type::choice || !column.present) continue;
        if (record.fields[field].choices.size() >= too_many || column.code.size() < table.rows) return;
        children.kind_field = field;
        const auto n = static_cast<Row>(children.rows.size());
        children.kinds.resize(n);
        in_parts(threads, n, n < many_rows_at_once ? 1 : std::max(threads, 1u), [&](std::size_t, Row begin, Row end) {
            for (auto at = begin; at < end; ++at) {
                const Row row = children.rows[at];
                children.kinds[at] = column.state[row] == State::known && column.code[row] < too_many ? static_cast<std::uint8_t>(column.code[row]) : std::uint8_t{0xff};
            }
        });
        return;
    }
}

void note_days(const model::Record& record, const Table& table, Children& children) {
    if (record.orders == model::none || table.columns[record.orders].day.size() < table.rows) return;
    const auto& orders = table.columns[record.orders];
    children.days.resize(children.rows.size());
    for (std::size_t at = 0; at < children.rows.size(); ++at)
        children.days[at] = orders.state[children.rows[at]] == State::known ? orders.day[children.rows[at]] : INT32_MAX;
}

Children order_children(const model::Record& record, const Table& table, const std::vector<Row>& parent, Row parents, unsigned threads, std::optional<std::vector<RowRange>>* tied) {
    Children children;
    if (record.parent == model::none && parent.empty()) return children;
    const std::size_t parts = table.rows < many_rows_at_once ? 1 : std::max(threads, 1u);
    const Column* orders = record.orders == model::none ? nullptr : &table.columns[record.orders];
    if (!orders || (orders->day.empty() && orders->number.empty())) {
        group_by_parent(children, parent, table.rows, parents, threads, parts, PutRow{children.rows});
        note_kinds(record, table, children, threads);
        return children;
    }
    const auto runs = [&](auto sort) {
        in_parts(threads, parents, parts, [&](std::size_t, Row begin, Row end) {
            for (Row p = begin; p < end; ++p) sort(children.offsets[p], children.offsets[p + 1]);
        });
    };
    if (orders->day.empty()) {
        group_by_parent(children, parent, table.rows, parents, threads, parts, PutRow{children.rows});
        const auto moment = [&](Row row) {
            const auto state = orders->state[row];
            return state != State::known && state != State::partial ? INT64_MAX : orders->number[row];
        };
        runs([&](std::uint32_t begin, std::uint32_t end) {
            sort_run(children.rows.data() + begin, children.rows.data() + end, [&](Row a, Row b) { return moment(a) < moment(b); });
        });
        note_kinds(record, table, children, threads);
        return children;
    }
    std::vector<std::uint64_t> keys;
    group_by_parent(children, parent, table.rows, parents, threads, parts, PutDay{*orders, keys});
    children.days.resize(children.rows.size());
    std::vector<std::vector<RowRange>> ties(parts);
    in_parts(threads, parents, parts, [&](std::size_t part, Row first, Row last) {
        for (Row p = first; p < last; ++p) {
            const auto begin = children.offsets[p], end = children.offsets[p + 1];
            sort_run(keys.data() + begin, keys.data() + end, std::less<>{});
            for (auto at = begin; at < end; ++at) {
                children.rows[at] = static_cast<Row>(keys[at]);
                children.days[at] = keys[at] >> 32 == unknown_day ? INT32_MAX : static_cast<Day>(static_cast<std::uint32_t>(keys[at] >> 32) ^ 0x80000000u);
                if (!tied || at == begin || keys[at] >> 32 != keys[at - 1] >> 32 || keys[at] >> 32 == unknown_day) continue;
                if (ties[part].empty() || ties[part].back().end != at) ties[part].push_back({at - 1, at});
                ++ties[part].back().end;
            }
        }
    });
    note_days(*orders, children, threads);
    note_kinds(record, table, children, threads);
    if (tied) {
        tied->emplace();
        for (const auto& some : ties) (*tied)->insert((*tied)->end(), some.begin(), some.end());
    }
    return children;
}

}  // namespace duly::data::build
