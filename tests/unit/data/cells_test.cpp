#include <gtest/gtest.h>

#include "dsl/base/wildcard.hpp"
#include "engine/data/bytes.hpp"
#include "engine/data/cells.hpp"
#include "engine/data/keys.hpp"
#include "engine/data/memory.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

using model::Type;
using Order = model::DateFormat::Order;
using Kind = ReadDate::Kind;

TEST(Cells, DatesByTheFormsOfTheFeed) {
    const DateReader dates({{Order::day_month_year, '/', false, "dd/mm/yyyy"}, {Order::year_month_day, '-', true, "yyyy-mm-dd hh:mm:ss"}}, {});
    const auto day = *parse_iso_day("2024-02-29");
    EXPECT_EQ(dates.read("29/02/2024").day, day);
    EXPECT_EQ(dates.read("2024-02-29").day, day);
    EXPECT_EQ(dates.read("2024-02-29").kind, Kind::day);
    EXPECT_EQ(dates.read("2024-02-29T10:30").kind, Kind::moment);
    EXPECT_EQ(dates.read("2024-02-29 10:30:05").second, std::int64_t{day} * 86400 + 37805);
    EXPECT_EQ(dates.read("2024-06-30 10:30").second, *parse_iso_moment("2024-06-30 10:30", {}));     // summer time
    EXPECT_EQ(dates.read("2024-06-30T23:30:00Z").day, *parse_iso_day("2024-07-01"));
    for (const auto* text : {"29/02/2023", "2/3/", "/3/2024", "29-02-2024", "29/02/24", "29/02/2024 10:00", "2024-02-29 25:00", "2024/02/29", "", "x", "02/29/2024", "29/02/20245"})
        EXPECT_EQ(dates.read(text).kind, Kind::none) << text;
    EXPECT_EQ(dates.read("2/3/2024").day, *parse_iso_day("2024-03-02"));     // as spreadsheets leave noughts out
    EXPECT_EQ(dates.read("12/3/2024").day, *parse_iso_day("2024-03-12"));
    EXPECT_EQ(dates.read("2024-3-2 10:30").kind, Kind::moment);
    EXPECT_TRUE(dates.impossible("31/02/2024"));
    EXPECT_FALSE(dates.impossible("never"));
    for (int d = *parse_iso_day("1600-01-01"); d < *parse_iso_day("2999-12-31"); d += 13) ASSERT_EQ(dates.read(format_day(d)).day, d);
}

TEST(Cells, MomentsWithAnOffset) {
    const DateReader dates({{Order::year_month_day, '-', true, "yyyy-mm-dd hh:mm:ss"}, {Order::day_month_year, '/', true, "dd/mm/yyyy hh:mm"}, {Order::year_month_day, '\0', false, "yyyymmdd"}}, {});
    const auto day = *parse_iso_day("2026-03-29");
    const auto at = std::int64_t{day} * 86400 + 1800;       // 00:30 UTC; summer time begins half an hour later
    for (const auto* text : {"2026-03-29T01:30:00+01:00", "2026-03-29 01:30:00 +01:00", "2026-03-29T01:30:00.000+0100", "2026-03-29 01:30+01", "2026-03-29T00:30Z", "2026-03-29 00:30:00 Z", "2026-03-29T00:30:00z",
                             "2026-03-29T00:30:00+00:00", "2026-03-29T00:30-00:00", "29/03/2026 06:00 +05:30", "29/3/2026 06:00+0530", "2026-03-28T19:30:00-05:00", "2026-03-29T14:30:00+14:00"}) {
        EXPECT_EQ(dates.read(text).kind, Kind::moment) << text;
        EXPECT_EQ(dates.read(text).second, at) << text;
        EXPECT_EQ(dates.read(text).day, day) << text;
    }
    EXPECT_EQ(dates.read("2026-07-01T00:30:00+02:00").day, *parse_iso_day("2026-06-30"));
    for (const auto* text : {"2026-03-29T01:30:00+15:00", "2026-03-29T01:30:00+14:30", "2026-03-29T01:30:00+01:60", "2026-03-29T01:30:00+1", "2026-03-29T01:30:00+1:00", "2026-03-29T01:30:00+01:", "2026-03-29T01:30:00+",
                             "2026-03-29T01:30:00ZZ", "2026-03-29T01:30:00Z+01:00", "2026-03-29T01:30:00  Z", "2026-03-29+01:00", "2026-03-29T+01:00", "20260329 01:30+01:00", "2026-03-29T01:30:00 BST"})
        EXPECT_EQ(dates.read(text).kind, Kind::none) << text;
}

TEST(Cells, PartialDates) {
    const DateReader dates({{Order::day_month_year, '/', false, "dd/mm/yyyy"}}, {});
    EXPECT_EQ(dates.read("2024-02").kind, Kind::partial);
    EXPECT_EQ(dates.read("2024-02").last, *parse_iso_day("2024-02-29"));
    EXPECT_EQ(dates.read("2024").day, *parse_iso_day("2024-01-01"));
    EXPECT_EQ(dates.read("2024-13").kind, Kind::none);
}

TEST(Cells, MidnightThatIsTheDay) {
    model::DateFormat midnight{Order::year_month_day, '-', false, "yyyy-mm-dd 00:00:00"};
    midnight.midnight = true;
    const DateReader dates({midnight, {Order::year_month_day, '-', true, "yyyy-mm-dd hh:mm:ss"}}, {});
    for (const auto* text : {"2026-07-01 00:00:00.000", "2026-07-01T00:00:00", "2026-07-01 00:00", "2026-07-01"}) {
        EXPECT_EQ(dates.read(text).kind, Kind::day) << text;
        EXPECT_EQ(dates.read(text).day, *parse_iso_day("2026-07-01")) << text;
    }
    for (const auto* text : {"2026-07-01 00:00:00.001", "2026-07-01 00:00:01", "2026-07-01 12:00:00", "2026-07-01T00:00:00Z"}) EXPECT_EQ(dates.read(text).kind, Kind::moment) << text;
    EXPECT_EQ(dates.read("2026-07-01 24:00").kind, Kind::none);
    const DateReader only({midnight}, {});
    EXPECT_EQ(only.read("2026-07-01 00:00:00").kind, Kind::day);
    EXPECT_EQ(only.read("2026-07-01 12:00:00").kind, Kind::none);
}

TEST(Cells, DaysAndMonthsThatAreNotKnown) {
    model::DateFormat month{Order::day_month_year, '/', false, "zz/mm/yyyy"}, year{Order::year_month_day, '-', false, "yyyy-zz-zz"};
    month.no_day = year.no_day = year.no_month = true;
    const DateReader dates({{Order::day_month_year, '/', false, "dd/mm/yyyy"}, month, year}, {});
    EXPECT_EQ(dates.read("zz/02/2024").kind, Kind::partial);
    EXPECT_EQ(dates.read("ZZ/02/2024").day, *parse_iso_day("2024-02-01"));
    EXPECT_EQ(dates.read("Zz/12/2023").last, *parse_iso_day("2023-12-31"));
    EXPECT_EQ(dates.read("2024-zz-zz").day, *parse_iso_day("2024-01-01"));
    EXPECT_EQ(dates.read("2024-zz-zz").last, *parse_iso_day("2024-12-31"));
    EXPECT_EQ(dates.read("2999-zz-zz").last, *parse_iso_day("2999-12-31"));
    EXPECT_EQ(dates.read("29/02/2024").kind, Kind::day);
    for (const auto* text : {"zz/13/2024", "zz/00/2024", "zz/2/2024", "zz/zz/2024", "2024-02-zz", "zz/02/2024 ", "zz/02/24", "zzz02/2024"}) EXPECT_EQ(dates.read(text).kind, Kind::none) << text;
}

TEST(Cells, Numbers) {
    const auto number = [](const char* text, Type type = Type::number) { return read_number(text, type).value_or(-1); };
    EXPECT_EQ(number("12"), 12'000'000);
    EXPECT_EQ(number("-0.5"), -500'000);
    EXPECT_EQ(number("6.138261"), 6'138'261);
    EXPECT_EQ(number("0.1234565"), 123'457);
    EXPECT_EQ(number("1,234,567.5"), 1'234'567'500'000);
    EXPECT_EQ(number("\xc2\xa3" "1,000"), 1'000'000'000);
    EXPECT_EQ(number("95%"), 950'000);
    EXPECT_EQ(number("17.5", Type::percentage), 175'000);
    EXPECT_EQ(number("17.5 %", Type::percentage), 175'000);
    for (const auto* text : {"", "-", ".", "1,23", "12,34,567", "1234,567", "1e5", "1.2.3", "12a", "--1", ",123", "x"}) EXPECT_FALSE(read_number(text, Type::number)) << text;
    EXPECT_EQ(number_text(12'500'000), "12.5");
    EXPECT_EQ(number_text(-40), "-0.00004");
}

TEST(Cells, TheQuickWaysSayWhatTheOthersSay) {
    const DateReader iso({{Order::year_month_day, '-', false, "yyyy-mm-dd"}}, {}), british({{Order::day_month_year, '/', false, "dd/mm/yyyy"}}, {});
    for (int d = *parse_iso_day("1600-01-01"); d < *parse_iso_day("2999-12-31"); d += 29) {
        std::int32_t quick = 0;
        ASSERT_TRUE(iso.plain_day(format_day(d), quick)) << d;
        ASSERT_EQ(quick, d);
        const auto text = format_day(d);
        ASSERT_TRUE(british.plain_day(text.substr(8) + "/" + text.substr(5, 2) + "/" + text.substr(0, 4), quick)) << d;
        ASSERT_EQ(quick, d);
    }
    std::int32_t day;
    for (const auto* text : {"2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024/02/29", "2024-02-2x", "20:4-02-29", "2024-0/-29", "2024-02-29 ", "2024-02", "", "\xb2" "024-02-29"})
        EXPECT_FALSE(iso.plain_day(text, day)) << text;
    std::int64_t number;
    for (const auto* text : {"0", "7", "007", "1234567", "12345678", "90000001", "123456789", "999999999999"}) {
        ASSERT_TRUE(plain_number(text, number)) << text;
        EXPECT_EQ(number, read_number(text, Type::number)) << text;
    }
    for (const auto* text : {"", "1.5", "-1", "1234567x", "x2345678", "1234:678", "1234/678", "12345678 ", "1234567890123", "\xb1" "2345678"})
        EXPECT_FALSE(plain_number(text, number)) << text;
}

// Numbers are kept in millionths: whole ones are looked up side by side, others by their value.
TEST(Cells, NumbersAsKeys) {
    const auto found = [](std::vector<std::int64_t> keys, std::uint64_t key) {
        Table table;
        table.rows = static_cast<Row>(keys.size());
        table.columns.resize(1);
        table.columns[0].type = Type::number;
        table.columns[0].state.assign(keys.size(), State::known);
        table.columns[0].number = std::move(keys);
        std::vector<KeyColumn> wanted(1);
        wanted[0].bits = {key};
        return build::KeyIndex(table, {0}, {}).find(wanted, 0);
    };
    EXPECT_EQ(found({3'000'000, 5'000'000, 4'000'000}, 4'000'000), 2u);
    EXPECT_EQ(found({3'000'000, 5'000'000, 4'000'000}, 4'500'000), no_row);
    EXPECT_EQ(found({3'000'000, 5'000'000, 4'000'000}, 2'000'000), no_row);
    EXPECT_EQ(found({3'000'000, 5'000'000, 4'000'000}, 6'000'000), no_row);
    EXPECT_EQ(found({3'000'000, 5'000'000, 4'000'000}, KeyColumn::blank), no_row);
    EXPECT_EQ(found({3'000'000, 4'500'000}, 4'500'000), 1u);
    EXPECT_EQ(found({3'000'000, 3'000'000}, 3'000'000), build::many_rows);
    EXPECT_EQ(found({0, 900'000'000'000'000'000}, 900'000'000'000'000'000), 1u);
    EXPECT_EQ(found({0, 7}, 0), 0u);
}

TEST(Cells, YearsEnd) {
    const auto end = *parse_iso_day("2025-03-31");
    for (const auto* text : {"2025", "202425", "2024/25", "2024-25"}) EXPECT_EQ(read_year_end(text, 3, 31), end) << text;
    for (const auto* text : {"25", "202426", "2024/27", "20x5"}) EXPECT_FALSE(read_year_end(text, 3, 31)) << text;
}

TEST(Cells, CodesByDeclaredSpellingThenByName) {
    model::Field field;
    field.type = Type::choice;
    field.choices = {"no_further_action", "assessment"};
    model::Mapping mapping;
    mapping.spellings = {{{"NFA", "3"}, {Type::choice, 0, "no_further_action"}}};
    const Spellings codes(field, mapping, {});
    const auto code = [&](const char* text) { return codes.find(text) ? codes.find(text)->value.number : -1; };
    EXPECT_EQ(code("NFA"), 0);
    EXPECT_EQ(code("nfa "), 0);
    EXPECT_EQ(code("No further action"), 0);
    EXPECT_EQ(code("b) Assessment"), 1);
    EXPECT_EQ(code("c) 3"), 0);
    EXPECT_EQ(code("strategy"), -1);
    field.type = Type::yes_no;
    const Spellings yes(field, {}, {});
    EXPECT_EQ(yes.find("a) Yes")->value.number, 1);
    EXPECT_EQ(yes.find("FALSE")->value.number, 0);
    EXPECT_EQ(yes.find("perhaps"), nullptr);
}

TEST(Cells, CodesByPatterns) {
    model::Field field;
    field.type = Type::choice;
    field.choices = {"foster", "home", "other"};
    model::Mapping mapping;
    const auto means = [](const char* text, std::int64_t value) { return model::Spelling{{text}, {Type::choice, value, {}}}; };
    mapping.spellings = {means("U4*", 0), means("u4* HOME", 1), means("U4", 2), means("*", 2), means("f*", 1)};
    mapping.spellings.push_back({{"0"}, {}, model::Spelling::Says::missing});
    mapping.spellings.push_back({{"-*"}, {}, model::Spelling::Says::blank});
    const Spellings codes(field, mapping, {{"Z1*", {{Type::choice, 1, {}}}}});
    const auto code = [&](const char* text) { return codes.find(text)->value.number; };
    EXPECT_EQ(code("U4: anything"), 0);
    EXPECT_EQ(code("U4 a  home"), 1);      // the longer one
    EXPECT_EQ(code("u4"), 2);               // without a star first
    EXPECT_EQ(code("a) U4 x"), 0);          // the letter of a form
    EXPECT_EQ(code("foster"), 1);           // what the feed says before the names of the values
    EXPECT_EQ(code("home"), 1);             // ... which come before a star alone
    EXPECT_EQ(code("z1 here"), 1);
    EXPECT_EQ(code("anything"), 2);
    EXPECT_EQ(codes.find("0")->says, Meaning::Says::missing);
    EXPECT_EQ(codes.find("- none")->says, Meaning::Says::blank);
}

TEST(Cells, PatternsThatSomeTextFitsBoth) {
    EXPECT_TRUE(wildcards_meet("a*", "*b"));
    EXPECT_TRUE(wildcards_meet("a*c", "ab*"));
    EXPECT_TRUE(wildcards_meet("*", ""));
    EXPECT_TRUE(wildcards_meet("a*b*c", "a*c*c"));
    EXPECT_TRUE(wildcards_meet("ab", "a*b"));
    EXPECT_FALSE(wildcards_meet("a*", "b*"));
    EXPECT_FALSE(wildcards_meet("a*b", "a*c"));
    EXPECT_FALSE(wildcards_meet("ab", "abc"));
    EXPECT_FALSE(wildcards_meet("a*", ""));
    EXPECT_EQ(wildcard_length("a*b**"), 2u);
}

TEST(Cells, FoldedTexts) {
    EXPECT_EQ(fold(" Date  of\xc2\xa0Referral.. "), "date of referral");
    EXPECT_EQ(fold("Been \xe2\x80\x98Missing\xe2\x80\x99"), "been 'missing'");
    EXPECT_TRUE(matches_pattern("*child*id*", "the child unique id (years)"));
    EXPECT_FALSE(matches_pattern("*child*id", "child id no"));
    EXPECT_TRUE(matches_pattern("*", ""));
    EXPECT_EQ(trim_blanks("\xc2\xa0 x \xc2\xa0"), "x");
}

TEST(Cells, Encodings) {
    EXPECT_TRUE(is_utf8("caf\xc3\xa9"));
    EXPECT_FALSE(is_utf8("caf\xe9"));
    EXPECT_FALSE(is_utf8("\xc0\xaf"));
    EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
    EXPECT_EQ(from_windows_1252("caf\xe9 \x80 \x93"), "caf\xc3\xa9 \xe2\x82\xac \xe2\x80\x9c");
}

// A day of the first form is read apart from all others: both say the same of every day, and of what is none.
TEST(Cells, UsualDaysAreTheDaysOfTheFirstForm) {
    using Order = model::DateFormat::Order;
    struct { model::DateFormat form; std::string (*write)(int, int, int); } forms[] = {
        {{Order::year_month_day, '-', false, "yyyy-mm-dd"}, [](int y, int m, int d) { return std::to_string(y) + (m < 10 ? "-0" : "-") + std::to_string(m) + (d < 10 ? "-0" : "-") + std::to_string(d); }},
        {{Order::day_month_year, '/', false, "dd/mm/yyyy"}, [](int y, int m, int d) { return (d < 10 ? "0" : "") + std::to_string(d) + (m < 10 ? "/0" : "/") + std::to_string(m) + "/" + std::to_string(y); }},
        {{Order::year_month_day, '\0', false, "yyyymmdd"}, [](int y, int m, int d) { return std::to_string(y * 10000 + m * 100 + d); }}};
    for (const auto& [form, write] : forms) {
        const DateReader dates({form}, {});
        for (const int year : {1599, 1600, 1900, 1999, 2000, 2024, 2100, 2999, 3000})
            for (int month = 0; month <= 13; ++month)
                for (int day = 0; day <= 32; ++day) {
                    const auto text = write(year, month, day);
                    std::int32_t usual = 0;
                    const bool read = dates.usual().read(text, usual);
                    const auto all = dates.read(text);
                    ASSERT_EQ(read, all.kind == ReadDate::Kind::day) << text;
                    if (read) ASSERT_EQ(usual, all.day) << text;
                }
        auto text = write(2024, 2, 29);
        for (std::size_t at = 0; at < text.size(); ++at)
            for (const char letter : {' ', '/', ':', 'a', '\xff', '\0'}) {
                auto other = text;
                other[at] = letter;
                std::int32_t day;
                if (other != text) EXPECT_FALSE(dates.usual().read(other, day)) << other;
            }
    }
}

// What may be read around a text makes no difference to the words that stand for it.
TEST(Cells, WordsOfATextAreTheSameWhereverItStands) {
    const std::string around = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (std::size_t at = 0; at < around.size(); ++at)
        for (std::size_t n = 0; at + n <= around.size() && n < 40; ++n) {
            const auto text = std::string_view(around).substr(at, n);
            EXPECT_TRUE(words_of(text, around) == words_of(text, {})) << text;
        }
    Memory memory;
    bool fresh;
    memory.at("health_assessment", fresh).value = 7;
    EXPECT_TRUE(fresh);
    ASSERT_NE(memory.find("health_assessment", {}), nullptr);
    EXPECT_EQ(memory.find("health_assessment", {})->value, 7u);
    for (const auto* other : {"health_assessmenu", "gealth_assessment", "health_issessment", "health", ""}) EXPECT_EQ(memory.find(other, {}), nullptr) << other;
    const std::string long_text = "a text of more than twenty-four letters";
    memory.at(long_text, fresh).value = 8;
    EXPECT_EQ(memory.find("a text of more then twenty-four letters", {}), nullptr);
    EXPECT_EQ(memory.find(std::string(long_text), {})->value, 8u);
}

}  // namespace
}  // namespace duly::data
