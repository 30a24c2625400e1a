// Rule files with examples, compiled and run whole. Expected dates come from published tables, not from the engine.
#include "engine/verify/examples.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "dsl/check/compile.hpp"

namespace duly::verify {
namespace {

class Files final : public Loader {
public:
    std::map<std::string, std::string> files;
    std::optional<std::string> read(const std::string& path) const override {
        const auto found = files.find(path);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    }
    std::string resolve(const std::string&, const std::string& relative) const override { return relative; }
};

// Runs the examples of a rule file and tells what is wrong, a line each; "" when all pass.
struct Ran {
    std::string told;
    ExamplesResult result;
};
Ran run(const std::string& text, const std::vector<std::string>& only = {}) {
    Files files;
    files.files["test.duly"] = text;
    Ran out;
    const auto compiled = compile({"test.duly"}, files);
    for (const Diagnostic& one : compiled.diagnostics)
        if (one.severity == Severity::error) out.told += std::to_string(one.place.line) + ": " + one.message + "\n";
    if (!compiled.ok()) return out;
    const KnownCalendars calendars(**compiled.value, files);
    for (const Diagnostic& one : calendars.as_known_on({}).diagnostics) out.told += one.message + "\n";
    out.result = run_examples(**compiled.value, calendars, only);
    for (const Diagnostic& one : out.result.diagnostics)
        out.told += std::to_string(one.place.line) + ": " + std::string(info(one.kind).code) + " " + one.message + " (" + one.help + ")\n";
    return out;
}

constexpr const char* records = R"(
ruleset "Vectors"
  version "1"
calendar england_and_wales
  working monday to friday
  holiday 25 December 2009  holiday 28 December 2009  holiday 1 January 2010
  holiday 22 April 2011  holiday 25 April 2011  holiday 29 April 2011  holiday 2 May 2011
  holiday 4 June 2012  holiday 5 June 2012
  holiday 10 April 2020  holiday 13 April 2020  holiday 8 May 2020
  holiday 29 August 2022  holiday 19 September 2022 announced 10 September 2022
  holiday 1 January 2026  holiday 3 April 2026  holiday 6 April 2026  holiday 4 May 2026  holiday 25 May 2026
  holiday 25 December 2026  holiday 28 December 2026  holiday 1 January 2027
  known from 1 December 2009
  known until 31 December 2027
record child
  child_id  text  key
  born      date
record case of child
  case_id  text  key
  started  date  orders
  ended    date  optional
  meeting  date  optional planned
  held     date  optional
  pause    date  optional
  resumed  date  optional
  grant    date  optional
  longer   yes_no  optional
record visit of case
  visit_id  text  key
  held      date  orders
  seen      yes_no
record alarm of child
  alarm_id  text  key
  rung      moment  orders
  answered  moment  optional
)";

// One timescale and its vectors.
std::string timescale(const std::string& name, const std::string& clauses, const std::string& example) {
    return "timescale " + name + " \"" + name + "\"\n" + clauses + "\nexample " + name + "\n" + example + "\n";
}
const std::string from_started = "  for each case\n  from case.started\n  to case.held\n";

TEST(Examples, WorkingDayVectors) {
    const struct { const char *limit, *start, *as_of, *due; } vectors[] = {
        {"35 working days", "2009-12-18", "2009-12-18", "2010-02-10"}, {"15 working days", "2011-04-14", "2011-04-20", "2011-05-11"},
        {"20 working days", "2012-05-16", "2012-05-16", "2012-06-15"}, {"10 working days", "2020-04-20", "2020-05-04", "2020-05-04"},
        {"45 working days", "2022-08-30", "2022-09-01", "2022-11-02"}, {"1 working day", "2026-05-23", "2026-05-25", "2026-05-26"},
        {"10 working days", "2026-12-15", "2026-12-15", "2026-12-31"}, {"4 months", "1978-09-30", "1978-10-01", "1979-01-30"},
        {"3 months", "2025-11-30", "2025-12-01", "2026-02-28"},        {"91 days", "2025-11-30", "2025-12-01", "2026-03-01"},
        {"6 months", "2023-08-31", "2023-09-01", "2024-02-29"},        {"1 month", "2026-01-31", "2026-01-31", "2026-02-28"},
    };
    int n = 0;
    std::string text = records;
    for (const auto& v : vectors)
        text += timescale("t" + std::to_string(++n), from_started + "  within " + v.limit,
                          "  as of " + std::string(v.as_of) + "\n  | case.started | expect |\n  | " + v.start + " | due on " + v.due + " |");
    const Ran out = run(text);
    EXPECT_EQ(out.told, "");
    EXPECT_EQ(out.result.passed, 12u);
}

TEST(Examples, WaysOfCounting) {
    std::string text = records;
    text += timescale("next_day", from_started + "  within 1 working day\n  counting from the next working day",
                      "  as of 2026-05-23\n  | case.started | expect |\n  | 2026-05-23 | due on 2026-05-27 |");
    text += timescale("itself", from_started + "  within 10 working days\n  counting the day itself",
                      "  as of 2026-12-15\n  | case.started | expect |\n  | 2026-12-15 | due on 2026-12-30 |");
    text += timescale("itself_days", from_started + "  within 8 days\n  counting the day itself",
                      "  as of 2026-12-18\n  | case.started | expect |\n  | 2026-12-18 | due on 2026-12-25 |");
    text += timescale("back_days", "  for each case\n  to case.held at least 2 working days before case.meeting",
                      "  as of 2026-05-20\n  | case.meeting | expect |\n  | 2026-05-26 | due on 2026-05-21 |");
    text += timescale("back_months", "  for each case\n  to case.held at least 3 months before case.meeting",
                      "  as of 2026-01-01\n  | case.meeting | expect |\n  | 2026-05-31 | due on 2026-02-28 |");
    text += timescale("paused_days", from_started + "  within 10 working days\n  paused from case.pause to case.resumed",
                      "  as of 2026-01-14\n  | case.started | case.pause | case.resumed | expect |\n"
                      "  | 2026-01-05 | 2026-01-08 | 2026-01-14 | due on 2026-01-23 |\n  | 2026-01-05 | | | due on 2026-01-19 |");
    text += timescale("paused_month", from_started + "  within 1 month\n  paused from case.pause to case.resumed",
                      "  as of 2026-01-14\n  | case.started | case.pause | case.resumed | expect |\n  | 2026-01-05 | 2026-01-08 | 2026-01-14 | due on 2026-02-11 |");
    text += timescale("longer_limit", from_started + "  within 1 month\n  extended by 2 months when case.longer is yes",
                      "  as of 2026-01-31\n  given case.longer is yes\n  | case.started | expect |\n  | 2026-01-31 | due on 2026-04-30 |");
    text += timescale("alarms", "  for each alarm\n  from alarm.rung\n  to alarm.answered\n  within 72 hours",
                      "  as of 2026-03-28 23:00\n  | alarm.rung | expect |\n  | 2026-03-28 18:00 | due on 2026-03-31 19:00 |");
    text += timescale("alarms_back", "  for each alarm\n  from alarm.rung\n  to alarm.answered\n  within 72 hours",
                      "  as of 2026-10-28\n  | alarm.rung | alarm.answered | expect |\n  | 2026-10-24 09:00 | 2026-10-27 08:00 | met, due on 2026-10-27 08:00 |\n"
                      "  | 2026-10-24 09:00 | 2026-10-27 08:01 | late by 1 hour |");
    const Ran out = run(text);
    EXPECT_EQ(out.told, "");
    EXPECT_EQ(out.result.failed, 0u);
}

TEST(Examples, TurnsUnknownsAndWords) {
    std::string text = records;
    text += timescale("visits",
                      "  for each case\n  from case.started\n  to each visit.held where visit.seen is yes\n  first within 1 week\n  then every 6 weeks\n  stop on case.ended",
                      R"(  as of 2024-06-01
  given visit.seen is yes
  | case.started | case.ended | visit.held                         | expect                      |
  | 2024-01-02   | 2024-03-20 | 2024-01-08; 2024-02-26; 2024-02-26 | met; late by 7 days; met    |
  | 2024-01-02   | 2024-03-20 | 2024-01-08; ; 2024-02-19           | met; met, due on 2024-02-19 |
  |              |            | 2024-01-08                         | unknown, started is missing |
  | ?            |            |                                    | unknown                     |
  | 2024-05-31   |            |                                    | due on 2024-06-07           |
  | 2024-06-02   |            |                                    | no outcome                  |)");
    const Ran out = run(text);
    EXPECT_EQ(out.told, "");
    EXPECT_EQ(out.result.rows.size(), 6u);
    EXPECT_EQ(out.result.failed, 0u);
}

TEST(Examples, ChecksMeasuresAndActions) {
    std::string text = records;
    text += R"(
scale rag: green, amber, red
timescale opened "Held in time"
  for each case
  from case.started
  to case.held
  within 10 days
check ends_after "A case ends after it starts"
  for each case
  must case.ended is on or after case.started
measure in_time "Held in time"
  percentage of opened that are met
  counted when due
  per month
  bands on rag: green at least 90%, amber at least 70%, otherwise red
action better "Hold in time"
  owner "Head of service"
  due 31 March 2024
  needs in_time at least green

example ends_after
  as of 1 March 2024
  | case.started | case.ended | expect   |
  | 2024-01-02   | 2024-01-01 | breached |
  | 2024-01-02   | 2024-01-02 | met      |
example in_time
  as of 15 February 2024
  | case.started                                       | case.held                                      | expect                   |
  | 2024-01-02; 2024-01-03; 2024-01-04; 2024-01-05     | 2024-01-05; 2024-01-06; 2024-01-07; 2024-01-30 | 75%, 3 of 4, amber       |
  | 2024-01-02                                         | 2024-01-05                                     | 100%, green              |
  | 2024-01-02; 2024-01-03                             | 2024-01-05; ?                                  | 50% to 100%, green or amber or red |
  |                                                    |                                                | unrated                  |
example better
  as of 15 April 2024
  | case.started | case.held  | expect   |
  | 2024-03-02   | 2024-03-05 | achieved |
  | 2024-03-02   | 2024-03-25 | failing  |
)";
    const Ran out = run(text);
    EXPECT_EQ(out.told, "");
    EXPECT_EQ(out.result.failed, 0u);
}

TEST(Examples, WhatFailsSaysWhatCameOut) {
    const std::string text = std::string(records) + timescale("held", from_started + "  within 5 days",
                                                              "  as of 2024-06-01\n  | case.started | case.held | expect |\n  | 2024-01-02 | 2024-01-09 | met |\n"
                                                              "  | 2024-01-02 | 2024-01-09 | late by 3 days |\n  | 2024-01-02 | 2024-01-07 | met; met |\n"
                                                              "  | 2024-01-02 | 2024-01-07 | fine |\n  | 2024-13-02 | | met |\n  | 2024-01-02 | 2024-01-09 | late, by magic |");
    const Ran out = run(text);
    ASSERT_EQ(out.result.rows.size(), 6u);
    EXPECT_EQ(out.result.failed, 6u);
    EXPECT_EQ(out.result.rows[0].got, "late by 2 days");
    EXPECT_EQ(out.result.rows[0].expected, "met");
    EXPECT_EQ(out.result.rows[2].got, "met");
    std::string codes;
    for (const Diagnostic& one : out.result.diagnostics) codes += std::string(info(one.kind).code) + " ";
    // The second and the last row put the first one's case again and expect what is no `met`.
    EXPECT_EQ(codes, "D0301 D0305 D0301 D0303 D0302 D0305 ");
    EXPECT_EQ(out.result.diagnostics[0].message, "`held` gives `late by 2 days` here, not `met`");
    EXPECT_TRUE(run(text, {"another"}).result.rows.empty());
}

// The state funeral of 19 September 2022 was announced on 10 September: 45 working days from 30 August end on 2 November, and on
// 1 November for whoever counts with what was known before.
TEST(Examples, AsKnownOn) {
    const std::string rule = std::string(records) + timescale("long", from_started + "  within 45 working days", "  as of 2022-09-01\n  | case.started | expect |\n  | 2022-08-30 | due on 2022-11-02 |");
    const auto known = [](const char* day, const char* due) {
        return std::string("example long\n  as of 2022-09-01\n  as known on ") + day + "\n  | case.started | expect |\n  | 2022-08-30 | due on " + due + " |\n";
    };
    const Ran out = run(rule + known("9 September 2022", "2022-11-01") + known("2022-09-10", "2022-11-02"));
    EXPECT_EQ(out.told, "");
    EXPECT_EQ(out.result.passed, 3u);
}

TEST(Examples, ProposedRowsWaitOrFail) {
    const Ran out = run(std::string(records) + timescale("held", from_started + "  within 5 days",
                                                         "  as of 2024-06-01\n  | case.started | case.held | expect |\n  | 2024-01-02 | 2024-01-07 | proposed: met |\n"
                                                         "  | 2024-01-02 | 2024-01-08 | Proposed : met |\n  | 2024-01-02 | 2024-01-09 | late by 2 days |\n  | 2024-01-02 | 2024-01-09 | proposed: met |"));
    EXPECT_EQ(out.result.passed, 1u);
    EXPECT_EQ(out.result.to_confirm, 1u);
    EXPECT_EQ(out.result.failed, 2u);
    ASSERT_EQ(out.result.rows.size(), 4u);
    EXPECT_TRUE(out.result.rows[0].proposed);
    EXPECT_EQ(out.result.rows[0].expected, "met");
    EXPECT_EQ(out.result.rows[1].got, "late by 1 day");
    // A proposal contradicts nobody: it is only wrong.
    ASSERT_EQ(out.result.diagnostics.size(), 2u);
    EXPECT_EQ(out.result.diagnostics[0].message, "`held` gives `late by 1 day` here, and `met` was proposed");
    EXPECT_EQ(info(out.result.diagnostics[1].kind).code, "D0301");
}

// Two rows contradict when they say the same, however it is written, and no outcome fits both.
TEST(Examples, Contradictions) {
    const auto count = [](const std::string& rows, const std::string& clause = "  as of 2024-06-01\n") {
        const Ran out = run(std::string(records) + timescale("held", from_started + "  within 5 days", clause + "  | case.started | case.held | expect |\n" + rows));
        return std::count_if(out.result.diagnostics.begin(), out.result.diagnostics.end(), [](const Diagnostic& one) { return one.kind == DiagnosticKind::examples_contradict; });
    };
    EXPECT_EQ(count("  | 2024-01-02 | 2024-01-07 | met |\n  | 2 January 2024 | 2024-01-07 | late |\n"), 1);
    EXPECT_EQ(count("  | 2024-01-02 | 2024-01-07 | met |\n  | 2024-01-02 | 2024-01-07 | met, due on 2024-01-07 |\n"), 0);
    EXPECT_EQ(count("  | 2024-01-02 | 2024-01-07 | met, due on 2024-01-06 |\n  | 2024-01-02 | 2024-01-07 | met, due on 2024-01-07 |\n"), 1);
    EXPECT_EQ(count("  | 2024-01-02 | 2024-01-09 | late by 1 day |\n  | 2024-01-02 | 2024-01-09 | late by 2 days |\n"), 1);
    EXPECT_EQ(count("  | 2024-01-02 | 2024-01-07 | met |\n  | 2024-01-03 | 2024-01-07 | late |\n"), 0);
    // As of another day, the case is another.
    EXPECT_EQ(count("  | 2024-01-02 | | overdue |\nexample held\n  as of 2024-01-03\n  | case.started | expect |\n  | 2024-01-02 | due |\n"), 0);
    EXPECT_EQ(count("  | 2024-01-02 | | overdue |\nexample held\n  as of 2024-06-01\n  | case.started | expect |\n  | 2024-01-02 | due |\n"), 1);
}

}  // namespace
}  // namespace duly::verify
