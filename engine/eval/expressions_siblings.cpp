// The previous and the next row by the `orders` date under one parent.
#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "engine/data/spell_doubt.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

// The rows that are there under a parent, in order; nothing where their order cannot be told: one without a date, or with a
// partial one that may stand on either side of another. One that is not there yet stands in no order.
std::optional<std::vector<Row>> in_order(const Scope& scope, RecordId record, Row parent) {
    const Expressions& self = scope.self;
    const model::Record& meta = self.rules().records[record];
    std::vector<Row> there;
    for (const Row row : self.data().children(record).of(parent))
        if (self.visible(record, row)) there.push_back(row);
    if (meta.orders == model::none) return there;
    Values order = field_of(scope, record, meta.orders, there);
    if (!scope.batch.assumed.empty()) {     // a day that is tried may stand elsewhere
        std::vector<std::uint32_t> at(there.size());
        std::iota(at.begin(), at.end(), 0u);
        const auto before = [&](std::uint32_t a, std::uint32_t b) { return order.v[a] != order.v[b] ? order.v[a] < order.v[b] : there[a] < there[b]; };
        if (std::all_of(order.s.begin(), order.s.end(), [](Presence s) { return s == Presence::known; })) std::sort(at.begin(), at.end(), before);
        std::vector<Row> sorted;
        for (const std::uint32_t k : at) sorted.push_back(there[k]);
        there = std::move(sorted);
        order = field_of(scope, record, meta.orders, there);
    }
    std::int64_t reached = INT64_MIN;
    bool reached_partial = false;
    std::size_t kept = 0;
    for (std::size_t k = 0; k < there.size(); ++k) {
        if (order.s[k] == Presence::missing || order.s[k] == Presence::doubt) return std::nullopt;
        if (order.s[k] == Presence::blank) continue;
        const bool partial = order.last(k) != order.v[k];
        if (order.v[k] <= reached && (partial || reached_partial)) return std::nullopt;
        if (order.last(k) >= reached) {
            reached = order.last(k);
            reached_partial = partial;
        }
        there[kept++] = there[k];
    }
    there.resize(kept);
    return there;
}

// May the rows under a parent stand in the order of the table's children as they are?
bool may_stand_as_they_are(const Scope& scope, RecordId record) {
    const model::Record& meta = scope.self.rules().records[record];
    const data::Table& table = scope.self.data().table(record);
    if (meta.orders == model::none || !scope.batch.assumed.empty() || !scope.self.all_visible(record)) return false;
    if (meta.parent == model::none || scope.self.rules().records[meta.parent].spell) return false;
    const data::Column& order = table.columns[meta.orders];
    return order.partials.empty() && order.state.size() == table.rows && order.type == Type::date && !order.untold && order.day.size() == table.rows;
}

// The same as below for rows of parents whose rows are all there, and of each it is told when it was, to the day, or that it has not been.
class AsTheyAre {
public:
    AsTheyAre(const Scope& scope, RecordId record, bool next)
        : next_(next), order_(scope.self.data().table(record).columns[scope.self.rules().records[record].orders]), children_(scope.self.data().children(record)),
          codes_(children_.days.codes()), places_(!children_.days.empty()) {
        // What is planned for a day after as-of has not been yet, and stands in no order.
        const model::Record& meta = scope.self.rules().records[record];
        last_day_ = meta.fields[meta.orders].planned ? model::max_day : scope.self.as_of_day();
        last_code_ = data::ShortDays::code_of(last_day_);
    }
    // What beside() looks at of this parent, and of the one that was told of before it.
    [[gnu::always_inline]] void fetch_offsets(Row parent) const { __builtin_prefetch(children_.offsets.data() + parent); }
    [[gnu::always_inline]] void fetch_rows(Row parent) const {
        const std::uint32_t first = children_.offsets[parent];
        __builtin_prefetch(children_.rows.data() + first);
        if (places_) __builtin_prefetch(codes_ + first);
    }
    enum class Told : std::uint8_t { yes, in_no_order, otherwise };
    // The row beside, or the row itself: there is none.
    Told beside(Row parent, Row row, Row& found) const {
        constexpr std::size_t most = 64;        // rows under a parent, since they are looked at for each of them
        const std::span<const Row> held = children_.of(parent);
        if (held.size() > most) return Told::otherwise;
        // Rows stand in the order of their days, those without one last: where the last is told and has come all are.
        const int last = places_ ? codes_[children_.offsets[parent + std::size_t{1}] - 1] : data::ShortDays::untold;
        if (last <= data::ShortDays::before || last >= data::ShortDays::beyond || last > last_code_) return look(held, row, found);
        const auto n = static_cast<std::size_t>(std::find(held.begin(), held.end(), row) - held.begin());
        found = next_ ? held[std::min(n + 1, held.size() - 1)] : held[n == 0 ? 0 : n - 1];
        return Told::yes;
    }

private:
    bool next_;
    const data::Column& order_;
    const data::Children& children_;
    const data::ShortDays::Code* codes_;
    bool places_;
    Day last_day_ = 0;
    int last_code_ = 0;
    Told look(std::span<const Row> held, Row row, Row& beside) const {
        Row before = data::no_row;
        bool found = false;
        beside = row;
        for (const Row other : held) {
            const data::State state = order_.state[other];
            if (state > data::State::blank || (state == data::State::known && order_.day[other] > last_day_)) return Told::otherwise;
            if (state != data::State::known) continue;
            if (other == row) {
                found = true;
                if (!next_ && before != data::no_row) beside = before;
            } else if (next_ && before == row) {
                beside = other;
            }
            before = other;
        }
        return found ? Told::yes : Told::in_no_order;
    }
};

// Gives the rows that are to be told otherwise, by their places in `rows`.
std::vector<std::uint32_t> neighbours_as_they_are(const Scope& scope, RecordId record, std::span<const Row> rows, bool next, std::vector<std::optional<Row>>& out) {
    constexpr std::size_t ahead = 24;       // rows under other parents lie apart
    const data::Table& table = scope.self.data().table(record);
    const AsTheyAre told(scope, record, next);
    const auto parent_of = [&](Row row) { return row < table.parent.size() ? table.parent[row] : data::no_row; };
    std::vector<std::uint32_t> left;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i + ahead < rows.size())
            if (const Row parent = parent_of(rows[i + ahead]); parent != data::no_row) told.fetch_offsets(parent);
        if (i + ahead / 2 < rows.size())
            if (const Row parent = parent_of(rows[i + ahead / 2]); parent != data::no_row) told.fetch_rows(parent);
        const Row row = rows[i];
        if (row == data::no_row) {
            out[i] = data::no_row;
            continue;
        }
        const Row parent = parent_of(row);
        if (parent == data::no_row) continue;
        Row beside = row;
        const AsTheyAre::Told found = told.beside(parent, row, beside);
        if (found == AsTheyAre::Told::otherwise) left.push_back(static_cast<std::uint32_t>(i));
        if (found != AsTheyAre::Told::yes) continue;
        const bool none = beside == row;
        // Rows before the first one may not be held by the source; between the latest rows of two kinds there may be others.
        if (none && !next && table.holds != model::Holds::every) continue;
        if (table.each != model::none && !(next && none)) continue;
        out[i] = none ? data::no_row : beside;
    }
    return left;
}

}  // namespace

std::vector<std::optional<Row>> neighbours(const Scope& scope, RecordId record, std::span<const Row> rows, bool next) {
    const data::Table& table = scope.self.data().table(record);
    std::vector<std::optional<Row>> out(rows.size());
    std::vector<std::uint32_t> left;
    if (may_stand_as_they_are(scope, record)) {
        left = neighbours_as_they_are(scope, record, rows, next, out);
    } else {
        left.resize(rows.size());
        std::iota(left.begin(), left.end(), 0u);
    }
    std::unordered_map<Row, std::optional<Row>> found;  // filled a parent at a time; looked up, never walked
    std::unordered_map<Row, bool> settled;
    for (const std::uint32_t i : left) {
        const Row row = rows[i];
        if (row == data::no_row) {
            out[i] = data::no_row;
            continue;
        }
        if (row >= table.parent.size() || table.parent[row] == data::no_row) continue;
        const Row parent = table.parent[row];
        if (!settled[parent]) {
            settled[parent] = true;
            // Parts of a spell that may go on in another follow each other in an order that is not told.
            const RecordId above = scope.self.rules().records[record].parent;
            if (scope.self.rules().records[above].spell && data::may_be_one_with_another(scope.self.data(), above, parent)) continue;
            if (const auto there = in_order(scope, record, parent))
                for (std::size_t k = 0; k < there->size(); ++k) {
                    std::optional<Row> other = data::no_row;
                    if (next ? k + 1 < there->size() : k > 0) other = (*there)[next ? k + 1 : k - 1];
                    // Rows before the first one may not be held by the source.
                    else if (!next && table.holds != model::Holds::every) other.reset();
                    // Between the latest rows of two kinds there may be others.
                    if (table.each != model::none && !(next && k + 1 == there->size())) other.reset();
                    found[(*there)[k]] = other;
                }
        }
        if (const auto at = found.find(row); at != found.end()) out[i] = at->second;
    }
    return out;
}

Values sibling(const Scope& scope, const Expr& expr) {
    const RowsAt at = rows_at(scope, expr.slot, expr.hops, scope.self.start_of(scope.id(expr)));
    const auto found = neighbours(scope, expr.record, at.rows, expr.word == 1);
    std::vector<Row> rows(scope.size(), data::no_row);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = found[i].value_or(data::no_row);
    Values out = field_of(scope, expr.record, expr.field, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!found[i]) put_unknown(out, i);     // which row it is cannot be told, so neither can whether it has happened
        else if (scope.not_yet && out.s[i] == Presence::missing) put(out, i, 0, Presence::blank);
    }
    return out;
}

}  // namespace duly::eval::detail
