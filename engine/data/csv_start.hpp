// How a CSV file begins: what stands between its fields, and which of its rows is the header.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/bytes.hpp"
#include "engine/data/csv.hpp"
#include "engine/data/load.hpp"

namespace duly::data {

// The headers that the feeds know, to tell a header from a title: names, and patterns of what is read.
class KnownHeaders {
public:
    KnownHeaders(const model::RuleSet& rules, const LoadOptions& options);
    std::size_t among(const std::vector<std::string>& cells) const;

private:
    std::set<std::string> texts_, patterns_;    // folded
    void add(const model::ColumnName& name);
};

struct CsvStart {
    CsvShape shape;
    CsvCuts cuts;
    std::vector<std::string> headers;
    std::size_t first_row = 0;          // where the row after the header begins
    std::uint32_t header_line = 1;      // from 1; its first
    std::uint32_t lines = 0;            // up to the end of the header
    bool titles = false;                // rows that hold something stand above it
};

// A first line `sep=;` says what stands between fields; else it is the one of comma, semicolon, tab and bar that the header line has most of
// outside quotes, a comma where none is more. The header is the first row that holds anything; where not half of its cells are headers that the feeds
// know, the one of the first 20 with most of them, at least two. Precondition: the text holds something.
CsvStart csv_start(const FileText& text, const KnownHeaders& known, std::size_t chunk_bytes);

}  // namespace duly::data
