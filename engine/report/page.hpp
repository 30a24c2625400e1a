// report.html: one file that needs nothing else, for whoever opens it from an e-mail. What it holds stands in README.md.
#pragma once

#include <string>

#include "engine/report/entries.hpp"

namespace duly::report {

// The parts that folder() has made already; the same input gives the same bytes.
std::string page_html(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys, const Selection& selection);

}  // namespace duly::report
