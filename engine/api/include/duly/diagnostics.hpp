// What every function of the library tells of mistakes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The library's own sources see `v1` closed, beside the types of the same name that they are made from.
#ifdef DULY_IMPLEMENTATION
#define DULY_OPEN_NAMESPACE
#else
#define DULY_OPEN_NAMESPACE inline
#endif

namespace duly {
DULY_OPEN_NAMESPACE namespace v1 {

std::string_view version();     // of the library: "0.1.0"

enum class Severity : std::uint8_t { error, warning, note };

struct Label { std::string file; std::uint32_t line = 0, column = 0, length = 0; std::string line_text, text; };

struct Diagnostic {
    std::string code;               // "D0123", stable
    Severity severity = Severity::error;
    std::string file;               // "" = no file
    std::uint32_t line = 0;         // from 1; 0 = the whole file
    std::uint32_t column = 0;       // from 1: code points in a rule file, the field's number in a data file
    std::uint32_t length = 0;       // code points underlined
    std::string line_text;          // the line, for the caret; "" for data files
    std::string field, text;        // data files: the column's header and the cell's text
    std::string message, help;      // one sentence; what to do
    std::vector<Label> labels;      // other places that the message speaks of
    std::uint64_t count = 1;        // data: how many times the same was met
    std::string replacement = {};   // what to write instead of the words underlined; "" = not known
    std::string cell = {};          // data in a worksheet: "C17", row and column as they stand there
};

template <typename T>
struct Checked {
    std::optional<T> value;
    std::vector<Diagnostic> diagnostics;
    explicit operator bool() const { return value.has_value(); }
};

std::string to_text(const std::vector<Diagnostic>& diagnostics, bool colour = false);   // with the line and a caret
std::string to_json(const std::vector<Diagnostic>& diagnostics);                        // schema 1, engine/api/README.md
std::string to_sarif(const std::vector<Diagnostic>& diagnostics);                       // SARIF 2.1.0, for code review tools
// What a code means, with a wrong and a right example; "" = no such code. All codes, sorted.
std::string diagnostic_page(const std::string& code);
std::vector<std::string> diagnostic_codes();

}  // namespace v1
}  // namespace duly
