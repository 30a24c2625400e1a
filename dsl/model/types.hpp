// Small words of the model: ids, types, units, outcomes, literal values.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace duly::model {

// Ids are indices into the vectors of a RuleSet; `none` marks absence.
inline constexpr std::uint32_t none = 0xffffffff;
using RecordId = std::uint32_t;
using FieldId = std::uint32_t;      // index within its record
using ExprId = std::uint32_t;
using CalendarId = std::uint32_t;
using ScaleId = std::uint32_t;
using DefineId = std::uint32_t;
using TimescaleId = std::uint32_t;
using CheckId = std::uint32_t;
using MeasureId = std::uint32_t;
using ActionId = std::uint32_t;
using FeedId = std::uint32_t;

// Days since 1970-01-01 (date) and seconds since 1970-01-01 00:00 UTC (moment).
using Day = std::int32_t;
using Second = std::int64_t;
inline constexpr Day min_day = std::numeric_limits<Day>::min();
inline constexpr Day max_day = std::numeric_limits<Day>::max();

// Numbers (number, percentage, money) are exact decimals: int64 in units of 1/1,000,000. 95% is 0.95.
inline constexpr std::int64_t number_scale = 1'000'000;

enum class Type : std::uint8_t { text, number, percentage, money, date, moment, yes_no, choice, length };
std::string_view name_of(Type type);  // as written in a rule file

enum class Unit : std::uint8_t { working_days, school_days, days, weeks, months, years, hours, working_hours };
std::string_view name_of(Unit unit);  // plural, as written
constexpr bool in_moments(Unit u) { return u == Unit::hours || u == Unit::working_hours; }

// Outcomes of language section 2, in the order of its table. A check uses met, breached, excluded, not_applicable,
// unknown and not_run only.
enum class Outcome : std::uint8_t {
    met, late, late_with_reason, too_early, overdue, due_soon, due, no_due_date, excluded, not_applicable, unknown,
    not_run, breached,
};
inline constexpr std::size_t outcome_count = 13;
std::string_view name_of(Outcome outcome);  // as in files: "late_with_reason"
std::string_view words_of(Outcome outcome); // as in sentences: "late with reason"
constexpr bool is_breach(Outcome o) {
    return o == Outcome::late || o == Outcome::too_early || o == Outcome::overdue || o == Outcome::breached;
}

enum class Confidence : std::uint8_t { unstated, verified, secondary, unverified };
std::string_view name_of(Confidence confidence);

enum class Counting : std::uint8_t { day_after, day_itself, next_working_day };

// A constant. `number` holds: scaled decimal, day, second, 0/1, or a choice's index, by `type`.
struct Literal {
    Type type = Type::number;
    std::int64_t number = 0;
    std::string text;       // for text; for choice the value's name
    friend bool operator==(const Literal&, const Literal&) = default;
};

}  // namespace duly::model
