// Turns of a timescale that a measure counts: which count, when, and whether they are in the numerator.
#pragma once

#include <array>
#include <vector>

#include "engine/eval/measure_days.hpp"
#include "engine/eval/measure_items.hpp"

namespace duly::eval {

struct TurnRule {
    model::TimescaleId timescale = model::none;
    const std::vector<model::Outcome>& numerator;
    model::Measure::Counted counted{};
};

// How an outcome counts for a measure of turns. Section "who counts": what has no bearing on it never counts, what is still open only when
// it is named.
struct OutcomeCounts { bool counts = false, numerator = false, unknown = false; };
std::array<OutcomeCounts, model::outcome_count> counted_outcomes(const std::vector<model::Outcome>& numerator);

struct PlacedTurn {
    std::uint32_t entry = 0;
    Row row = 0;
    Day first = 0, last = 0;        // the day that counts it, or its possible days
    bool numerator = false, unknown = false;
};
// Of something done, started or due on a day of which only month or year is known, the days that it may be.
std::optional<PossibleDays> days_that_count(const TurnDays& days, const TimescaleResult& result, model::Measure::Counted counted, std::uint32_t entry);
// Counted when done, what is not done is not counted: it has no day, and that is no fault of the data.
bool simply_not_done(const TimescaleResult& result, model::Measure::Counted counted, std::size_t entry);
// Calls `take` with each of the entries [begin, end) that counts on a day up to as-of, in order. `unplaced` gets those of which that is not
// told. `doubtful` as entries_in_doubt gives it.
template <typename Take>
void place_turns(const Expressions& expressions, const TurnRule& rule, const Evaluation& so_far, const std::vector<std::uint8_t>& doubtful, std::size_t begin,
                 std::size_t end, const Take& take, std::vector<std::uint32_t>& unplaced) {
    using When = model::Measure::Counted;
    const TimescaleResult& result = so_far.timescales[rule.timescale];
    const TurnDays days(expressions, rule.timescale, result);
    const auto outcomes = counted_outcomes(rule.numerator);
    const Day as_of = expressions.as_of_day();
    const bool moments = counts_moments(expressions.rules().timescales[rule.timescale]);
    const NumberColumn& times = rule.counted == When::started ? result.from : result.due;
    const Outcome* const found = result.outcome.data();
    for (std::size_t i = begin; i < end; ++i) {
        const OutcomeCounts counts = outcomes[static_cast<std::size_t>(found[i])];
        if (!counts.counts) continue;
        PlacedTurn turn{static_cast<std::uint32_t>(i), 0, 0, 0, counts.numerator, counts.unknown};
        // Mostly it is a day that stands there.
        const std::int64_t time = moments || rule.counted == When::done ? no_time : times[i];
        if (time != no_time) {
            if (time > as_of) continue;
            turn.first = turn.last = static_cast<Day>(time);
        } else {
            const std::optional<PossibleDays> counted = days_that_count(days, result, rule.counted, turn.entry);
            if (!counted && simply_not_done(result, rule.counted, i)) continue;
            // Due on a day that may lie ahead, it may not count yet.
            const bool perhaps_ahead = counted && counted->first <= as_of && counted->last > as_of;
            if (!counted || perhaps_ahead) {
                unplaced.push_back(turn.entry);
                continue;
            }
            if (counted->first > as_of) continue;
            turn.first = counted->first;
            turn.last = counted->last;
        }
        turn.row = result.row[i];
        if (!doubtful.empty() && doubtful[i] != 0) {
            turn.numerator = false;
            turn.unknown = true;
        }
        take(turn);
    }
}

// Items are entries of the timescale's result, in their order, dated up to as-of; `first_case` of open turns is the first start.
Placed placed_turns(const Expressions& expressions, const TurnRule& rule, const Evaluation& so_far);
// The turns that are open on the period's last day, judged as of that day.
std::vector<Counted> open_turns(const Placed& placed, const Expressions& standing, const TurnRule& rule, const Evaluation& so_far, const MeasurePeriod& period);

// `percentage of R where every T is met`: the turns stand under the row of R that they belong to, which is also their entry.
Placed placed_under(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far);
std::vector<Counted> open_under(const Placed& placed, const Expressions& standing, const model::Measure& measure, const Evaluation& so_far, const MeasurePeriod& period);
// One item a row: it has all its turns in the numerator, or a turn that is not, or an unknown one and none that is not. Dated by
// its last turn.
std::vector<Counted> one_a_row(std::vector<Counted> turns);

}  // namespace duly::eval
