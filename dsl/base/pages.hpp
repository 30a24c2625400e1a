// The page of each kind of diagnostic, for `duly explain D0123` and editors: dsl/base/pages/D0123.md, compiled in.
#pragma once

#include <string_view>

#include "dsl/base/diagnostic.hpp"

namespace duly {

// Markdown: a few sentences, then fenced blocks `duly wrong` and `duly right`, or with the name of a file, as `csv children.csv wrong`; one without
// wrong or right belongs to both. tests/pages/check.py runs them.
// "" while a kind has no page, which a test forbids.
std::string_view page_of(DiagnosticKind kind);

}  // namespace duly
