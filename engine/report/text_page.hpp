// Lines of a terminal: colours, and texts that fit its width. What comes from data or rules acts on no terminal.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "dsl/base/visible_text.hpp"
#include "engine/report/report.hpp"

namespace duly::report {

inline std::string count_words(std::uint64_t count, const char* one, const char* many) { return std::to_string(count) + " " + (count == 1 ? one : many); }

class TextPage {
public:
    explicit TextPage(const ReportOptions& options) : width_(options.width), colour_(options.colour) {}

    std::string paint(std::string_view words, std::string_view code) const {
        return colour_ && code != "0" ? "\xFE[" + std::string(code) + "m" + std::string(words) + "\xFE[0m" : std::string(words);
    }
    void title(std::string_view words) { out_.append("\n").append(safe(paint(words, "1"))).append("\n"); }
    // A line feed in front leaves a line blank.
    void plain(std::string_view text) {
        if (text.starts_with('\n')) out_ += '\n';
        out_.append(safe(text.substr(text.starts_with('\n')))).append("\n");
    }
    // Cut to the terminal's width, never inside a character.
    void line(std::string text, std::string_view indent = "  ") {
        text = safe(text);
        const std::size_t room = width_ > indent.size() + 4 ? width_ - indent.size() : 76;
        std::size_t seen = 0, at = 0;
        for (; at < text.size() && seen < room; ++at) {
            if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) ++seen;
        }
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
        if (at < text.size()) text = text.substr(0, at) + "...";
        out_.append(indent).append(text).append("\n");
    }
    // Long sentences are wrapped between words; the lines that follow the first stand under `hanging`.
    void paragraph(std::string_view words, std::string_view indent, std::string_view hanging = {}) {
        const std::string shown = safe(words);
        std::string_view text = shown, before = indent;
        for (;;) {
            const std::size_t room = std::max<std::size_t>(30, width_ > before.size() ? width_ - before.size() : 0);
            const std::size_t cut = text.size() > room ? text.rfind(' ', room) : std::string_view::npos;
            if (cut == std::string_view::npos || cut == 0) break;
            out_.append(before).append(text.substr(0, cut)).append("\n");
            text.remove_prefix(cut + 1);
            if (!hanging.empty()) before = hanging;
        }
        out_.append(before).append(text).append("\n");
    }
    std::string take() {
        std::replace(out_.begin(), out_.end(), '\xFE', '\x1b');
        return std::move(out_);
    }

private:
    // Up to take() a colour begins with a byte that no text has.
    static std::string safe(std::string_view text) {
        std::string out;
        for (;;) {
            const std::size_t colour = text.find('\xFE');
            out += visible_text(text.substr(0, colour));
            if (colour == std::string_view::npos) return out;
            out += '\xFE';
            text.remove_prefix(colour + 1);
        }
    }

    std::size_t width_;
    bool colour_;
    std::string out_;
};

}  // namespace duly::report
