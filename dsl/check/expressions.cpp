#include "dsl/check/expressions.hpp"

#include "dsl/check/literals.hpp"

namespace duly::check {

using model::Expr;
using model::ExprOp;
using model::none;
using model::Type;

std::string type_words(const Value& value) {
    switch (value.type) {
        case Type::yes_no: return "yes or no";
        case Type::length: return "a length";
        case Type::choice: return value.graded ? "a grade" : "a choice";
        default: return "a " + std::string(model::name_of(value.type));
    }
}

Value Expressions::made(Expr expr, Written node) {
    expr.at = node.range();
    Value value;
    value.type = expr.type;
    value.written = node;
    value.id = static_cast<model::ExprId>(context_.rules.exprs.size());
    context_.rules.exprs.push_back(std::move(expr));
    return value;
}

model::ExprId Expressions::literal(model::Literal literal, SourceRange at) {
    Expr expr;
    expr.op = ExprOp::literal;
    expr.type = literal.type;
    expr.literal = std::move(literal);
    expr.at = at;
    context_.rules.exprs.push_back(std::move(expr));
    return static_cast<model::ExprId>(context_.rules.exprs.size() - 1);
}

Value Expressions::refuse(Written node, const Value& got, std::string_view wanted, std::string_view help) {
    auto& told = context_.report(DiagnosticKind::wrong_type, node, quoted(one_line(node)) + " is " + type_words(got) + ", and " + std::string(wanted) + " is needed here", std::string(help));
    if (got.declared.end > 0) context_.label(told, got.declared, "declared here");
    return {};
}

model::ExprId Expressions::condition(Written node, const Scope& scope) {
    const auto value = lower(node, scope);
    if (!value) return none;
    if (value.type == Type::yes_no) return value.id;
    refuse(node, value, "a condition", "compare it: `is known`, `is ...`, `is before ...`, `at least ...`");
    return none;
}

Value Expressions::date_value(Written node, const Scope& scope, std::string_view why) {
    const int before = dated_;
    dated_ = bare(node).kind() != Kind::field_ref ? 0 : why == "`to`" ? 2 : 1;
    const auto value = lower(node, scope);
    dated_ = before;
    if (!value || value.type == Type::date || value.type == Type::moment) return value;
    return refuse(node, value, "a date", why.empty() ? std::string() : std::string(why) + " takes a date or a moment");
}

model::ExprId Expressions::date(Written node, const Scope& scope, std::string_view why) { return date_value(node, scope, why).id; }

model::ExprId Expressions::number(Written node, const Scope& scope) {
    const auto value = lower(node, scope);
    if (!value || value.type == Type::number) return value.id;
    refuse(node, value, "a number");
    return none;
}

std::optional<std::pair<model::ExprId, model::Unit>> Expressions::length(Written node, const Scope& scope) {
    const auto amount = bare(node[0]);
    const auto unit = unit_of(node[1]);
    const auto id = number(node[0], scope);
    if (id == none) return {};
    // Calendars do not reach further, and most likely a digit is too many.
    if (amount.kind() == Kind::number && at(id).literal.number > 1'000'000 * model::number_scale) {
        context_.report(DiagnosticKind::wrong_unit, node, quoted(one_line(node)) + " is longer than any calendar reaches", "write a length of at most 1000000 " + std::string(model::name_of(unit)));
        return {};
    }
    if (amount.kind() == Kind::number && !model::in_moments(unit)) {
        const auto value = at(id).literal.number;
        if (value % model::number_scale != 0) {
            context_.report(DiagnosticKind::wrong_unit, node, quoted(one_line(node)) + " is not a whole length: it is no whole number of " + std::string(model::name_of(unit)), "use a smaller unit");
            return {};
        }
    }
    return std::pair(id, unit);
}

Value Expressions::leaf(Written node) {
    Expr expr;
    expr.op = ExprOp::literal;
    switch (node.kind()) {
        case Kind::yes_no: expr.literal = {Type::yes_no, node.word(), {}}; break;
        case Kind::text: expr.literal = {Type::text, 0, node.value()}; break;
        case Kind::number:
        case Kind::percent: {
            const auto number = number_of(context_, node);
            if (!number) return {};
            expr.literal = {node.kind() == Kind::number ? Type::number : Type::percentage, *number, {}};
            break;
        }
        default: {
            const auto time = time_literal(context_, node);
            if (!time) return {};
            expr.literal = *time;
        }
    }
    expr.type = expr.literal.type;
    return made(std::move(expr), node);
}

Value Expressions::lower(Written node, const Scope& scope) {
    switch (node.kind()) {
        case Kind::paren: return lower(node[0], scope);
        case Kind::yes_no:
        case Kind::text:
        case Kind::number:
        case Kind::percent:
        case Kind::date:
        case Kind::moment: return leaf(node);
        case Kind::name_ref:
        case Kind::name: return name_ref(node, scope, nullptr);
        case Kind::field_ref: return field_ref(node, scope);
        case Kind::or_:
        case Kind::and_: return both(node.kind(), node, scope);
        case Kind::not_: {
            Expr expr;
            expr.op = ExprOp::not_;
            expr.a = condition(node[0], scope);
            return expr.a == none ? Value{} : made(std::move(expr), node);
        }
        case Kind::compare: return compare(node, scope);
        case Kind::one_of: return one_of(node, scope);
        case Kind::between: return between(node, scope);
        case Kind::distance: return distance(node, scope);
        case Kind::known: {
            const auto value = lower(node[0], scope);
            if (!value) return {};
            Expr expr;
            expr.op = node.word() == 0 ? ExprOp::is_known : ExprOp::is_missing;
            expr.a = value.id;
            return made(std::move(expr), node);
        }
        case Kind::is_working_day:
        case Kind::weekday_is: {
            Expr expr;
            expr.op = node.kind() == Kind::weekday_is ? ExprOp::weekday_in : ExprOp::is_working_day;
            expr.word = node.kind() == Kind::weekday_is ? 0 : node.word();
            expr.a = date(node[0], scope, node.kind() == Kind::weekday_is ? "`weekday of`" : "`is a working day`");
            for (const auto& day : node.children(Kind::weekday)) expr.number |= std::int64_t{1} << day.word();
            return expr.a == none ? Value{} : made(std::move(expr), node);
        }
        case Kind::add:
        case Kind::subtract:
        case Kind::multiply:
        case Kind::divide: return arithmetic(node, scope);
        case Kind::birthday: return birthday(node, scope);
        case Kind::count_between: return count_between(node, scope);
        case Kind::age: return age(node, scope);
        case Kind::pick: return pick(node, scope);
        case Kind::aggregate: return aggregate(node, scope);
        case Kind::any_other: return any_other(node, scope);
        case Kind::sibling: return sibling(node, scope);
        case Kind::open_on: return open_on(node, scope);
        case Kind::length_of: return length_of(node, scope);
        case Kind::overlaps: return overlaps(node, scope);
        case Kind::days_in: return days_in(node, scope);
        case Kind::due_date_of:
        case Kind::grade_of:
        case Kind::value_of: return of_rule(node, scope);
        case Kind::in_the_period: {
            if (!scope.in_measure) {
                context_.report(DiagnosticKind::misplaced, node, "`in the period` has a meaning only in a measure", "compare with dates: `is between D and E`");
                return {};
            }
            Expr expr;
            expr.op = ExprOp::in_the_period;
            expr.a = date(node[0], scope, "`in the period`");
            return expr.a == none ? Value{} : made(std::move(expr), node);
        }
        case Kind::that_day: {
            Expr expr;
            expr.op = ExprOp::that_day;
            expr.type = Type::date;
            return made(std::move(expr), node);
        }
        case Kind::length:
            context_.report(DiagnosticKind::wrong_unit, node, "the length " + quoted(one_line(node)) + " has no meaning here",
                            "add it to a date, or compare an age or a number of days with it");
            return {};
        case Kind::every_is:
            context_.report(DiagnosticKind::misplaced, node, quoted(one_line(node)) + " has a meaning only as a condition of `percentage of`, alone or joined with `and`",
                            "write `percentage of child where " + one_line(node) + "`, with the record that is counted");
            return {};
        default:
            context_.report(DiagnosticKind::misplaced, node, quoted(one_line(node)) + " is no value", "write a field, a value or a condition");
            return {};
    }
}

}  // namespace duly::check
