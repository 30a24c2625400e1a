// The compiled rule files: typed, resolved, immutable, free of syntax and of data. Shared by threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/source.hpp"
#include "dsl/base/time_zone.hpp"
#include "dsl/model/rules.hpp"
#include "dsl/model/schema.hpp"

namespace duly::model {

struct Define { std::string name, title; RecordId record = none; ExprId body = none; Type type{}; SourceRange at; };

struct RuleSet {
    std::string title, version;
    TimeZone zone;                          // London, where none is named
    int year_starts_month = 4, year_starts_day = 1;
    bool leap_birthday_on_28_february = false;

    std::vector<Record> records;            // parents before children
    std::vector<CalendarDef> calendars;     // extended ones before those that extend
    std::vector<Feed> feeds;
    std::vector<Scale> scales;
    std::vector<Define> defines;
    std::vector<Timescale> timescales;      // rules in order of name within their kind
    std::vector<Check> checks;
    std::vector<Measure> measures;
    std::vector<Action> actions;
    std::vector<Example> examples;
    std::vector<Expr> exprs;
    std::vector<Aggregate> aggregates;
    std::shared_ptr<const SourceSet> sources;   // for places
    std::vector<std::string> file_titles;       // by FileId: what the file's own `ruleset` is called, "" = it has none

    RecordId record(std::string_view name) const;       // each or none
    TimescaleId timescale(std::string_view name) const;
    CheckId check(std::string_view name) const;
    MeasureId measure(std::string_view name) const;
    ActionId action(std::string_view name) const;
    FeedId feed(std::string_view name) const;
    CalendarId calendar(std::string_view name) const;
};

}  // namespace duly::model
