// What expressions ask about rules before these are lowered: the record of a timescale, the scale of a measure.
#include "dsl/check/expressions.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {

using model::none;

namespace {

// Whether a number is a percentage, told from the words alone: it is asked before definitions and measures are lowered.
class Shown {
public:
    explicit Shown(Context& context) : context_(context) {}
    bool measure(model::MeasureId id) {
        const auto node = context_.measures.items[id].node;
        if (const auto reported = node.child(Kind::reported_as)) {
            auto record = context_.records.find(reported[1].value());
            auto name = reported[1].value();
            if (record == none && !name.empty() && name.back() == 's') record = context_.records.find(name.substr(0, name.size() - 1));
            if (record == none) return false;
            const auto value = context_.rules.records[record].field("value");
            return value != none && context_.rules.records[record].fields[value].type == model::Type::percentage;
        }
        if (const auto statistic = node.child(Kind::statistic_of)) return percentage(statistic[statistic.size() - 1]);
        return node.child(Kind::percentage_of_timescale) || node.child(Kind::percentage_of_records) || node.child(Kind::percentage_of_sums);
    }
    bool percentage(Written node) {
        node = bare(node);
        if (!node || ++steps_ > 1000) return false;
        switch (node.kind()) {
            case Kind::percent: return true;
            case Kind::field_ref: return field(node);
            case Kind::aggregate: return (node.word() <= 1 || node.word() == 3 || node.word() == 4) && percentage(node[0]);
            case Kind::sibling:
            case Kind::add:
            case Kind::subtract: return percentage(node[0]);
            case Kind::multiply: return percentage(node[0]) && percentage(node[1]);
            case Kind::divide: return percentage(node[0]) && !percentage(node[1]);
            case Kind::value_of: {
                const auto id = context_.measures.find(node[0].value());
                return id != none && measure(id);
            }
            case Kind::name_ref: {
                const auto define = context_.defines.find(node[0].value());
                return define != none && percentage(context_.defines.items[define].node.children().back());
            }
            default: return false;
        }
    }

private:
    bool field(Written node) const {
        const auto record = context_.records.find(node[0].value());
        if (record == none || record >= context_.rules.records.size()) return false;
        const auto id = context_.rules.records[record].field(node[1].value());
        return id != none && context_.rules.records[record].fields[id].type == model::Type::percentage;
    }

    Context& context_;
    std::size_t steps_ = 0;     // definitions and measures may need each other in a circle, which is reported elsewhere
};

}  // namespace

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

bool measure_is_percentage(Context& context, model::MeasureId id) { return Shown(context).measure(id); }

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
