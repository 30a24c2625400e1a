// The `where` of a spell. Spells are joined while the data is read, before any rule runs, so it speaks of the part's own fields,
// and of its parents', only; dsl/check refuses what is not computed here.
#include "engine/data/condition.hpp"

#include <algorithm>

#include "engine/data/build.hpp"

namespace duly::data::build {
namespace {

using part_values::Value;
using model::Expr;
using model::ExprOp;

Truth truth(bool yes) { return yes ? Truth::yes : Truth::no; }
Truth negate(Truth t) { return t == Truth::yes ? Truth::no : t == Truth::no ? Truth::yes : t; }
Truth both(Truth a, Truth b) {
    if (a == Truth::no || b == Truth::no) return Truth::no;
    return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}

Truth compare_ranges(ExprOp op, const Value& a, const Value& b) {
    const auto holds_for = [](bool always, bool never) { return always ? Truth::yes : never ? Truth::no : Truth::unknown; };
    switch (op) {
        case ExprOp::equal: return holds_for(a.lo == a.hi && b.lo == b.hi && a.lo == b.lo, a.hi < b.lo || b.hi < a.lo);
        case ExprOp::not_equal: return negate(compare_ranges(ExprOp::equal, a, b));
        case ExprOp::less: return holds_for(a.hi < b.lo, a.lo >= b.hi);
        case ExprOp::less_equal: return holds_for(a.hi <= b.lo, a.lo > b.hi);
        case ExprOp::greater: return compare_ranges(ExprOp::less, b, a);
        default: return compare_ranges(ExprOp::less_equal, b, a);
    }
}

Truth compare(ExprOp op, const Value& a, const Value& b) {
    using Kind = Value::Kind;
    const Truth beside_blank = truth(op == ExprOp::not_equal);
    for (const Kind kind : {Kind::missing, Kind::unread})
        if (a.kind == kind || b.kind == kind) return Truth::unknown;
    if (a.kind == Kind::blank || b.kind == Kind::blank) return beside_blank;
    if (a.type == model::Type::text) {
        const int c = a.text.compare(b.text);
        return compare_ranges(op, {Kind::known, a.type, c, c, {}}, {Kind::known, a.type, 0, 0, {}});
    }
    const Truth there = compare_ranges(op, a, b);
    const bool doubt = a.kind == Kind::doubt || b.kind == Kind::doubt;
    return !doubt || there == beside_blank ? there : Truth::unknown;
}

// Days beside days: a moment is its day, unless both are moments.
Truth compare_aligned(ExprOp op, Value a, Value b) {
    if (a.type != b.type) {
        part_values::to_days(a);
        part_values::to_days(b);
    }
    return compare(op, a, b);
}

Truth distance(const Work& work, const Expr& expr, RecordId record, Row row) {
    const Value x = part_values::value(work, expr.a, record, row), y = part_values::value(work, expr.c, record, row);
    const bool after = static_cast<model::Direction>(expr.word / 8) == model::Direction::after;
    const Value &earlier = after ? y : x, &later = after ? x : y;
    const Value limit = part_values::moved(earlier, part_values::value(work, work.rules.exprs[expr.b].a, record, row), work.rules.exprs[expr.b].unit, false);
    ExprOp op = ExprOp::greater_equal;
    switch (static_cast<model::Relation>(expr.word % 8)) {
        case model::Relation::at_least: op = ExprOp::greater_equal; break;
        case model::Relation::at_most: op = ExprOp::less_equal; break;
        case model::Relation::more_than: op = ExprOp::greater; break;
        case model::Relation::less_than: op = ExprOp::less; break;
    }
    return both(compare_aligned(op, later, limit), compare_aligned(ExprOp::greater_equal, later, earlier));
}

Truth weekday_in(const Work& work, const Expr& expr, RecordId record, Row row) {
    Value day = part_values::value(work, expr.a, record, row);
    part_values::to_days(day);
    if (day.kind == Value::Kind::blank) return Truth::no;
    if (!day.has_days()) return Truth::unknown;
    bool yes = false, no = day.kind == Value::Kind::doubt;
    for (std::int64_t each = day.lo; each <= day.hi && !(yes && no); ++each) (expr.number >> weekday(static_cast<Day>(each)) & 1 ? yes : no) = true;
    return yes && no ? Truth::unknown : truth(yes);
}

// A cell of which something is told is known; a day that is counted from one in doubt may not be.
Truth known(const Work& work, const Value& value, model::ExprId id) {
    while (work.rules.exprs[id].op == ExprOp::define) id = work.rules.exprs[id].a;
    if (value.kind == Value::Kind::doubt || value.kind == Value::Kind::unread)
        return work.rules.exprs[id].op != ExprOp::field ? Truth::unknown : truth(value.kind == Value::Kind::doubt);
    return truth(value.kind == Value::Kind::known);
}

}  // namespace

Truth condition(const Work& work, model::ExprId id, RecordId record, Row row) {
    const Expr& expr = work.rules.exprs[id];
    const auto value = [&](model::ExprId part) { return part_values::value(work, part, record, row); };
    switch (expr.op) {
        case ExprOp::and_: return both(condition(work, expr.a, record, row), condition(work, expr.b, record, row));
        case ExprOp::or_: return negate(both(negate(condition(work, expr.a, record, row)), negate(condition(work, expr.b, record, row))));
        case ExprOp::not_: return negate(condition(work, expr.a, record, row));
        case ExprOp::define: return condition(work, expr.a, record, row);
        case ExprOp::equal: case ExprOp::not_equal: case ExprOp::less: case ExprOp::less_equal: case ExprOp::greater: case ExprOp::greater_equal:
            return compare_aligned(expr.op, value(expr.a), value(expr.b));
        case ExprOp::one_of: {
            Truth none_fits = Truth::yes;
            for (const auto option : expr.args) none_fits = both(none_fits, negate(compare_aligned(ExprOp::equal, value(expr.a), value(option))));
            return expr.word == 1 ? none_fits : negate(none_fits);
        }
        case ExprOp::between:
            return both(compare_aligned(ExprOp::greater_equal, value(expr.a), value(expr.b)), compare_aligned(ExprOp::less_equal, value(expr.a), value(expr.c)));
        case ExprOp::is_known: return known(work, value(expr.a), expr.a);
        case ExprOp::is_missing: return negate(known(work, value(expr.a), expr.a));
        case ExprOp::distance: return distance(work, expr, record, row);
        case ExprOp::weekday_in: return weekday_in(work, expr, record, row);
        default: {      // a yes or no; nothing else gets past dsl/check
            if (expr.op != ExprOp::literal && expr.op != ExprOp::field) return Truth::unknown;
            const Value yes_no = value(id);
            return yes_no.kind == Value::Kind::known ? truth(yes_no.lo != 0) : yes_no.kind == Value::Kind::blank ? Truth::no : Truth::unknown;
        }
    }
}

}  // namespace duly::data::build
