// Rows and fields of a CSV text: RFC 4180 quotes, line ends inside quotes, any line end. A quote that does not open a
// field is a letter like any other.
#pragma once

#include <bit>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duly::data {

struct CsvShape { char delimiter = ',', line_end = '\n'; bool quotes = true; };

// Where the text may be cut so that rows stay whole. `end` is before the end of the text when a quote is never closed:
// there begins the row that holds it.
struct CsvCuts { std::vector<std::size_t> begins; std::size_t end = 0; bool open_quote = false; };
CsvCuts cut_rows(std::string_view text, const CsvShape& shape, std::size_t chunk_bytes);

// Reads one row after another; fields are views into the text, or into `unescaped` where a quoted field holds quotes.
class RowReader {
public:
    RowReader(std::string_view text, std::size_t begin, std::size_t end, const CsvShape& shape, std::deque<std::string>& unescaped)
        : data_(text.data()), size_(text.size()), at_(begin), end_(end), shape_(shape), unescaped_(unescaped) {
        aim(at_);
    }
    // Reads the next row. The first `kept` fields read before stay where they are, so that several rows can be looked at together.
    bool next(std::size_t kept = 0);
    std::span<const std::string_view> fields() const { return {fields_.data() + kept_, count_ - kept_}; }      // of that row
    const std::string_view* all_fields() const { return fields_.data(); }       // the ones kept first
    std::uint32_t line() const { return line_; }            // the row's first line, 0-based from `begin`
    std::uint32_t lines() const { return next_line_; }      // read so far
    std::size_t position() const { return at_; }            // where the next row begins

private:
    const char* data_;
    std::size_t size_, at_, end_;
    CsvShape shape_;
    std::deque<std::string>& unescaped_;
    std::vector<std::string_view> fields_ = std::vector<std::string_view>(64);
    std::size_t kept_ = 0, count_ = 0;
    std::uint32_t line_ = 0, next_line_ = 0;
    std::size_t block_ = 0;
    std::uint64_t marks_ = 0;       // delimiters and line ends in the 64 bytes from block_ on

    std::uint64_t marks_at(std::size_t from) const;
    void aim(std::size_t from) {
        block_ = from;
        marks_ = marks_at(from);
    }
    std::size_t next_mark() {
        while (marks_ == 0) {
            block_ += 64;
            if (block_ >= end_) return end_;
            marks_ = marks_at(block_);
        }
        const auto at = block_ + static_cast<std::size_t>(std::countr_zero(marks_));
        marks_ &= marks_ - 1;
        return at < end_ ? at : end_;
    }
    void put(std::string_view field) {
        if (count_ == fields_.size()) fields_.resize(2 * count_);
        fields_[count_++] = field;
    }
    std::size_t quoted_field(std::size_t open);
};

}  // namespace duly::data
