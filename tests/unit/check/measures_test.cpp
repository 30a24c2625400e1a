// Measures and actions.
#include "dsl/base/date.hpp"
#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

using model::Measure;

std::string measure(const std::string& clauses) { return std::string(records) + "measure m\n" + clauses; }

TEST(CheckMeasures, Records) {
    const auto rules = good(measure("percentage of placement where placement.permanent is yes out of placement where placement.nights more than 3\n on the last day per year"));
    const auto& m = rules->measures.at(0);
    EXPECT_EQ(m.kind, Measure::Kind::records);
    EXPECT_EQ(m.counted, Measure::Counted::on_last_day);
    EXPECT_NE(m.numerator_where, model::none);
    EXPECT_NE(m.denominator_where, model::none);
    EXPECT_TRUE(m.percentage);
}

TEST(CheckMeasures, Count) {
    const auto rules = good(measure("count of placement where placement.permanent is yes\n counted by placement.started per month\n lower is better\n bands on rag: green at most 10, amber at most 20, otherwise red"));
    const auto& m = rules->measures.at(0);
    EXPECT_EQ(m.kind, Measure::Kind::count);
    EXPECT_FALSE(m.percentage);
    EXPECT_EQ(m.bands.at(0).bands.at(1).high, 20 * model::number_scale);
}

TEST(CheckMeasures, TwoSidedBands) {
    const auto bands = [](const std::string& list) { return codes(measure("count of placement counted by placement.started per month bands on rag: " + list)); };
    EXPECT_EQ(bands("green between 9 and 13, amber between 5 and 20, otherwise red"), "");
    EXPECT_EQ(bands("green between 9 and 13, amber between 13 and 20, otherwise red"), "");
    EXPECT_EQ(bands("green between 9 and 13, amber between 12 and 20, otherwise red"), "D0211");
    EXPECT_EQ(bands("green between 0 and 13, amber more than 14"), "D0210");
    EXPECT_EQ(bands("green between 0 and 13, amber more than 13"), "");
    EXPECT_EQ(bands("green at least 0, otherwise red"), "D0212");
    EXPECT_EQ(bands("red at least 20, amber at least 10, otherwise green"), "D0213");
}

TEST(CheckMeasures, ActionsDueDates) {
    const auto due = [](const std::string& clause) { return good("action a\n  " + clause + "\n")->actions.at(0).due; };
    EXPECT_EQ(due("due 24 May 2012"), parse_iso_day("2012-05-24"));
    EXPECT_EQ(due("due within 3 months of 30 November 2025"), parse_iso_day("2026-02-28"));
    EXPECT_EQ(due("due within 2 weeks of 24 February 2012"), parse_iso_day("2012-03-09"));
    EXPECT_EQ(codes("action a\n  due within 2 working days of 24 February 2012\n"), "D0223");
}

}  // namespace
}  // namespace duly::test
