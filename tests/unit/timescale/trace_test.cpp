// Reasons in words, how the days were counted, and what would settle an unknown.
#include <gtest/gtest.h>

#include "tests/unit/timescale/helper.hpp"

namespace duly::eval::test {
namespace {

std::string reason(Lab& lab, const Cells& cells) {
    const auto row = lab.matter(cells);
    return lab.traces(row).front().reason;
}

Lab plain() {
    Lab lab;
    lab.within(5, Unit::working_days);
    lab.version.stop = lab.field("matter.ended");
    lab.version.also_shown_by = {lab.field("matter.later")};
    return lab;
}

TEST(Reasons, OfUnknown) {
    Lab a = plain();
    EXPECT_EQ(reason(a, {{"finished", "2024-01-30"}}), "began is missing although finished is there");
    Lab b = plain();
    EXPECT_EQ(reason(b, {{"began", "2024-01-30"}, {"finished", "2024-01-29"}}),
              "done before it started: finished is 29 January 2024, began is 30 January 2024");
    Lab c = plain();
    EXPECT_EQ(reason(c, {{"began", "2024-01-30"}, {"later", "2024-03-01"}}), "finished is blank although later is there: done, but the date is missing");
    Lab d = plain();
    d.version.where = d.yes("matter.needed");
    EXPECT_EQ(reason(d, {{"began", "2024-01-30"}}), "needed is missing");
    Lab e = plain();
    EXPECT_EQ(reason(e, {{"began", "2024-01-30"}, {"finished", "2024-02"}}),
              "finished is known only as 2024-02: its possible days give different outcomes; the due date is 6 February 2024, and a day up to it would be in time");
    Lab f = plain();
    f.version.within.cases = {{model::none, {f.field("matter.days"), Unit::days}}};
    EXPECT_EQ(reason(f, {{"began", "2024-01-30"}}), "days is missing, so the limit cannot be told");
}

TEST(Reasons, OfTheRest) {
    Lab a = plain();
    EXPECT_EQ(reason(a, {}), "began is blank: nothing has started");
    Lab b = plain();
    EXPECT_EQ(reason(b, {{"began", "2025-01-30"}}), "began lies after the day of the evaluation");
    Lab c = plain();
    EXPECT_EQ(reason(c, {{"began", "2024-01-30"}, {"ended", "2024-02-01"}}), "it stopped on 1 February 2024, before it was overdue");
    Lab d = plain();
    EXPECT_EQ(reason(d, {{"began", "2009-01-30"}}),
              "the count leaves the calendar england_and_wales, which is known from 1 December 2009 to 31 December 2028");
    Lab e = plain();
    e.version.excluded = {{e.known("matter.reason"), "the court has decided"}};
    EXPECT_EQ(reason(e, {{"began", "2024-01-30"}, {"reason", "x"}}), "the court has decided");
}

TEST(Reasons, OfEventsInDoubt) {
    Lab lab;
    lab.schedule({lab.limit(1, Unit::weeks)}, lab.limit(6, Unit::weeks));
    lab.version.each = lab.each(true);
    lab.as_of("2024-01-31");
    const auto row = lab.matter({{"began", "2024-01-02"}});
    lab.visit(row, {{"held", "2024-01-05"}});
    const auto traces = lab.traces(row);
    ASSERT_EQ(traces.size(), 1u);
    EXPECT_EQ(traces[0].outcome, Outcome::unknown);
    EXPECT_EQ(traces[0].reason, "visit.seen of visit V1 is missing");
    ASSERT_EQ(traces[0].settles.size(), 1u);
    EXPECT_EQ(lab.rules.records[traces[0].settles[0].record].name, "visit");
}

TEST(Reasons, OfWhatTheDataDoesNotHold) {
    Lab latest;
    latest.schedule({latest.limit(1, Unit::weeks)}, latest.limit(6, Unit::weeks));
    latest.filler->builder.table(latest.rules.record("visit")).holds = model::Holds::latest;
    const auto row = latest.matter({{"began", "2024-01-02"}});
    latest.visits(row, {"2024-11-28"});
    EXPECT_EQ(latest.traces(row).front().reason, "the data holds only the latest visit, so earlier turns cannot be told");
    Lab none;
    none.schedule({none.limit(1, Unit::weeks)}, none.limit(6, Unit::weeks));
    none.absent = "visit";
    EXPECT_EQ(reason(none, {{"began", "2024-01-02"}}), "the data holds no visit");
}

std::vector<std::string> settling(Lab& lab, const EntryTrace& trace) {
    std::vector<std::string> out;
    for (const ValueRead& read : trace.settles) out.push_back(lab.rules.records[read.record].fields[read.field].name);
    return out;
}

TEST(Settling, OfTwoTiersOnlyTheDateThatIsMissing) {
    Lab lab;
    lab.within(10, Unit::days);
    lab.version.shape = model::Shape::two_tiers;
    lab.version.from_date = lab.field("matter.opened");
    lab.version.before = lab.field("matter.goal");
    const auto row = lab.matter({{"opened", "missing"}, {"goal", "2024-01-18"}, {"finished", "2024-01-18"}});
    const auto t = lab.traces(row).front();
    EXPECT_EQ(t.reason, "opened is missing although finished is there");
    EXPECT_EQ(settling(lab, t), Texts{"opened"});
}

TEST(Settling, NotByAPauseThatHasNotBegun) {
    Lab lab;
    lab.within(10, Unit::days);
    lab.version.pauses.push_back({lab.field("matter.opened"), lab.field("matter.resumed"), {}});
    const auto row = lab.matter({{"began", "2024-01-22"}, {"opened", "missing"}, {"finished", "2024-02"}});
    const auto t = lab.traces(row).front();
    EXPECT_EQ(t.outcome, Outcome::unknown);
    EXPECT_EQ(settling(lab, t), Texts{"finished"});
}

TEST(Settling, ByAPausesStartAloneWhereItsEndIsThere) {
    Lab lab;
    lab.within(10, Unit::days);
    lab.version.pauses.push_back({lab.field("matter.stopped"), lab.field("matter.resumed"), {}});
    lab.version.restarted = lab.field("matter.again");
    const auto row = lab.matter({{"began", "2024-01-22"}, {"resumed", "2024-01-25"}, {"finished", "2024-02-10"}});
    const auto t = lab.traces(row).front();
    EXPECT_EQ(t.reason, "stopped is blank, so the limit cannot be told");
    EXPECT_EQ(settling(lab, t), Texts{"stopped"});
}

TEST(DueTraces, AStartThatCannotBeReadGivesNoDay) {
    Lab lab;
    lab.within(10, Unit::days);
    const auto row = lab.matter({{"finished", "2024-02-10"}});
    data::Cell cell;
    cell.state = data::State::unreadable;
    lab.filler->builder.set(lab.rules.record("matter"), row, lab.rules.records[lab.rules.record("matter")].field("began"), cell);
    const auto t = lab.traces(row).front();
    EXPECT_EQ(t.outcome, Outcome::unknown);
    EXPECT_EQ(t.reason.find("between"), std::string::npos) << t.reason;
    EXPECT_EQ(t.due_trace.start, no_time);
    EXPECT_EQ(t.due_trace.due, no_time);
}

TEST(DueTraces, ClosedDaysPausesAndExtensions) {
    Lab lab;
    lab.within(10, Unit::working_days).as_of("2026-12-31");
    lab.version.pauses.push_back({lab.field("matter.stopped"), lab.field("matter.resumed"), {}});
    lab.version.extensions.push_back({model::Extension::Kind::by_on, lab.length(1, Unit::working_days), lab.field("matter.granted"), model::none});
    const auto row = lab.matter({{"began", "2026-05-18"}, {"stopped", "2026-05-20"}, {"resumed", "2026-05-21"}, {"granted", "2026-05-28"}});
    const auto t = lab.traces(row).front();
    // 19 and 20 May, then 22 May, 26 to 29 May (the 25th is a holiday), 1 to 4 June.
    EXPECT_EQ(t.due, day("2026-06-04"));
    ASSERT_EQ(t.due_trace.closed.size(), 1u);
    EXPECT_EQ(t.due_trace.closed[0].day, day("2026-05-25"));
    ASSERT_EQ(t.due_trace.pauses.size(), 1u);
    EXPECT_EQ(t.due_trace.pauses[0].from, day("2026-05-21"));
    EXPECT_EQ(t.due_trace.extensions, Texts{"extended by 1 working day on 28 May 2026"});
    EXPECT_EQ(t.due_trace.amount, 10 * model::number_scale);
    EXPECT_EQ(t.due_trace.start, day("2026-05-18"));
}

}  // namespace
}  // namespace duly::eval::test
