// measures.csv, actions.csv and data-quality.csv.
#pragma once

#include <string>

#include "engine/report/csv.hpp"
#include "engine/report/report.hpp"

namespace duly::report {

// `sheet`: the same rows for a worksheet. `out` gets the bytes, in several pieces where they are many.
void measures_csv(const ReportInput& input, SheetCells* sheet, const BytesOut& out);
void actions_csv(const ReportInput& input, SheetCells* sheet, const BytesOut& out);
void quality_csv(const ReportInput& input, SheetCells* sheet, const BytesOut& out);

// Gives `out` what has come together, once it is enough: the room is used again.
inline void hand_on(CsvWriter& csv, const BytesOut& out) {
    if (csv.bytes().size() < piece_size) return;
    out(csv.bytes());
    csv.clear();
}

std::string_view name_of(Severity severity);

}  // namespace duly::report
