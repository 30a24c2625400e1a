// What expressions ask about rules before these are lowered: the record of a timescale, the scale of a measure.
#include "dsl/check/expressions.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {

using model::none;

// Through `extends`; the steps are bounded because a circle is reported elsewhere.
model::RecordId record_of_timescale(Context& context, model::TimescaleId id) {
    for (std::size_t steps = 0; id != none && steps <= context.timescales.items.size(); ++steps) {
        const auto node = context.timescales.items[id].node;
        if (const auto each = node.child(Kind::for_each)) return context.records.find(each[0].value());
        const auto extends = node.child(Kind::extends);
        id = extends ? context.timescales.find(extends[0].value()) : none;
    }
    return none;
}

model::ScaleId scale_of_measure(Context& context, model::MeasureId id) {
    const auto bands = context.measures.items[id].node.child(Kind::bands);
    return bands ? context.scales.find(bands[0].value()) : none;
}

bool measure_is_percentage(Context& context, model::MeasureId id) {
    const auto node = context.measures.items[id].node;
    if (const auto reported = node.child(Kind::reported_as)) {
        auto record = context.records.find(reported[1].value());
        auto name = reported[1].value();
        if (record == none && !name.empty() && name.back() == 's') record = context.records.find(name.substr(0, name.size() - 1));
        if (record == none) return false;
        const auto value = context.rules.records[record].field("value");
        return value != none && context.rules.records[record].fields[value].type == model::Type::percentage;
    }
    return node.child(Kind::percentage_of_timescale) || node.child(Kind::percentage_of_records) || node.child(Kind::percentage_of_sums);
}

// Defines before anything uses them: their names and the record that each speaks of.
void lower_headers(Context& context) {
    for (const auto& item : context.defines.items) {
        model::Define define;
        define.name = item.name;
        define.at = item.node.child(Kind::name).range();
        if (const auto title = item.node.child(Kind::text)) define.title = title.value();
        if (const auto each = item.node.child(Kind::for_each)) define.record = context.record(each[0]);
        context.rules.defines.push_back(std::move(define));
    }
}

}  // namespace duly::check
