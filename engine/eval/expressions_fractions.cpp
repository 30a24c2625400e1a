// Comparisons of quotients without rounding: `stay.cost / 3 * 3 is stay.cost` holds. Only where there is one, written or as an
// average or the value of a measure; all other arithmetic is exact in millionths as it stands.
#include <optional>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

__extension__ using Wide = __int128;

// n / d millionths, d > 0, in lowest terms.
struct Fraction { Wide n = 0, d = 1; };

Wide common_divisor(Wide a, Wide b) {
    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    while (b != 0) {
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a == 0 ? 1 : a;
}

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
    switch (op) {
        case ExprOp::add: return sum(a, b, false);
        case ExprOp::subtract: return sum(a, b, true);
        case ExprOp::multiply: {
            const auto all = product(a, b.n, b.d);
            return all ? product(*all, 1, model::number_scale) : all;
        }
        default: {
            const auto all = product(a, b.d, b.n);
            return all ? product(*all, model::number_scale, 1) : all;
        }
    }
}

ExprId behind_names(const Scope& scope, ExprId id) {
    while (scope.expr(id).op == ExprOp::define) id = scope.expr(id).a;
    return id;
}

bool is_arithmetic(ExprOp op) { return op == ExprOp::add || op == ExprOp::subtract || op == ExprOp::multiply || op == ExprOp::divide; }

bool is_average(const Scope& scope, const Expr& expr) {
    return expr.op == ExprOp::aggregate && scope.self.rules().aggregates[expr.ref].op == model::AggregateOp::average;
}

struct Fractions {
    std::vector<Fraction> value;
    std::vector<Presence> s;
    std::vector<std::uint8_t> exact;    // 0: possible values from one to another, or a number too long
};

Fractions of_quotients(const Quotients& quotients) {
    Fractions out{{}, quotients.s, quotients.exact};
    out.value.resize(quotients.n.size());
    for (std::size_t i = 0; i < out.value.size(); ++i)
        if (out.exact[i] != 0 && out.s[i] == Presence::known) out.value[i] = *lowest(quotients.n[i], quotients.d[i]);
    return out;
}

Fractions fractions(const Scope& scope, ExprId id) {
    id = behind_names(scope, id);
    const Expr& expr = scope.expr(id);
    if (is_average(scope, expr)) return of_quotients(averages(scope, scope.self.rules().aggregates[expr.ref]));
    if (expr.op == ExprOp::value_of) return of_quotients(exact_value_of(scope, expr));
    Fractions out;
    out.value.resize(scope.size());
    out.exact.assign(scope.size(), 1);
    if (!is_arithmetic(expr.op)) {
        const Values plain = walk(scope, id);
        out.s = plain.s;
        for (std::size_t i = 0; i < out.value.size(); ++i) {
            out.value[i].n = plain.v[i];
            out.exact[i] = plain.last(i) == plain.v[i] && plain.s[i] != Presence::doubt;
        }
        return out;
    }
    const Fractions a = fractions(scope, expr.a), b = fractions(scope, expr.b);
    out.s.resize(scope.size());
    for (std::size_t i = 0; i < out.value.size(); ++i) {
        out.s[i] = weaker(a.s[i], b.s[i]);
        out.exact[i] = a.exact[i] != 0 && b.exact[i] != 0;
        if (out.exact[i] == 0) continue;
        if (out.s[i] != Presence::known) {
            if (out.s[i] != Presence::blank) out.s[i] = Presence::missing;
            continue;
        }
        if (expr.op == ExprOp::divide && b.value[i].n == 0) {
            out.s[i] = Presence::missing;
            continue;
        }
        const auto value = combined(expr.op, a.value[i], b.value[i]);
        out.exact[i] = value.has_value();
        if (value) out.value[i] = *value;
    }
    return out;
}

// -1, 0 or 1 as a is less than, equal to or more than b; by whole parts and rests, which always fit.
int order(Fraction a, Fraction b) {
    for (bool turned = false;; turned = !turned) {
        Wide whole_a = a.n / a.d, whole_b = b.n / b.d;
        if (a.n % a.d < 0) --whole_a;
        if (b.n % b.d < 0) --whole_b;
        if (whole_a != whole_b) return (whole_a < whole_b) != turned ? -1 : 1;
        const Wide rest_a = a.n - whole_a * a.d, rest_b = b.n - whole_b * b.d;
        if (rest_a == 0 || rest_b == 0) return rest_a == rest_b ? 0 : (rest_a == 0) != turned ? -1 : 1;
        a = {a.d, rest_a};
        b = {b.d, rest_b};
    }
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

bool divides(const Scope& scope, ExprId id) {
    const Expr& expr = scope.expr(behind_names(scope, id));
    return expr.op == ExprOp::divide || expr.op == ExprOp::value_of || is_average(scope, expr) || (is_arithmetic(expr.op) && (divides(scope, expr.a) || divides(scope, expr.b)));
}

Values compare_quotients(const Scope& scope, ExprOp op, ExprId left, ExprId right) {
    const Fractions a = fractions(scope, left), b = fractions(scope, right);
    const auto exact = [&](std::size_t i) { return a.exact[i] != 0 && b.exact[i] != 0; };
    Values out = make_values(Type::yes_no, scope.size()), rounded;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (!exact(i)) {
            if (rounded.size() == 0) rounded = compare_values(op, walk(scope, left), walk(scope, right), scope.self.zone());
            put(out, i, rounded.v[i], rounded.s[i]);
        } else if (a.s[i] == Presence::known && b.s[i] == Presence::known) put(out, i, holds(op, order(a.value[i], b.value[i])));
        else if (a.s[i] == Presence::missing || b.s[i] == Presence::missing) put_unknown(out, i);
        else put(out, i, op == ExprOp::not_equal);
    }
    return out;
}

}  // namespace duly::eval::detail
