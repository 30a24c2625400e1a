// An expression asked for one element as a tree: every operator with what it was given and what it gave, down to the cells. For proofs
// that a stranger can follow; each part is evaluated by the same walk.
#pragma once

#include <string_view>
#include <vector>

#include "engine/eval/expressions.hpp"

namespace duly::eval {

struct Term {
    struct Below;
    model::ExprId expr = model::none;
    // Asked as a condition: a blank counts as no, and what is not told is unknown.
    bool condition = false;
    model::Type type{};
    Presence presence = Presence::missing;
    std::int64_t v = 0, last = 0;
    std::string_view text;
    // Of a field or a neighbour's field: the row that it was read from; no_row: there is none. Of a span: its row. Of an aggregate the
    // record of the rows that were looked at.
    model::RecordId record = model::none;
    Row row = data::no_row;
    // The other span of `overlaps`; the row whose neighbour it is; the row below which an aggregate looks, no_row: in all the data.
    model::RecordId record2 = model::none;
    Row row2 = data::no_row;
    bool told = true;                   // of a neighbour: false where it cannot be told which row it is
    std::vector<Term> args;             // the parts, in their order
    // Of an aggregate and its like: the rows that were looked at, whether none can be known, and up to which day a source leaves some out.
    std::vector<Below> rows;
    std::size_t left_out = 0;           // rows that are not listed
    bool absent = false;
    Day unseen = model::min_day;
    // The window that gives the highest figure; the period, where it is asked for; that day (to), of an age and of an open span.
    Day window_from = model::min_day, window_to = model::max_day;
    // A measure: the value looked at, in MeasureResult::values. A due date: the turn.
    std::uint32_t value_index = model::none;
};
struct Term::Below {
    Row row = data::no_row;
    bool linked = true;                 // it certainly stands here
    std::vector<Term> asked;            // where, has and value, those that the aggregate has
};

// `most_rows`: rows below that are listed, of each aggregate.
Term term_of(const Expressions& expressions, model::ExprId expr, const Batch& batch, bool condition, std::size_t most_rows);

}  // namespace duly::eval
