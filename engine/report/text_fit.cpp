#include "engine/report/text_fit.hpp"

#include <cstdint>

namespace duly::report {

namespace {

constexpr std::string_view more = "\xE2\x80\xA6";   // …

// The next character's bytes; a byte that begins none stands alone.
std::string_view next_character(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    for (std::size_t i = 1; i < length; ++i)
        if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) length = i;
    return text.substr(0, length);
}

std::uint32_t code_of(std::string_view character) {
    std::uint32_t code = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return code;
    code &= 0xFFu >> (character.size() + 1);
    for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3F);
    return code;
}

double width_of(std::string_view character) {
    const std::uint32_t code = code_of(character);
    if (code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F))
        return 3.4;     // as an escape of six characters
    if (code >= 0x1100 && code < 0x2000) return 1.0;
    if (code >= 0x2E80) return 1.05;
    if (code >= 0x80) return code == 0x2026 ? 1.0 : 0.66;
    const char c = static_cast<char>(code);
    if (std::string_view("ijl.,:;'|!").find(c) != std::string_view::npos) return 0.3;
    if (std::string_view("frtI()[]-/\\ ").find(c) != std::string_view::npos) return 0.38;
    if (std::string_view("mwMW@%").find(c) != std::string_view::npos) return 0.93;
    return c >= 'A' && c <= 'Z' ? 0.73 : 0.62;
}

// Of the whole `text`, as much as fits into `width`; at least one character.
std::size_t fitting(std::string_view text, double size, double width) {
    std::size_t at = 0;
    double used = 0;
    while (at < text.size()) {
        const std::string_view one = next_character(text.substr(at));
        used += width_of(one) * size;
        if (used > width && at > 0) break;
        at += one.size();
    }
    return at;
}

}  // namespace

double text_width(std::string_view text, double size) {
    double used = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view one = next_character(text.substr(at));
        used += width_of(one) * size;
        at += one.size();
    }
    return used;
}

std::vector<std::string> wrapped(std::string_view text, double size, double width, std::size_t most) {
    std::vector<std::string> lines;
    while (!text.empty() && lines.size() < most) {
        std::size_t cut = fitting(text, size, width);
        if (cut == text.size()) {
            lines.emplace_back(text);
            return lines;
        }
        if (lines.size() + 1 == most) {
            cut = fitting(text, size, width - text_width(more, size));
            while (cut > 0 && text[cut - 1] == ' ') --cut;
            lines.push_back(std::string(text.substr(0, cut)) + std::string(more));
            return lines;
        }
        const std::size_t blank = text.substr(0, cut + 1).rfind(' ');
        if (blank != std::string_view::npos && blank > 0) cut = blank;
        lines.emplace_back(text.substr(0, cut));
        text.remove_prefix(cut);
        while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    }
    return lines;
}

std::string cut_to(std::string_view text, std::size_t most) {
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size(); ++seen) {
        if (seen == most) return std::string(text.substr(0, at)) + std::string(more);
        at += next_character(text.substr(at)).size();
    }
    return std::string(text);
}

}  // namespace duly::report
