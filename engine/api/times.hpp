// Dates and moments as callers write them.
#pragma once

#include "dsl/base/date.hpp"
#include "engine/api/internal.hpp"

namespace duly::v1 {

inline std::optional<model::Literal> parse_as_of(const std::string& text) {
    if (std::optional<std::int32_t> day = parse_iso_day(text)) return model::Literal{model::Type::date, *day, ""};
    if (std::optional<std::int64_t> second = parse_iso_moment(text)) return model::Literal{model::Type::moment, *second, ""};
    return {};
}

inline model::Day day_of(const model::Literal& as_of) {
    return as_of.type == model::Type::moment ? uk_day(as_of.number) : static_cast<model::Day>(as_of.number);
}

inline Diagnostic as_of_mistake(const std::string& text) {
    return mistake(DiagnosticKind::as_of_unreadable, "`" + text + "` is not a date that exists", "write it as 2026-03-31, or as 2026-03-31 18:00");
}

}  // namespace duly::v1
