// Kleene's three values: false < unknown < true; `and` is the least, `or` the greatest.
#include <algorithm>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

constexpr std::int64_t degree(Presence s, std::int64_t v) { return s == Presence::known ? v * 2 : 1; }

template <bool least>
void combine(Values& a, const Values& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::int64_t left = degree(a.s[i], a.v[i]), right = degree(b.s[i], b.v[i]);
        const std::int64_t result = least ? std::min(left, right) : std::max(left, right);
        a.v[i] = result == 2;
        a.s[i] = result == 1 ? Presence::missing : Presence::known;
    }
}

}  // namespace

void both(Values& a, const Values& b) { combine<true>(a, b); }
void either(Values& a, const Values& b) { combine<false>(a, b); }

void negate(Values& a) {
    for (std::size_t i = 0; i < a.size(); ++i) a.v[i] = a.s[i] == Presence::known ? 1 - a.v[i] : 0;
}

Values logic(const Scope& scope, const Expr& expr) {
    Values out = condition(scope, expr.a);
    if (expr.op == ExprOp::not_) negate(out);
    else if (expr.op == ExprOp::and_) both(out, condition(scope, expr.b));
    else either(out, condition(scope, expr.b));
    return out;
}

}  // namespace duly::eval::detail
