// Conditions: both sides of a comparison have one type; a length stands only beside what is counted in its unit.
#include "dsl/check/expressions.hpp"

namespace duly::check {
namespace {

using model::Expr;
using model::ExprOp;
using model::none;
using model::Type;
using model::Unit;

bool in_time(Type type) { return type == Type::date || type == Type::moment; }
bool numeric(Type type) { return type == Type::number || type == Type::percentage || type == Type::money; }
bool is_name(Written node) { return bare(node).kind() == Kind::name_ref; }
bool is_length(Written node) { return bare(node).kind() == Kind::length; }

ExprOp op_of(std::uint8_t word) {
    switch (word) {
        case 0: return ExprOp::equal;
        case 1: return ExprOp::not_equal;
        case 2: case 9: case 10: return ExprOp::less;
        case 3: case 7: case 12: return ExprOp::less_equal;
        case 4: case 8: case 11: return ExprOp::greater;
        default: return ExprOp::greater_equal;
    }
}

constexpr std::string_view words[] = {"is", "is not", "<", "<=", ">", ">=", "at least", "at most", "more than", "less than", "is before", "is after", "is on or before", "is on or after"};

}  // namespace

// `and`, `or`: beside each other only with brackets.
Value Expressions::both(Kind op, Written node, const Scope& scope) {
    const auto other = op == Kind::and_ ? Kind::or_ : Kind::and_;
    // A chain is nodes of two, so that one mistake in it would be told at each of them.
    std::vector<Written> chain{node};
    for (std::size_t i = 0; i < chain.size(); ++i) {
        for (const auto& side : chain[i].children()) {
            if (side.kind() == op || side.kind() == other) chain.push_back(side);
        }
        if (chain[i].kind() != other) continue;
        const auto side = chain[i];
        constexpr std::size_t readable = 300;
        const auto part = one_line(side);
        auto& told = context_.report(DiagnosticKind::and_beside_or, node, "`and` and `or` stand beside each other without brackets",
                                     "put brackets round the part that belongs together" + (part.size() > readable ? std::string() : ": `(" + part + ")`"));
        context_.label(told, side.range(), other == Kind::and_ ? "this part has the `and`" : "this part has the `or`");
        return {};
    }
    Expr expr;
    expr.op = op == Kind::and_ ? ExprOp::and_ : ExprOp::or_;
    expr.a = condition(node[0], scope);
    expr.b = condition(node[1], scope);
    return expr.a == none || expr.b == none ? Value{} : made(std::move(expr), node);
}

Value Expressions::lower_beside(Written node, const Scope& scope, const Value& beside) {
    const auto inner = bare(node);
    return inner.kind() == Kind::name_ref ? name_ref(inner, scope, &beside) : lower(node, scope);
}

bool Expressions::fit(const Value& a, const Value& b) {
    std::string help;
    if (a.type == b.type || (in_time(a.type) && in_time(b.type))) {
        if (a.type != Type::choice || a.choices == nullptr || b.choices == nullptr || *a.choices == *b.choices) return true;
        help = "compare each with a value of its own";
    }
    // Money has no notation of its own.
    const bool money = (a.type == Type::money && b.type == Type::number) || (a.type == Type::number && b.type == Type::money);
    if (money && (at(a.id).op == ExprOp::literal || at(b.id).op == ExprOp::literal)) return true;
    const auto pair = [&](Type x, Type y) { return (a.type == x && b.type == y) || (a.type == y && b.type == x); };
    if (pair(Type::choice, Type::text)) help = "a value of a choice stands without quotes";
    else if (pair(Type::percentage, Type::number)) help = "write a percentage with its sign: `95%`";
    else if (pair(Type::date, Type::text) || pair(Type::moment, Type::text)) help = "a date stands without quotes: `2024-03-01` or `1 March 2024`";
    else if (pair(Type::yes_no, Type::text)) help = "write `yes` or `no`, without quotes";
    else if (pair(Type::yes_no, Type::number)) help = "write `yes` or `no`";
    else if (help.empty()) help = "compare values of one type";
    auto& told = context_.report(DiagnosticKind::type_clash, b.written,
                                 quoted(one_line(a.written)) + " is " + type_words(a) + ", and " + quoted(one_line(b.written)) + " is " + type_words(b), help);
    context_.label(told, a.written.range(), "this is " + type_words(a));
    for (const auto* side : {&a, &b}) {
        if (side->declared.end > 0) context_.label(told, side->declared, quoted(one_line(side->written)) + " is declared here");
    }
    return false;
}

bool Expressions::ordered(const Value& a, Written node, std::string_view word) {
    const bool of_dates = word.substr(0, 3) == "is " || word == "between";
    const bool of_numbers = word.substr(0, 3) != "is ";
    if ((of_dates && in_time(a.type)) || (of_numbers && (numeric(a.type) || a.graded))) return true;
    if (in_time(a.type)) {
        context_.report(DiagnosticKind::wrong_type, node, quoted(one_line(a.written)) + " is a date, and dates are not compared by " + quoted(word),
                        "say `is before`, `is after`, `is on or before` or `is on or after`");
        return false;
    }
    refuse(a.written, a, of_dates ? (of_numbers ? "a date or a number" : "a date") : "a number",
           of_dates && numeric(a.type) ? "compare numbers by `less than`, `more than`, `at least` or `at most`" : "compare it with `is` or `is not`");
    return false;
}

// `age of D < 5 years`, `length of R more than 17 days`, `days from D to E at most 3 days`: the length as a number.
Value Expressions::length_beside(Written node, const Scope& scope, Value& measured) {
    const auto written = bare(node);
    const auto got = length(written, scope);
    if (!got || !measured) return {};
    auto [amount, unit] = *got;
    auto& expr = at(measured.id);
    const auto as_number = [&](model::ExprId id) {
        Value value;
        value.id = id;
        value.type = Type::number;
        value.written = written;
        return value;
    };
    if (expr.op == ExprOp::age && (unit == Unit::years || unit == Unit::months || unit == Unit::weeks || unit == Unit::days)) {
        expr.unit = unit;
        return as_number(amount);
    }
    const bool adds_days = expr.op == ExprOp::aggregate && sums_days(expr);
    const bool in_days = expr.op == ExprOp::length_of || expr.op == ExprOp::days_in || adds_days || (expr.op == ExprOp::count_between && expr.unit == Unit::days);
    if (in_days && unit == Unit::days) return as_number(amount);
    if (in_days && unit == Unit::weeks) {
        Expr seven, times;
        seven.op = ExprOp::literal;
        seven.type = times.type = Type::number;
        seven.literal = {Type::number, 7 * model::number_scale, {}};
        times.op = ExprOp::multiply;
        times.a = amount;
        times.b = made(std::move(seven), written).id;
        return as_number(made(std::move(times), written).id);
    }
    if (expr.op == ExprOp::count_between && expr.unit == unit) return as_number(amount);
    const auto op = expr.op;
    const auto counted = expr.unit;
    std::string help = "a length stands beside an age, a number of days, or a date: `D is less than 3 months before E`";
    if (op == ExprOp::length_of || op == ExprOp::days_in || adds_days) help = "a span is counted in days";
    else if (op == ExprOp::count_between) help = "it is counted in " + std::string(model::name_of(counted));
    else if (op == ExprOp::age) help = "an age is counted in years, months, weeks or days";
    else if (in_time(measured.type)) help = "say from where: `" + one_line(measured.written) + " is less than " + one_line(written) + " ago`";
    auto& told = context_.report(DiagnosticKind::wrong_unit, written, quoted(one_line(written)) + " does not fit " + quoted(one_line(measured.written)), help);
    context_.label(told, measured.written.range(), "compared with this");
    return {};
}

Value Expressions::compare(Written node, const Scope& scope) {
    const auto word = words[node.word() < 14 ? node.word() : 0];
    Value a, b;
    if (is_length(node[0]) && !is_length(node[1])) {
        b = lower(node[1], scope);
        a = length_beside(node[0], scope, b);
    } else if (is_length(node[1])) {
        a = lower(node[0], scope);
        b = length_beside(node[1], scope, a);
    } else if (is_name(node[0]) && !is_name(node[1])) {
        b = lower(node[1], scope);
        a = lower_beside(node[0], scope, b);
    } else {
        a = lower(node[0], scope);
        b = lower_beside(node[1], scope, a);
    }
    if (!a || !b) return {};
    for (const auto* side : {&a, &b}) {
        const auto* other = side == &a ? &b : &a;
        if (at(side->id).op == ExprOp::age && at(other->id).op == ExprOp::literal && other->written.kind() == Kind::number) {
            context_.report(DiagnosticKind::wrong_unit, other->written, "an age is compared with a length, and " + quoted(one_line(other->written)) + " has no unit",
                            "write " + quoted(one_line(other->written) + " years"));
            return {};
        }
    }
    if (!fit(a, b)) return {};
    if (node.word() >= 2 && !ordered(a, node, word)) return {};
    Expr expr;
    expr.op = op_of(node.word());
    // Grades stand best first, so the better one has the smaller number.
    if (a.graded && node.word() >= 2) {
        if (expr.op == ExprOp::less) expr.op = ExprOp::greater;
        else if (expr.op == ExprOp::less_equal) expr.op = ExprOp::greater_equal;
        else if (expr.op == ExprOp::greater) expr.op = ExprOp::less;
        else expr.op = ExprOp::less_equal;
    }
    expr.a = a.id;
    expr.b = b.id;
    return made(std::move(expr), node);
}

Value Expressions::one_of(Written node, const Scope& scope) {
    const auto parts = node.children();
    const auto a = lower(parts[0], scope);
    Expr expr;
    expr.op = ExprOp::one_of;
    expr.word = node.word();
    expr.a = a.id;
    bool good = static_cast<bool>(a);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto value = lower_beside(parts[i], scope, a);
        if (!a || !value || !fit(a, value)) good = false;
        expr.args.push_back(value.id);
    }
    return good ? made(std::move(expr), node) : Value{};
}

Value Expressions::between(Written node, const Scope& scope) {
    auto a = lower(node[0], scope);
    const auto side = [&](Written each) { return is_length(each) ? length_beside(each, scope, a) : lower_beside(each, scope, a); };
    const auto b = side(node[1]), c = side(node[2]);
    if (!a || !b || !c || !fit(a, b) || !fit(a, c) || !ordered(a, node, "between")) return {};
    if (is_length(node[1]) && is_length(node[2]) && bare(node[1])[1].word() != bare(node[2])[1].word()) {
        context_.report(DiagnosticKind::wrong_unit, node[2], "the two ends of `between` are counted in different units", "write both in one unit");
        return {};
    }
    const auto &low = at(b.id), &high = at(c.id);
    if (low.op == ExprOp::literal && high.op == ExprOp::literal && !a.graded && low.literal.type == high.literal.type && high.literal.number < low.literal.number) {
        context_.report(DiagnosticKind::dates_reversed, node[2], quoted(one_line(node[2])) + " is less than " + quoted(one_line(node[1])) + ", so nothing lies between", "write the smaller end first");
        return {};
    }
    Expr expr;
    expr.op = ExprOp::between;
    expr.a = a.id;
    expr.b = a.graded ? c.id : b.id;
    expr.c = a.graded ? b.id : c.id;
    return made(std::move(expr), node);
}

Value Expressions::distance(Written node, const Scope& scope) {
    const bool ago = node.word() >= 16;
    Expr expr;
    expr.op = ExprOp::distance;
    expr.word = node.word();
    expr.a = date(node[0], scope, {});
    const auto by = length(node[1], scope);
    if (ago) {
        Expr today;
        today.op = ExprOp::that_day;
        today.type = Type::date;
        expr.c = made(std::move(today), node).id;
    } else {
        expr.c = date(node[2], scope, {});
    }
    if (expr.a == none || expr.c == none || !by) return {};
    Expr length_expr;
    length_expr.op = ExprOp::length;
    length_expr.type = Type::length;
    length_expr.a = by->first;
    length_expr.unit = by->second;
    expr.b = made(std::move(length_expr), node[1]).id;
    return made(std::move(expr), node);
}

}  // namespace duly::check
