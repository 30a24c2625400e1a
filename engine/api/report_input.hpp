// What a report is made from, of a handle.
#pragma once

#include "engine/api/internal.hpp"
#include "engine/report/report.hpp"

namespace duly::v1 {

inline report::ReportInput input_of(const Evaluation::State& state) {
    return {*state.rules->rules, state.data->loaded.dataset, state.evaluation, *state.explainer, state.quality, state.options.as_known_on,
            [&state] { return rules_hash(*state.rules); }, state.calendars.get(), &state.options};
}

}  // namespace duly::v1
