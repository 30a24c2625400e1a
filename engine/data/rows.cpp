// Leaving out rows, and the runs of children.
#include <algorithm>

#include "engine/data/build.hpp"
#include "engine/data/parallel.hpp"

namespace duly::data::build {
namespace {

// The rows named move to the front; ascending ones in place, in runs.
template <typename T>
void keep(std::vector<T>& values, const std::vector<Row>& rows, bool ascending) {
    if (values.empty()) return;
    if (!ascending) {
        std::vector<T> kept;
        kept.reserve(rows.size());
        for (const Row row : rows) kept.push_back(values[row]);
        values = std::move(kept);
        return;
    }
    std::size_t to = 0;
    while (to < rows.size()) {
        std::size_t end = to + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1) ++end;
        if (rows[to] != to) std::copy(values.begin() + rows[to], values.begin() + rows[to] + (end - to), values.begin() + to);
        to = end;
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
    run_tasks(work.threads, table.columns.size() + 2, [&](std::size_t task) {
        if (task == table.columns.size()) return keep(table.parent, rows, ascending);
        if (task > table.columns.size()) return keep(table.origin, rows, ascending);
        auto& column = table.columns[task];
        std::vector<PartialDate> partials;
        if (!column.partials.empty())
            for (std::size_t to = 0; to < rows.size(); ++to)
                if (column.state[rows[to]] == State::partial) {
                    const auto days = column.partial(rows[to]);
                    partials.push_back({static_cast<Row>(to), days.first, days.last});
                }
        column.partials = std::move(partials);
        keep(column.state, rows, ascending);
        keep(column.day, rows, ascending);
        keep(column.number, rows, ascending);
        keep(column.code, rows, ascending);
        keep(column.text, rows, ascending);
    });
    std::vector<Row> to(table.rows, no_row);
    for (std::size_t i = rows.size(); i-- > 0;) to[rows[i]] = static_cast<Row>(i);
    table.rows = static_cast<Row>(rows.size());
    auto& moved = work.moved[id];
    if (moved.empty()) {
        moved = std::move(to);
    } else {
        for (auto& row : moved) row = row == no_row ? no_row : to[row];
    }
}

Children order_children(const model::Record& record, const Table& table, const std::vector<Row>& parent, Row parents) {
    Children children;
    if (record.parent == model::none && parent.empty()) return children;
    children.offsets.assign(parents + 1, 0);
    for (Row row = 0; row < table.rows; ++row)
        if (parent[row] != no_row) ++children.offsets[parent[row] + 1];
    for (Row i = 0; i < parents; ++i) children.offsets[i + 1] += children.offsets[i];
    children.rows.resize(children.offsets.back());
    auto next = children.offsets;
    for (Row row = 0; row < table.rows; ++row)
        if (parent[row] != no_row) children.rows[next[parent[row]]++] = row;

    const Column* orders = record.orders == model::none ? nullptr : &table.columns[record.orders];
    if (!orders || (orders->day.empty() && orders->number.empty())) return children;
    const bool moments = orders->day.empty();
    const auto value = [&](Row row) {
        const auto state = orders->state[row];
        if (state != State::known && state != State::partial) return INT64_MAX;
        return moments ? orders->number[row] : std::int64_t{orders->day[row]};
    };
    for (Row p = 0; p < parents; ++p) {
        const auto begin = children.rows.begin() + children.offsets[p], end = children.rows.begin() + children.offsets[p + 1];
        if (end - begin > 64) {
            std::stable_sort(begin, end, [&](Row a, Row b) { return value(a) < value(b); });
            continue;
        }
        // Runs are short and nearly in order: insertion, which keeps ties as they stand.
        for (auto at = begin; at != end; ++at) {
            const Row row = *at;
            const auto key = value(row);
            auto to = at;
            for (; to != begin && value(*(to - 1)) > key; --to) *to = *(to - 1);
            *to = row;
        }
    }
    return children;
}

}  // namespace duly::data::build
