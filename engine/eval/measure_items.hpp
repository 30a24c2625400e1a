// Which items a measure counts, where in time, and in which group.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/eval/expressions.hpp"
#include "engine/eval/measure_periods.hpp"
#include "engine/eval/measure_statistic.hpp"

namespace duly::eval {

// The data as it stood at the end of a day: expressions with another as-of. For one thread.
struct Standing {
    EvaluateOptions options;
    Expressions expressions;
    Standing(const Expressions& now, Day day, const Evaluation& so_far);
};

// What is not told of an item that is unknown.
enum class Doubt : std::uint8_t {
    numerator,      // it counts; whether in the numerator
    counting,       // both whether it counts and whether in the numerator
    counting_met,   // whether it counts; if so, in the numerator
    counting_unmet, // whether it counts; if so, not in the numerator
};

struct Counted {
    std::uint32_t entry = 0;        // of the timescale's result, else the row
    Row row = 0;
    Day first = 0, last = 0;        // the day that counts it, or its possible days
    bool numerator = false, unknown = false;
    std::uint32_t group = 0;        // index into Groups; unused without `by`
    ItemValue value{}, out_of{};    // of measures that look at a value
    Doubt doubt = Doubt::numerator; // where it is unknown
    bool perhaps_absent = false;    // a row that may not be there on that day
};

class Groups;       // measure_groups.hpp

// Items with a day, found once; for a timescale they are also judged, for records each period judges them (`that day`).
struct Placed {
    std::vector<Counted> items;             // by first day, then entry
    std::vector<std::uint32_t> unplaced;    // entries
    std::optional<Day> first_case;
    // `items` are those that count, judged once for all periods: where no condition and no value looks at the period or at that day.
    bool judged = false;
    std::vector<Counted> spread;            // where they are judged: all that may lie on several days, whether they count or not
    std::map<model::TimescaleId, std::vector<Day>> starts;     // of turns that are counted while open: by entry the first possible start, else max_day
};
Placed placed_items(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups, unsigned threads = 1);

// By first day; those of one day stay as they are. Mostly there are far more items than days, which are then counted.
template <typename Item>
void sort_by_day(std::vector<Item>& items) {
    const auto earlier = [](const Item& a, const Item& b) { return a.first < b.first; };
    if (std::is_sorted(items.begin(), items.end(), earlier)) return;
    const auto [first, last] = std::minmax_element(items.begin(), items.end(), earlier);
    const Day begin = first->first;
    const auto days = static_cast<std::size_t>(std::int64_t{last->first} - begin) + 1;
    if (days > items.size()) return std::stable_sort(items.begin(), items.end(), earlier);
    std::vector<std::uint32_t> at(days + 1, 0);
    for (const Item& item : items) ++at[static_cast<std::size_t>(item.first - begin) + 1];
    for (std::size_t day = 1; day < days; ++day) at[day] += at[day - 1];
    std::vector<Item> sorted(items.size());
    for (Item& item : items) sorted[at[static_cast<std::size_t>(item.first - begin)]++] = std::move(item);
    items = std::move(sorted);
}

// Calls `take` with each item of a period, of items that stand by their first day.
template <typename Items, typename Take>
void in_period(const Items& all, const MeasurePeriod& period, const Take& take) {
    auto from = std::lower_bound(all.begin(), all.end(), period.from, [](const auto& item, Day day) { return item.first < day; });
    for (; from != all.end() && from->first <= period.to; ++from)
        if (from->last <= period.to) take(*from);
}

// The items of one period, judged and grouped; in order of their entries where they are not judged once for all. `standing` is the
// data as of the period's last day where the measure looks at the data so (`stands_on_last_day`), else as of as-of.
struct PeriodItems {
    std::vector<Counted> own;               // where they are judged for this period
    std::vector<const Counted*> items;
};
PeriodItems items_of(const Expressions& expressions, const Expressions& standing, const model::Measure& measure, const Evaluation& so_far,
                              const Placed& placed, const MeasurePeriod& period, Groups& groups);
// The entries or rows behind the values of some periods of the first kind, by period, in order: for a timescale measure indices into its
// result, else rows of the record. model::none: the unplaced ones. `so_far` holds the turns that the measure counted.
std::vector<MeasureResult::Item> items_behind(const Expressions& expressions, const Evaluation& so_far, const MeasureResult& result, std::span<const std::uint32_t> periods);
// Rows judged by the conditions and the value of a measure of records, each with its doubt; what surely does not count is left out.
// `batch` holds the rows of `items` and what is assumed of them.
std::vector<Counted> judged_rows(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted> items);
// The same of a measure of turns, by the conditions beside the turns.
std::vector<Counted> narrowed_turns(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted> items);
bool stands_on_last_day(const model::Measure& measure);
// The day of the first case of a measure that looks at records on the last day: the first of `rows`, its records that are
// there; where no date tells that, the first of the rows that it looks at; else a year before as-of.
Day first_day_of(const Expressions& expressions, const model::Measure& measure, std::vector<Row> rows);

// The population of a rate on a day: all of it, and of each group that has some. Nothing where a row does not tell it.
struct Population {
    std::optional<std::int64_t> total;
    std::map<std::uint32_t, std::optional<std::int64_t>> groups;    // scaled
};
Population population_on(const Expressions& standing, const model::Measure& measure, Day day, Groups& groups);

// What a batch about items of a measure needs besides their rows.
Batch batch_of(const model::Measure& measure, const MeasurePeriod& period, Day that_day, std::vector<Row> rows);

// The day of a time in a TimescaleResult: a day, or the UK day of a moment.
Day day_of_time(std::int64_t time, const TimeZone& zone);

}  // namespace duly::eval
