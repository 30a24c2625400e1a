// The cells of a worksheet as XML.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/report/csv.hpp"

namespace duly::report {

std::string column_letters(std::size_t column);     // 0 -> A, 26 -> AA

// For XML, and by the rule for texts of workbooks (ST_Xstring): what XML cannot hold is `_x0001_`, and what looks like that is `_x005F_x0001_`.
// What is no UTF-8 becomes U+FFFD.
std::string xml_text(std::string_view text);

// `rows` rows from the first of `cells`; the first of them stands in row `first_row` (from 0). `head`: row 0 of the sheet is a header. A text beyond
// the 32,767 characters of a cell is cut, and names `csv`.
std::string rows_xml(const SheetCells& cells, std::size_t first_row, std::size_t rows, bool head, std::string_view csv);

}  // namespace duly::report
