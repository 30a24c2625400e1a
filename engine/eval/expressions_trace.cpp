// Which cells decided an expression for one element: the same walk, node by node, over a batch of one.
#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "engine/eval/expressions_windows.hpp"
#include "engine/eval/figures_seen.hpp"
#include "engine/eval/reasons.hpp"
#include "engine/eval/steps.hpp"

namespace duly::eval {
namespace detail {

namespace {

using model::AggregateOp;

class Tracer {
public:
    Tracer(const Expressions& self, std::vector<ValueRead>& reads, std::vector<ConditionSeen>& conditions, std::vector<RowsSeen>* rows,
           std::vector<FigureSeen>* figures = nullptr)
        : self_(self), reads_(reads), conditions_(conditions), rows_(rows), figures_(figures) {
        for (const ValueRead& read : reads) seen_cells_.insert({read.record, read.row, read.field});
    }

    // `matters`: whether its cells decide the whole; its conditions are listed either way. `condition`: it stands where one does,
    // not as a value that is compared.
    void visit(ExprId id, const Scope& scope, bool matters, bool condition = true) {
        const bool compared = std::exchange(compared_, false);
        if (id == model::none) return;
        const Expr& expr = scope.expr(id);
        const Scope inner{scope.self, scope.batch, false};
        switch (expr.op) {
            case ExprOp::literal:
            case ExprOp::that_day: return;
            case ExprOp::define: compared_ = compared; return visit(expr.a, scope, matters, condition);
            case ExprOp::not_: return visit(expr.a, inner, matters);
            case ExprOp::and_:
            case ExprOp::or_: return visit_logic(expr, inner, matters);
            default: break;
        }
        if (condition && expr.type == Type::yes_no) seen(id, inner, matters);
        if (figures_ && matters) figure(id, scope, compared);
        switch (expr.op) {
            case ExprOp::field: {
                const RowsAt at = rows_at(scope, expr.slot, expr.hops, self_.start_of(id));
                if (matters) read(expr.record, at.rows[0], expr.field, scope.not_yet);
                return;
            }
            case ExprOp::aggregate: return visit_rows(self_.rules().aggregates[expr.ref], expr.type, scope, matters, id);
            case ExprOp::sibling: return visit_sibling(id, expr, scope, matters);
            case ExprOp::due_date_of:
                if (matters) read_rule(id, expr, scope);
                return;
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
        const bool compares = condition && expr.type == Type::yes_no;
        for (const ExprId part : {expr.a, expr.b, expr.c}) {
            compared_ = compares;
            visit(part, part == expr.a ? below : inner, matters, false);
        }
        for (const ExprId arg : expr.args) visit(arg, below, matters, false);
        if (expr.op == ExprOp::divide && matters) mark_divisor(expr.b, inner);
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
        const auto window = aggregate.window != model::none ? seen_window(scope, aggregate, !settled) : std::nullopt;
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
        const bool picks = aggregate.op == AggregateOp::earliest || aggregate.op == AggregateOp::latest;
        bool witness = false;
        for (std::size_t p = 0; p < pairs.rows.size(); ++p) {
            // A row that may stand elsewhere, or not yet, is never in for certain.
            const bool linked = pairs.certain[p] != 0, in = linked && (where.s.empty() || where.is_true(p)), out = !where.s.empty() && where.is_false(p);
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
                    if (window && settled) decides = std::find(window->rows.begin(), window->rows.end(), pairs.rows[p]) != window->rows.end();
                    break;
            }
            const bool sure = in && (aggregate.window == model::none || (window && std::find(window->rows.begin(), window->rows.end(), pairs.rows[p]) != window->rows.end()));
            if (!settled && matters && !out && !linked) read_place(aggregate.record, pairs.rows[p]);
            const bool may_be = !picks || (decides && (picks_by_order(aggregate, type) || (aggregate.op == AggregateOp::latest ? value.last(p) >= result.v[0] : value.v[p] <= result.last(0))));
            if (sure && may_be && counts(aggregate, has, value, p)) counted.rows.push_back(pairs.rows[p]);
            witness |= decides && in;
            under_.push_back({aggregate.record, pairs.rows[p]});
            const Batch one = slice(all, p, p + 1);
            visit(aggregate.where, {self_, one, false}, matters && decides);
            visit(aggregate.has, {self_, one, false}, matters && decides && !out);
            if (!out) visit(aggregate.value, {self_, one, scope.not_yet}, matters && decides, false);
            const bool by_day = aggregate.window != model::none || picks_by_order(aggregate, type);
            if (!out && matters && decides && by_day) read_day(id, aggregate, scope, pairs.rows[p]);
            under_.pop_back();
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
    std::vector<FigureSeen>* figures_;
    std::vector<RowBelow> under_;       // the rows below that are being looked at
    bool compared_ = false;             // what is visited next is a side of a comparison
    std::set<std::tuple<RecordId, Row, model::FieldId>> seen_cells_;    // each is told once

    // What places a row in a window.
    void read_day(ExprId id, const model::Aggregate& aggregate, const Scope& scope, Row row) {
        const model::Record& meta = self_.rules().records[aggregate.record];
        if (!adds_days(aggregate)) {
            if (meta.orders != model::none) read(aggregate.record, row, meta.orders);
            return;
        }
        read(aggregate.record, row, meta.span_from);
        read(aggregate.record, row, meta.span_to);
        mark_reversed(id, scope, aggregate.record, row);
    }

    void read_open(RecordId record, Row row, model::FieldId field) {
        if (field == model::none) return;
        const Row rows[] = {row};
        const Values value = self_.field(record, field, rows);
        if (leaves_open({record, row, field, value.s[0], value.v[0], value.last(0), {}})) read(record, row, field);
    }

    // What leaves open whether a row is there, or under which parent: its own dates, else the days of the parts of spells.
    void read_place(RecordId record, Row row) {
        const auto& records = self_.rules().records;
        read_open(record, row, records[record].orders);
        read_open(record, row, records[record].by);
        Row at = row;
        RecordId spell = record;
        if (!records[spell].spell && records[spell].parent != model::none) {
            at = self_.data().table(record).parent[row];
            spell = records[record].parent;
        }
        if (!records[spell].spell || at == data::no_row || records[spell].parent == model::none) return;
        const Row above = self_.data().table(spell).parent[at];
        const RecordId part = records[spell].spell->part;
        if (above == data::no_row || self_.data().parts(spell).offsets.empty()) return;     // a file gave the spell's own rows
        for (const Row other : self_.data().children(spell).of(above))
            for (const Row joined : self_.data().parts(spell).of(other)) {
                read_open(part, joined, records[part].span_from);
                read_open(part, joined, records[part].span_to);
            }
    }

    // Whether a row that is in for certain speaks for the result: of `every` one that fails, of figures one with a value that is told;
    // nothing that is sure to be added is nothing decided.
    static bool counts(const model::Aggregate& aggregate, const Values& has, const Values& value, std::size_t p) {
        switch (aggregate.op) {
            case AggregateOp::every: return has.is_false(p);
            case AggregateOp::sum: return value.s.empty() || (value.s[p] == Presence::known && value.v[p] != 0);
            case AggregateOp::average: return value.s[p] == Presence::known && (value.v[p] != 0 || value.last(p) == 0);
            case AggregateOp::earliest:
            case AggregateOp::latest: return value.s[p] == Presence::known;
            default: return true;
        }
    }

    void seen_days(ExprId id, const Expr& expr, const Scope& scope) {
        const Values figure = walk(scope, id);
        if (figure.s[0] != Presence::known || figure.last(0) != figure.v[0]) return;
        const auto window = seen_window(scope, expr, days_of_spans(scope, expr).front());
        if (window) rows_->push_back({id, expr.record, {}, window->from, window->to, figure.v[0], figure.v[0]});
    }

    void seen(ExprId id, const Scope& scope, bool matters) {
        const Values result = detail::condition(scope, id);
        conditions_.push_back({id, result.s[0], result.is_true(0), matters, under_});
    }

    void figure(ExprId id, const Scope& scope, bool compared) {
        auto found = figure_seen(scope, id);
        if (!found) return;
        found->compared = compared;
        found->under = under_;
        figures_->push_back(std::move(*found));
    }

    void read(RecordId record, Row row, model::FieldId field, bool not_yet = false) {
        if (row == data::no_row) return;
        const Row rows[] = {row};
        if (!seen_cells_.insert({record, row, field}).second) return;
        const Values value = self_.field(record, field, rows, not_yet);
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

    void mark(const ValueRead& cell, Odd odd) {
        for (ValueRead& read : reads_)
            if (read.record == cell.record && read.row == cell.row && read.field == cell.field && read.odd == Odd::none) read.odd = odd;
    }

    // What a divisor of 0 was made of.
    void mark_divisor(ExprId divisor, const Scope& scope) {
        const Values by = walk(scope, divisor);
        if (by.s[0] != Presence::known || by.v[0] != 0 || by.last(0) != 0) return;
        std::vector<ValueRead> cells;
        std::vector<ConditionSeen> ignored;
        Tracer(self_, cells, ignored, nullptr).visit(divisor, scope, true, false);
        for (const ValueRead& cell : cells) mark(cell, Odd::zero_divisor);
    }

    // Of a span that ends before it starts its end is odd, where that leaves the answer open.
    void mark_reversed(ExprId id, const Scope& scope, RecordId record, Row row) {
        if (row == data::no_row) return;
        const Values answer = walk({scope.self, scope.batch, false}, id);
        if (answer.s[0] == Presence::known && answer.last(0) == answer.v[0]) return;
        const model::Record& meta = self_.rules().records[record];
        const Row rows[] = {row};
        Values from = self_.field(record, meta.span_from, rows), to = self_.field(record, meta.span_to, rows);
        to_days(from, scope.self.zone());
        to_days(to, scope.self.zone());
        if (from.s[0] == Presence::known && to.s[0] == Presence::known && to.last(0) < from.v[0]) mark({record, row, meta.span_to, {}, 0, 0, {}}, Odd::ends_before_start);
    }

    // A due date that is not told hangs on what would settle the last turn of that rule.
    void read_rule(ExprId id, const Expr& expr, const Scope& scope) {
        const Values due = walk(scope, id);
        if (due.s[0] != Presence::missing) return;
        const RowsAt at = rows_at(scope, expr.slot, expr.hops, self_.start_of(id));
        if (at.rows[0] == data::no_row) return;
        const std::vector<EntryTrace> entries = trace_timescale(self_, expr.ref, at.rows[0]);
        if (entries.empty()) return;
        for (const ValueRead& cell : entries.back().settles)
            if (seen_cells_.insert({cell.record, cell.row, cell.field}).second) reads_.push_back(cell);
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
        if (expr.op != ExprOp::open_on) mark_reversed(id, scope, record, at.rows[0]);
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
                        std::vector<ConditionSeen>& conditions, std::vector<RowsSeen>* rows, std::vector<FigureSeen>* figures) const {
    const Batch one = detail::slice(batch, i, i + 1);
    detail::Tracer(*this, reads, conditions, rows, figures).visit(expr, {*this, one, one.not_yet}, true);
}

}  // namespace duly::eval
