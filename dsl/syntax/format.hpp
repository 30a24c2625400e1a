// The one layout of rule files. A file is laid out anew from its own words: blanks, line ends and indentation change, words, texts,
// numbers, dates and comments never do.
#pragma once

#include <string>

#include "dsl/syntax/tree.hpp"

namespace duly::syntax {

// The text with line ends of one character, without byte order mark; laid out twice it is the same. Reading it gives the same tree: that is
// made sure of, and a file that it does not hold for is a diagnostic. A file with mistakes gives these.
Checked<std::string> format(const Source& source, const Limits& limits = {});

// Columns that a text takes on a screen: wide characters two, what is set over another none.
std::size_t display_width(std::string_view utf8);

}  // namespace duly::syntax
