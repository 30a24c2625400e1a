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

namespace duly::data {

// A date or moment as read.
struct ReadDate {
    enum class Kind : std::uint8_t { none, day, moment, partial } kind = Kind::none;
    std::int32_t day = 0, last = 0;     // partial: first and last possible day
    std::int64_t second = 0;            // moment, UTC
};

// Dates in the forms that a feed declares, each strictly; year and year-month always.
class DateReader {
public:
    DateReader(const std::vector<model::DateFormat>& formats, const TimeZone& zone);
    ReadDate read(std::string_view text) const;
    // A day and nothing else, quickly; what else there may be is left to read().
    bool plain_day(std::string_view text, std::int32_t& day) const;
    // A form fits but there is no such day (31 February).
    bool impossible(std::string_view text) const;
    std::string forms() const;          // "dd/mm/yyyy or yyyy-mm-dd"
    const TimeZone& zone() const { return zone_; }

private:
    struct Form { std::uint8_t day, month, year, separator1, separator2, length; char separator; bool with_time, midnight, no_day, no_month; std::string text; };
    std::vector<Form> forms_;
    TimeZone zone_;
    bool iso_ = false;                  // the first form is yyyy-mm-dd
    static bool parts(const Form& form, std::string_view text, int& year, int& month, int& day);
    static bool fits_unknown(const Form& form, std::string_view text, ReadDate& read);
};

// A decimal number, exactly, in 1/1,000,000 (more places are rounded half away from zero). Commas between thousands, a
// pound sign before and a per cent sign after it are read; a percentage is in per cent with or without its sign.
std::optional<std::int64_t> read_number(std::string_view text, model::Type type);
// The number that eight digits make; false when one of them is none. They are given as four, two and two.
inline bool eight_digits(const char* four, const char* two, const char* last, std::uint32_t& number) {
    if constexpr (std::endian::native == std::endian::little) {
        std::uint32_t a;
        std::uint16_t b, c;
        std::memcpy(&a, four, 4);
        std::memcpy(&b, two, 2);
        std::memcpy(&c, last, 2);
        std::uint64_t x = (a | std::uint64_t{b} << 32 | std::uint64_t{c} << 48) ^ 0x3030303030303030;
        if (((x + 0x7676767676767676) | x) & 0x8080808080808080) return false;
        x = x * 10 + (x >> 8);      // pairs, then fours, then all
        number = static_cast<std::uint32_t>((((x & 0x000000ff000000ff) * 0x000f424000000064) + (((x >> 16) & 0x000000ff000000ff) * 0x0000271000000001)) >> 32);
        return true;
    }
    number = 0;
    for (const char* at : {four, four + 1, four + 2, four + 3, two, two + 1, last, last + 1}) {
        const unsigned digit = static_cast<unsigned char>(*at) - '0';
        if (digit > 9) return false;
        number = number * 10 + digit;
    }
    return true;
}
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
        if (!eight_digits(text.data(), text.data() + 4, text.data() + 6, first)) return false;
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
