// One from many: earliest, count of, any ... where; other rows of the same record; previous and next.
#include <algorithm>

#include "dsl/check/expressions.hpp"

namespace duly::check {
namespace {

using model::Aggregate;
using model::AggregateOp;
using model::Expr;
using model::ExprOp;
using model::none;
using model::Type;

constexpr std::string_view words[] = {"earliest", "latest", "count of", "sum of", "average of", "any", "no", "every"};

}  // namespace

std::optional<Aggregate> Expressions::rows(Written record, Written of, Written where, const Scope& scope, Scope& inner) {
    const auto target = context_.record(record);
    if (target == none) return {};
    Aggregate result;
    result.record = target;
    const auto& records = context_.rules.records;
    if (of) {
        const auto from = reached(of, scope, {});
        if (!from) return {};
        result.slot = from.slot;
        result.hops = from.hops;
        result.path = path_down(from.record, target);
        if (result.path.empty()) {
            context_.report(DiagnosticKind::not_in_reach, of, "a " + quoted(of.value()) + " has no " + quoted(records[target].name), "name a record that " + records[target].name + " is `of`");
            return {};
        }
    } else {
        // The innermost row that has them, else its nearest ancestor. The event is no place to count from.
        for (auto row = scope.rows.rbegin(); row != scope.rows.rend() && result.path.empty(); ++row) {
            if (row->event || row->record == none) continue;
            auto hops = row->hops;
            for (auto up = row->record; up != none; up = records[up].parent, ++hops) {
                result.path = path_down(up, target);
                if (result.path.empty()) continue;
                result.slot = row->slot;
                result.hops = hops;
                break;
            }
        }
        // For the data as a whole: every row, down from the record at the top.
        const bool whole = std::all_of(scope.rows.begin(), scope.rows.end(), [](const Binding& row) { return row.record == none; });
        if (whole)
            for (auto up = target; up != none; up = records[up].parent) result.path.insert(result.path.begin(), up);
        if (result.path.empty()) {
            std::string from;
            for (const auto& row : scope.rows) {
                if (from.empty() && row.record != none) from = records[row.record].name;
            }
            auto& told = context_.report(DiagnosticKind::not_in_reach, record,
                                         "no " + quoted(records[target].name) + " belongs to a " + quoted(from) + " or to what it is `of`",
                                         "name a record that hangs below the record of the rule, or below one that it is `of`");
            context_.label(told, records[target].at, quoted(records[target].name) + " is declared here");
            return {};
        }
    }
    result.binds = scope.next;
    inner = scope.with({scope.next, 0, target, {}, false});
    if (where) {
        result.where = condition(where, inner);
        if (result.where == none) return {};
    }
    return result;
}

model::ExprId Expressions::bound_field(const Aggregate& rows, Written name) {
    const auto field_id = context_.field(rows.record, name);
    if (field_id == none) return none;
    Expr expr;
    expr.op = ExprOp::field;
    expr.type = context_.rules.records[rows.record].fields[field_id].type;
    expr.slot = rows.binds;
    expr.record = rows.record;
    expr.field = field_id;
    return made(std::move(expr), name).id;
}

Value Expressions::aggregate(Written node, const Scope& scope) {
    const auto op = static_cast<AggregateOp>(node.word());
    const auto head = node[0];
    const bool by_field = head.kind() == Kind::field_ref;
    Written of;
    for (std::size_t i = 1; i < node.size(); ++i) {
        if (node[i].kind() == Kind::name || node[i].kind() == Kind::of) of = node[i].kind() == Kind::of ? node[i][0] : node[i];
    }
    const auto where = node.child(Kind::condition), has = node.child(Kind::has);
    const auto record = by_field || head.kind() == Kind::name_ref ? head[0] : head;
    const bool needs_field = op == AggregateOp::earliest || op == AggregateOp::latest || op == AggregateOp::sum || op == AggregateOp::average;
    if (node.child(Kind::in_any) || needs_field != by_field) {
        context_.report(DiagnosticKind::not_computed, node, quoted(one_line(node)) + " is not computed", "count or add up without `in any`, and narrow the records with `where`");
        return {};
    }
    Scope inner;
    auto found = rows(record, of, where ? where[0] : Written{}, scope, inner);
    if (!found) return {};
    found->op = op;
    Expr expr;
    expr.op = ExprOp::aggregate;
    expr.type = op == AggregateOp::count ? Type::number : Type::yes_no;
    Value field;
    if (needs_field) {
        found->value = bound_field(*found, head[1]);
        if (found->value == none) return {};
        const auto& declared = context_.rules.records[found->record].fields[at(found->value).field];
        field.type = expr.type = declared.type;
        field.choices = declared.type == Type::choice ? &declared.choices : nullptr;
        field.declared = declared.at;
        field.written = head;
        const bool is_time = field.type == Type::date || field.type == Type::moment;
        const bool is_number = field.type == Type::number || field.type == Type::percentage || field.type == Type::money;
        if ((op == AggregateOp::sum || op == AggregateOp::average) && !is_number) return refuse(head, field, "a number", "count the records instead: `count of " + record.value() + "`");
        if ((op == AggregateOp::earliest || op == AggregateOp::latest) && !is_time && context_.rules.records[found->record].orders == none) {
            context_.report(DiagnosticKind::no_order, head, quoted(record.value()) + " has no field that orders it, so none is the " + std::string(words[node.word()]),
                            "mark a date field of the record with `orders`");
            return {};
        }
    }
    if (has) {
        found->has = condition(has[0], inner);
        if (found->has == none) return {};
    }
    expr.ref = static_cast<std::uint32_t>(context_.rules.aggregates.size());
    context_.rules.aggregates.push_back(std::move(*found));
    auto value = made(std::move(expr), node);
    value.choices = field.choices;
    value.declared = field.declared;
    return value;
}

Value Expressions::any_other(Written node, const Scope& scope) {
    const auto self = reached(node[0], scope, {});
    if (!self) return {};
    const auto& record = context_.rules.records[self.record];
    if (record.parent == none) {
        context_.report(DiagnosticKind::not_in_reach, node[0], quoted(record.name) + " is `of` no record, so there is no other beside it", "`any other` looks through the records under one parent");
        return {};
    }
    Aggregate found;
    found.op = node.word() == 0 ? AggregateOp::any : AggregateOp::no;
    found.slot = self.slot;
    found.hops = static_cast<std::uint8_t>(self.hops + 1);
    found.path = {self.record};
    found.record = self.record;
    found.others = true;
    found.binds = scope.next;
    if (const auto where = node.child(Kind::condition)) {
        found.where = condition(where[0], scope.with({scope.next, 0, self.record, "other", false}));
        if (found.where == none) return {};
    }
    Expr expr;
    expr.op = ExprOp::aggregate;
    expr.ref = static_cast<std::uint32_t>(context_.rules.aggregates.size());
    context_.rules.aggregates.push_back(std::move(found));
    return made(std::move(expr), node);
}

Value Expressions::sibling(Written node, const Scope& scope) {
    const auto field = node[0];
    const auto found = reached(field[0], scope, field[1]);
    if (!found) return {};
    const auto field_id = context_.field(found.record, field[1]);
    if (field_id == none) return {};
    const auto& record = context_.rules.records[found.record];
    if (record.orders == none) {
        auto& told = context_.report(DiagnosticKind::no_order, field, quoted(record.name) + " has no field that orders it, so none is " + (node.word() == 0 ? "previous" : "next"),
                                     "mark a date field of the record with `orders`");
        context_.label(told, record.at, quoted(record.name) + " is declared here");
        return {};
    }
    const auto& declared = record.fields[field_id];
    Expr expr;
    expr.op = ExprOp::sibling;
    expr.type = declared.type;
    expr.word = node.word();
    expr.slot = found.slot;
    expr.hops = found.hops;
    expr.record = found.record;
    expr.field = field_id;
    auto value = made(std::move(expr), node);
    value.choices = declared.type == Type::choice ? &declared.choices : nullptr;
    value.declared = declared.at;
    return value;
}

}  // namespace duly::check
