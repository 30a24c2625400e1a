// Where the fields of many rows begin, found at once: rows with as many fields as the header and without quotes, which nearly all are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/data/csv.hpp"

namespace duly::data {

class RowMarks {
public:
    // How marks are looked for: by what every processor of the kind has, or by what some have.
    enum class Wide : std::uint8_t { plain, avx2, avx512 };
    static Wide widest();       // that this processor has

    // Around a field that is found so many letters of the text may be read.
    static constexpr std::size_t margin = 64;

    // `usual`: by letter, whether a row that begins with it needs no closer look.
    using Usual = std::array<bool, 256>;
    RowMarks(std::string_view text, const CsvShape& shape, std::size_t width, const Usual& usual, Wide wide = widest());
    // How many rows of `width` fields, none of them with a quote, stand one behind the other from `from` on, where a row begins: `most` at
    // most, all of them before `until`. 0 where the next row has to be read by a RowReader.
    std::size_t find(std::size_t from, std::size_t until, std::size_t most);
    // Of the rows found: by row and field, counted from `from`, where the field begins. The mark before the next is where it ends.
    const std::uint32_t* begins() const { return begins_.data(); }
    std::size_t length(std::size_t rows) const { return begins_[rows * width_]; }       // of so many of them
    bool all_usual() const { return all_usual_; }       // all rows found begin with a usual letter
    bool plain() const { return plain_; }               // all that was looked at so far is_plain()

    struct Seen { std::uint64_t line_ends = 0; bool quote = false, odd = false; };      // odd: what is no ASCII, and zero bytes
    using Scan = std::size_t (*)(const char* data, std::size_t blocks, std::uint64_t last_block, const CsvShape& shape, std::uint32_t* out, std::size_t wanted, Seen& seen);

private:
    std::string_view text_;
    CsvShape shape_;
    std::size_t width_;
    Usual usual_;
    Scan scan_;
    bool all_usual_ = false, plain_ = true;
    std::vector<std::uint32_t> begins_ = {0};
    std::size_t sound_rows(const char* data, std::size_t marks, std::size_t most, std::uint64_t line_ends);
};

}  // namespace duly::data
