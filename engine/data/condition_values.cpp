#include "engine/data/condition.hpp"

#include <algorithm>
#include <limits>

#include "engine/data/text.hpp"

namespace duly::data::build::part_values {

namespace {

using model::Expr;
using model::ExprOp;
using model::Type;
using model::Unit;
using Kind = Value::Kind;

Value not_told(Kind kind, Type type) { return {kind, type, 0, 0, {}}; }

// A date after as-of is not there yet; one that as-of cuts may be.
Value seen(Value value, const Work& work, bool planned) {
    if (!work.as_of || planned || value.kind != Kind::known || (value.type != Type::date && value.type != Type::moment)) return value;
    const std::int64_t as_of = value.type == Type::date ? *work.as_of : uk_to_utc(*work.as_of + 1, 0) - 1;
    if (value.lo > as_of) return not_told(Kind::blank, value.type);
    if (value.hi > as_of) {
        value.kind = Kind::doubt;
        value.hi = as_of;
    }
    return value;
}

Value as_recorded(const Work& work, RecordId record, FieldId field, Row row) {
    const model::Field& meta = work.record(record).fields[field];
    const Column& column = work.tables[record].columns[field];
    const State state = column.state[row];
    if (state == State::blank) return not_told(Kind::blank, meta.type);
    if (state == State::unreadable && (meta.type == Type::date || meta.type == Type::moment)) return not_told(Kind::unread, meta.type);
    if (state == State::partial) {
        const DayInterval days = column.partial(row);
        Value value{Kind::known, meta.type, days.first, days.last, {}};
        if (meta.type == Type::moment) value = {Kind::known, meta.type, uk_to_utc(days.first, 0), uk_to_utc(days.last + 1, 0) - 1, {}};
        return seen(value, work, meta.planned);
    }
    if (state != State::known) return not_told(Kind::missing, meta.type);
    Value value{Kind::known, meta.type, 0, 0, {}};
    switch (column.type) {
        case Type::text: value.text = trim_blanks(column.text[row]); break;
        case Type::date: value.lo = column.day[row]; break;
        case Type::yes_no:
        case Type::choice: value.lo = column.code[row]; break;
        default: value.lo = column.number[row];
    }
    value.hi = value.lo;
    return seen(value, work, meta.planned);
}

Value cell(const Work& work, RecordId record, FieldId field, Row row) {
    const model::Field& meta = work.record(record).fields[field];
    const Value value = as_recorded(work, record, field, row);
    if (meta.with == model::none) return value;
    const Value with = cell(work, record, meta.with, row);     // blank while that field is
    if (with.kind == Kind::blank) return not_told(Kind::blank, meta.type);
    const bool may_be_blank = with.kind == Kind::doubt || with.kind == Kind::unread;
    return may_be_blank && value.kind == Kind::known ? not_told(Kind::missing, meta.type) : value;
}

Value field(const Work& work, const Expr& expr, RecordId record, Row row) {
    for (unsigned hop = 0; hop < expr.hops; ++hop) {
        row = row == no_row || work.tables[record].parent.empty() ? no_row : work.tables[record].parent[row];
        record = work.record(record).parent;
        if (record == model::none) break;
    }
    return row == no_row || record == model::none ? not_told(Kind::missing, expr.type) : cell(work, record, expr.field, row);
}

// The value of a count: arithmetic passes on what is not told.
Value counted(const Value& from, const Value& to, Type type, auto count) {
    for (const Kind kind : {Kind::missing, Kind::blank, Kind::doubt, Kind::unread})
        if (from.kind == kind || to.kind == kind) return not_told(kind == Kind::blank ? kind : Kind::missing, type);
    return {Kind::known, type, count(static_cast<Day>(from.hi), static_cast<Day>(to.lo)), count(static_cast<Day>(from.lo), static_cast<Day>(to.hi)), {}};
}

Value between(const Work& work, const Expr& expr, RecordId record, Row row) {
    Value from = value(work, expr.a, record, row), to = value(work, expr.b, record, row);
    to_days(from);
    to_days(to);
    const bool age = expr.op == ExprOp::age, leap = work.rules.leap_birthday_on_28_february;
    return counted(from, to, expr.type, [&](Day a, Day b) {
        const std::int64_t days = std::int64_t{b} - a;
        std::int64_t n = days;
        if (expr.unit == Unit::weeks) n = days / 7;
        if (expr.unit == Unit::months) n = months_between(a, b);
        if (expr.unit == Unit::years) n = age ? years_between(a, b, leap) : months_between(a, b) / 12;
        return n * model::number_scale;
    });
}

Value birthday_of(const Work& work, const Expr& expr, RecordId record, Row row) {
    Value born = value(work, expr.a, record, row);
    to_days(born);
    if (!born.has_days()) return born;
    const auto on = [&](std::int64_t day) { return birthday(static_cast<Day>(day), static_cast<int>(expr.number), work.rules.leap_birthday_on_28_february); };
    return {born.kind, Type::date, on(born.lo), on(born.hi), {}};
}

}  // namespace

void to_days(Value& value) {
    if (value.type != Type::moment) return;
    value.type = Type::date;
    if (!value.has_days()) return;
    value.lo = uk_day(value.lo);
    value.hi = uk_day(value.hi);
}

Value moved(Value value, const Value& amount, Unit unit, bool backward) {
    to_days(value);
    if (!value.has_days()) return value;
    if (amount.kind != Kind::known || amount.lo % model::number_scale != 0) return not_told(Kind::missing, value.type);
    const std::int64_t n = (backward ? -1 : 1) * std::clamp<std::int64_t>(amount.lo / model::number_scale, -1'000'000, 1'000'000);
    const auto move = [&](std::int64_t day) -> std::int64_t {
        switch (unit) {
            case Unit::weeks: return day + 7 * n;
            case Unit::months: return add_months(static_cast<Day>(day), n);
            case Unit::years: return add_months(static_cast<Day>(day), 12 * n);
            default: return day + n;
        }
    };
    value.lo = move(value.lo);
    value.hi = move(value.hi);
    return value;
}

Value value(const Work& work, model::ExprId id, RecordId record, Row row) {
    const Expr& expr = work.rules.exprs[id];
    switch (expr.op) {
        case ExprOp::literal: {
            const model::Literal& literal = expr.literal;
            return {Kind::known, literal.type, literal.number, literal.number, literal.type == Type::text ? trim_blanks(literal.text) : std::string_view{}};
        }
        case ExprOp::field: return field(work, expr, record, row);
        case ExprOp::define: return value(work, expr.a, record, row);
        case ExprOp::shift: return moved(value(work, expr.a, record, row), value(work, work.rules.exprs[expr.b].a, record, row), work.rules.exprs[expr.b].unit, expr.word == 1);
        case ExprOp::birthday: return birthday_of(work, expr, record, row);
        case ExprOp::count_between:
        case ExprOp::age: return between(work, expr, record, row);
        default: {      // a condition beside a yes or no
            const Truth truth = condition(work, id, record, row);
            return truth == Truth::unknown ? not_told(Kind::missing, Type::yes_no) : Value{Kind::known, Type::yes_no, truth == Truth::yes, truth == Truth::yes, {}};
        }
    }
}

}  // namespace duly::data::build::part_values
