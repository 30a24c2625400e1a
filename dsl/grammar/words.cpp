#include "dsl/grammar/words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace duly::grammar {

namespace {

// Sorted. What begins a clause or declaration, what stands between values, what begins a value, units and types.
// Words that only ever stand inside a phrase ("as soon as practicable") stay free.
constexpr std::string_view reserved[] = {
    "action", "after", "also", "and", "any", "as", "at", "average", "bands", "because", "before", "between", "birthdays", "blank",
    "by", "calendar", "check", "choice", "chosen", "closed", "confidence", "count", "counted", "counting", "date", "dates", "day",
    "days", "define", "does", "due", "earliest", "every", "evidence", "example", "excluded", "excused", "extended", "extends", "feed",
    "file", "first", "floor", "for", "from", "given", "grade", "has", "hide", "holds", "holiday", "holidays", "hour", "hours",
    "ignores", "in", "is", "key", "known", "latest", "law", "like", "longest", "lower", "may", "mean", "measure", "median",
    "missing", "moment", "money", "month", "months", "must", "needs", "next", "no", "not", "number", "of", "on", "open",
    "optional", "or", "orders", "otherwise", "out", "overlaps", "owner", "parent", "paused", "per", "percentage", "percentile",
    "planned", "previous", "rate", "record", "reported", "restarted", "rolls", "rounded", "rows", "ruleset", "scale",
    "school", "second", "shown", "since", "spans", "spell", "stop", "sum", "table", "temporary", "text", "that", "the", "then",
    "third", "timescale", "to", "unrated", "until", "use", "version", "warn", "week", "weekday", "weeks", "when", "where",
    "with", "within", "working", "year", "years", "yes", "yes_no",
};

// Where the words that begin with each letter start.
constexpr auto starts = [] {
    std::array<std::uint8_t, 27> at{};
    for (std::size_t letter = 0; letter <= 26; ++letter)
        while (at[letter] < std::size(reserved) && reserved[at[letter]].front() < static_cast<char>('a' + letter)) ++at[letter];
    return at;
}();

}  // namespace

bool is_reserved(std::string_view word) {
    if (word.empty() || word.front() < 'a' || word.front() > 'z') return false;
    const auto letter = static_cast<std::size_t>(word.front() - 'a');
    for (std::size_t i = starts[letter]; i < starts[letter + 1]; ++i)
        if (reserved[i] == word) return true;
    return false;
}

const std::vector<std::string_view>& declaration_words() {
    static const std::vector<std::string_view> words = {
        "ruleset", "use", "calendar", "record", "spell", "feed", "scale", "define", "timescale", "check", "measure", "action", "example",
    };
    return words;
}

const std::vector<std::string_view>& clause_words() {
    static const std::vector<std::string_view> words = {
        "law", "confidence", "for", "where", "in force", "counting", "excluded when", "version", "temporary version", "time zone",
        "year starts", "birthdays of", "working", "holidays from", "holiday", "closed", "open", "known from", "known until", "spans",
        "dates are", "blank is", "missing is", "file", "parent is", "rows where", "ignores", "ignores file", "from", "to", "within",
        "as soon as practicable", "at", "before", "first within", "second within", "third within", "then every", "stop on",
        "also shown by", "may be done earlier", "warn", "excused when", "extended", "paused", "restarted on", "on calendar",
        "rolls", "does not roll", "by", "chosen by", "must", "percentage of", "count of", "sum of", "average of", "median of",
        "longest of", "percentile", "rate per", "reported as", "counted", "on the last day", "per", "bands on", "lower is better",
        "floor", "hide counts", "unrated under", "rounded to", "owner", "due", "done on", "recorded in", "evidence", "needs",
        "as known on", "as of", "given", "table from", "|",
    };
    return words;
}

const std::vector<std::string_view>& unit_words() {
    static const std::vector<std::string_view> words = {
        "working", "working days", "working day", "school days", "school day", "days", "day", "weeks", "week", "months", "month",
        "years", "year", "hours", "hour", "working hours", "working hour",
    };
    return words;
}

const std::vector<std::string_view>& type_words() {
    static const std::vector<std::string_view> words = {"text", "number", "percentage", "money", "date", "moment", "yes_no", "choice of"};
    return words;
}

const std::vector<std::string_view>& flag_words() {
    static const std::vector<std::string_view> words = {"key", "optional", "shown", "orders", "planned", "with"};
    return words;
}

bool is_joining(std::string_view word) {
    constexpr std::string_view words[] = {"after", "and", "as", "at", "before", "by", "for", "from", "has", "in", "is", "mean", "of", "on", "or",
                                          "otherwise", "out", "since", "that", "the", "then", "to", "until", "when", "where", "with", "within"};
    return std::binary_search(std::begin(words), std::end(words), word);
}

}  // namespace duly::grammar
