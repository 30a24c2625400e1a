// Where the figures of other areas come from that bands look at.
#include "dsl/check/measures.hpp"

namespace duly::check {

using model::Measure;
using model::none;
using model::Type;

namespace {

Written first_area(Written node) {
    if (node.kind() == Kind::value_for) return node;
    for (const auto& child : node.children()) {
        if (const auto found = first_area(child)) return found;
    }
    return {};
}

model::FieldId field_of(const model::Record& record, std::string_view name, const std::vector<Type>& types) {
    const auto id = record.field(name);
    if (id == none) return none;
    for (const auto type : types) {
        if (record.fields[id].type == type) return id;
    }
    return none;
}

const std::vector<Type> texts{Type::text, Type::choice}, dates{Type::date}, numbers{Type::number, Type::percentage, Type::money};

}  // namespace

model::FieldId MeasureLowering::column(model::RecordId record_id, Written at, std::string_view name, const std::vector<Type>& types) {
    const auto& record = context_.rules.records[record_id];
    const auto id = field_of(record, name, types);
    if (id != none) return id;
    auto& told = context_.report_of(record.name, DiagnosticKind::record_shape, at, "figures that arrive ready-made need a field " + quoted(name) + " of type " + std::string(model::name_of(types.front())),
                                 "add `" + std::string(name) + " " + std::string(model::name_of(types.front())) + "` to the record " + record.name);
    context_.label(told, record.at, quoted(record.name) + " is declared here");
    return none;
}

void MeasureLowering::comparators(Written bands) {
    const auto area = first_area(bands);
    if (!area) return;
    if (measure_.kind == Measure::Kind::reported) {
        measure_.reported_area_field = column(measure_.figures, area, "area", texts);
        return;
    }
    // The figure of another area is not computed here: it arrives ready-made, under the name of this measure.
    const auto& records = context_.rules.records;
    model::RecordId other = none;
    // Figures whose record could not be read whole may be the ones.
    bool doubtful = false;
    for (const auto& record : records) doubtful = doubtful || (context_.record_lost(record.name) && (record.field("measure") != none || context_.field_lost(record.name, "measure")));
    for (model::RecordId id = 0; id < records.size(); ++id) {
        const auto measure = field_of(records[id], "measure", texts), period = field_of(records[id], "period", dates),
                   where = field_of(records[id], "area", texts), value = field_of(records[id], "value", numbers);
        if (measure == none || period == none || where == none || value == none) continue;
        if ((records[id].fields[value].type == Type::percentage) != measure_.percentage) {
            other = id;
            continue;
        }
        if (measure_.figures != none) {
            if (records[id].name == records[measure_.figures].name) continue;      // declared twice
            auto& told = context_.report(DiagnosticKind::record_shape, area, "two records could hold " + one_line(area) + ": " + quoted(records[measure_.figures].name) + " and " + quoted(records[id].name),
                                         "keep ready-made figures of one kind in one record");
            context_.label(told, records[id].at, quoted(records[id].name) + " is declared here");
            return;
        }
        measure_.figures = id;
        measure_.reported_measure = measure;
        measure_.reported_period = period;
        measure_.reported_area_field = where;
        measure_.reported_value = value;
    }
    if (measure_.figures != none || doubtful) return;
    if (other == none) {
        context_.report(DiagnosticKind::record_shape, area, "no record holds " + one_line(area) + ": the figure of another area arrives ready-made",
                        "declare a record with the fields `measure`, `period`, `area` and `value`; its rows have " + quoted(measure_.name) + " as their measure");
        return;
    }
    auto& told = context_.report(DiagnosticKind::type_clash, area,
                                 measure_.percentage ? "the measure is a percentage, and the figures to compare with are not" : "the measure is no percentage, and the figures to compare with are",
                                 measure_.percentage ? "declare `value percentage`, or measure a number" : "declare `value number`, or measure a percentage");
    context_.label(told, records[other].fields[records[other].field("value")].at, "the figures are declared here");
}

}  // namespace duly::check
