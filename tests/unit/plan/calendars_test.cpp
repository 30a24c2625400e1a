#include "engine/plan/calendars.hpp"

#include <map>

#include <gtest/gtest.h>

#include "dsl/base/date.hpp"

namespace duly::plan {
namespace {

using model::CalendarDef;
using model::Day;

Day d(std::string_view text) { return parse_iso_day(text).value(); }

class Files final : public Loader {
public:
    std::map<std::string, std::string> files;
    std::optional<std::string> read(const std::string& path) const override {
        const auto found = files.find(path);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    }
    std::string resolve(const std::string&, const std::string& relative) const override { return relative; }
};

// Two whole years, with the one-off of September 2022.
constexpr const char* years_2022_2023 = R"({"england-and-wales": {"division": "england-and-wales", "events": [
  {"title": "New Year’s Day", "date": "2022-01-03", "notes": "Substitute day", "bunting": true}, {"title": "Good Friday", "date": "2022-04-15"},
  {"title": "Easter Monday", "date": "2022-04-18"}, {"title": "Early May bank holiday", "date": "2022-05-02"},
  {"title": "Spring bank holiday", "date": "2022-06-02"}, {"title": "Platinum Jubilee bank holiday", "date": "2022-06-03"},
  {"title": "Summer bank holiday", "date": "2022-08-29"}, {"title": "Bank Holiday for the State Funeral of Queen Elizabeth II", "date": "2022-09-19"},
  {"title": "Boxing Day", "date": "2022-12-26"}, {"title": "Christmas Day", "date": "2022-12-27"}, {"title": "New Year’s Day", "date": "2023-01-02"}]},
  "scotland": {"events": []}})";

class Calendars : public testing::Test {
protected:
    model::RuleSet rules;
    Files files;
    CalendarDef& add(const char* name) {
        rules.calendars.emplace_back();
        rules.calendars.back().name = name;
        return rules.calendars.back();
    }
    CalendarDef& england() {
        files.files["bank-holidays.json"] = years_2022_2023;
        CalendarDef& def = add("england_and_wales");
        def.holiday_files.push_back({"bank-holidays.json", "england-and-wales", {}});
        return def;
    }
    CalendarSet build(std::optional<Day> as_known_on = {}) { return build_calendars(rules, files, as_known_on); }
    static std::vector<std::string> codes(const CalendarSet& set) {
        std::vector<std::string> out;
        for (const Diagnostic& one : set.diagnostics) out.emplace_back(info(one.kind).code);
        return out;
    }
};

using Codes = std::vector<std::string>;

TEST_F(Calendars, TheReachIsTheWholeYearsOfTheHolidayFile) {
    england();
    const CalendarSet set = build();
    EXPECT_EQ(codes(set), Codes{});
    EXPECT_EQ(format_day(set.calendars[0].known_from()), "2022-01-01");
    EXPECT_EQ(format_day(set.calendars[0].known_until()), "2023-12-31");
    EXPECT_EQ(format_day(set.calendars[0].add_working_days(d("2022-08-30"), 45).value()), "2022-11-02");
    EXPECT_EQ(set.calendars[0].closed_between(d("2022-08-30"), d("2022-11-02")).at(0).title, "Bank Holiday for the State Funeral of Queen Elizabeth II");
}

TEST_F(Calendars, AHolidayIsLeftOutBeforeItWasAnnounced) {
    england().holidays.push_back({d("2022-09-19"), d("2022-09-10"), "State funeral"});
    EXPECT_EQ(format_day(build(d("2022-09-09")).calendars[0].add_working_days(d("2022-08-30"), 45).value()), "2022-11-01");
    EXPECT_EQ(format_day(build(d("2022-09-10")).calendars[0].add_working_days(d("2022-08-30"), 45).value()), "2022-11-02");
    const CalendarSet set = build();
    EXPECT_EQ(format_day(set.calendars[0].add_working_days(d("2022-08-30"), 45).value()), "2022-11-02");
    EXPECT_EQ(set.calendars[0].closed_between(d("2022-08-30"), d("2022-11-02")).at(0).title, "State funeral");
}

TEST_F(Calendars, OneThatExtendsTakesOverAllAndAddsItsOwn) {
    england().hours = {8 * 60 + 30, 17 * 60};
    CalendarDef& council = add("council");
    council.extends = 0;
    council.closed.push_back({d("2022-12-28"), d("2022-12-30"), "Christmas closure"});
    council.closed_every.push_back({6, 1, "Founders' day"});
    council.known_until = d("2023-06-30");
    CalendarDef& sixth = add("with_saturdays");
    sixth.extends = 1;
    sixth.working_week = 0b0111111;
    sixth.open.push_back({d("2022-09-05"), d("2022-10-21"), "Autumn"});
    const CalendarSet set = build();
    EXPECT_EQ(codes(set), Codes{});
    const auto& c = set.calendars;
    EXPECT_EQ(format_day(c[0].add_working_days(d("2022-12-23"), 1).value()), "2022-12-28");
    EXPECT_EQ(format_day(c[1].add_working_days(d("2022-12-23"), 1).value()), "2023-01-03");
    EXPECT_EQ(format_day(c[2].add_working_days(d("2022-12-23"), 1).value()), "2022-12-24");
    EXPECT_FALSE(c[1].is_working_day(d("2023-06-01")).value());
    EXPECT_TRUE(c[0].is_working_day(d("2023-06-01")).value());
    EXPECT_EQ(format_day(c[1].known_until()), "2023-06-30");
    EXPECT_EQ(format_day(c[2].known_until()), "2023-06-30");
    EXPECT_TRUE(c[2].has_hours());
    EXPECT_TRUE(c[2].has_terms());
    EXPECT_FALSE(c[1].has_terms());
}

TEST_F(Calendars, WhatCannotBeReadNeverCounts) {
    england().holiday_files[0].path = "elsewhere.json";
    EXPECT_EQ(codes(build()), Codes{"D0501"});
    rules.calendars[0].holiday_files[0] = {"bank-holidays.json", "wales", {}};
    const CalendarSet set = build();
    EXPECT_EQ(codes(set), Codes{"D0503"});
    EXPECT_EQ(set.diagnostics[0].help, "it has `england-and-wales`, `scotland`");
    EXPECT_FALSE(set.calendars[0].add_working_days(d("2022-08-30"), 1));

    rules.calendars[0].holiday_files[0].division = "england-and-wales";
    for (const char* text : {"[1, 2]", "{\"england-and-wales\": 3}", "{\"england-and-wales\": {\"events\": {}}}", "{\"england-and-wales\": {", ""}) {
        files.files["bank-holidays.json"] = text;
        EXPECT_EQ(codes(build()), Codes{"D0502"}) << text;
    }
    for (const char* text : {R"({"england-and-wales": {"events": [{"title": "A", "date": "2022-02-30"}]}})", R"({"england-and-wales": {"events": [7]}})",
                             R"({"england-and-wales": {"events": [{"date": "2022-02-03", "announced": "soon"}]}})"}) {
        files.files["bank-holidays.json"] = text;
        EXPECT_EQ(codes(build()), Codes{"D0504"}) << text;
    }
}

TEST_F(Calendars, BadJsonIsShownAtItsPlace) {
    england();
    files.files["bank-holidays.json"] = "{\n  \"england-and-wales\": ,\n}";
    const CalendarSet set = build();
    ASSERT_EQ(set.diagnostics.size(), 1u);
    EXPECT_EQ(set.diagnostics[0].place.file, "bank-holidays.json");
    EXPECT_EQ(set.diagnostics[0].place.line, 2u);
    EXPECT_EQ(set.diagnostics[0].place.column, 24u);
}

TEST_F(Calendars, OneWithoutAHolidayFileMustSayHowFarItIsKnown) {
    CalendarDef& plain = add("plain");
    EXPECT_EQ(codes(build()), Codes{"D0505"});
    rules.calendars[0].known_from = d("2024-01-01");
    EXPECT_EQ(codes(build()), Codes{"D0505"});
    rules.calendars[0].known_until = d("2023-12-31");
    EXPECT_EQ(codes(build()), Codes{"D0505"});
    rules.calendars[0].known_until = d("2024-12-31");
    EXPECT_EQ(codes(build()), Codes{});
    EXPECT_TRUE(build().calendars[0].is_working_day(d("2024-12-25")).value());
    plain.closed.push_back({d("2025-12-25"), d("2025-12-25"), "Christmas"});
    EXPECT_EQ(codes(build()), Codes{"D0506"});
}

TEST_F(Calendars, AGapOfYearsEndsTheReach) {
    england();
    files.files["old.json"] = R"({"england-and-wales": {"events": [{"title": "A", "date": "2019-12-25"}]}})";
    rules.calendars[0].holiday_files.push_back({"old.json", "england-and-wales", {}});
    const CalendarSet set = build();
    EXPECT_EQ(codes(set), Codes{"D0507"});
    EXPECT_EQ(format_day(set.calendars[0].known_from()), "2022-01-01");
}

TEST_F(Calendars, AnEndIsWarnedOfLongBefore) {
    england();
    const CalendarSet set = build();
    EXPECT_TRUE(ending_calendars(rules, set, d("2022-12-31")).empty());
    ASSERT_EQ(ending_calendars(rules, set, d("2023-01-01")).size(), 1u);
    EXPECT_EQ(ending_calendars(rules, set, d("2023-01-01"))[0].message, "the calendar `england_and_wales` is known until 31 December 2023, less than a year ahead");
}

}  // namespace
}  // namespace duly::plan
