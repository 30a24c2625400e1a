#include "tests/unit/grammar/support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "dsl/base/render.hpp"
#include "dsl/syntax/format.hpp"

namespace duly::test {

Parsed parse(std::string text, const Limits& limits, std::string path) {
    Parsed parsed;
    const FileId file = parsed.sources.add(Source(std::move(path), std::move(text)));
    parsed.result = syntax::parse(parsed.sources, file, limits);
    return parsed;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> duly_files(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(DULY_SOURCE_DIR) + "/" + folder))
        if (entry.path().extension() == ".duly") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

std::string kinds(const Parsed& parsed) {
    std::string text;
    for (const Diagnostic& d : parsed.result.diagnostics) {
        const std::size_t from = d.place.column > 0 ? d.place.column - 1 : 0;
        text += std::string(info(d.kind).code) + ' ' + (from < d.place.line_text.size() ? d.place.line_text.substr(from, d.place.length) : "") + '\n';
    }
    return text;
}

void expect_round_trip(const std::string& text) {
    const Parsed first = parse(text);
    ASSERT_TRUE(first.result.ok()) << render(first.result.diagnostics);
    const auto laid_out = syntax::format(Source("test.duly", text));
    ASSERT_TRUE(laid_out.ok()) << render(laid_out.diagnostics) << text;
    const Parsed second = parse(*laid_out.value);
    ASSERT_TRUE(second.result.ok()) << *laid_out.value << render(second.result.diagnostics);
    EXPECT_EQ(syntax::to_sexpr(*first.result.value), syntax::to_sexpr(*second.result.value)) << *laid_out.value;
    const auto again = syntax::format(Source("test.duly", *laid_out.value));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*laid_out.value, *again.value);
}

}  // namespace duly::test
