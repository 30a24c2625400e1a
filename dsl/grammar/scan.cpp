#include "dsl/grammar/scan.hpp"

#include <algorithm>
#include <array>

#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

constexpr std::array<std::string_view, 5> typographic = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E", "\xE2\x80\x98", "\xE2\x80\x99"};

std::size_t typographic_at(Iterator at, Iterator last) {
    const std::string_view rest(at, static_cast<std::size_t>(last - at));
    for (const std::string_view quote : typographic)
        if (rest.starts_with(quote)) return quote.size();
    return 0;
}

bool ends_line(char c) { return c == '\n' || c == '\r'; }

// From the opening quote to behind the closing one; an unclosed one ends with its line.
void scan_quoted(Iterator& first, Iterator last, State& state) {
    const Iterator open = first;
    const char quote = *first++;
    for (;;) {
        if (first == last || ends_line(*first)) {
            state.fault(DiagnosticKind::unclosed_quote, open, first, std::string("this ") + quote + " is not closed on its line",
                        quote == '"' ? "close the text with a second \"; a quote inside a text is written twice" : "close the name with a second back-tick");
            while (first - open > 1 && (first[-1] == ' ' || first[-1] == '\t')) --first;
            return;
        }
        if (*first == quote) {
            ++first;
            if (first == last || *first != quote) return;
        }
        ++first;
    }
}

bool word_in(Iterator& first, Iterator last, std::initializer_list<std::pair<std::string_view, std::uint8_t>> table, Token& token) {
    for (const auto& [phrase, word] : table) {
        if (first == last || *first != phrase.front() || !scan_phrase(first, last, phrase)) continue;
        token.word = word;
        return true;
    }
    return false;
}

}  // namespace

void skip_blanks(Iterator& first, Iterator last) {
    for (;;) {
        while (first != last && (*first == ' ' || *first == '\n' || *first == '\t' || *first == '\r')) ++first;
        if (first == last || *first != '#') return;
        while (first != last && !ends_line(*first)) ++first;
    }
}

bool scan_phrase(Iterator& first, Iterator last, std::string_view phrase) {
    Iterator at = first;
    for (const char c : phrase) {
        if (c == ' ') {
            const Iterator before = at;
            skip_blanks(at, last);
            if (at == before) return false;
        } else {
            if (at == last || *at != c) return false;
            ++at;
        }
    }
    if (is_word_char(phrase.back()) && at != last && is_word_char(*at)) return false;
    first = at;
    return true;
}

bool begins_with_any(Iterator first, Iterator last, const std::vector<std::string_view>& phrases) {
    return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
        Iterator at = first;
        return scan_phrase(at, last, phrase);
    });
}

bool scan_any_word(Iterator& first, Iterator last, State& state, Token&) {
    if (first == last) return false;
    if (*first == '`') { scan_quoted(first, last, state); return true; }
    if (!is_word_char(*first) || is_digit(*first)) return false;
    while (first != last && is_word_char(*first)) ++first;
    return true;
}

bool scan_name(Iterator& first, Iterator last, State& state, Token& token) {
    Iterator at = first;
    if (!scan_any_word(at, last, state, token)) return false;
    if (*first != '`' && is_reserved({first, static_cast<std::size_t>(at - first)})) return false;
    first = at;
    return true;
}

bool scan_text(Iterator& first, Iterator last, State& state, Token&) {
    if (first == last) return false;
    if (*first == '"') { scan_quoted(first, last, state); return true; }
    const std::size_t opening = typographic_at(first, last);
    if (opening == 0) return false;
    const Iterator open = first;
    first += opening;
    // Straight quotes inside belong to the text when they are closed, as in âsay "yes"â.
    std::size_t straight = 0;
    Iterator close = first;
    for (; close != last && !ends_line(*close) && typographic_at(close, last) == 0; ++close) straight += *close == '"' ? 1 : 0;
    if (straight % 2 == 0 && close != last && !ends_line(*close)) first = close;
    while (first != last && !ends_line(*first) && *first != '"' && typographic_at(first, last) == 0) ++first;
    if (first != last && !ends_line(*first)) first += *first == '"' ? 1 : typographic_at(first, last);
    state.fault(DiagnosticKind::typographic_quotes, open, first, "these are typographic quotes: a text stands between straight ones",
                "write \"...\", and switch typographic quotes off where the text was copied from");
    return true;
}

bool scan_column_name(Iterator& first, Iterator last, State& state, Token& token) {
    if (first != last && *first == '`') { scan_quoted(first, last, state); return true; }
    return scan_text(first, last, state, token);
}

bool scan_unit(Iterator& first, Iterator last, State&, Token& token) {
    if (first == last || std::string_view("dhmswy").find(*first) == std::string_view::npos) return false;
    return word_in(first, last,
                   {{"working days", 0}, {"working day", 0}, {"working hours", 7}, {"working hour", 7}, {"school days", 1}, {"school day", 1},
                    {"days", 2}, {"day", 2}, {"weeks", 3}, {"week", 3}, {"months", 4}, {"month", 4}, {"years", 5}, {"year", 5},
                    {"hours", 6}, {"hour", 6}},
                   token);
}

bool scan_weekday(Iterator& first, Iterator last, State&, Token& token) {
    return word_in(first, last,
                   {{"monday", 0}, {"tuesday", 1}, {"wednesday", 2}, {"thursday", 3}, {"friday", 4}, {"saturday", 5}, {"sunday", 6},
                    {"Monday", 0}, {"Tuesday", 1}, {"Wednesday", 2}, {"Thursday", 3}, {"Friday", 4}, {"Saturday", 5}, {"Sunday", 6}},
                   token);
}

bool scan_yes_no(Iterator& first, Iterator last, State&, Token& token) { return word_in(first, last, {{"yes", 1}, {"no", 0}}, token); }

bool scan_outcome(Iterator& first, Iterator last, State&, Token& token) {
    return word_in(first, last,
                   {{"met", 0}, {"late with reason", 2}, {"late", 1}, {"too early", 3}, {"overdue", 4}, {"due soon", 5}, {"due", 6},
                    {"no due date", 7}, {"excluded", 8}, {"not applicable", 9}, {"unknown", 10}, {"not run", 11}},
                   token);
}

bool scan_type(Iterator& first, Iterator last, State&, Token& token) {
    return word_in(first, last,
                   {{"text", 0}, {"number", 1}, {"percentage", 2}, {"money", 3}, {"date", 4}, {"moment", 5}, {"yes_no", 6}}, token);
}

bool scan_flag(Iterator& first, Iterator last, State&, Token& token) {
    return word_in(first, last, {{"key", 0}, {"optional", 1}, {"shown", 2}, {"orders", 3}, {"planned", 4}}, token);
}

bool scan_date_format(Iterator& first, Iterator last, State&, Token&) {
    const auto part = [](char c) { return std::string_view("dmyhszDMYHSZ0/.-:").find(c) != std::string_view::npos; };
    Iterator behind = first;
    for (Iterator at = first;;) {
        const Iterator start = at;
        while (at != last && part(*at)) ++at;
        if (at == start || (at != last && is_word_char(*at))) break;
        behind = at;
        while (at != last && *at == ' ') ++at;
    }
    if (behind == first) return false;
    first = behind;
    return true;
}

}  // namespace duly::grammar
