// The column cache: pieces as bytes and back, and the same dataset whatever stands in an entry.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <random>

#include "engine/data/piece_pack.hpp"
#include "tests/unit/data/feeds.hpp"

namespace duly::data::test {
namespace {

namespace fs = std::filesystem;

model::RuleSet rules_of_every_type() {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}, {"born", Type::date}, {"team", Type::text, "o"}});
    add_record(rules, "visit", "child", {{"number", Type::number, "k"}, {"held", Type::date, "o"}, {"kind", Type::choice, "", {"first_visit", "later"}}, {"seen", Type::yes_no},
                                         {"cost", Type::money, "o"}, {"share", Type::percentage, "o"}, {"at", Type::moment, "o"}});
    auto all = feed("all", {Block(rules, "child", {"children.csv"}).is("child_id", "Child").is("born", "Born").is("team", "Team").file,
                            Block(rules, "visit", {"visits.csv"}).is("number", "Number").is("held", "Held").is("kind", "Kind").is("seen", "Seen").is("cost", "Cost").is("share", "Share").is("at", "At")
                                .of("child", "child_id", "Child").where("Kind", FilterKind::not_blank).file},
                    {{Order::year_month_day, '-', true, "yyyy-mm-dd"}});
    all.missing = {"n/k"};
    auto other = all;
    other.name = "other";
    other.missing = {"North"};
    rules.feeds = {std::move(all), std::move(other)};
    return rules;
}

class Cache : public testing::Test {
protected:
    const model::RuleSet rules = rules_of_every_type();
    const fs::path folder = fs::temp_directory_path() / ("duly_cache_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::string children = "Child,Born,Team\n", visits = "Number,Child,Held,Kind,Seen,Cost,Share,At\n";

    void TearDown() override { fs::remove_all(folder); }

    // `large`: several chunks of them.
    void make(int count, bool odd = true) {
        std::mt19937 random(11);
        const auto one_of = [&](const Texts& texts) { return texts[random() % texts.size()]; };
        for (int i = 0; i < count; ++i) {
            children += 'C' + std::to_string(i) + ',' + one_of({"2010-02-28", "2009-12-31"}) + ',' + one_of({"North", "", "n/k", " South "}) + '\n';
            if (odd && i % 5 == 4) children += one_of({"a,b\n", ",,\n", "Z" + std::to_string(i) + ",2010-02-30,\"two\nlines, \"\"one\"\" cell\"\n", "Y" + std::to_string(i) + ",2011-04,Caf\xc3\xa9\n"});
            visits += std::to_string(1'000 + i) + ",C" + std::to_string(odd ? random() % 40 : static_cast<unsigned>(i)) + ',' + one_of({"2024-01-31", "", "soon"}) + ',' + one_of({"first visit", "later", "", "odd"}) + ',' + one_of({"y", "no", "maybe"}) + ',' +
                      one_of({"12.50", "", "-7"}) + ',' + one_of({"10%", "n/k", "0.5"}) + ',' + one_of({"2024-01-31 10:30", "2024-02-01", ""}) + '\n';
        }
    }
    LoadedData read(bool cached, LoadOptions options = {}) const {
        if (cached) options.cache = {folder.string(), options.cache.decides, 0};
        return load(rules, {text_file("children.csv", children), text_file("visits.csv", visits)}, options);
    }
    Texts all_of(const LoadedData& loaded) const {
        Texts out;
        for (const char* record : {"child", "visit"}) {
            const auto some = rows(loaded.dataset, rules, record);
            out.insert(out.end(), some.begin(), some.end());
            const auto& table = loaded.dataset.table(rules.record(record));
            for (Row row = 0; row < table.rows; ++row) out.push_back(std::to_string(table.origin[row].file) + ' ' + std::to_string(table.origin[row].line));
            for (const auto& column : table.columns)
                for (const auto& part : column.partials) out.push_back(std::to_string(part.row) + ' ' + std::to_string(part.first) + ' ' + std::to_string(part.last));
        }
        for (const auto& one : loaded.quality)
            out.push_back(std::to_string(static_cast<int>(one.kind)) + ' ' + one.place.file + ' ' + std::to_string(one.place.line) + ':' + std::to_string(one.place.column) + ' ' + one.message + " x" + std::to_string(one.count));
        for (const auto& file : loaded.dataset.files()) out.push_back(file.path + ' ' + std::to_string(file.rows_read) + ' ' + std::to_string(file.rows_used) + ' ' + file.feed);
        return out;
    }
    static bool cached(const LoadedData& loaded) { return loaded.dataset.files()[0].cached && loaded.dataset.files()[1].cached; }
    std::vector<fs::path> entries() const {
        std::vector<fs::path> found;
        for (const auto& one : fs::directory_iterator(folder)) found.push_back(one.path());
        std::sort(found.begin(), found.end());
        return found;
    }
    static std::string bytes_of(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    static void write(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
};

TEST_F(Cache, ASecondRunReadsNothingAndFindsTheSame) {
    make(200);
    const auto plain = all_of(read(false));
    EXPECT_GT(plain.size(), 600u);
    const auto first = read(true), second = read(true);
    EXPECT_FALSE(cached(first));
    EXPECT_TRUE(cached(second));
    EXPECT_EQ(all_of(first), plain);
    EXPECT_EQ(all_of(second), plain);
    EXPECT_TRUE(second.notes.empty());
    for (const auto& entry : entries()) EXPECT_EQ(fs::status(entry).permissions(), fs::perms::owner_read | fs::perms::owner_write) << entry;
    EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
    EXPECT_EQ(entries().size(), 2u);
}

// Keys that rise, so that parents are found while chunks come in; several chunks of each file.
TEST_F(Cache, LargeFilesByAnyNumberOfThreads) {
    make(60'000, false);
    const auto plain = all_of(read(false));
    for (const unsigned threads : {1u, 2u, 4u}) {
        LoadOptions options;
        options.threads = threads;
        options.cache.decides = std::to_string(threads);
        for (const bool second : {false, true}) {
            const auto loaded = read(true, options);
            EXPECT_EQ(cached(loaded), second);
            EXPECT_EQ(all_of(loaded), plain);
        }
    }
    EXPECT_EQ(entries().size(), 2u);
}

TEST_F(Cache, AFileThatGrewShrankOrChangedIsReadWhereItDid) {
    make(60'000, false);
    read(true);
    const auto before = visits;
    const std::vector<std::pair<const char*, std::string>> changes = {
        {"grew", before + "9000001,C1,2024-01-31,later,y,,,\n"}, {"shrank", before.substr(0, before.find('\n', before.size() / 2) + 1)},
        {"late quote", before + "9000002,C1,2024-01-31,\"later\",y,,,\n"}, {"late letter", before + "9000003,C1,2024-01-31,Caf\xe9,y,,,\n"},
        {"other cell", std::string(before).replace(before.size() - 3, 1, "x")}, {"as before", before}};
    for (const auto& [how, text] : changes) {
        visits = text;
        const auto plain = all_of(read(false));
        const auto first = read(true), second = read(true);
        EXPECT_FALSE(cached(first)) << how;
        EXPECT_TRUE(cached(second)) << how;
        EXPECT_EQ(all_of(first), plain) << how;
        EXPECT_EQ(all_of(second), plain) << how;
        EXPECT_EQ(entries().size(), 2u) << how;
    }
}

TEST_F(Cache, OtherRulesAndFeedsUseNothingOfIt) {
    make(50);
    LoadOptions all, other;
    all.feeds = {"all"}, other.feeds = {"other"};
    read(true, all);
    EXPECT_FALSE(cached(read(true, other)));
    EXPECT_TRUE(cached(read(true, all)));
    EXPECT_EQ(all_of(read(true, other)), all_of(read(false, other)));
    EXPECT_NE(all_of(read(true, other)), all_of(read(true, all)));
    auto later = all;
    later.cache.decides = "other rules";
    EXPECT_FALSE(cached(read(true, later)));
    EXPECT_FALSE(cached(read(true, all)));
    EXPECT_EQ(entries().size(), 4u);
}

TEST_F(Cache, AnEntryWithAnyByteChangedOrAnyPartCutOffIsNoHarm) {
    make(12);
    const auto plain = all_of(read(false));
    read(true);
    std::size_t missed = 0, tried = 0;
    for (const auto& entry : entries()) {
        const auto whole = bytes_of(entry);
        ASSERT_GT(whole.size(), 300u);
        for (std::size_t at = 0; at < whole.size(); ++at)
            for (const bool cut : {false, true}) {
                auto broken = whole;
                if (cut) broken.resize(at);
                else broken[at] = static_cast<char>(broken[at] ^ 1 << at % 8);
                write(entry, broken);
                const auto loaded = read(true);
                ASSERT_EQ(all_of(loaded), plain) << at << cut;
                ASSERT_TRUE(loaded.notes.empty());
                missed += !cached(loaded);
                ++tried;
                ASSERT_EQ(bytes_of(entry), whole) << at << cut;
            }
    }
    EXPECT_EQ(missed, tried);
    write(entries()[0], bytes_of(entries()[1]));        // another file's
    EXPECT_EQ(all_of(read(true)), plain);
}

TEST_F(Cache, AFolderThatCannotBeMadeIsToldOnce) {
    make(20);
    const auto plain = all_of(read(false));
    write(folder, "a file");
    const auto loaded = read(true);
    EXPECT_EQ(all_of(loaded), plain);
    ASSERT_EQ(loaded.notes.size(), 1u);
    EXPECT_EQ(loaded.notes[0].kind, DiagnosticKind::cache_not_written);
}

// A folder in the place of an entry: nothing can be put there.
TEST_F(Cache, AnEntryThatCannotBeReplacedIsToldOnce) {
    make(20);
    const auto plain = all_of(read(true));
    for (const auto& entry : entries()) {
        fs::remove(entry);
        fs::create_directory(entry);
        write(entry / "x", "x");
    }
    const auto loaded = read(true);
    EXPECT_EQ(all_of(loaded), plain);
    EXPECT_EQ(loaded.notes.size(), 1u);
    EXPECT_EQ(entries().size(), 2u);
}

// Numbers at the ends of their types, and lists of each form.
TEST(PiecePack, ColumnsComeBackAsTheyWere) {
    const auto rules = rules_of_every_type();
    const auto& block = rules.feeds[0].files[1];
    FilePlan plan;
    plan.feed = &rules.feeds[0];
    plan.blocks.push_back({&block, {}, {}, {{}}, no_column});
    for (FieldId field = 0; field < rules.records[block.record].fields.size(); ++field) plan.blocks[0].fields.push_back({field, nullptr, {}, {}, nullptr});
    const std::string chunk = "North,South";
    std::mt19937_64 random(3);
    for (int round = 0; round < 200; ++round) {
        const auto count = static_cast<Row>(round % 7 == 0 ? 0 : random() % 40);
        const auto cells_of = [](const auto& cells) {
            std::vector<std::int64_t> all;
            for (std::size_t i = 0; i < cells.size(); ++i) all.push_back(static_cast<std::int64_t>(cells[i]));
            return all;
        };
        const auto fill = [&](auto& values, std::uint64_t least, std::uint64_t most) {
            for (Row i = 0; i < count; ++i) values.push_back(static_cast<std::remove_cvref_t<decltype(std::as_const(values)[0])>>(round % 5 == 0 ? least : round % 5 == 1 ? least + i : least + random() % (most - least)));
        };
        Piece piece;
        auto& out = piece.blocks.emplace_back();
        out.rows = count;
        for (Row i = 0; i < count; ++i) {
            out.lines.push_back(0);
            out.lines.push_back(std::uint64_t{1} << random() % 64);
        }
        auto& keys = out.keys.emplace_back();
        fill(keys.bits, round % 2 ? 5 : 0, round % 2 ? 300 : std::numeric_limits<std::uint64_t>::max());
        keys.texts = {"a key", "North"};
        for (const auto& field : plan.blocks[0].fields) {
            auto& column = out.columns.emplace_back();
            column.type = rules.records[block.record].fields[field.field].type;
            fill(column.state, 0, 5);
            if (column.type == Type::date) fill(column.day, static_cast<std::uint64_t>(std::int64_t{-40'000}), static_cast<std::uint64_t>(std::int64_t{-1}));
            else if (column.type == Type::choice || column.type == Type::yes_no) fill(column.code, 0, round % 2 ? 2 : 65'536);
            else for (Row i = 0; i < count; ++i) column.number.push_back(static_cast<std::int64_t>(round % 3 == 0 ? random() : random() % 1000));
            if (count) column.partials = {{count - 1, -5, 7}};
        }
        piece.listed = {{DiagnosticKind::unreadable_cell, 3, no_column, block.record, 1, "x", 1, false}};
        piece.lines = 77;
        const auto bytes = pack(piece, chunk);
        const auto back = unpack(bytes, chunk, rules, plan);
        ASSERT_TRUE(back);
        EXPECT_EQ(pack(*back, chunk), bytes);
        const auto& same = back->blocks[0];
        EXPECT_EQ(same.lines, out.lines);
        EXPECT_EQ(same.keys[0].bits, keys.bits);
        EXPECT_EQ(same.keys[0].texts, keys.texts);
        for (std::size_t c = 0; c < out.columns.size(); ++c) {
            EXPECT_EQ(cells_of(same.columns[c].state), cells_of(out.columns[c].state));
            EXPECT_EQ(cells_of(same.columns[c].day), cells_of(out.columns[c].day));
            EXPECT_EQ(cells_of(same.columns[c].code), cells_of(out.columns[c].code));
            EXPECT_EQ(same.columns[c].number, out.columns[c].number);
        }
        EXPECT_EQ(back->lines, 77u);
        EXPECT_EQ(back->listed[0].text, "x");
        for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 8) EXPECT_FALSE(unpack(std::string_view(bytes).substr(0, size), chunk, rules, plan));
        // What is nonsense may say anything, but points to no row and no letter that is not there.
        for (int i = 0; i < 20; ++i) {
            auto broken = bytes;
            broken[random() % broken.size()] = static_cast<char>(random());
            unpack(broken, chunk, rules, plan);
        }
    }
}

}  // namespace
}  // namespace duly::data::test
