// Turns that are told, a row at a time.
#include "engine/eval/timescale_told_turns.hpp"

#include <algorithm>

namespace duly::eval::timescales {

namespace {

std::optional<ByAge> by_age(const RulePlan& plan, const VersionPlan& p, const LimitPlan& limit, Clauses& clauses) {
    const model::RuleSet& rules = plan.expressions.rules();
    if (!limit.limit || limit.limit->cases.size() != 2 || limit.limit->cases[1].when != model::none) return std::nullopt;
    const model::LimitCase& first = limit.limit->cases[0];
    const auto at = [&](ExprId id) -> const model::Expr& {
        const model::Expr* e = &rules.exprs[id];
        while (e->op == model::ExprOp::define || e->op == model::ExprOp::length) e = &rules.exprs[e->a];
        return *e;
    };
    if (first.when == model::none) return std::nullopt;
    const model::Expr& when = at(first.when);
    if (when.op != model::ExprOp::less) return std::nullopt;
    const model::Expr &age = at(when.a), &years = at(when.b);
    if (age.op != model::ExprOp::age || age.unit != model::Unit::years || age.b != model::none || years.op != model::ExprOp::literal) return std::nullopt;
    const model::Expr& born = at(age.a);
    constexpr std::int64_t oldest = 200;
    const std::int64_t number = years.literal.number / model::number_scale;
    if (born.op != model::ExprOp::field || born.slot != 0 || born.type != model::Type::date || years.literal.number % model::number_scale != 0 || number < 1 || number > oldest) return std::nullopt;
    const auto span = [&](const model::Length& length) -> std::optional<due::Span> {
        if (length.amount == model::none) return std::nullopt;
        const model::Expr& amount = at(length.amount);
        return amount.op == model::ExprOp::literal ? due::span_of(amount.literal.number, length.unit) : std::nullopt;
    };
    const auto young = span(first.length), old = span(limit.limit->cases[1].length);
    if (!young || !old) return std::nullopt;
    const auto counter = [&](const due::Span& length) { return due::DayCounter(length, p.v->counting, p.calendar, plan.zone(), false); };
    return ByAge{clauses.days(age.a, p.calendar_id, false, false), static_cast<int>(number), counter(*young), counter(*old)};
}

TurnLimit limit_of(const RulePlan& plan, const VersionPlan& p, const LimitPlan& limit, Clauses& clauses) {
    TurnLimit out;
    out.plan = &limit;
    if (limit.empty()) return out;
    model::Unit unit = limit.limit->cases.front().length.unit;      // as late_unit_of() has it
    if (unit != model::Unit::working_days) unit = model::Unit::days;
    out.late = due::LateCounter(unit, p.calendar);
    out.told = limit.constant && limit.valid;
    if (out.told) out.due = due::DayCounter(limit.span, p.v->counting, p.calendar, plan.zone(), false);
    else if (!limit.constant) out.by_age = by_age(plan, p, limit, clauses);
    return out;
}

bool told(const TurnLimit& limit) { return limit.told || limit.by_age; }

// False where the calendar does not reach.
template <typename Due>
bool count_by(std::span<const std::int32_t> starts, std::int32_t* dues, Due due_of) {
    bool reached = true;
    for (std::size_t k = 0; k < starts.size(); ++k) {
        dues[k] = due_of(starts[k]);
        reached &= dues[k] != no_day;
    }
    return reached;
}

bool count_days(const due::DayCounter& by, std::span<const std::int32_t> starts, std::int32_t* dues) {
    switch (by.way()) {
        case due::DayCounter::Way::working_days: return count_by(starts, dues, [&](std::int32_t start) { return by.by_working_days(start); });
        case due::DayCounter::Way::days: return count_by(starts, dues, [&](std::int32_t start) { return by.by_days(start); });
        case due::DayCounter::Way::months: {
            const MonthDays& table = MonthDays::table();
            return count_by(starts, dues, [&](std::int32_t start) { return by.by_months(start, table); });
        }
        case due::DayCounter::Way::any: break;
    }
    return count_by(starts, dues, [&](std::int32_t start) { return by.by_any(start); });
}

}  // namespace

std::unique_ptr<ScheduleVersion> schedule_version(const RulePlan& plan, const VersionPlan& version, Clauses& clauses) {
    auto v = std::make_unique<ScheduleVersion>();
    v->plan = &version;
    for (const LimitPlan& limit : version.turns) v->turns.push_back(limit_of(plan, version, limit, clauses));
    v->then = limit_of(plan, version, version.then_every, clauses);
    v->told = told(v->then) && std::all_of(v->turns.begin(), v->turns.end(), [](const TurnLimit& limit) { return limit.plan->empty() || told(limit); });
    return v;
}

bool judge_turn(const RulePlan& plan, const DatedTurn& dated, const due::LateCounter& late, QuickTurn& turn) {
    turn = {dated.i, dated.turn, Outcome::not_run, dated.version, dated.start};
    if (dated.due == no_day) return true;
    const Day as_of = plan.expressions.as_of_day();
    const bool done = dated.done != no_day, stopped = dated.stop != no_day;
    const std::int32_t end = done ? dated.done : stopped ? dated.stop : as_of;
    if (!done && stopped && end <= dated.due) return false;
    turn.due = dated.due;
    turn.done = dated.done;
    if (end > dated.due) {
        turn.outcome = done || stopped ? Outcome::late : Outcome::overdue;
        turn.late_by = late(dated.due, end);
        return true;
    }
    turn.outcome = done ? Outcome::met : Outcome::due;
    const VersionPlan& p = plan.versions[dated.version];
    if (!done && !p.warn.empty()) {
        const auto first = due::before(dated.due, p.warn.span, p.calendar, plan.zone(), false);
        if (dated.due == as_of || (first && as_of >= *first)) turn.outcome = Outcome::due_soon;
    }
    return true;
}

bool ToldTurns::count(const TurnLimit& limit, std::uint32_t i, std::span<const std::int32_t> starts, std::int32_t* dues) {
    if (limit.told) return count_days(limit.due, starts, dues);
    const ByAge& ages = *limit.by_age;
    const std::int32_t born = columns_.days(ages.born)[i];
    if (born <= first_possible_day) return false;
    const std::int32_t of_age = birthday(born, ages.years, plan_.expressions.leap_birthday_on_28_february());
    const auto young = static_cast<std::size_t>(std::lower_bound(starts.begin(), starts.end(), of_age) - starts.begin());
    return count_days(ages.younger, starts.first(young), dues) && count_days(ages.older, starts.subspan(young), dues + young);
}

bool ToldTurns::judge(const ScheduleVersion& v, std::uint32_t i, std::uint16_t version, std::span<const std::int32_t> days, std::int32_t stop, std::vector<QuickTurn>& out) {
    if (!v.told) return false;
    const std::size_t n = days.size();
    if (dues_.size() < n) dues_.resize(2 * n), kept_.resize(2 * n);
    std::int32_t* const dues = dues_.data();
    std::size_t at = 0;
    for (; at < v.turns.size() && at < n; ++at)
        if (!count(v.limit_of(static_cast<std::uint32_t>(at + 1)), i, days.subspan(at, 1), dues + at)) return false;
    if (at < n && !count(v.then, i, days.subspan(at), dues + at)) return false;

    const std::size_t done = n - 1;     // the last one is open
    std::uint32_t* const kept = kept_.data();
    const std::int32_t* const ends = days.data() + 1;
    std::size_t m = 0;
    for (std::size_t k = 0; k < done; ++k) {
        kept[m] = static_cast<std::uint32_t>(k);
        m += !only_listed_ | (ends[k] > dues[k]) ? 1 : 0;
    }
    met_ += done - m;
    QuickTurn turn;
    for (std::size_t k = 0; k < m; ++k) {
        const std::uint32_t nth = kept[k];
        judge_turn(plan_, {i, nth + 1, version, days[nth], dues[nth], ends[nth], no_day}, v.limit_of(nth + 1).late, turn);
        out.push_back(turn);
    }
    const auto last = static_cast<std::uint32_t>(n);
    if (judge_turn(plan_, {i, last, version, days[done], dues[done], no_day, stop}, v.limit_of(last).late, turn)) out.push_back(turn);
    else if (done == 0) out.push_back({i, 0, Outcome::not_applicable, version, days[0]});
    return true;
}

}  // namespace duly::eval::timescales
