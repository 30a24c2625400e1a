// Where to go on after a mistake: the next line that begins with a clause or declaration word. Always forward.
#include <algorithm>
#include <limits>

#include "dsl/base/date.hpp"
#include "dsl/grammar/foreign.hpp"
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
    if (sync == Sync::line && token_at(at, last) == "where") return false;      // goes on with the line before
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

Iterator line_of(Iterator at, const State& state) {
    while (at > state.begin && at[-1] != '\n' && at[-1] != '\r') --at;
    return at;
}

// Where the clause begins that the line of `at` goes on with: a line set in deeper than the clause before belongs to that one.
Iterator clause_of(Iterator at, const State& state) {
    if (state.builder.empty() || ends_head(state)) return at;
    const Iterator before = state.begin + state.builder.last_begin();
    return before < at && (line_of(before, state) == line_of(at, state) || indentation(at, state) > indentation(before, state)) ? before : at;
}

// The quotes of a line do not match: what seems to be a word may be a part of a text.
bool odd_quotes(Iterator at, Iterator last, const State& state) {
    bool inside = false;
    const Iterator end = to_line_end(at, last);
    for (Iterator i = line_of(at, state); i != end && (inside || *i != '#'); ++i) inside = inside != (*i == '"');
    return inside;
}

// The line before ends with a comma, so that a list goes on.
bool after_comma(Iterator at, const State& state) {
    at = line_of(at, state);
    while (at > state.begin && static_cast<unsigned char>(at[-1]) <= ' ') --at;
    return at > state.begin && at[-1] == ',';
}

// The line before ends with a word that a value or a condition follows, or with a record and a dot, as `child.` above `born`.
bool after_joining(Iterator at, const State& state) {
    at = line_of(at, state);
    while (at > state.begin && static_cast<unsigned char>(at[-1]) <= ' ') --at;
    const Iterator line = line_of(at, state);
    const bool dot = at != line && at[-1] == '.' && std::find(line, at, '#') == at;
    if (dot) --at;
    Iterator start = at;
    while (start > line && is_word_char(start[-1])) --start;
    const std::string_view word(start, static_cast<std::size_t>(at - start));
    if (dot) return !word.empty() && (start == line || start[-1] != '.') && !is_reserved(word);
    return word == "and" || word == "or" || word == "is" || word == "not" || word == "of";
}

// `March 2024` and `.born` at the start of a line: the rest of a date or of a field that was broken in two.
bool is_rest(std::string_view word) {
    for (unsigned month = 1; month <= 12; ++month)
        if (word == month_name(month)) return true;
    return word == ".";
}

// A line that is set no deeper than the one that failed begins something new, though its first word be unknown.
bool looks_new(Iterator at, Iterator last, std::ptrdiff_t indent, bool below_head, const State& state) {
    const std::string_view word = token_at(at, last);
    if (!is_word_char(*at) || is_digit(*at) || (indentation(at, state) > indent && !below_head)) return false;
    if (word == "not" && foreign_clause(at, last, {}).to != nullptr) return true;      // `not working saturday`
    // `on`, and no `calendar` behind it on its line.
    Iterator behind = word.data() + word.size();
    while (behind != last && (*behind == ' ' || *behind == '\t')) ++behind;
    const bool alone = (behind == last || *behind == '\n' || *behind == '\r') &&
                       std::any_of(clause_words().begin(), clause_words().end(), [&](std::string_view w) { return w.starts_with(std::string(word) + ' '); });
    return (!is_joining(word) || word == "then" || alone) && word != "every" && word != "not" && !is_rest(word) && !after_joining(at, state);
}

// A declaration whose first word is misspelt is read as what was meant, so that its own mistakes are found too.
std::string_view meant_declaration(std::string_view word, Iterator behind, Iterator last) {
    if (word.empty() || !is_word_char(word.front())) return {};
    const std::string_view near = nearest(word, declaration_words());
    if (near.empty()) return {};
    while (behind != last && (*behind == ' ' || *behind == '\t')) ++behind;
    if (behind == last) return {};
    const bool text_follows = near == "ruleset" || near == "use";
    if (text_follows != (*behind == '"')) return {};
    return text_follows || is_word_char(*behind) || *behind == '`' ? near : std::string_view{};
}

// How far the lines below a first line are set in, the least of them: what is set in deeper goes on with the line before.
std::ptrdiff_t level_below(Iterator head, Iterator last, const State& state) {
    const std::ptrdiff_t indent = indentation(head, state);
    std::ptrdiff_t least = std::numeric_limits<std::ptrdiff_t>::max();
    for (Iterator at = to_line_end(head, last); at != last; at = to_line_end(at, last)) {
        skip_blanks(at, last);
        if (at == last || (at_line_start(at, state.begin) && indentation(at, state) <= indent)) break;
        if (at_line_start(at, state.begin)) least = std::min(least, indentation(at, state));
    }
    return least;
}

// The first line start at or after `from` where reading can go on after the clause at `failed`.
Iterator next_start(Iterator from, Iterator last, State& state, Sync sync, Iterator failed) {
    failed = clause_of(failed, state);
    const std::ptrdiff_t indent = indentation(failed, state);
    // Below the first line of a declaration all lines are set in; what is said in one go has no such lines.
    Iterator line = line_of(failed, state);
    skip_blanks(line, last);
    const bool whole = begins_with_any(line, last, {"define", "scale", "use"});
    const bool below_head = !whole && (begins_with_any(line, last, declaration_words()) || begins_with_any(line, last, {"file", "version", "temporary version"}));
    const std::ptrdiff_t level = below_head ? level_below(line, last, state) : indent;
    Iterator at = from;
    for (;;) {
        skip_blanks(at, last);
        if (at == last) return last;
        if (at_line_start(at, state.begin)) {
            // A line that is set in deeper goes on with the one before.
            const bool goes_on = sync != Sync::declaration && indentation(at, state) > level;
            const bool listed = sync == Sync::line && after_comma(at, state) && !begins_with_any(at, last, clause_words()) && !begins_with_any(at, last, declaration_words());
            if (!goes_on && !listed && begins(at, last, sync)) return at;
            // Set out as far as declarations are, and nearly one of their words.
            if (sync == Sync::declaration && (at == state.begin || at[-1] == '\n') && !meant_declaration(token_at(at, last), at + token_at(at, last).size(), last).empty()) return at;
            if (sync != Sync::declaration && !goes_on && !listed && looks_new(at, last, indent, below_head, state)) return at;
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

// Set in deeper than the clause before: most likely the line goes on with it.
bool set_in(Iterator at, const State& state) {
    return !state.builder.empty() && !ends_head(state) && indentation(at, state) > indentation(state.begin + state.builder.last_begin(), state);
}

// Words that begin no clause, however it goes on: the clause before was broken off.
bool only_goes_on(std::string_view word) {
    constexpr std::string_view words[] = {"and", "because", "every", "gives", "has", "holds", "is", "mean", "means", "not", "of", "or", "otherwise", "since", "until", "when"};
    return std::binary_search(std::begin(words), std::end(words), word);
}

// A name and no more, or with `of` or a title behind it: no field, which would have its type there.
bool looks_like_head(std::string_view word, Iterator last) {
    Iterator at = word.data() + word.size();
    const auto blanks = [&] {
        while (at != last && (*at == ' ' || *at == '\t')) ++at;
    };
    blanks();
    if (at == last || !is_word_char(*at)) return at != last && *at == '"';
    const std::string_view name = token_at(at, last);
    if (!nearest(name, type_words()).empty()) return false;     // `active dtae` is a field
    at += name.size();
    blanks();
    return at == last || *at == '\n' || *at == '\r' || *at == '#' || *at == '"' || *at == ':' || begins_with_any(at, last, {"of", "extends", "for each", "is"});
}

// The next file of a feed: a text stands right behind the word.
std::string_view meant_file(std::string_view word, Iterator last) {
    Iterator behind = word.data() + word.size();
    while (behind != last && (*behind == ' ' || *behind == '\t')) ++behind;
    return behind != last && *behind == '"' ? nearest(word, {"file"}) : std::string_view{};
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
    if (!state.telling) throw TellAll{};
    Iterator start = first;
    skip_blanks(start, last);
    // A line of a record or file that was meant to begin the next declaration.
    if (sync == Sync::line && start != state.assumed_at && at_line_start(start, state.begin)) {
        const std::string_view word = token_at(start, last);
        std::string_view meant = meant_declaration(word, word.data() + word.size(), last);
        if (indentation(start, state) > 0 || !looks_like_head(word, last)) meant = {};
        if (meant.empty()) meant = meant_file(word, last);
        if (!meant.empty()) {
            state.fault(DiagnosticKind::unknown_clause, start, word.data() + word.size(), "`" + shortened(word) + "` begins no " + (meant == "file" ? "line of a file" : "declaration"), "did you mean `" + std::string(meant) + "`?");
            state.forget_misses();
            state.assumed_at = start;
            state.assumed_word = meant;
            state.assumed_length = word.size();
            first = start;
            return;
        }
    }
    Iterator at = std::max(where, start);
    const bool told = start == state.assumed_at;     // its first word is the mistake
    if (state.too_deep) state.report_too_deep(at);
    // A quote that is not closed took the end of its line with it, and what a clause needs may have stood there.
    else if (told || state.quote_lost_since(clause_of(start, state))) at = std::max({at, state.needed.far, state.merely.far});
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
    // On a line of a record or file, what stands behind the first mark spoils the line; elsewhere it may be a clause of its own.
    if (at_line_start(start, state.begin)) {
        pass_over(state, start, next);
    } else if (sync == Sync::line) {
        spoil_last(state, start, next);
    } else {
        doubt_last(state, start);
        pass_over(state, start, next);
    }
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
    for (const std::string_view stop : stops)
        if (Iterator end = at; !stop.empty() && scan_phrase(end, last, stop)) return false;
    const bool begins_phrase = std::any_of(state.needed.expected.begin(), state.needed.expected.end(), [&](const Expected& e) { return e.what.starts_with(std::string(word) + ' '); });
    if (sync == Sync::line && line_start && !begins_phrase && meant_as_name(word, last)) {
        state.fault(DiagnosticKind::syntax_expected, at, word.data() + word.size(), "`" + shortened(word) + "` is a word of the language and no name here",
                    "put it in back-ticks to use it as a name");
        state.forget_misses();
        first = next_start(to_line_end(at, last), last, state, sync, at);
        state.builder.leaf(NodeKind::error, state.offset(at), state.offset(first), static_cast<std::uint8_t>(sync == Sync::line ? NodeKind::field : NodeKind::error));
        return true;
    }
    if (begins_with_any(at, last, declaration_words()) && (line_start || !odd_quotes(at, last, state))) return line_start && calendar_of_rule(first, last, at, word, state);
    // The clause before was broken off, and this line belongs to it: `from 1 April 2020: green ...` below `bands on`.
    if (state.needed.far <= at && line_start && !state.builder.empty() && (state.builder.last_kind() == NodeKind::error || state.quote_lost_since(state.begin + state.builder.last_begin())) && !begins_phrase && !(word == "not" && foreign_clause(at, last, {}).to != nullptr) && (only_goes_on(word) || is_rest(word) || after_joining(at, state) || begins_with_any(at, last, clause_words()))) {
        state.forget_misses();
        first = next_start(to_line_end(at, last), last, state, sync, at);
        pass_over(state, at, first);
        return true;
    }
    // It is set in below a clause that a mistake was told of, as the rest of a list is.
    const bool broken = line_start && set_in(at, state) && state.told_since(state.begin + state.builder.last_begin());
    if (broken && state.needed.far <= at && !begins_phrase && !begins_with_any(at, last, clause_words())) {
        state.forget_misses();
        first = next_start(to_line_end(at, last), last, state, sync, at);
        spoil_last(state, at, first);
        return true;
    }
    // A clause that began and did not hold, or something behind a clause on the same line.
    // `temporary`, and no `version` behind it.
    for (const std::string_view stop : stops)
        if (line_start && stop.starts_with(std::string(word) + ' ')) return false;
    // `until` and the like begin a clause in plain English; behind a broken clause they belong to it.
    const bool renamed = line_start && !set_in(at, state) && sync == Sync::clause && (state.builder.empty() || state.builder.last_kind() != NodeKind::error) && foreign_clause(at, last, {}).to != nullptr;
    const bool rest = line_start && (is_digit(*at) || (set_in(at, state) && !is_letter(*at) && *at != '`'));     // `6 months when ...`, and no comma before
    const bool goes_on = state.needed.far <= at && !renamed && (rest || only_goes_on(word) || (sync == Sync::line && word == "where"));
    if (state.needed.far > at || goes_on || !line_start || !(is_word_char(*at) || *at == '`')) {
        const bool behind = goes_on || (state.needed.far <= at && !line_start);
        const Iterator place = std::max(at, state.report_expected(at, behind ? "a new clause" : std::string_view{}));
        state.forget_misses();
        first = next_start(place == at ? to_line_end(at, last) : place, last, state, sync, at);
        if (behind || *at == ',') spoil_last(state, at, first);       // the next of a list
        else {
            if (!line_start) doubt_last(state, at);
            pass_over(state, at, first);
        }
        return true;
    }
    return unknown_word(first, last, at, word, state);
}

// `calendar council` among the clauses of a rule, and nothing that belongs to a calendar below it: `on calendar` was meant.
bool Stray::calendar_of_rule(Iterator& first, Iterator last, Iterator at, std::string_view word, State& state) const {
    if (word != "calendar" || sync != Sync::clause || indentation(at, state) == 0 || state.needed.far != at) return false;
    const bool may_stand = std::any_of(state.needed.expected.begin(), state.needed.expected.end(), [](const Expected& e) { return e.what == "on calendar"; });
    const Iterator end = to_line_end(at, last);
    Iterator below = end;
    skip_blanks(below, last);
    const bool calendars_own = begins_with_any(below, last, {"working", "holidays from", "holiday", "closed", "open", "known"});
    const std::string_view line(at, static_cast<std::size_t>(end - at));
    if (!may_stand || calendars_own || line.find(" extends ") != line.npos || line.find('"') != line.npos) return false;
    state.fault(DiagnosticKind::unknown_clause, at, word.data() + word.size(), "`calendar` begins no clause of " + std::string(of), "write `on calendar`");
    state.forget_misses();
    state.assumed_at = at;
    state.assumed_word = "on calendar";
    state.assumed_length = word.size();
    first = at;
    return true;
}

bool Stray::unknown_word(Iterator& first, Iterator last, Iterator at, std::string_view word, State& state) const {
    std::vector<std::string_view> words, firsts;
    for (const Expected& e : state.needed.expected) {
        if (!e.word || state.needed.far != at) continue;
        words.push_back(e.what);
        firsts.push_back(e.what.substr(0, e.what.find(' ')));
    }
    for (const std::string_view stop : stops)
        if (!stop.empty()) firsts.push_back(stop.substr(0, stop.find(' ')));
    const Iterator behind = word.data() + word.size();
    if (sync == Sync::clause && of == "a measure" && !state.builder.empty() && state.builder.last_kind() == NodeKind::bands && is_band(at, last)) {
        state.fault(DiagnosticKind::syntax_expected, at, behind, "expected `,` before the next band but found `" + shortened(word) + "`", "end the line before it with a comma: the bands are one list");
        state.forget_misses();
        first = next_start(to_line_end(at, last), last, state, sync, at);
        spoil_last(state, at, first);
        return true;
    }
    if (sync == Sync::line && of == "a record") {
        const auto is_in = [&](const std::vector<std::string_view>& list) { return std::find(list.begin(), list.end(), word) != list.end(); };
        if (is_in(type_words()) || is_in(flag_words())) {
            state.fault(DiagnosticKind::syntax_expected, at, behind, "expected the name of a field but found `" + shortened(word) + "`", "the name stands first: `held date orders`");
            state.forget_misses();
            first = next_start(to_line_end(at, last), last, state, sync, at);
            state.builder.leaf(NodeKind::error, state.offset(at), state.offset(first), static_cast<std::uint8_t>(NodeKind::field));
            return true;
        }
    }
    // Another language's word for a clause is read as that clause.
    const ForeignStart foreign = foreign_clause(at, last, words);
    const bool renamed = std::find(words.begin(), words.end(), foreign.meant) != words.end();
    // `then`, and no `every` behind it, is a clause of this rule that was broken off.
    const bool begun = std::any_of(words.begin(), words.end(), [&](std::string_view w) { return w.starts_with(std::string(word) + ' '); });
    if (foreign.to != nullptr && (renamed || (!foreign.help.empty() && !begun))) {
        state.fault(DiagnosticKind::unknown_clause, at, foreign.to,
                    "`" + shortened({at, static_cast<std::size_t>(foreign.to - at)}) + "` begins no clause of " + std::string(of),
                    renamed ? "did you mean `" + std::string(foreign.meant) + "`?" : foreign.help);
        state.forget_misses();
        if (renamed) {
            state.assumed_at = at;
            state.assumed_word = foreign.meant;
            state.assumed_length = static_cast<std::size_t>(foreign.to - at);
            return true;
        }
        first = next_start(to_line_end(at, last), last, state, sync, at);
        state.builder.leaf(NodeKind::error, state.offset(at), state.offset(first), static_cast<std::uint8_t>(NodeKind::error));
        return true;
    }
    std::string_view near;
    for (const std::string_view w : words)
        if (near.empty() && w.starts_with(std::string(word) + ' ')) near = w;
    // At the very start of a line it is rather a declaration that another language calls so.
    const ForeignStart other = at == state.begin || at[-1] == '\n' ? foreign_declaration(at, last) : ForeignStart{};
    if (near.empty() && other.meant.empty()) near = nearest(word, firsts);
    const std::string_view meant = !other.meant.empty() ? other.meant : near.empty() ? meant_declaration(word, behind, last) : std::string_view{};
    if (near.empty() || !other.meant.empty()) near = meant.empty() ? nearest(word, declaration_words()) : meant;
    std::string help;
    const bool row = of == "an example" && std::find(at, to_line_end(at, last), '|') != to_line_end(at, last);
    if (row) near = {}, help = "a row of a table begins and ends with `|`";
    else if (!near.empty()) help = "did you mean `" + std::string(near) + "`?";
    else if (!words.empty() && words.size() <= most_named) help = "a clause of " + std::string(of) + " begins with " + joined(words);
    state.fault(DiagnosticKind::unknown_clause, at, behind,
                "`" + shortened(word) + "` begins no " + (meant.empty() ? "clause of " + std::string(of) : "declaration"), help);
    state.forget_misses();
    // What ends this block and begins another, such as the next version.
    std::string_view stop = meant;
    for (const std::string_view s : stops)
        if (stop.empty() && !near.empty() && s.substr(0, s.find(' ')) == near) stop = near;
    if (!stop.empty()) {
        state.assumed_at = at;
        state.assumed_word = stop;
        state.assumed_length = word.size();
        return false;
    }
    // A clause whose first word is misspelt is read as what was meant.
    for (const std::string_view w : words) {
        const std::string_view first_word = w.substr(0, w.find(' '));
        if (first_word != near) continue;
        Iterator end = behind;
        if (first_word.size() < w.size()) {
            skip_blanks(end, last);
            if (!scan_phrase(end, last, w.substr(first_word.size() + 1))) continue;
        }
        state.assumed_at = at;
        state.assumed_word = w;
        state.assumed_length = static_cast<std::size_t>(end - at);
        return true;
    }
    first = next_start(to_line_end(at, last), last, state, sync, at);
    state.builder.leaf(NodeKind::error, state.offset(at), state.offset(first), static_cast<std::uint8_t>(kind_of_phrase(near)));
    return true;
}

}  // namespace duly::grammar
