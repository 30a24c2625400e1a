// CSV that Excel, Power BI and SQL loaders read alike: UTF-8, commas, "\n", RFC 4180 quotes, and no cell that acts as a formula.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace duly::report {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// True when a spreadsheet may take the text as a formula: it starts (after blanks) with = + - @, their full-width forms, or with a
// tab or a line end.
bool looks_like_formula(std::string_view text);

// Appends cells to a buffer. Only text() carries words from outside; what the engine writes itself (dates, numbers, outcomes)
// needs no guard and goes through the cheaper ones.
class CsvWriter {
public:
    explicit CsvWriter(std::string& out) : out_(out) {}
    void text(std::string_view cell);       // a formula gets an apostrophe in front; quoted where needed
    void plain(std::string_view cell) { separate(); out_.append(cell); }
    void day(std::int32_t day);
    void number(std::int64_t number);
    void blank() { separate(); }
    void end_row() { out_.push_back('\n'); first_ = true; }

private:
    std::string& out_;
    bool first_ = true;
    void separate() {
        if (!first_) out_.push_back(',');
        first_ = false;
    }
};

}  // namespace duly::report
