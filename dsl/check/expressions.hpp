// Expressions: names resolved to rows in reach, types and units checked, lowered into RuleSet::exprs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/check/context.hpp"

namespace duly::check {

// A row that may be spoken of.
struct Binding {
    model::Slot slot = 0;
    std::uint8_t hops = 0;
    model::RecordId record = model::none;
    std::string alias;          // `other`: reached by this name only
    bool event = false;         // the event that ends the turn: in an open turn there is none
};
// What an expression sees, outermost first.
struct Scope {
    std::vector<Binding> rows;
    model::Slot next = 0;       // the next free slot
    bool in_measure = false;    // `in the period` has a meaning

    static Scope of(model::RecordId record) {
        Scope scope;
        if (record != model::none) scope.rows.push_back({0, 0, record, {}, false});
        scope.next = 1;
        return scope;
    }
    Scope with(Binding row) const {
        Scope inner = *this;
        inner.rows.push_back(std::move(row));
        inner.next = static_cast<model::Slot>(next + 1);
        return inner;
    }
};
// A record found in a scope.
struct Reached {
    model::RecordId record = model::none;
    model::Slot slot = 0;
    std::uint8_t hops = 0;
    explicit operator bool() const { return record != model::none; }
};

// A lowered expression. `id` is none when it was wrong, which has then been reported.
struct Value {
    model::ExprId id = model::none;
    model::Type type = model::Type::yes_no;
    const std::vector<std::string>* choices = nullptr;  // of a choice: its values; of a grade: the grades, best first
    bool graded = false;                                // `at least` has a meaning
    Written written{};
    SourceRange declared{};                             // the field's place, for labels; empty = none
    explicit operator bool() const { return id != model::none; }
};

class Expressions {
public:
    explicit Expressions(Context& context) : context_(context) {}

    // Each reports what is wrong and gives none then.
    Value lower(Written node, const Scope& scope);
    model::ExprId condition(Written node, const Scope& scope);              // yes or no
    model::ExprId date(Written node, const Scope& scope, std::string_view why);    // date or moment; why: "`from`"
    model::ExprId number(Written node, const Scope& scope);
    std::optional<std::pair<model::ExprId, model::Unit>> length(Written node, const Scope& scope);
    // A constant as an expression.
    model::ExprId literal(model::Literal literal, SourceRange at);

    // The rows below: `count of`, an event, `paused during each`. Path, slots and `where` are set; `value` is not.
    // `of`: the ancestor named by `of child`, or nothing. `where`: the condition's expression, or nothing.
    std::optional<model::Aggregate> rows(Written record, Written of, Written where, const Scope& scope, Scope& inner);
    // A field of the row that an aggregate binds.
    model::ExprId bound_field(const model::Aggregate& rows, Written field);

    // Where the record of that name is reached, or nothing; with `name` it is reported.
    Reached reach(std::string_view record, const Scope& scope) const;
    Reached reached(Written name, const Scope& scope, Written field);
    // From a row of `from` down to `to`: the records on the way, or empty.
    std::vector<model::RecordId> path_down(model::RecordId from, model::RecordId to) const;

private:
    // names.cpp
    Value field_ref(Written node, const Scope& scope);
    Value name_ref(Written node, const Scope& scope, const Value* beside);
    Value define(model::DefineId id, Written node, const Scope& scope);
    // comparisons.cpp
    Value both(Kind op, Written node, const Scope& scope);
    Value compare(Written node, const Scope& scope);
    Value one_of(Written node, const Scope& scope);
    Value between(Written node, const Scope& scope);
    Value distance(Written node, const Scope& scope);
    Value lower_beside(Written node, const Scope& scope, const Value& beside);
    bool fit(const Value& a, const Value& b);
    bool ordered(const Value& a, Written at, std::string_view word);
    bool sums_days(const model::Expr& aggregate) const;     // `sum of days of R in ...`
    Value length_beside(Written length, const Scope& scope, Value& measured);
    // arithmetic.cpp
    Value arithmetic(Written node, const Scope& scope);
    Value shift(Written node, const Scope& scope, Value a);
    Value age(Written node, const Scope& scope);
    Value count_between(Written node, const Scope& scope);
    Value pick(Written node, const Scope& scope);
    Value birthday(Written node, const Scope& scope);
    Value leaf(Written node);
    // aggregates.cpp
    Value aggregate(Written node, const Scope& scope);
    Value any_other(Written node, const Scope& scope);
    Value sibling(Written node, const Scope& scope);
    Value open_on(Written node, const Scope& scope);
    Value length_of(Written node, const Scope& scope);
    Value overlaps(Written node, const Scope& scope);
    Value days_in(Written node, const Scope& scope);
    Value days_of(Written node, const Reached& row, const Scope& scope);    // days_in of a row that is found already
    bool added_up(model::Aggregate& rows, Written node, const Scope& scope, const Scope& inner);
    model::ExprId window(Written length, const Scope& scope);
    Value of_rule(Written node, const Scope& scope);        // due date of, grade of, value of
    bool spans(model::RecordId record, Written at);

    Value made(model::Expr expr, Written node);
    Value date_value(Written node, const Scope& scope, std::string_view why);
    Value refuse(Written node, const Value& got, std::string_view wanted, std::string_view help = {});
    model::Expr& at(model::ExprId id) { return context_.rules.exprs[id]; }

    Context& context_;
    int dated_ = 0;             // a date is lowered: 1; what `to` names: 2
    std::vector<model::DefineId> inside_;   // defines being put in, for circles
};

// Facts of rules that expressions ask for, read from the tree before the rules are lowered.
model::RecordId record_of_timescale(Context& context, model::TimescaleId id);
model::ScaleId scale_of_measure(Context& context, model::MeasureId id);
bool measure_is_percentage(Context& context, model::MeasureId id);

std::string type_words(const Value& value);     // "a date", "a choice"

}  // namespace duly::check
