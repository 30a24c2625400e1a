// Some hundred rows of a file, of which the cells of one column are asked for.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "engine/data/cells.hpp"

namespace duly::data {

// Rows cut one by one: a text for each cell.
struct CutRows {
    static constexpr bool wide = false;
    struct Column {
        const std::string_view* cells;
        std::size_t width;
        DULY_INLINE std::string_view operator[](std::size_t row) const { return cells[row * width]; }
    };
    const std::string_view* cells = nullptr;
    std::size_t width = 0;
    Column column(std::size_t at) const { return {cells + at, width}; }
};

// Rows as RowMarks found them: round each cell RowMarks::margin letters of the text may be read (`wide`), so that cells whose lengths
// change from row to row cost no branch.
struct MarkedRows {
    static constexpr bool wide = std::endian::native == std::endian::little;
    struct Column {
        const char* text;
        const std::uint32_t* begins;
        std::size_t width;
        bool strip;         // of the last column the '\r' before the line end
        bool stripped() const { return strip && text[begins[1] - 2] == '\r'; }     // the first cell; the others mostly are as it is
        DULY_INLINE std::string_view operator[](std::size_t row) const {
            const auto begin = begins[row * width];
            auto end = begins[row * width + 1] - 1;
            if (strip) end -= end > begin && text[end - 1] == '\r';
            return {text + begin, end - begin};
        }
    };
    const char* text = nullptr;
    const std::uint32_t* begins = nullptr;
    std::size_t width = 0;
    bool strip = false;
    Column column(std::size_t at) const { return {text, begins + at, width, strip && at + 1 == width}; }
};

}  // namespace duly::data
