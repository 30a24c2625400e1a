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

namespace {

// Of the elements that the first operand leaves open, most often few, the second is evaluated alone.
void settle_open(const Scope& scope, ExprId second, bool and_, Values& out) {
    constexpr std::size_t worth_it = 64;
    std::vector<std::uint32_t> open;
    const std::size_t n = out.size();
    if (n >= worth_it) {
        open.reserve(n);
        for (std::size_t i = 0; i < n; ++i)
            if (and_ ? !out.is_false(i) : !out.is_true(i)) open.push_back(static_cast<std::uint32_t>(i));
        if (open.empty()) return;
    }
    if (n < worth_it || open.size() > n / 2) {
        const Values values = condition(scope, second);
        return and_ ? both(out, values) : either(out, values);
    }
    const Batch part = picked(scope.batch, open);
    const Values values = condition({scope.self, part, scope.not_yet}, second);
    Values first = make_values(Type::yes_no, open.size());
    for (std::size_t k = 0; k < open.size(); ++k) put(first, k, out.v[open[k]], out.s[open[k]]);
    and_ ? both(first, values) : either(first, values);
    for (std::size_t k = 0; k < open.size(); ++k) put(out, open[k], first.v[k], first.s[k]);
}

}  // namespace

Values logic(const Scope& scope, const Expr& expr) {
    Values out = condition(scope, expr.a);
    if (expr.op == ExprOp::not_) negate(out);
    else settle_open(scope, expr.b, expr.op == ExprOp::and_, out);
    return out;
}

}  // namespace duly::eval::detail
