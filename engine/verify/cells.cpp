#include "engine/verify/cells.hpp"

#include "dsl/base/date.hpp"

namespace duly::verify {
namespace {

using data::Cell;
using data::State;
using model::Type;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A decimal, scaled; at most six places.
std::optional<std::int64_t> read_number(std::string_view text) {
    const bool minus = text.starts_with('-');
    if (minus) text.remove_prefix(1);
    std::int64_t value = 0;
    int places = -1, digits = 0;
    for (const char c : text) {
        if (c == '.' && places < 0) {
            places = 0;
            continue;
        }
        if (!is_digit(c) || ++digits > 15) return std::nullopt;
        if (places >= 0 && ++places > 6) return std::nullopt;
        value = value * 10 + (c - '0');
    }
    if (digits == 0 || places == 0) return std::nullopt;
    for (int i = places < 0 ? 0 : places; i < 6; ++i)
        if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
    return minus ? -value : value;
}

Cell known(std::int64_t number) { return {State::known, number, 0, {}}; }

Cell days(const model::Field& field, DayInterval interval, const TimeZone& zone) {
    // A day where a moment is needed is any moment of that day.
    if (field.type == Type::moment) return {State::partial, zone.first_second(interval.first), interval.last, {}};
    if (interval.first == interval.last) return known(interval.first);
    return {State::partial, interval.first, interval.last, {}};
}

std::optional<Cell> read_date(const model::Field& field, std::string_view text, const TimeZone& zone) {
    if (field.type == Type::moment)
        if (const auto second = parse_iso_moment(text, zone)) return known(*second);
    if (const auto interval = parse_iso_partial(text)) return days(field, *interval, zone);
    if (const auto day = read_day(text)) return days(field, {*day, *day}, zone);
    return std::nullopt;
}

std::string_view unquoted(std::string_view text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string> pieces_of(std::string_view cell, char between) {
    std::vector<std::string> out;
    if (trimmed(cell).empty()) return out;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t i = 0; i <= cell.size(); ++i) {
        if (i < cell.size() && cell[i] == '"') quoted = !quoted;
        if (i < cell.size() && (cell[i] != between || quoted)) continue;
        out.emplace_back(trimmed(cell.substr(begin, i - begin)));
        begin = i + 1;
    }
    return out;
}

std::optional<model::Day> read_day(std::string_view text) {
    text = trimmed(text);
    if (const auto day = parse_iso_day(text)) return day;
    std::size_t at = 0;
    int number = 0;
    while (at < text.size() && at < 2 && is_digit(text[at])) number = number * 10 + (text[at++] - '0');
    if (at == 0 || at >= text.size() || text[at] != ' ' || text.size() < at + 7) return std::nullopt;
    const std::string_view year_text = text.substr(text.size() - 4);
    const std::string_view month_text = trimmed(text.substr(at, text.size() - 4 - at));
    int year = 0;
    for (const char c : year_text) {
        if (!is_digit(c)) return std::nullopt;
        year = year * 10 + (c - '0');
    }
    for (unsigned month = 1; month <= 12; ++month)
        if (month_text == month_name(month)) return to_day_checked(year, static_cast<int>(month), number);
    return std::nullopt;
}

std::optional<Cell> read_cell(const model::Field& field, std::string_view text, const TimeZone& zone) {
    text = trimmed(text);
    if (text.empty()) return Cell{field.optional ? State::blank : State::missing, 0, 0, {}};
    if (text == "?") return Cell{State::unreadable, 0, 0, {}};
    switch (field.type) {
        case Type::text: return Cell{State::known, 0, 0, unquoted(text)};
        case Type::date:
        case Type::moment: return read_date(field, text, zone);
        case Type::yes_no:
            if (text == "yes") return known(1);
            if (text == "no") return known(0);
            return std::nullopt;
        case Type::choice:
            for (std::size_t i = 0; i < field.choices.size(); ++i)
                if (field.choices[i] == unquoted(text)) return known(static_cast<std::int64_t>(i));
            return std::nullopt;
        case Type::percentage:
            if (text.ends_with('%')) {
                const auto number = read_number(trimmed(text.substr(0, text.size() - 1)));
                return number ? std::optional(known(*number / 100)) : std::nullopt;
            }
            [[fallthrough]];
        case Type::number:
        case Type::money: {
            const auto number = read_number(text);
            return number ? std::optional(known(*number)) : std::nullopt;
        }
        case Type::length: break;
    }
    return std::nullopt;
}

Cell cell_of(const model::Field& field, const model::Literal& value, const TimeZone& zone) {
    if (field.type == Type::text) return {State::known, 0, 0, value.text};
    if (field.type == Type::moment && value.type == Type::date) {
        const auto day = static_cast<model::Day>(value.number);
        return days(field, {day, day}, zone);
    }
    if (field.type == Type::date && value.type == Type::moment) return known(zone.day(value.number));
    return known(value.number);
}

std::string wanted_in(const model::Field& field) {
    switch (field.type) {
        case Type::text: return "a text";
        case Type::date: return "a date such as 2024-03-01, a month (2024-03) or year (2024) when the day is not known, or ? for one that cannot be read";
        case Type::moment: return "a moment such as 2024-03-01 18:00, a date when the time is not known, or ? for one that cannot be read";
        case Type::yes_no: return "yes or no";
        case Type::percentage: return "a percentage such as 95%";
        case Type::number:
        case Type::money: return "a number such as 12.5";
        case Type::choice: {
            std::string out = "one of ";
            for (std::size_t i = 0; i < field.choices.size(); ++i) out += (i == 0 ? "" : ", ") + field.choices[i];
            return out;
        }
        case Type::length: break;
    }
    return "a value";
}

}  // namespace duly::verify
