// Leaving out rows.
#include <algorithm>
#include <numeric>

#include "engine/data/build.hpp"
#include "engine/data/parallel.hpp"

namespace duly::data::build {
namespace {

// Rows in ascending order, as runs of neighbours: few rows are left out, so these are few.
std::vector<RowRange> ranges_of(const std::vector<Row>& rows) {
    std::vector<RowRange> ranges;
    for (std::size_t at = 0; at < rows.size();) {
        std::size_t end = at + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1) ++end;
        ranges.push_back({rows[at], rows[at] + static_cast<Row>(end - at)});
        at = end;
    }
    return ranges;
}

// The rows kept move to the front, in place.
template <typename Values>
void keep(Values& values, const std::vector<RowRange>& ranges) {
    if (values.empty()) return;
    auto to = values.begin();
    for (const auto& range : ranges) {
        const auto begin = values.begin() + range.begin, end = values.begin() + range.end;
        to = to == begin ? end : std::copy(begin, end, to);
    }
    values.erase(to, values.end());
}
template <typename Values>
void keep(Values& values, const std::vector<Row>& rows) {
    if (values.empty()) return;
    Values kept;
    kept.reserve(rows.size());
    for (const Row row : rows) kept.push_back(values[row]);
    values = std::move(kept);
}
void keep(RowOrigins& origins, const std::vector<RowRange>& ranges) {
    RowOrigins kept;
    std::size_t near = 0;
    for (const auto& range : ranges) kept.append(origins, range.begin, range.end, near);
    origins = std::move(kept);
}
void keep(RowOrigins& origins, const std::vector<Row>& rows) {
    RowOrigins kept;
    for (const Row row : rows) kept.push_back(origins[row]);
    origins = std::move(kept);
}

std::size_t count_of(const std::vector<RowRange>& ranges) {
    std::size_t n = 0;
    for (const auto& range : ranges) n += range.end - range.begin;
    return n;
}
std::size_t count_of(const std::vector<Row>& rows) { return rows.size(); }

std::vector<PartialDate> kept_partials(const Column& column, const std::vector<RowRange>& ranges) {
    std::vector<PartialDate> partials;
    Row to = 0;
    auto part = column.partials.begin();
    for (const auto& range : ranges) {
        while (part != column.partials.end() && part->row < range.begin) ++part;
        for (; part != column.partials.end() && part->row < range.end; ++part) partials.push_back({to + part->row - range.begin, part->first, part->last});
        to += range.end - range.begin;
    }
    return partials;
}
std::vector<PartialDate> kept_partials(const Column& column, const std::vector<Row>& rows) {
    std::vector<PartialDate> partials;
    for (std::size_t to = 0; to < rows.size(); ++to)
        if (column.state[rows[to]] == State::partial) {
            const auto days = column.partial(rows[to]);
            partials.push_back({static_cast<Row>(to), days.first, days.last});
        }
    return partials;
}

// `kept`: rows or ranges of them.
template <typename Kept>
void keep_columns(Table& table, const Kept& kept, unsigned threads) {
    run_tasks(threads, table.columns.size() + 3, [&](std::size_t task) {
        if (task == table.columns.size()) return keep(table.parent.own(), kept);
        if (task == table.columns.size() + 1) return keep(table.named_by, kept);
        if (task > table.columns.size()) return keep(table.origin, kept);
        auto& column = table.columns[task];
        if (!column.partials.empty()) column.partials = kept_partials(column, kept);
        if (!column.state.held().empty()) keep(column.state.held(), kept);
        else if (!column.state.empty()) column.state.resize(count_of(kept));
        const auto keep_held = [&](auto& values) { keep(values, kept); };
        column.day.held(keep_held);
        column.code.held(keep_held);
        keep(column.number, kept);
        keep(column.text, kept);
    });
}

Row row_in(const std::vector<RowRange>& ranges, const std::vector<Row>& begins, Row row) {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), row, [](Row r, const RowRange& range) { return r < range.begin; });
    if (after == ranges.begin() || row >= std::prev(after)->end) return no_row;
    return begins[static_cast<std::size_t>(after - ranges.begin()) - 1] + row - std::prev(after)->begin;
}

// What `to` says of each row that something names.
template <typename To>
void note_moves(Work& work, RecordId id, const To& to) {
    auto& table = work.tables[id];
    for (auto& cell : table.filled) cell.row = to(cell.row);
    table.filled.erase(std::remove_if(table.filled.begin(), table.filled.end(), [](const FilledCell& cell) { return cell.row == no_row; }), table.filled.end());
    std::sort(table.filled.begin(), table.filled.end(), [](const FilledCell& a, const FilledCell& b) { return std::pair(a.row, a.field) < std::pair(b.row, b.field); });
}

}  // namespace

std::vector<Row>& Work::moves(RecordId id) {
    auto& to = moved[id];
    if (!to.empty()) return to;
    if (kept[id].ranges.empty()) {
        to.resize(tables[id].rows);
        std::iota(to.begin(), to.end(), Row{0});
        return to;
    }
    to.resize(kept[id].read, no_row);
    Row next = 0;
    for (const auto& range : kept[id].ranges)
        for (Row row = range.begin; row < range.end; ++row) to[row] = next++;
    kept[id] = {};
    return to;
}

void keep_ranges(Work& work, RecordId id, std::vector<RowRange> ranges) {
    auto& table = work.tables[id];
    if (ranges.size() == 1 && ranges[0].begin == 0 && ranges[0].end == table.rows) return;
    std::vector<Row> begins;
    Row rows = 0;
    for (const auto& range : ranges) {
        begins.push_back(rows);
        rows += range.end - range.begin;
    }
    const auto to = [&](Row row) { return row_in(ranges, begins, row); };
    move_found_parents(work, id, to);
    keep_columns(table, ranges, work.threads);
    note_moves(work, id, to);
    if (work.rows_moved(id) || ranges.empty())
        for (auto& row : work.moves(id)) row = row == no_row ? no_row : to(row);
    else
        work.kept[id] = {table.rows, std::move(ranges)};
    table.rows = rows;
}

void keep_rows(Work& work, RecordId id, const std::vector<Row>& rows) {
    auto& table = work.tables[id];
    if (std::adjacent_find(rows.begin(), rows.end(), [](Row a, Row b) { return b <= a; }) == rows.end()) return keep_ranges(work, id, ranges_of(rows));
    std::vector<Row> to(table.rows, no_row);
    for (std::size_t i = rows.size(); i-- > 0;) to[rows[i]] = static_cast<Row>(i);
    const auto goes_to = [&](Row row) { return to[row]; };
    move_found_parents(work, id, goes_to);
    keep_columns(table, rows, work.threads);
    note_moves(work, id, goes_to);
    for (auto& row : work.moves(id)) row = row == no_row ? no_row : to[row];
    table.rows = static_cast<Row>(rows.size());
}

}  // namespace duly::data::build
