// Diagnostics drawn for people: file, line, column, the line itself, carets under the words, and what to do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"

namespace duly {

struct RenderOptions {
    bool colour = false;
    // Longer lines are cut around the words that are underlined.
    std::size_t width = 120;
};

// Names, titles and cells may hold signs that a terminal or a drawing obeys: controls, and marks that turn the direction of reading. They
// stand as `\u001b`; line feeds and tabs stay.
std::string visible(std::string_view text);

std::string render(const Diagnostic& diagnostic, const RenderOptions& options = {});
// One after the other, an empty line between.
std::string render(const std::vector<Diagnostic>& diagnostics, const RenderOptions& options = {});

}  // namespace duly
