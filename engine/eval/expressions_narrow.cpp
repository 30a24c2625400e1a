// A date in doubt and the condition on it, together: a row counts only on days on which its `where` can hold, so the other days
// are none of the possible answers. `earliest review.held where review.held is after plan.started` is never before the start.
#include <algorithm>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

bool same_field(const Expr& a, const Expr& b) {
    return a.op == ExprOp::field && b.op == ExprOp::field && a.record == b.record && a.field == b.field && a.slot == b.slot && a.hops == b.hops;
}

class Narrowing {
public:
    Narrowing(const Scope& scope, const Expr& date, const std::vector<std::uint8_t>& certain, Values& values)
        : scope_(scope), date_(date), certain_(certain), values_(values) {}

    // Each part of an `and` must hold; of anything else but a comparison of the date nothing is said.
    void apply(ExprId id) {
        const Expr& expr = scope_.expr(id);
        switch (expr.op) {
            case ExprOp::define: return apply(expr.a);
            case ExprOp::and_:
                for (const ExprId part : {expr.a, expr.b}) apply(part);
                return;
            case ExprOp::between:
                if (!same_field(scope_.expr(expr.a), date_)) return;
                bound(ExprOp::greater_equal, expr.b);
                bound(ExprOp::less_equal, expr.c);
                return;
            case ExprOp::equal:
            case ExprOp::less:
            case ExprOp::less_equal:
            case ExprOp::greater:
            case ExprOp::greater_equal:
                if (same_field(scope_.expr(expr.a), date_)) bound(expr.op, expr.b);
                else if (same_field(scope_.expr(expr.b), date_)) bound(mirrored(expr.op), expr.a);
                return;
            default: return;
        }
    }

private:
    void bound(ExprOp op, ExprId other) {
        Values edge = walk({scope_.self, scope_.batch, false}, other);
        if (values_.type == Type::date) to_days(edge, scope_.self.zone());
        if (edge.type != values_.type) return;      // a moment beside a date is compared by its day
        for (std::size_t p = 0; p < values_.size(); ++p) {
            const bool open = values_.s[p] == Presence::doubt || (values_.s[p] == Presence::known && values_.last(p) != values_.v[p]);
            if (!open || certain_[p] || edge.s[p] == Presence::missing || edge.s[p] == Presence::blank) continue;
            std::int64_t lo = values_.v[p], hi = values_.last(p);
            if (op == ExprOp::greater || op == ExprOp::greater_equal || op == ExprOp::equal) lo = std::max(lo, edge.v[p] + (op == ExprOp::greater ? 1 : 0));
            if (op == ExprOp::less || op == ExprOp::less_equal || op == ExprOp::equal) hi = std::min(hi, edge.last(p) - (op == ExprOp::less ? 1 : 0));
            if (lo > hi) put(values_, p, 0, Presence::blank);       // it counts on none of its days
            else put_range(values_, p, lo, hi, values_.s[p]);
        }
    }

    const Scope& scope_;
    const Expr& date_;
    const std::vector<std::uint8_t>& certain_;
    Values& values_;
};

}  // namespace

void narrow(const Scope& scope, const model::Aggregate& aggregate, const std::vector<std::uint8_t>& certain, Values& values) {
    if (aggregate.where == model::none || values.size() == 0 || std::find(certain.begin(), certain.end(), 0) == certain.end()) return;
    const Expr& date = scope.expr(aggregate.value);
    if (date.op == ExprOp::field) Narrowing(scope, date, certain, values).apply(aggregate.where);
}

}  // namespace duly::eval::detail
