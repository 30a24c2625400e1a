// The steps of an evaluation, each a function in a file of its name; evaluate.cpp is the list of them.
#pragma once

#include <string>
#include <vector>

#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"

namespace duly::eval {

// Over the given rows (sorted), or all visible rows when `rows` is null. Pure: the same rows give the same entries, so
// threads split rows and explanations ask for one. `only_listed`: as EvaluateOptions has it, of this rule.
struct TimescaleAsked { model::TimescaleId rule = model::none; bool only_listed = false; };
// Timescales of one record, none of which looks at another of them; results in their order.
std::vector<TimescaleResult> evaluate_timescales(const Expressions& expressions, const std::vector<TimescaleAsked>& rules, unsigned threads, const std::vector<Row>* rows = nullptr);
TimescaleResult evaluate_timescale(const Expressions& expressions, model::TimescaleId rule, const std::vector<Row>* rows = nullptr);
CheckResult evaluate_check(const Expressions& expressions, model::CheckId rule, const std::vector<Row>* rows = nullptr, bool only_listed = false);
MeasureResult evaluate_measure(const Expressions& expressions, model::MeasureId rule, const Evaluation& so_far, unsigned threads = 1);
ActionResult evaluate_action(const Expressions& expressions, model::ActionId rule, const Evaluation& so_far);

// How the due date of one entry came about, from the same kernels.
struct DueTrace {
    std::int64_t amount = 0;            // of the limit, scaled
    model::Unit unit{};
    model::Counting counting{};
    const model::Length* limit = nullptr;   // the case of a limit that was chosen, as it stands in the rule; null: none was
    std::int64_t start = no_time;       // day 0 (after deeming, restarts)
    std::int64_t start_last = no_time;  // differs when it is an interval; no_time: it is none
    std::int64_t due = no_time, due_last = no_time;   // due_last differs when the due date is an interval; no_time: it has no end
    std::string varies;                 // what an interval hangs on, in words: "depending on hold.he"
    model::CalendarId calendar = model::none;
    std::vector<calendar::ClosedDay> closed;    // skipped between start and due
    std::vector<calendar::Span> pauses;         // that counted
    std::vector<std::string> extensions;        // in words
    // The same one by one, in order: a length, with the day that it was granted on or none; a day that it was extended to, or restarted on.
    struct Moved {
        enum class Kind : std::uint8_t { by, to, restarted } kind{};
        std::int64_t amount = 0;        // scaled
        model::Unit unit{};
        std::int64_t on = no_time;
    };
    std::vector<Moved> moved;
    std::vector<std::string> remarks;           // what does not count, in words
    bool rolled = false;
};
// When something happened, as far as the data tells.
struct Happened {
    std::int64_t first = no_time, last = no_time;   // no_time: it has not happened
    bool certain = true;                // else perhaps not at all
    bool untold = false;                // nothing is known of the day
    bool there() const { return first != no_time; }
};
// Everything that settled one entry.
struct EntryTrace {
    Outcome outcome{};
    std::uint32_t turn = 0;
    std::uint16_t version = 0xffff;
    std::int64_t from = no_time, due = no_time, done = no_time, stop = no_time;     // no_time also where it is an interval
    Happened done_in, stop_in;
    std::int64_t start_first = no_time, start_last = no_time;   // the possible starts of the turn; no_time: nothing is told of them
    std::int64_t previous = no_time;    // of a later turn: the event that ended the one before
    std::int64_t before = no_time;      // two tiers: the date that it must come before
    bool by_before = false, both_tiers = false;     // which of the two gave the due date; whether the other had one too
    DueTrace due_trace;
    std::vector<ValueRead> reads;       // in reading order, each cell once
    std::vector<ConditionSeen> conditions;
    std::vector<RowsSeen> rows;         // the rows below that its conditions came out by; of a check its `must`
    std::vector<FigureSeen> figures;    // of a check: what its conditions were judged by
    // What the clauses were asked for, for who asks again: the row, the turn (of_turn.n == 0: there is none), by exclusion whether it
    // speaks of the event, and the version whose clauses these are.
    Batch home, of_turn;
    std::vector<std::uint8_t> of_event;
    std::uint16_t asked_version = 0xffff;
    std::string_view settled_by;        // the question that settled it: "where_false"; "" where none stood in the way
    Row event = data::no_row, previous_event = data::no_row;   // that ended the turn, and the one before
    std::vector<Row> events_in_doubt;
    std::string reason;                 // why this outcome, in words: "started is missing", "done before it started"; "" for met and late
    std::vector<ValueRead> settles;     // for unknown: the cells that would settle it
};
// All entries of one row, in the order of evaluate_timescale.
std::vector<EntryTrace> trace_timescale(const Expressions& expressions, model::TimescaleId rule, Row row);
EntryTrace trace_check(const Expressions& expressions, model::CheckId rule, Row row);

}  // namespace duly::eval
