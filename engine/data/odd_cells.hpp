// Cells that need more than the usual look: placeholders, partial dates, codes met for the first time, whatever cannot be read.
#pragma once

#include <map>
#include <tuple>

#include "engine/data/cell_texts.hpp"
#include "engine/data/memory.hpp"
#include "engine/data/pieces.hpp"

namespace duly::data {

// What is seen is noted in the piece, so cells come in order of rows, then blocks, then fields.
class OddCells {
public:
    OddCells(const model::RuleSet& rules, const FilePlan& plan, Piece& piece);
    // Fills the cell `row` of a column, which has its length already. `cells`: the row of the file, on line `line` of the chunk.
    void read(std::size_t block, std::size_t field, Row row, Cells cells, std::uint32_t line);
    const CellTexts& texts() const { return texts_; }
    // What the codes of a column came to so far.
    const Memory& codes(std::size_t block, std::size_t field) const { return codes_[block][field]; }
    bool is_key(std::size_t block, FieldId field) const;
    State blank_state(std::size_t block, FieldId field) const;

private:
    const model::RuleSet& rules_;
    const FilePlan& plan_;
    Piece& piece_;
    CellTexts texts_;
    std::vector<std::vector<Memory>> codes_;    // by block and field
    std::size_t block_ = 0, field_ = 0;         // the cell that is read, and where it stands
    Row row_ = 0;
    std::uint32_t line_ = 0;
    std::map<std::tuple<DiagnosticKind, std::uint32_t, std::string>, std::size_t> counted_;
    struct Unreadable { std::uint64_t times = 0; std::size_t last = 0; };
    std::map<std::pair<RecordId, FieldId>, Unreadable> unreadable_;

    const FieldPlan& plan() const { return plan_.blocks[block_].fields[field_]; }
    std::size_t count(DiagnosticKind kind, std::string_view text, bool missing = false);
    void list_unreadable(std::string_view text);
    void put(Column& column, State state, std::int64_t value, std::string_view text = {}) const;
    void put_unreadable(Column& column, std::string_view text);
    void put_marker(Column& column, std::string_view text, Markers::Kind marker);
    void put_meaning(Column& column, std::string_view text, const Meaning& meaning);
    void put_date(Column& column, std::string_view text);
    void put_code(Column& column, std::string_view text);
    void put_joined(Column& column, Cells cells);
};

}  // namespace duly::data
