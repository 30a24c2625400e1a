// Private to the expression engine: the walk over expressions and the small tools that every operator uses.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"
#include "engine/eval/measure_fraction.hpp"

namespace duly::eval::detail {

using model::Expr;
using model::ExprId;
using model::ExprOp;
using model::RecordId;
using model::Type;
using model::Unit;

inline constexpr std::int64_t first_possible_second = std::int64_t{first_possible_day} * 86'400;

// What an expression is evaluated in. `not_yet`: see Batch::not_yet; conditions are walked with it off.
struct Scope {
    const Expressions& self;
    const Batch& batch;
    bool not_yet = false;
    std::size_t size() const { return batch.n; }
    const Expr& expr(ExprId id) const { return self.rules().exprs[id]; }
    ExprId id(const Expr& expr) const { return static_cast<ExprId>(&expr - self.rules().exprs.data()); }
    const calendar::Calendar* calendar() const;
};

// --- the walk: expressions.cpp -------------------------------------------------------------------------------------
Values walk(const Scope& scope, ExprId expr);
// As a condition: every element is known or missing (unknown); an optional blank has not happened and is false.
Values condition(const Scope& scope, ExprId expr);

// Row numbers of a slot after climbing; a view of the batch where nothing is climbed.
struct RowsAt {
    std::vector<Row> own;
    std::span<const Row> rows;
};
RowsAt rows_at(const Scope& scope, model::Slot slot, unsigned hops, RecordId start);

// A field with what the batch assumes of it.
Values field_of(const Scope& scope, RecordId record, model::FieldId field, std::span<const Row> rows);
// Elements [begin, end) of a batch.
Batch slice(const Batch& batch, std::size_t begin, std::size_t end);
// These elements of a batch.
Batch picked(const Batch& batch, std::span<const std::uint32_t> elements);

// --- values ----------------------------------------------------------------------------------------------------------
Values make_values(Type type, std::size_t n, Presence presence = Presence::known);
// Sets one element; keeps `hi` in step once there is one.
inline void put(Values& values, std::size_t i, std::int64_t v, Presence presence = Presence::known) {
    values.v[i] = v;
    values.s[i] = presence;
    if (!values.hi.empty()) values.hi[i] = v;
}
void put_range(Values& values, std::size_t i, std::int64_t lo, std::int64_t hi, Presence presence = Presence::known);
inline void put_unknown(Values& values, std::size_t i) { put(values, i, 0, Presence::missing); }
inline std::int64_t first_possible(Type type) { return type == Type::moment ? first_possible_second : first_possible_day; }
// A doubt about which nothing is told: neither whether nor when.
inline bool nothing_told(const Values& values, std::size_t i) {
    if (values.s[i] != Presence::doubt) return false;
    return (values.type == Type::date || values.type == Type::moment) && values.v[i] == first_possible(values.type);
}
bool any_doubt(const Values& values);
// Moments become their days; dates become the moments of that day.
void to_days(Values& values, const TimeZone& zone);
void to_moments(Values& values, const TimeZone& zone);
// Both sides of a comparison brought to one measure: by day unless both are moments.
void align(Values& a, Values& b, const TimeZone& zone);
std::string_view trimmed(std::string_view text);
// The weaker of two for arithmetic: missing, then blank, then doubt, then known.
Presence weaker(Presence a, Presence b);

// --- operators, by file ----------------------------------------------------------------------------------------------
// expressions_compare.cpp
struct Possible { bool yes = false, no = false; };      // what a condition may come out as
void put_possible(Values& out, std::size_t i, Possible possible);
Possible possible(ExprOp op, std::int64_t lo_a, std::int64_t hi_a, std::int64_t lo_b, std::int64_t hi_b);
ExprOp mirrored(ExprOp op);         // of the two sides exchanged: `<` for `>`
Values compare(const Scope& scope, const Expr& expr);
Values compare_values(ExprOp op, Values a, Values b, const TimeZone& zone);
// Is a quotient in it (a division, an average, the value of a measure), and the comparison of two such without
// rounding.
bool divides(const Scope& scope, ExprId expr);
Values compare_quotients(const Scope& scope, ExprOp op, ExprId left, ExprId right);
// Numbers without rounding, in millionths; only terms of more than 126 bits are shortened.
struct Fractions {
    std::vector<Fraction> low, high;        // by element, equal where one number is told
    std::vector<Presence> s;
    std::size_t size() const { return s.size(); }
};
Fractions make_fractions(std::size_t n, Presence presence = Presence::known);
Fractions fractions(const Scope& scope, ExprId expr);
Values rounded(const Fractions& numbers, Type type);
Values one_of(const Scope& scope, const Expr& expr);
Values between(const Scope& scope, const Expr& expr);
Values is_known(const Scope& scope, const Expr& expr, bool known);
// expressions_logic.cpp
Values logic(const Scope& scope, const Expr& expr);
void both(Values& a, const Values& b);                  // Kleene, into a; both are conditions
void either(Values& a, const Values& b);
void negate(Values& a);
// expressions_numbers.cpp
Values arithmetic(const Scope& scope, const Expr& expr);
// expressions_dates.cpp
Values shift(const Scope& scope, const Expr& expr);
Values distance(const Scope& scope, const Expr& expr);
Values birthday_of(const Scope& scope, const Expr& expr);
Values pick(const Scope& scope, const Expr& expr);
Values day_test(const Scope& scope, const Expr& expr);  // is_working_day, weekday_in, in_the_period
Values that_day(const Scope& scope);
// `value` (a day, or a second where `moment`) moved by `amount` (scaled) of `unit`; nothing when it cannot be counted.
std::optional<std::int64_t> moved(const Scope& scope, std::int64_t value, bool moment, std::int64_t amount, Unit unit, bool backward);
// Values moved by an amount each; intervals and doubts kept.
Values moved_values(const Scope& scope, Values value, const Values& amount, Unit unit, bool backward);
// expressions_counts.cpp
Values count_between(const Scope& scope, const Expr& expr);
Values age(const Scope& scope, const Expr& expr);
// expressions_spans.cpp
Values open_on(const Scope& scope, const Expr& expr);
Values length_of(const Scope& scope, const Expr& expr);
Values overlaps(const Scope& scope, const Expr& expr);
Values days_in(const Scope& scope, const Expr& expr);
// expressions_siblings.cpp
Values sibling(const Scope& scope, const Expr& expr);
// For each row the previous or next that is there; no_row where there is none; nothing where it cannot be told.
std::vector<std::optional<Row>> neighbours(const Scope& scope, RecordId record, std::span<const Row> rows, bool next);
// expressions_rules.cpp
Values due_date_of(const Scope& scope, const Expr& expr);
Values grade_of(const Scope& scope, const Expr& expr);
Values value_of(const Scope& scope, const Expr& expr);
// The total in the last finished period of the measure's first kind of period; null: there is none yet.
const MeasureValue* last_finished(const Scope& scope, model::MeasureId measure);
Fractions exact_value_of(const Scope& scope, const Expr& expr);

// --- rows below: expressions_below.cpp, expressions_aggregates.cpp ---------------------------------------------------
// The pairs (element, row below) of an aggregate, by element, then by the `orders` date.
struct Pairs {
    std::vector<std::uint32_t> offsets;     // elements + 1
    std::vector<std::uint32_t> element;     // by pair
    std::vector<Row> rows;                  // by pair
    std::vector<std::uint8_t> certain;      // by pair: its `where` is true, else unknown
    std::vector<Day> unseen;                // see Expressions::Below
    bool absent = false;
};
Pairs pairs_below(const Scope& scope, const model::Aggregate& aggregate);           // those that are there
// By which date a source holds the latest rows, or those of the last months: `orders`, else the only date that the record has; else none.
model::FieldId date_that_orders(const model::Record& record);
Batch pair_batch(const Scope& scope, const model::Aggregate& aggregate, const Pairs& pairs);
// Without those whose `where` is false; `batch` follows when given.
Pairs members(const Scope& scope, const model::Aggregate& aggregate, Batch* batch);
Values aggregate(const Scope& scope, const model::Aggregate& aggregate, Type type);
// expressions_narrow.cpp: the dates in doubt of rows whose `where` is unknown keep only the days that it leaves open; blank where it
// leaves none. By pair; the scope's batch is that of the pairs.
void narrow(const Scope& scope, const model::Aggregate& aggregate, const std::vector<std::uint8_t>& certain, Values& dates);
Fractions exact_averages(const Scope& scope, const model::Aggregate& aggregate);    // of an `average of`
// expressions_picks.cpp: `earliest` and `latest` of a field that is no date go by the `orders` dates.
bool picks_by_order(const model::Aggregate& aggregate, Type type);
Values picked_by_order(const Scope& scope, const model::Aggregate& aggregate, Type type);
// The pairs that may be the one, by element; `others`: it may also be none of them.
struct PickedRows { std::vector<std::uint32_t> offsets, pairs; std::vector<std::uint8_t> others; };
// Whether something stands in a field that is read from a picked or neighbouring row, which may be one of several or none;
// nothing for other expressions.
std::optional<std::vector<Possible>> may_be_there(const Scope& scope, const Expr& expr);
PickedRows rows_picked(const Scope& scope, const model::Aggregate& aggregate, const Pairs& pairs, const Batch& batch);

}  // namespace duly::eval::detail
