// The `where` of a spell. Spells are joined while the data is read, before any rule runs, so their conditions speak of
// the part's own fields, and of its parents', only.
#include <algorithm>

#include "engine/data/build.hpp"

namespace duly::data::build {
namespace {

using model::Expr;
using model::ExprOp;

struct Value {
    enum class Kind { known, blank, missing, cannot } kind = Kind::missing;
    std::int64_t number = 0;
    std::string_view text;
};

Value read(const Work& work, model::ExprId id, RecordId record, Row row) {
    const Expr& expr = work.rules.exprs[id];
    if (expr.op == ExprOp::literal) return {Value::Kind::known, expr.literal.number, expr.literal.type == model::Type::text ? std::string_view(expr.literal.text) : std::string_view{}};
    if (expr.op != ExprOp::field || expr.slot != 0) return {Value::Kind::cannot, 0, {}};
    for (unsigned hop = 0; hop < expr.hops; ++hop) {
        row = row == no_row || work.tables[record].parent.empty() ? no_row : work.tables[record].parent[row];
        record = work.record(record).parent;
        if (record == model::none) return {Value::Kind::cannot, 0, {}};
    }
    if (row == no_row) return {};
    const auto& column = work.tables[record].columns[expr.field];
    if (column.state[row] == State::blank) return {Value::Kind::blank, 0, {}};
    if (column.state[row] != State::known) return {};
    switch (column.type) {
        case model::Type::text: return {Value::Kind::known, 0, column.text[row]};
        case model::Type::date: return {Value::Kind::known, column.day[row], {}};
        case model::Type::yes_no:
        case model::Type::choice: return {Value::Kind::known, column.code[row], {}};
        default: return {Value::Kind::known, column.number[row], {}};
    }
}

Truth truth(bool yes) { return yes ? Truth::yes : Truth::no; }

int order(const Value& a, const Value& b) {
    if (a.number != b.number) return a.number < b.number ? -1 : 1;
    return a.text.compare(b.text);
}

Truth compare(ExprOp op, const Value& a, const Value& b) {
    using Kind = Value::Kind;
    if (a.kind == Kind::cannot || b.kind == Kind::cannot) return Truth::cannot;
    if (a.kind == Kind::missing || b.kind == Kind::missing) return Truth::unknown;
    if (a.kind == Kind::blank || b.kind == Kind::blank) return truth(op == ExprOp::not_equal);
    const int c = order(a, b);
    switch (op) {
        case ExprOp::equal: return truth(c == 0);
        case ExprOp::not_equal: return truth(c != 0);
        case ExprOp::less: return truth(c < 0);
        case ExprOp::less_equal: return truth(c <= 0);
        case ExprOp::greater: return truth(c > 0);
        default: return truth(c >= 0);
    }
}

Truth negate(Truth t) { return t == Truth::yes ? Truth::no : t == Truth::no ? Truth::yes : t; }
Truth both(Truth a, Truth b) {
    if (a == Truth::cannot || b == Truth::cannot) return Truth::cannot;
    if (a == Truth::no || b == Truth::no) return Truth::no;
    return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}

Truth among(const Work& work, const Expr& expr, RecordId record, Row row) {
    const auto value = read(work, expr.a, record, row);
    Truth found = Truth::no;
    for (const auto option : expr.args) found = negate(both(negate(found), negate(compare(ExprOp::equal, value, read(work, option, record, row)))));
    return expr.word == 1 ? negate(found) : found;
}

}  // namespace

Truth condition(const Work& work, model::ExprId id, RecordId record, Row row) {
    const Expr& expr = work.rules.exprs[id];
    const auto left = [&] { return read(work, expr.a, record, row); };
    switch (expr.op) {
        case ExprOp::and_: return both(condition(work, expr.a, record, row), condition(work, expr.b, record, row));
        case ExprOp::or_: return negate(both(negate(condition(work, expr.a, record, row)), negate(condition(work, expr.b, record, row))));
        case ExprOp::not_: return negate(condition(work, expr.a, record, row));
        case ExprOp::define: return expr.slot == 0 && expr.hops == 0 ? condition(work, expr.a, record, row) : Truth::cannot;
        case ExprOp::equal: case ExprOp::not_equal: case ExprOp::less: case ExprOp::less_equal: case ExprOp::greater: case ExprOp::greater_equal:
            return compare(expr.op, left(), read(work, expr.b, record, row));
        case ExprOp::one_of: return among(work, expr, record, row);
        case ExprOp::between:
            return both(compare(ExprOp::greater_equal, left(), read(work, expr.b, record, row)), compare(ExprOp::less_equal, left(), read(work, expr.c, record, row)));
        case ExprOp::is_known:
        case ExprOp::is_missing: {
            const auto value = left();
            if (value.kind == Value::Kind::cannot) return Truth::cannot;
            return truth((value.kind == Value::Kind::known) == (expr.op == ExprOp::is_known));
        }
        case ExprOp::literal:
        case ExprOp::field: return compare(ExprOp::not_equal, read(work, id, record, row), Value{Value::Kind::known, 0, {}});
        default: return Truth::cannot;
    }
}

}  // namespace duly::data::build
