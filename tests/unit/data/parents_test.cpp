// Parents are found while rows are read, or once all are there: what comes out is the same.
#include <gtest/gtest.h>

#include "engine/data/keys.hpp"
#include "tests/unit/data/feeds.hpp"

namespace duly::data::test {
namespace {

model::RuleSet families(Type key) {
    model::RuleSet rules;
    add_record(rules, "family", "", {{"family_id", Type::text, "k"}});
    add_record(rules, "child", "family", {{"child_id", key, "k"}, {"born", Type::date, "o"}});
    add_record(rules, "visit", "child", {{"held", Type::date, "ro"}});
    rules.feeds = {feed("all", {Block(rules, "family", {"families.csv"}).is("family_id", "Family").file,
                                Block(rules, "child", {"children.csv"}).is("child_id", "Child").is("born", "Born").of("family", "family_id", "Family").file,
                                Block(rules, "visit", {"visits.csv"}).is("held", "Held").of("child", "child_id", "Child").file})};
    return rules;
}

struct Texted { std::string families, children, visits; };

// Every seventh child has no family, every ninth visit names nobody. Enough rows for several pieces.
Texted texts(bool rising) {
    Texted out{"Family\nF1\nF2\n", "Child,Born,Family\n", "Held,Child\n"};
    for (int i = 0; i < 900; ++i) out.children += std::to_string(1000 + (rising ? i : 899 - i) * 3) + ",01/02/2010," + (i % 7 == 3 ? "F9" : i % 2 ? "F1" : "F2") + "\n";
    for (int i = 0; i < 150'000; ++i) {
        const auto day = std::to_string(10 + i % 18) + "/0" + std::to_string(1 + i % 9) + "/2020";
        out.visits += day + "," + (i % 9 == 4 ? "900" + std::to_string(i) : i % 50 == 0 ? "" : std::to_string(1000 + i * 7 % 900 * 3)) + "\n";
    }
    return out;
}

// Visits before children: then no parent is known while visits are read.
LoadedData load_in_order(const model::RuleSet& rules, const Texted& texts, bool parents_first, unsigned threads) {
    std::vector<InputFile> files{text_file("families.csv", texts.families)};
    const auto children = text_file("children.csv", texts.children), visits = text_file("visits.csv", texts.visits);
    files.push_back(parents_first ? children : visits);
    files.push_back(parents_first ? visits : children);
    LoadOptions options;
    options.threads = threads;
    return load(rules, files, options);
}

Texts told(const std::vector<Diagnostic>& quality) {
    Texts out;
    for (const auto& one : quality) out.push_back(std::string(info(one.kind).code) + " " + one.place.file + ":" + std::to_string(one.place.line) + " " + one.place.text + " " + one.message + " " + std::to_string(one.count));
    return out;
}

TEST(Parents, AreTheSameWhetherTheyAreKnownWhileRowsAreReadOrNot) {
    for (const auto type : {Type::text, Type::number}) {
        const auto rules = families(type);
        const auto made = texts(true);
        const auto early = load_in_order(rules, made, true, 1), late = load_in_order(rules, made, false, 1), both = load_in_order(rules, made, true, 2);
        for (const auto* record : {"child", "visit"}) {
            EXPECT_EQ(rows(early.dataset, rules, record), rows(late.dataset, rules, record));
            EXPECT_EQ(rows(early.dataset, rules, record), rows(both.dataset, rules, record));
        }
        EXPECT_EQ(told(early.quality), told(late.quality));
        EXPECT_EQ(told(early.quality), told(both.quality));
        const auto& visits = early.dataset.table(rules.record("visit"));
        ASSERT_GT(visits.rows, 100'000u);
        for (Row row = 0; row < visits.rows; row += 997) {      // the line says which child it was
            const auto i = static_cast<int>(visits.origin[row].line) - 2;
            EXPECT_EQ(early.dataset.key_of(rules, rules.record("child"), visits.parent[row]), std::to_string(1000 + i * 7 % 900 * 3));
        }
        const auto& children = early.dataset.children(rules.record("visit"));
        for (Row child = 0; child < early.dataset.table(rules.record("child")).rows; ++child)
            for (std::size_t i = children.offsets[child]; i < children.offsets[child + 1]; ++i) {
                EXPECT_EQ(visits.parent[children.rows[i]], child);
                EXPECT_EQ(children.days[i], visits.columns[0].day[children.rows[i]]);
                if (i > children.offsets[child]) {
                    EXPECT_LE(std::pair(children.days[i - 1], children.rows[i - 1]), std::pair(children.days[i], children.rows[i]));
                }
            }
    }
}

TEST(Parents, AreFoundByKeysThatDoNotRise) {
    const auto rules = families(Type::number);
    const auto rising = load_in_order(rules, texts(true), true, 1), falling = load_in_order(rules, texts(false), true, 1);
    EXPECT_EQ(rising.dataset.table(rules.record("visit")).rows > 0, falling.dataset.table(rules.record("visit")).rows > 0);
    const auto& visits = falling.dataset.table(rules.record("visit"));
    for (Row row = 0; row < visits.rows; row += 997)
        EXPECT_EQ(falling.dataset.key_of(rules, rules.record("child"), visits.parent[row]), std::to_string(1000 + (static_cast<int>(visits.origin[row].line) - 2) * 7 % 900 * 3));
}

TEST(RisingKeys, AreOnlyWholeNumbersThatRise) {
    Column column;
    column.type = Type::number;
    column.present = true;
    const auto fill = [&](const std::vector<std::int64_t>& numbers) {
        column.number = numbers;
        column.state.assign(numbers.size(), State::known);
        return build::RisingKeys::of(column, static_cast<Row>(numbers.size()));
    };
    const auto million = std::int64_t{model::number_scale};
    EXPECT_FALSE(fill({5, 5}));
    EXPECT_FALSE(fill({7, 5}));
    EXPECT_FALSE(fill({1, 9, 4, 12}));
    EXPECT_FALSE(fill({-2, 3}));
    EXPECT_FALSE(fill({1, 1'000'000'000'000}));       // too far apart
    EXPECT_FALSE(fill({million, million + 1, 3 * million}));
    const auto plain = fill({3, 66, 67, 130, 400});
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->find(3), 0u);
    EXPECT_EQ(plain->find(67), 2u);
    EXPECT_EQ(plain->find(400), 4u);
    for (const std::uint64_t other : {std::uint64_t{0}, std::uint64_t{2}, std::uint64_t{68}, std::uint64_t{401}, std::uint64_t{100'000}, KeyColumn::blank, KeyColumn::text_bit}) EXPECT_EQ(plain->find(other), no_row) << other;
    const auto scaled = fill({5 * million, 6 * million, 200 * million});
    ASSERT_TRUE(scaled);
    EXPECT_EQ(scaled->find(200u * static_cast<std::uint64_t>(million)), 2u);
    EXPECT_EQ(scaled->find(static_cast<std::uint64_t>(5 * million + 1)), no_row);
    std::vector<std::uint64_t> asked;
    for (std::uint64_t number = 0; number < 500; ++number) asked.push_back(number);
    for (const auto other : {KeyColumn::blank, KeyColumn::text_bit, KeyColumn::text_bit | 66}) asked.push_back(other);
    std::vector<Row> fast(asked.size()), portable(asked.size());
    plain->find_all(asked, fast.data());
    plain->find_all(asked, portable.data(), true);
    EXPECT_EQ(fast, portable);
    for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(fast[i], plain->find(asked[i]));
    column.state[1] = State::blank;
    EXPECT_FALSE(build::RisingKeys::of(column, 3));
}

}  // namespace
}  // namespace duly::data::test
