// Numbers in which there is a quotient, without rounding: `stay.cost / 3 * 3 is stay.cost` holds. A quotient is written, or an average,
// or the value of a measure; all other arithmetic is exact in millionths as it stands.
#include <algorithm>
#include <array>
#include <optional>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

// Nothing when it does not fit into 128 bits.
std::optional<Fraction> lowest(Wide n, Wide d) {
    if (d < 0) {
        n = -n;
        d = -d;
    }
    const Wide divisor = common_divisor(n, d);
    return Fraction{n / divisor, d / divisor};
}

std::optional<Fraction> product(Fraction a, Wide n, Wide d) {
    const Wide across = common_divisor(a.n, d), down = common_divisor(n, a.d);
    Wide top = 0, bottom = 0;
    if (__builtin_mul_overflow(a.n / across, n / down, &top) || __builtin_mul_overflow(a.d / down, d / across, &bottom)) return std::nullopt;
    return lowest(top, bottom);
}

std::optional<Fraction> sum(Fraction a, Fraction b, bool minus) {
    const Wide divisor = common_divisor(a.d, b.d);
    Wide left = 0, right = 0, top = 0, bottom = 0;
    if (__builtin_mul_overflow(a.n, b.d / divisor, &left) || __builtin_mul_overflow(b.n, a.d / divisor, &right)) return std::nullopt;
    if (minus ? __builtin_sub_overflow(left, right, &top) : __builtin_add_overflow(left, right, &top)) return std::nullopt;
    if (__builtin_mul_overflow(a.d / divisor, b.d, &bottom)) return std::nullopt;
    return lowest(top, bottom);
}

// Two values in millionths multiplied are a million times too large, and divided as much too small.
std::optional<Fraction> combined(ExprOp op, Fraction a, Fraction b) {
    std::optional<Fraction> out;
    switch (op) {
        case ExprOp::add: out = sum(a, b, false); break;
        case ExprOp::subtract: out = sum(a, b, true); break;
        case ExprOp::multiply:
            if ((out = product(a, b.n, b.d))) out = product(*out, 1, model::number_scale);
            break;
        default:
            if ((out = product(a, b.d, b.n))) out = product(*out, model::number_scale, 1);
    }
    constexpr Wide largest = Wide{1} << 126;
    return out && out->n < largest && out->n > -largest && out->d < largest ? out : std::nullopt;
}

// With terms of so many bits that any two can be put together; nothing where it is too large.
std::optional<Fraction> shortened(Fraction a) {
    constexpr Wide longest = Wide{1} << 52;
    if (a.d == 1) return a.n > INT64_MAX || a.n < -INT64_MAX ? std::nullopt : std::optional(a);
    for (; a.d > 0 && (a.d > longest || a.n > longest || a.n < -longest); a.d /= 2) a.n /= 2;
    return a.d > 0 ? std::optional(a) : std::nullopt;
}

std::optional<Fraction> combined_or_shortened(ExprOp op, Fraction a, Fraction b) {
    if (auto all = combined(op, a, b)) return all;
    const auto x = shortened(a), y = shortened(b);
    return x && y && (op != ExprOp::divide || y->n != 0) ? combined(op, *x, *y) : std::nullopt;
}

ExprId behind_names(const Scope& scope, ExprId id) {
    while (scope.expr(id).op == ExprOp::define) id = scope.expr(id).a;
    return id;
}

bool is_arithmetic(ExprOp op) { return op == ExprOp::add || op == ExprOp::subtract || op == ExprOp::multiply || op == ExprOp::divide; }

bool is_average(const Scope& scope, const Expr& expr) {
    return expr.op == ExprOp::aggregate && scope.self.rules().aggregates[expr.ref].op == model::AggregateOp::average;
}

struct Ends { Fraction low, high; };

// All that may come of two numbers that lie between two others each; nothing where it is too large.
std::optional<Ends> combined(ExprOp op, Ends a, Ends b) {
    const auto same = [](const Ends& ends) { return compare(ends.low, ends.high) == 0; };
    if (same(a) && same(b)) {
        const auto one = combined_or_shortened(op, a.low, b.low);
        return one ? std::optional(Ends{*one, *one}) : std::nullopt;
    }
    std::optional<Ends> out;
    for (const Fraction x : {a.low, a.high})
        for (const Fraction y : {b.low, b.high}) {
            const auto one = combined_or_shortened(op, x, y);
            if (!one) return std::nullopt;
            if (!out) out = Ends{*one, *one};
            if (compare(*one, out->low) < 0) out->low = *one;
            if (compare(*one, out->high) > 0) out->high = *one;
        }
    return out;
}

void combine(Fractions& out, std::size_t i, ExprOp op, const Fractions& a, const Fractions& b) {
    out.s[i] = weaker(a.s[i], b.s[i]);
    if (out.s[i] != Presence::known) {
        if (out.s[i] != Presence::blank) out.s[i] = Presence::missing;
        return;
    }
    if (op == ExprOp::divide && b.low[i].n <= 0 && b.high[i].n >= 0) {
        out.s[i] = Presence::missing;
        return;
    }
    const auto ends = combined(op, Ends{a.low[i], a.high[i]}, Ends{b.low[i], b.high[i]});
    if (!ends) {
        out.s[i] = Presence::missing;
        return;
    }
    out.low[i] = ends->low;
    out.high[i] = ends->high;
}

}  // namespace

Fractions make_fractions(std::size_t n, Presence presence) {
    return {std::vector<Fraction>(n), std::vector<Fraction>(n), std::vector<Presence>(n, presence)};
}

Fractions fractions(const Scope& scope, ExprId id) {
    id = behind_names(scope, id);
    const Expr& expr = scope.expr(id);
    if (is_average(scope, expr)) return exact_averages(scope, scope.self.rules().aggregates[expr.ref]);
    if (expr.op == ExprOp::value_of) return exact_value_of(scope, expr);
    Fractions out = make_fractions(scope.size());
    if (is_arithmetic(expr.op)) {
        const Scope inner{scope.self, scope.batch, false};
        const Fractions a = fractions(inner, expr.a), b = fractions(inner, expr.b);
        for (std::size_t i = 0; i < out.size(); ++i) combine(out, i, expr.op, a, b);
        return out;
    }
    const Values plain = walk(scope, id);
    out.s = plain.s;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out.low[i].n = plain.v[i];
        out.high[i].n = plain.last(i);
    }
    return out;
}

Values rounded(const Fractions& numbers, Type type) {
    Values out = make_values(type, numbers.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (numbers.s[i] != Presence::known) {
            put(out, i, 0, numbers.s[i]);
            continue;
        }
        const Wide low = nearest(numbers.low[i]), high = nearest(numbers.high[i]);
        if (low < -INT64_MAX || high > INT64_MAX) put_unknown(out, i);
        else put_range(out, i, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high));
    }
    return out;
}

bool divides(const Scope& scope, ExprId id) {
    const Expr& expr = scope.expr(behind_names(scope, id));
    return expr.op == ExprOp::divide || expr.op == ExprOp::value_of || is_average(scope, expr) ||
           (is_arithmetic(expr.op) && (divides(scope, expr.a) || divides(scope, expr.b)));
}

namespace {

// What a comparison may come out as: by where the four ends stand among each other.
Possible possible_of(ExprOp op, Ends a, Ends b) {
    std::array<Fraction, 4> ends{a.low, a.high, b.low, b.high};
    std::sort(ends.begin(), ends.end(), [](Fraction x, Fraction y) { return compare(x, y) < 0; });
    const auto place = [&](Fraction of) { return std::find_if(ends.begin(), ends.end(), [&](Fraction one) { return compare(one, of) == 0; }) - ends.begin(); };
    return possible(op, place(a.low), place(a.high), place(b.low), place(b.high));
}

bool holds(ExprOp op, int order) {
    switch (op) {
        case ExprOp::equal: return order == 0;
        case ExprOp::not_equal: return order != 0;
        case ExprOp::less: return order < 0;
        case ExprOp::less_equal: return order <= 0;
        case ExprOp::greater: return order > 0;
        default: return order >= 0;
    }
}

}  // namespace

Values compare_quotients(const Scope& scope, ExprOp op, ExprId left, ExprId right) {
    const Fractions a = fractions(scope, left), b = fractions(scope, right);
    const auto one = [](const Fractions& of, std::size_t i) { return of.low[i].n == of.high[i].n && of.low[i].d == of.high[i].d; };
    Values out = make_values(Type::yes_no, scope.size()), plain;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (a.s[i] == Presence::doubt || b.s[i] == Presence::doubt) {
            if (plain.size() == 0) plain = compare_values(op, walk(scope, left), walk(scope, right), scope.self.zone());
            put(out, i, plain.v[i], plain.s[i]);
        } else if (a.s[i] == Presence::known && b.s[i] == Presence::known) {
            if (one(a, i) && one(b, i)) put(out, i, holds(op, compare(a.low[i], b.low[i])));
            else put_possible(out, i, possible_of(op, Ends{a.low[i], a.high[i]}, Ends{b.low[i], b.high[i]}));
        } else if (a.s[i] == Presence::missing || b.s[i] == Presence::missing) put_unknown(out, i);
        else put(out, i, op == ExprOp::not_equal);
    }
    return out;
}

}  // namespace duly::eval::detail
