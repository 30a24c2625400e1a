// Values of one row while the data is read: what the `where` of a spell compares.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/data/build.hpp"

namespace duly::data::build::part_values {

// A known value is any of lo..hi (a partial date, what is counted from one). doubt: on one of the days lo..hi or not yet, as a month
// that as-of cuts; unread: a date that cannot be read.
struct Value {
    enum class Kind { known, blank, missing, doubt, unread } kind = Kind::missing;
    model::Type type = model::Type::number;
    std::int64_t lo = 0, hi = 0;
    std::string_view text;
    bool has_days() const { return kind == Kind::known || kind == Kind::doubt; }
};

// The operators that dsl/check lets through, over the row of `record`; what lies after as-of is not there yet.
Value value(const Work& work, model::ExprId expr, RecordId record, Row row);
void to_days(Value& value);
// A day or moment moved by days, weeks, months or years.
Value moved(Value value, const Value& amount, model::Unit unit, bool backward);

}  // namespace duly::data::build::part_values
