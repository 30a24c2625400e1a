#include "dsl/grammar/state.hpp"

#include <algorithm>

#include "dsl/grammar/foreign.hpp"
#include "dsl/grammar/scan.hpp"
#include "dsl/grammar/words.hpp"

namespace duly::grammar {

namespace {

constexpr std::size_t most_named = 8;

std::string in_words(const std::vector<Expected>& list) {
    std::string text;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) text += i + 1 == list.size() ? " or " : ", ";
        text += list[i].word ? "`" + std::string(list[i].what) + "`" : std::string(list[i].what);
    }
    return text;
}

bool line_ends_between(Iterator from, Iterator to) { return std::find(from, to, '\n') != to; }

}  // namespace

std::string_view token_at(Iterator at, Iterator end) {
    Iterator e = at;
    if (e == end) return {};
    if (is_word_char(*e)) {
        while (e != end && is_word_char(*e)) ++e;
    } else if (*e == '"' || *e == '`') {
        const char quote = *e++;
        while (e != end && *e != quote && *e != '\n' && *e != '\r') ++e;
        if (e != end && *e == quote) ++e;
    } else {
        ++e;
        while (e != end && (static_cast<unsigned char>(*e) & 0xC0) == 0x80) ++e;
    }
    return {at, static_cast<std::size_t>(e - at)};
}

// A word of any length must not fill a message.
std::string shortened(std::string_view found) {
    constexpr std::size_t most = 40;
    if (found.size() <= most) return std::string(found);
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(found[end]) & 0xC0) == 0x80) --end;
    return std::string(found.substr(0, end)) + "...";
}

State::State(const SourceSet& all, FileId id, const Limits& bounds, bool tells)
    : telling(tells), sources(all), file(id), limits(bounds), begin(all[id].text().data()), end(begin + all[id].text().size()), builder(id, all[id].text()) {}

void State::note(Iterator before, Iterator at, const Expected& what) {
    Misses& misses = what.weak ? merely : needed;
    if (at == mute || (misses.far != nullptr && at < misses.far)) return;
    if (at != misses.far) {
        misses.far = at;
        misses.expected.clear();
    }
    misses.before = before;
    if (std::find(misses.expected.begin(), misses.expected.end(), what) == misses.expected.end()) misses.expected.push_back(what);
}

void State::fault(DiagnosticKind kind, Iterator from, Iterator to, std::string message, std::string help) {
    if (!telling) throw TellAll{};
    const Fault fault{kind, offset(from), offset(to), std::move(message), std::move(help)};
    // Reading a place twice, in two alternatives, is no second mistake.
    for (const Fault& other : faults_)
        if (other.kind == fault.kind && other.from == fault.from) return;
    // A quote that is wrong takes the rest of its line with it.
    const bool of_signs = kind == DiagnosticKind::syntax_expected || kind == DiagnosticKind::unknown_clause;
    for (const Fault& other : faults_)
        if (of_signs && other.kind == DiagnosticKind::unclosed_quote && other.from <= fault.from && !line_ends_between(begin + other.from, begin + fault.from)) return;
    if (faults_.size() < limits.max_errors) faults_.push_back(fault);
}

Iterator State::report_expected(Iterator where, std::string_view or_else) {
    Iterator at = where;
    skip_blanks(at, end);
    Iterator before = where;
    std::vector<Expected> named;
    const auto take = [&](const Misses& misses) {
        at = misses.far;
        before = misses.before;
        skip_blanks(at, end);
        named.insert(named.end(), misses.expected.begin(), misses.expected.end());
    };
    const bool goes_on = merely.far != nullptr && merely.far >= at;
    if (!or_else.empty()) {
        if (goes_on) take(merely);
        if (needed.far == at)
            for (const Expected& e : needed.expected) if (!e.word) named.push_back(e);
    } else if (needed.far != nullptr && needed.far >= at) {
        take(needed);
    } else if (goes_on) {
        take(merely);
    }
    const auto tight = std::find_if(named.begin(), named.end(), [](const Expected& e) { return e.what.starts_with("blanks around"); });
    if (tight != named.end()) named = {*tight};
    else if (!or_else.empty()) named.push_back({or_else, false, true});
    // Something was left out at the end of a line; the next line is not what is wrong.
    const bool needed_here = named.size() == 1 && !named[0].weak;      // `done`, and no `is` behind it
    const bool misses_line_end = line_ends_between(before, at) && token_at(at, end) != "holds" && (needed_here || begins_with_any(at, end, clause_words()) || std::any_of(named.begin(), named.end(), [](const Expected& e) { return !e.word; }));
    Foreign foreign = at == end || line_ends_between(before, at) ? habit_before(before, *this, named) : Foreign{};
    if (foreign.from == nullptr && !misses_line_end) foreign = foreign_at(at, *this, named, line_ends_between(before, at));
    if (telling && foreign.from != nullptr) {
        if (!foreign.expected.empty()) {
            const auto one = std::find_if(named.begin(), named.end(), [&](const Expected& e) { return e.what == foreign.expected; });
            named.assign(1, one != named.end() ? *one : Expected{foreign.expected, is_reserved(foreign.expected) || foreign.expected == "at least once in every", false});
        }
        if (named.size() > most_named) named.resize(most_named);
        fault(DiagnosticKind::syntax_expected, foreign.from, foreign.to,
              "expected " + (named.empty() ? std::string("a new clause") : in_words(named)) + " but found `" + shortened({foreign.from, static_cast<std::size_t>(foreign.to - foreign.from)}) + "`", foreign.help);
        return at;
    }
    const std::string_view found = token_at(at, end);
    const std::string help = advice(found, named, before);
    if (named.size() > most_named) named.resize(most_named);
    std::string message = named.empty() ? "this cannot be read here" : "expected " + in_words(named);
    if (at == end || line_ends_between(before, at)) {
        message += at == end ? " but the file ends" : " but the line ends";
        Iterator start = before > begin ? before - 1 : before;
        while (start > begin && (static_cast<unsigned char>(*start) & 0xC0) == 0x80) --start;
        fault(DiagnosticKind::syntax_expected, start, before, message, help);
    } else {
        message += " but found `" + shortened(found) + "`";
        fault(DiagnosticKind::syntax_expected, at, found.data() + found.size(), message, help);
    }
    return at;
}

// "did you mean", or that a word of the language cannot be a name as it stands.
std::string State::advice(std::string_view found, const std::vector<Expected>& named, Iterator before) const {
    std::vector<std::string_view> words;
    const auto names = [&](std::string_view what) {
        return std::any_of(named.begin(), named.end(), [&](const Expected& e) { return e.what.starts_with(what); });
    };
    for (const Expected& e : named) {
        if (!e.word) continue;
        words.push_back(e.what);
        if (e.what.starts_with(std::string(found) + ' ')) return "did you mean `" + std::string(e.what) + "`?";
    }
    const bool nothing = found.empty() || line_ends_between(before, found.data());
    if (names("a unit")) words.insert(words.end(), unit_words().begin(), unit_words().end());
    if (names("a type")) words.insert(words.end(), type_words().begin(), type_words().end());
    if (names("a mark")) words.insert(words.end(), flag_words().begin(), flag_words().end());
    if (names("an outcome")) words.insert(words.end(), {"met", "late", "late with reason", "too early", "overdue", "due soon", "due", "no due date", "excluded", "not applicable", "unknown", "not run"});
    if (const std::string_view near = nearest(found, words); !near.empty()) return "did you mean `" + std::string(near) + "`?";
    if (names("a type")) {
        // `died date optinal` reads on as a field called optinal.
        Iterator start = before;
        while (start > begin && is_word_char(start[-1])) --start;
        const std::string_view last(start, static_cast<std::size_t>(before - start));
        if (const std::string_view near = nearest(last, flag_words()); !near.empty()) return "did you mean `" + std::string(near) + "`?";
        if (!nothing) return "a field has a name and a type; the values of a `choice of` have commas between them";
    }
    if (is_reserved(found) && !is_joining(found) && (names("a name") || names("a grade's name")))
        return "`" + std::string(found) + "` is a word of the language: put it in back-ticks to use it as a name";
    if (nothing && names("a unit") && !names("an operator")) return "write the unit behind the number, such as `20 working days`";
    if (nothing && names("by") && names("an operator")) return "say by when, as in `by 1 June 2012`; of a measure say `at least` and a grade";
    const bool one_word = named.size() == 1 && named[0].word;
    if (nothing && one_word) return "write `" + std::string(named[0].what) + "` behind it";
    if (nothing && names("a type")) return "write its type, such as `date`, `text`, `number` or `yes_no`; a field without `optional` is always expected";
    if (found == "between" && names("from")) return "write `from` and `to`, as in `days from referral.received to referral.decided`";
    if (!nothing && one_word && !is_reserved(found)) return "put `" + std::string(named[0].what) + "` before it";
    if (names("months") && names("month") && named.size() == 2) return "only months are counted in a row: `for 3 months in a row`";
    if (!nothing && named.size() == 2 && named[0].word && named[1].word) {
        const bool instead = is_reserved(found) && found != "yes" && found != "no";
        return (instead ? "write `" : "put `") + std::string(named[0].what) + "` or `" + std::string(named[1].what) + (instead ? "` in its place" : "` before it");
    }
    if (nothing && names(")") && !names("a value")) return "close the bracket with `)`";
    if (nothing && names("a value")) return "write the value, or take the last word out";
    if (found == "," && names("and")) return "write `and` between the two ends: `is between 1 and 3`";
    return {};
}

void State::report_too_deep(Iterator where) {
    skip_blanks(where, end);
    const std::string_view found = token_at(where, end);
    fault(DiagnosticKind::too_deep, where, found.data() + found.size(),
          too_long ? "more than " + std::to_string(most_links()) + " values are added or multiplied in one go"
                   : "brackets or conditions are nested more than " + std::to_string(limits.max_depth) + " deep",
          "give a part of it a name with `define`");
    too_long = false;
}

bool State::told_since(Iterator from) const {
    return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& f) { return f.from >= offset(from); });
}

bool State::quote_lost_since(Iterator from) const {
    return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& f) { return f.kind == DiagnosticKind::unclosed_quote && f.from >= offset(from); });
}

std::vector<SourceRange> State::mistakes() const {
    std::vector<SourceRange> all = doubted;
    for (const Fault& f : faults_) all.push_back({file, f.from, f.to});
    return all;
}

std::vector<Diagnostic> State::diagnostics() const {
    std::vector<Diagnostic> all;
    for (const Fault& f : faults_)
        all.push_back(make_diagnostic(f.kind, place_of(sources, {file, f.from, f.to}), f.message, f.help));
    return all;
}

}  // namespace duly::grammar
