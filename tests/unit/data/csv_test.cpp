#include <gtest/gtest.h>

#include "engine/data/csv.hpp"
#include "engine/data/reading.hpp"

namespace duly::data {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// All rows, read chunk by chunk.
Rows read(const std::string& text, std::size_t chunk = 1 << 20, CsvShape shape = {}) {
    Rows out;
    std::deque<std::string> unescaped;
    const auto cuts = cut_rows(text, shape, chunk);
    for (std::size_t i = 0; i < cuts.begins.size(); ++i) {
        RowReader rows(text, cuts.begins[i], i + 1 < cuts.begins.size() ? cuts.begins[i + 1] : cuts.end, shape, unescaped);
        while (rows.next()) out.emplace_back(rows.fields().begin(), rows.fields().end());
    }
    return out;
}

TEST(Chunks, AreShortInAShortText) {
    EXPECT_EQ(chunk_bytes(0), std::size_t{1} << 16);
    EXPECT_EQ(chunk_bytes(1 << 20), std::size_t{1} << 16);
    EXPECT_EQ(chunk_bytes(8 << 20), std::size_t{1} << 19);
    EXPECT_EQ(chunk_bytes(std::size_t{1} << 40), std::size_t{1} << 20);
}

TEST(Csv, FieldsAndLineEnds) {
    EXPECT_EQ(read("a,b\r\n1,\n,2"), (Rows{{"a", "b"}, {"1", ""}, {"", "2"}}));
    EXPECT_EQ(read("a,"), (Rows{{"a", ""}}));
    EXPECT_EQ(read(""), Rows{});
    EXPECT_EQ(read("\n"), (Rows{{""}}));
    EXPECT_EQ(read("a\rb", 1 << 20, {',', '\r', true}), (Rows{{"a"}, {"b"}}));
}

TEST(Csv, Quotes) {
    EXPECT_EQ(read("\"a,b\",\"c\"\"d\"\n\"x\ny\",z\n"), (Rows{{"a,b", "c\"d"}, {"x\ny", "z"}}));
    EXPECT_EQ(read("12\" ruler,b\n"), (Rows{{"12\" ruler", "b"}}));     // a quote inside is a letter
    EXPECT_EQ(read("\"\",\"\"\n"), (Rows{{"", ""}}));
    EXPECT_EQ(read("\"a\"b,c\n"), (Rows{{"ab", "c"}}));
    EXPECT_EQ(read("\"a\"\r\n\"b\""), (Rows{{"a"}, {"b"}}));
}

// Marks are looked for some thousand letters at a time: fields in quotes begin, end and lie over every place of such a stretch.
TEST(Csv, FieldsOverWhereMarksAreLookedFor) {
    for (std::size_t before = 4060; before < 4100; ++before) {
        Rows expected{{std::string(before, 'x'), "a,\nb", "c"}, {"d", std::string(9000, ','), "\"e\""}, {"", "f", ""}};
        const std::string text = expected[0][0] + ",\"a,\nb\",c\nd,\"" + expected[1][1] + "\",\"\"\"e\"\"\"\n,f,";
        EXPECT_EQ(read(text), expected) << before;
        EXPECT_EQ(read(text + "\n", 1), expected) << before;
    }
}

TEST(Csv, RowsKeptTogether) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += std::to_string(i) + ",\"q" + std::to_string(i) + "\"\n";
    std::deque<std::string> unescaped;
    RowReader rows(text, 0, text.size(), {}, unescaped);
    for (std::size_t kept = 0; rows.next(kept); kept += 2) ASSERT_EQ(rows.fields().size(), 2u);
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(rows.all_fields()[2 * i], std::to_string(i));
        EXPECT_EQ(rows.all_fields()[2 * i + 1], "q" + std::to_string(i));
    }
}

TEST(Csv, QuoteNeverClosedEndsWhereItsRowBegins) {
    const std::string text = "a,b\n1,\"x\ny\"\n2,\"never\n3,4\n";
    const auto cuts = cut_rows(text, {}, 1 << 20);
    EXPECT_TRUE(cuts.open_quote);
    EXPECT_EQ(cuts.end, text.find("2,"));
    EXPECT_EQ(read(text), (Rows{{"a", "b"}, {"1", "x\ny"}}));
    const std::string late = "a,b\n\"1\n2\",\"never\n";
    EXPECT_EQ(cut_rows(late, {}, 1 << 20).end, 4u);
    EXPECT_EQ(cut_rows("\"never", {}, 1).end, 0u);
}

// The same rows wherever the text is cut.
TEST(Csv, CutsShowNowhere) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += std::to_string(i) + ",\"two\nlines, " + std::to_string(i) + " \"\"quoted\"\"\",plain" + std::string(static_cast<std::size_t>(i), 'x') + "\n";
    const auto whole = read(text);
    ASSERT_EQ(whole.size(), 200u);
    for (const std::size_t chunk : {1u, 7u, 64u, 65u, 1000u}) EXPECT_EQ(read(text, chunk), whole) << chunk;
}

TEST(Csv, ManyFields) {
    for (const std::size_t fields : {63u, 64u, 65u, 127u, 128u, 129u, 1000u}) {
        std::string plain, quoted;
        for (std::size_t i = 0; i < fields; ++i) {
            plain += (i ? "," : "") + std::to_string(i);
            quoted += (i ? "," : "") + ("\"" + std::to_string(i) + "\"");
        }
        const auto rows = read(plain + "\n" + quoted + "\n" + plain + ",");
        ASSERT_EQ(rows.size(), 3u);
        EXPECT_EQ(rows[0].size(), fields);
        EXPECT_EQ(rows[0], rows[1]);
        ASSERT_EQ(rows[2].size(), fields + 1);
        EXPECT_EQ(rows[2][fields - 1], std::to_string(fields - 1));
        EXPECT_EQ(rows[2][fields], "");
    }
}

TEST(Csv, LongLine) {
    const std::string big(3 << 20, 'x');
    EXPECT_EQ(read("a," + big + ",b\nc,d,e\n", 1 << 10), (Rows{{"a", big, "b"}, {"c", "d", "e"}}));
}

TEST(Csv, Lines) {
    const std::string text = "a\n\"b\nc\nd\"\ne\n";
    std::deque<std::string> unescaped;
    RowReader rows(text, 0, text.size(), {}, unescaped);
    std::vector<std::uint32_t> lines;
    while (rows.next()) lines.push_back(rows.line());
    EXPECT_EQ(lines, (std::vector<std::uint32_t>{0, 1, 4}));
    EXPECT_EQ(rows.lines(), 5u);
}

}  // namespace
}  // namespace duly::data
