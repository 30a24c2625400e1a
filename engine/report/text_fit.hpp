// Texts in boxes of a known width, without a font at hand.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace duly::report {

// An estimate, a little above the width in Arial and about that in wider letters, in pixels for letters of `size` pixels. Marks of direction and controls count
// as what html_escaped makes of them.
double text_width(std::string_view text, double size);
// Lines that fit, broken between words, and inside a word that is too long; beyond `most` the last line ends in "…".
std::vector<std::string> wrapped(std::string_view text, double size, double width, std::size_t most);
// At most `most` characters, then "…".
std::string cut_to(std::string_view text, std::size_t most);

}  // namespace duly::report
