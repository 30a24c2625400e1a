// Diagnostics drawn for people: file, line, column, the line itself, carets under the words, and what to do.
#pragma once

#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"

namespace duly {

struct RenderOptions {
    bool colour = false;
    // Longer lines are cut around the words that are underlined.
    std::size_t width = 120;
};

std::string render(const Diagnostic& diagnostic, const RenderOptions& options = {});
// One after the other, an empty line between.
std::string render(const std::vector<Diagnostic>& diagnostics, const RenderOptions& options = {});

}  // namespace duly
