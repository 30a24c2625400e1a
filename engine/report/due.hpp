// `duly due`: what comes due, and the forecast, as text, JSON and CSV (README.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/explain/due_list.hpp"
#include "engine/explain/forecast.hpp"
#include "engine/report/entries.hpp"

namespace duly::report {

struct DueReportOptions {
    explain::DueOptions list;
    std::vector<std::string> by;                // fields that the load is told by; empty: the first that is shown
    bool forecast = false;
    std::vector<std::string> measures;          // of the forecast; empty: all with a grade
};

// The list with what the reports need to show it. Keeps references.
struct DueReport {
    const ReportInput& input;
    const ReportOptions& options;
    DueReportOptions asked;
    std::vector<RuleView> rules;                // as in every report
    explain::DueList list;
    std::optional<explain::Forecasts> forecasts;
};
DueReport due_report(const ReportInput& input, const eval::CalendarSet& calendars, const eval::EvaluateOptions& evaluated, const ReportOptions& options, DueReportOptions asked);

std::string due_text(const DueReport& report);          // for a terminal
std::string due_json(const DueReport& report);
std::string due_csv(const DueReport& report);           // the list, in the columns of upcoming.csv
std::string forecast_csv(const DueReport& report);      // precondition: it has forecasts

}  // namespace duly::report
