#include "dsl/model/types.hpp"

#include <array>

#include "dsl/model/rules.hpp"

namespace duly::model {
namespace {

template <typename E, std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& names, E value) {
    const auto index = static_cast<std::size_t>(value);
    return index < N ? names[index] : std::string_view("?");
}

}  // namespace

std::string_view name_of(Type type) {
    static constexpr std::array<std::string_view, 9> names{"text", "number", "percentage", "money", "date", "moment", "yes_no", "choice", "length"};
    return pick(names, type);
}

std::string_view name_of(Unit unit) {
    static constexpr std::array<std::string_view, 8> names{"working days", "school days", "days", "weeks", "months", "years", "hours", "working hours"};
    return pick(names, unit);
}

std::string_view name_of(Outcome outcome) {
    static constexpr std::array<std::string_view, outcome_count> names{"met", "late", "late_with_reason", "too_early", "overdue", "due_soon", "due",
                                                                      "no_due_date", "excluded", "not_applicable", "unknown", "not_run", "breached"};
    return pick(names, outcome);
}

std::string_view words_of(Outcome outcome) {
    static constexpr std::array<std::string_view, outcome_count> names{"met", "late", "late with reason", "too early", "overdue", "due soon", "due",
                                                                      "no due date", "excluded", "not applicable", "unknown", "not run", "breached"};
    return pick(names, outcome);
}

std::string_view name_of(Confidence confidence) {
    static constexpr std::array<std::string_view, 4> names{"unstated", "verified", "secondary", "unverified"};
    return pick(names, confidence);
}

std::string_view name_of(PeriodKind kind) {
    static constexpr std::array<std::string_view, 5> names{"month", "quarter", "year", "year to date", "rolling"};
    return pick(names, kind);
}

}  // namespace duly::model
