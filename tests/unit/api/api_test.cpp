// The public interface from outside, on one small rule file in memory.
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include <atomic>
#include <duly/duly.hpp>
#include <thread>

namespace {

const std::string rules_text = R"(ruleset "Requests"
  version "1"

record person
  person_id  text  key
  team       text  optional  shown

record request of person
  request_id  text  key
  received    date  orders
  answered    date  optional

timescale answer "Request answered"
  law "Act 1, section 2"
  for each request
  from request.received
  to request.answered
  within 10 days
  warn 2 days before

example answer
  as of 1 March 2026
  | request.received | request.answered | expect        |
  | 2026-01-05       | 2026-01-15       | met           |
  | 2026-01-05       | 2026-01-16       | late by 1 day |
)";

duly::RuleSet rules() {
    auto compiled = duly::compile_sources({{"requests.duly", rules_text}});
    EXPECT_TRUE(compiled) << duly::to_text(compiled.diagnostics);
    return compiled ? *compiled.value : duly::RuleSet();
}

// Ann: answered in time; late by two days. Bob: overdue; due.
duly::Checked<duly::Dataset> people(const duly::RuleSet& set) {
    duly::DatasetBuilder rows(set);
    auto add = [&](duly::DatasetBuilder::Row person, const char* id, const char* received, const char* answered) {
        auto request = rows.add_row("request", person);
        rows.set(request, "request_id", id);
        rows.set(request, "received", received);
        rows.set(request, "answered", answered);
    };
    auto ann = rows.add_row("person");
    rows.set(ann, "person_id", "ANN");
    rows.set(ann, "team", "=North");
    auto bob = rows.add_row("person");
    rows.set(bob, "person_id", "BOB");
    add(ann, "A1", "2026-01-05", "2026-01-15");
    add(ann, "A2", "2026-01-05", "2026-01-17");
    add(bob, "B1", "2026-01-05", "");
    add(bob, "B2", "2026-01-31", "");
    return rows.finish();
}

class Api : public ::testing::Test {
protected:
    duly::RuleSet set = rules();
    duly::Evaluation evaluate(const std::string& as_of) {
        auto data = people(set);
        EXPECT_TRUE(data) << duly::to_text(data.diagnostics);
        auto run = duly::evaluate(set, *data.value, {.as_of = as_of});
        EXPECT_TRUE(run) << duly::to_text(run.diagnostics);
        return *run.value;
    }
    void SetUp() override { ASSERT_TRUE(set.state); }
};

TEST_F(Api, TellsWhatTheRulesAre) {
    EXPECT_EQ(set.title(), "Requests");
    ASSERT_EQ(set.rules().size(), 1u);
    EXPECT_EQ(set.rules()[0].name, "answer");
    EXPECT_EQ(set.rules()[0].law, "Act 1, section 2");
    EXPECT_EQ(set.examples(), 2u);
    EXPECT_NE(set.graph_dot().find("digraph"), std::string::npos);
}

TEST_F(Api, OutcomesOfRows) {
    duly::Evaluation run = evaluate("2026-02-09");
    auto all = run.outcomes("answer");
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[0].outcome, "met");
    EXPECT_EQ(all[1].outcome, "late");
    EXPECT_EQ(all[1].late_by, 2);
    EXPECT_EQ(all[1].unit, "days");
    EXPECT_EQ(all[1].key, "A2");
    EXPECT_EQ(all[2].outcome, "overdue");
    EXPECT_EQ(all[2].due, "2026-01-15");
    EXPECT_EQ(all[3].outcome, "due_soon");  // due on 10 February, warned from the 8th
    EXPECT_EQ(run.breaches(), 2u);
    EXPECT_EQ(run.unknown(), 0u);
    EXPECT_EQ(run.counts()[0].outcomes.at("overdue"), 1u);
    EXPECT_TRUE(run.outcomes("no_such_rule").empty());
}

TEST_F(Api, FilesOfOutcomes) {
    duly::Evaluation run = evaluate("2026-02-09");
    auto files = run.files();
    ASSERT_TRUE(files);
    std::string names, chosen_names;
    for (const auto& [name, bytes] : *files.value) names += name + " ";
    EXPECT_EQ(names, "actions.csv breaches.csv data-quality.csv excused.csv measures.csv report.html report.md report.xlsx summary.json unknown.csv upcoming.csv ");
    auto some = run.files({.files = {"md", "breaches.csv", "json"}});
    ASSERT_TRUE(some);
    for (const auto& [name, bytes] : *some.value) chosen_names += name + (bytes == files.value->at(name) ? " " : " other bytes ");
    EXPECT_EQ(chosen_names, "breaches.csv report.md summary.json ");
    auto none_such = run.files({.files = {"breach.csv"}});
    EXPECT_FALSE(none_such);
    EXPECT_EQ(none_such.diagnostics.at(0).help, "did you mean `breaches.csv`?");
    EXPECT_EQ(files.value->at("breaches.csv"),
              "\xEF\xBB\xBFrule,title,record,key,turn,outcome,from,due,done,late_by,unit,version,law,person,team,reason\n"
              "answer,Request answered,request,B1,,overdue,2026-01-05,2026-01-15,,25,days,,\"Act 1, section 2\",BOB,,\n"
              "answer,Request answered,request,A2,,late,2026-01-05,2026-01-15,2026-01-17,2,days,,\"Act 1, section 2\",ANN,'=North,\n");
    auto chosen = run.csv({.columns = {"team", "key"}});
    ASSERT_TRUE(chosen);
    EXPECT_EQ(*chosen.value, "\xEF\xBB\xBFteam,key\n,B1\n'=North,A2\n");
    auto since = run.csv({.since = "2026-01-16", .columns = {"key"}});
    ASSERT_TRUE(since);
    EXPECT_EQ(*since.value, "\xEF\xBB\xBFkey\nB1\n");
    auto wrong = run.csv({.columns = {"teem"}});
    EXPECT_FALSE(wrong);
    EXPECT_EQ(wrong.diagnostics.at(0).help, "did you mean `team`?");
}

TEST_F(Api, SameBytesForAnyNumberOfThreads) {
    duly::Evaluation run = evaluate("2026-02-09");
    auto one = run.files(), eight = run.files({.threads = 8});
    EXPECT_EQ(*one.value, *eight.value);
    std::map<std::string, std::string> pieces;
    std::mutex guard;
    auto names = run.write_files(
        [&](const std::string& name, std::uint64_t at, std::string_view bytes) {
            const std::lock_guard lock(guard);
            std::string& file = pieces[name];
            if (file.size() < at + bytes.size()) file.resize(at + bytes.size());
            bytes.copy(file.data() + at, bytes.size());
        },
        {.threads = 8});
    ASSERT_TRUE(names);
    EXPECT_EQ(pieces, *one.value);
    std::string all;
    for (const std::string& name : *names.value) all += name + " ";
    EXPECT_EQ(all, "actions.csv breaches.csv data-quality.csv excused.csv measures.csv report.html report.md report.xlsx summary.json unknown.csv upcoming.csv ");
}

TEST_F(Api, HoldingOnlyWhatIsListedChangesNothingThatIsAsked) {
    const duly::Evaluation all = evaluate("2026-02-09");
    auto data = people(set);
    auto run = duly::evaluate(set, *data.value, {.as_of = "2026-02-09", .only_listed = true});
    ASSERT_TRUE(run) << duly::to_text(run.diagnostics);
    const duly::Evaluation& listed = *run.value;
    EXPECT_EQ(*listed.text().value, *all.text().value);
    EXPECT_EQ(*listed.csv().value, *all.csv().value);
    EXPECT_EQ(*listed.files({.files = {"csv", "summary.json"}}).value, *all.files({.files = {"csv", "summary.json"}}).value);
    EXPECT_EQ(listed.counts()[0].outcomes, all.counts()[0].outcomes);
    EXPECT_EQ(listed.outcomes("answer").size(), 4u);
    EXPECT_EQ(listed.explain("answer", "A1").value->text(), all.explain("answer", "A1").value->text());     // was met
    EXPECT_EQ(*listed.html().value, *all.html().value);
}

TEST_F(Api, Explains) {
    duly::Evaluation run = evaluate("2026-02-09");
    auto why = run.explain("answer", "B1");
    ASSERT_TRUE(why) << duly::to_text(why.diagnostics);
    EXPECT_EQ(why.value->state, "overdue");
    EXPECT_FALSE(why.value->text().empty());
    EXPECT_NE(why.value->json().find("\"schema\": 2"), std::string::npos);
    EXPECT_TRUE(run.explain("answer", "BOB"));  // by the key of the record above
    EXPECT_TRUE(run.explain_record("BOB"));
    auto rule = run.explain("anser");
    ASSERT_FALSE(rule);
    EXPECT_EQ(rule.diagnostics[0].help, "did you mean `answer`?");
    auto key = run.explain("answer", "B11");
    ASSERT_FALSE(key);
    EXPECT_NE(key.diagnostics[0].help.find("`B1`"), std::string::npos);
    EXPECT_FALSE(run.explain("answer", "B1", 7));
}

TEST_F(Api, RunsTheExamples) {
    auto examples = duly::run_examples(set);
    ASSERT_TRUE(examples) << duly::to_text(examples.diagnostics);
    EXPECT_EQ(examples.value->passed, 2u) << duly::to_text(examples.value->failures);
    EXPECT_EQ(examples.value->failed, 0u);
    EXPECT_FALSE(duly::run_examples(set, {"nothing"}));
}

TEST_F(Api, MistakesOfTheCaller) {
    auto data = people(set);
    ASSERT_TRUE(data);
    EXPECT_FALSE(duly::evaluate(set, *data.value, {.as_of = "2026-02-30"}));
    EXPECT_FALSE(duly::evaluate(set, *data.value, {.as_of = ""}));
    EXPECT_FALSE(duly::evaluate(set, *data.value, {.as_of = "2026-02-28", .rules = {"answr"}}));
    duly::RuleSet other = rules();
    EXPECT_FALSE(duly::evaluate(other, *data.value, {.as_of = "2026-02-28"}));
    EXPECT_FALSE(duly::load(set, {"/no/such/folder"}));

    duly::DatasetBuilder rows(set);
    auto row = rows.add_row("request");
    rows.set(row, "recieved", "2026-01-05");
    rows.set(row, "answered", "5/1/2026");
    rows.add_row("requests");
    auto built = rows.finish();
    ASSERT_FALSE(built);
    ASSERT_EQ(built.diagnostics.size(), 3u);
    EXPECT_EQ(built.diagnostics[0].help, "did you mean `received`?");
    EXPECT_EQ(built.diagnostics[1].code, "D0704");
}

TEST(ApiCompile, EveryMistakeInOneRun) {
    auto broken = duly::compile_sources(
        {{"broken.duly", "record a\n  id text key\n\ntimescale t \"T\"\n  for each b\n  from b.x\n  to b.y\n  within 3 days\n"}});
    ASSERT_FALSE(broken);
    ASSERT_FALSE(broken.diagnostics.empty());
    EXPECT_EQ(broken.diagnostics[0].file, "broken.duly");
    EXPECT_GT(broken.diagnostics[0].line, 0u);
    EXPECT_NE(duly::to_json(broken.diagnostics).find("\"schema\": 1"), std::string::npos);
}

TEST(ApiCompile, AReaderThatThrowsDoesNotEscape) {
    auto thrown = duly::compile_with({"x.duly"}, [](const std::string&) -> std::optional<std::string> { throw std::runtime_error("no network"); });
    ASSERT_FALSE(thrown);
    EXPECT_EQ(thrown.diagnostics[0].code, "D0799");
}

TEST_F(Api, OneRuleSetForManyThreads) {
    std::vector<std::thread> threads;
    std::atomic<int> late{0};
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            auto data = people(set);
            auto run = duly::evaluate(set, *data.value, {.as_of = "2026-02-09"});
            if (run && run.value->breaches() == 2) ++late;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(late, 8);
}

// A machine without the tz database: London's time is there, and of others it is said what to install.
// Rows are made first and filled afterwards, backwards, over one another, with dates known to the month.
TEST_F(Api, CellsInAnyOrder) {
    duly::DatasetBuilder rows(set);
    const auto ann = rows.add_row("person");
    std::vector<duly::DatasetBuilder::Row> requests;
    for (int i = 0; i < 4; ++i) requests.push_back(rows.add_row("request", ann));
    const char* received[] = {"2026-01-05", "2026-01", "2026-02", "2026-01-05"};
    for (std::size_t i = 4; i-- > 0;) {
        rows.set(requests[i], "received", received[i]);
        rows.set(requests[i], "request_id", std::string("A") + static_cast<char>('1' + i));
    }
    rows.set(requests[2], "received", "2026-01-05");
    rows.set(requests[0], "answered", "2026-01-17");
    rows.set(requests[1], "answered", "2026-01-15");
    rows.set(requests[0], "answered", "2026-01-15");
    rows.set(ann, "person_id", "ANN");
    const auto data = rows.finish();
    ASSERT_TRUE(data) << duly::to_text(data.diagnostics);
    const auto run = duly::evaluate(set, *data.value, {.as_of = "2026-02-01"});
    ASSERT_TRUE(run);
    std::string found;
    for (const duly::Outcome& one : run.value->outcomes("answer")) found += one.key + " " + one.outcome + " " + one.due + ", ";
    EXPECT_EQ(found, "A1 met 2026-01-15, A2 unknown , A3 overdue 2026-01-15, A4 overdue 2026-01-15, ");
}

// A rule set counts its calendars once, for as long as its files could be read; another day of knowledge is another count.
TEST(ApiCalendars, CountedOnceForARuleSet) {
    const std::string text = "ruleset \"X\"\ncalendar office\n  working monday to friday\n  holidays from \"days.json\" division \"d\"\n" + rules_text.substr(rules_text.find("record person"), rules_text.find("example answer") - rules_text.find("record person"));
    int read = 0;
    bool there = false;
    const auto set = duly::compile_with({"rules.duly"}, [&](const std::string& path) -> std::optional<std::string> {
        if (path == "rules.duly") return text;
        ++read;
        return there ? std::optional<std::string>(R"({"d": {"events": [{"title": "X", "date": "2026-01-01"}]}, "e": [{"f": [1]}]})") : std::nullopt;
    });
    ASSERT_TRUE(set) << duly::to_text(set.diagnostics);
    EXPECT_FALSE(duly::calendars(*set.value));
    there = true;
    EXPECT_TRUE(duly::calendars(*set.value));
    const auto data = people(*set.value);
    ASSERT_TRUE(data);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(duly::evaluate(*set.value, *data.value, {.as_of = "2026-02-01"}));
    EXPECT_TRUE(duly::evaluate(*set.value, *data.value, {.as_of = "2026-02-01", .as_known_on = "2026-01-01"}));
    EXPECT_EQ(read, 2);
}

TEST(ApiTimeZones, WithoutTheirFiles) {
    const auto with_zone = [](const std::string& name) {
        return duly::compile_with({"rules.duly"}, [name](const std::string& path) -> std::optional<std::string> {
            if (path != "rules.duly") return {};
            return "ruleset \"Zones\"\n  time zone \"" + name + "\"\n";
        });
    };
    const auto london = with_zone("Europe/London");
    ASSERT_TRUE(london);
    EXPECT_EQ(london.value->day_at(1'774'738'800), "2026-03-28");       // 23:00 on 28 March 2026
    EXPECT_EQ(london.value->day_at(1'774'827'000), "2026-03-30");       // 23:30 UTC on 29 March, after the clocks went forward
    const auto paris = with_zone("Europe/Paris");
    ASSERT_FALSE(paris);
    ASSERT_EQ(paris.diagnostics.size(), 1u);
    EXPECT_EQ(paris.diagnostics[0].code, "D0236");
    EXPECT_NE(paris.diagnostics[0].help.find("install the package tzdata"), std::string::npos);
    EXPECT_NE(paris.diagnostics[0].help.find("`zoneinfo/Europe/Paris` beside this rule file"), std::string::npos);
}

TEST(DueList, OfASmallCase) {
    const duly::RuleSet set = rules();
    EXPECT_EQ(set.shown(), (std::vector<std::string>{"team"}));
    const auto data = people(set);
    ASSERT_TRUE(data) << duly::to_text(data.diagnostics);
    // Five weekdays after Sunday 1 February 2026: there is no calendar. B1 was due on 15 January, B2 is due on 10 February.
    const auto run = duly::evaluate(set, *data.value, {.as_of = "2026-02-01"});
    ASSERT_TRUE(run);
    const auto text = run.value->due({.days = 5});
    ASSERT_TRUE(text) << duly::to_text(text.diagnostics);
    EXPECT_NE(text.value->find("up to Friday 6 February 2026"), std::string::npos) << *text.value;
    EXPECT_NE(text.value->find("1 overdue, nothing comes due."), std::string::npos) << *text.value;
    const auto later = run.value->due({.format = duly::DueFormat::csv, .days = 7});
    ASSERT_TRUE(later);
    EXPECT_NE(later.value->find("B1,,overdue,2026-01-05,2026-01-15"), std::string::npos) << *later.value;
    EXPECT_NE(later.value->find("B2,,due,2026-01-31,2026-02-10"), std::string::npos) << *later.value;
    const auto north = run.value->due({.format = duly::DueFormat::csv, .days = 7, .where = {{"team", "=North"}}});
    ASSERT_TRUE(north);
    EXPECT_EQ(north.value->find("B1"), std::string::npos) << *north.value;
    for (const duly::DueOptions& wrong : {duly::DueOptions{.rules = {"anser"}}, duly::DueOptions{.where = {{"teem", "North"}}}, duly::DueOptions{.where = {{"team", "West"}}},
                                          duly::DueOptions{.by = {"worker"}}, duly::DueOptions{.measures = {"answer"}}}) {
        const auto refused = run.value->due(wrong);
        EXPECT_FALSE(refused);
        EXPECT_EQ(refused.diagnostics.size(), 1U);
    }
}

}  // namespace
