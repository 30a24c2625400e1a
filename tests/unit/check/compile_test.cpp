// Reading files: what they `use`, what is missing, how many mistakes are told.
#include "tests/unit/check/support.hpp"

namespace duly::test {
namespace {

TEST(Compile, ReadsEachFileOnce) {
    const Texts texts({{"a/one.duly", "use \"../b/two.duly\"\nuse \"three.duly\"\n"},
                       {"a/../b/two.duly", "use \"three.duly\"\ncheck c\n  for each child\n  must child.born is known\n"},
                       {"a/../b/three.duly", "scale rag: green, red\n"},
                       {"a/three.duly", "record child\n  born date\n"}});
    const auto result = compile({"a/one.duly", "a/three.duly"}, texts);
    ASSERT_TRUE(result.ok()) << render(result.diagnostics);
    EXPECT_EQ((*result.value)->records.size(), 1u);
    EXPECT_EQ((*result.value)->sources->size(), 4u);
}

TEST(Compile, AMissingFileIsToldWhereItIsUsed) {
    const auto result = compile({"one.duly"}, Texts(Texts::Files{{"one.duly", "\nuse \"two.duly\"\n"}}));
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].kind, DiagnosticKind::file_not_found);
    EXPECT_EQ(result.diagnostics[0].place.line, 2u);
    EXPECT_FALSE(result.ok());
}

TEST(Compile, AMissingFileOfTheCommandLine) {
    const auto result = compile({"none.duly"}, Texts(Texts::Files{}));
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].place.file, "none.duly");
}

TEST(Compile, StopsAtTheErrorLimit) {
    std::string text = records;
    for (int i = 0; i < 20; ++i) text += "check c" + std::to_string(i) + "\n  for each child\n  must child.bron is known\n";
    CompileOptions options;
    options.limits.max_errors = 5;
    const auto result = compile({"rules.duly"}, Texts(Texts::Files{{"rules.duly", text}}), options);
    EXPECT_EQ(result.diagnostics.size(), 6u);
    EXPECT_EQ(result.diagnostics.back().kind, DiagnosticKind::too_many_errors);
}

TEST(Compile, AFileLargerThanTheLimit) {
    CompileOptions options;
    options.limits.max_file_bytes = 3;
    const auto result = compile({"rules.duly"}, Texts(Texts::Files{{"rules.duly", "# long"}}), options);
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].kind, DiagnosticKind::file_too_large);
}

TEST(Compile, DefinitionsThatGrowWithoutBound) {
    std::string text = std::string(records) + "define d0 for each child is child.born is known\n";
    for (int i = 1; i < 60; ++i) {
        const auto before = "d" + std::to_string(i - 1);
        text += "define d" + std::to_string(i) + " is " + before + " and " + before + "\n";
    }
    EXPECT_NE(codes(text).find("D0601"), std::string::npos);
}

TEST(Compile, AChainOfDefinitionsIsOneMistake) {
    std::string text = std::string(records) + "define d0 for each child is child.born is known\n";
    for (int i = 1; i < 1200; ++i) text += "define d" + std::to_string(i) + " is d" + std::to_string(i - 1) + " and child.born is known\n";
    EXPECT_EQ(codes(text + "check c\n  for each child\n  must d1199\n"), "D0601");
}

TEST(Compile, ANameOfAUsedFileIsToldWhereItIsTakenAgain) {
    const Texts texts({{"ours.duly", "use \"middle.duly\"\ncheck c\n  for each child\n  must child.born is known\n"},
                       {"middle.duly", "use \"law.duly\"\n"},
                       {"law.duly", "record child\n  born date\ncheck c\n  for each child\n  must child.born is known\n"}});
    for (const auto& files : {std::vector<std::string>{"ours.duly"}, {"law.duly", "ours.duly"}}) {
        const auto result = compile(files, texts);
        ASSERT_EQ(result.diagnostics.size(), 1u) << render(result.diagnostics);
        EXPECT_EQ(result.diagnostics[0].kind, DiagnosticKind::duplicate_name);
        EXPECT_EQ(result.diagnostics[0].place.file, "ours.duly");
        EXPECT_EQ(result.diagnostics[0].place.line, 2u);
    }
}

TEST(Compile, WarningsLeaveTheRuleSet) {
    const auto result = compiled(std::string(records) + "define unused is 3\n");
    EXPECT_TRUE(result.ok());
    ASSERT_EQ(result.diagnostics.size(), 1u);
    EXPECT_EQ(result.diagnostics[0].kind, DiagnosticKind::unused_define);
}

}  // namespace
}  // namespace duly::test
