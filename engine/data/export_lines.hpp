// What programs that export from databases write round the rows: `-----,-----` below the header, `(2 rows affected)` behind them.
#pragma once

#include <span>
#include <string_view>

namespace duly::data {

bool is_export_line(std::span<const std::string_view> cells);

// Whether a row of as many fields as the header has may be one: asked of every row, so the first letter decides for nearly all.
inline bool may_be_export_line(std::span<const std::string_view> cells) {
    if (cells.empty() || cells[0].empty()) return false;
    return cells.size() == 1 || cells[0][0] == '-' || cells[0][0] == '(' || cells[0][0] == ' ';
}

}  // namespace duly::data
