// Rules that the files which were read cannot answer, whatever stands in them: one line instead of thousands.
#pragma once

#include <string>
#include <vector>

#include "engine/eval/not_given.hpp"
#include "engine/report/entries.hpp"

namespace duly::report {

// Fills RuleView::not_given of the rules of which every outcome but `not applicable` and `excluded` is `unknown`, and the reasons name
// something that no file gives.
void note_not_answered(const ReportInput& input, std::vector<RuleView>& rules);

// "no file gives `care_plan`", "no file has a column for `care_plan.ended`"; without the marks where `marked` is false.
std::string not_given_words(const model::RuleSet& rules, const std::vector<eval::NotGiven>& things, bool marked);
// "no file gives `care_plan`: 1754 records of care_period are not answered"
std::string not_answered_reason(const ReportInput& input, const RuleView& rule);
// Records of the rule that are unknown.
std::size_t records_not_answered(const RuleView& rule);

// What a measure has no value for: it rests on rules of this kind only, or no case of it can be told. Empty: it has one, or another reason.
std::vector<eval::NotGiven> not_given(const ReportInput& input, const std::vector<RuleView>& rules, const eval::MeasureResult& result);

}  // namespace duly::report
