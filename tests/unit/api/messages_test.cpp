// Messages that no command line causes: what a program does wrong, and limits. What is said stands in tests/messages; DULY_UPDATE=1 rewrites.
#include <gtest/gtest.h>

#include <cstdlib>
#include <duly/duly.hpp>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace {

const std::string rules_text = R"(record person
  person_id  text  key
  born       date
record request of person
  request_id  text  key
  received    date  orders
)";

duly::RuleSet rules() { return *duly::compile_sources({{"rules.duly", rules_text}}).value; }

void expect_golden(const std::string& name, const std::vector<duly::Diagnostic>& diagnostics) {
    const std::string path = std::string(DULY_SOURCE_DIR) + "/tests/messages/" + name + ".txt", said = duly::to_text(diagnostics);
    if (std::getenv("DULY_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << said;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream expected;
    expected << file.rdbuf();
    EXPECT_EQ(expected.str(), said) << path;
}

TEST(Messages, RowsThatDoNotFit) {
    duly::DatasetBuilder rows(rules());
    rows.add_row("requests");
    const auto person = rows.add_row("person");
    rows.set(person, "date_of_birth", "2019-04-01");
    rows.set(person, "born", "01/04/2019");
    rows.add_row("person", person);
    expect_golden("rows_that_do_not_fit", rows.finish().diagnostics);
}

TEST(Messages, DataOfAnotherRuleSet) {
    const duly::RuleSet set = rules();
    duly::DatasetBuilder rows(rules());
    const auto data = rows.finish();
    ASSERT_TRUE(data);
    expect_golden("data_of_another_rule_set", duly::evaluate(set, *data.value, {"2026-03-01"}).diagnostics);
}

TEST(Messages, ReaderThatThrows) {
    const auto compiled = duly::compile_with({"rules.duly"}, [](const std::string&) -> std::optional<std::string> { throw std::runtime_error("the disk is gone"); });
    ASSERT_FALSE(compiled);
    expect_golden("reader_that_throws", compiled.diagnostics);
}

TEST(Messages, GraphOfNoName) {
    duly::GraphOptions options;
    options.of = "persons";
    expect_golden("graph_of_no_name", rules().graph(options).diagnostics);
}

TEST(Messages, PagesAndCodes) {
    for (const std::string& code : duly::diagnostic_codes()) EXPECT_NE(duly::diagnostic_page(code).find(" right"), std::string::npos) << code;
    EXPECT_EQ(duly::diagnostic_page("D9999"), "");
    EXPECT_EQ(duly::diagnostic_page("D0103").rfind("# D0103, an error: the record has no such field\n\n", 0), 0u);
}

// A replacement is given only where the words underlined are those that the message quotes, and the help says no more than what to write.
TEST(Messages, ReplacementsAreExact) {
    const auto of = [](const std::string& text) {
        const auto compiled = duly::compile_sources({{"rules.duly", rules_text + text}});
        return compiled.diagnostics.empty() ? std::string("no mistake") : compiled.diagnostics[0].replacement;
    };
    EXPECT_EQ(of("check a\n  for each person\n  must person.bron is known\n"), "born");
    EXPECT_EQ(of("check a\n  for each person\n  must person.zzzzzz is known\n"), "");          // nothing near: the help lists the fields
    EXPECT_EQ(of("check a \"Ä\" for each persn must persn.born is known\n"), "person");
}

}  // namespace
