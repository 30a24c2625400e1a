// The words of the language: which are reserved, which begin a declaration, which begin a clause.
#pragma once

#include <string_view>
#include <vector>

namespace duly::grammar {

// A name that is one of these needs back-ticks, except right after a dot.
bool is_reserved(std::string_view word);
// `ruleset`, `record`, `timescale` and so on.
const std::vector<std::string_view>& declaration_words();
// The words, one or several, that begin a clause in any declaration; where a reader may go on after a mistake.
const std::vector<std::string_view>& clause_words();
const std::vector<std::string_view>& unit_words();
const std::vector<std::string_view>& type_words();
const std::vector<std::string_view>& flag_words();
// Words that only join others; nobody means one of them as a name.
bool is_joining(std::string_view word);

}  // namespace duly::grammar
