// What examples test, row by row, through the public interface; and the rows that are proposed for what they do not.
#include <gtest/gtest.h>

#include <algorithm>
#include <duly/duly.hpp>
#include <filesystem>
#include <map>

namespace {

const std::string records = R"(ruleset "Coverage"
calendar office
  working monday to friday
  holiday 25 December 2024  holiday 26 December 2024
  known from 1 January 2010
  known until 31 December 2030
record area
  area_id   text  key
  switched  date  optional
record case of area
  case_id  text  key
  kind     choice of plain, urgent  optional
  started  date
  held     date  optional
  size     number  optional
scale rag: green, amber, red
)";

duly::RuleSet compiled(const std::string& text) {
    auto rules = duly::compile_sources({{"test.duly", text}});
    EXPECT_TRUE(rules) << duly::to_text(rules.diagnostics);
    return rules ? *rules.value : duly::RuleSet();
}

// "limit 5 working days, done ...": tested ones with a plus in front, the others with a minus.
std::vector<std::string> items(const std::string& text, const std::string& rule) {
    std::vector<std::string> out;
    const auto coverage = duly::example_coverage(compiled(text), {rule});
    EXPECT_TRUE(coverage);
    if (!coverage) return out;
    EXPECT_EQ(coverage.value->rules.size(), 1u);
    for (const duly::CoverageItem& item : coverage.value->rules.front().items) out.push_back((item.rows ? "+ " : "- ") + item.kind + " " + item.subject + " " + item.wanted);
    return out;
}

const std::string held = R"(timescale held
  for each case
  where case.kind is plain or case.size at least 3
  from case.started
  to case.held
  version until 31 March 2020
    within 10 days
  version from 1 April 2020
    within 5 working days
)";

// 18 December 2024 is a Wednesday: 5 working days, without Christmas and Boxing Day, end on Friday 27 December; the working day
// before is Tuesday 24 December, the one after Monday 30 December.
TEST(Coverage, EachThingThatARowShows) {
    const std::string text = records + held + R"(example held
  as of 1 February 2025
  given case.kind is plain
  | case.started | case.held  | expect                |
  | 2024-12-18   | 2024-12-27 | met                   |
  | 2024-12-18   | 2024-12-30 | late by 1 working day |
  | 2020-03-31   | 2020-04-10 | met                   |
)";
    const std::vector<std::string> expected = {
        "+ limit 10 days done on the day when it is due",
        "- limit 10 days done a day before it is due",
        "- limit 10 days done a day after it is due",
        "- limit 5 working days done a working day before it is due",
        "+ limit 5 working days done on the day when it is due",
        "+ limit 5 working days done a working day after it is due",
        "+ closed_days 5 working days counted across a closed day other than the weekend",
        "+ version the change on 1 April 2020 started on the last day before, 31 March 2020",
        "- version the change on 1 April 2020 started on the first day, 1 April 2020",
        "- start the start is missing",
        "- end the end has not happened",
        "+ condition case.kind is plain true",
        "- condition case.kind is plain false",
        "- condition case.kind is plain unknown",
        "- condition case.size at least 3 true",
        "+ condition case.size at least 3 false",
        "- condition case.size at least 3 unknown",
    };
    std::vector<std::string> got = items(text, "held");
    std::vector<std::string> sorted = expected;
    std::sort(sorted.begin(), sorted.end());
    std::sort(got.begin(), got.end());
    EXPECT_EQ(got, sorted);
}

// From Tuesday 2 January 2024 the first visit is due on 9 January; from the visit of 8 January the next is due on 19 February; the two of
// 26 February are a turn each, and what is open on 20 March would be due on 8 April.
TEST(Coverage, TurnsOfASchedule) {
    const std::string text = records + R"(record visit of case
  visit_id  text  key
  held      date  orders
  seen      yes_no
timescale visits
  for each case
  from case.started
  to each visit.held where visit.seen is yes
  first within 1 week
  then every 6 weeks
  stop on case.held
example visits
  as of 31 March 2024
  | case.started | case.held  | visit.held                                     | visit.seen         | expect                      |
  | 2024-01-02   | 2024-03-20 | 2024-01-08; 2024-01-20; 2024-02-26; 2024-02-26 | yes; no; yes; yes  | met; late by 7 days; met    |
)";
    const std::vector<std::string> expected = {
        "+ limit first 1 week done a day before it is due",
        "- limit first 1 week done on the day when it is due",
        "- limit first 1 week done a day after it is due",
        "- limit every 6 weeks done a day before it is due",
        "- limit every 6 weeks done on the day when it is due",
        "- limit every 6 weeks done a day after it is due",
        "- start the start is missing",
        "- end the end has not happened",
        "+ condition visit.seen is yes true",
        "+ condition visit.seen is yes false",
        "- condition visit.seen is yes unknown",
    };
    EXPECT_EQ(items(text, "visits"), expected);
}

// 72 hours from 18:00 on 28 March 2026 end at 19:00 on the 31st, since the clocks go forward in between.
TEST(Coverage, AnHourEitherWay) {
    const auto with = [](const std::string& done) {
        return items(records + R"(record alarm of case
  alarm_id  text  key
  rung      moment
  answered  moment  optional
timescale answered
  for each alarm
  from alarm.rung
  to alarm.answered
  within 72 hours
example answered
  as of 1 May 2026
  | alarm.rung       | alarm.answered | expect |
  | 2026-03-28 18:00 | )" + done + " | met |\n", "answered");
    };
    const auto shown = [](const std::vector<std::string>& list) {
        std::string out;
        for (const std::string& item : list)
            if (item.front() == '+') out += item.substr(2) + ";";
        return out;
    };
    EXPECT_EQ(shown(with("2026-03-31 18:00")), "limit 72 hours done an hour before it is due;");
    EXPECT_EQ(shown(with("2026-03-31 17:59")), "");
    EXPECT_EQ(shown(with("2026-03-31 19:00")), "limit 72 hours done when it is due;");
    EXPECT_EQ(shown(with("2026-03-31 20:00")), "limit 72 hours done an hour after it is due;");
    EXPECT_EQ(shown(with("2026-03-31 20:01")), "");
}

// The day on which an authority changed stands in the data.
TEST(Coverage, AChangeReadFromTheData) {
    const std::string text = records + R"(timescale moved
  for each case
  from case.started
  to case.held
  version until 31 December 2023
    within 10 days
  version from area.switched, at the latest 1 January 2024
    within 5 days
example moved
  as of 1 March 2024
  | area.switched | case.started | case.held  | expect |
  | 2023-06-01    | 2023-06-01   | 2023-06-03 | met    |
  | 2023-06-02    | 2023-06-01   | 2023-06-03 | met    |
)";
    const std::vector<std::string> got = items(text, "moved");
    EXPECT_EQ(std::count(got.begin(), got.end(), "+ version area.switched started on that day"), 1) << testing::PrintToString(got);
    EXPECT_EQ(std::count(got.begin(), got.end(), "+ version area.switched started on the last day before"), 1);
}

TEST(Coverage, BandsAtTheirEdgeAndBeside) {
    const std::string measure = R"(measure share
  percentage of case where case.kind is plain out of case where case.started is known
  counted by case.started
  per month
  bands on rag: green at least 75%, otherwise red
)";
    const std::string example = "example share\n  as of 1 February 2025\n  | case.started | case.kind | expect |\n";
    const auto three_of_four = std::string("  | 2025-01-01; 2025-01-01; 2025-01-01; 2025-01-01 | plain; plain; plain; urgent | 75%, green |\n");
    // 74 of 99 would be within a point; 2 of 3 is 66.7% and too far away.
    const auto two_of_three = std::string("  | 2025-01-01; 2025-01-01; 2025-01-01 | plain; plain; urgent | red |\n");
    std::vector<std::string> got = items(records + measure + example + three_of_four + two_of_three, "share");
    EXPECT_EQ(std::count(got.begin(), got.end(), "+ band green at least 75% a value of exactly 75%"), 1);
    EXPECT_EQ(std::count(got.begin(), got.end(), "- band green at least 75% a value just below"), 1);
    // 20 of 27 is 74.07%.
    std::string starts, kinds;
    for (int i = 0; i < 27; ++i) {
        starts += i ? "; 2025-01-01" : "2025-01-01";
        kinds += i ? "; " : "";
        kinds += i < 20 ? "plain" : "urgent";
    }
    got = items(records + measure + example + "  | " + starts + " | " + kinds + " | red |\n", "share");
    EXPECT_EQ(std::count(got.begin(), got.end(), "+ band green at least 75% a value just below"), 1);
}

TEST(Coverage, UntestedAsDiagnostics) {
    const auto found = duly::untested(compiled(records + held + R"(example held
  as of 1 February 2025
  given case.kind is plain
  | case.started | case.held  | expect        |
  | 2024-12-18   | 2024-12-27 | met           |
  | 2019-01-01   | 2019-01-05 | proposed: met |
timescale alone
  for each case
  from case.started
  to case.held
  within 3 days
)"));
    std::string told;
    for (const duly::Diagnostic& one : found) told += one.code + " " + std::to_string(one.line) + " " + one.message + "\n";
    EXPECT_EQ(told,
              "D0229 17 no example of `held` tests the change on 1 April 2020: started on the last day before, 31 March 2020 and started on the first day, 1 April 2020\n"
              "D0308 19 `case.kind is plain` is a condition that no example of `held` shows not to hold\n"
              "D0308 19 `case.size at least 3` is a condition that no example of `held` shows to hold\n"
              "D0229 23 no example of `held` tests 10 days: done a day before it is due, done on the day when it is due and done a day after it is due\n"
              "D0229 25 no example of `held` tests 5 working days: done a working day before it is due and done a working day after it is due\n"
              "D0307 31 the outcome of this row of `held` is only proposed\n");
}

// The proposals of a rule without a single example, worked out by hand for the part that dates decide.
TEST(Generate, FromNothing) {
    const duly::RuleSet rules = compiled(records + R"(timescale told
  for each case
  from case.started
  to case.held
  within 3 days
)");
    const auto made = duly::generate_examples(rules);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made.value->left.empty());
    // Monday 16 December 2024 is the day that plain cases start on; 3 days later is the 19th.
    EXPECT_NE(made.value->text.find("| 2024-12-16   | 2024-12-18 | proposed: met, due on 2024-12-19"), std::string::npos) << made.value->text;
    EXPECT_NE(made.value->text.find("| 2024-12-16   | 2024-12-19 | proposed: met, due on 2024-12-19"), std::string::npos);
    EXPECT_NE(made.value->text.find("| 2024-12-16   | 2024-12-20 | proposed: late by 1 day"), std::string::npos);
    EXPECT_NE(made.value->text.find("proposed: unknown, started is missing"), std::string::npos);
}

// Pasted and confirmed, what is proposed for the rules of England leaves no limit, version or band without its rows, and passes.
TEST(Generate, ClosesTheGapsOfTheScheduleCases) {
    std::string text;
    for (const auto& file : std::filesystem::directory_iterator("tests/conformance/schedules"))
        if (file.path().extension() == ".duly") text += "use \"tests/conformance/schedules/" + file.path().filename().string() + "\"\n";
    const auto reader = [&](const std::string& path) -> std::optional<std::string> {
        if (path == "pasted.duly") return text;
        std::FILE* in = std::fopen(path.c_str(), "rb");
        if (!in) return {};
        std::string bytes(1 << 20, '\0');
        bytes.resize(std::fread(bytes.data(), 1, bytes.size(), in));
        std::fclose(in);
        return bytes;
    };
    const auto before = duly::compile_with({"pasted.duly"}, reader);
    ASSERT_TRUE(before) << duly::to_text(before.diagnostics);
    const auto made = duly::generate_examples(*before.value);
    ASSERT_TRUE(made);
    EXPECT_GT(made.value->rows, 20u);

    text += made.value->text;
    auto pasted = duly::compile_with({"pasted.duly"}, reader);
    ASSERT_TRUE(pasted) << duly::to_text(pasted.diagnostics);
    auto ran = duly::run_examples(*pasted.value);
    ASSERT_TRUE(ran);
    EXPECT_EQ(ran.value->failed, 0u);
    EXPECT_EQ(ran.value->to_confirm, made.value->rows);

    for (std::size_t at = 0; (at = text.find("proposed: ", at)) != std::string::npos;) text.erase(at, 10);
    pasted = duly::compile_with({"pasted.duly"}, reader);
    ASSERT_TRUE(pasted) << duly::to_text(pasted.diagnostics);
    ran = duly::run_examples(*pasted.value);
    ASSERT_TRUE(ran);
    EXPECT_EQ(ran.value->failed + ran.value->to_confirm, 0u);
    EXPECT_TRUE(ran.value->failures.empty()) << duly::to_text(ran.value->failures);
    const auto coverage = duly::example_coverage(*pasted.value);
    ASSERT_TRUE(coverage);
    for (const duly::RuleCoverage& rule : coverage.value->rules)
        for (const duly::CoverageItem& item : rule.items) {
            if (item.rows > 0) continue;
            // Only what was said not to be found.
            const auto said = [&](const duly::NotGenerated& one) { return one.rule == rule.rule && one.subject == item.subject && one.wanted == item.wanted && !one.because.empty(); };
            EXPECT_TRUE(std::any_of(made.value->left.begin(), made.value->left.end(), said)) << rule.rule << ": " << item.subject << " " << item.wanted;
            EXPECT_EQ(item.kind, "condition") << rule.rule << ": " << item.subject << " " << item.wanted;
        }
}

TEST(Generate, MeasuresAndActions) {
    const duly::RuleSet rules = compiled(records + R"(timescale told
  for each case
  from case.started
  to case.held
  within 3 days
measure in_time
  percentage of told that are met
  counted when due
  per month
  bands on rag: green at least 90%, amber at least 50%, otherwise red
record figure
  `measure` text
  `period` date
  `value` percentage
measure agency
  reported as "agency" in figure per month
  bands on rag: green at least 80%, otherwise red
action better
  due 31 March 2025
  needs in_time at least green
)");
    const auto made = duly::generate_examples(rules);
    ASSERT_TRUE(made);
    for (const duly::NotGenerated& one : made.value->left) ADD_FAILURE() << one.rule << ": " << one.subject << " " << one.wanted << ": " << one.because;
    // 9 of 10 is 90%, 1 of 2 is 50%. A figure that arrives ready-made is written as the percentage that it is.
    for (const char* words : {"| 80%          | proposed: 80.0%, green", "| 79%          | proposed: 79.0%, red", "proposed: 90.0%, green", "proposed: 50.0%, amber", "proposed: achieved", "proposed: at risk", "proposed: failing", "proposed: unknown"})
        EXPECT_NE(made.value->text.find(words), std::string::npos) << words;
}

// --- tables as files -------------------------------------------------------------------------------------------------

const std::string from_file = records + held + "example held\n  as of 1 February 2025\n  given case.kind is plain\n  table from \"tables/held.csv\"\n";

duly::Checked<duly::RuleSet> with_table(const std::string& bytes) {
    return duly::compile_with({"rules/test.duly"}, [bytes](const std::string& path) -> std::optional<std::string> {
        if (path == "rules/test.duly") return from_file;
        return path == "rules/tables/held.csv" ? std::optional(bytes) : std::nullopt;
    });
}

// The same two rows as different programs write them.
TEST(Tables, AsSpreadsheetsWriteThem) {
    for (const std::string bytes : {
             std::string("case.started,case.held,expect\n2024-12-18,2024-12-27,met\n2024-12-18,2024-12-30,late by 1 working day\n"),
             std::string("\xEF\xBB\xBF" "case.started;case.held;expect\r\n2024-12-18;2024-12-27;met\r\n2024-12-18;2024-12-30;late by 1 working day"),
             std::string("sep=;\r\ncase.started;case.held;expect\r\n\"\t2024-12-18\";\"2024-12-27\";met\r\n18 December 2024;2024-12-30;\"late by 1 working day\"\r\n;;\r\n"),
             std::string("case.started\tcase.held\texpect\tgot\n2024-12-18\t 2024-12-27 \tmet\tmet\n2024-12-18\t2024-12-30\tlate by 1 working day\tlate\n"),
             std::string("case.started,case.held,expect,,\n2024-12-18,2024-12-27,met,,\n\n2024-12-18,2024-12-30,late by 1 working day,,\n,,,,\n"),
         }) {
        const auto rules = with_table(bytes);
        ASSERT_TRUE(rules) << bytes << duly::to_text(rules.diagnostics);
        const auto ran = duly::run_examples(*rules.value);
        ASSERT_TRUE(ran);
        EXPECT_EQ(ran.value->passed, 2u) << bytes << duly::to_text(ran.value->failures);
        EXPECT_EQ(ran.value->failed, 0u);
    }
}

TEST(Tables, MistakesNameFileLineAndColumn) {
    const auto told = [](const std::string& bytes) {
        const auto rules = with_table(bytes);
        std::vector<duly::Diagnostic> list = rules.diagnostics;
        if (rules) list = duly::run_examples(*rules.value).value->failures;
        std::string out;
        for (const duly::Diagnostic& one : list) out += one.code + " " + one.file + ":" + std::to_string(one.line) + ":" + std::to_string(one.column) + "\n";
        return out;
    };
    EXPECT_EQ(told("case.started,case.hold,expect\n2024-12-18,,met\n"), "D0221 rules/tables/held.csv:1:14\n");
    EXPECT_EQ(told("case.started,case.held,expect\n2024-12-18,2024-12-27\n"), "D0222 rules/tables/held.csv:2:1\n");
    EXPECT_EQ(told("case.started,case.held,expect\r\n2024-12-18,27/12/2024,met\r\n"), "D0302 rules/tables/held.csv:2:12\n");
    EXPECT_EQ(told("case.started,case.held,expect\n2024-12-18,2024-12-30,met\n"), "D0301 rules/tables/held.csv:2:23\n");
    EXPECT_EQ(told("case.started,case.held,expect\n2024-12-18,\"2024-12-30,met\n"), "D0306 rules/tables/held.csv:2:12\n");
    EXPECT_EQ(told("case.started,case.held,expect\n2024-12-18,2024-12-30,caf\xE9\n"), "D0306 rules/test.duly:29:14\n");
    EXPECT_EQ(told(""), "D0306 rules/test.duly:29:14\n");
    EXPECT_EQ(told("case.started,case.held,expect\n"), "D0222 rules/test.duly:29:3\n");
}

TEST(Tables, ExportedAndReadAgain) {
    // A text that would be a formula, one with quotes and a semicolon, a key with zeros in front, several values in a cell.
    const std::string rule = records + R"(timescale asked
  for each case
  where case.case_id is not "none"
  from case.started
  to case.held
  within 5 days
)";
    const std::string clauses = "example asked\n  as of 1 February 2025\n";
    const duly::RuleSet rules = compiled(rule + clauses + R"(  | area.area_id  | case.case_id | case.started | case.held          | expect                            |
  | "=1+1; ""x""" | 007          | 2024-12-18   | 2024-12-23         | met                               |
  | -2, three     |              | 2024-12      |                    | overdue                           |
)");
    const auto files = duly::export_examples(rules);
    ASSERT_TRUE(files);
    ASSERT_EQ(files.value->size(), 1u);
    EXPECT_EQ(files.value->front().first, "asked.csv");
    const std::string& bytes = files.value->front().second;
    EXPECT_EQ(bytes.substr(0, 3), "\xEF\xBB\xBF");
    EXPECT_NE(bytes.find("\"\t2024-12-18\""), std::string::npos) << bytes;
    EXPECT_NE(bytes.find("\"'-2, three\""), std::string::npos) << bytes;
    const auto again = duly::compile_with({"a.duly"}, [&](const std::string& path) -> std::optional<std::string> {
        return path == "a.duly" ? rule + clauses + "  table from \"asked.csv\"\n" : bytes;
    });
    ASSERT_TRUE(again) << duly::to_text(again.diagnostics);
    const auto first = duly::run_examples(rules), second = duly::run_examples(*again.value);
    ASSERT_TRUE(first && second);
    ASSERT_EQ(first.value->rows.size(), second.value->rows.size());
    for (std::size_t i = 0; i < first.value->rows.size(); ++i) {
        EXPECT_EQ(first.value->rows[i].cells, second.value->rows[i].cells);
        EXPECT_EQ(first.value->rows[i].expected, second.value->rows[i].expected);
        EXPECT_EQ(first.value->rows[i].got, second.value->rows[i].got);
    }
    const auto twice = duly::export_examples(*again.value);
    ASSERT_TRUE(twice);
    EXPECT_EQ(twice.value->front().second, bytes);
}

// --- for other programs ------------------------------------------------------------------------------------------------

TEST(Junit, HostileCharacters) {
    duly::Examples examples;
    duly::ExampleRow row;
    row.file = "a&b.duly";
    row.line = 3;
    row.rule = "held";
    row.cells = {{"case.team", "<a href=\"x\">'&\x01\xFF\xEF\xBF\xBE]]>"}};
    row.expected = "met";
    row.got = "late";
    examples.rows = {row};
    examples.failed = 1;
    const std::string xml = duly::to_junit(examples);
    EXPECT_NE(xml.find("name=\"a&amp;b.duly:3: case.team &lt;a href=&quot;x&quot;&gt;&apos;&amp;\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD]]&gt;\""), std::string::npos) << xml;
    EXPECT_NE(xml.find("<testsuites name=\"duly test\" tests=\"1\" failures=\"1\" errors=\"0\" time=\"0\""), std::string::npos);
}

}  // namespace
