// One measure, lowered clause by clause. measures.cpp has the clauses that all share, the other files of its name the figures.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "dsl/check/expressions.hpp"

namespace duly::check {

class MeasureLowering {
public:
    MeasureLowering(Context& context, model::MeasureId id) : context_(context), expressions_(context), id_(id), node_(context.measures.items[id].node) {}
    model::Measure run();

private:
    // What is measured (measure_figures.cpp, measure_rates.cpp). False when nothing more can be told about it.
    bool figure();
    bool of_timescale(Written clause);
    bool of_records(Written clause);
    bool of_sums(Written clause);
    bool count(Written clause);
    bool statistic(Written clause);
    bool rate(Written clause);
    bool reported(Written clause);
    bool population(Written node);
    void population_groups();
    // The record that is counted: `for each`, else the one whose field `value` is. none when neither says it.
    model::RecordId record_of(Written value);
    model::ExprId number(Written node);
    bool every(Written node);
    void condition_part(Written node);

    // measure_comparators.cpp
    void comparators(Written bands);
    model::FieldId column(model::RecordId record, Written at, std::string_view name, const std::vector<model::Type>& types);

    void repeated();
    void about();
    void counted();
    void groups();
    void periods();
    void shown();
    void narrow(model::ExprId& condition);
    model::ExprId both(model::ExprId a, model::ExprId b, SourceRange at);
    void wrong(Written clause, std::string help);
    void in_doubt();
    // `where`: kinds of clauses that say it; one of them that could not be read may be it.
    void missing(std::string what, std::string help, std::initializer_list<Kind> where);
    std::optional<int> whole(Kind kind);
    bool of_turns() const { return measure_.kind == model::Measure::Kind::timescale || measure_.kind == model::Measure::Kind::every; }
    Scope scope() const {
        auto scope = Scope::of(measure_.record);
        scope.in_measure = true;
        return scope;
    }

    Context& context_;
    Expressions expressions_;
    model::MeasureId id_;
    Written node_;
    model::Measure measure_;
};

// Is the clause what is measured?
bool is_figure(Kind kind);

}  // namespace duly::check
