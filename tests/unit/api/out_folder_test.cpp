#include "engine/cli/out_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace duly::cli {
namespace {

namespace fs = std::filesystem;

class OutFolder : public ::testing::Test {
protected:
    fs::path base = fs::temp_directory_path() / ("duly-out-test-" + std::to_string(::getpid()));
    void SetUp() override { fs::create_directories(base); }
    void TearDown() override {
        fs::permissions(base, fs::perms::owner_all);
        fs::remove_all(base);
    }
    std::string at(const std::string& name) const { return (base / name).string(); }
    void put(const std::string& name, const std::string& text) const {
        fs::create_directories((base / name).parent_path());
        std::ofstream(base / name) << text;
    }
    std::string text_of(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(base / name).rdbuf();
        return text.str();
    }
    std::size_t entries() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(base), fs::directory_iterator())); }
};

TEST_F(OutFolder, MakesFoldersAndReplacesItsOwn) {
    EXPECT_EQ(write_folder(at("a/out"), {{"summary.json", "1"}, {"breaches.csv", "x"}}), "");
    EXPECT_EQ(text_of("a/out/breaches.csv"), "x");
    EXPECT_EQ(write_folder(at("a/out/"), {{"summary.json", "2"}}), "");
    EXPECT_EQ(text_of("a/out/summary.json"), "2");
    EXPECT_FALSE(fs::exists(base / "a/out/breaches.csv"));
    EXPECT_EQ(entries(), 1u);  // nothing temporary stays
}

TEST_F(OutFolder, PiecesInAnyOrder) {
    EXPECT_EQ(write_folder(at("out"), [](const FilePiece& piece) {
        piece("summary.json", 2, "34");
        piece("breaches.csv", 0, "x");
        piece("summary.json", 0, "12");
        return true;
    }), "");
    EXPECT_EQ(text_of("out/summary.json"), "1234");
    EXPECT_EQ(text_of("out/breaches.csv"), "x");
    EXPECT_EQ(write_folder(at("out"), [](const FilePiece& piece) {
        piece("summary.json", 0, "5");
        return false;
    }), "");
    EXPECT_EQ(text_of("out/summary.json"), "1234");
    EXPECT_EQ(entries(), 1u);
}

TEST_F(OutFolder, TakesAnEmptyFolder) {
    fs::create_directories(base / "out");
    EXPECT_EQ(write_folder(at("out"), {{"summary.json", "1"}}), "");
}

TEST_F(OutFolder, LeavesOtherPeoplesFilesAlone) {
    put("notes/mine.txt", "keep");
    EXPECT_NE(obstacle_to(at("notes")).find("was not made by duly"), std::string::npos);
    EXPECT_NE(write_folder(at("notes"), {{"summary.json", "1"}}), "");
    EXPECT_EQ(text_of("notes/mine.txt"), "keep");
    put("out/summary.json", "1");
    put("out/mine.txt", "keep");
    EXPECT_NE(obstacle_to(at("out")).find("also holds `mine.txt`"), std::string::npos);
    put("file", "x");
    EXPECT_NE(obstacle_to(at("file")), "");
    EXPECT_NE(obstacle_to(at("file/out")), "");
}

TEST_F(OutFolder, AFailureLeavesTheOldFolder) {
    EXPECT_EQ(write_folder(at("out"), {{"summary.json", "1"}}), "");
    EXPECT_NE(write_folder(at("out"), {{"summary.json", "2"}, {"no/such.csv", "x"}}), "");
    EXPECT_EQ(text_of("out/summary.json"), "1");
    EXPECT_EQ(entries(), 1u);
}

TEST_F(OutFolder, SaysWhenItMayNotWrite) {
    if (::geteuid() == 0) GTEST_SKIP() << "nothing is forbidden to root";
    fs::permissions(base, fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_NE(obstacle_to(at("out")).find("cannot write into the folder"), std::string::npos);
}

}  // namespace
}  // namespace duly::cli
