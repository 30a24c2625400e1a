// What comes due: the entries of an evaluation that are still open and due within the next working days, by day, for whom.
// Nothing is evaluated here: outcomes and due dates are those of the evaluation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/explain/explain.hpp"

namespace duly::explain {

struct DueOptions {
    unsigned working_days = 10;                     // after as-of, on the rule set's default calendar
    std::vector<std::string> rules;                 // names of timescales; empty: all that were evaluated
    std::vector<model::TimescaleId> not_answered;   // rules whose turns that cannot be told are told of elsewhere
    // `team` = `North`: only what has this text in a field marked `shown`; several of one field: any of them.
    std::vector<std::pair<std::string, std::string>> where;
};

// One turn that is still to be done.
struct DueItem {
    model::TimescaleId rule = model::none;
    std::size_t entry = 0;                          // in its TimescaleResult
    data::Row row = data::no_row;
    std::uint32_t turn = 0;                         // 0: the rule has no turns
    std::string key;                                // of the row
    std::vector<std::string> shown;                 // by DueList::fields, as told as of as-of; "" = not told, or not shown from here
    bool overdue = false;                           // the due date has passed
    bool moment = false;                            // due at a time of day
    bool certain = true;                            // one due date; else it is one of several
    model::Day due = 0, due_last = 0;               // the day, or the first and last day that it may be
    std::int64_t due_time = eval::no_time;          // where certain: the day, or the second of a moment
    std::int64_t late_by = 0;                       // overdue: so far, in late_unit
    model::Unit late_unit{};
};

// How many come due: in all, overdue, and on each day of DueList::days. One that may be due on several days counts on the first.
struct DueLoad { std::vector<std::string> shown; std::uint64_t overdue = 0, due = 0, uncertain = 0; std::vector<std::uint64_t> days; };

// Why it cannot be told whether something comes due, and of how many turns.
struct DueUntold { model::TimescaleId rule = model::none; std::string reason; std::uint64_t entries = 0; };

struct DueList {
    // The days looked at, both included. What is due on as-of itself and still open is among them.
    model::Day as_of = 0, last = 0;
    std::vector<model::Day> working_days;           // `working_days` of them, the last one is `last`
    bool calendar_ends = false;                     // the calendar does not reach so far: weekdays are counted
    std::vector<model::Day> days;                   // the working days and the others on which something is due, in order
    std::vector<std::string> fields;                // marked `shown` in the records of the rules
    std::vector<DueItem> overdue;                   // longest overdue first, then by rule and key
    std::vector<DueItem> items;                     // by first due day, then rule and key
    std::vector<DueUntold> untold;                  // by rule, then the most first
    DueLoad total;
    // The load of each combination of the texts of these fields, "" last; empty for a field that is not there.
    std::vector<DueLoad> by(const std::vector<std::string>& fields) const;
};

// `evaluated`: the options of the evaluation; `explainer` gives the reasons of what is not told.
DueList due_list(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
                 const eval::EvaluateOptions& evaluated, const Explainer& explainer, const DueOptions& options);

// A field marked `shown` as seen from a record: of itself or of the nearest record above that shows it, so many parents up.
// `record` none: not shown from there.
struct ShownField { model::RecordId record = model::none; int hops = 0; model::FieldId field = model::none; };
ShownField find_shown(const model::RuleSet& rules, model::RecordId from, const std::string& field);
// The names of all of them that are seen from the records of timescales, in the order of the records.
std::vector<std::string> shown_fields(const model::RuleSet& rules);

// The n-th working day after `day` on the rule set's default calendar; weekdays where it has none or does not reach so far.
model::Day working_day_after(const model::RuleSet& rules, const eval::CalendarSet& calendars, model::Day day, unsigned n, bool* calendar_ends = nullptr);

}  // namespace duly::explain
