// Spans: from A to B, open while B is blank. The last day is not counted. One that ends before it starts tells nothing: how long
// it is and which days it has are unknown.
#include <algorithm>

#include "engine/eval/expressions_windows.hpp"

namespace duly::eval::detail {

namespace {

using windows::SpanDays;

struct Span { Values from, to; };

Span span_of(const Scope& scope, RecordId record, std::span<const Row> rows) {
    if (record == model::none || scope.self.rules().records[record].span_from == model::none)
        return {make_values(Type::date, rows.size(), Presence::missing), make_values(Type::date, rows.size(), Presence::missing)};
    const model::Record& meta = scope.self.rules().records[record];
    Span span{field_of(scope, record, meta.span_from, rows), field_of(scope, record, meta.span_to, rows)};
    to_days(span.from, scope.self.zone());
    to_days(span.to, scope.self.zone());
    return span;
}

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
    return span_of(scope, record, at.rows);
}

bool told(Presence presence) { return presence == Presence::known; }

// Ends before it starts, whatever its days are.
bool reversed(const Span& span, std::size_t i) {
    return told(span.from.s[i]) && told(span.to.s[i]) && span.to.last(i) < span.from.v[i];
}

std::vector<SpanDays> days_of(const Scope& scope, const Span& span) {
    const std::int64_t open_end = std::int64_t{scope.self.as_of_day()} + 1;     // the as-of day is seen whole
    std::vector<SpanDays> out(span.from.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Presence a = span.from.s[i], b = span.to.s[i];
        if (a == Presence::blank) continue;     // has not begun
        SpanDays& days = out[i];
        days.may_from = a == Presence::missing ? first_possible_day : span.from.v[i];
        days.may_to = told(b) ? span.to.last(i) : open_end;
        if (reversed(span, i)) {
            days.may_from = first_possible_day;
            days.may_to = open_end;
            continue;
        }
        if (!told(a) || b == Presence::missing) continue;       // no day of it is certain
        days.from = span.from.last(i);
        days.to = b == Presence::blank ? open_end : span.to.v[i];
        if (days.to < days.from) days.to = days.from;
    }
    return out;
}

// `day` <op> the end of a span, where a blank end lies after every day.
Values before_end(const Values& day, const Values& end, ExprOp op, const TimeZone& zone) {
    Values out = compare_values(op, day, end, zone);
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
    to_days(day, scope.self.zone());
    Values out = compare_values(ExprOp::less_equal, span.from, day, scope.self.zone());
    both(out, before_end(day, span.to, ExprOp::less, scope.self.zone()));
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
        if (a == Presence::missing || b == Presence::missing || a == Presence::doubt || nothing_told(span.to, i) || reversed(span, i)) {
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
        // Days on which a partial date would end it before its start are not possible.
        put_range(out, i, std::max<std::int64_t>(0, least - begin_last) * model::number_scale, std::max<std::int64_t>(0, most - begin) * model::number_scale);
    }
    return out;
}

// A day in common: each has begun before the other ends, and neither is without days. Touching needs no day of its own.
Values overlaps(const Scope& scope, const Expr& expr) {
    const Span one = span_of(scope, expr, false), two = span_of(scope, expr, true);
    const bool touches = expr.word == 1;
    const ExprOp op = touches ? ExprOp::less_equal : ExprOp::less;
    Values out = before_end(one.from, two.to, op, scope.self.zone());
    both(out, before_end(two.from, one.to, op, scope.self.zone()));
    if (!touches) {
        both(out, before_end(one.from, one.to, op, scope.self.zone()));
        both(out, before_end(two.from, two.to, op, scope.self.zone()));
    }
    for (std::size_t i = 0; i < out.size(); ++i)
        if (reversed(one, i) || reversed(two, i)) put_unknown(out, i);
    return out;
}

// Days of the span within a window, which holds both its days.
Values days_in(const Scope& scope, const Expr& expr) {
    const std::vector<SpanDays> spans = days_of(scope, span_of(scope, expr, false));
    if (expr.word == 1) return days_in_any(scope, expr, spans);
    const Scope inner{scope.self, scope.batch, false};
    Values from, to;
    if (expr.word == 2) {
        from = make_values(Type::date, scope.size());
        to = from;
        std::fill(from.v.begin(), from.v.end(), scope.batch.period_from);
        std::fill(to.v.begin(), to.v.end(), scope.batch.period_to);
    } else {
        from = walk(inner, expr.a);
        to = walk(inner, expr.b);
        to_days(from, scope.self.zone());
        to_days(to, scope.self.zone());
    }
    Values out = make_values(expr.type, scope.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Presence window = weaker(from.s[i], to.s[i]);
        if (window != Presence::known) {
            put(out, i, 0, window == Presence::blank ? Presence::blank : Presence::missing);
            continue;
        }
        const auto inside = [](std::int64_t begin, std::int64_t end, std::int64_t first, std::int64_t last) {
            return std::max<std::int64_t>(0, std::min(end, last + 1) - std::max(begin, first)) * model::number_scale;
        };
        const SpanDays& days = spans[i];
        put_range(out, i, inside(days.from, days.to, from.last(i), to.v[i]), inside(days.may_from, days.may_to, from.v[i], to.last(i)));
    }
    return out;
}

std::vector<SpanDays> days_of_spans(const Scope& scope, RecordId record, std::span<const Row> rows) { return days_of(scope, span_of(scope, record, rows)); }
std::vector<SpanDays> days_of_spans(const Scope& scope, const Expr& expr) { return days_of(scope, span_of(scope, expr, false)); }

}  // namespace duly::eval::detail
