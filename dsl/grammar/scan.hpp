// Reading single tokens by hand: plain functions, so that each knows a readable name and costs no template.
#pragma once

#include <cstdint>
#include <string_view>

#include "dsl/grammar/state.hpp"

namespace duly::grammar {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_word_char(char c) { return is_letter(c) || is_digit(c); }
// The words of `phrase`, any blanks between them; a word does not end inside a longer one.
bool scan_phrase(Iterator& first, Iterator last, std::string_view phrase);
bool begins_with_any(Iterator first, Iterator last, const std::vector<std::string_view>& phrases);

// One leaf: what it covers and which word it is. `begin` stands on its first character.
struct Token {
    Iterator begin = nullptr;
    Iterator end = nullptr;
    std::uint8_t word = 0;
};
// Each moves `first` behind what it read, or gives false. Small mistakes are told to the state and read over.
using Scan = bool (*)(Iterator& first, Iterator last, State& state, Token& token);

bool scan_name(Iterator& first, Iterator last, State& state, Token& token);
bool scan_any_word(Iterator& first, Iterator last, State& state, Token& token);     // right after a dot
bool scan_text(Iterator& first, Iterator last, State& state, Token& token);
bool scan_column_name(Iterator& first, Iterator last, State& state, Token& token);
bool scan_number(Iterator& first, Iterator last, State& state, Token& token);
bool scan_signed_number(Iterator& first, Iterator last, State& state, Token& token);
bool scan_percent(Iterator& first, Iterator last, State& state, Token& token);
bool scan_ordinal(Iterator& first, Iterator last, State& state, Token& token);      // 18th: the token is 18
bool scan_date(Iterator& first, Iterator last, State& state, Token& token);
bool scan_moment(Iterator& first, Iterator last, State& state, Token& token);
bool scan_day_month(Iterator& first, Iterator last, State& state, Token& token);
bool scan_month_year(Iterator& first, Iterator last, State& state, Token& token);
bool scan_time(Iterator& first, Iterator last, State& state, Token& token);
bool scan_unit(Iterator& first, Iterator last, State& state, Token& token);
bool scan_weekday(Iterator& first, Iterator last, State& state, Token& token);
bool scan_yes_no(Iterator& first, Iterator last, State& state, Token& token);
bool scan_outcome(Iterator& first, Iterator last, State& state, Token& token);
bool scan_type(Iterator& first, Iterator last, State& state, Token& token);
bool scan_flag(Iterator& first, Iterator last, State& state, Token& token);
bool scan_date_format(Iterator& first, Iterator last, State& state, Token& token);

}  // namespace duly::grammar
