// Exact decimals: 64-bit in millionths, 128-bit in between. What overflows or divides by 0 is unknown.
#include <algorithm>
#include <limits>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

constexpr Wide largest = std::numeric_limits<std::int64_t>::max();

// To the nearest millionth, half away from zero.
constexpr Wide divided(Wide a, Wide b) {
    const bool minus = (a < 0) != (b < 0);
    const Wide x = a < 0 ? -a : a, y = b < 0 ? -b : b;
    const Wide q = (x + y / 2) / y;
    return minus ? -q : q;
}

struct Range { Wide lo = 0, hi = 0; bool told = true; };

Range range_of(ExprOp op, Wide lo_a, Wide hi_a, Wide lo_b, Wide hi_b) {
    switch (op) {
        case ExprOp::add: return {lo_a + lo_b, hi_a + hi_b};
        case ExprOp::subtract: return {lo_a - hi_b, hi_a - lo_b};
        case ExprOp::divide:
            if (lo_b <= 0 && hi_b >= 0) return {0, 0, false};
            break;
        default: break;
    }
    Range out{};
    bool first = true;
    for (const Wide x : {lo_a, hi_a})
        for (const Wide y : {lo_b, hi_b}) {
            const Wide r = op == ExprOp::multiply ? divided(x * y, model::number_scale) : divided(x * model::number_scale, y);
            out.lo = first ? r : std::min(out.lo, r);
            out.hi = first ? r : std::max(out.hi, r);
            first = false;
        }
    return out;
}

}  // namespace

Values arithmetic(const Scope& scope, const Expr& expr) {
    const Scope inner{scope.self, scope.batch, false};
    // With quotients: once, in the end.
    if (divides(inner, expr.a) || divides(inner, expr.b)) return rounded(fractions(inner, scope.id(expr)), expr.type);
    const Values a = walk(inner, expr.a), b = walk(inner, expr.b);
    Values out = make_values(expr.type, scope.size());
    const bool intervals = !a.hi.empty() || !b.hi.empty();
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (const Presence s = weaker(a.s[i], b.s[i]); s != Presence::known) {
            put(out, i, 0, s == Presence::blank ? Presence::blank : Presence::missing);
            continue;
        }
        if (!intervals && expr.op == ExprOp::add) {
            std::int64_t sum = 0;
            if (__builtin_add_overflow(a.v[i], b.v[i], &sum)) put_unknown(out, i);
            else out.v[i] = sum;
            continue;
        }
        const Range r = range_of(expr.op, a.v[i], a.last(i), b.v[i], b.last(i));
        if (!r.told || r.lo < -largest || r.hi > largest) put_unknown(out, i);
        else put_range(out, i, static_cast<std::int64_t>(r.lo), static_cast<std::int64_t>(r.hi));
    }
    return out;
}

}  // namespace duly::eval::detail
