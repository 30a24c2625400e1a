#include "dsl/base/diagnostic.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace duly {

namespace {

constexpr auto error = Severity::error;
[[maybe_unused]] constexpr auto warning = Severity::warning;
[[maybe_unused]] constexpr auto note = Severity::note;

constexpr auto table = std::to_array<DiagnosticInfo>({
#define DULY_DIAGNOSTIC(name, code, severity, summary) {#name, code, severity, summary},
#include "dsl/base/diagnostic_kinds.def"
#undef DULY_DIAGNOSTIC
});

// Where the caret of a very long line stops being useful.
constexpr std::uint32_t longest_underline = 200;
constexpr std::size_t longest_line = 10'000;

// Many rows may stand in one line of a data file; the shorter name of a cell or row is the smaller one.
auto key(const Diagnostic& d) {
    const auto& place = d.place;
    return std::tuple(std::string_view(place.file), place.line, place.cell.size(), std::string_view(place.cell), place.column, info(d.kind).code, std::string_view(d.message), std::string_view(d.help));
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1), last(b.size() + 1), before(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            // Two letters that changed places are one slip of the hand.
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

const DiagnosticInfo& info(DiagnosticKind kind) { return table[static_cast<std::size_t>(kind)]; }

Place place_of(const SourceSet& sources, SourceRange range) {
    const Source& source = sources[range.file];
    const LineColumn at = source.position(range.begin);
    const std::string_view line = source.line_text(range.begin);
    Place place;
    place.file = source.path();
    place.line = at.line;
    place.column = at.column;
    // A line that no editor shows whole is not carried whole either.
    std::size_t kept = std::min(line.size(), longest_line);
    while (kept > 0 && kept < line.size() && (static_cast<unsigned char>(line[kept]) & 0xC0) == 0x80) --kept;
    place.line_text = std::string(line.substr(0, kept));
    // The underline stays on the first line.
    const std::uint32_t line_begin = static_cast<std::uint32_t>(line.data() - source.text().data());
    const std::uint32_t line_end = line_begin + static_cast<std::uint32_t>(line.size());
    const std::uint32_t end = std::min(std::max(range.end, range.begin), line_end);
    if (end > range.begin) {
        const std::string_view words = source.text().substr(range.begin, end - range.begin);
        const auto starts = std::count_if(words.begin(), words.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
        place.length = std::min(static_cast<std::uint32_t>(starts), longest_underline);
    }
    return place;
}

Diagnostic make_diagnostic(DiagnosticKind kind, Place place, std::string message, std::string help) {
    Diagnostic d;
    d.kind = kind;
    d.severity = info(kind).severity;
    d.place = std::move(place);
    d.message = std::move(message);
    d.help = std::move(help);
    return d;
}

void sort_diagnostics(std::vector<Diagnostic>& diagnostics) {
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
    // What is wrong with data may be so of many cells of one line, in JSON and XML of a whole file.
    std::size_t kept = 0;
    for (std::size_t at = 0; at < diagnostics.size(); ++at) {
        if (kept > 0 && key(diagnostics[kept - 1]) == key(diagnostics[at])) {
            if (info(diagnostics[at].kind).code.starts_with("D04")) diagnostics[kept - 1].count += diagnostics[at].count;
            continue;
        }
        if (kept != at) diagnostics[kept] = std::move(diagnostics[at]);
        ++kept;
    }
    diagnostics.erase(diagnostics.begin() + static_cast<std::ptrdiff_t>(kept), diagnostics.end());
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    if (word.empty() || word.size() > 100) return {};
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string_view found;
    for (const std::string_view candidate : candidates) {
        if (candidate.empty() || candidate == word) continue;
        const std::size_t apart = word.size() > candidate.size() ? word.size() - candidate.size() : candidate.size() - word.size();
        if (apart > best) continue;
        const std::size_t distance = edit_distance(word, candidate);
        // A word of one or two letters is near to everything.
        // Of two that are equally near, the one of the same length.
        const bool nearer = distance < best || (distance == best && !found.empty() && apart == 0 && found.size() != word.size());
        if (nearer && distance < std::max(word.size(), candidate.size()) && (word.size() > 2 || candidate.size() > 2)) {
            best = distance;
            found = candidate;
        }
    }
    return found;
}

}  // namespace duly
