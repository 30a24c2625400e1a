// One chunk of a file as typed columns. Pieces are made in parallel and put together in the order of the file.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/mapping.hpp"

namespace duly::data {

// What one block of the feed gave.
struct BlockPiece {
    Row rows = 0;
    std::vector<Column> columns;            // by BlockPlan::fields
    std::vector<KeyColumn> keys;            // by BlockPlan::keys
    std::vector<Row> same_row;              // row of the other block's piece, or no_row
    std::vector<std::uint64_t> lines;       // a bit for each line of the chunk, from its first: it is one of the rows
    std::vector<Row> parents;               // of each row, where merging found them
    std::vector<std::uint64_t> all_bits;    // of the key by which it did; what `keys` has is then those that find none
    bool keys_rise = false;                 // the keys are plain integers, each above the one before
    std::uint64_t first_key = 0, last_key = 0;
    Row rows_checked = 0;                   // for that
};

// A thing seen in cells. `times` counts those that are not listed one by one.
struct CellFinding {
    DiagnosticKind kind{};
    std::uint32_t line = 0, column = 0;     // column no_column: the row
    RecordId record = model::none;
    FieldId field = model::none;
    std::string text;
    std::uint64_t times = 1;
    bool missing = false;                   // placeholder: read as missing, not as blank
};

struct Piece {
    std::vector<BlockPiece> blocks;
    std::uint32_t lines = 0;
    std::uint64_t rows = 0, rows_used = 0;
    bool plain = true;                      // the chunk is_plain()
    std::vector<CellFinding> listed;        // one by one: unreadable cells, wrong rows
    std::vector<CellFinding> counted;       // by text: placeholders, unknown codes
    std::shared_ptr<std::deque<std::string>> texts = std::make_shared<std::deque<std::string>>();
};

// `begin` to `end` of `text` are whole rows, the header not among them. `room`: blocks of a piece that was merged, for their memory.
Piece read_piece(const model::RuleSet& rules, const FilePlan& plan, std::string_view text, std::size_t begin, std::size_t end, const CsvShape& shape,
                 std::size_t rows_expected, std::vector<BlockPiece> room);

}  // namespace duly::data
