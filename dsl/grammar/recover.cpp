// Where to go on after a mistake: the next line that begins with a clause or declaration word. Always forward.
#include <algorithm>

#include "dsl/grammar/rules.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

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

// The first line start at or after `from` where reading can go on.
Iterator next_start(Iterator from, Iterator last, State& state, Sync sync) {
    Iterator at = from;
    for (;;) {
        skip_blanks(at, last);
        if (at == last) return last;
        if (at_line_start(at, state.begin) && begins(at, last, sync)) return at;
        at = to_line_end(at, last);
    }
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
    const Iterator next = next_start(at, last, state, sync);
    state.builder.leaf(NodeKind::error, state.offset(start), state.offset(next));
    first = next;
}

void skip_to_declaration(Iterator& first, Iterator last, State& state) {
    skip_blanks(first, last);
    first = next_start(to_line_end(first, last), last, state, Sync::declaration);
}

bool Stray::read(Iterator& first, Iterator last, State& state) const {
    Iterator at = first;
    skip_blanks(at, last);
    if (at == last || at == state.assumed_at || begins_with_any(at, last, declaration_words())) return false;
    for (const std::string_view stop : stops)
        if (Iterator end = at; !stop.empty() && scan_phrase(end, last, stop)) return false;
    if (state.full()) {
        first = last;
        return false;
    }
    const std::string_view word = token_at(at, last);
    // A clause that began and did not hold, or something behind a clause on the same line.
    if (state.far > at || !at_line_start(at, state.begin) || !(is_word_char(*at) || *at == '`')) {
        const Iterator place = std::max(at, state.report_expected(at));
        state.forget_misses();
        const Iterator from = place == at && at_line_start(at, state.begin) ? to_line_end(at, last) : place;
        first = next_start(from, last, state, sync);
        if (first == at) first = next_start(to_line_end(at, last), last, state, sync);
        return true;
    }
    std::vector<std::string_view> words;
    for (const Expected& e : state.expected) if (e.word && !e.weak && state.far == at) words.push_back(e.what);
    std::vector<std::string_view> firsts;
    for (const std::string_view w : words) firsts.push_back(w.substr(0, w.find(' ')));
    const std::string_view meant = meant_declaration(word, word.data() + word.size(), last);
    std::string_view near = nearest(word, firsts);
    if (near.empty() && meant.empty()) near = nearest(word, declaration_words());
    const bool declaration = !meant.empty() && near.empty();
    std::string help;
    if (declaration) help = "did you mean `" + std::string(meant) + "`?";
    else if (!near.empty()) help = "did you mean `" + std::string(near) + "`?";
    else if (!words.empty()) help = "what may stand here begins with " + joined(words);
    state.fault(DiagnosticKind::unknown_clause, at, word.data() + word.size(),
                "`" + std::string(word) + "` begins no " + (declaration ? "declaration" : "clause of " + std::string(of)), help);
    state.forget_misses();
    if (declaration) {
        state.assumed_at = at;
        state.assumed_word = meant;
        state.assumed_length = word.size();
        return false;
    }
    first = next_start(to_line_end(at, last), last, state, sync);
    return true;
}

}  // namespace duly::grammar
