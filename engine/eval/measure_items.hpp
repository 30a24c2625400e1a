// Which items a measure counts, where in time, and in which group.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/eval/expressions.hpp"
#include "engine/eval/measure_periods.hpp"

namespace duly::eval {

// The data as it stood at the end of a day: expressions with another as-of.
struct Standing {
    EvaluateOptions options;
    Expressions expressions;
    Standing(const Expressions& now, Day day, const Evaluation& so_far);
};

struct Counted {
    std::uint32_t entry = 0;        // of the timescale's result, else the row
    Row row = 0;
    Day first = 0, last = 0;        // the day that counts it, or its possible days
    bool numerator = false, unknown = false;
    std::uint32_t group = 0;        // index into Groups; unused without `by`
};

// Group names met so far, numbered by first use; sorted only on output.
class Groups {
public:
    explicit Groups(const model::Measure& measure) : measure_(measure) {}
    // Sets `group` of each item as read on the day that counts it.
    void assign(const Expressions& now, const Evaluation& so_far, std::vector<Counted>& items);
    // Sets `group` of each item as read on one day, in the data as it stands there.
    void assign_on(const Expressions& standing, Day day, std::vector<Counted>& items);
    const std::vector<std::string>& names(std::uint32_t group) const { return *names_[group]; }
    std::size_t size() const { return names_.size(); }

private:
    void assign_batch(const Expressions& expressions, const std::vector<Counted*>& items, const std::vector<Day>& days);
    const model::Measure& measure_;
    std::map<std::vector<std::string>, std::uint32_t> index_;
    std::vector<const std::vector<std::string>*> names_;
};

// Items with a day, found once; for a timescale they are also judged, for records each period judges them (`that day`).
struct Placed {
    std::vector<Counted> items;             // by first day, then entry
    std::vector<std::uint32_t> unplaced;    // entries
    std::optional<Day> first_case;
};
Placed placed_items(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups);

// The items of one period, in order of their entries, judged and grouped.
std::vector<Counted> items_of(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, const Placed& placed,
                              const MeasurePeriod& period, Groups& groups);

// The day of a time in a TimescaleResult: a day, or the UK day of a moment.
Day day_of_time(std::int64_t time);

}  // namespace duly::eval
