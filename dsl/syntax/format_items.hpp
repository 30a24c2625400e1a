// Where the lines of a file begin: one for each declaration, clause and table row.
#pragma once

#include <cstdint>
#include <vector>

#include "dsl/syntax/format_tokens.hpp"

namespace duly::syntax::layout {

// Where a long line is broken first: at the commas of a list, at the `and` and `or` of a condition, at the `where` of a mapping.
enum class Breaks : std::uint8_t { list, condition, mapping };

struct Item {
    std::size_t token = 0;              // that it begins with
    std::size_t indent = 0;
    NodeKind kind{};                    // of its declaration or clause
    bool declaration = false;
    Breaks breaks = Breaks::list;
    std::size_t hang = 0;               // where it goes on in a new line; 0 = behind its first word
};

struct Items {
    std::vector<Item> list;             // in the order of the file
    std::vector<std::uint32_t> pads;    // for each token: blanks before it, to stand below others; 0 = as usual
    std::vector<bool> never_broken;     // the `and` of `between D and E`, the `or` of `is on or before`
};

Items items_of(const Document& document, const Tokens& tokens);

}  // namespace duly::syntax::layout
