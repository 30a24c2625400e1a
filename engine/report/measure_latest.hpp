// The figure of a measure that speaks for it now, and the one before.
#pragma once

#include <string>

#include "engine/report/report.hpp"

namespace duly::report {

struct LatestValue {
    const eval::MeasureValue* value = nullptr;      // the total of the last finished period of the first kind; else of the period so far
    const eval::MeasureValue* before = nullptr;     // the total of the period before it
};
LatestValue latest_of(const eval::MeasureResult& result);

// "70.8%", "62.1% to 70.8%" where cases are unknown, "hidden (small numbers)", "missing", "no value", "cannot be told".
std::string figure_words(const model::Measure& measure, const eval::MeasureValue& value);
// Told exactly, and not hidden.
bool certain(const eval::MeasureValue& value);

}  // namespace duly::report
