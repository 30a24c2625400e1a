// CSV that Excel, Power BI and SQL loaders read alike: UTF-8, commas, "\n", RFC 4180 quotes, and no cell that acts as a formula.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace duly::report {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// True when a spreadsheet may take the text as a formula: it starts (after blanks) with = + - @, their full-width forms, or with a
// tab or a line end.
bool looks_like_formula(std::string_view text);

// The same cells, kept as what they are, for a worksheet: dates stay dates. They are turned into a file by workbook.hpp.
struct SheetCells {
    enum Kind : char { blank = 'b', day = 'd', text = 't', plain = 'p', row_end = 'e' };
    std::string bytes;                      // a kind, then: of a day 4 bytes; of text and plain 4 bytes of length and the text
    std::size_t rows = 0;
    std::vector<std::uint16_t> widths;      // by column: the most characters in a cell, roughly
    std::size_t column = 0;                 // of the next cell
    void add(Kind kind, std::string_view words);
    void add_day(std::int32_t number);
    void end_row() { bytes.push_back(row_end); ++rows; column = 0; }
    void widen(std::size_t characters);     // of the next cell
};

// Appends cells to a buffer, and to `sheet` where there is one. Only text() carries words from outside; what the engine writes itself (dates, numbers, outcomes)
// needs no guard and goes through the cheaper ones.
class CsvWriter {
public:
    explicit CsvWriter(std::string& out, SheetCells* sheet = nullptr) : out_(out), sheet_(sheet) {}
    void text(std::string_view cell) {      // a formula gets an apostrophe in front; quoted where needed
        quoted(cell);
        if (sheet_) sheet_->add(SheetCells::text, cell);
    }
    void typed(std::string_view cell) {     // the same; in a worksheet a date or a number if it reads like one
        quoted(cell);
        if (sheet_) sheet_->add(SheetCells::plain, cell);
    }
    // `csv`: the text as text() writes it, made before since it stands in many rows.
    void ready(std::string_view csv, std::string_view cell) {
        separate();
        out_.append(csv);
        if (sheet_) sheet_->add(SheetCells::text, cell);
    }
    void plain(std::string_view cell) {
        separate();
        out_.append(cell);
        if (sheet_) sheet_->add(SheetCells::plain, cell);
    }
    void day(std::int32_t day);
    void number(std::int64_t number);
    void blank() {
        separate();
        if (sheet_) sheet_->add(SheetCells::blank, {});
    }
    void end_row() {
        out_.push_back('\n');
        first_ = true;
        if (sheet_) sheet_->end_row();
    }

private:
    std::string& out_;
    SheetCells* sheet_;
    void quoted(std::string_view cell);
    bool first_ = true;
    void separate() {
        if (!first_) out_.push_back(',');
        first_ = false;
    }
};

}  // namespace duly::report
