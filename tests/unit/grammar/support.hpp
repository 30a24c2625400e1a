#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/tree.hpp"

namespace duly::test {

// One text with its tree or its diagnostics. The sources live as long as the tree that looks into them.
struct Parsed {
    SourceSet sources;
    Checked<syntax::Document> result;
};
Parsed parse(std::string text, const Limits& limits = {}, std::string path = "test.duly");

std::string read_file(const std::string& path);
// All `.duly` files of a folder of this source tree and the folders below, sorted.
std::vector<std::string> duly_files(const std::string& folder);
// `D0003 wrking`, one a line: kind and underlined words.
std::string kinds(const Parsed& parsed);

// Laid out, the text gives the same tree, and laid out again the same text.
void expect_round_trip(const std::string& text);

}  // namespace duly::test
