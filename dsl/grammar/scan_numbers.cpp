// Numbers, dates and times. A date that does not exist is told where it stands and read over.
#include <algorithm>
#include <array>
#include <string>

#include "dsl/base/date.hpp"
#include "dsl/grammar/scan.hpp"

namespace duly::grammar {

namespace {

int digits(Iterator& at, Iterator last, int most, std::size_t* count = nullptr) {
    int value = 0;
    const Iterator start = at;
    while (at != last && is_digit(*at) && at - start < most) value = value * 10 + (*at++ - '0');
    if (count != nullptr) *count = static_cast<std::size_t>(at - start);
    return value;
}

// 30 September 2024  18:00 and some blanks, perhaps over two lines.
constexpr std::ptrdiff_t longest_moment = 160;

bool at_word_end(Iterator at, Iterator last) { return at == last || !is_word_char(*at); }

// A date is one value, so that a comment between its parts would have no place when it is laid out.
void tell_of_comment(State& state, Iterator from, Iterator to) {
    const Iterator sign = std::find(from, to, '#');
    if (sign == to) return;
    Iterator behind = std::find(sign, to, '\n');
    while (behind != sign && (behind[-1] == ' ' || behind[-1] == '\r')) --behind;
    state.fault(DiagnosticKind::date_spelling, sign, behind, "a comment stands inside a date", "put it behind the whole date");
}

// In back-ticks, on one line.
std::string quoted(Iterator from, Iterator to) {
    std::string out = "`";
    for (; from != to; ++from) {
        const bool blank = *from == ' ' || *from == '\t' || *from == '\n' || *from == '\r';
        if (!blank || out.back() != ' ') out += blank ? ' ' : *from;
    }
    return out + "`";
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The number of the month whose name, or its first three letters, stands at `at`; 0 when none does.
unsigned month_at(Iterator& at, Iterator last, bool& whole) {
    Iterator e = at;
    std::string word;
    while (e != last && is_word_char(*e) && word.size() < 12) word += lower(*e++);
    if (!at_word_end(e, last)) return 0;
    for (unsigned m = 1; m <= 12; ++m) {
        std::string name(month_name(m));
        std::transform(name.begin(), name.end(), name.begin(), lower);
        whole = word == name;
        if (!whole && word != name.substr(0, 3) && !(m == 9 && word == "sept")) continue;
        at = e;
        return m;
    }
    return 0;
}

// That very day in both ways; of `24/12/2024` the day stands first, of `12/24/2024` it can only be the second.
std::string how_it_is_written(int year, int month, int day) {
    if (month > 12) std::swap(month, day);
    if (!to_day_checked(year, month, day)) return "write it as 2024-03-01 or 1 March 2024";
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return "write it as " + std::to_string(year) + "-" + two(month) + "-" + two(day) + " or " + std::to_string(day) + " " + std::string(month_name(static_cast<unsigned>(month))) + " " + std::to_string(year);
}

void check_date(State& state, Iterator from, Iterator to, int year, int month, int day) {
    if (to_day_checked(year, month, day)) return;
    std::string message = quoted(from, to) + " is no date";
    std::string help;
    if (month < 1 || month > 12) message += ": there are twelve months";
    else if (year < 1600 || year > 2999) message += ": the year lies outside 1600 to 2999";
    else if (const unsigned days = days_in_month(year, static_cast<unsigned>(month)); day < 1 || day > static_cast<int>(days))
        message += ": " + std::string(month_name(static_cast<unsigned>(month))) + " " + std::to_string(year) + " has " + std::to_string(days) + " days";
    state.fault(DiagnosticKind::no_such_date, from, to, message, "write a day that exists");
}

// 2024-03-01; with other widths or signs between, told and read over.
bool numeric_date(Iterator& first, Iterator last, State& state) {
    Iterator at = first;
    std::array<std::size_t, 3> width{};
    std::array<int, 3> part{};
    part[0] = digits(at, last, 4, &width[0]);
    if (width[0] == 0 || at == last || (*at != '-' && *at != '/' && *at != '.')) return false;
    const char sign = *at++;
    part[1] = digits(at, last, 2, &width[1]);
    if (width[1] == 0 || at == last || *at != sign) return false;
    ++at;
    part[2] = digits(at, last, 4, &width[2]);
    if (width[2] == 0 || !at_word_end(at, last)) return false;
    const bool year_first = width[0] == 4 && width[2] <= 2;
    if (!year_first && !(width[0] <= 2 && width[2] == 4)) return false;
    if (sign == '-' && year_first && width[1] == 2 && width[2] == 2) check_date(state, first, at, part[0], part[1], part[2]);
    else state.fault(DiagnosticKind::date_spelling, first, at, quoted(first, at) + " is not how a date is written",
                     year_first ? how_it_is_written(part[0], part[1], part[2]) : how_it_is_written(part[2], part[1], part[0]));
    first = at;
    return true;
}

// 1 March 2024
bool written_date(Iterator& first, Iterator last, State& state) {
    Iterator at = first;
    std::size_t width = 0;
    const int day = digits(at, last, 3, &width);
    if (width == 0) return false;
    const Iterator number_end = at;
    skip_blanks(at, last);
    bool whole = false;
    if (at == number_end) return false;
    const unsigned month = month_at(at, last, whole);
    if (month == 0) return false;
    const Iterator month_end = at;
    skip_blanks(at, last);
    const int year = digits(at, last, 5, &width);
    if (at == month_end || width != 4 || !at_word_end(at, last)) return false;
    tell_of_comment(state, first, at);
    if (whole) check_date(state, first, at, year, static_cast<int>(month), day);
    else state.fault(DiagnosticKind::date_spelling, first, at, quoted(first, at) + " is not how a date is written", "write `" + std::to_string(day) + " " + std::string(month_name(month)) + " " + std::to_string(year) + "`, the month in full");
    first = at;
    return true;
}

bool plain_number(Iterator& first, Iterator last) {
    Iterator at = first;
    while (at != last && is_digit(*at)) ++at;
    if (at == first) return false;
    if (at != last && *at == '.' && at + 1 != last && is_digit(at[1])) {
        ++at;
        while (at != last && is_digit(*at)) ++at;
    }
    if (!at_word_end(at, last)) return false;
    first = at;
    return true;
}

}  // namespace

bool scan_date(Iterator& first, Iterator last, State& state, Token&) {
    return numeric_date(first, last, state) || written_date(first, last, state);
}

bool scan_time(Iterator& first, Iterator last, State& state, Token&) {
    Iterator at = first;
    std::size_t width = 0;
    const int hour = digits(at, last, 2, &width);
    if (width == 0 || at == last || *at != ':') return false;
    ++at;
    const int minute = digits(at, last, 2, &width);
    if (width != 2 || !at_word_end(at, last)) return false;
    int second = 0;
    if (at != last && *at == ':' && at + 1 != last && is_digit(at[1])) {
        ++at;
        second = digits(at, last, 2, &width);
        if (width != 2 || !at_word_end(at, last)) return false;
    }
    if (hour > 23 || minute > 59 || second > 59)
        state.fault(DiagnosticKind::no_such_date, first, at, "`" + std::string(first, at) + "` is no time of day", "write a time between 00:00 and 23:59");
    first = at;
    return true;
}

bool scan_moment(Iterator& first, Iterator last, State& state, Token& token) {
    // Looked at first without telling, so that a date with no time behind it is told once, as a date.
    Iterator at = first;
    if (at == last || !is_digit(*at)) return false;
    const Iterator reach = first + std::min<std::ptrdiff_t>(longest_moment, last - first);
    while (at != reach && *at != ':') ++at;
    if (at == reach || *at != ':') return false;
    at = first;
    if ( !scan_date(at, last, state, token)) return false;
    const Iterator date_end = at;
    skip_blanks(at, last);
    if (at == date_end || !scan_time(at, last, state, token)) return false;
    tell_of_comment(state, date_end, at);
    first = at;
    return true;
}

bool scan_day_month(Iterator& first, Iterator last, State& state, Token&) {
    Iterator at = first;
    std::size_t width = 0;
    const int day = digits(at, last, 2, &width);
    const Iterator number_end = at;
    skip_blanks(at, last);
    bool whole = false;
    if (width == 0 || at == number_end) return false;
    const unsigned month = month_at(at, last, whole);
    if (month == 0 || !whole) return false;
    tell_of_comment(state, first, at);
    if (day < 1 || day > static_cast<int>(days_in_month(2024, month)))
        state.fault(DiagnosticKind::no_such_date, first, at, quoted(first, at) + " is no day of the year", "write a day that exists");
    first = at;
    return true;
}

bool scan_month_year(Iterator& first, Iterator last, State& state, Token&) {
    Iterator at = first;
    bool whole = false;
    if (month_at(at, last, whole) == 0 || !whole) return false;
    const Iterator month_end = at;
    skip_blanks(at, last);
    std::size_t width = 0;
    digits(at, last, 5, &width);
    if (at == month_end || width != 4 || !at_word_end(at, last)) return false;
    tell_of_comment(state, first, at);
    first = at;
    return true;
}

bool scan_number(Iterator& first, Iterator last, State& state, Token&) {
    Iterator at = first;
    if (!plain_number(at, last) || (at != last && *at == '%')) return false;
    // 10,000: a comma with three digits right behind it was meant as one number.
    Iterator behind = at;
    while (last - behind >= 4 && *behind == ',' && is_digit(behind[1]) && is_digit(behind[2]) && is_digit(behind[3]) && at_word_end(behind + 4, last)) behind += 4;
    if (behind != at && at - first <= 3) {
        std::string joined(first, behind);
        joined.erase(std::remove(joined.begin(), joined.end(), ','), joined.end());
        state.fault(DiagnosticKind::number_spelling, first, behind, "`" + std::string(first, behind) + "` has separators: a number is written without",
                    "write " + joined + ", or put a blank after the commas of a list");
        at = behind;
    }
    first = at;
    return true;
}

bool scan_signed_number(Iterator& first, Iterator last, State& state, Token& token) {
    Iterator at = first;
    if (at != last && *at == '-') ++at;
    if (!scan_number(at, last, state, token)) return false;
    first = at;
    return true;
}

bool scan_percent(Iterator& first, Iterator last, State&, Token&) {
    Iterator at = first;
    // `95%` ends in a sign, so what follows need not be a blank.
    while (at != last && (is_digit(*at) || *at == '.')) ++at;
    if (at == first || at == last || *at != '%' || !is_digit(*first) || !is_digit(at[-1])) return false;
    if (std::count(first, at, '.') > 1) return false;
    first = at + 1;
    return true;
}

bool scan_ordinal(Iterator& first, Iterator last, State&, Token& token) {
    Iterator at = first;
    std::size_t width = 0;
    digits(at, last, 3, &width);
    if (width == 0 || last - at < 2) return false;
    const std::string_view ending(at, 2);
    if ((ending != "st" && ending != "nd" && ending != "rd" && ending != "th") || !at_word_end(at + 2, last)) return false;
    token.end = at;
    first = at + 2;
    return true;
}

}  // namespace duly::grammar
