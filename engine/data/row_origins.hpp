// Where rows were read from, in few bits a row: a file's rows stand in the order of its lines, with few left out between them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace duly::data {

using Row = std::uint32_t;

struct Origin { std::uint32_t file = 0; std::uint32_t line = 0; };  // file indexes Dataset::files; line 0 = made, not read

// One a row. Rows in any order are held too, at up to 16 bytes each.
class RowOrigins {
public:
    Row size() const { return rows_; }
    bool empty() const { return rows_ == 0; }
    Origin operator[](Row row) const;           // precondition: row < size()
    std::uint32_t file(Row row) const;          // of it; far cheaper than both
    void push_back(Origin origin);
    // Rows of one file: a bit for each line from `first_line` on that is one.
    void append(std::uint32_t file, std::uint32_t first_line, std::span<const std::uint64_t> lines);
    // `near`: a place in `from` at or before `begin`, 0 at first; moves on with each stretch, where these rise.
    void append(const RowOrigins& from, Row begin, Row end, std::size_t& near);
    void resize(Row rows);                      // grows by rows that were made; never shrinks
    std::size_t bytes() const { return blocks_.capacity() * sizeof(Block) + files_.capacity() * sizeof(File); }

private:
    // Rows of up to 64 neighbouring lines of one file: a bit for each line that is a row. Line 0: rows that were made, any number of them.
    struct Block { Row begin; std::uint32_t line; std::uint64_t bits; };
    struct File { Row begin; std::uint32_t file; };
    std::vector<Block> blocks_;
    std::vector<File> files_;
    Row rows_ = 0;
};

}  // namespace duly::data
