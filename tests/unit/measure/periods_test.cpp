#include <gtest/gtest.h>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_periods.hpp"

namespace {

using namespace duly;
using eval::periods_between;
using model::PeriodKind;

std::int32_t day(int year, unsigned month, unsigned d) { return to_day({year, month, d}); }

std::string row(const eval::MeasurePeriod& p) { return p.name + ": " + format_day(p.from) + " to " + format_day(p.to) + (p.so_far ? " so far" : ""); }

std::vector<std::string> rows(const model::RuleSet& rules, model::Measure::Period kind, std::int32_t first, eval::AsOf as_of) {
    std::vector<std::string> out;
    for (const auto& period : periods_between(rules, kind, first, as_of)) out.push_back(row(period));
    return out;
}

using Rows = std::vector<std::string>;

TEST(MeasurePeriods, MonthsUpToTheOneThatAsOfCuts) {
    const model::RuleSet rules;
    EXPECT_EQ(rows(rules, {PeriodKind::month, 0}, day(2024, 1, 17), {day(2024, 3, 12), true}),
              (Rows{"2024-01: 2024-01-01 to 2024-01-31", "2024-02: 2024-02-01 to 2024-02-29", "2024-03: 2024-03-01 to 2024-03-31 so far"}));
}

TEST(MeasurePeriods, AsOfOnTheLastDayFinishesThePeriodUnlessItIsAMoment) {
    const model::RuleSet rules;
    EXPECT_EQ(rows(rules, {PeriodKind::month, 0}, day(2024, 2, 29), {day(2024, 2, 29), true}), (Rows{"2024-02: 2024-02-01 to 2024-02-29"}));
    EXPECT_EQ(rows(rules, {PeriodKind::month, 0}, day(2024, 2, 29), {day(2024, 2, 29), false}), (Rows{"2024-02: 2024-02-01 to 2024-02-29 so far"}));
}

TEST(MeasurePeriods, QuartersFollowAYearFromTheFirstOfApril) {
    const model::RuleSet rules;
    EXPECT_EQ(rows(rules, {PeriodKind::quarter, 0}, day(2024, 3, 31), {day(2024, 4, 1), true}),
              (Rows{"2023/24 Q4: 2024-01-01 to 2024-03-31", "2024/25 Q1: 2024-04-01 to 2024-06-30 so far"}));
    EXPECT_EQ(rows(rules, {PeriodKind::quarter, 0}, day(2024, 7, 1), {day(2024, 12, 31), true}),
              (Rows{"2024/25 Q2: 2024-07-01 to 2024-09-30", "2024/25 Q3: 2024-10-01 to 2024-12-31"}));
}

TEST(MeasurePeriods, YearsFromTheFirstOfApril) {
    const model::RuleSet rules;
    EXPECT_EQ(rows(rules, {PeriodKind::year, 0}, day(1999, 4, 1), {day(2000, 4, 1), true}),
              (Rows{"1999/00: 1999-04-01 to 2000-03-31", "2000/01: 2000-04-01 to 2001-03-31 so far"}));
}

TEST(MeasurePeriods, YearsFromTheFirstOfJanuary) {
    model::RuleSet rules;
    rules.year_starts_month = 1;
    EXPECT_EQ(rows(rules, {PeriodKind::year, 0}, day(2023, 5, 2), {day(2023, 12, 31), true}), (Rows{"2023: 2023-01-01 to 2023-12-31"}));
    EXPECT_EQ(rows(rules, {PeriodKind::quarter, 0}, day(2023, 5, 2), {day(2023, 6, 30), true}), (Rows{"2023 Q2: 2023-04-01 to 2023-06-30"}));
}

TEST(MeasurePeriods, YearToDateAtEachMonthsEnd) {
    const model::RuleSet rules;
    EXPECT_EQ(rows(rules, {PeriodKind::year_to_date, 0}, day(2024, 3, 5), {day(2024, 5, 20), true}),
              (Rows{"year to 2024-03: 2023-04-01 to 2024-03-31", "year to 2024-04: 2024-04-01 to 2024-04-30",
                    "year to 2024-05: 2024-04-01 to 2024-05-31 so far"}));
}

TEST(MeasurePeriods, RollingMonthsAtEachMonthsEnd) {
    const model::RuleSet rules;
    EXPECT_EQ(rows(rules, {PeriodKind::rolling, 12}, day(2024, 2, 29), {day(2024, 3, 31), true}),
              (Rows{"12 months to 2024-02: 2023-03-01 to 2024-02-29", "12 months to 2024-03: 2023-04-01 to 2024-03-31"}));
}

}  // namespace
