// The words of a file with its comments, in order: what the formatter lays out.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/syntax/tree.hpp"

namespace duly::syntax::layout {

struct Token {
    enum class What : std::uint8_t { word, leaf, sign, row, comment };

    std::string_view text;
    What what = What::word;
    std::uint32_t begin = 0, end = 0;   // in the source
    std::uint32_t column = 0;           // bytes from the start of its line
    std::uint8_t depth = 0;             // of round brackets around it
    bool own_line = false;              // nothing stands before it on its line
    bool blank_before = false;          // an empty line does
};

struct Tokens {
    std::vector<Token> list;
    std::deque<std::string> rows;       // texts that are laid out anew: of table rows, their bars in line, and of dates

    // The first that begins at or after `offset` and is no comment.
    std::size_t at(std::uint32_t offset) const;
};

Tokens tokens_of(const Document& document);
// Blanks between the two when they stand on one line.
std::size_t blanks_between(const Token& left, const Token& right);

}  // namespace duly::syntax::layout
