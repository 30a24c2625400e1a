// One sheet of a workbook: its cells, and which of its rows is the header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/header_row.hpp"
#include "engine/data/readers/number_format.hpp"
#include "engine/data/readers/xml_events.hpp"

namespace duly::data {

// What all sheets share.
struct Workbook {
    bool from_1904 = false;
    std::vector<NumberFormat> formats;          // by cell style
    std::vector<std::string> strings;           // shared by the cells
};

struct SheetCell { std::uint32_t row = 0; std::uint16_t column = 0; std::size_t end = 0; };     // from 1; end: of its text
struct MergedCells { std::uint32_t row = 0, last_row = 0; std::uint16_t column = 0; };

// Cells that hold something, row by row.
struct Sheet {
    std::vector<SheetCell> cells;
    std::string texts;
    std::vector<MergedCells> merged;            // over several rows, by their first row
    std::string_view text_of(std::size_t at) const { return std::string_view(texts).substr(at ? cells[at - 1].end : 0, cells[at].end - (at ? cells[at - 1].end : 0)); }
    // The first cell of the row that HeaderSearch finds, or cells.size() of a sheet without any.
    std::size_t header(const KnownHeaders& known) const;
};

class SheetReading final : public XmlEvents {
public:
    static constexpr std::uint32_t max_row = 1'048'576, max_column = 16'384;
    SheetReading(const Workbook& workbook, Sheet& sheet, std::size_t allowed) : workbook_(workbook), sheet_(sheet), allowed_(allowed) {}
    bool too_large = false, wrong = false;      // wrong: a place that no sheet has, or a text that is not there

private:
    const Workbook& workbook_;
    Sheet& sheet_;
    std::size_t allowed_;
    std::uint32_t row_ = 0, column_ = 0;
    std::string type_, value_, inline_;
    std::size_t style_ = 0;
    bool in_value_ = false, in_text_ = false, formula_ = false;
    int phonetic_ = 0;

    void start(std::string_view name, const std::vector<Attribute>& attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view text) override;
    void place(std::string_view reference, std::uint32_t& row, std::uint32_t& column);
    void put();
};

// `_x000D_` is how a workbook writes a letter that XML cannot hold.
std::string unescaped(std::string_view text);

}  // namespace duly::data
