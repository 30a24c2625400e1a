// The rows below a row: batches of pairs (element, row below), so that a `where` is evaluated for all of them at once.
//
// What the data does not hold is never "none":
// - a record that no source gives: nothing can be said of its rows (`absent`);
// - of a choice that all sources fix, a value that none of them gives: the same;
// - a source that holds the latest row only: before the one that stands there may be others, on any earlier day; where none
//   stands there is none;
// - one that holds the latest row of each kind: the same of every kind by itself, so that rows of one kind only are in doubt by rows of
//   that kind only;
// - a source that holds the last months: there may be rows before that window, unless the row above spans from inside it.
#include <algorithm>
#include <numeric>

#include "engine/data/spell_doubt.hpp"
#include "engine/eval/held_kinds.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval {
namespace detail {

namespace {

// The day by which rows are ordered: its first possible one, and last where nothing is told.
std::int64_t order_key(const Scope& scope, RecordId record, Row row, model::FieldId orders) {
    if (orders == model::none) return 0;
    const data::Column& column = scope.self.data().table(record).columns[orders];
    if (!column.present || column.state.empty()) return 0;
    const data::State state = column.state[row];
    if (state != data::State::known && state != data::State::partial) return INT64_MAX;     // nothing is told
    if (column.type == Type::date) return column.day[row];
    return state == data::State::partial ? scope.self.zone().first_second(column.partial(row).first) : column.number[row];
}

bool held_whole(const data::Table& table) { return table.holds == model::Holds::every; }

// The last possible day of a row of `record` under `above` that the source does not hold; min_day: there is none.
Day unseen_under(const Scope& scope, RecordId record, Row above, std::span<const Row> held) {
    const data::Table& table = scope.self.data().table(record);
    if (held_whole(table)) return model::min_day;
    const Day as_of = scope.self.as_of_day();
    if (table.holds == model::Holds::latest) {
        if (held.empty()) return model::min_day;
        const model::FieldId date = date_that_orders(scope.self.rules().records[record]);
        if (date == model::none) return as_of;
        std::int64_t last = INT64_MIN;
        for (const Row row : held) last = std::max(last, order_key(scope, record, row, date));
        if (last == INT64_MAX) return as_of;
        return std::min<Day>(as_of, table.columns[date].type == Type::moment ? scope.self.zone().day(last) : static_cast<Day>(last));
    }
    const Day window = add_months(as_of, -table.months);
    const RecordId parent = scope.self.rules().records[record].parent;
    if (parent != model::none && above != data::no_row) {
        const model::Record& meta = scope.self.rules().records[parent];
        if (meta.span_from != model::none) {
            const Row rows[] = {above};
            const Values from = scope.self.field(parent, meta.span_from, rows);
            if (from.s[0] == Presence::known && from.type == Type::date && from.v[0] >= window) return model::min_day;
        }
    }
    return window - 1;
}

}  // namespace

model::FieldId date_that_orders(const model::Record& record) {
    if (record.orders != model::none) return record.orders;
    model::FieldId only = model::none;
    for (model::FieldId field = 0; field < record.fields.size(); ++field) {
        if (record.fields[field].type != Type::date && record.fields[field].type != Type::moment) continue;
        if (only != model::none) return model::none;
        only = field;
    }
    return only;
}

namespace {

// A part of a `where` that one choice of the row below settles: `event.kind is visit`. Read as it stands in the column, since mostly one row in
// many has the kind that is asked for.
struct KindTest {
    data::StateCells::Reader state;
    data::NarrowCodes::Reader code;
    std::uint64_t wanted = 0;               // a bit a code, of which there are no more than 64
    bool known(Row row) const { return state[row] == data::State::known; }
    bool passes(Row row) const { return (wanted >> (code[row] & 63) & 1) != 0 || !known(row); }
};

// Of `id`, or of the parts of an `and`; `whole`: it says nothing else.
class KindTests {
public:
    KindTests(const Scope& scope, const model::Aggregate& aggregate) : scope_(scope), aggregate_(aggregate) {
        if (aggregate.where != model::none && scope.batch.assumed.empty()) whole_ = collect(aggregate.where);
    }
    bool any() const { return !tests_.empty(); }
    // Adds those that pass. Without a branch a row: which one passes cannot be foreseen.
    void take(std::span<const Row> held, std::vector<Row>& to) const {
        std::size_t n = to.size();
        to.resize(n + held.size());
        Row* const out = to.data();
        const KindTest first = tests_.front();
        for (const Row row : held) {
            out[n] = row;
            n += first.passes(row) ? 1 : 0;
        }
        to.resize(n);
    }
    // Nothing but one kind is asked, and each of the rows surely is of it: the `where` is true of all.
    bool settle(const std::vector<Row>& rows) const {
        if (!whole_ || tests_.size() > 1) return false;
        const KindTest only = tests_.front();
        return std::all_of(rows.begin(), rows.end(), [&](Row row) { return only.known(row) && only.passes(row); });
    }

private:
    const Scope& scope_;
    const model::Aggregate& aggregate_;
    std::vector<KindTest> tests_;
    bool whole_ = false;

    bool collect(ExprId id) {
        const Expr& expr = scope_.expr(id);
        if (expr.op == ExprOp::define) return collect(expr.a);
        if (expr.op == ExprOp::and_) {
            const bool left = collect(expr.a);      // both parts are looked at, whatever the first is
            return collect(expr.b) && left;
        }
        if (expr.op == ExprOp::equal) return add(expr.a, {&expr.b, 1});
        return expr.op == ExprOp::one_of && expr.word == 0 && add(expr.a, expr.args);
    }

    bool add(ExprId field, std::span<const ExprId> values) {
        const Expr& cell = scope_.expr(field);
        if (cell.op != ExprOp::field || cell.slot != aggregate_.binds || cell.hops != 0 || cell.record != aggregate_.record) return false;
        const model::Field& meta = scope_.self.rules().records[cell.record].fields[cell.field];
        const data::Column& column = scope_.self.data().table(cell.record).columns[cell.field];
        if (meta.type != Type::choice || meta.with != model::none || !column.present || column.state.empty() || column.code.size() < column.state.size()) return false;
        constexpr std::size_t bits = 64;
        if (meta.choices.size() > bits) return false;
        KindTest test{column.state.reader(), column.code.reader(), 0};
        for (const ExprId value : values) {
            const Expr& literal = scope_.expr(value);
            if (literal.op != ExprOp::literal || literal.literal.type != Type::choice || literal.literal.number < 0 || literal.literal.number >= static_cast<std::int64_t>(bits)) return false;
            test.wanted |= std::uint64_t{1} << literal.literal.number;
        }
        tests_.push_back(test);
        return true;
    }
};

// `kinds_asked`: rows that fail these may be left out at once.
Pairs pairs_of(const Scope& scope, const model::Aggregate& aggregate, const KindTests* kinds_asked) {
    const Expressions& self = scope.self;
    const data::Dataset& data = self.data();
    Pairs out;
    const std::size_t n = scope.size();
    out.offsets.assign(n + 1, 0);
    bool whole = true;
    for (const RecordId record : aggregate.path) {
        const data::Table& table = data.table(record);
        out.absent |= !table.present && table.rows == 0;
        whole &= held_whole(table);
    }
    out.absent |= only_untold(self.rules(), data.table(aggregate.record), aggregate);
    if (!whole) out.unseen.assign(n, model::min_day);
    const auto each = data.table(aggregate.record).each;
    const auto kinds = each == model::none ? std::vector<bool>() : kinds_looked_at(self.rules(), aggregate, each);
    const bool looks_at_untold = each != model::none && any_untold(data.table(aggregate.record).kinds, kinds);
    const auto unseen = [&](RecordId record, Row row, std::span<const Row> held) {
        if (record != aggregate.record || each == model::none) return unseen_under(scope, record, row, held);
        if (looks_at_untold) return self.as_of_day();
        return unseen_under(scope, record, row, rows_of_kinds(data.table(record).columns[each], held, kinds));
    };
    if (out.absent || aggregate.path.empty()) return out;

    const RecordId start = self.start_of(aggregate);
    const RowsAt above = rows_at(scope, aggregate.slot, aggregate.hops, start);
    RowsAt own;
    if (aggregate.others) {
        const unsigned down = static_cast<unsigned>(aggregate.path.size());
        own = rows_at(scope, aggregate.slot, aggregate.hops >= down ? aggregate.hops - down : 0, start);
    }
    // Without a row to start from (a rule for the data), all rows.
    const bool from_root = self.rules().records[aggregate.path.front()].parent == model::none ||
                           (start == model::none && aggregate.slot >= scope.batch.rows.size());
    std::vector<Row> all;
    if (from_root) {
        all.resize(data.table(aggregate.path.front()).rows);
        std::iota(all.begin(), all.end(), Row{0});
    }
    RecordId top = aggregate.slot < scope.batch.records.size() && scope.batch.records[aggregate.slot] != model::none
                       ? scope.batch.records[aggregate.slot] : start;
    for (unsigned hop = 0; hop < aggregate.hops && top != model::none; ++hop) top = self.rules().records[top].parent;
    std::vector<Row> level, next;
    // Under `above`: its child records, or the parts that a spell was joined from. Of the spell that is started from also those that
    // it may have besides; of all spells of a child each part once.
    const auto held_under = [&](RecordId above, RecordId record, Row row, bool first) -> std::span<const Row> {
        const auto& records = self.rules().records;
        const bool of_spell = above != model::none && records[above].spell && records[above].spell->part == record;
        const bool part = of_spell && (records[record].parent != above || (first && data::may_be_one_with_another(data, above, row)));
        const data::Children& children = part ? data.parts(above) : data.children(record);
        if (static_cast<std::size_t>(row) + 1 >= children.offsets.size()) return {};
        return children.of(row);
    };
    for (std::size_t i = 0; i < n; ++i) {
        out.offsets[i] = static_cast<std::uint32_t>(out.rows.size());
        if (!from_root && above.rows[i] == data::no_row) continue;
        const std::size_t begin = out.rows.size();
        const auto take = [&](RecordId record, std::span<const Row> held, std::vector<Row>& to) {
            if (kinds_asked && record == aggregate.record && self.all_visible(record)) return kinds_asked->take(held, to);
            if (self.all_visible(record)) {
                to.insert(to.end(), held.begin(), held.end());
                return;
            }
            for (const Row row : held)
                if (self.visible(record, row)) to.push_back(row);
        };
        if (aggregate.path.size() == 1) {
            const RecordId record = aggregate.path.front();
            const auto held = from_root ? std::span<const Row>(all) : held_under(top, record, above.rows[i], true);
            take(record, held, out.rows);
            if (!whole) out.unseen[i] = unseen(record, from_root ? data::no_row : above.rows[i], held);
        } else {
            level.assign(1, above.rows[i]);
            for (std::size_t depth = 0; depth < aggregate.path.size(); ++depth) {
                const RecordId record = aggregate.path[depth], over = depth == 0 ? top : aggregate.path[depth - 1];
                next.clear();
                if (depth == 0 && from_root) take(record, all, next);
                else
                    for (const Row row : level) {
                        const auto held = held_under(over, record, row, depth == 0);
                        take(record, held, next);
                        if (!whole) out.unseen[i] = std::max(out.unseen[i], unseen(record, row, held));
                    }
                level.swap(next);
            }
            std::stable_sort(level.begin(), level.end(), [&](Row a, Row b) {
                const model::FieldId orders = self.rules().records[aggregate.record].orders;
                const std::int64_t left = order_key(scope, aggregate.record, a, orders), right = order_key(scope, aggregate.record, b, orders);
                return left != right ? left < right : a < b;
            });
            out.rows.insert(out.rows.end(), level.begin(), level.end());
        }
        if (aggregate.others) {
            const auto found = std::find(out.rows.begin() + static_cast<std::ptrdiff_t>(begin), out.rows.end(), own.rows[i]);
            if (found != out.rows.end()) out.rows.erase(found);
        }
        out.element.resize(out.rows.size(), static_cast<std::uint32_t>(i));
    }
    out.offsets[n] = static_cast<std::uint32_t>(out.rows.size());
    out.certain.resize(out.rows.size());
    const bool parts = !from_root && top != model::none && self.rules().records[top].spell && self.rules().records[top].spell->part == aggregate.path.front();
    const auto surely_under = [&](std::size_t p) {
        Row row = out.rows[p];
        for (std::size_t depth = aggregate.path.size() - 1; depth > 0 && row != data::no_row; --depth) row = data.table(aggregate.path[depth]).parent[row];
        return row == data::no_row || data::surely_part(data, top, above.rows[out.element[p]], row);
    };
    for (std::size_t p = 0; p < out.rows.size(); ++p) out.certain[p] = self.certainly_linked(aggregate.record, out.rows[p]) && (!parts || surely_under(p));
    return out;
}

}  // namespace

Pairs pairs_below(const Scope& scope, const model::Aggregate& aggregate) { return pairs_of(scope, aggregate, nullptr); }

Batch pair_batch(const Scope& scope, const model::Aggregate& aggregate, const Pairs& pairs) {
    const Batch& outer = scope.batch;
    Batch inner;
    inner.n = pairs.rows.size();
    inner.rows.resize(std::max<std::size_t>(outer.rows.size(), aggregate.binds + std::size_t{1}));
    inner.records = outer.records;
    if (!inner.records.empty()) {
        inner.records.resize(inner.rows.size(), model::none);
        inner.records[aggregate.binds] = aggregate.record;
    }
    for (std::size_t slot = 0; slot < outer.rows.size(); ++slot) {
        if (slot == aggregate.binds || outer.rows[slot].size() != outer.n) continue;
        auto& to = inner.rows[slot];
        to.resize(inner.n);
        for (std::size_t p = 0; p < inner.n; ++p) to[p] = outer.rows[slot][pairs.element[p]];
    }
    inner.rows[aggregate.binds] = pairs.rows;
    if (!outer.that_day.empty()) {
        inner.that_day.resize(inner.n);
        for (std::size_t p = 0; p < inner.n; ++p) inner.that_day[p] = outer.that_day[pairs.element[p]];
    }
    inner.period_from = outer.period_from;
    inner.period_to = outer.period_to;
    inner.assumed = outer.assumed;
    inner.calendar = outer.calendar;
    return inner;
}

Pairs members(const Scope& scope, const model::Aggregate& aggregate, Batch* batch) {
    const KindTests kinds(scope, aggregate);
    Pairs pairs = pairs_of(scope, aggregate, kinds.any() ? &kinds : nullptr);
    if (aggregate.where != model::none && !pairs.rows.empty() && !(kinds.any() && kinds.settle(pairs.rows))) {
        const Batch inner = pair_batch(scope, aggregate, pairs);
        const Values where = condition({scope.self, inner, false}, aggregate.where);
        std::size_t kept = 0;
        std::vector<std::uint32_t> offsets(pairs.offsets.size(), 0);
        for (std::size_t i = 0; i + 1 < pairs.offsets.size(); ++i) {
            offsets[i] = static_cast<std::uint32_t>(kept);
            for (std::uint32_t p = pairs.offsets[i]; p < pairs.offsets[i + 1]; ++p) {
                if (where.is_false(p)) continue;
                pairs.rows[kept] = pairs.rows[p];
                pairs.element[kept] = pairs.element[p];
                pairs.certain[kept] = pairs.certain[p] && where.is_true(p);
                ++kept;
            }
        }
        offsets.back() = static_cast<std::uint32_t>(kept);
        pairs.offsets = std::move(offsets);
        pairs.rows.resize(kept);
        pairs.element.resize(kept);
        pairs.certain.resize(kept);
    }
    if (batch) *batch = pair_batch(scope, aggregate, pairs);
    return pairs;
}

}  // namespace detail

Expressions::Below Expressions::below(const model::Aggregate& aggregate, const Batch& batch) const {
    detail::Pairs pairs = detail::members({*this, batch, false}, aggregate, nullptr);
    return {std::move(pairs.offsets), std::move(pairs.rows), std::move(pairs.certain), std::move(pairs.unseen), pairs.absent};
}

}  // namespace duly::eval
