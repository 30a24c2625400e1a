// Diagnostics as data: whatever an author or a data owner can cause. Drawn only at the edge (render.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/source.hpp"

namespace duly {

enum class Severity : std::uint8_t { error, warning, note };

// One enumerator a line of diagnostic_kinds.def; the stable code (D0123) stands there.
enum class DiagnosticKind : std::uint16_t {
#define DULY_DIAGNOSTIC(name, code, severity, summary) name,
#include "dsl/base/diagnostic_kinds.def"
#undef DULY_DIAGNOSTIC
};

struct DiagnosticInfo {
    std::string_view name;      // enumerator
    std::string_view code;      // "D0123", never reused
    Severity severity;          // as emitted by default
    std::string_view summary;   // one line, for lists
};
const DiagnosticInfo& info(DiagnosticKind kind);

// Where something was seen. Resolved when the diagnostic is made, so drawing needs no sources.
struct Place {
    std::string file;           // as given on the command line or by the feed; empty = no file
    std::uint32_t line = 0;     // 1-based, 0 = the whole file
    std::uint32_t column = 0;   // 1-based; rule files: code points, data files: the field's number
    std::uint32_t length = 0;   // code points underlined; 0 = 1
    std::string line_text;      // the line, for the caret; empty for data files
    std::string field;          // data files: the column's header
    std::string text;           // data files: the cell's text
    std::string cell = {};      // worksheets: "C17", shown in place of line and column
};
Place place_of(const SourceSet& sources, SourceRange range);

// A second place that the message speaks of.
struct Label {
    Place place;
    std::string text;
};

struct Diagnostic {
    DiagnosticKind kind{};
    Severity severity = Severity::error;
    Place place;
    // One sentence, lower case, no full stop, the user's text in backticks: what was seen, then the rule.
    std::string message;
    std::string help;           // what to do, "" = nothing to add
    std::vector<Label> labels;
    std::uint64_t count = 1;    // data: how many times the same thing was met (the first place is kept)
};

Diagnostic make_diagnostic(DiagnosticKind kind, Place place, std::string message, std::string help = {});

// Sorted by file, line, column, code; equal ones once. Every list that leaves a step goes through it.
void sort_diagnostics(std::vector<Diagnostic>& diagnostics);
bool has_errors(const std::vector<Diagnostic>& diagnostics);

// A value only when there is no error. INVARIANT: value.has_value() implies !has_errors(diagnostics).
template <typename T>
struct Checked {
    std::optional<T> value;
    std::vector<Diagnostic> diagnostics;
    bool ok() const { return value.has_value(); }
};

// The nearest of `candidates` within a third of the word's length, or "" (for "did you mean").
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

// Bounds with defaults; reaching one is a diagnostic.
struct Limits {
    std::size_t max_depth = 64;
    std::size_t max_errors = 100;
    std::size_t max_file_bytes = 16u << 20;
};

}  // namespace duly
