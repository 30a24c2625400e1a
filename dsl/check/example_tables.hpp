// The table of an example, from the rule file or from a CSV file beside it: cells with the places where they stand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/check/context.hpp"

namespace duly::check {

struct TableCell {
    std::string text;       // blanks trimmed
    SourceRange at;
};
struct TableRow {
    std::vector<TableCell> cells;
    SourceRange at;
};
// Rows of a `table` node: the first is the header.
std::vector<TableRow> table_rows(Written table);

// The rows of the file that a `table_from` node names, read beside the rule file; the file joins the context's sources. A mistake
// in it is reported, and nothing comes back when it cannot be used at all.
//
// Taken as spreadsheets write them: UTF-8 with or without a byte order mark, any line end, cells parted by commas, semicolons or tabs
// (whichever the header has), RFC 4180 quotes, a first line `sep=;`. Rows and columns at the end that are all blank do not count, nor does
// a column `got`. An apostrophe that `duly test --export` puts before = + - @ is taken off.
std::optional<std::vector<TableRow>> file_rows(Context& context, Written table_from);

}  // namespace duly::check
