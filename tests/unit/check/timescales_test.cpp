// Shapes, versions and what one timescale takes over from another.
#include "dsl/base/date.hpp"
#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

using model::none;
using model::Shape;

std::string timescale(const std::string& clauses) { return std::string(records) + "timescale t\n  for each placement\n" + clauses; }
model::Day day(const char* text) { return *parse_iso_day(text); }

TEST(CheckTimescales, Shapes) {
    const auto shape = [](const std::string& clauses) { return good(timescale(clauses))->timescales.at(0).versions.at(0).shape; };
    EXPECT_EQ(shape("from placement.started to placement.ended within 3 days"), Shape::deadline);
    EXPECT_EQ(shape("from placement.started to placement.ended at least 3 days after placement.started"), Shape::minimum);
    EXPECT_EQ(shape("to placement.ended at least 3 days before placement.started"), Shape::backward);
    EXPECT_EQ(shape("to placement.ended before placement.started, otherwise within 3 days of care_period.started"), Shape::two_tiers);
    EXPECT_EQ(shape("from placement.started to placement.ended as soon as practicable"), Shape::open_ended);
    EXPECT_EQ(shape("from placement.started to each visit.held then every 6 weeks"), Shape::schedule);
    EXPECT_EQ(shape("from placement.started to each visit.held at 2 weeks, 6 weeks"), Shape::at_limits);
    EXPECT_EQ(shape("from placement.started to each visit.held at least once in every 6 weeks"), Shape::windows);
}

TEST(CheckTimescales, ConditionsSpeakOfTheEvent) {
    const auto rules = good(timescale("from placement.started to each visit.held then every 6 weeks when visit.seen is yes, otherwise every 2 weeks"));
    const auto& version = rules->timescales[0].versions[0];
    EXPECT_EQ(rules->exprs[rules->exprs[version.then_every.cases[0].when].a].slot, 1);
    EXPECT_EQ(codes(timescale("where visit.seen is yes from placement.started to each visit.held then every 6 weeks")), "D0110");
}

TEST(CheckTimescales, CountsFromTheRuleNotFromTheEvent) {
    const auto rules = good(timescale("from placement.started to each visit.held then every 6 weeks when count of visit more than 3, otherwise every 2 weeks"));
    const auto& count = rules->exprs[rules->exprs[rules->timescales[0].versions[0].then_every.cases[0].when].a];
    EXPECT_EQ(rules->aggregates[count.ref].slot, 0);
    EXPECT_EQ(rules->aggregates[count.ref].binds, 2);
}

TEST(CheckTimescales, OpenVersionsLastUntilTheNext) {
    const auto rules = good(timescale("from placement.started to placement.ended\n"
                                      "version from 1 May 2015 within 3 days\n"
                                      "version from 1 May 2010 within 4 days\n"));
    const auto& versions = rules->timescales[0].versions;
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].until, day("2015-04-30"));
    EXPECT_EQ(versions[1].until, model::max_day);
}

TEST(CheckTimescales, TemporaryVersionsLieOverTheOthers) {
    const auto rules = good(timescale("from placement.started to placement.ended excused when placement.permanent\n"
                                      "version until 30 April 2020 within 3 days\n"
                                      "version from 1 May 2020 within 4 days\n"
                                      "temporary version from 1 April 2020 until 31 May 2020 warn 1 day before\n"));
    const auto& versions = rules->timescales[0].versions;
    ASSERT_EQ(versions.size(), 4u);
    EXPECT_TRUE(versions[2].temporary);
    EXPECT_EQ(versions[2].from, day("2020-04-01"));
    EXPECT_EQ(versions[2].until, day("2020-04-30"));
    EXPECT_EQ(versions[3].from, day("2020-05-01"));
    EXPECT_FALSE(versions[3].warn.empty());
    EXPECT_NE(versions[3].excused, none);
    EXPECT_EQ(rules->exprs[versions[3].within.cases[0].length.amount].literal.number, 4 * model::number_scale);
}

TEST(CheckTimescales, ExtendsTakesOverTheRest) {
    const auto rules = good(timescale("from placement.started to placement.ended law \"theirs\"\n"
                                      "version until 30 April 2020 within 3 days\n"
                                      "version from 1 May 2020 within 4 days\n") +
                            "timescale ours extends t\n  within 2 days\n");
    const auto& ours = rules->timescales[rules->timescale("ours")];
    EXPECT_EQ(ours.record, rules->record("placement"));
    ASSERT_EQ(ours.versions.size(), 2u);
    for (const auto& version : ours.versions) {
        EXPECT_EQ(rules->exprs[version.within.cases[0].length.amount].literal.number, 2 * model::number_scale);
        EXPECT_EQ(version.law, "theirs");
    }
}

TEST(CheckTimescales, Mistakes) {
    EXPECT_EQ(codes(timescale("from placement.started within 3 days")), "D0201");
    EXPECT_EQ(codes(timescale("from placement.started to each visit.held within 3 days")), "D0203");
    EXPECT_EQ(codes(timescale("from placement.started to placement.ended within 3 days when placement.permanent")), "D0204");
    EXPECT_EQ(codes(timescale("from placement.started to placement.ended version until 1 May 2010 within 3 days version from 1 May 2011 within 3 days")), "D0206");
    EXPECT_EQ(codes(timescale("from placement.started to placement.ended version until 1 May 2010 within 3 days version from 1 May 2009 within 3 days")), "D0207");
}

}  // namespace
}  // namespace duly::test
