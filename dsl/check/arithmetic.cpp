// Numbers and dates: plus, minus, ages, counts of units, earliest and latest of several.
#include <cstdlib>

#include "dsl/check/expressions.hpp"
#include "dsl/check/literals.hpp"

namespace duly::check {
namespace {

using model::Expr;
using model::ExprOp;
using model::none;
using model::Type;

bool in_time(Type type) { return type == Type::date || type == Type::moment; }
bool numeric(Type type) { return type == Type::number || type == Type::percentage || type == Type::money; }

// The type of a sum, product ... of two numbers, or nothing when they do not go together.
std::optional<Type> type_of(ExprOp op, Type a, Type b) {
    if (op == ExprOp::add || op == ExprOp::subtract) return a == b ? std::optional(a) : std::nullopt;
    if (b == Type::number) return a;
    if (op == ExprOp::multiply) {
        if (a == Type::number) return b;
        if (a == Type::percentage) return b;
        if (b == Type::percentage) return a;
        return {};
    }
    if (b == Type::percentage) return a == Type::percentage ? Type::number : a;
    return a == b ? std::optional(Type::number) : std::nullopt;
}

}  // namespace

Value Expressions::arithmetic(Written node, const Scope& scope) {
    const auto kind = node.kind();
    const auto a = lower(node[0], scope);
    if (!a) return {};
    if (in_time(a.type)) return shift(node, scope, a);
    const auto b = lower(node[1], scope);
    if (!b) return {};
    const auto op = kind == Kind::add ? ExprOp::add : kind == Kind::subtract ? ExprOp::subtract : kind == Kind::multiply ? ExprOp::multiply : ExprOp::divide;
    if (!numeric(a.type)) return refuse(node[0], a, "a number");
    if (!numeric(b.type)) return refuse(node[1], b, "a number");
    const auto type = type_of(op, a.type, b.type);
    if (!type) {
        auto& told = context_.report(DiagnosticKind::type_clash, node[1],
                                     quoted(one_line(node[0])) + " is " + type_words(a) + ", and " + quoted(one_line(node[1])) + " is " + type_words(b), "calculate with values of one type");
        context_.label(told, node[0].range(), "this is " + type_words(a));
        return {};
    }
    Expr expr;
    expr.op = op;
    expr.type = *type;
    expr.a = a.id;
    expr.b = b.id;
    return made(std::move(expr), node);
}

// D + L, D - L
Value Expressions::shift(Written node, const Scope& scope, Value a) {
    const auto by = bare(node[1]);
    if ((node.kind() != Kind::add && node.kind() != Kind::subtract) || by.kind() != Kind::length) {
        auto& told = context_.report(DiagnosticKind::type_clash, node[1], quoted(one_line(node[0])) + " is a date, and only a length is added to it or taken from it",
                                     node.kind() == Kind::subtract ? "write `days from D to E` for the days between two dates" : "write for example `" + one_line(node[0]) + " + 3 days`");
        context_.label(told, node[0].range(), "this is " + type_words(a));
        return {};
    }
    const auto amount = length(by, scope);
    if (!amount) return {};
    Expr length_expr;
    length_expr.op = ExprOp::length;
    length_expr.type = Type::length;
    length_expr.a = amount->first;
    length_expr.unit = amount->second;
    Expr expr;
    expr.op = ExprOp::shift;
    expr.type = a.type == Type::moment || model::in_moments(amount->second) ? Type::moment : Type::date;
    expr.word = node.kind() == Kind::subtract ? 1 : 0;
    expr.a = a.id;
    expr.b = made(std::move(length_expr), by).id;
    return made(std::move(expr), node);
}

Value Expressions::age(Written node, const Scope& scope) {
    Expr expr;
    expr.op = ExprOp::age;
    expr.type = Type::number;
    expr.unit = model::Unit::years;
    expr.a = date(node[0], scope, "`age of`");
    if (node[1]) {
        expr.b = date(node[1], scope, "`on`");
        if (expr.b == none) return {};
    }
    return expr.a == none ? Value{} : made(std::move(expr), node);
}

Value Expressions::count_between(Written node, const Scope& scope) {
    Expr expr;
    expr.op = ExprOp::count_between;
    expr.type = Type::number;
    expr.unit = unit_of(node[0]);
    expr.a = date(node[1], scope, "`from`");
    expr.b = date(node[2], scope, "`to`");
    return expr.a == none || expr.b == none ? Value{} : made(std::move(expr), node);
}

Value Expressions::pick(Written node, const Scope& scope) {
    Expr expr;
    expr.op = ExprOp::pick;
    expr.type = Type::date;
    expr.word = node.word();
    bool good = true;
    for (const auto& each : node.children()) {
        const auto value = date_value(each, scope, node.word() == 0 ? "`earliest of`" : "`latest of`");
        if (!value) good = false;
        else if (value.type == Type::moment) expr.type = Type::moment;
        expr.args.push_back(value.id);
    }
    return good ? made(std::move(expr), node) : Value{};
}

Value Expressions::birthday(Written node, const Scope& scope) {
    Expr expr;
    expr.op = ExprOp::birthday;
    expr.type = Type::date;
    expr.number = std::strtol(std::string(node[0].text()).c_str(), nullptr, 10);    // `18` or `18th`
    expr.a = date(node[1], scope, "a birthday");
    return expr.a == none ? Value{} : made(std::move(expr), node);
}

}  // namespace duly::check
