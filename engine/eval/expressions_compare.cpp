// Comparisons: three-valued, over intervals of possible values. With a missing value: unknown. With an optional blank: it
// has not happened, so false, and `is not` true. A doubt may also be a blank, so that is one of its possible answers.
#include <algorithm>
#include <functional>

#include "engine/data/spell_doubt.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

template <typename Compare>
void compare_plain(const Values& a, const Values& b, std::size_t step, Compare compare, Values& out) {
    const std::size_t n = out.size();
    if (step == 0) {
        const std::int64_t constant = b.v[0];
        for (std::size_t i = 0; i < n; ++i) out.v[i] = compare(a.v[i], constant);
    } else {
        for (std::size_t i = 0; i < n; ++i) out.v[i] = compare(a.v[i], b.v[i]);
    }
}

void compare_texts(ExprOp op, const Values& a, const Values& b, std::size_t step, Values& out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto& right = b.text[i * step];
        switch (op) {
            case ExprOp::equal: out.v[i] = a.text[i] == right; break;
            case ExprOp::not_equal: out.v[i] = a.text[i] != right; break;
            case ExprOp::less: out.v[i] = a.text[i] < right; break;
            case ExprOp::less_equal: out.v[i] = a.text[i] <= right; break;
            case ExprOp::greater: out.v[i] = a.text[i] > right; break;
            default: out.v[i] = a.text[i] >= right; break;
        }
    }
}

// Of a missing value it is not told, of a blank one as it is for blanks.
void settle_plain(const Values& a, const Values& b, std::size_t step, bool if_blank, Values& out) {
    const std::int64_t blank_value = if_blank ? 1 : 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Presence sa = a.s[i], sb = b.s[i * step];
        const bool missing = (sa == Presence::missing) | (sb == Presence::missing), blank = (sa == Presence::blank) | (sb == Presence::blank);
        const std::int64_t told = blank ? blank_value : out.v[i];
        out.v[i] = missing ? 0 : told;
        out.s[i] = missing ? Presence::missing : Presence::known;
    }
}

}  // namespace

ExprOp mirrored(ExprOp op) {
    switch (op) {
        case ExprOp::less: return ExprOp::greater;
        case ExprOp::less_equal: return ExprOp::greater_equal;
        case ExprOp::greater: return ExprOp::less;
        case ExprOp::greater_equal: return ExprOp::less_equal;
        default: return op;
    }
}

namespace {

// `b` has one element for all when step is 0.
Values compare_columns(ExprOp op, const Values& a, const Values& b, std::size_t step) {
    Values out = make_values(Type::yes_no, a.size());
    if (a.type == Type::text) compare_texts(op, a, b, step, out);
    else switch (op) {
        case ExprOp::equal: compare_plain(a, b, step, std::equal_to<>{}, out); break;
        case ExprOp::not_equal: compare_plain(a, b, step, std::not_equal_to<>{}, out); break;
        case ExprOp::less: compare_plain(a, b, step, std::less<>{}, out); break;
        case ExprOp::less_equal: compare_plain(a, b, step, std::less_equal<>{}, out); break;
        case ExprOp::greater: compare_plain(a, b, step, std::greater<>{}, out); break;
        default: compare_plain(a, b, step, std::greater_equal<>{}, out); break;
    }
    const bool intervals = !a.hi.empty() || !b.hi.empty();
    const bool if_blank = op == ExprOp::not_equal;
    if (!intervals && !any_doubt(a) && !any_doubt(b)) {
        settle_plain(a, b, step, if_blank, out);
        return out;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t k = i * step;
        const Presence sa = a.s[i], sb = b.s[k];
        if (sa == Presence::known && sb == Presence::known) {
            if (intervals && (a.last(i) != a.v[i] || b.last(k) != b.v[k]))
                put_possible(out, i, possible(op, a.v[i], a.last(i), b.v[k], b.last(k)));
            continue;
        }
        if (sa == Presence::missing || sb == Presence::missing || nothing_told(a, i) || nothing_told(b, k)) {
            put_unknown(out, i);
        } else if (sa == Presence::blank || sb == Presence::blank) {
            put(out, i, if_blank);
        } else {
            Possible result = possible(op, a.v[i], a.last(i), b.v[k], b.last(k));
            (if_blank ? result.yes : result.no) = true;
            put_possible(out, i, result);
        }
    }
    return out;
}

bool is_plain_literal(const Scope& scope, ExprId id) { return scope.expr(id).op == ExprOp::literal; }

Values one_value(const Expr& literal) {
    Values out = make_values(literal.literal.type, 1);
    out.v[0] = literal.literal.number;
    if (out.type == Type::text) out.text[0] = trimmed(literal.literal.text);
    return out;
}

}  // namespace

void put_possible(Values& out, std::size_t i, Possible possible) {
    if (possible.yes && possible.no) put_unknown(out, i);
    else put(out, i, possible.yes);
}

Possible possible(ExprOp op, std::int64_t lo_a, std::int64_t hi_a, std::int64_t lo_b, std::int64_t hi_b) {
    switch (op) {
        case ExprOp::less: return {lo_a < hi_b, hi_a >= lo_b};
        case ExprOp::less_equal: return {lo_a <= hi_b, hi_a > lo_b};
        case ExprOp::greater: return possible(ExprOp::less, lo_b, hi_b, lo_a, hi_a);
        case ExprOp::greater_equal: return possible(ExprOp::less_equal, lo_b, hi_b, lo_a, hi_a);
        default: {
            const Possible same{lo_a <= hi_b && lo_b <= hi_a, !(lo_a == hi_a && lo_b == hi_b && lo_a == lo_b)};
            return op == ExprOp::equal ? same : Possible{same.no, same.yes};
        }
    }
}

Values compare_values(ExprOp op, Values a, Values b, const TimeZone& zone) {
    align(a, b, zone);
    return compare_columns(op, a, b, 1);
}

namespace {

// Two operands of a comparison as they are written: quotients are not rounded before they are compared.
Values compare_written(const Scope& inner, ExprOp op, ExprId a, ExprId b) {
    if (divides(inner, a) || divides(inner, b)) return compare_quotients(inner, op, a, b);
    return compare_values(op, walk(inner, a), walk(inner, b), inner.self.zone());
}

}  // namespace

Values compare(const Scope& scope, const Expr& expr) {
    const Scope inner{scope.self, scope.batch, false};
    if (divides(inner, expr.a) || divides(inner, expr.b)) return compare_written(inner, expr.op, expr.a, expr.b);
    if (is_plain_literal(scope, expr.b) || is_plain_literal(scope, expr.a)) {
        const bool right = is_plain_literal(scope, expr.b);
        Values a = walk(inner, right ? expr.a : expr.b);
        Values b = one_value(scope.expr(right ? expr.b : expr.a));
        align(a, b, scope.self.zone());
        return compare_columns(right ? expr.op : mirrored(expr.op), a, b, 0);
    }
    return compare_values(expr.op, walk(inner, expr.a), walk(inner, expr.b), scope.self.zone());
}

Values one_of(const Scope& scope, const Expr& expr) {
    const Scope inner{scope.self, scope.batch, false};
    const Values a = walk(inner, expr.a);
    Values out = make_values(Type::yes_no, scope.size());
    const bool quotient = divides(inner, expr.a);
    for (const ExprId arg : expr.args) {
        if (quotient || divides(inner, arg)) {
            either(out, compare_written(inner, ExprOp::equal, expr.a, arg));
            continue;
        }
        const bool constant = is_plain_literal(scope, arg);
        Values b = constant ? one_value(scope.expr(arg)) : walk(inner, arg);
        Values left = a;
        align(left, b, scope.self.zone());
        either(out, compare_columns(ExprOp::equal, left, b, constant ? 0 : 1));
    }
    if (expr.word == 1) negate(out);
    return out;
}

Values between(const Scope& scope, const Expr& expr) {
    const Scope inner{scope.self, scope.batch, false};
    if (divides(inner, expr.a) || divides(inner, expr.b) || divides(inner, expr.c)) {
        Values out = compare_written(inner, ExprOp::greater_equal, expr.a, expr.b);
        both(out, compare_written(inner, ExprOp::less_equal, expr.a, expr.c));
        return out;
    }
    const Values a = walk(inner, expr.a);
    Values out = compare_values(ExprOp::greater_equal, a, walk(inner, expr.b), scope.self.zone());
    both(out, compare_values(ExprOp::less_equal, a, walk(inner, expr.c), scope.self.zone()));
    return out;
}

// What cannot be read is missing. A date of which something is told is known; only where rows are picked from many, a doubt
// may be about whether there is anything at all, which is unknown.
Values is_known(const Scope& scope, const Expr& expr, bool known) {
    const Values a = walk({scope.self, scope.batch, false}, expr.a);
    ExprId from = expr.a;
    while (scope.expr(from).op == ExprOp::define) from = scope.expr(from).a;
    const bool one_cell = scope.expr(from).op == ExprOp::field;
    Values out = make_values(Type::yes_no, a.size());
    if (auto there = may_be_there({scope.self, scope.batch, false}, scope.expr(from))) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!known) std::swap((*there)[i].yes, (*there)[i].no);
            put_possible(out, i, (*there)[i]);
        }
        return out;
    }
    // The end of a spell that may be one with another, which may be open.
    const auto perhaps_open = [&](std::size_t i) {
        const Expr& cell = scope.expr(from);
        const model::Record& record = scope.self.rules().records[cell.record];
        return record.spell && cell.field == record.span_to &&
               data::may_be_one_with_another(scope.self.data(), cell.record, rows_at(scope, cell.slot, cell.hops, scope.self.start_of(from)).rows[i]);
    };
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a.s[i] == Presence::doubt && (!one_cell || perhaps_open(i))) put_unknown(out, i);
        else put(out, i, (a.s[i] == Presence::known || (a.s[i] == Presence::doubt && !nothing_told(a, i))) == known);
    }
    return out;
}

}  // namespace duly::eval::detail
