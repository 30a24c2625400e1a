#include "engine/report/measure_latest.hpp"

#include "engine/report/values.hpp"

namespace duly::report {

LatestValue latest_of(const eval::MeasureResult& result) {
    LatestValue found;
    if (result.periods.empty()) return found;
    for (const eval::MeasureValue& value : result.values) {
        const eval::MeasurePeriod& period = result.periods[value.period];
        if (!value.group.empty() || period.kind != result.periods.front().kind) continue;
        if (found.value && period.so_far && !result.periods[found.value->period].so_far) continue;
        found.before = found.value;
        found.value = &value;
    }
    return found;
}

std::string figure_words(const model::Measure& measure, const eval::MeasureValue& value) {
    if (value.hidden) return "hidden (small numbers)";
    if (value.missing) return "missing";
    std::string worst = measure_number(measure, value.low_n, value.low_d), best = measure_number(measure, value.high_n, value.high_d);
    if (worst.empty() || best.empty()) return value.unknown > 0 ? "cannot be told" : "no value";
    if (measure.lower_is_better) std::swap(worst, best);    // the lower end first, as everywhere in words
    const char* sign = measure.percentage ? "%" : "";
    return worst == best ? best + sign : worst + sign + " to " + best + sign;
}

bool certain(const eval::MeasureValue& value) {
    return !value.hidden && !value.missing && value.low_d > 0 && value.high_d > 0 &&
           static_cast<__int128>(value.low_n) * value.high_d == static_cast<__int128>(value.high_n) * value.low_d;
}

}  // namespace duly::report
