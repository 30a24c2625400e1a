// measures.csv, actions.csv and data-quality.csv.
#pragma once

#include <string>

#include "engine/report/csv.hpp"
#include "engine/report/report.hpp"

namespace duly::report {

// `sheet`: the same rows for a worksheet.
std::string measures_csv(const ReportInput& input, SheetCells* sheet = nullptr);
std::string actions_csv(const ReportInput& input, SheetCells* sheet = nullptr);
std::string quality_csv(const ReportInput& input, SheetCells* sheet = nullptr);

std::string_view name_of(Severity severity);

}  // namespace duly::report
