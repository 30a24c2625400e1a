// Rates: so many cases to so many people of a population.
#include "dsl/check/literals.hpp"
#include "dsl/check/measures.hpp"

namespace duly::check {

using model::Measure;
using model::none;

bool MeasureLowering::rate(Written clause) {
    measure_.kind = Measure::Kind::rate;
    measure_.percentage = false;
    const auto per = number_of(context_, clause[0]);
    const auto each = node_.child(Kind::for_each);
    if (!each) missing("which records it counts", "add `for each` and a record", {Kind::for_each});
    if (each) measure_.record = context_.record(each[0]);
    if (!per || measure_.record == none) return false;
    if (*per <= 0) {
        context_.report(DiagnosticKind::bad_literal, clause[0], "a rate cannot be given per " + one_line(clause[0]), "write for example `rate per 10000 of`");
        return false;
    }
    measure_.per = *per;
    narrow(measure_.numerator_where);
    return population(clause[1]);
}

// A field of a record, whose rows are added up, or a definition: of a record, or one number for all.
bool MeasureLowering::population(Written node) {
    if (node.kind() == Kind::field_ref) {
        measure_.population_record = context_.record(node[0]);
        if (measure_.population_record == none) return false;
    } else if (const auto define = context_.defines.find(node.value()); define != none) {
        measure_.population_record = context_.rules.defines[define].record;
    }
    const auto value = expressions_.lower(node, Scope::of(measure_.population_record));
    if (!value) return false;
    if (value.type != model::Type::number) {
        auto& told = context_.report(DiagnosticKind::wrong_type, node, quoted(one_line(node)) + " is " + type_words(value) + ", and a population is a number", "name a field or a definition of type number");
        if (value.declared.end > 0) context_.label(told, value.declared, "declared here");
        return false;
    }
    measure_.population = value.id;
    return true;
}

// The groups of a rate are groups of the population too, so `by` must have a meaning for its record.
void MeasureLowering::population_groups() {
    const auto by = node_.child(Kind::by);
    if (!by || measure_.by.size() != by.size()) return;
    for (const auto& each : by.children()) {
        const auto said = context_.diagnostics.size();
        Value value;
        if (measure_.population_record != none) value = expressions_.lower(each, Scope::of(measure_.population_record));
        if (value) {
            measure_.population_by.push_back(value.id);
            continue;
        }
        while (context_.diagnostics.size() > said) context_.diagnostics.pop_back();
        const auto record = measure_.population_record == none ? std::string() : context_.rules.records[measure_.population_record].name;
        context_.report(DiagnosticKind::not_in_reach, each,
                        record.empty() ? "the rate cannot be given by " + quoted(one_line(each)) + ", because its population is one number for all"
                                       : "the rate cannot be given by " + quoted(one_line(each)) + ", because its population is told for each " + quoted(record),
                        record.empty() ? "take the population from a field of a record, such as `area.population`" : "give it by a field of " + quoted(record) + " or of a record that it is `of`");
    }
}

}  // namespace duly::check
