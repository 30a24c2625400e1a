// What an evaluation gave for one row of an example, against what the row expects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/model/ruleset.hpp"
#include "engine/eval/evaluation.hpp"
#include "engine/explain/explain.hpp"

namespace duly::verify {

struct Compared {
    bool readable = true;           // of what is expected
    std::string unreadable;         // the piece that is no outcome
    bool passed = false;
    std::string got, why;
    std::vector<std::string> counted;   // how the days were counted, of what `why` explains
};

Compared compare_timescale(const model::RuleSet& rules, model::TimescaleId rule, const eval::Evaluation& evaluation, const explain::Explainer& explainer,
                           std::string_view expected);
Compared compare_check(const model::RuleSet& rules, model::CheckId rule, const eval::Evaluation& evaluation, const explain::Explainer& explainer,
                       std::string_view expected);
// The total of the last finished period of the measure's first kind; several between `;` are the last so many, oldest first.
Compared compare_measure(const model::RuleSet& rules, model::MeasureId rule, const eval::Evaluation& evaluation, const explain::Explainer& explainer,
                         std::string_view expected);
Compared compare_action(const model::RuleSet& rules, model::ActionId rule, const eval::Evaluation& evaluation, std::string_view expected);

}  // namespace duly::verify
