// Rows and fields of a CSV text: RFC 4180 quotes, line ends inside quotes, any line end. A quote that does not open a
// field is a letter like any other.
#pragma once

#include <array>
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
struct FileContent;
// `content`: of the file that the text is part of, where there is one.
CsvCuts cut_rows(std::string_view text, const CsvShape& shape, std::size_t chunk_bytes, const FileContent* content = nullptr);

// Reads one row after another; fields are views into the text, or into `unescaped` where a quoted field holds quotes.
class RowReader {
public:
    RowReader(std::string_view text, std::size_t begin, std::size_t end, const CsvShape& shape, std::deque<std::string>& unescaped)
        : data_(text.data()), size_(text.size()), at_(begin), end_(end), shape_(shape), unescaped_(unescaped) {
        mark_stretch(at_);
        aim(at_);
    }
    // Reads the next row. The first `kept` fields read before stay where they are, so that several rows can be looked at together.
    bool next(std::size_t kept = 0);
    // The next row is the one that begins at `at`, on line `line`.
    void go_on_at(std::size_t at, std::uint32_t line) {
        at_ = at, next_line_ = line;
        aim(at);
    }
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
    // Delimiters and line ends, a bit a letter, of a stretch of the text that begins at stretch_; marks_ are those of its word word_ that
    // were not come to yet.
    static constexpr std::size_t words = 64;
    std::array<std::uint64_t, words> stretch_marks_;
    std::size_t stretch_ = 0, word_ = 0;
    std::uint64_t marks_ = 0;

    void mark_stretch(std::size_t from);
    void aim(std::size_t from) {
        if (from < stretch_ || from >= stretch_ + words * 64) mark_stretch(from);
        word_ = (from - stretch_) / 64;
        marks_ = stretch_marks_[word_] & ~std::uint64_t{0} << ((from - stretch_) % 64);
    }
    // Goes on to the next word with a mark; false at the end.
    bool next_word() {
        do {
            if (++word_ == words) {
                mark_stretch(stretch_ + words * 64);
                word_ = 0;
            }
            if (stretch_ + word_ * 64 >= end_) return false;
            marks_ = stretch_marks_[word_];
        } while (marks_ == 0);
        return true;
    }
    // The place of the next mark, or the end. Rows end with the text or with a mark before end_, so none behind it is come to.
    std::size_t next_mark() {
        if (marks_ == 0 && !next_word()) return end_;
        const auto at = stretch_ + word_ * 64 + static_cast<std::size_t>(std::countr_zero(marks_));
        marks_ &= marks_ - 1;
        return at;
    }
    void put(std::string_view field) {
        if (count_ == fields_.size()) fields_.resize(2 * count_);
        fields_[count_++] = field;
    }
    std::size_t quoted_field(std::size_t open);
};

}  // namespace duly::data
