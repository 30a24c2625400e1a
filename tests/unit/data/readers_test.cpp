#include <gtest/gtest.h>

#include "engine/data/feed_choice.hpp"
#include "engine/data/readers/number_format.hpp"
#include "engine/data/readers/sheet.hpp"
#include "engine/data/readers/source_table.hpp"
#include "tests/unit/data/feeds.hpp"

namespace duly::data::test {
namespace {

std::string shown(std::string_view number, std::string_view format, bool from_1904 = false) { return number_cell(number, read_format(format), from_1904); }

// The days were counted from what spreadsheets show: 1 is 1 January 1900, 60 the 29 February that was not, 45351 is 29 February 2024.
TEST(Readers, NumbersByTheirFormat) {
    EXPECT_EQ(shown("45351", "dd/mm/yyyy"), "2024-02-29");
    EXPECT_EQ(shown("45351", "[$-809]d mmmm yyyy;@"), "2024-02-29");
    EXPECT_EQ(shown("43889", "yyyy-mm-dd", true), "2024-02-29");
    EXPECT_EQ(shown("1", "d/m/yy"), "1900-01-01");
    EXPECT_EQ(shown("59", "d/m/yy"), "1900-02-28");
    EXPECT_EQ(shown("60", "d/m/yy"), "1900-02-29");
    EXPECT_EQ(shown("61", "d/m/yy"), "1900-03-01");
    EXPECT_EQ(shown("45351.75", "dd/mm/yyyy hh:mm"), "2024-02-29 18:00:00");
    EXPECT_EQ(shown("45351", "dd/mm/yyyy hh:mm"), "2024-02-29 00:00:00");
    EXPECT_EQ(shown("45351.999999999", "dd/mm/yyyy hh:mm:ss"), "2024-03-01 00:00:00");
    EXPECT_EQ(shown("0.5", "hh:mm"), "12:00:00");
    EXPECT_EQ(shown("1.5", "[h]:mm"), "1.5");
    EXPECT_EQ(shown("12", "\"days \"0"), "12");
    EXPECT_EQ(shown("12", "0\\d"), "12");
    EXPECT_EQ(shown("0.955", "0.0%"), "95.5%");
    EXPECT_EQ(shown("-0.05", "0%"), "-5%");
    EXPECT_EQ(shown("1", "0%"), "100%");
    EXPECT_EQ(shown("7", "0000"), "0007");
    EXPECT_EQ(shown("12345", "0000"), "12345");
    EXPECT_EQ(shown("0.10000000000000001", "General"), "0.1");
    EXPECT_EQ(shown("1E-3", "General"), "0.001");
    EXPECT_EQ(shown("12.50", "General"), "12.50");
    EXPECT_EQ(shown("-1", "dd/mm/yyyy"), "-1");
    EXPECT_EQ(shown("soon", "dd/mm/yyyy"), "soon");
}

TEST(Readers, NamesOfTables) {
    const TableName csv{"Annex_List 4.CSV", {}, "data/Annex_List 4.CSV"}, sheet{"annex.xlsx", "List 4", "annex.xlsx/List 4"}, element{"cin.xml", "Message/Child/Reviews", "cin.xml/Message/Child/Reviews"};
    EXPECT_EQ(name_fits("*list_4*.csv", csv), NameFits::by_table);
    EXPECT_EQ(name_fits("*list_4*", sheet), NameFits::by_table);
    EXPECT_EQ(name_fits("*list_4.csv", sheet), NameFits::by_table);
    EXPECT_EQ(name_fits("annex*.xlsx", sheet), NameFits::by_file);
    EXPECT_EQ(name_fits("annex.xlsx/list*", sheet), NameFits::by_table);
    EXPECT_EQ(name_fits("list_5", sheet), NameFits::no);
    EXPECT_EQ(name_fits("reviews.csv", element), NameFits::by_table);
    EXPECT_EQ(name_fits("*/Child/Reviews", element), NameFits::by_table);
    EXPECT_EQ(name_fits("*/Plan/Reviews", element), NameFits::no);
    EXPECT_EQ(name_fits("child*", element), NameFits::no);
    EXPECT_EQ(name_fits("*/Child/Reviews", TableName{"Reviews.csv", {}, "data/Reviews.csv"}), NameFits::no);
    EXPECT_EQ(name_fits("*.csv", TableName{"notes.txt", {}, "notes.txt"}), NameFits::no);
}

TEST(Readers, KindsByContent) {
    const auto kind = [](std::string name, std::string bytes) { return recognise(text_file(std::move(name), std::move(bytes))).kind; };
    EXPECT_EQ(kind("a.csv", "id,born\n"), FileKind::text);
    EXPECT_EQ(kind("a.xlsx", "id,born\n"), FileKind::text);
    EXPECT_EQ(kind("a.csv", "[id],[born]\n"), FileKind::text);
    EXPECT_EQ(kind("a.csv", "{id},born\n"), FileKind::text);
    EXPECT_EQ(kind("a.txt", " \n[ {\"id\": 1}]"), FileKind::json);
    EXPECT_EQ(kind("a.txt", "\xef\xbb\xbf<?xml version=\"1.0\"?><a/>"), FileKind::xml);
    EXPECT_EQ(kind("a.csv", "<5 days,id\n"), FileKind::text);
    EXPECT_EQ(kind("a.xls", "<html><table>"), FileKind::other);
    EXPECT_EQ(kind("a.xlsx", std::string("PK\x03\x04", 4)), FileKind::other);
    EXPECT_EQ(kind("a.db", std::string("\0\1\2", 3)), FileKind::other);
}

// What one file may unfold to is bounded, and the rest of the data goes on.
TEST(Readers, AFileThatUnfoldsTooFarIsLeftOut) {
    model::RuleSet rules;
    add_record(rules, "thing", "", {{"id", Type::text, "k"}, {"outer", Type::text, "o"}});
    rules.feeds = {feed("things", {Block(rules, "thing", {"*/r"}).is("id", "r number").is("outer", "x/big").file})};
    std::string xml = "<x big=\"" + std::string(10'000, 'a') + "\">";
    for (int i = 0; i < 1000; ++i) xml += "<r><v>1</v></r>";
    LoadOptions options;
    options.unfolds_to = 1 << 20;
    options.unfolds_times = 10;
    const auto loaded = load(rules, {text_file("a.xml", xml + "</x>")}, options);
    EXPECT_TRUE(loaded.left_out);
    std::string told;
    for (const auto& one : loaded.quality)
        if (one.kind == DiagnosticKind::file_broken) told += one.place.file + ": " + one.message;
    EXPECT_EQ(told, "a.xml/x/r: the table unfolds to more than 1 MB, so it is left out from here on");
    EXPECT_LT(loaded.dataset.table(0).rows, 200u);
    options.unfolds_to = 64 << 20;
    EXPECT_EQ(load(rules, {text_file("a.xml", xml + "</x>")}, options).dataset.table(0).rows, 1000u);
}

model::RuleSet nights() {
    model::RuleSet rules;
    add_record(rules, "night", "", {{"id", Type::text, "k"}, {"held", Type::date, ""}});
    rules.feeds = {feed("nights", {Block(rules, "night", {"nights*"}).is("id", "id").is("held", "held").file})};
    rules.feeds[0].dates = {{Order::year_month_day, '-', false, "yyyy-mm-dd"}};
    return rules;
}

// Each finding by its place; all rows stand in one line, as programs write them.
TEST(Readers, RowsOfOneLineAreToldApart) {
    const auto rules = nights();
    const std::string json = R"([{"id": 1, "held": "2025-02-30"}, {"id": 2, "held": "2025-02-28"}, {"id": 3, "held": "2025-02-30"},)" "\n" R"({"id": 4, "held": "2025-02-30"}, {"id": 5, "held": "2025-02-30"}])";
    const std::string xml = "<x><nights><id>1</id><held>2025-02-30</held></nights><nights><id>2</id><held>2025-02-30</held></nights></x>";
    const auto places = [&](const char* name, const std::string& text) {
        std::string out;
        for (const auto& one : load(rules, {text_file(name, text)}, {}).quality) out += std::to_string(one.place.line) + " " + one.place.cell + " x" + std::to_string(one.count) + "; ";
        return out;
    };
    EXPECT_EQ(places("nights.json", json), "1 row 1 x1; 1 row 3 x1; 2 row 4 x1; 2 row 5 x1; ");
    EXPECT_EQ(places("nights.xml", xml), "1 row 1 x1; 1 row 2 x1; ");
    EXPECT_EQ(places("nights.json", "[{\"id\": 1,\n\"held\": \"2025-02-30\"},\n{\"id\": 2, \"held\": \"2025-02-30\"}]"), "1  x1; 3  x1; ");
    std::string many = "[";
    for (int i = 1; i <= 12; ++i) many += std::string(i > 1 ? "," : "") + "{\"id\": " + std::to_string(i) + ", \"held\": \"never\"}";
    const auto found = load(rules, {text_file("nights.json", many + "]")}, {}).quality;
    ASSERT_EQ(found.size(), 12u);
    EXPECT_EQ(found[1].place.cell, "row 2");
    EXPECT_EQ(found[11].place.cell, "row 12");
}

// A value that one row has twice is that row's affair.
TEST(Readers, ARepeatedValueCostsNoOtherRow) {
    const auto rules = nights();
    for (const auto& [name, text] : {std::pair{"nights.json", R"([{"id": 1, "held": ["2025-02-27", "2025-02-26"]}, {"id": 2, "held": "2025-02-28"}, {"id": 3, "held": ["2025-03-01"]}])"},
                                     std::pair{"nights.xml", "<x><nights><id>1</id><held>2025-02-27</held><held>2025-02-26</held></nights><nights held=\"2025-02-28\"><id>2</id></nights><nights><id>3</id><held/><held>2025-03-01</held></nights></x>"}}) {
        const auto loaded = load(rules, {text_file(name, text)}, {});
        const auto& table = loaded.dataset.table(0);
        ASSERT_EQ(table.rows, 3u) << name;
        const auto& held = table.columns[1];
        EXPECT_EQ(held.day[0], *parse_iso_day("2025-02-27")) << name;
        if (name == std::string("nights.json")) EXPECT_EQ(held.day[1], *parse_iso_day("2025-02-28"));
        EXPECT_EQ(held.day[2], *parse_iso_day("2025-03-01")) << name;
        std::size_t listed = 0;
        for (const auto& one : loaded.quality)
            if (one.kind == DiagnosticKind::repeated_name) {
                ++listed;
                EXPECT_EQ(one.place.cell, "row 1") << name;
                EXPECT_EQ(one.place.field, "held") << name;
            }
        EXPECT_EQ(listed, 1u) << name;
    }
}

// 150 lists of five values each would give each of 900 tables 750 columns.
TEST(Readers, AFileOfManyListsIsReadWithoutTheirColumns) {
    const auto rules = nights();
    std::string xml = "<x><nights><id>1</id><held>2025-02-27</held></nights><nights><id>2</id><held>2025-02-28</held></nights>";
    for (int kind = 0; kind < 150; ++kind)
        for (int row = 0; row < 2; ++row) {
            const auto name = "kind" + std::to_string(kind);
            xml += "<" + name + "><a>1</a><b>1</b><c>1</c><d>1</d><e>1</e></" + name + ">";
        }
    const auto loaded = load(rules, {text_file("many.xml", xml + "</x>")}, {});
    EXPECT_FALSE(loaded.left_out);
    EXPECT_EQ(loaded.dataset.table(0).rows, 2u);
    EXPECT_EQ(std::count_if(loaded.quality.begin(), loaded.quality.end(), [](const auto& one) { return one.kind == DiagnosticKind::repeated_name; }), 1);
}

TEST(Readers, ABlankNameOfAParentIsCalledBlank) {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"id", Type::text, "k"}});
    add_record(rules, "visit", "child", {{"visit_id", Type::text, "k"}});
    rules.feeds = {feed("visits", {Block(rules, "child", {"children*"}).is("id", "id").file, Block(rules, "visit", {"visits*"}).is("visit_id", "id").of("child", "id", "child").file})};
    const auto loaded = load(rules, {text_file("children.csv", "id\nC1\n"), text_file("visits.csv", "id,child\n1,C1\n2,\n3,C9\n")}, {});
    ASSERT_EQ(loaded.quality.size(), 2u);
    EXPECT_EQ(loaded.quality[0].message, "the column `child` is blank, which would name the `child` of this `visit`, so it is left out");
    EXPECT_EQ(loaded.quality[1].message, "no `child` whose `id` is `C9` is there, so this `visit` is left out");
}

TEST(Readers, APlainValueCalledAsAFileIsNoTable) {
    auto rules = nights();
    rules.feeds[0].files.push_back(Block(rules, "night", {"hel*"}).is("id", "other").is("held", "held").file);
    const auto loaded = load(rules, {text_file("nights.json", R"([{"id": 1, "held": "2025-02-27"}])")}, {});
    EXPECT_FALSE(loaded.left_out);
    EXPECT_TRUE(loaded.quality.empty());
}

TEST(Readers, TheHeaderOfASheet) {
    const auto rules = nights();
    const KnownHeaders known(rules, {});
    Sheet sheet;
    const auto row = [&](std::uint32_t number, std::initializer_list<const char*> cells) {
        std::uint16_t column = 0;
        for (const char* text : cells) {
            sheet.texts += text;
            sheet.cells.push_back({number, ++column, sheet.texts.size()});
        }
    };
    EXPECT_EQ(sheet.header(known), 0u);
    row(1, {"held"});
    EXPECT_EQ(sheet.cells[sheet.header(known)].row, 1u);
    sheet = {};
    row(1, {"Nights in care", "2025", "held"});     // a third is known
    row(3, {"held", "Held "});                      // one, twice
    row(5, {"id", "held", "17", "18", "19", "20"});
    row(6, {"1", "2025-02-27", "1", "2", "3", "4"});
    EXPECT_EQ(sheet.cells[sheet.header(known)].row, 5u);
}

}  // namespace
}  // namespace duly::data::test
