// Real files: the numbers were counted apart from the engine, with a few lines of Python.
#include <gtest/gtest.h>

#include "tests/unit/data/feeds.hpp"

namespace duly::data::test {
namespace {

model::RuleSet ssda903() {
    auto rules = looked_after();
    rules.feeds = {feed("ssda903", {Block(rules, "child", {"Header.csv"}).is("child_id", "CHILD").is("born", "DOB").file,
                                    Block(rules, "episode", {"Episodes.csv"}).joined("episode_id", {"CHILD", "DECOM", "RNE", "DEC"}).is("started", "DECOM").is("ended", "DEC").is("legal_status", "LS").of("child", "child_id", "CHILD").file,
                                    Block(rules, "review", {"Reviews.csv"}).joined("review_id", {"CHILD", "REVIEW", "REVIEW_CODE"}).is("held", "REVIEW").of("child", "child_id", "CHILD").file})};
    return rules;
}

std::string shape(const LoadedData& loaded, const model::RuleSet& rules) {
    std::string out;
    for (const auto& record : rules.records) {
        const auto id = rules.record(record.name);
        out += record.name + "\n";
        for (const auto& line : rows(loaded.dataset, rules, record.name)) out += line + "\n";
        for (const auto row : loaded.dataset.children(id).rows) out += std::to_string(row) + " ";
    }
    for (const auto& d : loaded.quality) out += d.place.file + ":" + std::to_string(d.place.line) + " " + d.message + " x" + std::to_string(d.count) + "\n";
    return out;
}

TEST(Fixtures, Ssda903) {
    const auto rules = ssda903();
    const auto loaded = load(rules, open_files(fixture("ssda903")).files, {});
    const auto& data = loaded.dataset;
    EXPECT_EQ(data.table(rules.record("child")).rows, 2266u);
    EXPECT_EQ(data.table(rules.record("episode")).rows, 4064u);
    const auto& periods = data.table(rules.record("care_period"));
    EXPECT_EQ(periods.rows, 1754u);
    EXPECT_EQ(periods.columns[1].state.count(State::blank), 1135u);
    EXPECT_EQ(data.table(rules.record("review")).rows, 5477u);   // two rows repeat another
    std::uint64_t no_span = 0;
    for (const auto& d : loaded.quality)
        if (d.kind == DiagnosticKind::no_span) no_span += d.count;
    EXPECT_EQ(no_span, 5238u);
}

TEST(Fixtures, SameForAnyNumberOfThreads) {
    const auto rules = ssda903();
    const auto files = open_files(fixture("ssda903")).files;
    LoadOptions two;
    two.threads = 3;
    EXPECT_EQ(shape(load(rules, files, {}), rules), shape(load(rules, files, two), rules));
}

TEST(Fixtures, AnnexA) {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}, {"born", Type::date}});
    add_record(rules, "plan", "child", {{"plan_id", Type::text, "k"}, {"started", Type::date, "rf"}, {"ended", Type::date, "ot"}, {"team", Type::text, "o"}});
    rules.feeds = {feed("annex_a", {Block(rules, "child", {"list_*.csv"}).is("child_id", "*child*id*").is("born", "*date of birth*").file,
                                    Block(rules, "plan", {"list_7.csv"}).joined("plan_id", {"Child Unique ID", "Child Protection Plan Start Date"}).is("started", "Child Protection Plan Start Date").is("ended", "Child Protection Plan End Date").is("team", "Allocated Team").of_same_row("child").file})};
    const auto loaded = load(rules, open_files(fixture("annex_a")).files, {});
    EXPECT_EQ(loaded.dataset.table(1).rows, 7u);
    EXPECT_EQ(rows(loaded.dataset, rules, "plan")[0].substr(0, 42), "10721552.2020-11-23 | 2020-11-23 | 2021-02");
    for (const auto& file : loaded.dataset.files()) EXPECT_EQ(file.feed, file.path.ends_with("list_11.csv") ? "" : "annex_a") << file.path;
}

TEST(Fixtures, PublishedFiguresKeepTheirMarkers) {
    model::RuleSet rules;
    add_record(rules, "kpi_value", "", {{"measure", Type::text}, {"period", Type::date}, {"area", Type::text}, {"value", Type::number}});
    Block block(rules, "kpi_value", {"c4_*.csv"});
    block.constant("measure", {Type::text, 0, "median"}).is("period", "time_period").is("area", "la_name").is("value", "Duration_median").where("geographic_level", FilterKind::one_of, {"Local authority"});
    block.file.mappings[1].kind = model::MappingKind::year_ending;
    block.file.mappings[1].month = 3;
    block.file.mappings[1].day = 31;
    rules.feeds = {feed("dfe", {block.file})};
    rules.feeds[0].missing = {"c", "u", "x", "z"};
    const auto loaded = load(rules, open_files(fixture("kpi")).files, {});
    const auto& table = loaded.dataset.table(0);
    EXPECT_EQ(table.rows, 306u);
    EXPECT_EQ(cell(loaded.dataset, rules, "kpi_value", 0, "period"), "2025-03-31");
    EXPECT_EQ(table.columns[3].state.count(State::unreadable), 0u);
    EXPECT_GT(table.columns[3].state.count(State::missing), 0u);
}

}  // namespace
}  // namespace duly::data::test
