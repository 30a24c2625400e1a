#include "dsl/base/render.hpp"

#include <algorithm>

#include "dsl/base/visible_text.hpp"

namespace duly {

namespace {

constexpr std::string_view red = "\x1b[1;31m", yellow = "\x1b[1;33m", cyan = "\x1b[1;36m", bold = "\x1b[1m", plain = "\x1b[0m";

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: return "note";
    }
    return "";
}

std::string_view severity_colour(Severity severity) {
    return severity == Severity::error ? red : severity == Severity::warning ? yellow : cyan;
}

std::string painted(std::string_view text, std::string_view colour, const RenderOptions& options) {
    if (!options.colour) return std::string(text);
    return std::string(colour) + std::string(text) + std::string(plain);
}

// The line cut into code points; a tab is four blanks, other control characters one mark, so that carets stand right.
std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < line.size();) {
        std::size_t n = 1;
        while (i + n < line.size() && (static_cast<unsigned char>(line[i + n]) & 0xC0) == 0x80) ++n;
        const std::string_view cell = line.substr(i, n);
        const auto first = static_cast<unsigned char>(cell[0]);
        if (first == '\t') cells.emplace_back("    ");
        else if (first < 0x20 || first == 0x7F) cells.emplace_back("?");
        else cells.emplace_back(cell);
        i += n;
    }
    return cells;
}

std::size_t shown_width(const std::string& cell) { return cell == "    " ? 4 : 1; }

std::string head(const Place& place) {
    std::string text = visible(place.file);
    const bool row_of_line = place.cell.starts_with("row ");    // of several in one line
    if (!place.cell.empty() && !row_of_line) {
        text += '!' + place.cell;
    } else if (place.line > 0) {
        text += ':' + std::to_string(place.line);
        if (row_of_line) text += ": " + place.cell;
        else if (place.column > 0) text += ':' + std::to_string(place.column);
    }
    if (!text.empty()) text += ": ";
    return text;
}

// The line and the carets below it, with `margin` before each.
std::string excerpt(const Place& place, std::string_view after_carets, std::string_view colour, const RenderOptions& options) {
    if (place.line_text.empty() || place.line == 0) return {};
    const std::vector<std::string> cells = cells_of(place.line_text);
    const std::size_t at = std::min<std::size_t>(place.column > 0 ? place.column - 1 : 0, cells.size());
    const std::size_t length = std::max<std::size_t>(1, place.length);
    std::size_t from = 0, to = cells.size();
    if (cells.size() > options.width) {
        const std::size_t lead = options.width / 3;
        from = at > lead ? at - lead : 0;
        to = std::min(cells.size(), from + options.width);
    }
    const std::string number = std::to_string(place.line);
    const std::string margin(number.size(), ' ');
    std::string line = "  " + number + " | " + (from > 0 ? "..." : "");
    std::string below = "  " + margin + " | " + (from > 0 ? "   " : "");
    for (std::size_t i = from; i < to; ++i) line += cells[i];
    if (to < cells.size()) line += "...";
    for (std::size_t i = from; i < at && i < to; ++i) below += std::string(shown_width(cells[i]), ' ');
    std::string carets;
    for (std::size_t i = at; i < at + length; ++i) {
        if (i >= to) { if (carets.empty()) carets = "^"; break; }
        carets += std::string(shown_width(cells[i]), '^');
    }
    if (!after_carets.empty()) carets += ' ' + std::string(after_carets);
    return line + '\n' + below + painted(carets, colour, options) + '\n';
}

}  // namespace

std::string visible(std::string_view text) { return visible_text(text, "\n\t"); }

std::string render(const Diagnostic& d, const RenderOptions& options) {
    std::string text = painted(head(d.place), bold, options);
    text += painted(severity_name(d.severity), severity_colour(d.severity), options) + ": " + visible(d.message);
    text += " [" + std::string(info(d.kind).code) + "]";
    if (d.count > 1) text += " (" + std::to_string(d.count) + " times)";
    text += '\n';
    text += excerpt(d.place, {}, severity_colour(d.severity), options);
    if (!d.place.field.empty() || !d.place.text.empty()) {
        text += "  ";
        if (!d.place.field.empty()) text += "column `" + visible(d.place.field) + "`";
        if (!d.place.field.empty() && !d.place.text.empty()) text += ", ";
        if (!d.place.text.empty()) text += "cell `" + visible(d.place.text) + "`";
        text += '\n';
    }
    for (const Label& label : d.labels) {
        text += "  " + painted(head(label.place), bold, options) + painted("note", cyan, options) + ": " + visible(label.text) + '\n';
        text += excerpt(label.place, {}, cyan, options);
    }
    if (!d.help.empty()) text += "  " + painted("help", cyan, options) + ": " + visible(d.help) + '\n';
    return text;
}

std::string render(const std::vector<Diagnostic>& diagnostics, const RenderOptions& options) {
    std::string text;
    for (const Diagnostic& d : diagnostics) {
        if (!text.empty()) text += '\n';
        text += render(d, options);
    }
    return text;
}

}  // namespace duly
