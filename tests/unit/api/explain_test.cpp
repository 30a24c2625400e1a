// Explanations from outside: all at once, in the name of an earlier run, and over files that another program changes.
#include <gtest/gtest.h>

#include <duly/duly.hpp>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace {

namespace fs = std::filesystem;

constexpr const char* rules_text = R"(ruleset "Letters"
record letter
  letter_id  text  key
  received   date
  answered   date  optional
  writer     text  optional
timescale letter_answered
  for each letter
  where letter.writer is not "nobody"
  from letter.received
  to letter.answered
  within 10 days
check answered_after
  for each letter
  must letter.answered is missing or letter.answered is on or after letter.received
measure in_time
  percentage of letter_answered that are met
  counted when due
  per month
action answer_all
  needs no breach of letter_answered
feed letters
  file "letters.csv" gives letter, holds every
    letter_id  is "id"
    received   is "received"
    answered   is "answered"
    writer     is "writer"
)";

void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

class Explaining : public ::testing::Test {
protected:
    fs::path folder = fs::temp_directory_path() / ("duly_explain_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    duly::RuleSet set;
    duly::Dataset data;
    duly::Evaluation run;

    void SetUp() override {
        fs::create_directories(folder);
        std::string text = "id,received,answered,writer\n";
        for (int i = 1; i <= 300; ++i) text += "L" + std::to_string(i) + ",2026-01-05," + (i % 3 == 0 ? "2026-01-19" : "2026-01-09") + ",Ann\n";
        write(folder / "letters.csv", text);
        set = *duly::compile_sources({{"letters.duly", rules_text}}).value;
        read();
    }
    void TearDown() override { fs::remove_all(folder); }
    void read() {
        data = *duly::load(set, {folder.string()}).value;
        run = *duly::evaluate(set, data, {.as_of = "2026-02-10"}).value;
    }
    std::vector<std::string> all(unsigned threads, std::vector<std::string> rules = {}) const {
        std::vector<std::string> lines;
        const auto given = run.explain_all([&](std::string_view line) { lines.emplace_back(line); return true; }, {std::move(rules), threads});
        EXPECT_TRUE(given);
        EXPECT_EQ(given ? *given.value : 0, lines.size());
        return lines;
    }
};

TEST_F(Explaining, every_outcome_has_a_line_in_one_order_whatever_the_threads) {
    const std::vector<std::string> one = all(1), three = all(3);
    ASSERT_EQ(one.size(), 300u + 300u + 1u + 1u);
    EXPECT_EQ(one, three);
    EXPECT_NE(one[2].find(R"("key":"L3","turn":null,"outcome":"late")"), std::string::npos) << one[2];
    EXPECT_NE(one[302].find(R"("is":"check")"), std::string::npos);
    EXPECT_NE(one[600].find(R"("numerator":200,"denominator":300,)"), std::string::npos) << one[600].substr(0, 900);
    EXPECT_NE(one[601].find(R"("is":"action")"), std::string::npos);
    for (const std::string& line : one) ASSERT_EQ(line.find('\n'), line.size() - 1);
}

TEST_F(Explaining, some_rules_and_an_end_before_all_are_told) {
    EXPECT_EQ(all(2, {"answered_after", "in_time"}).size(), 301u);
    for (const unsigned threads : {1u, 3u}) {
        std::size_t taken = 0;
        const auto given = run.explain_all([&](std::string_view) { return ++taken < 10; }, {{}, threads});
        EXPECT_TRUE(given);
        EXPECT_EQ(taken, 10u);
    }
    // What it throws comes back as a diagnostic.
    const auto thrown = run.explain_all([](std::string_view) -> bool { throw std::runtime_error("the disk is full"); }, {{}, 3});
    ASSERT_FALSE(thrown);
    EXPECT_NE(thrown.diagnostics[0].message.find("the disk is full"), std::string::npos) << thrown.diagnostics[0].message;
    const auto wrong = run.explain_all([](std::string_view) { return true; }, {{"letter_answerd"}});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.diagnostics[0].help, "did you mean `letter_answered`?");
}

TEST_F(Explaining, a_cell_is_told_with_what_stands_in_the_file) {
    const std::string json = run.explain("letter_answered", "L3").value->json();
    EXPECT_NE(json.find("\"raw\": \"2026-01-19\""), std::string::npos) << json;
    EXPECT_NE(json.find("\"line\": 4"), std::string::npos);
}

TEST_F(Explaining, a_file_that_is_replaced_disturbs_nobody) {
    write(folder / "other", "id,received,answered,writer\nL3,2026-01-05,2026-01-06,Bob\n");
    fs::rename(folder / "other", folder / "letters.csv");
    const auto why = run.explain("letter_answered", "L3");
    ASSERT_TRUE(why) << duly::to_text(why.diagnostics);
    EXPECT_EQ(why.value->state, "late");
    EXPECT_NE(why.value->json().find("\"value\": \"Ann\""), std::string::npos);
    EXPECT_EQ(why.value->json().find("Bob"), std::string::npos);
}

TEST_F(Explaining, a_mapped_file_that_is_written_into_is_explained_no_more) {
    std::ofstream(folder / "letters.csv", std::ios::binary | std::ios::app) << std::string(300'000, '\n');        // small ones are read
    data = *duly::load(set, {folder.string()}, {.map = true}).value;
    run = *duly::evaluate(set, data, {.as_of = "2026-02-10"}).value;
    std::fstream file(folder / "letters.csv", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-4, std::ios::end);
    file << "Bob\n# and more\n";
    file.close();
    for (const auto& refused : {run.explain("letter_answered", "L3"), run.explain_record("L3")}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.diagnostics[0].code, "D0442");
        EXPECT_EQ(refused.diagnostics[0].file, (folder / "letters.csv").string());
    }
    EXPECT_FALSE(run.explain_all([](std::string_view) { return true; }));
}

TEST_F(Explaining, a_run_is_explained_only_while_what_it_read_is_there) {
    const auto record = duly::read_run(*run.json().value);
    ASSERT_TRUE(record) << duly::to_text(record.diagnostics);
    EXPECT_EQ(record.value->as_of, "2026-02-10");
    ASSERT_EQ(record.value->files.size(), 1u);
    EXPECT_EQ(duly::changed_since(*record.value, set, data), std::vector<std::string>());
    const std::string path = (folder / "letters.csv").string();
    write(folder / "other", "id,received,answered,writer\nL3,2026-01-05,2026-01-06,Bob\n");
    fs::rename(folder / "other", path);
    read();
    EXPECT_EQ(duly::changed_since(*record.value, set, data), std::vector<std::string>{"`" + path + "` has changed"});
    // Other rules.
    const duly::RuleSet others = *duly::compile_sources({{"letters.duly", std::string(rules_text) + "# a comment\n"}}).value;
    const auto changed = duly::changed_since(*record.value, others, *duly::load(others, {folder.string()}).value);
    EXPECT_EQ(changed.size(), 2u);
    EXPECT_FALSE(duly::read_run("{}"));
    EXPECT_FALSE(duly::read_run("no JSON"));
}

}  // namespace
