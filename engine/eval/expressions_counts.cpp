// Units from one date to another, and ages. More when the second date is later, less when the first is; so an interval
// gives the count of its ends.
#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

// Scaled; nothing when the calendar cannot tell. `a`, `b`: seconds for hours, else days.
// Years are twelve months each, ended as months are; ages, as `age of` counts them, go from birthday to birthday.
std::optional<std::int64_t> units_between(const Scope& scope, std::int64_t a, std::int64_t b, Unit unit, bool by_birthday) {
    const calendar::Calendar* calendar = scope.calendar();
    const Day from = static_cast<Day>(a), to = static_cast<Day>(b);
    const auto scaled = [](std::int64_t n) { return n * model::number_scale; };
    // Part hours count as such: 72 hours and a minute is more than 72 hours.
    const auto hours = [](std::int64_t seconds) { return seconds * 2500 / 9; };
    std::optional<std::int64_t> n;
    switch (unit) {
        case Unit::days: return scaled(b - a);
        case Unit::weeks: return scaled((b - a) / 7);
        case Unit::months: return scaled(months_between(from, to));
        case Unit::years:
            return scaled(by_birthday ? years_between(from, to, scope.self.leap_birthday_on_28_february()) : months_between(from, to) / 12);
        case Unit::hours: return hours(b - a);
        case Unit::working_days: n = calendar ? calendar->working_days_between(from, to) : n; break;
        case Unit::school_days: n = calendar && calendar->has_terms() ? calendar->school_days_between(from, to) : n; break;
        case Unit::working_hours:
            n = calendar && calendar->has_hours() ? calendar->working_time_between(a, b) : n;
            return n ? std::optional<std::int64_t>(hours(*n)) : n;
    }
    return n ? std::optional<std::int64_t>(scaled(*n)) : n;
}

Values count(const Scope& scope, Values from, Values to, Unit unit, Type type, bool by_birthday) {
    if (model::in_moments(unit)) {
        to_moments(from, scope.self.zone());
        to_moments(to, scope.self.zone());
    } else {
        to_days(from, scope.self.zone());
        to_days(to, scope.self.zone());
    }
    Values out = make_values(type, scope.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Presence s = weaker(from.s[i], to.s[i]);
        if (s == Presence::blank) {
            put(out, i, 0, Presence::blank);
            continue;
        }
        if (s != Presence::known || from.v[i] == first_possible(from.type) || to.v[i] == first_possible(to.type)) {
            put_unknown(out, i);
            continue;
        }
        const auto most = units_between(scope, from.v[i], to.last(i), unit, by_birthday);
        const auto least = from.last(i) == from.v[i] && to.last(i) == to.v[i] ? most : units_between(scope, from.last(i), to.v[i], unit, by_birthday);
        if (least && most) put_range(out, i, *least, *most);
        else put_unknown(out, i);
    }
    return out;
}

}  // namespace

Values count_between(const Scope& scope, const Expr& expr) {
    const Scope inner{scope.self, scope.batch, false};
    return count(scope, walk(inner, expr.a), walk(inner, expr.b), expr.unit, expr.type, false);
}

Values age(const Scope& scope, const Expr& expr) {
    const Scope inner{scope.self, scope.batch, false};
    return count(scope, walk(inner, expr.a), expr.b == model::none ? that_day(scope) : walk(inner, expr.b), expr.unit, expr.type, true);
}

}  // namespace duly::eval::detail
