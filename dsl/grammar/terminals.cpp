#include "dsl/grammar/terminals.hpp"
#include "dsl/grammar/words.hpp"

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
        state.miss(first, adjacent ? state.skip(first) : token.begin, expected);
        return false;
    }
    if (token.end == nullptr) token.end = at;
    if (hidden) state.word = static_cast<std::uint8_t>(state.word + token.word);
    else state.builder.leaf(kind, state.offset(token.begin), state.offset(token.end), token.word);
    first = at;
    return true;
}

bool Dot::read(Iterator& first, Iterator last, State& state) const {
    const Iterator at = state.skip(first);
    const bool found = at != last && *at == '.';
    Iterator field = found ? at + 1 : at;
    if (found) skip_blanks(field, last);
    const bool apart = found && field != at + 1;
    const bool named = found && field != last && (*field == '`' || is_letter(*field));
    const bool goes_on = named && !(apart && *field != '`' && (is_reserved(token_at(field, last)) || begins_with_any(field, last, clause_words())));
    if (!found || (at != first && !goes_on)) {
        state.miss(first, first, {"`.` and a field", false, true});
        return false;
    }
    first = goes_on ? field : at + 1;
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
