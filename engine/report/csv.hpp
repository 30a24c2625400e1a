// CSV that Excel, Power BI and SQL loaders read alike: UTF-8, commas, "\n", RFC 4180 quotes, and no cell that acts as a formula.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/report/text_buffer.hpp"

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

// Cells one after another, and into `sheet` where there is one. Only text() carries words from outside; what the engine writes itself (dates, numbers, outcomes)
// needs no guard and goes through the cheaper ones. A comma stands behind each cell until the row ends.
class CsvWriter {
public:
    // Behind what `out` holds.
    explicit CsvWriter(SheetCells* sheet = nullptr, TextBuffer out = {}) : out_(std::move(out)), sheet_(sheet) {}
    bool has_sheet() const { return sheet_ != nullptr; }
    // Of whole rows.
    std::string_view bytes() const { return out_.view(); }
    void clear() { out_.clear(); }
    TextBuffer take() { return std::move(out_); }
    void reserve(std::size_t bytes) { out_.room(bytes); }
    void raw(std::string_view bytes) { out_.append(bytes); }

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
        put(csv);
        if (sheet_) sheet_->add(SheetCells::text, cell);
    }
    void plain(std::string_view cell) {
        put(cell);
        if (sheet_) sheet_->add(SheetCells::plain, cell);
    }
    void day(std::int32_t day);
    // `ten`: the day as it is written, made before.
    void day(std::int32_t day, const char* ten) {
        put({ten, 10});
        if (sheet_) sheet_->add_day(day);
    }
    void number(std::int64_t number) {
        const std::string_view digits = put_number(number);
        if (sheet_) sheet_->add(SheetCells::plain, digits);
    }
    // A number that is a name: a text in a worksheet.
    void number_as_text(std::int64_t number) {
        const std::string_view digits = put_number(number);
        if (sheet_) sheet_->add(SheetCells::text, digits);
    }
    void blank() {
        put({});
        if (sheet_) sheet_->add(SheetCells::blank, {});
    }
    void end_row() {
        *out_.back() = '\n';
        if (sheet_) sheet_->end_row();
    }

private:
    TextBuffer out_;
    SheetCells* sheet_;
    void quoted(std::string_view cell);
    void put(std::string_view cell) {
        char* to = out_.room(cell.size() + 1);
        if (!cell.empty()) std::memcpy(to, cell.data(), cell.size());
        to[cell.size()] = ',';
        out_.end_at(to + cell.size() + 1);
    }
    std::string_view put_number(std::int64_t number) {
        char* to = out_.room(24);
        char* end = std::to_chars(to, to + 23, number).ptr;
        *end = ',';
        out_.end_at(end + 1);
        return {to, static_cast<std::size_t>(end - to)};
    }
};

// The text as a cell.
std::string csv_text(std::string_view cell);

}  // namespace duly::report
