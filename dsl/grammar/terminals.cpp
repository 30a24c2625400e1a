#include "dsl/grammar/terminals.hpp"

namespace duly::grammar {

bool Keyword::read(Iterator& first, Iterator last, State& state) const {
    const Iterator start = state.skip(first);
    Iterator at = start;
    const bool assumed = start == state.assumed_at && phrase == state.assumed_word;
    if (assumed) at += state.assumed_length;
    if (!assumed && !scan_phrase(at, last, phrase)) {
        if (!silent) state.miss(first, start, expected);
        return false;
    }
    state.word = static_cast<std::uint8_t>(state.word + word);
    first = at;
    return true;
}

bool Leaf::read(Iterator& first, Iterator last, State& state) const {
    Iterator at = adjacent ? first : state.skip(first);
    Token token;
    token.begin = at;
    // A misspelt keyword is no name.
    if (at == state.assumed_at && at != nullptr) return false;
    if (!scan(at, last, state, token)) {
        state.miss(first, token.begin, expected);
        return false;
    }
    if (token.end == nullptr) token.end = at;
    if (hidden) state.word = static_cast<std::uint8_t>(state.word + token.word);
    else state.builder.leaf(kind, state.offset(token.begin), state.offset(token.end), token.word);
    first = at;
    return true;
}

bool Minus::read(Iterator& first, Iterator last, State& state) const {
    const Iterator at = state.skip(first);
    const bool blanks = at != first && last - at > 1 && (at[1] == ' ' || at[1] == '\t' || at[1] == '\n' || at[1] == '\r');
    if (at == last || *at != '-' || !blanks) {
        const bool tight = at != last && *at == '-';
        state.miss(first, at, tight ? Expected{"blanks around a minus between values", false, false} : Expected{"an operator such as `is`, `and` or `+`", false, true});
        return false;
    }
    first = at + 1;
    return true;
}

}  // namespace duly::grammar
