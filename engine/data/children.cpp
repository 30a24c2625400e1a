// The runs of children, with their days and kinds.
#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

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

constexpr std::uint8_t unknown_kind = 0xff;
std::uint8_t kind_of(const Column& column, Row row) {
    return column.state[row] == State::known && column.code[row] < unknown_kind ? static_cast<std::uint8_t>(column.code[row]) : unknown_kind;
}
bool told(State state) { return state == State::known || state == State::partial; }

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

// Rows by parent, then by day where there are days, then in the order of the data. Rows go first to buckets of neighbouring parents, which
// lie where the bucket's children will lie, and then each bucket is ordered within the cache: each row on its own straight to its place
// would be waited for. Until then `rows` holds the parent within the bucket and the row within its block, in 16 bits each.
class Grouping {
public:
    // `orders`, `kinds`: null where the rows have none.
    Grouping(Children& children, const std::vector<Row>& parent, Row parents, const Column* orders, const Column* kinds, Row rows, unsigned threads)
        : children_(children), parent_(parent), orders_(orders), kinds_(kinds), rows_(rows), parents_(parents), threads_(threads),
          blocks_((rows + std::size_t{block_rows} - 1) / block_rows), shift_(shift_of(rows, parents)), buckets_(parents == 0 ? 0 : ((parents - 1) >> shift_) + std::size_t{1}) {}

    // Gives the runs of rows of one day and one parent, where `look_for_ties`.
    std::vector<RowRange> run(bool look_for_ties) {
        const auto n = find_places();
        children_.offsets.resize(parents_ + std::size_t{1});
        children_.offsets[parents_] = n;
        children_.rows.resize(n);
        if (orders_) children_.days.resize(n);
        if (kinds_) children_.kinds.resize(n);
        run_tasks(threads_, blocks_, [&](std::size_t block) {
            if (!orders_) put<false, false>(block);
            else if (!kinds_) put<true, false>(block);
            else put<true, true>(block);
        });
        std::vector<std::vector<RowRange>> ties(buckets_);
        in_parts(threads_, static_cast<Row>(buckets_), std::min<std::size_t>(buckets_, std::size_t{threads_} * 8), [&](std::size_t, Row begin, Row end) {
            Room room;
            for (Row bucket = begin; bucket < end; ++bucket) order(bucket, room, look_for_ties ? &ties[bucket] : nullptr);
        });
        std::vector<RowRange> all;
        for (const auto& some : ties) all.insert(all.end(), some.begin(), some.end());
        return all;
    }

private:
    static constexpr Row most_buckets = 512, rows_of_bucket = 1 << 14, block_rows = 1 << 16;
    struct Room {
        std::vector<std::uint32_t> next;        // by parent within the bucket
        std::vector<std::uint64_t> keys;
    };
    Children& children_;
    const std::vector<Row>& parent_;
    const Column* orders_;
    const Column* kinds_;
    Row rows_, parents_;
    unsigned threads_;
    std::size_t blocks_;                        // of `block_rows` rows
    unsigned shift_;                            // a parent's row shifted so far is its bucket
    std::size_t buckets_;
    std::vector<std::uint32_t> places_;         // by block and bucket: where the first of these rows goes; behind the last block the buckets' ends

    static unsigned shift_of(Row rows, Row parents) {
        const auto wanted = std::clamp<Row>(rows / rows_of_bucket, 1, most_buckets);
        unsigned shift = 0;
        while (shift < 16 && (std::uint64_t{parents} >> shift) >= wanted) ++shift;
        return shift;
    }
    Row first_of(std::size_t block) const { return static_cast<Row>(block * block_rows); }
    Row end_of(std::size_t block) const { return static_cast<Row>(std::min<std::size_t>((block + 1) * block_rows, rows_)); }

    // Counts, which then become places. Gives how many children there are.
    std::uint32_t find_places() {
        places_.resize((blocks_ + 1) * buckets_);
        run_tasks(threads_, blocks_, [&](std::size_t block) {
            auto* const counts = places_.data() + block * buckets_;
            for (Row row = first_of(block), end = end_of(block); row < end; ++row)
                if (parent_[row] != no_row) ++counts[parent_[row] >> shift_];
        });
        std::uint32_t at = 0;
        for (std::size_t bucket = 0; bucket < buckets_; ++bucket) {
            for (std::size_t block = 0; block < blocks_; ++block) at += std::exchange(places_[block * buckets_ + bucket], at);
            places_[blocks_ * buckets_ + bucket] = at;
        }
        return at;
    }

    template <bool with_day, bool with_kind>
    void put(std::size_t block) {
        std::vector<std::uint32_t> next(places_.begin() + static_cast<std::ptrdiff_t>(block * buckets_), places_.begin() + static_cast<std::ptrdiff_t>((block + 1) * buckets_));
        // Everything that is read in the loop stands in it by itself: what is written are bytes, which might be any of it.
        auto* const place_of = next.data();
        auto* const rows = children_.rows.data();
        auto* const codes = children_.days.codes();
        auto* const values = children_.kinds.data();
        const Row* const parents = parent_.data();
        const auto day_states = with_day ? orders_->state.reader() : StateCells::Reader{};
        const auto days = with_day ? orders_->day.reader() : NarrowDays::Reader{};
        const auto kind_states = with_kind ? kinds_->state.reader() : StateCells::Reader{};
        const auto kinds = with_kind ? kinds_->code.reader() : NarrowCodes::Reader{};
        const auto shift = shift_;
        const Row first = first_of(block), end = end_of(block), mask = (1u << shift) - 1;
        for (Row row = first; row < end; ++row) {
            const Row parent = parents[row];
            if (parent == no_row) continue;
            const auto place = place_of[parent >> shift]++;
            rows[place] = (parent & mask) << 16 | (row - first);
            if constexpr (with_day) codes[place] = told(day_states[row]) ? ShortDays::code_of(days[row]) : ShortDays::untold;
            if constexpr (with_kind) values[place] = kind_states[row] == State::known ? static_cast<std::uint8_t>(std::min<std::uint16_t>(kinds[row], unknown_kind)) : unknown_kind;
        }
    }

    void order(Row bucket, Room& room, std::vector<RowRange>* ties) {
        const Row first = bucket << shift_, parents = std::min<Row>(parents_ - first, 1u << shift_);
        const auto begin = places_[bucket], n = places_[blocks_ * buckets_ + bucket] - begin;
        auto* const rows = children_.rows.data() + begin;
        auto* const codes = orders_ ? children_.days.codes() + begin : nullptr;
        auto* const kinds = kinds_ ? children_.kinds.data() + begin : nullptr;
        room.next.assign(parents, 0);
        for (std::uint32_t i = 0; i < n; ++i) ++room.next[rows[i] >> 16];
        std::uint32_t at = 0;
        for (Row p = 0; p < parents; ++p) {
            children_.offsets[first + p] = begin + at;
            at += std::exchange(room.next[p], at);
        }
        if (room.keys.size() < n) room.keys.resize(n);
        auto* const keys = room.keys.data();
        for (std::size_t block = 0, i = 0; block < blocks_; ++block) {
            const Row from = first_of(block);
            for (const auto end = places_[(block + 1) * buckets_ + bucket] - begin; i < end; ++i)
                keys[room.next[rows[i] >> 16]++] = std::uint64_t{codes ? codes[i] : std::uint16_t{0}} << 40 | (std::uint64_t{from} + (rows[i] & 0xffff)) << 8 | (kinds ? kinds[i] : 0);
        }
        for (Row p = 0, from = 0; codes && p < parents; from = room.next[p++]) sort_days(keys, from, room.next[p], begin, ties);
        for (std::uint32_t i = 0; i < n; ++i) {
            rows[i] = row_of(keys[i]);
            if (codes) codes[i] = ShortDays::told(code_of(keys[i])) ? code_of(keys[i]) : ShortDays::untold;
            if (kinds) kinds[i] = static_cast<std::uint8_t>(keys[i]);
        }
    }

    static ShortDays::Code code_of(std::uint64_t key) { return static_cast<ShortDays::Code>(key >> 40); }
    static Row row_of(std::uint64_t key) { return static_cast<Row>(key >> 8); }
    static bool same_code(std::uint64_t a, std::uint64_t b) { return ((a ^ b) >> 40) == 0; }
    // Days that two bytes do not tell are looked up.
    std::int64_t exact(std::uint64_t key) const { return code_of(key) == ShortDays::untold ? INT64_MAX : std::int64_t{orders_->day[row_of(key)]}; }

    // The run of one parent. `begin`: the place of keys[0].
    void sort_days(std::uint64_t* keys, std::uint32_t from, std::uint32_t to, std::uint32_t begin, std::vector<RowRange>* ties) const {
        if (from == to) return;
        bool sorted = true;
        for (auto i = from + 1; i < to; ++i) sorted &= keys[i - 1] <= keys[i];
        if (!sorted) sort_run(keys + from, keys + to, std::less<>{});
        bool far = code_of(keys[from]) == ShortDays::before;        // those before come first, those beyond just before what is not told
        for (auto i = to; i > from && code_of(keys[i - 1]) >= ShortDays::beyond; --i) far |= code_of(keys[i - 1]) == ShortDays::beyond;
        if (far) sort_run(keys + from, keys + to, [&](std::uint64_t a, std::uint64_t b) { return exact(a) < exact(b); });
        for (auto i = from + 1; ties && i < to; ++i) {
            if (!same_code(keys[i], keys[i - 1]) || code_of(keys[i]) == ShortDays::untold || (far && exact(keys[i]) != exact(keys[i - 1]))) continue;
            if (ties->empty() || ties->back().end != begin + i) ties->push_back({begin + i - 1, begin + i});
            ++ties->back().end;
        }
    }
};

// By moments.
void sort_times(const Column& orders, Children& children, Row parents, unsigned threads, std::size_t parts) {
    const auto time = [&](Row row) {
        return told(orders.state[row]) ? orders.number[row] : INT64_MAX;
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
    const Column* orders = record.orders == model::none ? nullptr : &table.columns[record.orders];
    if (orders && orders->day.empty() && orders->number.empty()) orders = nullptr;
    if (orders && !orders->day.empty()) {
        children.kind_field = kind_field(record, table);
        const auto* kinds = children.kind_field == model::none ? nullptr : &table.columns[children.kind_field];
        auto ties = Grouping(children, parent, parents, orders, kinds, table.rows, threads).run(tied != nullptr);
        if (tied) tied->emplace(std::move(ties));
        if (!orders->partials.empty()) note_days(record, table, children);      // not known exactly
        return children;
    }
    Grouping(children, parent, parents, nullptr, nullptr, table.rows, threads).run(false);
    if (orders) sort_times(*orders, children, parents, threads, parts_of(table.rows, threads));
    note_days(record, table, children);
    note_kinds(record, table, children, threads);
    return children;
}

}  // namespace duly::data::build
