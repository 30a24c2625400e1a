// Typed, resolved expressions. One arena per RuleSet (RuleSet::exprs); an ExprId is an index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/base/source.hpp"
#include "dsl/model/types.hpp"

namespace duly::model {

// A row that an expression may speak of. Slot 0 is the record of the rule (`for each R`). Every aggregate, `any other`
// and event (`to each B where ...`) binds one more slot, numbered from the outside in; an expression outside sees
// only the slots of what encloses it.
using Slot = std::uint8_t;

enum class ExprOp : std::uint8_t {
    literal,        // `literal`
    field,          // field `field` of the record reached from slot `slot` by going up `hops` parents
    define,         // `ref` = DefineId; a = its body, evaluated for the record reached from `slot`/`hops` (already rebound)
    and_, or_, not_,
    // a, b. Same type on both sides (date and moment mix: a moment is then its day, unless both are moments).
    equal, not_equal, less, less_equal, greater, greater_equal,
    one_of,         // a; args = the list; `word` 1 = negated
    between,        // a, b, c: both ends included
    is_known,       // a: yes or no, never unknown
    is_missing,     // a: its opposite
    add, subtract, multiply, divide,    // numbers
    shift,          // a (date or moment) moved by b (length); `word` 1 = backward. Counted as in section 4
    length,         // a (number) of unit `unit`
    distance,       // a=X, b=length, c=Y. X is <relation> L before/after Y; see Distance below, `word`
    birthday,       // the `number`th birthday of a
    count_between,  // whole units from a to b: days, working_days, hours: difference; weeks, months, years: completed
    age,            // a = D, b = on (none: that day): completed units of `unit` (years unless compared with months ...)
    pick,           // args; word 0 earliest of those there, 1 latest once all are there
    aggregate,      // see Aggregate, `ref` = index into RuleSet::aggregates
    sibling,        // field `field` of the previous (word 0) or next (1) row by `orders` under the same parent, of the record at slot/hops
    open_on,        // the record at slot/hops is open on a; word 1 = not
    length_of,      // days of the span of the record at slot/hops, to that day while open
    overlaps,       // spans of two slots; word 1 = or touches; args unused; slot/hops and slot2/hops2
    is_working_day, // a; word 1 = not
    weekday_in,     // a; `number` = bit mask, bit 0 monday
    due_date_of,    // `ref` = TimescaleId, same record, last turn
    grade_of,       // `ref` = MeasureId: total of the last finished period, a grade's index
    value_of,       // `ref` = MeasureId
    in_the_period,  // a: only in a measure
    days_in,        // days of the span at slot/hops: word 0 within a..b, 1 within any window of length b (the highest), 2 within the period
    that_day,       // the day the turn starts, the period's last day, or as-of (section 2)
};

// `word` of ExprOp::distance: relation + 8 * direction.
enum class Relation : std::uint8_t { at_least, at_most, more_than, less_than };
enum class Direction : std::uint8_t { before, after, ago };  // ago: c is that day, direction before

struct Expr {
    ExprOp op{};
    Type type = Type::yes_no;           // conditions are yes_no, three-valued
    std::uint8_t word = 0;
    Unit unit = Unit::days;
    Slot slot = 0, slot2 = 0;
    std::uint8_t hops = 0, hops2 = 0;
    RecordId record = none;             // the record reached (field, sibling, open_on, length_of, days_in)
    FieldId field = none;
    ExprId a = none, b = none, c = none;
    std::uint32_t ref = none;
    std::int64_t number = 0;
    Literal literal;
    std::vector<ExprId> args;
    SourceRange at;
};

enum class AggregateOp : std::uint8_t { earliest, latest, count, sum, average, any, no, every };

// One from many: rows of `record` below the row at slot/hops. `path` leads down, first a child of that record, last
// `record` itself; for `any other` the path is the sibling's record from the common parent and `others` is true: slot
// 0's own row is left out.
struct Aggregate {
    AggregateOp op{};
    Slot slot = 0;                      // from whose row ...
    std::uint8_t hops = 0;              // ... going up so many parents
    std::vector<RecordId> path;
    RecordId record = none;
    bool others = false;
    Slot binds = 0;                     // the slot of the row below
    ExprId where = none;                // over all slots up to `binds`
    ExprId value = none;                // earliest, latest, sum, average: a field of the row below
    ExprId has = none;                  // every: C2
    // count, sum: the highest of all windows of this length (ExprOp::length), which speaks of the slots outside. A sum without a
    // `value` adds up the days of the spans.
    ExprId window = none;
};

}  // namespace duly::model
