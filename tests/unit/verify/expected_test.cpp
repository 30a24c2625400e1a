#include "engine/verify/expected.hpp"

#include <gtest/gtest.h>

#include "dsl/base/date.hpp"

namespace duly::verify {
namespace {

using model::Outcome;
using model::Unit;

TEST(Expected, OutcomesInTheWordsOfTheLanguage) {
    EXPECT_EQ(read_expected("met", {})->outcome, Outcome::met);
    EXPECT_EQ(read_expected("Not applicable", {})->outcome, Outcome::not_applicable);
    EXPECT_EQ(read_expected("late with reason", {})->outcome, Outcome::late_with_reason);
    EXPECT_EQ(read_expected("no due date", {})->outcome, Outcome::no_due_date);
    EXPECT_EQ(read_expected("too early", {})->outcome, Outcome::too_early);
    ASSERT_TRUE(read_expected("no outcome", {}));
    EXPECT_FALSE(read_expected("no outcome", {})->outcome);
    for (const char* text : {"", "green", "lateness", "met by 2 days", "late by days", "late by 2", "late by 2 fortnights", "due by 2 days", "met today", "due on soon",
                             "late on 2024-01-01", "met,"})
        EXPECT_FALSE(read_expected(text, {})) << text;
}

TEST(Expected, HowLate) {
    const auto one = read_expected("late by 1 working day", {});
    EXPECT_EQ(one->outcome, Outcome::late);
    EXPECT_EQ(one->by, 1);
    EXPECT_EQ(one->unit, Unit::working_days);
    const auto other = read_expected("overdue by 3 days", {});
    EXPECT_EQ(other->by, 3);
    EXPECT_EQ(other->unit, Unit::days);
    EXPECT_EQ(read_expected("late with reason by 5 hours", {})->unit, Unit::hours);
    EXPECT_EQ(count_of(1, Unit::working_days), "1 working day");
    EXPECT_EQ(count_of(2, Unit::hours), "2 hours");
}

TEST(Expected, DueDates) {
    EXPECT_EQ(read_expected("due on 2010-02-10", {})->due, parse_iso_day("2010-02-10"));
    EXPECT_EQ(read_expected("due soon on 10 February 2010", {})->due, parse_iso_day("2010-02-10"));
    const auto soon = read_expected("due soon, due on 2024-03-22", {});
    EXPECT_EQ(soon->outcome, Outcome::due_soon);
    EXPECT_EQ(soon->due, parse_iso_day("2024-03-22"));
    const auto moment = read_expected("due on 2026-03-31 19:00", {});
    EXPECT_TRUE(moment->due_is_moment);
    EXPECT_EQ(moment->due, parse_iso_moment("2026-03-31 19:00", {}));
    EXPECT_EQ(read_expected("met, due on 2024-03-22", {})->due, parse_iso_day("2024-03-22"));
}

TEST(Expected, WordsOfTheExplanation) {
    const auto one = read_expected("unknown, Started  is missing, due on time", {});
    EXPECT_EQ(one->words, (std::vector<std::string>{"started is missing", "due on time"}));
    EXPECT_TRUE(read_expected("late by 2 days, in doubt", {})->in_doubt);
}

TEST(Expected, WordsStandInOneClauseInTheirOrder) {
    EXPECT_TRUE(stand_in("started is missing", "Plan 1 is unknown: plan.started is missing."));
    EXPECT_TRUE(stand_in("Received is missing", "referral.received of referral R1 is missing although authorised is there"));
    EXPECT_FALSE(stand_in("ended is missing", "plan.ended is known, plan.started is missing"));
    EXPECT_FALSE(stand_in("missing is received", "referral.received is missing"));
    EXPECT_FALSE(stand_in("start is missing", "plan.started is missing"));
    EXPECT_FALSE(stand_in("!", "nothing of the kind"));
}

TEST(Expected, ValuesOfMeasures) {
    model::Scale scale;
    scale.grades = {"green", "amber", "red"};
    EXPECT_EQ(read_expected_value("green or amber", &scale)->grades, (std::vector<std::string>{"green", "amber"}));
    EXPECT_EQ(read_expected_value("unrated", nullptr)->grades, std::vector<std::string>{"unrated"});
    const auto value = read_expected_value("92.5%, green", &scale);
    EXPECT_EQ(value->low->digits, "92.5");
    EXPECT_EQ(value->low->places, 1);
    EXPECT_TRUE(value->low->percent);
    EXPECT_EQ(value->grades, std::vector<std::string>{"green"});
    const auto interval = read_expected_value("50% to 75%", &scale);
    EXPECT_EQ(interval->high->digits, "75");
    EXPECT_EQ(read_expected_value("3 of 4", &scale)->of, (std::pair<std::int64_t, std::int64_t>{3, 4}));
    EXPECT_TRUE(read_expected_value("no value, hidden", &scale)->hidden);
    for (const char* text : {"purple", "green or", "9x%", "1 to green", ""}) EXPECT_FALSE(read_expected_value(text, &scale)) << text;
    EXPECT_FALSE(read_expected_value("green", nullptr));
}

}  // namespace
}  // namespace duly::verify
