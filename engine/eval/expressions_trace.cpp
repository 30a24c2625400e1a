// Which cells decided an expression for one element: the same walk, node by node, over a batch of one.
#include <algorithm>
#include <set>
#include <tuple>

#include "engine/eval/expressions_windows.hpp"

namespace duly::eval {
namespace detail {

namespace {

using model::AggregateOp;

class Tracer {
public:
    Tracer(const Expressions& self, std::vector<ValueRead>& reads, std::vector<ConditionSeen>& conditions, std::vector<RowsSeen>* rows)
        : self_(self), reads_(reads), conditions_(conditions), rows_(rows) {
        for (const ValueRead& read : reads) seen_cells_.insert({read.record, read.row, read.field});
    }

    // `matters`: whether its cells decide the whole; its conditions are listed either way. `condition`: it stands where one does,
    // not as a value that is compared.
    void visit(ExprId id, const Scope& scope, bool matters, bool condition = true) {
        if (id == model::none) return;
        const Expr& expr = scope.expr(id);
        const Scope inner{scope.self, scope.batch, false};
        switch (expr.op) {
            case ExprOp::literal:
            case ExprOp::that_day: return;
            case ExprOp::define: return visit(expr.a, scope, matters, condition);
            case ExprOp::not_: return visit(expr.a, inner, matters);
            case ExprOp::and_:
            case ExprOp::or_: return visit_logic(expr, inner, matters);
            default: break;
        }
        if (condition && expr.type == Type::yes_no) seen(id, inner);
        switch (expr.op) {
            case ExprOp::field: {
                const RowsAt at = rows_at(scope, expr.slot, expr.hops, self_.start_of(id));
                if (matters) read(expr.record, at.rows[0], expr.field);
                return;
            }
            case ExprOp::aggregate: return visit_rows(self_.rules().aggregates[expr.ref], expr.type, scope, matters, id);
            case ExprOp::sibling: return visit_sibling(id, expr, scope, matters);
            case ExprOp::open_on:
            case ExprOp::length_of:
            case ExprOp::days_in:
                read_span(id, expr, scope, false, matters);
                if (expr.op == ExprOp::days_in && expr.word == 1 && matters && rows_) seen_days(id, expr, inner);
                break;
            case ExprOp::overlaps:
                read_span(id, expr, scope, false, matters);
                read_span(id, expr, scope, true, matters);
                return;
            default: break;
        }
        const bool passes_on = expr.op == ExprOp::shift || expr.op == ExprOp::birthday || expr.op == ExprOp::pick;
        const Scope& below = passes_on ? scope : inner;
        visit(expr.a, below, matters, false);
        visit(expr.b, inner, matters, false);
        visit(expr.c, inner, matters, false);
        for (const ExprId arg : expr.args) visit(arg, below, matters, false);
    }

    // The rows below; of those that are kept only what decides the result.
    void visit_rows(const model::Aggregate& aggregate, Type type, const Scope& scope, bool matters, ExprId id) {
        const Pairs pairs = pairs_below(scope, aggregate);
        const Expr* value_expr = aggregate.value == model::none ? nullptr : &scope.expr(aggregate.value);
        const model::FieldId field = value_expr && value_expr->op == ExprOp::field ? value_expr->field : model::none;
        if (pairs.absent) {
            if (matters) reads_.push_back({aggregate.record, data::no_row, field, Presence::missing, 0, 0, {}});
            return;
        }
        const Values result = detail::aggregate(scope, aggregate, type);
        const bool settled = result.s[0] == Presence::known && result.last(0) == result.v[0];
        const Batch all = pair_batch(scope, aggregate, pairs);
        const Values where = aggregate.where == model::none ? Values{} : condition({self_, all, false}, aggregate.where);
        const Values has = aggregate.has == model::none ? Values{} : condition({self_, all, false}, aggregate.has);
        const Values value = aggregate.value == model::none ? Values{} : walk({self_, all, scope.not_yet}, aggregate.value);
        const auto window = settled && aggregate.window != model::none ? seen_window(scope, aggregate) : std::nullopt;
        RowsSeen counted{id, aggregate.record, {}, model::min_day, model::max_day, result.v[0], result.last(0)};
        if (window) {
            counted.from = window->from;
            counted.to = window->to;
        }
        std::vector<Row> picked;
        if (picks_by_order(aggregate, type)) {
            Batch kept;
            const Pairs members_only = members(scope, aggregate, &kept);
            for (const std::uint32_t p : rows_picked(scope, aggregate, members_only, kept).pairs) picked.push_back(members_only.rows[p]);
        }
        bool witness = false;
        for (std::size_t p = 0; p < pairs.rows.size(); ++p) {
            const bool in = where.s.empty() || where.is_true(p), out = !where.s.empty() && where.is_false(p);
            bool decides = true;    // this row's cells do
            switch (aggregate.op) {
                case AggregateOp::any:
                case AggregateOp::no: {
                    const bool found = result.is_true(0) == (aggregate.op == AggregateOp::any);
                    if (!settled) decides = !in && !out;
                    else if (found) decides = in && !witness;
                    break;
                }
                case AggregateOp::every: {
                    const bool fails = in && has.is_false(p), holds = out || has.is_true(p);
                    if (!settled) decides = !fails && !holds;
                    else if (result.is_false(0)) decides = fails && !witness;
                    break;
                }
                case AggregateOp::earliest:
                case AggregateOp::latest: {
                    if (picks_by_order(aggregate, type)) decides = std::find(picked.begin(), picked.end(), pairs.rows[p]) != picked.end();
                    else if (out) decides = result.s[0] == Presence::blank;
                    else if (value.s[p] == Presence::blank) decides = result.s[0] == Presence::blank;
                    else if (settled) decides = in && !witness && value.s[p] == Presence::known && value.v[p] == result.v[0];
                    break;
                }
                default:
                    if (window) decides = std::find(window->rows.begin(), window->rows.end(), pairs.rows[p]) != window->rows.end();
                    break;
            }
            const bool fails = aggregate.op != AggregateOp::every || !has.is_true(p);
            if (!out && fails && (!window || decides)) counted.rows.push_back(pairs.rows[p]);
            witness |= decides && in;
            const Batch one = slice(all, p, p + 1);
            visit(aggregate.where, {self_, one, false}, matters && decides);
            visit(aggregate.has, {self_, one, false}, matters && decides && !out);
            if (!out) visit(aggregate.value, {self_, one, scope.not_yet}, matters && decides, false);
            const bool by_day = aggregate.window != model::none || picks_by_order(aggregate, type);
            if (!out && matters && decides && by_day) read_day(aggregate, pairs.rows[p]);
        }
        if (matters) visit(aggregate.window, {self_, scope.batch, false}, true, false);
        if (matters && rows_) rows_->push_back(std::move(counted));
        if (matters && !settled && !pairs.unseen.empty() && pairs.unseen[0] != model::min_day)
            reads_.push_back({aggregate.record, data::no_row, field, Presence::doubt, first_possible_day, pairs.unseen[0], {}});
    }

private:
    const Expressions& self_;
    std::vector<ValueRead>& reads_;
    std::vector<ConditionSeen>& conditions_;
    std::vector<RowsSeen>* rows_;
    std::set<std::tuple<RecordId, Row, model::FieldId>> seen_cells_;    // each is told once

    // What places a row in a window.
    void read_day(const model::Aggregate& aggregate, Row row) {
        const model::Record& meta = self_.rules().records[aggregate.record];
        if (!adds_days(aggregate)) {
            if (meta.orders != model::none) read(aggregate.record, row, meta.orders);
            return;
        }
        read(aggregate.record, row, meta.span_from);
        read(aggregate.record, row, meta.span_to);
    }

    void seen_days(ExprId id, const Expr& expr, const Scope& scope) {
        const Values figure = walk(scope, id);
        if (figure.s[0] != Presence::known || figure.last(0) != figure.v[0]) return;
        const auto window = seen_window(scope, expr, days_of_spans(scope, expr).front());
        if (window) rows_->push_back({id, expr.record, {}, window->from, window->to, figure.v[0], figure.v[0]});
    }

    void seen(ExprId id, const Scope& scope) {
        const Values result = detail::condition(scope, id);
        conditions_.push_back({id, result.s[0], result.is_true(0)});
    }

    void read(RecordId record, Row row, model::FieldId field) {
        if (row == data::no_row) return;
        const Row rows[] = {row};
        if (!seen_cells_.insert({record, row, field}).second) return;
        const Values value = self_.field(record, field, rows);
        reads_.push_back({record, row, field, value.s[0], value.v[0], value.last(0), value.text.empty() ? std::string_view{} : value.text[0]});
    }

    // A side decides when the result would not stand without it: of a false `and` the false sides, of a true `or` the true ones, of
    // an unknown one the sides that are unknown.
    void visit_logic(const Expr& expr, const Scope& scope, bool matters) {
        const Values a = condition(scope, expr.a), b = condition(scope, expr.b);
        const auto decides = [&](const Values& side) {
            const bool unknown = !side.is_true(0) && !side.is_false(0);
            if (expr.op == ExprOp::and_) {
                if (a.is_false(0) || b.is_false(0)) return side.is_false(0);
                return unknown || (a.is_true(0) && b.is_true(0));
            }
            if (a.is_true(0) || b.is_true(0)) return side.is_true(0);
            return unknown || (a.is_false(0) && b.is_false(0));
        };
        visit(expr.a, scope, matters && decides(a));
        visit(expr.b, scope, matters && decides(b));
    }

    void read_span(ExprId id, const Expr& expr, const Scope& scope, bool second, bool matters) {
        if (!matters) return;
        const RecordId start = self_.start_of(id, second);
        const unsigned hops = second ? expr.hops2 : expr.hops;
        const RowsAt at = rows_at(scope, second ? expr.slot2 : expr.slot, hops, start);
        RecordId record = start;
        for (unsigned hop = 0; hop < hops && record != model::none; ++hop) record = self_.rules().records[record].parent;
        if (!second && expr.record != model::none) record = expr.record;
        if (record == model::none || self_.rules().records[record].span_from == model::none) return;
        read(record, at.rows[0], self_.rules().records[record].span_from);
        read(record, at.rows[0], self_.rules().records[record].span_to);
    }

    void visit_sibling(ExprId id, const Expr& expr, const Scope& scope, bool matters) {
        const RowsAt at = rows_at(scope, expr.slot, expr.hops, self_.start_of(id));
        if (!matters || at.rows[0] == data::no_row) return;
        if (const auto found = neighbours(scope, expr.record, at.rows, expr.word == 1).front()) {
            read(expr.record, *found, expr.field);
            return;
        }
        const model::Record& meta = self_.rules().records[expr.record];
        const data::Table& table = self_.data().table(expr.record);
        if (meta.orders == model::none || at.rows[0] >= table.parent.size() || table.parent[at.rows[0]] == data::no_row) return;
        for (const Row row : self_.data().children(expr.record).of(table.parent[at.rows[0]])) {
            if (!self_.visible(expr.record, row)) continue;
            const Row rows[] = {row};
            const Values order = self_.field(expr.record, meta.orders, rows);
            if (order.s[0] != Presence::known || order.last(0) != order.v[0]) read(expr.record, row, meta.orders);
        }
    }
};

}  // namespace
}  // namespace detail

void Expressions::trace(model::ExprId expr, const Batch& batch, std::size_t i, std::vector<ValueRead>& reads,
                        std::vector<ConditionSeen>& conditions, std::vector<RowsSeen>* rows) const {
    const Batch one = detail::slice(batch, i, i + 1);
    detail::Tracer(*this, reads, conditions, rows).visit(expr, {*this, one, one.not_yet}, true);
}

}  // namespace duly::eval
