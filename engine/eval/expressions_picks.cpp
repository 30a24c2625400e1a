// `latest allocation.team`: a field that is no date, of the row that the `orders` dates make the earliest or latest. Of rows of one
// day `earliest` takes the first in the data and `latest` the last.
#include <algorithm>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

// When a row may have happened; undated: on any day.
struct Order { std::int64_t first = 0, last = 0; bool there = false, undated = false, certain = false; };

std::vector<Order> orders_of(const Scope& scope, const model::Aggregate& aggregate, const Pairs& pairs, const Batch& batch) {
    std::vector<Order> out(pairs.rows.size());
    const Values day = field_of({scope.self, batch, false}, aggregate.record, scope.self.rules().records[aggregate.record].orders, pairs.rows);
    for (std::size_t p = 0; p < out.size(); ++p) {
        Order& one = out[p];
        one.there = day.s[p] != Presence::blank;        // a blank has not happened
        one.undated = day.s[p] == Presence::missing || nothing_told(day, p);
        one.certain = pairs.certain[p] != 0 && (day.s[p] != Presence::doubt || one.undated);
        one.first = day.v[p];
        one.last = day.last(p);
    }
    return out;
}

// The row that is certainly there and surely stands behind most others (for `earliest`: before most): what lies on its far side is
// not the one.
struct Front { std::int64_t day = 0; Row row = 0; bool found = false; };

void advance(Front& front, const Order& one, Row row, bool latest) {
    if (!one.there || !one.certain || one.undated) return;
    const std::int64_t day = latest ? one.first : one.last;
    const bool further = latest ? day > front.day || (day == front.day && row > front.row) : day < front.day || (day == front.day && row < front.row);
    if (!front.found || further) front = {day, row, true};
}

bool beaten(const Front& front, const Order& one, Row row, bool latest) {
    if (!front.found || one.undated) return false;
    const std::int64_t day = latest ? one.last : one.first;
    if (day == front.day) return latest ? row < front.row : row > front.row;
    return latest ? day < front.day : day > front.day;
}

}  // namespace

bool picks_by_order(const model::Aggregate& aggregate, Type type) {
    const bool picks = aggregate.op == model::AggregateOp::earliest || aggregate.op == model::AggregateOp::latest;
    return picks && type != Type::date && type != Type::moment;
}

PickedRows rows_picked(const Scope& scope, const model::Aggregate& aggregate, const Pairs& pairs, const Batch& batch) {
    const bool latest = aggregate.op == model::AggregateOp::latest;
    const std::vector<Order> orders = orders_of(scope, aggregate, pairs, batch);
    const bool moments = scope.self.rules().records[aggregate.record].fields[scope.self.rules().records[aggregate.record].orders].type == Type::moment;
    PickedRows out;
    out.offsets.assign(pairs.offsets.size(), 0);
    for (std::size_t i = 0; i + 1 < pairs.offsets.size(); ++i) {
        out.offsets[i] = static_cast<std::uint32_t>(out.pairs.size());
        bool some = false;
        Front front;
        for (std::uint32_t p = pairs.offsets[i]; p < pairs.offsets[i + 1]; ++p) advance(front, orders[p], pairs.rows[p], latest);
        for (std::uint32_t p = pairs.offsets[i]; p < pairs.offsets[i + 1]; ++p) {
            if (!orders[p].there) continue;
            some |= orders[p].certain;
            if (!beaten(front, orders[p], pairs.rows[p], latest)) out.pairs.push_back(p);
        }
        // Rows that the data does not hold come before those that it has; without any there may be one all the same.
        bool unseen = !pairs.unseen.empty() && pairs.unseen[i] != model::min_day;
        for (std::uint32_t p = pairs.offsets[i]; p < pairs.offsets[i + 1] && unseen && latest; ++p)
            unseen = !(orders[p].there && orders[p].certain && !orders[p].undated && (moments ? scope.self.zone().day(orders[p].first) : orders[p].first) >= pairs.unseen[i]);
        out.others.push_back(unseen || !some);
    }
    out.offsets.back() = static_cast<std::uint32_t>(out.pairs.size());
    return out;
}

std::optional<std::vector<Possible>> may_be_there(const Scope& scope, const Expr& expr) {
    std::vector<Possible> out(scope.size());
    if (expr.op == ExprOp::sibling) {
        const RowsAt at = rows_at(scope, expr.slot, expr.hops, scope.self.start_of(scope.id(expr)));
        const auto found = neighbours(scope, expr.record, at.rows, expr.word == 1);
        const Values value = sibling(scope, expr);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const bool told = found[i].has_value();
            out[i] = {!told || value.s[i] == Presence::known || value.s[i] == Presence::doubt, !told || value.s[i] != Presence::known};
        }
        return out;
    }
    if (expr.op != ExprOp::aggregate || !picks_by_order(scope.self.rules().aggregates[expr.ref], expr.type)) return std::nullopt;
    const model::Aggregate& aggregate = scope.self.rules().aggregates[expr.ref];
    Batch batch;
    const Pairs pairs = members(scope, aggregate, &batch);
    if (pairs.absent) return std::vector<Possible>(scope.size(), Possible{true, true});
    const Values value = walk({scope.self, batch, false}, aggregate.value);
    const PickedRows picked = rows_picked(scope, aggregate, pairs, batch);
    for (std::size_t i = 0; i < out.size(); ++i) {
        for (std::uint32_t k = picked.offsets[i]; k < picked.offsets[i + 1]; ++k)
            (value.s[picked.pairs[k]] == Presence::known ? out[i].yes : out[i].no) = true;
        if (!picked.others[i]) continue;
        out[i].no = true;       // perhaps there is no row, or one that the data does not hold
        out[i].yes |= !pairs.unseen.empty() && pairs.unseen[i] != model::min_day;
    }
    return out;
}

Values picked_by_order(const Scope& scope, const model::Aggregate& aggregate, Type type) {
    Batch batch;
    const Pairs pairs = members(scope, aggregate, &batch);
    Values out = make_values(type, scope.size(), pairs.absent ? Presence::missing : Presence::blank);
    if (pairs.absent) return out;
    const Values value = walk({scope.self, batch, false}, aggregate.value);
    const PickedRows picked = rows_picked(scope, aggregate, pairs, batch);
    const bool number = type == Type::number || type == Type::percentage || type == Type::money;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::uint32_t begin = picked.offsets[i], end = picked.offsets[i + 1];
        if (begin == end) {
            if (picked.others[i] && !pairs.unseen.empty() && pairs.unseen[i] != model::min_day) put_unknown(out, i);
            continue;       // there is none: blank
        }
        const std::uint32_t first = picked.pairs[begin];
        bool same = true, told = true;
        std::int64_t lo = value.v[first], hi = value.last(first);
        for (std::uint32_t k = begin; k < end; ++k) {
            const std::uint32_t p = picked.pairs[k];
            told &= value.s[p] == Presence::known;
            same &= value.s[p] == value.s[first] && value.v[p] == value.v[first] && value.last(p) == value.last(first) && (type != Type::text || value.text[p] == value.text[first]);
            lo = std::min(lo, value.v[p]);
            hi = std::max(hi, value.last(p));
        }
        if (picked.others[i] || !(same || (told && number))) {
            put_unknown(out, i);
        } else if (told && number) {
            put_range(out, i, lo, hi);
        } else {
            put(out, i, value.v[first], value.s[first]);
            if (type == Type::text) out.text[i] = value.text[first];
        }
    }
    return out;
}

}  // namespace duly::eval::detail
