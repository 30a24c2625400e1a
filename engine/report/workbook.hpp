// report.xlsx: a sheet for each CSV file, for those who live in a spreadsheet. Dates are dates, numbers are numbers, everything else is text.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/report/csv.hpp"
#include "engine/report/entries.hpp"

namespace duly::report {

struct Sheet {
    std::string name;                   // at most 31 characters, none of []:*?/\ in it
    std::vector<SheetCells> parts;      // one after another
    std::string csv;                    // the file with the same rows, for a sheet that has to be cut; "" = a page: no filter, no frozen row
};
inline constexpr std::size_t most_sheet_rows = 1'048'576;

// No cell is a formula, nothing is a link. The same sheets give the same bytes.
std::string workbook(std::vector<Sheet> sheets, unsigned threads, std::size_t most_rows = most_sheet_rows);

// The first sheet: what was run, as of when, what the other sheets hold, and counts.
Sheet summary_sheet(const ReportInput& input, const std::vector<RuleView>& rules, const std::vector<Sheet>& others);

}  // namespace duly::report
