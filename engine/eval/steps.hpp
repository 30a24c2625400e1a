// The steps of an evaluation, each a function in a file of its name; evaluate.cpp is the list of them.
#pragma once

#include <string>
#include <vector>

#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"

namespace duly::eval {

// Over the given rows (sorted), or all visible rows when `rows` is null. Pure: the same rows give the same entries, so
// threads split rows and explanations ask for one.
TimescaleResult evaluate_timescale(const Expressions& expressions, model::TimescaleId rule, const std::vector<Row>* rows = nullptr);
CheckResult evaluate_check(const Expressions& expressions, model::CheckId rule, const std::vector<Row>* rows = nullptr);
MeasureResult evaluate_measure(const Expressions& expressions, model::MeasureId rule, const Evaluation& so_far);
ActionResult evaluate_action(const Expressions& expressions, model::ActionId rule, const Evaluation& so_far);

// How the due date of one entry came about, from the same kernels.
struct DueTrace {
    std::int64_t amount = 0;            // of the limit, scaled
    model::Unit unit{};
    model::Counting counting{};
    std::int64_t start = no_time;       // day 0 (after deeming, restarts)
    std::int64_t due = no_time, due_last = no_time;   // due_last differs when the due date is an interval
    model::CalendarId calendar = model::none;
    std::vector<calendar::ClosedDay> closed;    // skipped between start and due
    std::vector<calendar::Span> pauses;         // that counted
    std::vector<std::string> extensions;        // in words
    bool rolled = false;
};
// Everything that settled one entry.
struct EntryTrace {
    Outcome outcome{};
    std::uint32_t turn = 0;
    std::uint16_t version = 0xffff;
    std::int64_t from = no_time, due = no_time, done = no_time, stop = no_time;
    DueTrace due_trace;
    std::vector<ValueRead> reads;       // in reading order, each cell once
    std::vector<ConditionSeen> conditions;
    std::string reason;                 // why this outcome, in words: "started is missing", "done before it started"; "" for met and late
    std::vector<ValueRead> settles;     // for unknown: the cells that would settle it
};
// All entries of one row, in the order of evaluate_timescale.
std::vector<EntryTrace> trace_timescale(const Expressions& expressions, model::TimescaleId rule, Row row);
EntryTrace trace_check(const Expressions& expressions, model::CheckId rule, Row row);

}  // namespace duly::eval
