#include "engine/eval/measure_periods.hpp"

#include <cstdio>

#include "dsl/base/date.hpp"

namespace duly::eval {

namespace {

using model::PeriodKind;

Day month_start(Day day) {
    const Civil c = to_civil(day);
    return to_day({c.year, c.month, 1});
}

// The first day of the rule set's year that holds `day`.
Day year_start(const model::RuleSet& rules, Day day) {
    const auto starts = [&](int year) { return to_day({year, static_cast<unsigned>(rules.year_starts_month), static_cast<unsigned>(rules.year_starts_day)}); };
    const int year = to_civil(day).year;
    return starts(year) <= day ? starts(year) : starts(year - 1);
}

std::string month_name_of(Day day) { return format_day(day).substr(0, 7); }

std::string year_name(Day start) {
    const Civil c = to_civil(start);
    if (c.month == 1 && c.day == 1) return std::to_string(c.year);
    char text[24];
    std::snprintf(text, sizeof text, "%04d/%02d", c.year, (c.year + 1) % 100);
    return text;
}

// The first period of the kind whose days, or whose month for those given monthly, hold `day`.
DaySpan holding(const model::RuleSet& rules, model::Measure::Period kind, Day day) {
    switch (kind.kind) {
        case PeriodKind::month: return {month_start(day), add_months(month_start(day), 1) - 1};
        case PeriodKind::quarter: {
            const Day start = year_start(rules, day);
            int quarter = 0;
            while (quarter < 3 && add_months(start, 3 * (quarter + 1)) <= day) ++quarter;
            return {add_months(start, 3 * quarter), add_months(start, 3 * (quarter + 1)) - 1};
        }
        case PeriodKind::year: return {year_start(rules, day), add_months(year_start(rules, day), 12) - 1};
        case PeriodKind::year_to_date: {
            const Day to = add_months(month_start(day), 1) - 1;
            return {year_start(rules, to), to};
        }
        case PeriodKind::rolling: {
            const Day next = add_months(month_start(day), 1);
            return {add_months(next, -kind.months), next - 1};
        }
    }
    return {day, day};
}

std::string name_of_period(const model::RuleSet& rules, model::Measure::Period kind, DaySpan ends) {
    switch (kind.kind) {
        case PeriodKind::month: return month_name_of(ends.from);
        case PeriodKind::quarter: {
            const Day start = year_start(rules, ends.from);
            int quarter = 1;
            while (quarter < 4 && add_months(start, 3 * quarter) <= ends.from) ++quarter;
            return year_name(start) + " Q" + std::to_string(quarter);
        }
        case PeriodKind::year: return year_name(ends.from);
        case PeriodKind::year_to_date: return "year to " + month_name_of(ends.to);
        case PeriodKind::rolling: return std::to_string(kind.months) + " months to " + month_name_of(ends.to);
    }
    return {};
}

}  // namespace

std::vector<DaySpan> days_of_periods(const model::RuleSet& rules, model::Measure::Period kind, Day first, AsOf as_of) {
    std::vector<DaySpan> spans;
    for (Day day = first; day <= as_of.day; day = spans.back().to + 1) spans.push_back(holding(rules, kind, day));
    return spans;
}

std::vector<MeasurePeriod> periods_between(const model::RuleSet& rules, model::Measure::Period kind, Day first, AsOf as_of) {
    std::vector<MeasurePeriod> periods;
    for (const DaySpan& ends : days_of_periods(rules, kind, first, as_of)) {
        const bool finished = ends.to < as_of.day || (ends.to == as_of.day && as_of.whole_day);
        periods.push_back({kind.kind, ends.from, ends.to, !finished, name_of_period(rules, kind, ends)});
    }
    return periods;
}

}  // namespace duly::eval
