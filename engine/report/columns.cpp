#include "engine/report/columns.hpp"

#include <algorithm>

#include "engine/report/report.hpp"

namespace duly::report {

using model::none;
using model::RecordId;

namespace {

bool named(const std::vector<ResultColumn>& columns, const std::string& name) {
    return std::any_of(columns.begin(), columns.end(), [&](const ResultColumn& column) { return column.name == name; });
}

// Records that some timescale or check is about.
std::vector<bool> records_of_rules(const model::RuleSet& rules) {
    std::vector<bool> asked(rules.records.size(), false);
    for (const auto& rule : rules.timescales)
        if (rule.record != none) asked[rule.record] = true;
    for (const auto& rule : rules.checks)
        if (rule.record != none) asked[rule.record] = true;
    return asked;
}

}  // namespace

std::vector<ResultColumn> result_columns(const model::RuleSet& rules) {
    static constexpr const char* fixed[] = {"rule", "title", "record",  "key",  "turn",    "outcome", "from",
                                            "due",  "done",  "late_by", "unit", "version", "law"};
    std::vector<ResultColumn> columns;
    for (std::size_t i = 0; i < std::size(fixed); ++i) columns.push_back({static_cast<ColumnKind>(i), fixed[i], none, ""});

    std::vector<bool> asked = records_of_rules(rules), ancestor(rules.records.size(), false);
    for (RecordId record = 0; record < rules.records.size(); ++record) {
        if (!asked[record]) continue;
        for (RecordId up = rules.records[record].parent; up != none; up = rules.records[up].parent) ancestor[up] = true;
    }
    for (RecordId record = 0; record < rules.records.size(); ++record) {
        const std::string& name = rules.records[record].name;
        if (ancestor[record]) columns.push_back({ColumnKind::parent_key, named(columns, name) ? name + "_key" : name, record, ""});
    }
    for (RecordId record = 0; record < rules.records.size(); ++record) {
        if (!asked[record] && !ancestor[record]) continue;
        for (const model::Field& field : rules.records[record].fields) {
            if (!field.shown) continue;
            bool there = std::any_of(columns.begin(), columns.end(),
                                     [&](const ResultColumn& c) { return c.kind == ColumnKind::shown && c.field == field.name; });
            if (!there) columns.push_back({ColumnKind::shown, named(columns, field.name) ? field.name + "_shown" : field.name, none, field.name});
        }
    }
    columns.push_back({ColumnKind::reason, named(columns, "reason") ? "why" : "reason", none, ""});
    return columns;
}

std::vector<ResultColumn> choose_columns(const model::RuleSet& rules, const std::vector<std::string>& names) {
    std::vector<ResultColumn> all = result_columns(rules);
    if (names.empty()) return all;
    std::vector<ResultColumn> chosen;
    for (const std::string& name : names) {
        auto found = std::find_if(all.begin(), all.end(), [&](const ResultColumn& column) { return column.name == name; });
        if (found != all.end()) chosen.push_back(*found);
    }
    return chosen;
}

std::vector<std::string> column_names(const model::RuleSet& rules) {
    std::vector<std::string> names;
    for (ResultColumn& column : result_columns(rules)) names.push_back(std::move(column.name));
    return names;
}

}  // namespace duly::report
