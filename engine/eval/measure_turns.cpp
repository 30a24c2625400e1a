#include "engine/eval/measure_turns.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_days.hpp"
#include "engine/eval/measure_doubt.hpp"
#include "engine/eval/steps.hpp"

namespace duly::eval {

namespace {

using CountedWhen = model::Measure::Counted;

bool has(const std::vector<model::Outcome>& list, model::Outcome outcome) { return std::find(list.begin(), list.end(), outcome) != list.end(); }

void judge(const TurnRule& rule, model::Outcome outcome, Counted& item) {
    const OutcomeCounts counts = counted_outcomes(rule.numerator)[static_cast<std::size_t>(outcome)];
    item.numerator = counts.numerator;
    item.unknown = counts.unknown;
}

bool not_told(model::Outcome outcome) { return outcome == Outcome::unknown || outcome == Outcome::not_run; }

bool not_done(model::Outcome outcome) { return outcome == Outcome::overdue || outcome == Outcome::due || outcome == Outcome::due_soon; }

// Of a case that counts.
std::optional<PossibleDays> start_of(const TurnDays& days, const TimescaleResult& result, std::uint32_t entry) {
    const Outcome outcome = result.outcome[entry];
    if (result.from[entry] == no_time && (outcome == Outcome::not_applicable || outcome == Outcome::excluded)) return std::nullopt;
    return days.started(entry);
}

TurnRule rule_of(const model::Measure& measure, const model::Measure::EveryTurn& every) { return {every.timescale, every.outcomes, measure.counted}; }

Row up(const Expressions& expressions, const model::Measure::EveryTurn& every, Row row) {
    model::RecordId record = expressions.rules().timescales[every.timescale].record;
    for (int hop = 0; hop < every.hops && row != data::no_row; ++hop) {
        row = expressions.data().table(record).parent[row];
        record = expressions.rules().records[record].parent;
    }
    return row;
}

}  // namespace

std::array<OutcomeCounts, model::outcome_count> counted_outcomes(const std::vector<model::Outcome>& numerator) {
    std::array<OutcomeCounts, model::outcome_count> all;
    for (std::size_t k = 0; k < all.size(); ++k) {
        const auto outcome = static_cast<Outcome>(k);
        const bool named = has(numerator, outcome);
        const bool no_bearing = outcome == Outcome::excluded || outcome == Outcome::not_applicable || outcome == Outcome::no_due_date;
        const bool open = outcome == Outcome::due || outcome == Outcome::due_soon;
        // `not run` was not looked at, so nothing is known of it.
        all[k] = {!no_bearing && (!open || named), named, !named && not_told(outcome)};
    }
    return all;
}

std::optional<PossibleDays> days_that_count(const TurnDays& days, const TimescaleResult& result, CountedWhen counted, std::uint32_t entry) {
    switch (counted) {
        case CountedWhen::done: return not_done(result.outcome[entry]) ? std::nullopt : days.done(entry);
        case CountedWhen::started: return days.started(entry);
        default: return days.due(entry);
    }
}

bool simply_not_done(const TimescaleResult& result, CountedWhen counted, std::size_t entry) {
    return counted == CountedWhen::done && !not_told(result.outcome[entry]);
}

Placed placed_turns(const Expressions& expressions, const TurnRule& rule, const Evaluation& so_far) {
    Placed placed;
    const TimescaleResult& result = so_far.timescales[rule.timescale];
    const TurnDays days(expressions, rule.timescale, result);
    if (rule.counted == CountedWhen::open_on_last_day) {
        std::vector<Day>& starts = placed.starts[rule.timescale];
        starts.assign(result.from.size(), model::max_day);
        for (std::uint32_t i = 0; i < result.from.size(); ++i) {
            const std::optional<PossibleDays> start = start_of(days, result, i);
            if (start) starts[i] = start->first;
            if (start) placed.first_case = std::min(placed.first_case.value_or(start->first), start->first);
            else if (not_told(result.outcome[i]) && !days.over(i)) placed.unplaced.push_back(i);
        }
        return placed;
    }
    place_turns(expressions, rule, so_far, entries_in_doubt(expressions, rule.timescale, result), 0, result.outcome.size(), [&](const PlacedTurn& turn) {
        placed.items.push_back({turn.entry, turn.row, turn.first, turn.last, turn.numerator, turn.unknown, 0});
    }, placed.unplaced);
    return placed;
}

std::vector<Counted> open_turns(const Placed& placed, const Expressions& standing, const TurnRule& rule, const Evaluation& so_far, const MeasurePeriod& period) {
    const TimescaleResult& now = so_far.timescales[rule.timescale];
    std::vector<Row> rows;      // only those that had started can be open
    const std::vector<Day>& starts = placed.starts.at(rule.timescale);
    for (std::size_t i = 0; i < now.row.size(); ++i)
        if (starts[i] <= period.to && (rows.empty() || rows.back() != now.row[i])) rows.push_back(now.row[i]);
    if (rows.empty()) return {};
    const TimescaleResult then = evaluate_timescale(standing, rule.timescale, &rows);
    const TurnDays days_then(standing, rule.timescale, then);
    std::vector<Counted> items;
    for (std::size_t i = 0; i < then.outcome.size(); ++i) {
        const Outcome outcome = then.outcome[i];
        const bool open = outcome == Outcome::overdue || outcome == Outcome::due || outcome == Outcome::due_soon;
        const auto entry_then = static_cast<std::uint32_t>(i);
        const bool maybe = not_told(outcome) && then.done[i] == no_time && days_then.started(entry_then) && !days_then.over(entry_then);
        if (!open && !maybe) continue;
        // The entry of today that became of it, for whoever asks which cases stand behind the value.
        auto at = std::lower_bound(now.row.begin(), now.row.end(), then.row[i]);
        std::uint32_t entry = static_cast<std::uint32_t>(at - now.row.begin());
        for (std::size_t e = entry; e < now.row.size() && now.row[e] == then.row[i]; ++e)
            if (now.turn[e] == then.turn[i]) entry = static_cast<std::uint32_t>(e);
        Counted item{entry, then.row[i], period.to, period.to, false, false, 0};
        judge(rule, outcome, item);
        items.push_back(item);
    }
    return items;
}

Placed placed_under(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far) {
    Placed placed;
    for (const auto& every : measure.every) {
        Placed turns = placed_turns(expressions, rule_of(measure, every), so_far);
        placed.starts.merge(turns.starts);
        if (turns.first_case) placed.first_case = std::min(placed.first_case.value_or(*turns.first_case), *turns.first_case);
        for (Counted& item : turns.items) {
            item.row = item.entry = up(expressions, every, item.row);
            if (item.row != data::no_row) placed.items.push_back(item);
        }
        for (const std::uint32_t entry : turns.unplaced) {
            const Row row = up(expressions, every, so_far.timescales[every.timescale].row[entry]);
            if (row != data::no_row) placed.unplaced.push_back(row);
        }
    }
    // A row is listed once, however many of its turns no date places.
    std::sort(placed.unplaced.begin(), placed.unplaced.end());
    placed.unplaced.erase(std::unique(placed.unplaced.begin(), placed.unplaced.end()), placed.unplaced.end());
    return placed;
}

std::vector<Counted> open_under(const Placed& placed, const Expressions& standing, const model::Measure& measure, const Evaluation& so_far, const MeasurePeriod& period) {
    std::vector<Counted> items;
    for (const auto& every : measure.every)
        for (Counted item : open_turns(placed, standing, rule_of(measure, every), so_far, period)) {
            item.row = item.entry = up(standing, every, item.row);
            if (item.row != data::no_row) items.push_back(item);
        }
    return items;
}

std::vector<Counted> one_a_row(std::vector<Counted> turns) {
    std::stable_sort(turns.begin(), turns.end(), [](const Counted& a, const Counted& b) { return a.row < b.row; });
    std::vector<Counted> rows;
    for (const Counted& turn : turns) {
        if (rows.empty() || rows.back().row != turn.row) {
            rows.push_back(turn);
            continue;
        }
        Counted& row = rows.back();
        const bool fails = (!row.numerator && !row.unknown) || (!turn.numerator && !turn.unknown);
        row.unknown = !fails && (row.unknown || turn.unknown);
        row.numerator = !fails && !row.unknown;
        row.first = std::max(row.first, turn.first);
        row.last = std::max(row.last, turn.last);
    }
    return rows;
}

}  // namespace duly::eval
