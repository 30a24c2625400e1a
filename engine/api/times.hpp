// Dates and moments as callers write them.
#pragma once

#include "dsl/base/date.hpp"
#include "engine/api/internal.hpp"

namespace duly::v1 {

// Schedules go on up to the day that is judged, and measures have a period each: a day that stands for "never" would take them for ever.
inline constexpr Civil last_as_of{2199, 12, 31};

inline std::optional<model::Literal> parse_as_of(const std::string& text, const TimeZone& zone) {
    std::optional<model::Literal> read;
    if (std::optional<std::int32_t> day = parse_iso_day(text)) read = model::Literal{model::Type::date, *day, ""};
    else if (std::optional<std::int64_t> second = parse_iso_moment(text, zone)) read = model::Literal{model::Type::moment, *second, ""};
    if (!read || (read->type == model::Type::moment ? zone.day(read->number) : read->number) > to_day(last_as_of)) return {};
    return read;
}

// A note where the time that was written does not occur, and so moved on by the hour.
inline std::optional<duly::Diagnostic> as_of_moved(const std::string& text, const model::Literal& as_of, const TimeZone& zone) {
    const std::size_t at = text.find_first_not_of(" \t");
    if (as_of.type != model::Type::moment || at == std::string::npos) return {};
    const std::string taken = format_moment(as_of.number, zone);
    if (text.substr(at, 10) == taken.substr(0, 10) && text.substr(at + 11, 2) == taken.substr(11, 2)) return {};
    return make_diagnostic(DiagnosticKind::as_of_moved, Place{}, "`" + text + "` does not occur, because the clocks go forward over it: it is taken as " + taken,
                           "name a time before or after the change");
}

inline model::Day day_of(const model::Literal& as_of, const TimeZone& zone) {
    return as_of.type == model::Type::moment ? zone.day(as_of.number) : static_cast<model::Day>(as_of.number);
}

inline Diagnostic as_of_mistake(const std::string& text) {
    const std::size_t at = text.find_first_not_of(" \t");
    const bool dated = at != std::string::npos && text.size() >= at + 10 && text[at + 4] == '-' && text[at + 7] == '-';
    // A day that exists, of a year too far away: it has the calendar of one 400 years, or several times 400, away.
    if (const std::string year = dated ? text.substr(at, 4) : ""; dated && year.find_first_not_of("0123456789") == std::string::npos) {
        const std::string like = std::to_string(1600 + std::stoi(year) % 400) + text.substr(at + 4, 6);
        const int number = std::stoi(year);
        if ((number < 1600 || number > last_as_of.year) && parse_iso_day(like))
            return mistake(DiagnosticKind::as_of_unreadable, "`" + text + "` lies outside the years 1600 to " + std::to_string(last_as_of.year) + ", by whose days data can be judged", "write a day such as 2026-03-31");
    }
    return mistake(DiagnosticKind::as_of_unreadable, "`" + text + (dated ? "` is not a date that exists" : "` is not how a date is written here"), "write it as 2026-03-31, or as 2026-03-31 18:00");
}

}  // namespace duly::v1
