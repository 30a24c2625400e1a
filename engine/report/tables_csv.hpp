// measures.csv, actions.csv and data-quality.csv.
#pragma once

#include <string>

#include "engine/report/report.hpp"

namespace duly::report {

std::string measures_csv(const ReportInput& input);
std::string actions_csv(const ReportInput& input);
std::string quality_csv(const ReportInput& input);

std::string_view name_of(Severity severity);

}  // namespace duly::report
