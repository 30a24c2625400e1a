// What one parse carries along: the tree so far, what was missed where, the mistakes found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/builder.hpp"

namespace duly::grammar {

using Iterator = char const*;

// Blanks, line ends and comments (scan.cpp).
void skip_blanks(Iterator& first, Iterator last);

struct Expected {
    std::string_view what;
    bool word = false;      // a word of the language, shown in back-ticks
    bool weak = false;      // only goes on with what is already whole; named when nothing else is
    friend bool operator==(const Expected&, const Expected&) = default;
};

// A file is read without taking notes first, since most hold no mistake. The first mistake ends that, and it is read anew.
struct TellAll {};

class State {
public:
    State(const SourceSet& sources, FileId file, const Limits& limits, bool telling);

    std::uint32_t offset(Iterator at) const { return static_cast<std::uint32_t>(at - begin); }

    // A terminal did not match at `at`; `before` is where the last token ended. Only the furthest place is kept, for
    // what is needed and for what merely goes on apart: a name that might have gone on with a dot hides no other.
    void miss(Iterator before, Iterator at, const Expected& expected) {
        if (telling) note(before, at, expected);
    }
    void forget_misses() { needed = {}; merely = {}; }

    // A mistake that the reader can go on after, where it stands.
    void fault(DiagnosticKind kind, Iterator from, Iterator to, std::string message, std::string help = {});

    // Behind the blanks and comments at `at`: many alternatives are tried at one place.
    Iterator skip(Iterator at) {
        if (at == skipped_) return behind_;
        skipped_ = behind_ = at;
        if (behind_ != end && *behind_ == ' ') ++behind_;
        // Most often it is one blank.
        if (behind_ == end || static_cast<unsigned char>(*behind_) <= ' ' || *behind_ == '#') skip_blanks(behind_, end);
        return behind_;
    }

    // What the second of the words at `at` begins with.
    char second_word(Iterator at) {
        if (at != worded_) {
            worded_ = at;
            Iterator behind = at;
            while (behind != end && ((*behind >= 'a' && *behind <= 'z') || *behind == '_')) ++behind;
            skip_blanks(behind, end);
            second_ = behind == end ? '\0' : *behind;
        }
        return second_;
    }

    // Something else was expected at or after `where`. Gives the place where the text stopped making sense. With
    // `or_else`, what goes on is named and that, instead of every word that might begin something new.
    Iterator report_expected(Iterator where, std::string_view or_else = {});
    void report_too_deep(Iterator where);
    // How many values a sum or product may have: its tree leans to the left, and whoever walks it goes down a step for each.
    std::size_t most_links() const { return 8 * limits.max_depth; }
    // A mistake was told of behind that place; one of a quote that is not closed.
    bool told_since(Iterator from) const;
    bool quote_lost_since(Iterator from) const;
    bool full() const { return faults_.size() >= limits.max_errors; }
    std::vector<Diagnostic> diagnostics() const;
    std::vector<SourceRange> mistakes() const;

    const bool telling;
    const SourceSet& sources;
    const FileId file;
    const Limits& limits;
    const Iterator begin;
    const Iterator end;
    syntax::TreeBuilder builder;

    std::uint8_t word = 0;          // of the innermost open node: the sum of its keywords' numbers
    std::size_t depth = 0;
    bool too_deep = false;          // and why: nested, or a sum or product of too many values
    bool too_long = false;
    std::vector<SourceRange> doubted;   // beside the mistakes
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
    void note(Iterator before, Iterator at, const Expected& expected);
    std::string advice(std::string_view found, const std::vector<Expected>& named, Iterator before) const;

    struct Fault {
        DiagnosticKind kind;
        std::uint32_t from, to;
        std::string message, help;
    };
    std::vector<Fault> faults_;
    Iterator skipped_ = nullptr, behind_ = nullptr, worded_ = nullptr;
    char second_ = 0;
};

// The word or sign that stands at `at`, for "but found"; never longer than a line.
std::string_view token_at(Iterator at, Iterator end);
// For a message: cut after some forty characters.
std::string shortened(std::string_view found);

}  // namespace duly::grammar
