// One file reached by several paths, on disk.
#include <gtest/gtest.h>
#include <unistd.h>

#include <duly/duly.hpp>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;

class RuleFilesOnDisk : public ::testing::Test {
protected:
    fs::path base = fs::temp_directory_path() / ("duly-files-test-" + std::to_string(::getpid()));
    void SetUp() override {
        put("law/law.duly", "record child\n  born date\ncheck told\n  for each child\n  must child.born is known\n");
        fs::create_directory_symlink(base / "law", base / "link");
    }
    void TearDown() override { fs::remove_all(base); }

    void put(const std::string& name, const std::string& text) const {
        fs::create_directories((base / name).parent_path());
        std::ofstream(base / name) << text;
    }
    std::string path(const std::string& name) const { return (base / name).generic_string(); }
    // How many rules there are; the messages where there are mistakes.
    static std::string rules(const std::vector<std::string>& paths) {
        const auto compiled = duly::compile(paths);
        return compiled ? std::to_string(compiled.value->rules().size()) : duly::to_text(compiled.diagnostics);
    }
};

TEST_F(RuleFilesOnDisk, AUseByAnotherPathIsTheFileThatWasNamed) {
    put("ours/ours.duly", "use \"../law/law.duly\"\ncheck ours\n  for each child\n  must child.born is known\n");
    EXPECT_EQ(rules({path("law"), path("ours")}), "2");
    EXPECT_EQ(rules({path("ours"), path("link")}), "2");
    EXPECT_EQ(rules({path("link/law.duly"), path("ours/ours.duly")}), "2");
    const std::string from_here = fs::relative(base / "law").generic_string();
    EXPECT_EQ(rules({from_here, path("ours")}), "2");
}

TEST_F(RuleFilesOnDisk, OneFileNamedTwice) {
    EXPECT_EQ(rules({path("law"), path("link/law.duly"), path("law/../law/law.duly")}), "1");
}

TEST_F(RuleFilesOnDisk, TwoUsesByDifferentPaths) {
    put("ours/a.duly", "use \"../law/law.duly\"\nuse \"b.duly\"\n");
    put("ours/b.duly", "use \"" + path("link/law.duly") + "\"\n");
    EXPECT_EQ(rules({path("ours/a.duly")}), "1");
}

// A file of the same name elsewhere is another file.
TEST_F(RuleFilesOnDisk, FilesOfOneNameInTwoFolders) {
    put("more/law.duly", "use \"../law/law.duly\"\ncheck more\n  for each child\n  must child.born is known\n");
    EXPECT_EQ(rules({path("law"), path("more")}), "2");
}

}  // namespace
