// Which items a measure counts, where in time, and in which group.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
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

// Group names met so far, numbered by first use; sorted only on output.
class Groups {
public:
    explicit Groups(const model::Measure& measure) : measure_(measure) {}
    // Sets `group` of each item as read on the day that counts it.
    void assign(const Expressions& now, const Evaluation& so_far, std::vector<Counted>& items);
    // Sets `group` of each item as read on one day, in the data as it stands there; `by` reads it, for other records than the measure's.
    void assign_on(const Expressions& standing, Day day, std::vector<Counted>& items) { assign_on(standing, measure_.by, day, items); }
    void assign_on(const Expressions& standing, const std::vector<model::ExprId>& by, Day day, std::vector<Counted>& items);
    const std::vector<std::string>& names(std::uint32_t group) const { return *names_[group]; }
    std::size_t size() const { return names_.size(); }

private:
    void assign_batch(const Expressions& expressions, const std::vector<model::ExprId>& by, const std::vector<Counted*>& items, const std::vector<Day>& days);
    void assign_partial(const Expressions& now, const Evaluation& so_far, std::vector<Counted>& items);
    std::uint32_t number(std::vector<std::string> names);
    const model::Measure& measure_;
    std::map<std::vector<std::string>, std::uint32_t> index_;
    std::vector<const std::vector<std::string>*> names_;
};

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
