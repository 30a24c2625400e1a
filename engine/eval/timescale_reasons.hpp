// Private: reasons of timescale entries in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/eval/reasons.hpp"
#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

// What the trace of one entry has gathered by the time its reason is put into words.
struct Told {
    Home home;
    std::vector<ValueRead> asked;       // the cells behind the question that settled it
    std::vector<ValueRead> from, to, stop, shown;
    std::vector<ValueRead> limit;       // behind what moves the due date
    Time start_first = no_time, start_last = no_time;   // the possible starts
    bool shown_certain = true;
    bool start_untold = false;          // nothing is known of the day
    bool due_untold = false;            // the due date has no last day
};

// Several names with commas and `and`: "began", "began and ended".
std::string names_of(const Expressions& expressions, Home home, const std::vector<ValueRead>& reads);
// Of what a date was picked by, the dates: those that it may be, or those that are not there.
std::vector<ValueRead> dates_of(const RulePlan& plan, const std::vector<ValueRead>& reads, const When& when);
// Whether an expression takes its date from that field, and does not only compare it.
bool takes_date_from(const model::RuleSet& rules, ExprId expr, const ValueRead& read);
// "5 March 2024", "5 March 2024 17:00".
std::string date_text(const RulePlan& plan, Time time);
// The stretches in which a calendar is open, from the first day to the last; nothing where it has none.
std::optional<calendar::Span> open_stretches(const model::RuleSet& rules, model::CalendarId id);
std::string reason_of(const Run& run, const Entry& entry, const EntryTrace& trace, const Told& told);

}  // namespace duly::eval::timescales
