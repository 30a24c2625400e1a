#include "dsl/base/source.hpp"

#include <gtest/gtest.h>

#include "tests/unit/grammar/support.hpp"

namespace {

using namespace duly;

TEST(Source, lines_and_columns_in_code_points) {
    const Source source("a", "caf\xC3\xA9 x\r\n\xE2\x82\xAC y\n\nlast");
    EXPECT_EQ(source.position(0).column, 1u);
    EXPECT_EQ(source.position(6).column, 6u);
    EXPECT_EQ(source.position(9).line, 2u);
    EXPECT_EQ(source.position(13).column, 3u);
    EXPECT_EQ(source.line_text(0), "caf\xC3\xA9 x");
    EXPECT_EQ(source.line_text(13), "\xE2\x82\xAC y");
    EXPECT_EQ(source.position(15).line, 3u);
    EXPECT_EQ(source.line_text(15), "");
    EXPECT_EQ(source.position(1000).line, 4u);
    EXPECT_EQ(source.line_text(1000), "last");
}

TEST(Source, views_survive_more_files) {
    SourceSet sources;
    const FileId first = sources.add(Source("a", "one two"));
    const std::string_view text = sources[first].text();
    for (int i = 0; i < 100; ++i) sources.add(Source("b", "x"));
    EXPECT_EQ(text, "one two");
    EXPECT_EQ(sources.text({first, 4, 7}), "two");
    EXPECT_EQ(sources.text({first, 4, 700}), "two");
}

TEST(Leaves, texts_and_names_without_their_quotes) {
    const test::Parsed parsed = test::parse("define `two words` \"say \"\"yes\"\"\" is 1");
    ASSERT_TRUE(parsed.result.ok());
    const syntax::Document& document = *parsed.result.value;
    const auto define = document.children(document.root())[0];
    EXPECT_EQ(syntax::name_value(document, document.children(define)[0]), "two words");
    EXPECT_EQ(syntax::text_value(document, document.children(define)[1]), "say \"yes\"");
}

}  // namespace
