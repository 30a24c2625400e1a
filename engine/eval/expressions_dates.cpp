// Dates moved by lengths, distances, birthdays, picks and tests of a day. Everything here is monotone, so an interval of
// possible days is moved by its ends.
#include <algorithm>

#include "engine/eval/month_days.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

namespace {

constexpr std::int64_t farthest = 4'000'000;    // units; beyond it nothing in the calendar's years is reached

std::optional<Day> moved_day(const Scope& scope, std::int64_t day, std::int64_t n, Unit unit) {
    const calendar::Calendar* calendar = scope.calendar();
    std::optional<std::int64_t> to;
    switch (unit) {
        case Unit::working_days: return calendar ? calendar->add_working_days(static_cast<Day>(day), n) : std::nullopt;
        case Unit::school_days: return calendar ? calendar->add_school_days(static_cast<Day>(day), n) : std::nullopt;
        case Unit::days: to = day + n; break;
        case Unit::weeks: to = day + 7 * n; break;
        case Unit::months:
        case Unit::years: {
            const std::int64_t months = unit == Unit::years ? 12 * n : n;
            if (months > 12 * 1400 || months < -12 * 1400) return std::nullopt;
            to = MonthDays::table().add(static_cast<Day>(day), static_cast<std::int32_t>(months));
            break;
        }
        default: return std::nullopt;
    }
    if (*to < first_possible_day || *to > last_possible_day) return std::nullopt;
    return static_cast<Day>(*to);
}

Values amount_of(const Scope& scope, ExprId length) { return walk({scope.self, scope.batch, false}, length); }

}  // namespace

std::optional<std::int64_t> moved(const Scope& scope, std::int64_t value, bool moment, std::int64_t amount, Unit unit, bool backward) {
    if (amount < 0 || amount / model::number_scale > farthest * 24) return std::nullopt;    // no length is less than nothing
    if (model::in_moments(unit)) {
        const std::int64_t seconds = amount * 9 / 2500;     // 3600 / 1,000,000 of an hour
        if (amount * 9 % 2500 != 0) return std::nullopt;
        if (unit == Unit::hours) return backward ? value - seconds : value + seconds;
        const calendar::Calendar* calendar = scope.calendar();
        return calendar && calendar->has_hours() ? calendar->add_working_time(value, backward ? -seconds : seconds) : std::nullopt;
    }
    if (amount % model::number_scale != 0 || amount / model::number_scale > farthest) return std::nullopt;
    const std::int64_t n = amount / model::number_scale;
    if (!moment) return moved_day(scope, value, backward ? -n : n, unit);
    const Wall wall = scope.self.zone().wall(value);     // the same time of day
    const auto day = moved_day(scope, wall.day, backward ? -n : n, unit);
    return day ? std::optional<std::int64_t>(scope.self.zone().utc(*day, wall.second_of_day)) : std::nullopt;
}

namespace {

// Exact days by an exact length that no calendar is asked for: mostly all of a batch by the same.
class PlainMove {
public:
    PlainMove(Unit unit, bool backward) : unit_(unit), backward_(backward), table_(MonthDays::table()) {}
    static bool takes(const Values& value, const Values& amount, Unit unit) {
        const bool plain = unit == Unit::days || unit == Unit::weeks || unit == Unit::months || unit == Unit::years;
        return plain && value.type == Type::date && value.hi.empty() && amount.hi.empty();
    }
    // The day moved; where that is to be told otherwise `left`.
    static constexpr std::int64_t left = INT64_MIN;
    std::int64_t operator()(std::int64_t day, std::int64_t amount) {
        if (amount != amount_) set(amount);
        if (n_ == none || day == first_possible_day) return left;
        const std::int64_t to = months_ ? table_.add(static_cast<Day>(day), n_) : day + n_;
        return to < first_possible_day || to > last_possible_day ? left : to;
    }

private:
    static constexpr std::int32_t none = INT32_MIN, far = 12 * 1400;
    Unit unit_;
    bool backward_, months_ = false;
    const MonthDays& table_;
    std::int64_t amount_ = -1;
    std::int32_t n_ = none;         // days or months
    void set(std::int64_t amount) {
        amount_ = amount;
        n_ = none;
        if (amount < 0 || amount % model::number_scale != 0 || amount / model::number_scale > far / 12) return;
        months_ = unit_ == Unit::months || unit_ == Unit::years;
        n_ = static_cast<std::int32_t>(amount / model::number_scale) * (unit_ == Unit::weeks ? 7 : unit_ == Unit::years ? 12 : 1);
        if (backward_) n_ = -n_;
    }
};

}  // namespace

Values moved_values(const Scope& scope, Values value, const Values& amount, Unit unit, bool backward) {
    if (model::in_moments(unit)) to_moments(value, scope.self.zone());
    const bool moment = value.type == Type::moment;
    const std::int64_t first = first_possible(value.type);
    const bool plain = PlainMove::takes(value, amount, unit);
    PlainMove plainly(unit, backward);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (plain && value.hi.empty() && value.s[i] == Presence::known && amount.s[i] == Presence::known) {
            const std::int64_t to = plainly(value.v[i], amount.v[i]);
            if (to != PlainMove::left) {
                value.v[i] = to;
                continue;
            }
        }
        const Presence s = weaker(value.s[i], amount.s[i]);
        if (s == Presence::blank || s == Presence::missing) {
            put(value, i, 0, s);
            continue;
        }
        const std::int64_t lo = value.v[i], hi = value.last(i);
        const std::int64_t least = backward ? amount.last(i) : amount.v[i], most = backward ? amount.v[i] : amount.last(i);
        const auto to_lo = lo == first ? std::optional<std::int64_t>(lo) : moved(scope, lo, moment, least, unit, backward);
        const auto to_hi = hi == lo && least == most ? to_lo : moved(scope, hi, moment, most, unit, backward);
        if (to_lo && to_hi) put_range(value, i, *to_lo, *to_hi, s);
        else put_unknown(value, i);
    }
    return value;
}

Values shift(const Scope& scope, const Expr& expr) {
    Values value = walk(scope, expr.a);
    const Unit unit = scope.expr(expr.b).unit;
    if (!model::in_moments(unit) && expr.type == Type::date) to_days(value, scope.self.zone());
    return moved_values(scope, std::move(value), amount_of(scope, expr.b), unit, expr.word == 1);
}

// X is <relation> L before / after Y: the later one is compared with the earlier + L; the other side never holds.
Values distance(const Scope& scope, const Expr& expr) {
    const auto relation = static_cast<model::Relation>(expr.word % 8);
    const auto direction = static_cast<model::Direction>(expr.word / 8);
    const Scope inner{scope.self, scope.batch, false};
    Values x = walk(inner, expr.a);
    Values y = direction == model::Direction::ago || expr.c == model::none ? that_day(scope) : walk(inner, expr.c);
    const Unit unit = scope.expr(expr.b).unit;
    if (model::in_moments(unit)) {
        to_moments(x, scope.self.zone());
        to_moments(y, scope.self.zone());
    }
    align(x, y, scope.self.zone());
    const bool after = direction == model::Direction::after;
    const Values& earlier = after ? y : x;
    const Values& later = after ? x : y;
    const Values limit = moved_values(scope, earlier, amount_of(scope, expr.b), unit, false);
    ExprOp op = ExprOp::greater_equal;
    switch (relation) {
        case model::Relation::at_least: op = ExprOp::greater_equal; break;
        case model::Relation::at_most: op = ExprOp::less_equal; break;
        case model::Relation::more_than: op = ExprOp::greater; break;
        case model::Relation::less_than: op = ExprOp::less; break;
    }
    Values out = compare_values(op, later, limit, scope.self.zone());
    both(out, compare_values(ExprOp::greater_equal, later, earlier, scope.self.zone()));
    return out;
}

Values birthday_of(const Scope& scope, const Expr& expr) {
    Values out = walk(scope, expr.a);
    to_days(out, scope.self.zone());
    const bool leap = scope.self.leap_birthday_on_28_february();
    const int years = static_cast<int>(expr.number);
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (out.s[i] != Presence::known && out.s[i] != Presence::doubt) continue;
        const bool told = out.v[i] != first_possible_day;
        const std::int64_t lo = told ? birthday(static_cast<Day>(out.v[i]), years, leap) : out.v[i];
        put_range(out, i, lo, birthday(static_cast<Day>(out.last(i)), years, leap), out.s[i]);
    }
    return out;
}

// Word 0: the earliest of those that are there. Word 1: the latest, once all are there.
Values pick(const Scope& scope, const Expr& expr) {
    std::vector<Values> parts;
    for (const ExprId arg : expr.args) {
        parts.push_back(walk(scope, arg));
        if (expr.type == Type::date) to_days(parts.back(), scope.self.zone());
        if (expr.type == Type::moment) to_moments(parts.back(), scope.self.zone());
    }
    const bool latest = expr.word == 1;
    Values out = make_values(expr.type, scope.size(), Presence::blank);
    for (std::size_t i = 0; i < out.size(); ++i) {
        bool certain = false, doubt = false, missing = false, blank = false;
        std::int64_t lo = INT64_MAX, certain_hi = INT64_MAX, doubt_hi = INT64_MIN, most_lo = INT64_MIN, most_hi = INT64_MIN;
        for (const Values& part : parts) {
            switch (part.s[i]) {
                case Presence::blank: blank = true; continue;
                case Presence::missing: missing = true; continue;
                case Presence::doubt:
                    doubt = true;
                    doubt_hi = std::max(doubt_hi, part.last(i));
                    break;
                case Presence::known:
                    certain = true;
                    certain_hi = std::min(certain_hi, part.last(i));
                    break;
            }
            lo = std::min(lo, part.v[i]);
            most_lo = std::max(most_lo, part.v[i]);
            most_hi = std::max(most_hi, part.last(i));
        }
        if (latest) {
            if (blank) continue;
            if (missing) put_unknown(out, i);
            else if (certain || doubt) put_range(out, i, most_lo, most_hi, doubt ? Presence::doubt : Presence::known);
        } else {
            if (missing) lo = first_possible(out.type);     // there, but on a day not told: it may be the earliest
            if (certain) put_range(out, i, lo, certain_hi);
            else if (missing) put_unknown(out, i);
            else if (doubt) put_range(out, i, lo, doubt_hi, Presence::doubt);
        }
    }
    return out;
}

Values that_day(const Scope& scope) {
    Values out = make_values(Type::date, scope.size());
    if (scope.batch.that_day.empty()) std::fill(out.v.begin(), out.v.end(), scope.self.as_of_day());
    else std::copy(scope.batch.that_day.begin(), scope.batch.that_day.end(), out.v.begin());
    return out;
}

// Holds if it does on every possible day. A calendar that does not reach so far cannot tell.
Values day_test(const Scope& scope, const Expr& expr) {
    Values value = walk({scope.self, scope.batch, false}, expr.a);
    to_days(value, scope.self.zone());
    const calendar::Calendar* calendar = scope.calendar();
    const auto test = [&](Day day) -> std::optional<bool> {
        switch (expr.op) {
            case ExprOp::weekday_in: return (expr.number >> weekday(day) & 1) != 0;
            case ExprOp::in_the_period: return day >= scope.batch.period_from && day <= scope.batch.period_to;
            default: return calendar ? calendar->is_working_day(day) : std::nullopt;
        }
    };
    const bool negated = expr.word == 1 && expr.op == ExprOp::is_working_day;
    Values out = make_values(Type::yes_no, value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value.s[i] == Presence::missing || nothing_told(value, i)) put_unknown(out, i);
        else if (value.s[i] == Presence::blank) put(out, i, negated);
        else {
            Possible seen;
            bool told = true;
            if (value.s[i] == Presence::doubt) (negated ? seen.yes : seen.no) = true;
            for (std::int64_t day = value.v[i]; told && day <= value.last(i) && !(seen.yes && seen.no); ++day) {
                const auto holds = test(static_cast<Day>(day));
                told = holds.has_value();
                if (told) (*holds != negated ? seen.yes : seen.no) = true;
            }
            if (told) put_possible(out, i, seen);
            else put_unknown(out, i);
        }
    }
    return out;
}

}  // namespace duly::eval::detail
