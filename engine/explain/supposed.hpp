// What would have been done if everything that comes due were done on time: ends of turns for the evaluator to take as come.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/explain/explain.hpp"

namespace duly::explain {

struct SupposedDone {
    std::shared_ptr<const eval::Supposed> ends;
    std::vector<std::uint64_t> left_open;       // by TimescaleId: turns that come due by `last` and could not be supposed done
};

// For these timescales: an open turn that is due on as-of or later, up to `last`, ends on its due date, and so do the turns that this
// starts; one that is overdue at as-of ends on `next`, late. `evaluation` is that of as-of, by `options`.
SupposedDone suppose_done(const model::RuleSet& rules, const data::Dataset& data, const eval::CalendarSet& calendars, const eval::Evaluation& evaluation,
                          const eval::EvaluateOptions& options, const std::vector<model::TimescaleId>& timescales, model::Day next, model::Day last);

// The options of the same evaluation as of the end of another day.
eval::EvaluateOptions options_on(const eval::EvaluateOptions& options, model::Day day);

}  // namespace duly::explain
