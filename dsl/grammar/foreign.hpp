// Words and signs that authors bring along from Excel, SQL and plain English, and what is written here in their place.
#pragma once

#include <string>

#include "dsl/grammar/state.hpp"

namespace duly::grammar {

struct Foreign {
    Iterator from = nullptr, to = nullptr;  // the words that were brought along; null = none
    std::string_view expected;              // the one of what was expected that they stand for, "" = leave all
    std::string help;
};
// What stands at `at`, where `named` was expected; `new_line`: it begins a line, so it belongs to no limit before it.
Foreign foreign_at(Iterator at, const State& state, const std::vector<Expected>& named, bool new_line);

// The same, told by the clause that it stands in: `to` behind `known from` (habits.cpp).
Foreign habit_at(Iterator at, const State& state, const std::vector<Expected>& named, bool new_line);
// Where the line ends too early, though the mistake stands before: `record note child`, without `of`.
Foreign habit_before(Iterator before, const State& state, const std::vector<Expected>& named);

// Past the phrase, whatever its letter case, or null. A blank of the phrase stands for one or more.
Iterator past(Iterator at, Iterator end, std::string_view phrase);

// A clause or declaration under another name: `should` for `must`. `meant` is "" when there is more than one; then `help` tells.
struct ForeignStart { Iterator to = nullptr; std::string_view meant; std::string help; };
// `words`: the clauses that may stand here.
ForeignStart foreign_clause(Iterator at, Iterator end, const std::vector<std::string_view>& words);
// A band on a line of its own, where the comma before it was forgotten: `amber at least 85%`.
bool is_band(Iterator at, Iterator end);
ForeignStart foreign_declaration(Iterator at, Iterator end);

}  // namespace duly::grammar
