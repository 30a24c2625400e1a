#include <gtest/gtest.h>

#include "tests/unit/data/feeds.hpp"

namespace duly::data::test {
namespace {

// child and visit of child, with a field of every type.
model::RuleSet visits() {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}, {"born", Type::date}, {"team", Type::text, "o"}});
    add_record(rules, "visit", "child",
               {{"visit_id", Type::text, "k"}, {"held", Type::date, "ro"}, {"seen", Type::yes_no}, {"kind", Type::choice, "", {"first_visit", "later"}}, {"miles", Type::number, "o"}, {"at", Type::moment, "o"}});
    return rules;
}

model::Feed visits_feed(const model::RuleSet& rules) {
    return feed("visits", {Block(rules, "child", {"children*.csv"}).is("child_id", "Child ID").is("born", "Date of Birth").or_is("*dob*").is("team", "Team").file,
                           Block(rules, "visit", {"visits.csv"}).is("visit_id", "Visit").is("held", "Held").is("seen", "Seen").is("kind", "Kind").is("miles", "Miles").is("at", "At").of("child", "child_id", "Child").file},
                {{Order::day_month_year, '/', true, "dd/mm/yyyy hh:mm"}});
}

LoadedData load_texts(const model::RuleSet& rules, const std::vector<std::pair<std::string, std::string>>& texts, LoadOptions options = {}) {
    std::vector<InputFile> files;
    for (const auto& [name, text] : texts) files.push_back(text_file(name, text));
    return load(rules, files, options);
}

TEST(Load, FilesBecomeRecords) {
    auto rules = visits();
    rules.feeds = {visits_feed(rules)};
    const auto loaded = load_texts(rules, {{"data/Children 2024.CSV", "Child ID,Date of Birth,Team\nA1,01/02/2010,North\n7,03/04/2011,\n"},
                                           {"data/visits.csv", "Visit,Child,Held,Seen,Kind,Miles,At\nv1,7,05/06/2024,a) Yes,first visit,12.5,05/06/2024 10:00\nv2,A1,,n,LATER,\"1,200\",05/06/2024\n"}});
    EXPECT_EQ(rows(loaded.dataset, rules, "child"), (Texts{"A1 | 2010-02-01 | North", "7 | 2011-04-03 | blank"}));
    EXPECT_EQ(rows(loaded.dataset, rules, "visit"), (Texts{"v1 | 2024-06-05 | yes | first_visit | 12500000 | 2024-06-05 10:00 < 1", "v2 | blank | no | later | 1200000000 | 2024-06-05..2024-06-05 < 0"}));
    EXPECT_TRUE(loaded.quality.empty());
    EXPECT_FALSE(loaded.left_out);
    const auto origin = loaded.dataset.table(rules.record("visit")).origin[1];
    EXPECT_EQ(loaded.dataset.files()[origin.file].path, "data/visits.csv");
    EXPECT_EQ(origin.line, 3u);
    EXPECT_EQ(loaded.dataset.files()[1].rows_read, 2u);
    EXPECT_EQ(loaded.dataset.table(rules.record("visit")).header[1], "Held");
}

TEST(Load, DirtIsListedWithFileLineColumnAndText) {
    auto rules = visits();
    rules.feeds = {visits_feed(rules)};
    const auto loaded = load_texts(rules, {{"children.csv", "Child ID,Date of Birth,Team\nA1,31/02/2010,#N/A\n"},
                                           {"visits.csv", "Visit,Child,Held,Seen,Kind,Miles,At\nv1,A1,soon,maybe,odd,far,\nv2,A1,01/01/2024\nv3,A9,01/01/2024,y,later,,\nv4,A1,01/01/2024,maybe,later,,\n"}});
    EXPECT_EQ(codes(loaded.quality), (Texts{"D0412:2", "D0412:2", "D0412:2", "D0413:2", "D0413:2", "D0412:2", "D0405:3", "D0417:4"}));
    const auto& impossible = loaded.quality[0];
    EXPECT_EQ(impossible.place.file, "children.csv");
    EXPECT_EQ(impossible.place.column, 2u);
    EXPECT_EQ(impossible.place.field, "Date of Birth");
    EXPECT_EQ(impossible.place.text, "31/02/2010");
    EXPECT_EQ(loaded.quality[3].place.text, "maybe");
    EXPECT_EQ(loaded.quality[3].count, 2u);     // one line for a code, with how often
    EXPECT_EQ(rows(loaded.dataset, rules, "visit"), (Texts{"v1 | unreadable | unreadable | unreadable | unreadable | blank < 0", "v4 | 2024-01-01 | unreadable | later | blank | blank < 0"}));
    EXPECT_EQ(rows(loaded.dataset, rules, "child"), Texts{"A1 | unreadable | unreadable"});
}

TEST(Load, PlaceholdersAreCounted) {
    auto rules = visits();
    rules.feeds = {visits_feed(rules)};
    rules.feeds[0].blanks = {"NULL", "1900-01-01"};
    rules.feeds[0].missing = {"#N/A", "z"};
    const auto loaded = load_texts(rules, {{"children.csv", "Child ID,Date of Birth,Team\nA,01/01/1900,null\nB,NULL,z\nC,01/01/1900,#N/A\n"}});
    EXPECT_EQ(rows(loaded.dataset, rules, "child"), (Texts{"A | missing | blank", "B | missing | missing", "C | missing | missing"}));
    EXPECT_EQ(codes(loaded.quality), (Texts{"D0414:2", "D0414:2", "D0414:3", "D0414:3", "D0414:4"}));
    EXPECT_EQ(loaded.quality[0].count, 2u);
}

TEST(Load, TheFeedWithMostMatchedColumnsReadsAFile) {
    auto rules = visits();
    rules.feeds = {feed("thin", {Block(rules, "child", {"*.csv"}).is("child_id", "Child ID").file}), visits_feed(rules)};
    auto loaded = load_texts(rules, {{"children.csv", "Child ID,DoB\nA,01/01/2010\n"}, {"other.csv", "Child ID\nB\n"}});
    ASSERT_EQ(loaded.mappings.size(), 2u);
    EXPECT_EQ(loaded.mappings[0].feed, "visits");
    EXPECT_EQ(loaded.mappings[0].missing_fields, Texts{"team"});
    EXPECT_EQ(loaded.mappings[1].feed, "thin");
    EXPECT_EQ(loaded.dataset.table(0).rows, 2u);
    EXPECT_EQ(codes(loaded.quality), Texts{"D0411:1"});
    LoadOptions only;
    only.feeds = {"thin"};
    loaded = load_texts(rules, {{"children.csv", "Child ID,DoB\nA,01/01/2010\n"}}, only);
    EXPECT_EQ(loaded.mappings[0].feed, "thin");
    EXPECT_EQ(loaded.mappings[0].unmatched_headers, Texts{"DoB"});
    EXPECT_EQ(codes(loaded.quality), Texts{"D0410:1"});
}

TEST(Load, WithoutAKeyOrLinkColumnTheRecordIsLeftOut) {
    auto rules = visits();
    rules.feeds = {visits_feed(rules)};
    const auto loaded = load_texts(rules, {{"visits.csv", "Visit,Held\nv1,01/01/2024\n"}, {"unknown.csv", "a\n1\n"}});
    EXPECT_TRUE(loaded.left_out);
    EXPECT_EQ(codes(loaded.quality), (Texts{"D0403:0", "D0427:1"}));
    EXPECT_FALSE(loaded.dataset.table(rules.record("visit")).present);
}

TEST(Load, AFeedThatIsNotThereIsAnError) {
    const auto rules = visits();
    LoadOptions options;
    options.feeds = {"visit"};
    const auto loaded = load_texts(rules, {}, options);
    EXPECT_TRUE(loaded.left_out);
    EXPECT_EQ(codes(loaded.quality), Texts{"D0426:0"});
}

// Several files may give a child: what says less is a repeat, what differs is listed.
TEST(Load, RepeatsAreCountedAndDifferencesListed) {
    auto rules = visits();
    rules.feeds = {visits_feed(rules)};
    const auto loaded = load_texts(rules, {{"children_1.csv", "Child ID,Date of Birth,Team\nA,01/01/2010,North\nB,01/01/2011,North\n"},
                                           {"children_2.csv", "Child ID,Date of Birth,Team\nA,,North\nB,01/01/2011,\nB,01/01/2012,\n"}});
    EXPECT_EQ(loaded.dataset.table(0).rows, 2u);
    ASSERT_EQ(codes(loaded.quality), (Texts{"D0416:2", "D0415:4"}));
    EXPECT_EQ(loaded.quality[0].count, 2u);
    ASSERT_EQ(loaded.quality[1].labels.size(), 1u);
    EXPECT_EQ(loaded.quality[1].labels[0].place.file, "children_1.csv");
    EXPECT_EQ(loaded.quality[1].labels[0].place.line, 3u);
}

// Lists that name a child again and again give it once: blanks are filled, nothing is listed; two lines of the file that gives
// children in its own right still are.
TEST(Load, GivenOnceByManyRows) {
    auto rules = visits();
    rules.feeds = {feed("lists", {Block(rules, "child", {"a_list.csv"}).is("child_id", "Child").is("team", "Team").once().file,
                                  Block(rules, "child", {"children.csv"}).is("child_id", "Child").is("born", "Born").file},
                        {{Order::day_month_year, '/', false, "dd/mm/yyyy"}})};
    const std::vector<std::pair<std::string, std::string>> texts{{"a_list.csv", "Child,Team\nA1,\nA1,North\nA1,South\nA2,East\n"},
                                                                 {"children.csv", "Child,Born\nA1,01/02/2010\nA3,02/02/2010\nA1,03/02/2010\n"}};
    for (const unsigned threads : {1u, 2u}) {
        LoadOptions options;
        options.threads = threads;
        const auto loaded = load_texts(rules, texts, options);
        EXPECT_EQ(rows(loaded.dataset, rules, "child"), (Texts{"A1 | 2010-02-01 | North", "A2 | missing | East", "A3 | 2010-02-02 | blank"}));
        // North and South; the second line of A1 among the children.
        ASSERT_EQ(codes(loaded.quality), (Texts{"D0415:4", "D0415:4"}));
        EXPECT_EQ(loaded.quality[0].message, "`child` `A1` has `South` for `team` here and `North` in a row before, which is used");
        ASSERT_EQ(loaded.quality[0].labels.size(), 1u);
        EXPECT_EQ(loaded.quality[0].labels[0].place.line, 3u);      // it was blank in line 2
        EXPECT_EQ(loaded.quality[0].labels[0].place.text, "North");
        EXPECT_EQ(loaded.quality[1].place.file, "children.csv");
    }
}

// Each other value once, whichever file it stands in; a date known to the month contradicts only days outside it.
TEST(Load, RowsThatGiveARecordOnceAndContradictEachOther) {
    auto rules = visits();
    rules.feeds = {feed("lists", {Block(rules, "child", {"list_*.csv"}).is("child_id", "Child").is("born", "Born").once().file}, {{Order::year_month_day, '-', false, "yyyy-mm-dd"}})};
    const auto loaded = load_texts(rules, {{"list_1.csv", "Child,Born\nA,2010-01-01\nB,\nC,2010-05\n"},
                                           {"list_2.csv", "Child,Born\nA,2004-01-01\nA,2004-01-01\nB,2011-02-02\nC,2010-05-17\n"},
                                           {"list_3.csv", "Child,Born\nA,2004-01-01\nA,soon\nA,2005-01-01\nB,2012-02-02\nC,2010-06-01\n"}});
    EXPECT_EQ(codes(loaded.quality), (Texts{"D0415:2", "D0412:3", "D0415:4", "D0415:5", "D0415:6"}));
    EXPECT_EQ(rows(loaded.dataset, rules, "child"), (Texts{"A | 2010-01-01 | blank", "B | 2011-02-02 | blank", "C | 2010-05-01..2010-05-31 | blank"}));
    ASSERT_EQ(loaded.quality[3].labels.size(), 1u);
    EXPECT_EQ(loaded.quality[3].labels[0].place.file, "list_2.csv");
    EXPECT_EQ(loaded.quality[3].labels[0].place.line, 4u);
}

// The same row in every form of its date has one key.
TEST(Load, DatesInJoinedTexts) {
    auto rules = visits();
    rules.feeds = {feed("f", {Block(rules, "visit", {"v*.csv"}).joined("visit_id", {"Child", "Held"}).is("held", "Held").of("child", "child_id", "Child").file, Block(rules, "child", {"c.csv"}).is("child_id", "Child").file},
                        {{Order::day_month_year, '/', true, "dd/mm/yyyy hh:mm"}, {Order::year_month_day, '-', true, "yyyy-mm-dd hh:mm"}})};
    const auto loaded = load_texts(rules, {{"c.csv", "Child\n1\n2001-01-01\n"}, {"v1.csv", "Child,Held\n1,16/05/2019\n1,6/5/2019 09:30\n1,20190516\n1,2019-05\n2001-01-01,31/02/2019\n"},
                                           {"v2.csv", "Child,Held\n1,2019-05-16 00:00:00\n1,2019-05-06 09:30:00\n"}});
    EXPECT_EQ(keys(loaded.dataset, rules, "visit"), (Texts{"1.2019-05-16", "1.2019-05-06 09:30", "1.20190516", "1.2019-05", "2001-01-01.31/02/2019"}));
    EXPECT_EQ(codes(loaded.quality), (Texts{"D0412:4", "D0412:6", "D0416:2"}));
    EXPECT_EQ(loaded.quality[2].count, 2u);
}

TEST(Load, AFileWithoutOneUsableRowIsLeftOut) {
    auto rules = visits();
    rules.feeds = {visits_feed(rules)};
    const auto loaded = load_texts(rules, {{"children.csv", "Child ID,Date of Birth,Team\nA1,01/02/2010,North\n"},
                                           {"visits.csv", "Visit,Child,Held,Seen,Kind,Miles,At\nv1,A1,01/01/2024\nv2,A1\n"}});
    EXPECT_TRUE(loaded.left_out);
    EXPECT_FALSE(loaded.dataset.table(rules.record("visit")).present);
    EXPECT_TRUE(loaded.dataset.table(rules.record("child")).present);
}

TEST(Load, TheNextColumnWhereTheFirstIsBlank) {
    auto rules = visits();
    rules.feeds = {feed("areas", {Block(rules, "child", {"c.csv"}).is("child_id", "Child").is("team", "Team").or_is("Region").or_is("Country").file}, {})};
    const auto loaded = load_texts(rules, {{"c.csv", "Child,Country,Region,Team\nA1,England,North,T1\nA2,England,North,\nA3,England, ,\nA4,,,\n"}});
    EXPECT_EQ(rows(loaded.dataset, rules, "child"), (Texts{"A1 | missing | T1", "A2 | missing | North", "A3 | missing | England", "A4 | missing | blank"}));
}

TEST(Load, SeveralRecordsFromOneRow) {
    auto rules = visits();
    rules.feeds = {feed("one", {Block(rules, "visit", {"list.csv"}).is("visit_id", "Visit").is("held", "Held").of_same_row("child").where("Visit", FilterKind::not_blank).file,
                                Block(rules, "child", {"list.csv"}).is("child_id", "Child").is("born", "Born").file})};
    const auto loaded = load_texts(rules, {{"list.csv", "Child,Born,Visit,Held\nA,01/01/2010,v1,01/01/2024\nB,02/01/2010,,\nA,01/01/2010,v2,02/01/2024\n"}});
    EXPECT_EQ(rows(loaded.dataset, rules, "child"), (Texts{"A | 2010-01-01 | blank", "B | 2010-01-02 | blank"}));
    EXPECT_EQ(rows(loaded.dataset, rules, "visit"), (Texts{"v1 | 2024-01-01 | missing | missing | blank | blank < 0", "v2 | 2024-01-02 | missing | missing | blank | blank < 0"}));
    EXPECT_EQ(codes(loaded.quality), Texts{"D0416:4"});
}

TEST(Load, ConstantsJoinedColumnsAndFilters) {
    auto rules = visits();
    rules.feeds = {feed("f", {Block(rules, "child", {"c.csv"}).is("child_id", "Child").file,
                              Block(rules, "visit", {"v.csv"}).joined("visit_id", {"Child", "Held"}).is("held", "Held").constant("seen", {Type::yes_no, 1, {}}).of("child", "child_id", "Child").where("Kind", FilterKind::one_of, {"visit", "Call"}).file})};
    const auto loaded = load_texts(rules, {{"c.csv", "Child\nA\n"}, {"v.csv", "Child,Held,Kind\nA,01/01/2024,visit\nA,02/01/2024,other\nA,03/01/2024,CALL\n"}});
    EXPECT_EQ(rows(loaded.dataset, rules, "visit"), (Texts{"A.2024-01-01 | 2024-01-01 | yes | missing | blank | blank < 0", "A.2024-01-03 | 2024-01-03 | yes | missing | blank | blank < 0"}));
    EXPECT_EQ(loaded.dataset.files()[1].rows_used, 2u);
}

TEST(Load, LinkByAPartOfASpell) {
    auto rules = looked_after();
    rules.feeds = {feed("f", {Block(rules, "child", {"c.csv"}).is("child_id", "Child").file,
                              Block(rules, "episode", {"e.csv"}).is("episode_id", "Id").is("started", "Start").is("ended", "End").is("cla_id", "Cla").of("child", "child_id", "Child").file,
                              Block(rules, "review", {"r.csv"}).is("review_id", "Id").is("held", "Held").of_part("care_period", "episode", "cla_id", "Cla").file})};
    const auto loaded = load_texts(rules, {{"c.csv", "Child\nA\n"},
                                           {"e.csv", "Id,Child,Start,End,Cla\n1,A,01/01/2020,01/02/2020,P\n2,A,01/02/2020,,P\n3,A,01/01/2019,01/02/2019,Q\n4,A,01/03/2019,01/04/2019,R\n5,A,01/06/2019,01/07/2019,R\n"},
                                           {"r.csv", "Id,Cla,Held\nr1,P,05/05/2020\nr2,Q,05/05/2019\nr3,R,05/05/2019\nr4,X,05/05/2019\n"}});
    EXPECT_EQ(keys(loaded.dataset, rules, "care_period"), (Texts{"A 2019-01-01", "A 2019-03-01", "A 2019-06-01", "A 2020-01-01"}));
    EXPECT_EQ(rows(loaded.dataset, rules, "review"), (Texts{"r1 | 2020-05-05 | missing < 3", "r2 | 2019-05-05 | missing < 0"}));
    EXPECT_EQ(codes(loaded.quality), (Texts{"D0419:4", "D0417:5"}));   // R names two stretches, X none
}

TEST(Load, OnlyNeededFieldsAreRead) {
    auto rules = visits();
    rules.feeds = {visits_feed(rules)};
    LoadOptions options;
    options.needed = {{true, true, false}, {true, true, true, false, false, false}};
    const auto loaded = load_texts(rules, {{"children.csv", "Child ID,Date of Birth,Team\nA,01/01/2010,North\n"}}, options);
    EXPECT_FALSE(loaded.dataset.table(0).columns[2].present);
    EXPECT_EQ(cell(loaded.dataset, rules, "child", 0, "born"), "2010-01-01");
}

TEST(Load, SpellingsFromAList) {
    auto rules = visits();
    rules.feeds = {visits_feed(rules)};
    struct Lists : Loader {
        std::optional<std::string> read(const std::string& path) const override {
            if (path == "rules/feeds/kinds.csv") return "text,value\n\"V1, first\",first_visit\nV2,later\nV3,never\n";
            return {};
        }
        std::string resolve(const std::string&, const std::string& relative) const override { return "rules/feeds/" + relative; }
    } lists;
    rules.feeds[0].files[1].mappings[3].spellings_from = "kinds.csv";
    LoadOptions options;
    options.loader = &lists;
    const auto loaded = load_texts(rules, {{"children.csv", "Child ID,Date of Birth,Team\nA,01/01/2010,N\n"}, {"visits.csv", "Visit,Child,Held,Seen,Kind,Miles,At\n1,A,,y,\"V1, first\",,\n2,A,,y,v2,,\n3,A,,y,V3,,\n"}}, options);
    EXPECT_EQ(cell(loaded.dataset, rules, "visit", 0, "kind"), "first_visit");
    EXPECT_EQ(cell(loaded.dataset, rules, "visit", 1, "kind"), "later");
    EXPECT_EQ(cell(loaded.dataset, rules, "visit", 2, "kind"), "unreadable");
    EXPECT_EQ(codes(loaded.quality), (Texts{"D0425:4", "D0413:4"}));
}

}  // namespace
}  // namespace duly::data::test
