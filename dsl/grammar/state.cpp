#include "dsl/grammar/state.hpp"

#include <algorithm>

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

State::State(const SourceSet& all, FileId id, const Limits& bounds)
    : sources(all), file(id), limits(bounds), begin(all[id].text().data()), end(begin + all[id].text().size()), builder(id, all[id].text()) {}

void State::miss(Iterator before, Iterator at, Expected what) {
    if (at == mute || (far != nullptr && at < far)) return;
    if (at != far) {
        far = at;
        expected.clear();
    }
    far_before = before;
    if (std::find(expected.begin(), expected.end(), what) == expected.end()) expected.push_back(what);
}

void State::fault(DiagnosticKind kind, Iterator from, Iterator to, std::string message, std::string help) {
    const Fault fault{kind, offset(from), offset(to), std::move(message), std::move(help)};
    // Reading a place twice, in two alternatives, is no second mistake.
    for (const Fault& other : faults_)
        if (other.kind == fault.kind && other.from == fault.from) return;
    if (faults_.size() < limits.max_errors) faults_.push_back(fault);
}

Iterator State::report_expected(Iterator where) {
    Iterator at = where;
    skip_blanks(at, end);
    Iterator before = where;
    std::vector<Expected> named;
    if (far != nullptr && far >= at) {
        at = far;
        before = far_before;
        for (const Expected& e : expected) if (!e.weak) named.push_back(e);
        if (named.empty()) named = expected;
    }
    const std::string_view found = token_at(at, end);
    std::string help;
    std::vector<std::string_view> words;
    for (const Expected& e : named) {
        if (e.word) words.push_back(e.what);
        if (e.what.starts_with("a unit")) words.insert(words.end(), unit_words().begin(), unit_words().end());
    }
    if (const std::string_view near = nearest(found, words); !near.empty()) {
        help = "did you mean `" + std::string(near) + "`?";
    } else if (is_reserved(found) && std::any_of(named.begin(), named.end(), [](const Expected& e) { return e.what.find("a name") != e.what.npos; })) {
        help = "`" + std::string(found) + "` is a word of the language: put it in back-ticks to use it as a name";
    }
    if (named.size() > most_named) named.resize(most_named);
    std::string message = named.empty() ? "this cannot be read here" : "expected " + in_words(named);
    if (at == end || line_ends_between(before, at)) {
        message += at == end ? " but the file ends" : " but the line ends";
        const Iterator from = before > begin ? before - 1 : before;
        Iterator start = from;
        while (start > begin && (static_cast<unsigned char>(*start) & 0xC0) == 0x80) --start;
        fault(DiagnosticKind::syntax_expected, start, before, message, help);
    } else {
        message += " but found `" + std::string(found) + "`";
        fault(DiagnosticKind::syntax_expected, at, found.data() + found.size(), message, help);
    }
    return at;
}

void State::report_too_deep(Iterator where) {
    skip_blanks(where, end);
    const std::string_view found = token_at(where, end);
    fault(DiagnosticKind::too_deep, where, found.data() + found.size(),
          "brackets or conditions are nested more than " + std::to_string(limits.max_depth) + " deep",
          "give a part of it a name with `define`");
}

std::vector<Diagnostic> State::diagnostics() const {
    std::vector<Diagnostic> all;
    for (const Fault& f : faults_)
        all.push_back(make_diagnostic(f.kind, place_of(sources, {file, f.from, f.to}), f.message, f.help));
    return all;
}

}  // namespace duly::grammar
