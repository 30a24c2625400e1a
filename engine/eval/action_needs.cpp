#include "engine/eval/action_needs.hpp"

#include "dsl/base/date.hpp"
#include "dsl/model/written.hpp"
#include "engine/eval/measure_days.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/measure_value.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/eval/walk.hpp"

namespace duly::eval {

namespace {

using Compare = model::Need::Compare;

std::string cases(std::size_t n, const std::string& of) { return std::to_string(n) + (n == 1 ? " case of " : " cases of ") + of; }
std::string_view is_or_are(std::size_t n) { return n == 1 ? "is" : "are"; }
std::string_view was_or_were(std::size_t n) { return n == 1 ? "was" : "were"; }

bool fits(const model::Need& need, std::uint32_t grade) {
    switch (need.compare) {
        case Compare::at_least: return grade <= need.grade;     // the best grade stands first
        case Compare::at_most: return grade >= need.grade;
        case Compare::is: return grade == need.grade;
    }
    return false;
}

// No grade, and none that more data would give: no case counts, or too few do, or no band names the value.
bool unrated(const model::Measure& measure, const MeasureValue& value) {
    if (value.missing || (!has_value(value) && value.unknown > 0)) return false;
    return value.low_d != 0 || measure.kind != model::Measure::Kind::reported;
}

std::string wanted(const model::RuleSet& rules, const model::Measure& measure, const model::Need& need) {
    const std::string& grade = rules.scales[measure.scale].grades[need.grade];
    switch (need.compare) {
        case Compare::at_least: return need.grade == 0 ? grade : "at least " + grade;
        case Compare::at_most: return "at most " + grade;
        case Compare::is: break;
    }
    return grade;
}

std::string missed(const model::RuleSet& rules, const model::Measure& measure, const model::Need& need) {
    const std::string& grade = rules.scales[measure.scale].grades[need.grade];
    switch (need.compare) {
        case Compare::at_least: return "below " + grade;
        case Compare::at_most: return "above " + grade;
        case Compare::is: break;
    }
    return "not " + grade;
}

std::string_view period_word(model::PeriodKind kind) {
    switch (kind) {
        case model::PeriodKind::month: return "month";
        case model::PeriodKind::quarter: return "quarter";
        case model::PeriodKind::year: return "year";
        case model::PeriodKind::year_to_date:
        case model::PeriodKind::rolling: break;
    }
    return "period";
}

std::string why_unrated(const model::Measure& measure, const MeasureValue& value) {
    if (value.missing) return "the source gives no figure";
    if (!has_value(value) && value.unknown > 0) return "the value cannot be told";
    if (value.low_d == 0) return measure.kind == model::Measure::Kind::reported ? "no figure is there" : "no case counts";
    if (measure.unrated_under && cases_of(measure, value) < *measure.unrated_under) return "fewer than " + std::to_string(*measure.unrated_under) + " cases";
    return "no band names the value";
}

// "red (81.3%) in 2024-02"; of a hidden one neither figure nor grade.
std::string standing(const model::RuleSet& rules, const model::Measure& measure, const MeasureValue& value, const std::string& period) {
    if (value.hidden) return "hidden (small numbers) in " + period;
    if (value.grade_from == model::none) return "without a grade in " + period + " (" + why_unrated(measure, value) + ")";
    return grades_text(rules, measure, value) + " (" + measure_text(measure, value) + ") in " + period;
}

NeedFound measure_need(const Expressions& expressions, const model::Need& need, const Evaluation& so_far) {
    const model::RuleSet& rules = expressions.rules();
    const model::Measure& measure = rules.measures[need.ref];
    const MeasureResult& result = so_far.measures[need.ref];
    NeedFound found;
    if (result.rule == model::none || result.not_run) return {{NeedState::unknown}, measure.name + " could not be evaluated"};
    const std::vector<std::size_t> looked_at = totals_looked_at(result, need.months_in_a_row);
    const auto period = [&](std::size_t i) -> const MeasurePeriod& { return result.periods[result.values[i].period]; };
    const int months = need.months_in_a_row;
    if (looked_at.empty()) {
        if (months > 0) return {{NeedState::not_yet}, measure.name + " has no finished month with a grade yet"};
        // Without a case it is unrated; without a figure that arrives ready-made, or a source, nothing is told.
        const std::string period_of = std::string(measure.periods.empty() ? "period" : period_word(measure.periods[0].kind));
        const model::RecordId record = measure.timescale != model::none ? rules.timescales[measure.timescale].record : measure.record;
        const bool told = measure.kind != model::Measure::Kind::reported && (record == model::none || expressions.data().table(record).present);
        return {{told ? NeedState::does_not_hold : NeedState::unknown}, measure.name + (told ? " has no case in a finished " : " has no figure for a finished ") + period_of};
    }
    // The latest that settles it: one that does not hold, else one that is not told.
    std::size_t at = looked_at.back();
    found.facts.state = state_of(measure, need, result.values[at]);
    for (auto i = looked_at.rbegin(); i != looked_at.rend() && found.facts.state != NeedState::does_not_hold; ++i) {
        const NeedState state = state_of(measure, need, result.values[*i]);
        if (state == NeedState::holds || state == found.facts.state) continue;
        found.facts.state = state;
        at = *i;
    }
    found.sentence = measure.name + " is " + standing(rules, measure, result.values[at], period(at).name);
    switch (found.facts.state) {
        case NeedState::does_not_hold:
            if (result.values[at].grade_from != model::none) found.sentence += ", " + missed(rules, measure, need);
            break;
        case NeedState::unknown:
            if (result.values[at].grade_from != model::none) found.sentence += ", so it cannot be told whether it is " + wanted(rules, measure, need);
            break;
        default: break;
    }
    if (months <= 1) return found;
    if (found.facts.state == NeedState::does_not_hold) {
        found.sentence += "; it must be " + wanted(rules, measure, need) + " for " + std::to_string(months) + " months in a row";
    } else if (static_cast<int>(looked_at.size()) < months) {
        found.facts.state = NeedState::not_yet;
        found.sentence = measure.name + " has a grade in only " + std::to_string(looked_at.size()) + " of the " + std::to_string(months) + " finished months needed";
    } else if (found.facts.state == NeedState::holds) {
        found.sentence = measure.name + " is " + wanted(rules, measure, need) + " in";
        for (std::size_t i = 0; i < looked_at.size(); ++i)
            found.sentence += (i == 0 ? " " : i + 1 == looked_at.size() ? " and " : ", ") + period(looked_at[i]).name;
    }
    return found;
}

NeedFound breach_need(const Expressions& expressions, const model::Need& need, const Evaluation& so_far) {
    const model::Timescale& rule = expressions.rules().timescales[need.ref];
    const TimescaleResult& result = so_far.timescales[need.ref];
    if (result.rule == model::none) return {{NeedState::unknown}, rule.name + " could not be evaluated"};
    if (!expressions.data().table(rule.record).present) return {{NeedState::unknown}, "the data holds no " + expressions.rules().records[rule.record].name + " for " + rule.name};
    const Breaches b = breaches_of(expressions, result, need.since);
    const std::size_t certain = b.overdue.size() + b.late.size();
    const std::size_t allowed = need.kind == model::Need::Kind::at_most ? static_cast<std::size_t>(need.at_most) : 0;
    NeedFound found;
    found.facts.state = certain > allowed ? NeedState::does_not_hold : certain + b.perhaps.size() > allowed ? NeedState::unknown : NeedState::holds;
    const bool dated = need.since != model::min_day;
    const std::string since = dated ? written_day(need.since) : std::string();
    if (certain == 0) {
        found.sentence = "no case of " + rule.name + " is overdue" + (dated ? ", and none due since " + since + " was late or too early" : "");
    } else {
        found.sentence = b.overdue.empty() ? "no case of " + rule.name + " is overdue" : cases(b.overdue.size(), rule.name) + " " + std::string(is_or_are(b.overdue.size())) + " overdue";
        if (!b.late.empty()) found.sentence += std::string(b.overdue.empty() ? ", but " : ", and ") + std::to_string(b.late.size()) + " due since " + since + " " + std::string(was_or_were(b.late.size())) + " late or too early";
    }
    if (need.kind == model::Need::Kind::at_most) found.sentence += "; at most " + std::to_string(need.at_most) + (need.at_most == 1 ? " is" : " are") + " allowed";
    if (found.facts.state == NeedState::unknown) found.sentence += "; " + std::to_string(b.perhaps.size()) + " more cannot be told";
    return found;
}

NeedFound check_need(const Expressions& expressions, const model::Need& need, const Evaluation& so_far) {
    const model::Check& rule = expressions.rules().checks[need.ref];
    const CheckResult& result = so_far.checks[need.ref];
    if (result.rule == model::none) return {{NeedState::unknown}, rule.name + " could not be evaluated"};
    if (rule.record != model::none && !expressions.data().table(rule.record).present)
        return {{NeedState::unknown}, "the data holds no " + expressions.rules().records[rule.record].name + " for " + rule.name};
    std::size_t breached = 0, unknown = 0;
    for (Outcome outcome : result.outcome) {
        if (outcome == Outcome::breached) ++breached;
        if (outcome == Outcome::unknown || outcome == Outcome::not_run) ++unknown;
    }
    NeedFound found;
    found.facts.state = breached > 0 ? NeedState::does_not_hold : unknown > 0 ? NeedState::unknown : NeedState::holds;
    if (breached > 0) found.sentence = cases(breached, rule.name) + " " + std::string(is_or_are(breached)) + " breached";
    else found.sentence = "no case of " + rule.name + " is breached";
    if (breached == 0 && unknown > 0) found.sentence += ", but " + std::to_string(unknown) + " cannot be told";
    return found;
}

NeedFound action_need(const Expressions& expressions, const model::Need& need, const Evaluation& so_far) {
    const model::Action& action = expressions.rules().actions[need.ref];
    const ActionResult& result = so_far.actions[need.ref];
    NeedFound found;
    found.facts.action = true;
    if (result.rule == model::none) {
        found.facts.state = NeedState::unknown;
        found.sentence = action.name + " could not be evaluated";
        return found;
    }
    switch (result.state) {
        case ActionState::achieved: found.facts.state = NeedState::holds; break;
        case ActionState::failing:
        case ActionState::blocked: found.facts.state = NeedState::does_not_hold; break;
        case ActionState::unknown: found.facts.state = NeedState::unknown; break;
        case ActionState::at_risk:
        case ActionState::on_course: found.facts.state = NeedState::not_yet; break;
    }
    found.facts.at_risk = result.state == ActionState::at_risk;
    std::string words(name_of(result.state));
    for (char& c : words) if (c == '_') c = ' ';
    found.sentence = action.name + " is " + words;
    return found;
}

// Judged on the data as it stood at the end of its date, where that has passed.
NeedFound milestone_need(const Expressions& expressions, const model::Need& need, const Evaluation& so_far) {
    const model::RuleSet& rules = expressions.rules();
    NeedFound found;
    found.facts.milestone = true;
    Batch batch;
    batch.n = 1;
    const bool passed = expressions.as_of_day() > need.by;
    std::optional<Standing> then;
    if (passed) then.emplace(expressions, need.by, so_far);
    const Values value = detail::condition({then ? then->expressions : expressions, batch, false}, need.milestone);
    std::string what = "the milestone";
    if (need.milestone != model::none)
        if (const auto written = model::written_at(rules, rules.exprs[need.milestone].at); !written.empty()) what = "`" + written + "`";
    const std::string by = " by " + written_day(need.by);
    if (value.is_true(0)) {
        found.facts.state = NeedState::holds;
        found.sentence = what + by + " is reached";
    } else if (value.is_false(0)) {
        found.facts.state = passed ? NeedState::does_not_hold : NeedState::not_yet;
        found.sentence = what + by + (passed ? " was not reached" : " is not reached yet");
    } else {
        found.facts.state = NeedState::unknown;
        found.sentence = "it cannot be told whether " + what + by + " is reached";
    }
    return found;
}

}  // namespace

// Of every grade that the interval may have. What is unrated is at no grade; where a value is not told nothing is.
NeedState state_of(const model::Measure& measure, const model::Need& need, const MeasureValue& value) {
    if (value.grade_from == model::none) return unrated(measure, value) ? NeedState::does_not_hold : NeedState::unknown;
    bool some = false, all = true;
    for (std::uint32_t g = value.grade_from; g <= value.grade_to; ++g) (fits(need, g) ? some : all) = fits(need, g);
    return all ? NeedState::holds : some ? NeedState::unknown : NeedState::does_not_hold;
}

NeedFound evaluate_need(const Expressions& expressions, const model::Need& need, const Evaluation& so_far) {
    switch (need.kind) {
        case model::Need::Kind::measure: return measure_need(expressions, need, so_far);
        case model::Need::Kind::no_breach:
        case model::Need::Kind::at_most: return breach_need(expressions, need, so_far);
        case model::Need::Kind::check: return check_need(expressions, need, so_far);
        case model::Need::Kind::action: return action_need(expressions, need, so_far);
        case model::Need::Kind::milestone: return milestone_need(expressions, need, so_far);
    }
    return {};
}

std::vector<std::size_t> totals_looked_at(const MeasureResult& result, int months_in_a_row) {
    // Periods stand by kind, then date: a kind ends where the kind changes or the date goes back.
    std::vector<std::uint32_t> kind_of(result.periods.size(), 0);
    std::uint32_t wanted = 0;
    bool found_months = false;
    for (std::uint32_t p = 0; p < result.periods.size(); ++p) {
        const MeasurePeriod& period = result.periods[p];
        if (p > 0) kind_of[p] = kind_of[p - 1] + (period.kind != result.periods[p - 1].kind || period.to <= result.periods[p - 1].to ? 1 : 0);
        if (months_in_a_row > 0 && !found_months && period.kind == model::PeriodKind::month) { wanted = kind_of[p]; found_months = true; }
    }
    std::vector<std::size_t> totals;
    for (std::size_t i = 0; i < result.values.size(); ++i) {
        const MeasureValue& value = result.values[i];
        if (!value.group.empty() || kind_of[value.period] != wanted || result.periods[value.period].so_far) continue;
        if (months_in_a_row > 0 && value.grade_from == model::none) continue;
        totals.push_back(i);
    }
    const std::size_t keep = months_in_a_row > 0 ? static_cast<std::size_t>(months_in_a_row) : 1;
    if (totals.size() > keep) totals.erase(totals.begin(), totals.end() - static_cast<std::ptrdiff_t>(keep));
    return totals;
}

Breaches breaches_of(const Expressions& expressions, const TimescaleResult& result, Day since) {
    Breaches found;
    const Day as_of = expressions.as_of_day();
    const TurnDays days(expressions, result.rule, result);
    for (std::uint32_t i = 0; i < result.outcome.size(); ++i) {
        // When it was due, as far as that is told.
        const auto was_due = [&] { return days.due(i).value_or(PossibleDays{model::min_day, model::max_day}); };
        switch (result.outcome[i]) {
            case Outcome::overdue: found.overdue.push_back(i); break;
            case Outcome::late:
            case Outcome::too_early: {
                if (since == model::min_day) break;
                // A breach whose due date differs between possible days may have been due before.
                const PossibleDays due = was_due();
                if (due.last >= since) (due.first < since ? found.perhaps : found.late).push_back(i);
                break;
            }
            case Outcome::unknown:
            case Outcome::not_run: {
                const PossibleDays due = was_due();
                if (due.first > as_of) break;
                const bool may_be_late = since != model::min_day && due.last >= since;
                if (may_be_late || (result.done[i] == no_time && !days.over(i))) found.perhaps.push_back(i);
                break;
            }
            default: break;
        }
    }
    return found;
}

}  // namespace duly::eval
