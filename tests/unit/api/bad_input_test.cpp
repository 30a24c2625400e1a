// Files that change under the work, and too little memory for it.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <duly/duly.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;

const char* const rules_text = R"(record letter
  letter_id  text  key
  received   date
  answered   date  optional

timescale answer
  for each letter
  from letter.received
  to letter.answered
  within 10 days

feed letters
  dates are yyyy-mm-dd
  file "letters*" gives letter
    letter_id  is "id"
    received   is "received"
    answered   is "answered"
)";

extern "C" void mend(int, siginfo_t* about, void*) {
    if (!duly::mend_cut_file(about->si_addr)) std::signal(SIGBUS, SIG_DFL);
}

class BadInput : public ::testing::Test {
protected:
    fs::path folder = fs::temp_directory_path() / ("duly_bad_input_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    fs::path file = folder / "letters.csv";
    duly::RuleSet set = *duly::compile_sources({{"letters.duly", rules_text}}).value;

    // 20,000 letters, 700 kB, so that the file is mapped.
    void SetUp() override {
        struct sigaction action {};
        action.sa_sigaction = mend;
        action.sa_flags = SA_SIGINFO;
        sigaction(SIGBUS, &action, nullptr);
        fs::create_directories(folder);
        write(20'000);
    }
    void TearDown() override {
        std::signal(SIGBUS, SIG_DFL);
        fs::remove_all(folder);
    }

    void write(int letters) const {
        std::ofstream out(file, std::ios::binary);
        out << "id,received,answered\n";
        for (int i = 0; i < letters; ++i) out << "LETTER-" << 100'000 + i << ",2026-01-05,2026-01-" << (i % 3 ? "09" : "19") << "\n";
    }
    void expect_golden(const std::string& name, const std::vector<duly::Diagnostic>& diagnostics) const {
        std::string said = duly::to_text(diagnostics);
        for (std::size_t at; (at = said.find(folder.string())) != said.npos;) said.replace(at, folder.string().size(), "data");
        const std::string path = std::string(DULY_SOURCE_DIR) + "/tests/messages/" + name + ".txt";
        if (std::getenv("DULY_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << said;
        std::ifstream golden(path, std::ios::binary);
        std::ostringstream expected;
        expected << golden.rdbuf();
        EXPECT_EQ(expected.str(), said) << path;
    }
};

TEST_F(BadInput, a_mapped_file_that_changes_ends_in_an_error_whatever_is_asked) {
    const auto data = duly::load(set, {folder.string()}, {.map = true});
    ASSERT_TRUE(data);
    const auto run = duly::evaluate(set, *data.value, {.as_of = "2026-02-10"});
    ASSERT_TRUE(run);
    ASSERT_TRUE(run.value->csv());
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(-20, std::ios::end) << "\n\n";
    const auto late = duly::evaluate(set, *data.value, {.as_of = "2026-02-10"});
    ASSERT_FALSE(late);
    expect_golden("data_changed", late.diagnostics);
    for (const auto& refused : {run.value->csv(), run.value->json(), run.value->text(), run.value->html(), run.value->markdown(), run.value->due(), run.value->graph()}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.diagnostics[0].code, "D0442");
    }
    EXPECT_FALSE(run.value->files());
    EXPECT_FALSE(run.value->causes());
}

TEST_F(BadInput, only_addresses_in_mapped_files_are_mended) {
    const auto data = duly::load(set, {folder.string()}, {.map = true});
    ASSERT_TRUE(data);
    EXPECT_FALSE(duly::mend_cut_file(this));
    EXPECT_FALSE(duly::mend_cut_file(nullptr));
    EXPECT_TRUE(duly::evaluate(set, *data.value, {.as_of = "2026-02-10"}));
}

TEST_F(BadInput, a_file_that_is_replaced_disturbs_nobody) {
    const auto data = duly::load(set, {folder.string()}, {.map = true});
    ASSERT_TRUE(data);
    const auto before = duly::evaluate(set, *data.value, {.as_of = "2026-02-10"});
    fs::rename(file, folder / "old");
    write(3);
    const auto after = duly::evaluate(set, *data.value, {.as_of = "2026-02-10"});
    ASSERT_TRUE(after) << duly::to_text(after.diagnostics);
    EXPECT_EQ(*before.value->csv().value, *after.value->csv().value);
    // The old one is still held: also what happens to it under its new name is seen.
    fs::resize_file(folder / "old", 1000);
    EXPECT_FALSE(before.value->csv());
}

TEST_F(BadInput, what_was_read_and_not_mapped_may_change) {
    const auto data = duly::load(set, {folder.string()});
    ASSERT_TRUE(data);
    const std::string before = *duly::evaluate(set, *data.value, {.as_of = "2026-02-10"}).value->csv().value;
    fs::resize_file(file, 10);
    const auto after = duly::evaluate(set, *data.value, {.as_of = "2026-02-10"});
    ASSERT_TRUE(after);
    EXPECT_EQ(before, *after.value->csv().value);
}

TEST_F(BadInput, what_surely_needs_more_memory_than_there_is_is_not_read) {
    for (const bool map : {true, false}) {
        const auto data = duly::load(set, {folder.string()}, {.map = map, .memory = 100'000});
        ASSERT_FALSE(data);
        EXPECT_EQ(data.diagnostics[0].code, "D0605");
        EXPECT_EQ(data.diagnostics.size(), 1u);
        if (map) expect_golden("out_of_memory", data.diagnostics);
        EXPECT_TRUE(duly::load(set, {folder.string()}, {.map = map, .memory = 100'000'000}));
    }
}

// What nothing reads takes no memory where it is mapped.
TEST_F(BadInput, a_large_file_that_no_feed_takes_needs_no_memory) {
    fs::rename(file, folder / "numbers.csv");
    std::ofstream(folder / "letters.csv") << "id,received,answered\nL1,2026-01-05,\n";
    std::ofstream(folder / "numbers.csv") << "nothing,known\n" << std::string(1'000'000, '\n');
    EXPECT_TRUE(duly::load(set, {folder.string()}, {.map = true, .memory = 100'000}));
}

// One run's rules are one state of their files, though a list is read again for each run and for the hash that names it.
TEST_F(BadInput, a_rule_set_reads_its_lists_once) {
    const fs::path rules = folder / "rules";
    fs::create_directories(rules);
    std::ofstream(rules / "letters.duly") << rules_text << "\ncalendar office\n  working monday to friday\n  holidays from \"days.json\" division \"england-and-wales\"\n";
    const auto days = [&](const char* day) {
        std::ofstream(rules / "days.json") << R"({"england-and-wales": {"division": "england-and-wales", "events": [{"title": "Holiday", "date": ")" << day << R"(", "notes": "", "bunting": false}]}})";
    };
    days("2026-01-06");
    const auto compiled = duly::compile({rules.string()});
    ASSERT_TRUE(compiled) << duly::to_text(compiled.diagnostics);
    const auto data = duly::load(*compiled.value, {file.string()});
    const std::string before = *duly::evaluate(*compiled.value, *data.value, {.as_of = "2026-02-10"}).value->json().value;
    days("2026-01-07");
    EXPECT_EQ(before, *duly::evaluate(*compiled.value, *data.value, {.as_of = "2026-02-10"}).value->json().value);
    const auto again = duly::compile({rules.string()});
    const auto data_again = duly::load(*again.value, {file.string()});
    EXPECT_NE(before, *duly::evaluate(*again.value, *data_again.value, {.as_of = "2026-02-10"}).value->json().value);
}

}  // namespace
