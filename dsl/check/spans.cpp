// Records that span: open on a day, length, overlap. And what is read from other rules.
#include "dsl/check/expressions.hpp"

namespace duly::check {

using model::Expr;
using model::ExprOp;
using model::none;
using model::Type;

bool Expressions::spans(model::RecordId record_id, Written at) {
    const auto& record = context_.rules.records[record_id];
    if (record.span_from != none) return true;
    if (context_.record_lost(record.name)) return false;
    auto& told = context_.report(DiagnosticKind::not_a_span, at, quoted(record.name) + " does not say which days it spans", "add `spans started to ended` to the record " + record.name);
    context_.label(told, record.at, quoted(record.name) + " is declared here");
    return false;
}

Value Expressions::open_on(Written node, const Scope& scope) {
    const auto found = reached(node[0], scope, {});
    Expr expr;
    expr.op = ExprOp::open_on;
    expr.word = node.word();
    expr.slot = found.slot;
    expr.hops = found.hops;
    expr.record = found.record;
    expr.a = date(node[1], scope, "`open on`");
    if (!found || !spans(found.record, node[0]) || expr.a == none) return {};
    return made(std::move(expr), node);
}

Value Expressions::length_of(Written node, const Scope& scope) {
    const auto found = reached(node[0], scope, {});
    if (!found || !spans(found.record, node[0])) return {};
    Expr expr;
    expr.op = ExprOp::length_of;
    expr.type = Type::number;
    expr.slot = found.slot;
    expr.hops = found.hops;
    expr.record = found.record;
    return made(std::move(expr), node);
}

Value Expressions::overlaps(Written node, const Scope& scope) {
    const auto a = reached(node[0], scope, {}), b = reached(node[1], scope, {});
    if (!a || !b || !spans(a.record, node[0]) || !spans(b.record, node[1])) return {};
    Expr expr;
    expr.op = ExprOp::overlaps;
    expr.word = node.word();
    expr.slot = a.slot;
    expr.hops = a.hops;
    expr.record = a.record;
    expr.slot2 = b.slot;
    expr.hops2 = b.hops;
    expr.ref = b.record;
    return made(std::move(expr), node);
}

Value Expressions::days_in(Written node, const Scope& scope) {
    const auto found = reached(node[0], scope, {});
    return found && spans(found.record, node[0]) ? days_of(node, found, scope) : Value{};
}

Value Expressions::days_of(Written node, const Reached& row, const Scope& scope) {
    Expr expr;
    expr.op = ExprOp::days_in;
    expr.type = Type::number;
    expr.word = node.word();
    expr.slot = row.slot;
    expr.hops = row.hops;
    expr.record = row.record;
    if (node.word() == 2) {
        if (!scope.in_measure) {
            context_.report(DiagnosticKind::misplaced, node, "`the period` has a meaning only in a measure", "name the two days: `days of " + node[0].value() + " in D to E`");
            return {};
        }
        return made(std::move(expr), node);
    }
    if (node.word() == 1) {
        expr.b = window(node[1], scope);
        return expr.b == none ? Value{} : made(std::move(expr), node);
    }
    expr.a = date(node[1], scope, "`in`");
    expr.b = date(node[2], scope, "`to`");
    if (expr.a == none || expr.b == none) return {};
    const auto &from = at(expr.a), &to = at(expr.b);
    if (from.op == ExprOp::literal && to.op == ExprOp::literal && from.type == Type::date && to.type == Type::date && to.literal.number < from.literal.number) {
        context_.report(DiagnosticKind::dates_reversed, node[2], quoted(one_line(node[2])) + " lies before " + quoted(one_line(node[1])) + ", so no day lies between", "write the earlier day first");
        return {};
    }
    return made(std::move(expr), node);
}

Value Expressions::of_rule(Written node, const Scope& scope) {
    Expr expr;
    Value value;
    if (node.kind() == Kind::due_date_of) {
        expr.op = ExprOp::due_date_of;
        expr.type = Type::date;
        expr.ref = context_.rule(Context::Rule::timescale, node[0]);
        if (expr.ref == none) return {};
        const auto record = record_of_timescale(context_, expr.ref);
        if (record == none) return {};
        const auto& name = context_.rules.records[record].name;
        const auto found = reach(name, scope);
        if (!found && (context_.anywhere || context_.links_lost)) return {};
        if (!found) {
            auto& told = context_.report(DiagnosticKind::not_in_reach, node[0], quoted(node[0].value()) + " is about a " + quoted(name) + ", and there is none at hand here",
                                         "name a timescale about the record of this rule, or one that it is `of`");
            context_.label(told, context_.timescales.name_range(expr.ref), "declared here");
            return {};
        }
        expr.slot = found.slot;
        expr.hops = found.hops;
        expr.record = found.record;
        return made(std::move(expr), node);
    }
    expr.ref = context_.rule(Context::Rule::measure, node[0]);
    if (expr.ref == none) return {};
    if (node.kind() == Kind::value_of) {
        expr.op = ExprOp::value_of;
        expr.type = measure_is_percentage(context_, expr.ref) ? Type::percentage : Type::number;
        value = made(std::move(expr), node);
    } else {
        const auto scale = scale_of_measure(context_, expr.ref);
        const auto measure = context_.measures.items[expr.ref].node;
        if (scale == none && (measure.child(Kind::bands) || lost(measure, {Kind::bands}))) return {};      // reported there
        if (scale == none) {
            auto& told = context_.report(DiagnosticKind::missing_clause, node[0], "the measure " + quoted(node[0].value()) + " has no bands, so it has no grade",
                                         "add `bands on rag: ...` to the measure");
            context_.label(told, context_.measures.name_range(expr.ref), "declared here");
            return {};
        }
        expr.op = ExprOp::grade_of;
        expr.type = Type::choice;
        value = made(std::move(expr), node);
        value.choices = &context_.rules.scales[scale].grades;
        value.graded = true;
    }
    value.declared = context_.measures.name_range(value.id == none ? 0 : at(value.id).ref);
    return value;
}

}  // namespace duly::check
