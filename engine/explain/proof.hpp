// Explanations as proofs: what a program that shares no code with this one needs to check an outcome, down to the cells of the files.
// The form is documented in engine/api/README.md (schema 2); a change of meaning raises its number.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/eval/terms.hpp"
#include "engine/explain/case.hpp"
#include "engine/explain/json_text.hpp"

namespace duly::explain {

// Expressions as written, as JSON texts: each when it is first asked for, by any thread, and then kept.
class WrittenTexts {
public:
    explicit WrittenTexts(const model::RuleSet& rules) : rules_(rules), texts_(rules.exprs.size()) {}
    ~WrittenTexts();
    const std::string& operator[](model::ExprId id) const;      // "" where there is no source

private:
    const model::RuleSet& rules_;
    mutable std::vector<std::atomic<const std::string*>> texts_;
};

// One proof as it is written. Cells get numbers as they are met and stand at the end, under `values`.
class Proof {
public:
    // `texts` is kept by reference.
    Proof(const Context& context, const WrittenTexts& texts, std::size_t most_rows) : context_(context), texts_(texts), most_rows_(most_rows) {}

    // A whole object each.
    std::string of_case(const CaseSeen& seen);
    std::string of_check(const model::Check& rule, data::Row row, const eval::EntryTrace& trace, std::uint8_t exclusion);
    // `run`: the evaluation that found the result, whose turns its items number; the context may be of an earlier day.
    std::string of_measure(const model::Measure& measure, const eval::MeasureResult& result, const eval::MeasureValue* value, const eval::Evaluation& run);
    std::string of_action(model::ActionId rule);

private:
    struct Cell { model::RecordId record; data::Row row; model::FieldId field; };
    const Context& context_;
    const WrittenTexts& texts_;
    std::size_t most_rows_;
    std::string out_;
    JsonText json_{out_};
    std::vector<Cell> cells_;
    std::unordered_map<std::uint64_t, std::size_t> numbers_;    // looked up, never walked

    // proof_terms.cpp
    void term(const eval::Term& term);
    void value(const eval::Term& term);
    void details(const eval::Term& term, const model::Expr& expr);
    void rows(const eval::Term& term, const model::Aggregate& aggregate);
    void span(std::string_view name, model::RecordId record, data::Row row);
    void figure(const eval::Term& term, const model::Expr& expr);
    void hidden_figure();
    bool hides_figures() const;
    void calendar(model::Unit unit, model::CalendarId calendar);
    void cell(std::string_view name, model::RecordId record, data::Row row, model::FieldId field);      // null where there is no row
    void row_name(std::string_view name, model::RecordId record, data::Row row);        // {"record", "key"} or null
    model::CalendarId counts_on_ = model::none;     // the calendar of the clause that is written
    // proof_values.cpp
    void values();
    void value_of_cell(const Cell& cell);
    void source(const Cell& cell);
    // proof_case.cpp, proof_clauses.cpp
    void begin(std::string_view is);
    void clauses(const CaseSeen& seen);
    bool clause(std::string_view name, model::ExprId expr, const eval::Batch& batch, bool not_yet = false);
    void limit_clauses(std::string_view name, const model::Limit& limit, const eval::Batch& batch);
    void turn_clauses(const model::TimescaleVersion& v, const eval::EntryTrace& trace);
    void pause_clause(const model::Pause& pause, const eval::Batch& batch);
    void event_clauses(const model::TimescaleVersion& v, const eval::EntryTrace& trace);
    void version(const CaseSeen& seen);
    void days(const CaseSeen& seen);
    void limit(const CaseSeen& seen);
    void time(std::string_view name, std::int64_t exact, const eval::Happened& otherwise, bool moments);
    void time(std::int64_t time, bool moments);
    void exclusion(const std::vector<model::Exclusion>& list, std::uint8_t index);
    void settles(const std::vector<eval::ValueRead>& cells);
    // proof_rules.cpp
    void entries(const model::Measure& measure, const eval::MeasureResult& result, std::uint32_t period, const eval::Evaluation& run);
    void bands(const model::Measure& measure, const eval::MeasureValue& value, model::Day last);
    void need(const model::Need& need, const eval::NeedResult& result);
    std::string of_milestone(model::ExprId condition, const eval::Batch& batch);
};

}  // namespace duly::explain
