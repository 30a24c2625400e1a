// Bands of a measure: values to grades, checked for gaps, overlaps, order and bands that nothing reaches.
#pragma once

#include "dsl/check/context.hpp"

namespace duly::check {

// Fills scale and bands of the measure from its `bands` clause.
void lower_bands(Context& context, model::Measure& measure, Written bands);

}  // namespace duly::check
