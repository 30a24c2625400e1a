// Ends of turns that are only supposed: what follows if it were so.
#include <gtest/gtest.h>

#include "tests/unit/timescale/helper.hpp"

namespace duly::eval::test {
namespace {

void suppose(Lab& lab, std::vector<std::pair<data::Row, std::string>> ends) {
    auto supposed = std::make_shared<Supposed>();
    supposed->ends.resize(1);
    for (const auto& [row, text] : ends) supposed->ends[0].push_back({row, text.size() > 10 ? *parse_iso_moment(text, {}) : day(text.c_str())});
    std::sort(supposed->ends[0].begin(), supposed->ends[0].end());
    lab.options.supposed = supposed;
}

TEST(Supposed, AnOpenTurnEndsOnTheDay) {
    Lab lab;
    lab.within(10, Unit::days);
    const auto open = lab.matter({{"began", "2024-01-02"}}), other = lab.matter({{"began", "2024-01-02"}}), late = lab.matter({{"began", "2024-01-02"}});
    lab.as_of("2024-01-31");
    EXPECT_EQ(lab.outcomes(), (Texts{"overdue by 19", "overdue by 19", "overdue by 19"}));
    suppose(lab, {{open, "2024-01-12"}, {late, "2024-01-15"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"met", "overdue by 19", "late by 3"}));
    EXPECT_EQ(lab.result().done[open], day("2024-01-12"));
    lab.as_of("2024-01-11");       // not before its day
    EXPECT_EQ(lab.outcomes(), (Texts{"due", "due", "due"}));
    static_cast<void>(other);
}

TEST(Supposed, TheEarlierOfDataAndSuppositionEndsIt) {
    Lab lab;
    lab.within(10, Unit::days);
    const auto before = lab.matter({{"began", "2024-01-02"}, {"finished", "2024-01-10"}}), after = lab.matter({{"began", "2024-01-02"}, {"finished", "2024-01-20"}});
    suppose(lab, {{before, "2024-01-12"}, {after, "2024-01-12"}});
    const auto result = lab.result();
    EXPECT_EQ(all_of(result.done), (std::vector<std::int64_t>{day("2024-01-10"), day("2024-01-12")}));
}

TEST(Supposed, AScheduleGoesOnFromIt) {
    Lab lab;
    lab.schedule({lab.limit(1, Unit::weeks)}, lab.limit(2, Unit::weeks));
    const auto row = lab.matter({{"began", "2024-01-02"}});
    lab.visits(row, {"2024-01-08", "2024-01-30"});
    lab.as_of("2024-02-20");
    // Due 9, then 22 January: done on the 30th, late; then 13 February, not done.
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2024-01-09", "late by 8 2024-01-22", "overdue by 7 2024-02-13"}));
    // With the second on its due date, the one of the 30th ends the third; the fourth is due 13 February, and the fifth a fortnight later.
    suppose(lab, {{row, "2024-01-22"}, {row, "2024-02-13"}});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2024-01-09", "met 2024-01-22", "met 2024-02-05", "met 2024-02-13", "due 2024-02-27"}));
}

TEST(Supposed, OneOnTheDayOfAVisitIsNoSecondVisit) {
    Lab lab;
    lab.schedule({lab.limit(1, Unit::weeks)}, lab.limit(2, Unit::weeks));
    const auto row = lab.matter({{"began", "2024-01-02"}});
    lab.visits(row, {"2024-01-08"});
    lab.as_of("2024-01-20");
    suppose(lab, {{row, "2024-01-08"}});
    EXPECT_EQ(lab.outcomes(true), (Texts{"met 2024-01-09", "due 2024-01-22"}));
}

TEST(Supposed, InAWindow) {
    Lab lab;
    lab.version.shape = model::Shape::windows;
    lab.version.to = model::none;
    lab.version.each = lab.each();
    lab.version.within = lab.limit(2, Unit::weeks);
    const auto row = lab.matter({{"began", "2024-01-01"}});
    lab.visits(row, {"2024-01-05"});
    lab.as_of("2024-02-01");
    const Texts plain = lab.outcomes(true);
    ASSERT_EQ(plain.size(), 3U);
    EXPECT_EQ(plain[1].substr(0, 7), "overdue");
    const auto second = lab.result().due[1];
    suppose(lab, {{row, format_day(static_cast<Day>(second))}});
    EXPECT_EQ(lab.outcomes(true)[1].substr(0, 3), "met");
    EXPECT_EQ(lab.outcomes(true)[2], plain[2]);
}

TEST(Supposed, ByTheHour) {
    Lab lab;
    lab.within(24, Unit::hours);
    lab.version.from_date = lab.field("matter.at");
    lab.version.to = lab.field("matter.done_at");
    const auto row = lab.matter({{"at", "2024-01-02 10:00"}});
    lab.as_of("2024-01-05");
    suppose(lab, {{row, "2024-01-03 10:00"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"met"}));
    suppose(lab, {{row, "2024-01-03 11:00"}});
    EXPECT_EQ(lab.outcomes(), (Texts{"late by 1"}));
}

}  // namespace
}  // namespace duly::eval::test
