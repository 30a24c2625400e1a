// What a cell's text says, by the type of its field and the words of its feed.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/date.hpp"
#include "dsl/model/ruleset.hpp"

// What loops over a column call for each cell; compilers that count its calls would otherwise leave it outside the loop.
#if defined(__GNUC__)
#define DULY_INLINE inline __attribute__((always_inline))
#else
#define DULY_INLINE inline
#endif

namespace duly::data {

// A date or moment as read.
struct ReadDate {
    enum class Kind : std::uint8_t { none, day, moment, partial } kind = Kind::none;
    std::int32_t day = 0, last = 0;     // partial: first and last possible day
    std::int64_t second = 0;            // moment, UTC
};

// The four numbers that eight digits make two by two, each in the low byte of 16 bits, the first lowest; false when one of them is no digit.
// They are given as four, two and two.
inline bool digit_pairs(const char* four, const char* two, const char* last, std::uint64_t& pairs) {
    if constexpr (std::endian::native == std::endian::little) {
        std::uint32_t a;
        std::uint16_t b, c;
        std::memcpy(&a, four, 4);
        std::memcpy(&b, two, 2);
        std::memcpy(&c, last, 2);
        const std::uint64_t x = (a | std::uint64_t{b} << 32 | std::uint64_t{c} << 48) ^ 0x3030303030303030;
        if (((x + 0x7676767676767676) | x) & 0x8080808080808080) return false;
        pairs = (x * 10 + (x >> 8)) & 0x00ff00ff00ff00ff;
        return true;
    }
    pairs = 0;
    unsigned shift = 0;
    for (const char* at : {four, four + 2, two, last}) {
        const unsigned tens = static_cast<unsigned char>(at[0]) - '0', ones = static_cast<unsigned char>(at[1]) - '0';
        if (tens > 9 || ones > 9) return false;
        pairs |= std::uint64_t{tens * 10 + ones} << shift;
        shift += 16;
    }
    return true;
}
// The number that they make together.
inline bool eight_digits(const char* at, std::uint32_t& number) {
    std::uint64_t pairs;
    if (!digit_pairs(at, at + 4, at + 6, pairs)) return false;
    const std::uint64_t fours = (pairs * 100 + (pairs >> 16)) & 0x0000ffff0000ffff;
    number = static_cast<std::uint32_t>((fours & 0xffff) * 10000 + (fours >> 32));
    return true;
}

// The first day of every month of 1600 to 2999, and of January 3000, so that a cell costs a look-up.
struct MonthStarts {
    std::int32_t first[1400 * 12 + 1];
    MonthStarts();
    // False when there is no such day.
    bool day(std::uint32_t year, std::uint32_t month, std::uint32_t day_of_month, std::int32_t& day) const {
        if ((month - 1 > 11) | (year - 1600 > 1399)) return false;
        const auto at = (year - 1600) * 12 + month - 1;
        const auto result = first[at] + static_cast<std::int32_t>(day_of_month) - 1;
        if ((day_of_month == 0) | (result >= first[at + 1])) return false;
        day = result;
        return true;
    }
};
extern const MonthStarts month_starts;

// Days in one form, where its parts stand in fixed places, and nothing else.
struct UsualDay {
    std::uint8_t day = 0, month = 0, year = 0, separator1 = 0, separator2 = 0, length = 0;      // length 0: no form
    char separator = '\0';

    DULY_INLINE bool read(std::string_view text, std::int32_t& result) const {
        const char* const t = text.data();
        std::uint64_t pairs;
        if (text.empty() || text.size() != length || (separator != '\0' && ((t[separator1] != separator) | (t[separator2] != separator)))) return false;
        if (!digit_pairs(t + year, t + month, t + day, pairs)) return false;
        const auto number = [pairs](int shift) { return static_cast<std::uint32_t>(pairs >> shift & 0xff); };
        return month_starts.day(number(0) * 100 + number(16), number(32), number(48), result);
    }
    // The same without a branch, little-endian; of any text ten letters may be read. Day 0 where it is none.
    DULY_INLINE bool read_wide(std::string_view text, std::int32_t& result) const {
        const char* const t = text.data();
        std::uint32_t y;
        std::uint16_t m, d;
        std::memcpy(&y, t + year, 4);
        std::memcpy(&m, t + month, 2);
        std::memcpy(&d, t + day, 2);
        const std::uint64_t x = (y | std::uint64_t{m} << 32 | std::uint64_t{d} << 48) ^ 0x3030303030303030;
        const std::uint64_t pairs = x * 10 + (x >> 8);
        const auto number = [pairs](int shift) { return static_cast<std::uint32_t>(pairs >> shift & 0xff); };
        bool good = (text.size() == length) & ((((x + 0x7676767676767676) | x) & 0x8080808080808080) == 0);
        if (separator != '\0') good &= (t[separator1] == separator) & (t[separator2] == separator);
        const auto years = number(0) * 100 + number(16) - 1600, months = number(32) - 1, days = number(48) - 1;
        good &= (months < 12) & (years < 1400);
        const auto at = good ? years * 12 + months : 0;
        good &= days < static_cast<std::uint32_t>(month_starts.first[at + 1] - month_starts.first[at]);
        result = good ? month_starts.first[at] + static_cast<std::int32_t>(days) : 0;
        return good;
    }
    bool operator==(const UsualDay&) const = default;
};
inline constexpr UsualDay iso_day{8, 5, 0, 4, 7, 10, '-'};

// Dates in the forms that a feed declares, each strictly; year and year-month always.
class DateReader {
public:
    DateReader(const std::vector<model::DateFormat>& formats, const TimeZone& zone);
    ReadDate read(std::string_view text) const;
    const UsualDay& usual() const { return usual_; }        // the first form
    // A day in one of the forms and nothing else; what else there may be is left to read().
    bool plain_day(std::string_view text, std::int32_t& day) const;
    // A form fits but there is no such day (31 February).
    bool impossible(std::string_view text) const;
    std::string forms() const;          // "dd/mm/yyyy or yyyy-mm-dd"
    const TimeZone& zone() const { return zone_; }

private:
    struct Form { std::uint8_t day, month, year, separator1, separator2, length; char separator; bool with_time, midnight, no_day, no_month; std::string text; };
    std::vector<Form> forms_;
    TimeZone zone_;
    UsualDay usual_;
    static bool parts(const Form& form, std::string_view text, int& year, int& month, int& day);
    static bool fits_unknown(const Form& form, std::string_view text, ReadDate& read);
};

// A decimal number, exactly, in 1/1,000,000 (more places are rounded half away from zero). Commas between thousands, a
// pound sign before and a per cent sign after it are read; a percentage is in per cent with or without its sign.
std::optional<std::int64_t> read_number(std::string_view text, model::Type type);
// 1.23457E+11: what a spreadsheet leaves of a long number, so that several have this text.
inline bool rounded_number(std::string_view text) {
    if (text.size() < 5 || text[0] < '0' || text[0] > '9' || (text[1] != '.' && text[1] != 'E')) return false;
    const auto exponent = text.find("E+");
    if (exponent == std::string_view::npos || exponent + 2 == text.size()) return false;
    const bool digits_before = exponent == 1 || (text[1] == '.' && text.find_first_not_of("0123456789", 2) == exponent);
    return digits_before && text.find_first_not_of("0123456789", exponent + 2) == std::string_view::npos;
}
// A whole number of up to 12 digits and nothing else, in 1/1,000,000.
inline bool plain_number(std::string_view text, std::int64_t& number) {
    if (text.empty() || text.size() > 12) return false;
    std::int64_t value = 0;
    std::size_t at = 0;
    if (std::uint32_t first; text.size() >= 8) {
        if (!eight_digits(text.data(), first)) return false;
        value = first;
        at = 8;
    }
    for (; at < text.size(); ++at) {
        const unsigned digit = static_cast<unsigned char>(text[at]) - '0';
        if (digit > 9) return false;
        value = value * 10 + digit;
    }
    number = value * model::number_scale;
    return true;
}
// What up to eight digits and nothing else make, without a branch, little-endian; of any text eight letters may be read.
DULY_INLINE bool short_digits(std::string_view text, std::uint64_t& number) {
    std::uint64_t x;
    std::memcpy(&x, text.data(), 8);
    x = (x ^ 0x3030303030303030) << ((64 - 8 * text.size()) & 63);      // noughts before the digits
    const bool digits = (((x + 0x7676767676767676) | x) & 0x8080808080808080) == 0;
    x = (x * 10 + (x >> 8)) & 0x00ff00ff00ff00ff;
    x = (x * 100 + (x >> 16)) & 0x0000ffff0000ffff;
    number = (x & 0xffff) * 10000 + (x >> 32);
    return (text.size() - 1 < 8) & digits;
}
// A year as the day on which it ends: 2025, 202425, 2024/25, 2024-25.
std::optional<std::int32_t> read_year_end(std::string_view text, int month, int day);

// Placeholders of a feed.
class Markers {
public:
    explicit Markers(const model::Feed& feed);
    enum class Kind : std::uint8_t { none, blank, missing, error };     // error: what a spreadsheet writes for a failed formula
    Kind kind(std::string_view text) const {
        return text.empty() ? Kind::blank : !starts_[static_cast<unsigned char>(text[0])] ? Kind::none : look_up(text);
    }
    // Whether some placeholder begins with a letter between these.
    bool any_begins(char first, char last) const {
        for (int c = first; c <= last; ++c)
            if (starts_[c]) return true;
        return false;
    }
    bool blank_day(std::int32_t day) const;
    bool blank_days() const { return !days_.empty(); }

private:
    bool starts_[256] = {};
    std::map<std::string, Kind, std::less<>> texts_;    // folded
    std::vector<std::int32_t> days_;
    Kind look_up(std::string_view text) const;
};

// What a spelling stands for.
struct Meaning {
    using Says = model::Spelling::Says;
    model::Literal value;
    Says says = Says::value;
    bool operator==(const Meaning& other) const { return says == other.says && value.number == other.value.number && value.text == other.value.text; }
};

// Spellings of one field: what the feed declares, by texts and then by patterns, then the values' own names. A bare * is tried last.
class Spellings {
public:
    // `more`: pairs from a list of spellings.
    Spellings(const model::Field& field, const model::Mapping& mapping, const std::vector<std::pair<std::string, Meaning>>& more);
    const Meaning* find(std::string_view text) const;
    bool empty() const { return declared_.exact.empty() && patterns_.empty() && own_.exact.empty(); }
    static std::optional<model::Literal> value(const model::Field& field, std::string_view text);  // a value by its own name

private:
    struct Pattern { std::string text; std::size_t length; Meaning meaning; };
    struct Texts {
        std::map<std::string, Meaning, std::less<>> exact, squeezed;
        void add(const std::string& text, const Meaning& meaning);
        const Meaning* find(std::string_view text) const;
    };
    Texts declared_, own_;
    std::vector<Pattern> patterns_;     // folded, the longest first
    const Meaning* find_pattern(std::string_view text, bool bare) const;
};

}  // namespace duly::data
