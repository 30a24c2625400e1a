// Every file under tests/grammar against what it reads as: a tree, or the messages in `broken/`.
// DULY_UPDATE=1 writes the expected files anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "dsl/base/render.hpp"
#include "dsl/syntax/format.hpp"
#include "tests/unit/grammar/support.hpp"

namespace {

using namespace duly;
using namespace duly::test;

std::string outcome_of(const std::string& path) {
    const Parsed parsed = parse(read_file(path), {}, std::filesystem::path(path).filename().string());
    EXPECT_EQ(parsed.result.ok(), !has_errors(parsed.result.diagnostics));
    const std::string messages = render(parsed.result.diagnostics);
    return parsed.result.ok() ? messages + syntax::to_sexpr(*parsed.result.value) : messages;
}

TEST(Golden, every_file_reads_as_expected) {
    const bool update = std::getenv("DULY_UPDATE") != nullptr;
    for (const std::string& path : duly_files("tests/grammar")) {
        SCOPED_TRACE(path);
        const std::string expected_path = path.substr(0, path.size() - 5) + ".expected";
        const std::string seen = outcome_of(path);
        const bool broken = path.find("/broken/") != std::string::npos;
        EXPECT_EQ(broken, !seen.starts_with("(document")) << seen;
        if (update) std::ofstream(expected_path, std::ios::binary) << seen;
        EXPECT_EQ(seen, read_file(expected_path));
    }
}

TEST(Golden, no_parser_word_reaches_an_author) {
    const std::regex mangled("N[0-9]+[a-z]");
    for (const std::string& path : duly_files("tests/grammar")) {
        const std::string seen = outcome_of(path);
        for (const std::string_view word : {"boost", "x3", "spirit", "duly::"}) EXPECT_EQ(seen.find(word), seen.npos) << path;
        EXPECT_FALSE(std::regex_search(seen, mangled)) << path;
    }
}

TEST(Golden, a_file_laid_out_reads_as_the_same_tree) {
    for (const std::string& path : duly_files("tests/grammar")) {
        if (path.find("/broken/") != std::string::npos) continue;
        SCOPED_TRACE(path);
        expect_round_trip(read_file(path));
    }
}

TEST(Golden, every_kind_of_node_is_shown) {
    std::string all;
    for (const std::string& path : duly_files("tests/grammar")) all += outcome_of(path);
    for (int kind = 0; kind <= static_cast<int>(syntax::NodeKind::table_row); ++kind) {
        const auto name = syntax::name_of(static_cast<syntax::NodeKind>(kind));
        if (name == "error") continue;
        EXPECT_TRUE(std::regex_search(all, std::regex("\\(" + std::string(name) + "[ /)\n]"))) << name;
    }
}

}  // namespace
