#include "dsl/base/date.hpp"

#include <algorithm>
#include <array>

namespace duly {
namespace {

constexpr std::array<std::string_view, 12> month_names{"January", "February", "March",     "April",   "May",      "June",
                                                       "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> weekday_names{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number in exactly these characters, or -1.
int digits(std::string_view text) {
    int value = 0;
    for (char c : text) {
        if (!is_digit(c)) return -1;
        value = value * 10 + (c - '0');
    }
    return text.empty() ? -1 : value;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

void two(char* to, unsigned value) {
    to[0] = static_cast<char>('0' + value / 10);
    to[1] = static_cast<char>('0' + value % 10);
}

}  // namespace

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

unsigned days_in_month(int year, unsigned month) {
    constexpr std::array<std::uint8_t, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

// Both directions count in eras of 400 years whose years begin in March, so that a leap day is the last of its year.
std::int32_t to_day(Civil date) {
    const int year = date.year - (date.month <= 2 ? 1 : 0);
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int year_of_era = year - era * 400;
    const int month = static_cast<int>(date.month) + (date.month > 2 ? -3 : 9);
    const int day_of_year = (153 * month + 2) / 5 + static_cast<int>(date.day) - 1;
    return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

Civil to_civil(std::int32_t day) {
    const std::int64_t shifted = std::int64_t{day} + 719'468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
    const auto day_of_era = static_cast<unsigned>(shifted - era * 146'097);
    const unsigned year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned month = (5 * day_of_year + 2) / 153;
    Civil out;
    out.day = day_of_year - (153 * month + 2) / 5 + 1;
    out.month = month < 10 ? month + 3 : month - 9;
    out.year = static_cast<int>(year_of_era + era * 400) + (out.month <= 2 ? 1 : 0);
    return out;
}

std::optional<std::int32_t> to_day_checked(int year, int month, int day) {
    if (year < 1600 || year > 2999 || month < 1 || month > 12 || day < 1) return std::nullopt;
    const auto m = static_cast<unsigned>(month);
    if (static_cast<unsigned>(day) > days_in_month(year, m)) return std::nullopt;
    return to_day({year, m, static_cast<unsigned>(day)});
}

unsigned weekday(std::int32_t day) {
    // 1970-01-01 was a Thursday.
    const std::int64_t shifted = (std::int64_t{day} + 3) % 7;
    return static_cast<unsigned>(shifted < 0 ? shifted + 7 : shifted);
}

std::int32_t add_months(std::int32_t day, std::int64_t months) {
    constexpr std::int64_t bound = 12 * 100'000;    // far outside any date read, so that a silly limit cannot overflow
    months = std::clamp(months, -bound, bound);
    const Civil date = to_civil(day);
    const std::int64_t index = std::int64_t{date.year} * 12 + (date.month - 1) + months;
    const std::int64_t year = index >= 0 ? index / 12 : -((11 - index) / 12);
    Civil out{static_cast<int>(year), static_cast<unsigned>(index - year * 12) + 1, date.day};
    out.day = std::min(out.day, days_in_month(out.year, out.month));
    return to_day(out);
}

std::int32_t birthday(std::int32_t born, int years, bool leap_on_28_february) {
    const std::int32_t clamped = add_months(born, std::int64_t{years} * 12);
    const Civil date = to_civil(born);
    const bool moved = date.month == 2 && date.day == 29 && to_civil(clamped).day == 28;
    return moved && !leap_on_28_february ? clamped + 1 : clamped;
}

std::int64_t months_between(std::int32_t a, std::int32_t b) {
    if (b < a) return -months_between(b, a);
    const Civil from = to_civil(a), to = to_civil(b);
    const std::int64_t months = std::int64_t{to.year - from.year} * 12 + to.month - from.month;
    return add_months(a, months) <= b ? months : months - 1;
}

std::int64_t years_between(std::int32_t a, std::int32_t b, bool leap_on_28_february) {
    if (b < a) return -years_between(b, a, leap_on_28_february);
    const int years = to_civil(b).year - to_civil(a).year;
    return birthday(a, years, leap_on_28_february) <= b ? years : years - 1;
}

std::optional<std::int32_t> parse_iso_day(std::string_view text) {
    text = trimmed(text);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    unsigned digit[10], above = 0;      // all looked at together: most texts are dates
    for (const std::size_t at : {0, 1, 2, 3, 5, 6, 8, 9}) {
        digit[at] = static_cast<unsigned char>(text[at]) - unsigned{'0'};
        above |= digit[at] > 9 ? 1 : 0;
    }
    if (above != 0) return std::nullopt;
    return to_day_checked(static_cast<int>(digit[0] * 1000 + digit[1] * 100 + digit[2] * 10 + digit[3]), static_cast<int>(digit[5] * 10 + digit[6]),
                          static_cast<int>(digit[8] * 10 + digit[9]));
}

std::optional<DayInterval> parse_iso_partial(std::string_view text) {
    text = trimmed(text);
    if (text.size() == 10) {
        if (const auto day = parse_iso_day(text)) return DayInterval{*day, *day};
        return std::nullopt;
    }
    if (text.size() == 7 && text[4] == '-') {
        const int year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2));
        const auto first = to_day_checked(year, month, 1);
        if (!first) return std::nullopt;
        return DayInterval{*first, *first + static_cast<std::int32_t>(days_in_month(year, static_cast<unsigned>(month))) - 1};
    }
    if (text.size() == 4) {
        const int year = digits(text);
        const auto first = to_day_checked(year, 1, 1), last = to_day_checked(year, 12, 31);
        if (first && last) return DayInterval{*first, *last};
    }
    return std::nullopt;
}

std::optional<std::int64_t> parse_iso_moment(std::string_view text, const TimeZone& zone) {
    text = trimmed(text);
    if ((text.size() != 16 && text.size() != 19) || (text[10] != ' ' && text[10] != 'T') || text[13] != ':') return std::nullopt;
    if (text.size() == 19 && text[16] != ':') return std::nullopt;
    const auto day = parse_iso_day(text.substr(0, 10));
    const int hour = digits(text.substr(11, 2)), minute = digits(text.substr(14, 2));
    const int second = text.size() == 19 ? digits(text.substr(17, 2)) : 0;
    if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
    return zone.utc(*day, hour * 3'600 + minute * 60 + second);
}

void format_day(std::int32_t day, char* ten) {
    const Civil date = to_civil(day);
    const auto year = static_cast<unsigned>(std::clamp(date.year, 0, 9'999));
    two(ten, year / 100);
    two(ten + 2, year % 100);
    ten[4] = '-';
    two(ten + 5, date.month);
    ten[7] = '-';
    two(ten + 8, date.day);
}

std::string format_day(std::int32_t day) {
    std::string out(10, '0');
    format_day(day, out.data());
    return out;
}

std::string format_moment(std::int64_t second, const TimeZone& zone) {
    const Wall wall = zone.wall(second);
    const auto of_day = static_cast<unsigned>(wall.second_of_day);
    std::string out(of_day % 60 == 0 ? 16 : 19, ' ');
    format_day(wall.day, out.data());
    two(out.data() + 11, of_day / 3'600);
    out[13] = ':';
    two(out.data() + 14, of_day / 60 % 60);
    if (of_day % 60 != 0) {
        out[16] = ':';
        two(out.data() + 17, of_day % 60);
    }
    return out;
}

std::string written_day(std::int32_t day) {
    const Civil date = to_civil(day);
    std::string out = std::to_string(date.day);
    out += ' ';
    out += month_name(date.month);
    out += ' ';
    out += std::to_string(date.year);
    return out;
}

std::string spoken_day(std::int32_t day) {
    std::string out{weekday_name(weekday(day))};
    out += ' ';
    out += written_day(day);
    return out;
}

std::string_view month_name(unsigned month) { return month_names[(month - 1) % 12]; }
std::string_view weekday_name(unsigned weekday) { return weekday_names[weekday % 7]; }

}  // namespace duly
