// What one parse carries along: the tree so far, what was missed where, the mistakes found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/builder.hpp"

namespace duly::grammar {

using Iterator = char const*;

struct Expected {
    std::string_view what;
    bool word = false;      // a word of the language, shown in back-ticks
    bool weak = false;      // only goes on with what is already whole; named when nothing else is
    friend bool operator==(const Expected&, const Expected&) = default;
};

class State {
public:
    State(const SourceSet& sources, FileId file, const Limits& limits);

    std::uint32_t offset(Iterator at) const { return static_cast<std::uint32_t>(at - begin); }

    // A terminal did not match at `at`; `before` is where the last token ended. Only the furthest place is kept, for
    // what is needed and for what merely goes on apart: a name that might have gone on with a dot hides no other.
    void miss(Iterator before, Iterator at, Expected expected);
    void forget_misses() { needed = {}; merely = {}; }

    // A mistake that the reader can go on after, where it stands.
    void fault(DiagnosticKind kind, Iterator from, Iterator to, std::string message, std::string help = {});

    // Something else was expected at or after `where`. Gives the place where the text stopped making sense. With
    // `or_else`, what goes on is named and that, instead of every word that might begin something new.
    Iterator report_expected(Iterator where, std::string_view or_else = {});
    void report_too_deep(Iterator where);
    bool full() const { return faults_.size() >= limits.max_errors; }
    std::vector<Diagnostic> diagnostics() const;

    const SourceSet& sources;
    const FileId file;
    const Limits& limits;
    const Iterator begin;
    const Iterator end;
    syntax::TreeBuilder builder;

    std::uint8_t word = 0;          // of the innermost open node: the sum of its keywords' numbers
    std::size_t depth = 0;
    bool too_deep = false;
    Iterator mute = nullptr;        // misses exactly here are spoken of by the enclosing `called`

    struct Misses {
        Iterator far = nullptr;
        Iterator before = nullptr;
        std::vector<Expected> expected;
    };
    Misses needed, merely;

    // A misspelt declaration word is read as the word that was meant.
    Iterator assumed_at = nullptr;
    std::string_view assumed_word;
    std::size_t assumed_length = 0;

private:
    std::string advice(std::string_view found, const std::vector<Expected>& named, Iterator before) const;

    struct Fault {
        DiagnosticKind kind;
        std::uint32_t from, to;
        std::string message, help;
    };
    std::vector<Fault> faults_;
};

// The word or sign that stands at `at`, for "but found"; never longer than a line.
std::string_view token_at(Iterator at, Iterator end);
// For a message: cut after some forty characters.
std::string shortened(std::string_view found);

}  // namespace duly::grammar
