// Rows found many at once and rows read one by one say the same.
#include "engine/data/row_marks.hpp"

#include <gtest/gtest.h>

#include <random>

#include "engine/data/content_hash.hpp"
#include "engine/data/usual_days.hpp"
#include "tests/unit/data/feeds.hpp"

namespace duly::data::test {
namespace {

using Fields = std::vector<std::string>;

// Rows of nearly always three fields; with what else files hold.
std::string random_text(std::mt19937& random, const CsvShape& shape, const std::string& line_end) {
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    const int odd = pick(3) == 0 ? 4 : 60;      // one row in so many
    std::string text;
    for (int row = pick(400); row > 0; --row) {
        const int fields = pick(odd) == 0 ? pick(5) : 3;
        for (int field = 0; field < fields; ++field) {
            if (field) text += shape.delimiter;
            if (pick(odd * 2) == 0) text += pick(2) ? "\"a" + std::string(1, shape.delimiter) + "b\"" : "5\" wide";
            else if (pick(40) == 0) text += std::string(static_cast<std::size_t>(pick(200)), 'x');
            else if (pick(3)) text += std::to_string(random() % (pick(2) ? 100u : 4'000'000'000u));
            if (pick(30) == 0) text += '\r';
        }
        text += line_end;
    }
    if (pick(2) && !text.empty()) text.pop_back();
    return text;
}

// All rows of three fields that a RowMarks finds; what is between is read by a RowReader.
std::vector<Fields> by_marks(const std::string& text, const CsvShape& shape, RowMarks::Wide wide, std::size_t most, std::size_t& found_in_all) {
    std::vector<Fields> out;
    std::deque<std::string> unescaped;
    RowMarks marks(text, shape, 3, {}, wide);
    const auto cuts = cut_rows(text, shape, 3000);
    for (std::size_t c = 0; c < cuts.begins.size(); ++c) {
        const auto end = c + 1 < cuts.begins.size() ? cuts.begins[c + 1] : cuts.end;
        RowReader reader(text, cuts.begins[c], end, shape, unescaped);
        for (std::size_t at = cuts.begins[c]; at < end;) {
            const auto found = marks.find(at, end, most);
            EXPECT_LE(found, most);
            found_in_all += found;
            for (std::size_t i = 0; i < 3 * found; ++i) {
                if (i % 3 == 0) out.emplace_back();
                auto cell = text.substr(at + marks.begins()[i], marks.begins()[i + 1] - 1 - marks.begins()[i]);
                if (i % 3 == 2 && shape.line_end == '\n' && cell.ends_with('\r')) cell.pop_back();
                out.back().push_back(cell);
            }
            at += marks.length(found);
            reader.go_on_at(at, 0);
            if (!reader.next()) break;
            out.emplace_back(reader.fields().begin(), reader.fields().end());
            at = reader.position();
        }
    }
    return out;
}

TEST(RowMarks, FindWhatIsReadOneByOne) {
    std::mt19937 random(1);
    std::vector<RowMarks::Wide> ways = {RowMarks::Wide::plain};
    if (RowMarks::widest() >= RowMarks::Wide::avx2) ways.push_back(RowMarks::Wide::avx2);
    if (RowMarks::widest() >= RowMarks::Wide::avx512) ways.push_back(RowMarks::Wide::avx512);
    std::size_t found = 0;
    for (int round = 0; round < 600; ++round) {
        const CsvShape shape = round % 3 == 0 ? CsvShape{'\x1f', '\x1e', false} : CsvShape{round % 3 == 1 ? ',' : ';', round % 7 ? '\n' : '\r', true};
        const auto text = random_text(random, shape, shape.line_end == '\n' && round % 2 ? "\r\n" : std::string(1, shape.line_end));
        std::vector<Fields> expected;
        std::deque<std::string> unescaped;
        RowReader reader(text, 0, cut_rows(text, shape, 1 << 20).end, shape, unescaped);
        while (reader.next()) expected.emplace_back(reader.fields().begin(), reader.fields().end());
        for (const auto wide : ways) ASSERT_EQ(by_marks(text, shape, wide, 1 + random() % 100, found), expected) << round << ' ' << static_cast<int>(wide);
    }
    EXPECT_GT(found, 20'000u);
}

TEST(RowMarks, DaysOfAColumnAreThoseOfItsCells) {
    std::mt19937 random(3);
    const Texts cells = {"2024-02-29", "2023-02-29", "1600-01-01", "2999-12-31", "3000-01-01", "1599-12-31", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "", "", "2024-01-1", "2024-01-011", "20240-1-01",
                         "2024/01/01", "a024-01-01", "2a24-01-01", "2024-0a-01", "2024-01-1:", "2:24-01-01", "2024-01-01 10:00", "/024-01-01", "2024-04-30", "2024-04-31", "1999-12-31", "2000-01-01"};
    for (int round = 0; round < 300; ++round) {
        std::string text(64, '\n');
        std::vector<std::uint32_t> begins = {64}, taken;
        const auto count = random() % 90;
        for (std::size_t i = 0; i < 2 * count; ++i) {
            const bool usual = random() % 2;
            text += usual ? format_day(static_cast<std::int32_t>(random() % 30'000)) : cells[random() % cells.size()];
            text += i % 2 ? '\n' : ',';
            begins.push_back(static_cast<std::uint32_t>(text.size()));
        }
        text += std::string(64, ' ');
        for (std::uint32_t i = 0; i < count; ++i)
            if (random() % 3) taken.push_back(i);
        const MarkedRows::Column column{text.data(), begins.data() + round % 2, 2, false};
        const bool all = round % 3 == 0;
        const auto rows = all ? count : taken.size();
        for (const auto wide : {RowMarks::Wide::plain, RowMarks::widest()}) {
            std::vector<State> state(rows);
            std::vector<std::int32_t> day(rows);
            std::vector<std::uint32_t> odd(rows + 8), expected;
            odd.resize(iso_days(wide)(column, all ? nullptr : taken.data(), rows, State::blank, state.data(), day.data(), odd.data()));
            for (std::uint32_t i = 0; i < rows; ++i) {
                const auto cell = column[all ? i : taken[i]];
                std::int32_t known = 0;
                if (!iso_day.read(cell, known) && !cell.empty()) expected.push_back(i);
                EXPECT_EQ(day[i], known) << cell;
                EXPECT_EQ(state[i], cell.empty() ? State::blank : State::known) << cell;
            }
            EXPECT_EQ(odd, expected);
        }
    }
}

model::RuleSet rules_of_every_type() {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}, {"born", Type::date}, {"team", Type::text, "o"}});
    add_record(rules, "visit", "child", {{"number", Type::number, "k"}, {"held", Type::date, "o"}, {"kind", Type::choice, "", {"first_visit", "later", "health_assessment_of_a_child"}}, {"seen", Type::yes_no}});
    auto visits = feed("all", {Block(rules, "child", {"children.csv"}).is("child_id", "Child").is("born", "Born").is("team", "Team").file,
                               Block(rules, "visit", {"visits.csv"}).is("number", "Number").is("held", "Held").is("kind", "Kind").is("seen", "Seen").of("child", "child_id", "Child").where("Kind", FilterKind::not_blank).file},
                       {{Order::year_month_day, '-', true, "yyyy-mm-dd"}, {Order::day_month_year, '/', false, "dd/mm/yyyy"}});
    visits.missing = {"n/k"};
    rules.feeds = {std::move(visits)};
    return rules;
}

std::string in_quotes(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == ',' ? "\",\"" : c == '\n' ? "\"\n\"" : std::string(1, c);
    out.pop_back();
    return out;
}

Texts told(const LoadedData& loaded) {
    Texts out;
    for (const auto& one : loaded.quality) out.push_back(std::to_string(static_cast<int>(one.kind)) + ' ' + std::to_string(one.place.line) + ':' + std::to_string(one.place.column) + ' ' + one.message + " x" + std::to_string(one.count));
    return out;
}

// What is in quotes goes another way, cell by cell.
TEST(RowMarks, CellsAreReadAsThoseInQuotes) {
    const auto rules = rules_of_every_type();
    std::mt19937 random(7);
    const auto one_of = [&](const Texts& texts) { return texts[random() % texts.size()]; };
    for (int round = 0; round < 20; ++round) {
        std::string children = "Child,Born,Team,Note\n", visits = "Number,Child,Note,Held,Kind,Seen\n";
        for (int i = 0; i < 700; ++i) {
            const auto key = one_of({"", "A", "0", "X-"}) + std::to_string(i);
            children += key + ',' + one_of({"2010-02-28", "2009-12-31", "2010-02-30", "", "28/02/2011", "2011-04", "n/k", "2010-2-3", "20x0-01-01", " 2012-01-01"}) + ',' +
                        one_of({"North", "", " South ", "n/k", "#N/A", "N", "\xc2\xa0West", "Abcdefghijklmnopqrstuvwxyz"}) + ",x\n";
            if (random() % 50 == 0) children += one_of({"\n", "too,few\n", "a,b,c,d,e\n", ",,,\n", "--,---,--,--\n", "(3 rows affected),,,\n"});
            visits += one_of({std::to_string(1'000'000 + i), std::to_string(i + 1), "12345678" + std::to_string(i), std::to_string(i) + ".5", "n/k"}) + ',' + key + ",," + one_of({"2024-01-31", "", "2023-02-29", "01/03/2024", "soon"}) + ',' +
                      one_of({"first visit", "later", "LATER", "", "odd", "health_assessment_of_a_child", " later", "n/k"}) + ',' + one_of({"y", "no", "maybe", "", "TRUE"}) + '\n';
        }
        const auto plain = load(rules, {text_file("children.csv", children), text_file("visits.csv", visits)}, {});
        const auto twin = load(rules, {text_file("children.csv", in_quotes(children)), text_file("visits.csv", in_quotes(visits))}, {});
        ASSERT_EQ(rows(plain.dataset, rules, "child"), rows(twin.dataset, rules, "child"));
        ASSERT_EQ(rows(plain.dataset, rules, "visit"), rows(twin.dataset, rules, "visit"));
        ASSERT_EQ(told(plain), told(twin));
        EXPECT_GT(rows(plain.dataset, rules, "visit").size(), 300u);
    }
}

// A large file of which only the end shows what it is: its beginning is read by then.
class LateFinds : public testing::Test {
protected:
    static constexpr int count = 120'000;
    const model::RuleSet rules = rules_of_every_type();

    LoadedData read(const std::string& odd_row, unsigned threads) const {
        std::string text = "Child,Born,Team\n";
        for (int i = 0; i < count; ++i) text += i == count * 2 / 3 ? odd_row + '\n' : 'C' + std::to_string(i) + ",2010-02-28,Team " + std::to_string(i % 7) + "\n";
        LoadOptions options;
        options.threads = threads;
        auto loaded = load(rules, {text_file("children.csv", text)}, options);
        const auto& content = loaded.dataset.files()[0].content;
        EXPECT_EQ(content->hash, content_hash(text));
        return loaded;
    }
    static std::string team(const LoadedData& loaded, Row row) { return std::string(loaded.dataset.table(0).columns[2].text[row]); }
};

TEST_F(LateFinds, ALateQuote) {
    for (const unsigned threads : {1u, 4u}) {
        const auto loaded = read("Z,2010-02-28,\"North,\nor West\"", threads);
        const auto& table = loaded.dataset.table(0);
        ASSERT_EQ(table.rows, static_cast<Row>(count));
        EXPECT_EQ(team(loaded, count * 2 / 3), "North,\nor West");
        EXPECT_EQ(table.origin[count * 2 / 3].line, count * 2u / 3 + 2);
        EXPECT_EQ(table.origin[count - 1].line, count + 2u);
        EXPECT_EQ(told(loaded), Texts{});
    }
}

TEST_F(LateFinds, ALateQuoteThatIsNeverClosed) {
    for (int time = 0; time < 20; ++time) {     // another thread may or may not have read on behind the quote
        const auto loaded = read("Z,2010-02-28,\"North", 2 + time % 3);
        ASSERT_EQ(loaded.dataset.table(0).rows, static_cast<Row>(count * 2 / 3)) << time;
        ASSERT_EQ(loaded.quality.size(), 1u);
        EXPECT_EQ(loaded.quality[0].kind, DiagnosticKind::quote_not_closed);
        EXPECT_EQ(loaded.quality[0].place.line, count * 2u / 3 + 2);
        EXPECT_TRUE(loaded.left_out);
    }
}

TEST_F(LateFinds, LateLettersOfOtherForms) {
    auto loaded = read("Z,2010-02-28,Caf\xc3\xa9", 2);
    EXPECT_EQ(team(loaded, count * 2 / 3), "Caf\xc3\xa9");
    EXPECT_EQ(told(loaded), Texts{});
    loaded = read("Z,2010-02-28,Caf\xe9", 2);
    EXPECT_EQ(team(loaded, count * 2 / 3), "Caf\xc3\xa9");
    ASSERT_EQ(loaded.quality.size(), 1u);
    EXPECT_EQ(loaded.quality[0].kind, DiagnosticKind::data_not_utf8);
    EXPECT_EQ(loaded.quality[0].place.line, count * 2u / 3 + 2);
    loaded = read(std::string("Z,2010-02-28,Ca\0fe", 18), 2);
    EXPECT_EQ(team(loaded, count * 2 / 3), "Cafe");
    EXPECT_EQ(team(loaded, count - 1), "Team " + std::to_string((count - 1) % 7));
    ASSERT_EQ(loaded.quality.size(), 1u);
    EXPECT_EQ(loaded.quality[0].kind, DiagnosticKind::nul_bytes);
}

}  // namespace
}  // namespace duly::data::test
