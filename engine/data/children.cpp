// The runs of children, with their days and kinds.
#include <algorithm>
#include <atomic>
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

// A day and a kind in one word, in the order of days; unknown ones are last. Days of years beyond 20,000 have no room in it.
constexpr std::uint32_t first_day = 1u << 23, unknown_day = 0xffffff, unknown_kind = 0xff;
std::uint32_t packed(std::uint32_t day, std::uint32_t kind) { return day << 8 | kind; }

struct PutDays {
    const std::vector<Row>& parent;
    const Column& column;
    const Column* kinds;        // null: none
    Children& children;
    std::atomic<bool>& too_far;
    void ready(std::size_t n) const { children.days.resize(n); }
    void all(std::uint32_t* places, Row begin, Row end) const { kinds ? put<true>(places, begin, end) : put<false>(places, begin, end); }

private:
    template <bool with_kind>
    void put(std::uint32_t* places, Row begin, Row end) const {
        auto* const rows = children.rows.data();
        auto* const words = children.days.data();
        bool far = false;
        for (Row row = begin; row < end; ++row) {
            if (parent[row] == no_row) continue;
            const auto place = places[parent[row]]++;
            const auto state = column.state[row];
            auto day = static_cast<std::uint32_t>(column.day[row]) + first_day;
            if (state != State::known && state != State::partial) day = unknown_day;
            else far |= day >= unknown_day;
            std::uint32_t kind = 0;
            if constexpr (with_kind) kind = kinds->state[row] == State::known && kinds->code[row] < unknown_kind ? kinds->code[row] : unknown_kind;
            rows[place] = row;
            words[place] = static_cast<Day>(packed(day, kind));
        }
        if (far) too_far = true;
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

// The column of the record's first choice that some feed gives, if its values are few.
FieldId kind_field(const model::Record& record, const Table& table) {
    for (FieldId field = 0; field < record.fields.size(); ++field) {
        const auto& column = table.columns[field];
        if (record.fields[field].type == model::Type::choice && column.present)
            return record.fields[field].choices.size() < unknown_kind && column.code.size() >= table.rows ? field : model::none;
    }
    return model::none;
}

// Each run of words is sorted by day, then row, and taken apart again. Gives the runs of rows of one day and one parent.
std::vector<RowRange> sort_days(Children& children, Row first, Row last, bool look_for_ties) {
    std::vector<RowRange> ties;
    std::vector<std::uint64_t> keys(64);
    for (Row p = first; p < last; ++p) {
        const auto begin = children.offsets[p], n = children.offsets[p + 1] - begin;
        if (n > keys.size()) keys.resize(n);
        auto* const rows = children.rows.data() + begin;
        auto* const days = children.days.data() + begin;
        for (std::uint32_t i = 0; i < n; ++i) {
            const auto word = static_cast<std::uint32_t>(days[i]);
            keys[i] = std::uint64_t{word >> 8} << 40 | std::uint64_t{rows[i]} << 8 | (word & 0xff);
        }
        sort_run(keys.data(), keys.data() + n, std::less<>{});
        for (std::uint32_t i = 0; i < n; ++i) {
            const auto day = static_cast<std::uint32_t>(keys[i] >> 40);
            rows[i] = static_cast<Row>(keys[i] >> 8);
            days[i] = day == unknown_day ? INT32_MAX : static_cast<Day>(day - first_day);
            if (!children.kinds.empty()) children.kinds[begin + i] = static_cast<std::uint8_t>(keys[i]);
            if (!look_for_ties || i == 0 || day != keys[i - 1] >> 40 || day == unknown_day) continue;
            const auto at = begin + i;
            if (ties.empty() || ties.back().end != at) ties.push_back({at - 1, at});
            ++ties.back().end;
        }
    }
    return ties;
}

// By moments, or by days that have no room in a word.
void sort_times(const Column& orders, Children& children, Row parents, unsigned threads, std::size_t parts) {
    const auto time = [&](Row row) {
        const auto state = orders.state[row];
        if (state != State::known && state != State::partial) return INT64_MAX;
        return orders.day.empty() ? orders.number[row] : std::int64_t{orders.day[row]};
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
            const Row row = children.rows[at];
            children.kinds[at] = static_cast<std::uint8_t>(column.state[row] == State::known && column.code[row] < unknown_kind ? column.code[row] : unknown_kind);
        }
    });
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
    const auto parts = parts_of(table.rows, threads);
    const Column* orders = record.orders == model::none ? nullptr : &table.columns[record.orders];
    if (orders && orders->day.empty() && orders->number.empty()) orders = nullptr;
    if (orders && !orders->day.empty()) {
        std::atomic<bool> too_far = false;
        children.kind_field = kind_field(record, table);
        const auto* kinds = children.kind_field == model::none ? nullptr : &table.columns[children.kind_field];
        group_by_parent(children, parent, table.rows, parents, threads, parts, PutDays{parent, *orders, kinds, children, too_far});
        if (!too_far) {
            if (kinds) children.kinds.resize(children.rows.size());
            std::vector<std::vector<RowRange>> ties(parts);
            in_parts(threads, parents, parts, [&](std::size_t part, Row first, Row last) { ties[part] = sort_days(children, first, last, tied != nullptr); });
            if (tied) tied->emplace();
            for (const auto& some : ties)
                if (tied) (*tied)->insert((*tied)->end(), some.begin(), some.end());
            if (!orders->partials.empty()) note_days(record, table, children);      // not known exactly
            return children;
        }
    }
    group_by_parent(children, parent, table.rows, parents, threads, parts, PutRows{parent, children});
    if (orders) sort_times(*orders, children, parents, threads, parts);
    note_days(record, table, children);
    note_kinds(record, table, children, threads);
    return children;
}

}  // namespace duly::data::build
