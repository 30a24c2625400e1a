// Timescales and checks seen alike, and which of their entries go into which file, in its order.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/eval/not_given.hpp"
#include "engine/report/keys.hpp"
#include "engine/report/report.hpp"

namespace duly::report {

// One evaluated rule. Rules stand in order of their names, timescales and checks together.
struct RuleView {
    std::string_view name, title;
    model::RecordId record = model::none;
    const model::Timescale* timescale = nullptr;        // either these two ...
    const eval::TimescaleResult* times = nullptr;
    const model::Check* check = nullptr;                // ... or these two
    const eval::CheckResult* checked = nullptr;
    const TimeZone* zone = nullptr;
    SourceRange at;
    std::vector<eval::NotGiven> not_given;              // not_answered.hpp; empty: the files answer it

    std::size_t entries() const { return times ? times->outcome.size() : checked->outcome.size(); }
    model::Outcome outcome(std::size_t entry) const { return times ? times->outcome[entry] : checked->outcome[entry]; }
    eval::Row row(std::size_t entry) const {            // no_row for a check of the data
        if (times) return times->row[entry];
        return entry < checked->row.size() ? checked->row[entry] : data::no_row;
    }
    std::uint32_t turn(std::size_t entry) const { return times ? times->turn[entry] : 0; }
    const model::TimescaleVersion* version(std::size_t entry) const;    // or null
    std::string_view law(std::size_t entry) const;
    bool moments(std::size_t entry) const;              // times are seconds
    bool in_doubt(std::size_t entry) const { return times && entry < times->flags.size() && (times->flags[entry] & 1); }
    std::string_view excluded_because(std::size_t entry) const;
    std::uint64_t found() const;                        // entries, with those that are counted and not held
    const std::array<std::uint64_t, model::outcome_count>& counts() const { return times ? times->counts : checked->counts; }
};
std::vector<RuleView> rule_views(const ReportInput& input);

enum class File : std::uint8_t { breaches, upcoming, unknown, excused };
inline constexpr std::size_t file_count = 4;

struct EntryRef { std::uint32_t rule = 0, entry = 0; };         // index in rule_views, entry in its result
inline constexpr std::uint32_t whole_rule = 0xffffffff;         // as an entry: all that is unknown of a rule which the files do not answer
// Each in the order of the file's rows.
struct Selection : std::array<std::vector<EntryRef>, file_count> {
    std::array<std::size_t, file_count> found{};    // how many there are of each, where only some are listed
};
struct Wanted {
    std::array<bool, file_count> files{true, true, true, true};
    bool only_soon = false;                                     // of upcoming.csv only what is due soon
    std::size_t most = static_cast<std::size_t>(-1);            // of a rule's breaches that are overdue, and of the others: the first
};
// By rule: what is over, late, and was due before `since`: counted here and in no file.
std::vector<std::uint64_t> count_older_late(const std::vector<RuleView>& rules, const ReportOptions& options);
Selection select_entries(const std::vector<RuleView>& rules, const Keys& keys, const ReportOptions& options, const Wanted& wanted = {});

}  // namespace duly::report
