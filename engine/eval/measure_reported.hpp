// Figures that arrive ready-made: found in the data and put into their period.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/eval/measure_items.hpp"

namespace duly::eval {

struct Figure {
    Row row = 0;
    Day first = 0, last = 0;        // of its date; a partial one must lie inside a period
    bool missing = false;           // the source marks it as missing, or it cannot be read
    std::int64_t value = 0;         // scaled
    std::uint32_t group = 0;
};

struct Figures {
    std::vector<Figure> figures;    // in the order of the data
    std::vector<Row> unplaced;      // of this measure, without a date
};
Figures reported_figures(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups);
// The same for one area, whatever area the measure itself speaks of; of a measure that is computed those under its name.
// `groups` may be null: then all stand in one.
Figures figures_for(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups* groups, const std::string& area);

// A period's figure: of those in it the first. `repeated` gets those after it.
const Figure* figure_in(const Figures& figures, const MeasurePeriod& period, std::optional<std::uint32_t> group, std::vector<const Figure*>& repeated);

void set_reported(MeasureValue& value, const Figure& figure);
Diagnostic repeated_figure(const Expressions& expressions, const model::Measure& measure, const MeasurePeriod& period, const Figure& first, const Figure& again);

}  // namespace duly::eval
