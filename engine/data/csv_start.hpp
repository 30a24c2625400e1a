// How a CSV file begins: what stands between its fields, and which of its rows is the header.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/data/bytes.hpp"
#include "engine/data/csv.hpp"
#include "engine/data/header_row.hpp"

namespace duly::data {

struct CsvStart {
    CsvShape shape;
    CsvCuts cuts;
    std::vector<std::string> headers;
    std::size_t first_row = 0;          // where the row after the header begins
    std::uint32_t header_line = 1;      // from 1; its first
    std::uint32_t lines = 0;            // up to the end of the header
    std::size_t looked_at = 0;          // up to where the text was looked at for it
    bool titles = false;                // rows that hold something stand above it
};

// A first line `sep=;` says what stands between fields; else it is the one of comma, semicolon, tab and bar that the header line has most of
// outside quotes, a comma where none is more. The header is found by HeaderSearch. Precondition: the text holds something.
CsvStart csv_start(const FileText& text, const KnownHeaders& known, std::size_t chunk_bytes, const FileContent* content = nullptr);

}  // namespace duly::data
