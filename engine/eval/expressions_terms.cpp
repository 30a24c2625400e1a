// An expression as a tree of what every operator was given and gave, over a batch of one.
#include <algorithm>

#include "engine/eval/expressions_windows.hpp"
#include "engine/eval/terms.hpp"

namespace duly::eval {
namespace detail {

namespace {

class Terms {
public:
    Terms(const Expressions& self, std::size_t most_rows) : self_(self), most_rows_(most_rows) {}

    Term make(ExprId id, const Scope& scope, bool as_condition) {
        const Expr& expr = scope.expr(id);
        Term term;
        term.expr = id;
        term.condition = as_condition && expr.type == Type::yes_no;
        term.type = expr.type;
        const Values value = term.condition ? detail::condition(scope, id) : walk(scope, id);
        term.type = value.type;
        term.presence = value.s[0];
        if (value.type == Type::text) term.text = value.text.empty() ? std::string_view{} : value.text[0];
        else term.v = value.v[0], term.last = value.last(0);
        parts(term, id, expr, scope);
        return term;
    }

private:
    const Expressions& self_;
    std::size_t most_rows_;

    void parts(Term& term, ExprId id, const Expr& expr, const Scope& scope) {
        const Scope inner{scope.self, scope.batch, false};
        switch (expr.op) {
            case ExprOp::literal:
            case ExprOp::that_day: return;
            case ExprOp::field:
                term.record = expr.record;
                term.row = rows_at(scope, expr.slot, expr.hops, self_.start_of(id)).rows[0];
                return;
            case ExprOp::define: return add(term, expr.a, scope, term.condition);
            case ExprOp::not_: return add(term, expr.a, inner, true);
            case ExprOp::and_:
            case ExprOp::or_:
                add(term, expr.a, inner, true);
                return add(term, expr.b, inner, true);
            case ExprOp::aggregate: return rows_below(term, self_.rules().aggregates[expr.ref], scope);
            case ExprOp::sibling: return neighbour(term, id, expr, scope);
            case ExprOp::due_date_of:
                term.record = self_.rules().timescales[expr.ref].record;
                term.row = rows_at(scope, expr.slot, expr.hops, self_.start_of(id)).rows[0];
                return;
            case ExprOp::grade_of:
            case ExprOp::value_of:
                if (const MeasureValue* found = self_.measures() ? last_finished(scope, expr.ref) : nullptr)
                    term.value_index = static_cast<std::uint32_t>(found - (*self_.measures())[expr.ref].values.data());
                return;
            case ExprOp::overlaps:
                span(term.record2, term.row2, id, expr, scope, true);
                return span(term.record, term.row, id, expr, scope, false);
            case ExprOp::length_of: term.window_to = static_cast<Day>(that_day(scope).v[0]); [[fallthrough]];
            case ExprOp::open_on: span(term.record, term.row, id, expr, scope, false); break;
            case ExprOp::age:
                if (expr.b == model::none) term.window_to = static_cast<Day>(that_day(scope).v[0]);
                break;
            case ExprOp::in_the_period:
                term.window_from = scope.batch.period_from;
                term.window_to = scope.batch.period_to;
                break;
            case ExprOp::days_in:
                span(term.record, term.row, id, expr, scope, false);
                if (expr.word == 1) window_of_days(term, id, expr, inner);
                if (expr.word == 2) {
                    term.window_from = scope.batch.period_from;
                    term.window_to = scope.batch.period_to;
                }
                break;
            default: break;
        }
        const bool passes_on = expr.op == ExprOp::shift || expr.op == ExprOp::birthday || expr.op == ExprOp::pick;
        for (const ExprId part : {expr.a, expr.b, expr.c}) add(term, part, passes_on && part == expr.a ? scope : inner, false);
        for (const ExprId part : expr.args) add(term, part, passes_on ? scope : inner, false);
    }

    void add(Term& term, ExprId part, const Scope& scope, bool as_condition) {
        if (part != model::none) term.args.push_back(make(part, scope, as_condition));
    }

    void rows_below(Term& term, const model::Aggregate& aggregate, const Scope& scope) {
        const Pairs pairs = pairs_below(scope, aggregate);
        term.record = aggregate.record;
        term.absent = pairs.absent;
        const RecordId start = self_.start_of(aggregate);
        term.row2 = rows_at(scope, aggregate.slot, aggregate.hops, start).rows[0];
        term.record2 = aggregate.slot < scope.batch.records.size() && scope.batch.records[aggregate.slot] != model::none ? scope.batch.records[aggregate.slot] : start;
        for (unsigned hop = 0; hop < aggregate.hops && term.record2 != model::none; ++hop) term.record2 = self_.rules().records[term.record2].parent;
        if (!pairs.unseen.empty()) term.unseen = pairs.unseen[0];
        add(term, aggregate.window, {self_, scope.batch, false}, false);
        if (pairs.absent) return;
        if (aggregate.window != model::none) {
            const bool settled = term.presence == Presence::known && term.last == term.v;
            if (const auto window = seen_window(scope, aggregate, !settled)) {
                term.window_from = window->from;
                term.window_to = window->to;
            }
        }
        const Batch all = pair_batch(scope, aggregate, pairs);
        const std::size_t n = std::min(pairs.rows.size(), most_rows_);
        term.left_out = pairs.rows.size() - n;
        term.rows.resize(n);
        for (std::size_t p = 0; p < n; ++p) {
            Term::Below& below = term.rows[p];
            below.row = pairs.rows[p];
            below.linked = pairs.certain[p] != 0;
            if (aggregate.where == model::none && aggregate.has == model::none && aggregate.value == model::none) continue;
            const Batch one = slice(all, p, p + 1);
            bool out = false;
            if (aggregate.where != model::none) {
                below.asked.push_back(make(aggregate.where, {self_, one, false}, true));
                out = below.asked[0].presence == Presence::known && below.asked[0].v == 0;
            }
            if (out) continue;      // whatever else it says
            if (aggregate.has != model::none) below.asked.push_back(make(aggregate.has, {self_, one, false}, true));
            if (aggregate.value != model::none) below.asked.push_back(make(aggregate.value, {self_, one, scope.not_yet}, false));
        }
    }

    void neighbour(Term& term, ExprId id, const Expr& expr, const Scope& scope) {
        const RowsAt at = rows_at(scope, expr.slot, expr.hops, self_.start_of(id));
        term.record = expr.record;
        if (at.rows[0] == data::no_row) return;
        const auto found = neighbours(scope, expr.record, at.rows, expr.word == 1).front();
        term.told = found.has_value();
        term.row = found.value_or(data::no_row);
        term.row2 = at.rows[0];
        term.record2 = expr.record;
    }

    void span(model::RecordId& record, Row& row, ExprId id, const Expr& expr, const Scope& scope, bool second) {
        const RecordId start = self_.start_of(id, second);
        const unsigned hops = second ? expr.hops2 : expr.hops;
        row = rows_at(scope, second ? expr.slot2 : expr.slot, hops, start).rows[0];
        record = start;
        for (unsigned hop = 0; hop < hops && record != model::none; ++hop) record = self_.rules().records[record].parent;
        if (!second && expr.record != model::none) record = expr.record;
    }

    void window_of_days(Term& term, ExprId, const Expr& expr, const Scope& scope) {
        if (term.presence != Presence::known || term.last != term.v) return;
        const auto window = seen_window(scope, expr, days_of_spans(scope, expr).front());
        if (!window) return;
        term.window_from = window->from;
        term.window_to = window->to;
    }
};

}  // namespace
}  // namespace detail

Term term_of(const Expressions& expressions, model::ExprId expr, const Batch& batch, bool condition, std::size_t most_rows) {
    return detail::Terms(expressions, most_rows).make(expr, {expressions, batch, batch.not_yet}, condition);
}

}  // namespace duly::eval
