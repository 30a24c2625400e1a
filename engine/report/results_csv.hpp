// breaches.csv, upcoming.csv, unknown.csv, excused.csv.
#pragma once

#include <string>
#include <vector>

#include "engine/report/csv.hpp"
#include "engine/report/entries.hpp"

namespace duly::report {

std::string results_csv(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys,
                        const std::vector<EntryRef>& entries, std::vector<SheetCells>* sheet = nullptr);     // the same rows in parts, the header first

}  // namespace duly::report
