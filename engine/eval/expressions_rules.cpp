// What other rules found: the due date of a timescale for the same record, a measure's grade and value. Known only once
// that rule has been evaluated; evaluate.cpp keeps the order.
#include <algorithm>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

// Of the record's last turn. No due date because there is none: an optional blank; because it cannot be told: missing.
Values due_date_of(const Scope& scope, const Expr& expr) {
    Values out = make_values(expr.type, scope.size(), Presence::missing);
    const auto* all = scope.self.timescales();
    if (!all || expr.ref >= all->size() || (*all)[expr.ref].rule == model::none) return out;
    const TimescaleResult& result = (*all)[expr.ref];
    const model::Timescale& rule = scope.self.rules().timescales[expr.ref];
    const RowsAt at = rows_at(scope, expr.slot, expr.hops, scope.self.start_of(scope.id(expr)));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto after = std::upper_bound(result.row.begin(), result.row.end(), at.rows[i]);
        if (at.rows[i] == data::no_row || after == result.row.begin() || *(after - 1) != at.rows[i]) {
            put(out, i, 0, Presence::blank);
            continue;
        }
        const auto entry = static_cast<std::size_t>(after - result.row.begin()) - 1;
        const model::Outcome outcome = result.outcome[entry];
        if (result.due[entry] == no_time) {
            const bool none = outcome == model::Outcome::not_applicable || outcome == model::Outcome::excluded ||
                              outcome == model::Outcome::no_due_date || outcome == model::Outcome::due;
            put(out, i, 0, none ? Presence::blank : Presence::missing);
            continue;
        }
        const bool moment = result.version[entry] < rule.versions.size() && model::in_moments(result.late_unit(rule, entry));
        std::int64_t due = result.due[entry];
        if (moment && expr.type == Type::date) due = scope.self.zone().day(due);
        if (!moment && expr.type == Type::moment) due = scope.self.zone().last_second(static_cast<Day>(due));
        put(out, i, due);
    }
    return out;
}

const MeasureValue* last_finished(const Scope& scope, model::MeasureId measure) {
    const auto* all = scope.self.measures();
    if (!all || measure >= all->size()) return nullptr;
    const MeasureResult& result = (*all)[measure];
    if (result.rule == model::none || result.not_run || result.periods.empty()) return nullptr;
    const model::PeriodKind kind = scope.self.rules().measures[measure].periods.front().kind;
    const MeasureValue* found = nullptr;
    for (const MeasureValue& value : result.values) {
        const MeasurePeriod& period = result.periods[value.period];
        // Another kind begins, or the same with another length.
        if (period.kind != kind || (found && value.period != found->period && period.to <= result.periods[found->period].to)) break;
        if (value.group.empty() && !period.so_far && period.to <= scope.self.as_of_day()) found = &value;
    }
    return found;
}

namespace {

// n/d in millionths, half away from zero.
std::int64_t scaled(std::int64_t n, std::int64_t d) {
    __extension__ using Wide = __int128;
    Wide top = Wide{n} * model::number_scale, bottom = d;
    if (bottom < 0) {
        top = -top;
        bottom = -bottom;
    }
    const Wide half = bottom / 2;
    return static_cast<std::int64_t>(top < 0 ? -((-top + half) / bottom) : (top + half) / bottom);
}

void fill_range(Values& out, std::int64_t lo, std::int64_t hi) {
    for (std::size_t i = 0; i < out.size(); ++i) put_range(out, i, std::min(lo, hi), std::max(lo, hi));
}

}  // namespace

Values grade_of(const Scope& scope, const Expr& expr) {
    Values out = make_values(expr.type, scope.size(), Presence::missing);
    const MeasureValue* value = last_finished(scope, expr.ref);
    if (value && value->grade_from != model::none && value->grade_to != model::none) fill_range(out, value->grade_from, value->grade_to);
    return out;
}

Values value_of(const Scope& scope, const Expr& expr) {
    Values out = make_values(expr.type, scope.size(), Presence::missing);
    const MeasureValue* value = last_finished(scope, expr.ref);
    if (value && !value->missing && value->low_d != 0 && value->high_d != 0)
        fill_range(out, scaled(value->low_n, value->low_d), scaled(value->high_n, value->high_d));
    return out;
}

Fractions exact_value_of(const Scope& scope, const Expr& expr) {
    const MeasureValue* value = last_finished(scope, expr.ref);
    const bool told = value && !value->missing && value->low_d != 0 && value->high_d != 0;
    Fractions out = make_fractions(scope.size(), told ? Presence::known : Presence::missing);
    if (!told) return out;
    const auto fraction = [](std::int64_t n, std::int64_t d) { return Fraction{Wide{n} * model::number_scale * (d < 0 ? -1 : 1), d < 0 ? -Wide{d} : Wide{d}}; };
    Fraction low = fraction(value->low_n, value->low_d), high = fraction(value->high_n, value->high_d);
    if (compare(high, low) < 0) std::swap(low, high);
    out.low.assign(scope.size(), low);
    out.high.assign(scope.size(), high);
    return out;
}

}  // namespace duly::eval::detail
