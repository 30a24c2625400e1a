// When a graded measure falls below the grade that it has now, if nothing is done and if all that is due is done on time.
//
// The figure of a measure on a day is its total, in periods of the first kind that it names: in the one that is running, as far
// as it has come, or where that is unrated in the one before. It has fallen when that grade is worse than the
// one that it has now; where the present grade is not told exactly, than the worst that it may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/explain/explain.hpp"

namespace duly::explain {

struct ForecastOptions {
    unsigned working_days = 20;             // how far it looks, from the day after as-of
    std::vector<std::string> measures;      // names; empty: all graded measures that were evaluated
};

// A figure as it stands on a day. Of a hidden one only the day and its period.
struct ForecastFigure {
    model::Day day = 0;
    eval::MeasurePeriod period;
    eval::MeasureValue value;               // grade_from best, grade_to worst; numbers are 0 where hidden
    bool hidden = false;
};

// Where it goes if one thing is taken to be so.
struct Course {
    bool told = true;                       // else `why_not` says why nothing can be said
    std::string why_not;
    // The first day on which it may have fallen, and on which it surely has; none: not within the days looked at.
    std::optional<ForecastFigure> earliest, latest;
    std::optional<model::Day> hidden_on;    // the first day, before it surely has, on which its figure is hidden and so not looked at
    std::uint64_t hidden_days = 0, shown_days = 0;      // before it surely has
    std::string sentence;                   // one plain sentence
};

struct Forecast {
    model::MeasureId measure = model::none;
    std::optional<ForecastFigure> now;      // none: it has no grade
    Course nothing_done, all_done;
    std::uint64_t supposed = 0;             // turns taken to be done in time that count in it
    std::uint64_t left_open = 0;            // turns that come due and could not be supposed done
};

struct Forecasts {
    model::Day as_of = 0, last = 0;         // looked at: the days after as-of up to and including `last`
    bool calendar_ends = false;
    std::vector<Forecast> measures;         // by name
};

// Evaluates the measures on each of the days, over the data as it is seen at as-of; costs nothing unless called.
Forecasts forecast(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
                   const eval::EvaluateOptions& options, const ForecastOptions& wanted);

}  // namespace duly::explain
