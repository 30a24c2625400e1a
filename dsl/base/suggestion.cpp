#include "dsl/base/suggestion.hpp"

namespace duly {

namespace {

// Code points `column` (from 1) and the `length - 1` that follow.
std::string_view underlined(const Place& place) {
    const std::string_view line = place.line_text;
    std::size_t at = 0;
    const auto skip = [&](std::uint32_t count) {
        while (count > 0 && at < line.size()) {
            ++at;
            while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) ++at;
            --count;
        }
    };
    if (place.line == 0 || place.column == 0) return {};
    skip(place.column - 1);
    const std::size_t from = at;
    skip(place.length);
    return line.substr(from, at - from);
}

// The one text in back-ticks between `before` and `after`, when the help is nothing else.
std::string_view only_quoted(std::string_view help, std::string_view before, std::string_view after) {
    if (!help.starts_with(before) || !help.ends_with(after) || help.size() <= before.size() + after.size()) return {};
    const std::string_view inside = help.substr(before.size(), help.size() - before.size() - after.size());
    // Back-ticks inside are two suggestions, dots a shape to fill in.
    const bool whole = inside.find('`') == std::string_view::npos && inside.find("...") == std::string_view::npos;
    return whole ? inside : std::string_view{};
}

std::size_t words_in(std::string_view text) {
    std::size_t words = 0;
    for (std::size_t i = 0; i < text.size(); ++i) words += text[i] != ' ' && (i == 0 || text[i - 1] == ' ');
    return words;
}

// Words that begin as a clause does may stand for more than was underlined, as `excused` and the `if` behind it for `excused when`.
bool takes_in_more(std::string_view meant, std::string_view found, std::string_view behind) {
    return words_in(meant) > words_in(found) || behind.starts_with('-');
}

}  // namespace

std::string replacement_of(const Diagnostic& diagnostic) {
    std::string_view meant = only_quoted(diagnostic.help, "did you mean `", "`?");
    const bool guessed = !meant.empty();
    if (!guessed) meant = only_quoted(diagnostic.help, "write `", "`");
    const std::string_view found = underlined(diagnostic.place);
    if (meant.empty() || found.empty()) return {};
    const std::string_view line = diagnostic.place.line_text;
    if (guessed && takes_in_more(meant, found, line.substr(static_cast<std::size_t>(found.data() + found.size() - line.data())))) return {};
    const bool quoted = diagnostic.message.find("`" + std::string(found) + "`") != std::string::npos;
    return quoted ? std::string(meant) : std::string();
}

}  // namespace duly
