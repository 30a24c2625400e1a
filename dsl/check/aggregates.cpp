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
        if (result.path.empty() && (context_.anywhere || context_.links_lost)) result.path = {target};
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
        if (result.path.empty() && (context_.anywhere || context_.links_lost)) result.path = {target};
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

// `in any L`: whole days, at least one. The length speaks of the rows outside.
model::ExprId Expressions::window(Written length_node, const Scope& scope) {
    const auto got = length(length_node, scope);
    if (!got) return none;
    const auto unit = got->second;
    if (unit != model::Unit::days && unit != model::Unit::weeks && unit != model::Unit::months && unit != model::Unit::years) {
        context_.report(DiagnosticKind::wrong_unit, length_node, "a window is not counted in " + std::string(model::name_of(unit)), "write it in days, weeks, months or years: `in any 28 days`");
        return none;
    }
    const auto& amount = at(got->first);
    if (amount.op == ExprOp::literal && amount.literal.number < model::number_scale) {
        context_.report(DiagnosticKind::wrong_unit, length_node, "a window of " + quoted(one_line(length_node)) + " holds no day", "write a length of at least one day");
        return none;
    }
    Expr expr;
    expr.op = ExprOp::length;
    expr.type = Type::length;
    expr.a = got->first;
    expr.unit = unit;
    return made(std::move(expr), length_node).id;
}

// What `sum of` and `average of` add up: a field of the row below, or its days in a window. False when it was wrong.
bool Expressions::added_up(Aggregate& rows, Written node, const Scope& scope, const Scope& inner) {
    const auto head = node[0];
    const auto in_any = node.child(Kind::in_any);
    const bool days = head.kind() == Kind::days_in;
    const bool average = rows.op == AggregateOp::average;
    if (average && (in_any || (days && head.word() == 1))) {
        context_.report(DiagnosticKind::misplaced, in_any ? in_any : head, "an average has no highest window", days ? "name the days, as `days of " + head[0].value() + " in D to E`, or add them up with `sum of`" : "leave out `in any`, or add up with `sum of`");
        return false;
    }
    if (!days) {
        rows.value = bound_field(rows, head[1]);
        return rows.value != none;
    }
    if (!spans(rows.record, head[0])) return false;
    if (in_any) {
        context_.report(DiagnosticKind::misplaced, in_any, "the days are counted in one window already", "leave out `" + one_line(in_any) + "`");
        return false;
    }
    if (head.word() == 1) {
        rows.window = window(head[1], scope);
        return rows.window != none;
    }
    rows.value = days_of(head, {rows.record, rows.binds, 0}, inner).id;
    return rows.value != none;
}

bool Expressions::sums_days(const Expr& expr) const {
    const auto& rows = context_.rules.aggregates[expr.ref];
    if (rows.op != AggregateOp::sum && rows.op != AggregateOp::average) return false;
    return rows.value == none || context_.rules.exprs[rows.value].op == ExprOp::days_in;
}

Value Expressions::aggregate(Written node, const Scope& scope) {
    const auto op = static_cast<AggregateOp>(node.word());
    const auto head = node[0];
    const bool of_days = head.kind() == Kind::days_in;
    const bool by_field = head.kind() == Kind::field_ref;
    Written of;
    for (std::size_t i = 1; i < node.size(); ++i) {
        if (node[i].kind() == Kind::name || node[i].kind() == Kind::of) of = node[i].kind() == Kind::of ? node[i][0] : node[i];
    }
    const auto where = node.child(Kind::condition), has = node.child(Kind::has), in_any = node.child(Kind::in_any);
    const auto record = by_field || of_days || head.kind() == Kind::name_ref ? head[0] : head;
    Scope inner;
    auto found = rows(record, of, where ? where[0] : Written{}, scope, inner);
    if (!found) return {};
    found->op = op;
    Expr expr;
    expr.op = ExprOp::aggregate;
    expr.type = op == AggregateOp::count ? Type::number : Type::yes_no;
    Value field;
    const bool adds_up = op == AggregateOp::sum || op == AggregateOp::average;
    if (adds_up && !added_up(*found, node, scope, inner)) return {};
    if (of_days) {
        expr.type = Type::number;
    } else if (by_field) {
        if (!adds_up) found->value = bound_field(*found, head[1]);
        if (found->value == none) return {};
        const auto& declared = context_.rules.records[found->record].fields[at(found->value).field];
        field.type = expr.type = declared.type;
        field.choices = declared.type == Type::choice ? &declared.choices : nullptr;
        field.declared = declared.at;
        field.written = head;
        const bool is_time = field.type == Type::date || field.type == Type::moment;
        const bool is_number = field.type == Type::number || field.type == Type::percentage || field.type == Type::money;
        if (adds_up && !is_number) return refuse(head, field, "a number", "count the records instead: `count of " + record.value() + "`");
        if (!adds_up && !is_time && context_.rules.records[found->record].orders == none) {
            context_.report_of(record.value(), DiagnosticKind::no_order, head, quoted(record.value()) + " has no field that orders it, so none is the " + std::string(words[node.word()]),
                            "mark a date field of the record with `orders`");
            return {};
        }
    }
    if (in_any) {
        const auto& declared = context_.rules.records[found->record];
        if (declared.orders == none) {
            auto& told = context_.report_of(declared.name, DiagnosticKind::no_order, record, quoted(declared.name) + " has no field that orders it, so it cannot be told which window a row falls in",
                                         "mark a date field of the record with `orders`");
            context_.label(told, declared.at, quoted(declared.name) + " is declared here");
            return {};
        }
        found->window = window(in_any[0], scope);
        if (found->window == none) return {};
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
        context_.report_of(record.name, DiagnosticKind::not_in_reach, node[0], quoted(record.name) + " is `of` no record, so there is no other beside it", "`any other` looks through the records under one parent");
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
        auto& told = context_.report_of(record.name, DiagnosticKind::no_order, field, quoted(record.name) + " has no field that orders it, so none is " + (node.word() == 0 ? "previous" : "next"),
                                     "mark a date field of the record with `orders`");
        context_.label(told, record.at, quoted(record.name) + " is declared here");
        return {};
    }
    if (record.parent == none) {
        context_.report_of(record.name, DiagnosticKind::not_in_reach, field[0], quoted(record.name) + " is `of` no record, so none stands before or after it", "`previous` and `next` go through the records under one parent");
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
