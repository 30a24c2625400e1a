// Every example of the language reference is read.
#include <gtest/gtest.h>

#include "dsl/base/render.hpp"
#include "dsl/syntax/format.hpp"
#include "tests/unit/grammar/support.hpp"

namespace {

using namespace duly;
using namespace duly::test;

TEST(Reference, every_example_is_read) {
    const std::string text = read_file(std::string(DULY_SOURCE_DIR) + "/dsl/README.md");
    std::size_t blocks = 0;
    for (std::size_t at = 0; (at = text.find("\n```duly\n", at)) != text.npos;) {
        const std::size_t begin = at + 9;
        const std::size_t end = text.find("\n```", begin);
        ASSERT_NE(end, text.npos);
        const Parsed parsed = parse(text.substr(begin, end + 1 - begin), {}, "README block " + std::to_string(++blocks));
        EXPECT_TRUE(parsed.result.ok()) << render(parsed.result.diagnostics);
        expect_round_trip(text.substr(begin, end + 1 - begin));
        at = end;
    }
    EXPECT_GT(blocks, 10u);
}

}  // namespace
