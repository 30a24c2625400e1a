// Spans: from A to B, open while B is blank.
#include <algorithm>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

struct Span { Values from, to; };

// Rows of the record that spans, as days.
Span span_of(const Scope& scope, const Expr& expr, bool second) {
    const RecordId start = scope.self.start_of(scope.id(expr), second);
    const unsigned hops = second ? expr.hops2 : expr.hops;
    const RowsAt at = rows_at(scope, second ? expr.slot2 : expr.slot, hops, start);
    RecordId record = second ? model::none : expr.record;
    if (record == model::none) {
        record = start;
        for (unsigned hop = 0; hop < hops && record != model::none; ++hop) record = scope.self.rules().records[record].parent;
    }
    if (record == model::none || scope.self.rules().records[record].span_from == model::none)
        return {make_values(Type::date, scope.size(), Presence::missing), make_values(Type::date, scope.size(), Presence::missing)};
    const model::Record& meta = scope.self.rules().records[record];
    Span span{field_of(scope, record, meta.span_from, at.rows), field_of(scope, record, meta.span_to, at.rows)};
    to_days(span.from);
    to_days(span.to);
    return span;
}

// `day` <op> the end of a span, where a blank end lies after every day.
Values before_end(const Values& day, const Values& end, ExprOp op) {
    Values out = compare_values(op, day, end);
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (day.s[i] == Presence::missing || nothing_told(day, i)) continue;
        if (end.s[i] == Presence::blank && day.s[i] != Presence::blank) {
            if (day.s[i] == Presence::known) put(out, i, 1);
            else put_unknown(out, i);
        } else if (end.s[i] == Presence::doubt && day.s[i] == Presence::known && !nothing_told(end, i)) {
            Possible result = possible(op, day.v[i], day.last(i), end.v[i], end.last(i));
            result.yes = true;      // it may still be open
            put_possible(out, i, result);
        }
    }
    return out;
}

}  // namespace

Values open_on(const Scope& scope, const Expr& expr) {
    const Span span = span_of(scope, expr, false);
    Values day = walk({scope.self, scope.batch, false}, expr.a);
    to_days(day);
    Values out = compare_values(ExprOp::less_equal, span.from, day);
    both(out, before_end(day, span.to, ExprOp::less));
    if (expr.word == 1) negate(out);
    return out;
}

// Days from A to B, or to that day while open then.
Values length_of(const Scope& scope, const Expr& expr) {
    const Span span = span_of(scope, expr, false);
    const Values day = that_day(scope);
    Values out = make_values(expr.type, scope.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Presence a = span.from.s[i], b = span.to.s[i];
        if (a == Presence::missing || b == Presence::missing || a == Presence::doubt || nothing_told(span.to, i)) {
            put_unknown(out, i);
            continue;
        }
        if (a == Presence::blank || span.from.v[i] > day.v[i]) {
            put(out, i, 0, Presence::blank);    // has not begun
            continue;
        }
        std::int64_t least = day.v[i], most = day.v[i];
        if (b != Presence::blank) {
            least = std::min(least, span.to.v[i]);
            if (b == Presence::known) most = std::min(most, span.to.last(i));
        }
        const std::int64_t begin = span.from.v[i], begin_last = span.from.last(i);
        put_range(out, i, (least - begin_last) * model::number_scale, (most - begin) * model::number_scale);
    }
    return out;
}

Values overlaps(const Scope& scope, const Expr& expr) {
    const Span one = span_of(scope, expr, false), two = span_of(scope, expr, true);
    const ExprOp op = expr.word == 1 ? ExprOp::less_equal : ExprOp::less;
    Values out = before_end(one.from, two.to, op);
    both(out, before_end(two.from, one.to, op));
    return out;
}

// Days of the span within the window, which holds both its days; the last day of the span is not counted. What is still
// open is counted to the last day that is seen.
Values days_in(const Scope& scope, const Expr& expr) {
    const Span span = span_of(scope, expr, false);
    const Scope inner{scope.self, scope.batch, false};
    Values from, to;
    if (expr.a == model::none) {
        from = make_values(Type::date, scope.size());
        to = from;
        std::fill(from.v.begin(), from.v.end(), scope.batch.period_from);
        std::fill(to.v.begin(), to.v.end(), scope.batch.period_to);
    } else {
        from = walk(inner, expr.a);
        to = walk(inner, expr.b);
        to_days(from);
        to_days(to);
    }
    const std::int64_t open_end = std::int64_t{scope.self.as_of_day()} + 1;
    Values out = make_values(expr.type, scope.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Presence window = weaker(from.s[i], to.s[i]), a = span.from.s[i], b = span.to.s[i];
        if (window != Presence::known || from.last(i) != from.v[i] || to.last(i) != to.v[i]) {
            put(out, i, 0, window == Presence::blank ? Presence::blank : Presence::missing);
            continue;
        }
        if (a == Presence::missing || b == Presence::missing || nothing_told(span.from, i) || nothing_told(span.to, i)) {
            put_unknown(out, i);
            continue;
        }
        const auto inside = [&](std::int64_t begin, std::int64_t end) {
            return std::max<std::int64_t>(0, std::min(end, to.v[i] + 1) - std::max(begin, from.v[i])) * model::number_scale;
        };
        if (a == Presence::blank) {
            put(out, i, 0);
            continue;
        }
        const std::int64_t least_end = b == Presence::blank ? open_end : span.to.v[i];
        const std::int64_t most_end = b == Presence::known ? span.to.last(i) : open_end;
        const std::int64_t least = a == Presence::doubt ? 0 : inside(span.from.last(i), least_end);
        put_range(out, i, least, inside(span.from.v[i], most_end));
    }
    return out;
}

}  // namespace duly::eval::detail
