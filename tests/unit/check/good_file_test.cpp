// A whole file of rules, read into a rule set and looked over.
#include "dsl/base/date.hpp"
#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

using model::none;

constexpr const char* whole = R"duly(
ruleset "Looked-after children: reviews"
  version "2026.1"
  use "common.duly"

record assessment of child
  assessment_id text key
  received date orders
  authorised date optional
  delay_reason text optional

timescale first_review "First looked-after review held"
  law "SI 2010/959 regulation 33(1)"
  for each care_period
  from care_period.started
  to earliest review.held where review.quorate is yes
  within 20 working days
  in force from 1 April 2011
  stop on care_period.ended
  warn 10 working days before

timescale visits "Child visited in placement"
  for each placement
  from placement.started
  to each visit.held where visit.seen is yes
  first within 1 week
  then every 6 weeks when placement.started is less than 1 year ago,
       every 3 months when placement.permanent is yes, otherwise every 6 weeks
  stop on placement.ended

timescale assessment "Assessment finished"
  for each assessment
  from assessment.received
  to assessment.authorised
  excused when assessment.delay_reason is known
  version until 14 April 2013
    within 35 working days
    law "Working Together 2010, chapter 5"
  version from 15 April 2013
    within 45 working days
    law "Working Together 2013, chapter 1"

measure reviews_on_time "Looked-after reviews held on time"
  percentage of first_review that are met
  counted when due
  per month and per quarter, by care_period.team
  bands on rag: green at least 95%, amber at least 85%, otherwise red
  hide counts under 6

action a34 "Make looked-after statutory reviews timely"
  law "Ofsted inspection, paragraph 94"
  owner "Divisional Director, Safeguarding"
  due within 3 months of 24 February 2012
  needs reviews_on_time at least green for 3 months in a row
  needs action a31

action a31 "Record reviews"
  needs no breach of first_review

example first_review
  as of 1 March 2024
  given review.quorate is yes
  | care_period.started | review.held | expect                      |
  | 2024-01-02          | 2024-01-30  | met                         |
  | 2024-02-23          |             | due on 2024-03-22           |
)duly";

Rules rules() {
    static const Rules made = [] {
        auto result = compile({"pack/rules.duly"}, Texts({{"pack/rules.duly", whole}, {"pack/common.duly", records}}));
        EXPECT_TRUE(result.ok()) << render(result.diagnostics);
        return result.value.value_or(std::make_shared<const model::RuleSet>());
    }();
    return made;
}

TEST(GoodFile, HasItsTitleAndNames) {
    const auto set = rules();
    EXPECT_EQ(set->title, "Looked-after children: reviews");
    EXPECT_EQ(set->version, "2026.1");
    ASSERT_EQ(set->timescales.size(), 3u);
    EXPECT_EQ(set->timescales[0].name, "assessment");
    EXPECT_EQ(set->timescales[1].name, "first_review");
    EXPECT_EQ(set->timescales[2].name, "visits");
    EXPECT_LT(set->record("child"), set->record("care_period"));
    EXPECT_LT(set->record("placement"), set->record("visit"));
}

TEST(GoodFile, RecordsHaveTheirFields) {
    const auto& care_period = rules()->records[rules()->record("care_period")];
    EXPECT_EQ(care_period.parent, rules()->record("child"));
    EXPECT_EQ(care_period.orders, care_period.field("started"));
    EXPECT_EQ(care_period.span_to, care_period.field("ended"));
    EXPECT_TRUE(care_period.fields[care_period.field("team")].shown);
    const auto& review = rules()->records[rules()->record("review")];
    EXPECT_EQ(review.by, review.field("held"));
    EXPECT_EQ(review.key, review.field("review_id"));
}

TEST(GoodFile, DeadlineWithPick) {
    const auto& rule = rules()->timescales[rules()->timescale("first_review")];
    ASSERT_EQ(rule.versions.size(), 1u);
    const auto& version = rule.versions[0];
    EXPECT_EQ(version.shape, model::Shape::deadline);
    EXPECT_EQ(version.label, "");
    EXPECT_EQ(version.law, "SI 2010/959 regulation 33(1)");
    EXPECT_EQ(version.in_force_from, *parse_iso_day("2011-04-01"));
    EXPECT_EQ(version.in_force_until, model::max_day);
    EXPECT_EQ(version.calendar, 0u);
    ASSERT_EQ(version.within.cases.size(), 1u);
    EXPECT_EQ(version.within.cases[0].length.unit, model::Unit::working_days);
    EXPECT_EQ(rules()->exprs[version.within.cases[0].length.amount].literal.number, 20 * model::number_scale);
    const auto& to = rules()->exprs[version.to];
    ASSERT_EQ(to.op, model::ExprOp::aggregate);
    EXPECT_EQ(to.type, model::Type::date);
    const auto& picked = rules()->aggregates[to.ref];
    EXPECT_EQ(picked.op, model::AggregateOp::earliest);
    EXPECT_EQ(picked.path, std::vector<model::RecordId>{rules()->record("review")});
    EXPECT_EQ(picked.binds, 1);
    EXPECT_EQ(rules()->exprs[picked.value].slot, 1);
    EXPECT_NE(picked.where, none);
    ASSERT_EQ(version.warn.cases.size(), 1u);
    EXPECT_EQ(version.warn.cases[0].length.unit, model::Unit::working_days);
    EXPECT_NE(version.stop, none);
}

TEST(GoodFile, ScheduleWithCases) {
    const auto& version = rules()->timescales[rules()->timescale("visits")].versions.at(0);
    EXPECT_EQ(version.shape, model::Shape::schedule);
    ASSERT_TRUE(version.each);
    EXPECT_EQ(version.each->rows.binds, 1);
    EXPECT_EQ(version.turns.size(), 1u);
    ASSERT_EQ(version.then_every.cases.size(), 3u);
    const auto& ago = rules()->exprs[version.then_every.cases[0].when];
    EXPECT_EQ(ago.op, model::ExprOp::distance);
    EXPECT_EQ(ago.word, 3 + 16);
    EXPECT_EQ(rules()->exprs[ago.c].op, model::ExprOp::that_day);
    EXPECT_EQ(rules()->exprs[ago.b].unit, model::Unit::years);
    EXPECT_EQ(version.then_every.cases[2].when, none);
}

TEST(GoodFile, VersionsAreWhole) {
    const auto& versions = rules()->timescales[rules()->timescale("assessment")].versions;
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].from, model::min_day);
    EXPECT_EQ(versions[0].until, *parse_iso_day("2013-04-14"));
    EXPECT_EQ(versions[1].from, *parse_iso_day("2013-04-15"));
    EXPECT_EQ(versions[1].until, model::max_day);
    EXPECT_EQ(versions[0].label, "until 14 April 2013");
    EXPECT_EQ(versions[1].label, "from 15 April 2013");
    EXPECT_EQ(versions[1].law, "Working Together 2013, chapter 1");
    for (const auto& version : versions) {
        EXPECT_NE(version.from_date, none);
        EXPECT_NE(version.to, none);
        EXPECT_NE(version.excused, none);
    }
}

TEST(GoodFile, MeasureActionExample) {
    const auto& measure = rules()->measures.at(0);
    EXPECT_EQ(measure.kind, model::Measure::Kind::timescale);
    EXPECT_EQ(measure.timescale, rules()->timescale("first_review"));
    EXPECT_EQ(measure.periods.size(), 2u);
    EXPECT_EQ(measure.by_names, std::vector<std::string>{"care_period.team"});
    ASSERT_EQ(measure.bands.size(), 1u);
    EXPECT_EQ(measure.bands[0].bands[0].low, 950'000);
    EXPECT_EQ(measure.hide_under, 6);

    const auto& action = rules()->actions[rules()->action("a34")];
    EXPECT_EQ(action.due, parse_iso_day("2012-05-24"));
    ASSERT_EQ(action.needs.size(), 2u);
    EXPECT_EQ(action.needs[0].needs[0].months_in_a_row, 3);
    EXPECT_EQ(action.needs[1].needs[0].kind, model::Need::Kind::action);
    EXPECT_EQ(action.needs[1].needs[0].ref, rules()->action("a31"));

    const auto& example = rules()->examples.at(0);
    EXPECT_EQ(example.ref, rules()->timescale("first_review"));
    EXPECT_EQ(example.as_of.number, *parse_iso_day("2024-03-01"));
    ASSERT_EQ(example.columns.size(), 3u);
    EXPECT_EQ(example.columns[1].record, rules()->record("review"));
    EXPECT_TRUE(example.columns[2].expect);
    ASSERT_EQ(example.rows.size(), 2u);
    EXPECT_EQ(example.rows[1].cells[1], "");
    EXPECT_EQ(example.given.at(0).value.number, 1);
}

}  // namespace
}  // namespace duly::test
