// Items that are judged once, counted without being kept: by group and by the stretches of days into which the ends of all periods cut
// the time. A period is a run of stretches, so what it counts is a difference of two sums.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/eval/measure_groups.hpp"
#include "engine/eval/measure_once.hpp"
#include "engine/eval/measure_periods.hpp"
#include "engine/eval/measure_value.hpp"

namespace duly::eval {

// Stretches are numbered from the last one backwards, so that an earlier day only adds to them.
class Stretches {
public:
    // All references are kept.
    Stretches(const model::RuleSet& rules, const model::Measure& measure, AsOf as_of) : rules_(rules), measure_(measure), as_of_(as_of) {}
    // `day` lies at or before as-of.
    std::uint32_t of(Day day) {
        if (day < floor_) reach(day);
        return by_day_[static_cast<std::size_t>(day - floor_)];
    }
    // The same of any day, without reaching back: before the earliest day that was asked for lies the earliest stretch.
    std::uint32_t holding(Day day) const;

private:
    void reach(Day day);
    const model::RuleSet& rules_;
    const model::Measure& measure_;
    AsOf as_of_;
    Day floor_ = model::max_day;
    std::vector<std::uint32_t> by_day_;     // from floor_ to the end of the last period
};

class OnceCounts {
public:
    // Of a measure that is judged once, looks at no value and is no rate. Nothing where there would be far more counts than items,
    // or where the groups look at other rows.
    static std::optional<OnceCounts> of(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups, unsigned threads);
    std::vector<Tally> in(const MeasurePeriod& period) const;      // by group; of a measure without `by` one
    const OnceAside& aside() const { return aside_; }

private:
    using Counts = std::array<std::uint32_t, mark_count>;
    class Part;
    OnceCounts(Stretches stretches) : stretches_(std::move(stretches)) {}
    Stretches stretches_;
    std::vector<std::vector<Counts>> by_group_;     // by stretch: of it and all later ones
    std::vector<Counted> spread_;                   // those that count on one of several days, by the first of them
    OnceAside aside_;
};

}  // namespace duly::eval
