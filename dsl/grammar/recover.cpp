// Where to go on after a mistake: the next line that begins with a clause or declaration word. Always forward.
#include <algorithm>

#include "dsl/grammar/rules.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

// A longer list helps nobody.
constexpr std::size_t most_named = 8;

bool at_line_start(Iterator at, Iterator begin) {
    while (at > begin && (at[-1] == ' ' || at[-1] == '\t')) --at;
    return at == begin || at[-1] == '\n' || at[-1] == '\r';
}

Iterator to_line_end(Iterator at, Iterator last) { return std::find_if(at, last, [](char c) { return c == '\n'; }); }

bool begins(Iterator at, Iterator last, Sync sync) {
    if (begins_with_any(at, last, declaration_words())) return true;
    if (sync == Sync::declaration) return false;
    if (begins_with_any(at, last, clause_words())) return true;
    return sync == Sync::line && (is_word_char(*at) || *at == '`');
}

// How far from the start of its line the first word of the line that holds `at` stands.
std::ptrdiff_t indentation(Iterator at, const State& state) {
    while (at > state.begin && at[-1] != '\n' && at[-1] != '\r') --at;
    const Iterator line = at;
    while (at != state.end && (*at == ' ' || *at == '\t')) ++at;
    return at - line;
}

// A line that is set no deeper than the one that failed begins something new, though its first word be unknown.
bool looks_new(Iterator at, Iterator last, std::ptrdiff_t indent, const State& state) {
    const std::string_view word = token_at(at, last);
    if (!is_word_char(*at) || is_digit(*at) || indentation(at, state) > indent) return false;
    return !is_joining(word) && word != "every" && word != "not";
}

// The first line start at or after `from` where reading can go on after the clause at `failed`.
Iterator next_start(Iterator from, Iterator last, State& state, Sync sync, Iterator failed) {
    const std::ptrdiff_t indent = indentation(failed, state);
    Iterator at = from;
    for (;;) {
        skip_blanks(at, last);
        if (at == last) return last;
        if (at_line_start(at, state.begin)) {
            if (begins(at, last, sync)) return at;
            if (sync != Sync::declaration && looks_new(at, last, indent, state)) return at;
        }
        at = to_line_end(at, last);
    }
}

// A word of the language that was meant as the name of a field: in a record before a type, in a feed before `is`.
bool meant_as_name(std::string_view word, Iterator last) {
    if (!is_reserved(word)) return false;
    Iterator at = word.data() + word.size();
    while (at != last && (*at == ' ' || *at == '\t')) ++at;
    return at != last && (begins_with_any(at, last, type_words()) || begins_with_any(at, last, {"is"}));
}

// A declaration whose first word is misspelt is read as what was meant, so that its own mistakes are found too.
std::string_view meant_declaration(std::string_view word, Iterator behind, Iterator last) {
    const std::string_view near = nearest(word, declaration_words());
    if (near.empty()) return {};
    while (behind != last && (*behind == ' ' || *behind == '\t')) ++behind;
    if (behind == last) return {};
    const bool text_follows = near == "ruleset" || near == "use";
    if (text_follows != (*behind == '"')) return {};
    return text_follows || is_word_char(*behind) || *behind == '`' ? near : std::string_view{};
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += '`' + std::string(words[i]) + '`';
    }
    return text;
}

}  // namespace

void recover(Iterator& first, Iterator last, Iterator where, State& state, Sync sync) {
    Iterator start = first;
    skip_blanks(start, last);
    Iterator at = std::max(where, start);
    if (state.too_deep) state.report_too_deep(at);
    else at = std::max(at, state.report_expected(at));
    state.too_deep = false;
    state.forget_misses();
    if (state.full()) {
        first = last;
        return;
    }
    // What failed may be the next clause's own first word; only the clause that failed must lie behind.
    if (at == start && at != last) at = to_line_end(at, last);
    const Iterator next = next_start(at, last, state, sync, start);
    state.builder.leaf(NodeKind::error, state.offset(start), state.offset(next));
    first = next;
}

void skip_to_declaration(Iterator& first, Iterator last, State& state) {
    skip_blanks(first, last);
    first = next_start(to_line_end(first, last), last, state, Sync::declaration, first);
}

bool Stray::read(Iterator& first, Iterator last, State& state) const {
    Iterator at = first;
    skip_blanks(at, last);
    if (at == last || at == state.assumed_at) return false;
    if (state.full()) {
        first = last;
        return true;
    }
    const std::string_view word = token_at(at, last);
    const bool line_start = at_line_start(at, state.begin);
    const auto skip_line = [&] { first = next_start(to_line_end(at, last), last, state, sync, at); };
    const bool begins_phrase = std::any_of(state.needed.expected.begin(), state.needed.expected.end(), [&](const Expected& e) { return e.what.starts_with(std::string(word) + ' '); });
    if (sync == Sync::line && line_start && !begins_phrase && meant_as_name(word, last)) {
        state.fault(DiagnosticKind::syntax_expected, at, word.data() + word.size(), "`" + shortened(word) + "` is a word of the language and no name here",
                    "put it in back-ticks to use it as a name");
        skip_line();
        return true;
    }
    if (begins_with_any(at, last, declaration_words())) return false;
    for (const std::string_view stop : stops)
        if (Iterator end = at; !stop.empty() && scan_phrase(end, last, stop)) return false;
    // A clause that began and did not hold, or something behind a clause on the same line.
    if (state.needed.far > at || !line_start || !(is_word_char(*at) || *at == '`')) {
        const bool behind = state.needed.far <= at && !line_start;
        const Iterator place = std::max(at, state.report_expected(at, behind ? "a new clause" : std::string_view{}));
        state.forget_misses();
        first = next_start(place == at ? to_line_end(at, last) : place, last, state, sync, at);
        return true;
    }
    return unknown_word(first, last, at, word, state);
}

bool Stray::unknown_word(Iterator& first, Iterator last, Iterator at, std::string_view word, State& state) const {
    std::vector<std::string_view> words, firsts;
    for (const Expected& e : state.needed.expected) {
        if (!e.word || state.needed.far != at) continue;
        words.push_back(e.what);
        firsts.push_back(e.what.substr(0, e.what.find(' ')));
    }
    std::string_view near;
    for (const std::string_view w : words)
        if (near.empty() && w.starts_with(std::string(word) + ' ')) near = w;
    if (near.empty()) near = nearest(word, firsts);
    const std::string_view meant = near.empty() ? meant_declaration(word, word.data() + word.size(), last) : std::string_view{};
    if (near.empty()) near = meant.empty() ? nearest(word, declaration_words()) : meant;
    std::string help;
    if (!near.empty()) help = "did you mean `" + std::string(near) + "`?";
    else if (!words.empty() && words.size() <= most_named) help = "a clause of " + std::string(of) + " begins with " + joined(words);
    state.fault(DiagnosticKind::unknown_clause, at, word.data() + word.size(),
                "`" + shortened(word) + "` begins no " + (meant.empty() ? "clause of " + std::string(of) : "declaration"), help);
    state.forget_misses();
    if (!meant.empty()) {
        state.assumed_at = at;
        state.assumed_word = meant;
        state.assumed_length = word.size();
        return false;
    }
    first = next_start(to_line_end(at, last), last, state, sync, at);
    return true;
}

}  // namespace duly::grammar
