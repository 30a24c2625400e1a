// The one entrance: bytes are looked at first, then the grammar runs over the whole file.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "dsl/base/utf8.hpp"
#include "dsl/grammar/rules.hpp"

namespace duly::grammar {

namespace {

// The first byte that is not part of a UTF-8 code point.
std::optional<std::size_t> first_bad_byte(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        // Eight bytes at once, as long as all are plain and none is zero.
        for (std::uint64_t eight = 0; i + 8 <= text.size(); i += 8) {
            std::memcpy(&eight, text.data() + i, 8);
            if (((eight | (eight - 0x0101010101010101u)) & 0x8080808080808080u) != 0) break;
        }
        if (i == text.size()) break;
        const Point point = point_at(text, i);
        if (point.length == 0 || point.value == 0) return i;
        i += point.length;
    }
    return {};
}

std::optional<Diagnostic> unreadable(const SourceSet& sources, FileId file, const Limits& limits) {
    const std::string_view text = sources[file].text();
    Place whole;
    whole.file = sources[file].path();
    if (text.size() > limits.max_file_bytes)
        return make_diagnostic(DiagnosticKind::file_too_large, whole,
                               "this file has " + std::to_string(text.size()) + " bytes, more than the limit of " + std::to_string(limits.max_file_bytes),
                               "split it and join the parts with `use`");
    const std::optional<std::size_t> bad = first_bad_byte(text);
    if (!bad) return {};
    const LineColumn at = sources[file].position(static_cast<std::uint32_t>(*bad));
    whole.line = at.line;
    whole.column = at.column;
    const bool nul = text[*bad] == 0;
    return make_diagnostic(DiagnosticKind::not_utf8, whole,
                           nul ? "this file is not plain text: it has an empty byte here" : "this file is not UTF-8: a byte here belongs to no character",
                           "save it as UTF-8" + std::string(nul ? "; a file with empty bytes is often UTF-16" : ""));
}

// False at the first mistake of a state that does not tell.
bool reads(State& state) {
    Iterator first = state.begin;
    try {
        const bool whole = x3::phrase_parse(first, state.end, x3::with<state_tag>(state)[document], skipper);
        if (!whole || first != state.end) state.report_expected(first);
        return true;
    } catch (const TellAll&) {
        return false;
    }
}

}  // namespace

}  // namespace duly::grammar

namespace duly::syntax {

Reading read(const SourceSet& sources, FileId file, const Limits& limits) {
    using namespace duly::grammar;
    Reading result;
    if (auto diagnostic = unreadable(sources, file, limits)) {
        result.diagnostics.push_back(std::move(*diagnostic));
        return result;
    }
    if (State quick(sources, file, limits, false); reads(quick)) {
        result.document = std::move(quick.builder).finish();
        return result;
    }
    State state(sources, file, limits, true);
    reads(state);
    result.diagnostics = state.diagnostics();
    result.mistakes = state.mistakes();
    sort_diagnostics(result.diagnostics);
    if (state.full()) {
        Place place;
        place.file = sources[file].path();
        result.diagnostics.push_back(make_diagnostic(DiagnosticKind::too_many_errors, place,
                                                     "reading stopped after " + std::to_string(limits.max_errors) + " mistakes", "correct these first"));
    }
    result.document = std::move(state.builder).finish();
    return result;
}

Checked<Document> parse(const SourceSet& sources, FileId file, const Limits& limits) {
    auto reading = read(sources, file, limits);
    Checked<Document> result;
    result.diagnostics = std::move(reading.diagnostics);
    if (!has_errors(result.diagnostics)) result.value = std::move(reading.document);
    return result;
}

}  // namespace duly::syntax
