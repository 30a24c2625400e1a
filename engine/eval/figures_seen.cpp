#include "engine/eval/figures_seen.hpp"

#include <algorithm>

namespace duly::eval::detail {

namespace {

bool on_calendar(Unit unit) { return unit == Unit::working_days || unit == Unit::school_days || unit == Unit::working_hours; }

// Known, to the day or to an interval of days that is told.
bool told(const Values& values) { return values.s[0] == Presence::known && values.v[0] != first_possible(values.type); }

Hindrance calendar_hindrance(const Scope& scope, Unit unit) {
    const calendar::Calendar* calendar = scope.calendar();
    if (!calendar) return Hindrance::no_calendar;
    if (unit == Unit::school_days && !calendar->has_terms()) return Hindrance::no_terms;
    if (unit == Unit::working_hours && !calendar->has_hours()) return Hindrance::no_hours;
    return Hindrance::calendar_ends;
}

model::CalendarId calendar_of(const Scope& scope) { return scope.batch.calendar != model::none ? scope.batch.calendar : scope.self.default_calendar(); }

// `2 weeks`, `3 * 4`: what stands in the rule itself is no figure.
bool is_constant(const Scope& scope, ExprId id) {
    if (id == model::none) return true;
    const Expr& expr = scope.expr(id);
    switch (expr.op) {
        case ExprOp::literal: return true;
        case ExprOp::define:
        case ExprOp::length: return is_constant(scope, expr.a);
        case ExprOp::add:
        case ExprOp::subtract:
        case ExprOp::multiply:
        case ExprOp::divide: return is_constant(scope, expr.a) && is_constant(scope, expr.b);
        default: return false;
    }
}

// The days from one to the other, where both are told to the day.
void count_days(const Scope& scope, FigureSeen& seen, Values from, Values to) {
    seen.calendar = calendar_of(scope);
    to_days(from, scope.self.zone());
    to_days(to, scope.self.zone());
    if (!told(from) || !told(to) || from.last(0) != from.v[0] || to.last(0) != to.v[0]) return;
    seen.from = static_cast<Day>(std::min(from.v[0], to.v[0]));
    seen.to = static_cast<Day>(std::max(from.v[0], to.v[0]));
}

void between(const Scope& scope, const Expr& expr, FigureSeen& seen) {
    if (!on_calendar(expr.unit)) return;
    const Scope inner{scope.self, scope.batch, false};
    const Values from = walk(inner, expr.a), to = walk(inner, expr.b);
    count_days(scope, seen, from, to);
    if (seen.presence == Presence::missing && told(from) && told(to)) seen.hindrance = calendar_hindrance(scope, expr.unit);
}

// D + L, and the limit that `X is less than L before Y` compares with.
void moved_by(const Scope& scope, FigureSeen& seen, const Values& start, ExprId length, bool backward) {
    const Unit unit = scope.expr(length).unit;
    if (!on_calendar(unit) || !told(start)) return;
    seen.calendar = calendar_of(scope);
    const Values amount = walk({scope.self, scope.batch, false}, length);
    if (amount.s[0] != Presence::known) return;
    const Values end = moved_values(scope, start, amount, unit, backward);
    seen.presence = end.s[0];
    seen.v = end.v[0];
    seen.last = end.last(0);
    if (end.s[0] == Presence::missing) seen.hindrance = calendar_hindrance(scope, unit);
    else count_days(scope, seen, start, end);
}

void distance_seen(const Scope& scope, const Expr& expr, FigureSeen& seen) {
    const auto direction = static_cast<model::Direction>(expr.word / 8);
    const Scope inner{scope.self, scope.batch, false};
    Values x = walk(inner, expr.a);
    Values y = direction == model::Direction::ago || expr.c == model::none ? that_day(scope) : walk(inner, expr.c);
    if (model::in_moments(scope.expr(expr.b).unit)) {
        to_moments(x, scope.self.zone());
        to_moments(y, scope.self.zone());
    }
    align(x, y, scope.self.zone());
    moved_by(scope, seen, direction == model::Direction::after ? y : x, expr.b, false);
}

void day_seen(const Scope& scope, const Expr& expr, FigureSeen& seen) {
    Values day = walk({scope.self, scope.batch, false}, expr.a);
    to_days(day, scope.self.zone());
    seen.calendar = calendar_of(scope);
    if (!told(day)) return;
    const calendar::Calendar* calendar = scope.calendar();
    if (!calendar || !calendar->is_working_day(static_cast<Day>(day.v[0])) || !calendar->is_working_day(static_cast<Day>(day.last(0))))
        seen.hindrance = calendar_hindrance(scope, Unit::working_days);
}

bool nothing_to_average(const Scope& scope, const model::Aggregate& aggregate) {
    Batch batch;
    const Pairs pairs = members(scope, aggregate, &batch);
    if (pairs.absent || (!pairs.unseen.empty() && pairs.unseen[0] != model::min_day)) return false;
    if (pairs.rows.empty()) return true;
    const Values value = walk({scope.self, batch, false}, aggregate.value);
    return std::all_of(value.s.begin(), value.s.end(), [](Presence s) { return s == Presence::blank; });
}

bool zero(const Values& values) { return values.s[0] == Presence::known && values.v[0] == 0 && values.last(0) == 0; }

void of_measure(const Scope& scope, const Expr& expr, FigureSeen& seen) {
    const auto* all = scope.self.measures();
    if (const MeasureValue* value = last_finished(scope, expr.ref)) seen.value = static_cast<std::uint32_t>(value - (*all)[expr.ref].values.data());
}

}  // namespace

std::optional<FigureSeen> figure_seen(const Scope& scope, ExprId id) {
    const Expr& expr = scope.expr(id);
    FigureSeen seen;
    seen.expr = id;
    if (expr.op == ExprOp::distance || expr.op == ExprOp::is_working_day) {
        if (expr.op == ExprOp::distance) distance_seen(scope, expr, seen);
        else day_seen(scope, expr, seen);
        if (seen.calendar == model::none && seen.hindrance == Hindrance::none) return std::nullopt;
        return seen;
    }
    switch (expr.op) {
        case ExprOp::field:
        case ExprOp::sibling:
        case ExprOp::literal:
        case ExprOp::define:
        case ExprOp::length:
        case ExprOp::that_day: return std::nullopt;
        default: break;
    }
    const bool grade = expr.op == ExprOp::grade_of;
    if (!grade && (expr.type == Type::yes_no || expr.type == Type::text || expr.type == Type::choice || expr.type == Type::length)) return std::nullopt;
    if (is_constant(scope, id)) return std::nullopt;
    const Values value = walk(scope, id);
    seen.presence = value.s[0];
    seen.v = value.v[0];
    seen.last = value.last(0);
    switch (expr.op) {
        case ExprOp::count_between: between(scope, expr, seen); break;
        case ExprOp::shift: moved_by(scope, seen, walk(scope, expr.a), expr.b, expr.word == 1); break;
        case ExprOp::divide:
            if (zero(walk({scope.self, scope.batch, false}, expr.b))) seen.hindrance = Hindrance::zero_divisor;
            break;
        case ExprOp::aggregate: {
            const model::Aggregate& aggregate = scope.self.rules().aggregates[expr.ref];
            if (seen.presence == Presence::missing && aggregate.op == model::AggregateOp::average && nothing_to_average(scope, aggregate))
                seen.hindrance = Hindrance::nothing_to_average;
            break;
        }
        case ExprOp::grade_of:
        case ExprOp::value_of: of_measure(scope, expr, seen); break;
        case ExprOp::due_date_of: seen.row = rows_at(scope, expr.slot, expr.hops, scope.self.start_of(id)).rows[0]; break;
        default: break;
    }
    return seen;
}

}  // namespace duly::eval::detail
