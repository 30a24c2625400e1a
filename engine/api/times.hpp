// Dates and moments as callers write them.
#pragma once

#include "dsl/base/date.hpp"
#include "engine/api/internal.hpp"

namespace duly::v1 {

inline std::optional<model::Literal> parse_as_of(const std::string& text, const TimeZone& zone) {
    if (std::optional<std::int32_t> day = parse_iso_day(text)) return model::Literal{model::Type::date, *day, ""};
    if (std::optional<std::int64_t> second = parse_iso_moment(text, zone)) return model::Literal{model::Type::moment, *second, ""};
    return {};
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
    return mistake(DiagnosticKind::as_of_unreadable, "`" + text + (dated ? "` is not a date that exists" : "` is not how a date is written here"), "write it as 2026-03-31, or as 2026-03-31 18:00");
}

}  // namespace duly::v1
