// The runs of children, with their days and kinds.
#include <algorithm>
#include <functional>
#include <optional>

#include "engine/data/build.hpp"
#include "engine/data/parallel.hpp"

namespace duly::data::build {
namespace {

// Below that, a thread costs more than it brings.
constexpr Row many_rows_at_once = 1 << 16;

std::size_t parts_of(Row rows, unsigned threads) { return rows < many_rows_at_once ? 1 : std::max(threads, 1u); }

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
void group_by_parent(Children& children, const std::vector<Row>& parent, Row rows, Row parents, unsigned threads, std::size_t parts, const Put& put) {
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
    in_parts(threads, rows, parts, [&](std::size_t part, Row begin, Row end) { put.all(next[part].data(), begin, end); });
}

struct PutRows {
    const std::vector<Row>& parent;
    Children& children;
    void ready(std::size_t) const {}
    void all(std::uint32_t* places, Row begin, Row end) const {
        for (Row row = begin; row < end; ++row)
            if (parent[row] != no_row) children.rows[places[parent[row]]++] = row;
    }
};

constexpr std::uint8_t unknown_kind = 0xff;
std::uint8_t kind_of(const Column& column, Row row) {
    return column.state[row] == State::known && column.code[row] < unknown_kind ? static_cast<std::uint8_t>(column.code[row]) : unknown_kind;
}
bool has_day(const Column& column, Row row) { return column.state[row] == State::known || column.state[row] == State::partial; }

struct PutDays {
    const std::vector<Row>& parent;
    const Column& column;
    const Column* kinds;        // null: none
    Children& children;
    void ready(std::size_t n) const {
        children.days.resize(n);
        if (kinds) children.kinds.resize(n);
    }
    void all(std::uint32_t* places, Row begin, Row end) const { kinds ? put<true>(places, begin, end) : put<false>(places, begin, end); }

private:
    template <bool with_kind>
    void put(std::uint32_t* places, Row begin, Row end) const {
        auto* const rows = children.rows.data();
        auto* const days = children.days.codes();
        auto* const values = children.kinds.data();
        for (Row row = begin; row < end; ++row) {
            if (end - row > places_ahead && parent[row + places_ahead] != no_row) __builtin_prefetch(&places[parent[row + places_ahead]], 1);
            if (end - row > rows_ahead && parent[row + rows_ahead] != no_row) {
                const auto soon = places[parent[row + rows_ahead]];
                __builtin_prefetch(&rows[soon], 1);
                __builtin_prefetch(&days[soon], 1);
                if constexpr (with_kind) __builtin_prefetch(&values[soon], 1);
            }
            if (parent[row] == no_row) continue;
            const auto place = places[parent[row]]++;
            rows[place] = row;
            days[place] = has_day(column, row) ? ShortDays::code_of(column.day[row]) : ShortDays::untold;
            if constexpr (with_kind) values[place] = kind_of(*kinds, row);
        }
    }
    static constexpr Row places_ahead = 32, rows_ahead = 12;
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

// The column of the record's first choice that some feed gives, if its values are few.
FieldId kind_field(const model::Record& record, const Table& table) {
    for (FieldId field = 0; field < record.fields.size(); ++field) {
        const auto& column = table.columns[field];
        if (record.fields[field].type == model::Type::choice && column.present)
            return record.fields[field].choices.size() < unknown_kind && column.code.size() >= table.rows ? field : model::none;
    }
    return model::none;
}

// Each run is sorted by day, then row. Gives the runs of rows of one day and one parent.
std::vector<RowRange> sort_days(const Column& orders, Children& children, Row first, Row last, bool look_for_ties) {
    std::vector<RowRange> ties;
    std::vector<std::uint64_t> keys(64);
    auto* const kinds = children.kinds.empty() ? nullptr : children.kinds.data();
    // Days that two bytes do not tell are looked up.
    const auto exact = [&](ShortDays::Code code, Row row) { return code == ShortDays::untold ? INT64_MAX : std::int64_t{orders.day[row]}; };
    for (Row p = first; p < last; ++p) {
        const auto begin = children.offsets[p], n = children.offsets[p + 1] - begin;
        auto* const rows = children.rows.data() + begin;
        auto* const codes = children.days.codes() + begin;
        bool sorted = true, far = false;
        for (std::uint32_t i = 0; i < n; ++i) {
            sorted &= i == 0 || codes[i - 1] <= codes[i];
            far |= codes[i] == ShortDays::before || codes[i] == ShortDays::beyond;
        }
        if (!sorted || far) {
            if (n > keys.size()) keys.resize(n);
            for (std::uint32_t i = 0; i < n; ++i) keys[i] = std::uint64_t{codes[i]} << 40 | std::uint64_t{rows[i]} << 8 | (kinds ? kinds[begin + i] : 0);
            const auto code = [](std::uint64_t key) { return static_cast<ShortDays::Code>(key >> 40); };
            const auto row = [](std::uint64_t key) { return static_cast<Row>(key >> 8); };
            if (far) sort_run(keys.data(), keys.data() + n, [&](std::uint64_t a, std::uint64_t b) { return exact(code(a), row(a)) < exact(code(b), row(b)); });
            else sort_run(keys.data(), keys.data() + n, std::less<>{});
            for (std::uint32_t i = 0; i < n; ++i) {
                rows[i] = row(keys[i]);
                codes[i] = code(keys[i]);
                if (kinds) kinds[begin + i] = static_cast<std::uint8_t>(keys[i]);
            }
        }
        for (std::uint32_t i = 1; look_for_ties && i < n; ++i) {
            if (codes[i] != codes[i - 1] || codes[i] == ShortDays::untold || (far && exact(codes[i], rows[i]) != exact(codes[i - 1], rows[i - 1]))) continue;
            const auto at = begin + i;
            if (ties.empty() || ties.back().end != at) ties.push_back({at - 1, at});
            ++ties.back().end;
        }
        for (std::uint32_t i = 0; far && i < n; ++i)
            if (!ShortDays::told(codes[i])) codes[i] = ShortDays::untold;
    }
    return ties;
}

// By moments.
void sort_times(const Column& orders, Children& children, Row parents, unsigned threads, std::size_t parts) {
    const auto time = [&](Row row) {
        return has_day(orders, row) ? orders.number[row] : INT64_MAX;
    };
    in_parts(threads, parents, parts, [&](std::size_t, Row first, Row last) {
        for (Row p = first; p < last; ++p)
            sort_run(children.rows.data() + children.offsets[p], children.rows.data() + children.offsets[p + 1], [&](Row a, Row b) { return time(a) < time(b); });
    });
}

}  // namespace

void note_kinds(const model::Record& record, const Table& table, Children& children, unsigned threads) {
    children.kind_field = kind_field(record, table);
    if (children.kind_field == model::none) return;
    const auto& column = table.columns[children.kind_field];
    const auto n = static_cast<Row>(children.rows.size());
    children.kinds.resize(n);
    in_parts(threads, n, parts_of(n, threads), [&](std::size_t, Row begin, Row end) {
        for (auto at = begin; at < end; ++at) {
            children.kinds[at] = kind_of(column, children.rows[at]);
        }
    });
}

void note_days(const model::Record& record, const Table& table, Children& children) {
    if (record.orders == model::none || table.columns[record.orders].day.size() < table.rows) return;
    const auto& orders = table.columns[record.orders];
    children.days.resize(children.rows.size());
    for (std::size_t at = 0; at < children.rows.size(); ++at) {
        const auto row = children.rows[at];
        const auto code = orders.state[row] == State::known ? ShortDays::code_of(orders.day[row]) : ShortDays::untold;
        children.days.codes()[at] = ShortDays::told(code) ? code : ShortDays::untold;
    }
}

Children order_children(const model::Record& record, const Table& table, const std::vector<Row>& parent, Row parents, unsigned threads, std::optional<std::vector<RowRange>>* tied) {
    Children children;
    if (record.parent == model::none && parent.empty()) return children;
    const auto parts = parts_of(table.rows, threads);
    const Column* orders = record.orders == model::none ? nullptr : &table.columns[record.orders];
    if (orders && orders->day.empty() && orders->number.empty()) orders = nullptr;
    if (orders && !orders->day.empty()) {
        children.kind_field = kind_field(record, table);
        const auto* kinds = children.kind_field == model::none ? nullptr : &table.columns[children.kind_field];
        group_by_parent(children, parent, table.rows, parents, threads, parts, PutDays{parent, *orders, kinds, children});
        std::vector<std::vector<RowRange>> ties(parts);
        in_parts(threads, parents, parts, [&](std::size_t part, Row first, Row last) { ties[part] = sort_days(*orders, children, first, last, tied != nullptr); });
        if (tied) tied->emplace();
        for (const auto& some : ties)
            if (tied) (*tied)->insert((*tied)->end(), some.begin(), some.end());
        if (!orders->partials.empty()) note_days(record, table, children);      // not known exactly
        return children;
    }
    group_by_parent(children, parent, table.rows, parents, threads, parts, PutRows{parent, children});
    if (orders) sort_times(*orders, children, parents, threads, parts);
    note_days(record, table, children);
    note_kinds(record, table, children, threads);
    return children;
}

}  // namespace duly::data::build
