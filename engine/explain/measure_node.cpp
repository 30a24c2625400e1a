#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/action_needs.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/nodes.hpp"

namespace duly::explain {

namespace {

using Kind = model::Measure::Kind;
using When = model::Measure::Counted;

std::string title_of(const model::Measure& measure) { return measure.title.empty() ? measure.name : measure.title; }

// The total that is explained: of the last finished period, else of the one that as-of cuts; the first kind's.
const eval::MeasureValue* explained(const eval::MeasureResult& result) {
    const std::vector<std::size_t> finished = eval::totals_looked_at(result, 0);
    if (!finished.empty()) return &result.values[finished.back()];
    for (const eval::MeasureValue& value : result.values)
        if (value.group.empty()) return &value;
    return nullptr;
}

std::string grade_state(const Context& context, const model::Measure& measure, const eval::MeasureValue& value) {
    const std::string grades = eval::grades_text(context.rules, measure, value);
    return grades.empty() ? "unrated" : grades;
}

// "81.3%, 13 of 16", "12"; nothing of a hidden one.
std::string figures(const model::Measure& measure, const eval::MeasureValue& value) {
    if (value.hidden) return "figures hidden, small numbers";
    if (value.missing) return "the source marks the figure as missing";
    std::string text = eval::measure_text(measure, value);
    if (text.empty()) return measure.kind == Kind::reported ? "no figure" : "no case counts";
    if (measure.kind == Kind::timescale || measure.kind == Kind::records) {
        text += ", " + std::to_string(value.numerator) + " of " + std::to_string(value.denominator);
        if (value.unknown > 0) text += " and " + std::to_string(value.unknown) + " unknown";
    } else if (measure.kind == Kind::count && value.unknown > 0) {
        text += ", " + std::to_string(value.unknown) + " of them unknown";
    }
    return text;
}

std::string how_counted(const Context& context, const model::Measure& measure) {
    switch (measure.kind) {
        case Kind::timescale: {
            std::vector<std::string> outcomes;
            for (model::Outcome outcome : measure.numerator) outcomes.emplace_back(words_of(outcome));
            std::string text = "percentage of " + context.rules.timescales[measure.timescale].name + " that are " + joined(outcomes, "or");
            const std::string where = written(context.rules, measure.denominator_where);
            text += where.empty() ? ", " : " where " + where + ", ";
            switch (measure.counted) {
                case When::due: return text + "counted when due";
                case When::done: return text + "counted when done";
                case When::started: return text + "counted when started";
                default: return text + "open on the last day of the period";
            }
        }
        case Kind::records:
        case Kind::count: {
            std::string text = (measure.kind == Kind::count ? "count of " : "percentage of ") + context.rules.records[measure.record].name;
            const std::string where = written(context.rules, measure.numerator_where), out_of = written(context.rules, measure.denominator_where);
            if (!where.empty()) text += " where " + where;
            if (!out_of.empty()) text += (measure.kind == Kind::count ? " and " : ", out of those where ") + out_of;
            const std::string by = written(context.rules, measure.counted_by);
            return text + (measure.counted_by == model::none ? ", on the last day of the period" : ", counted by " + (by.empty() ? "its date" : by));
        }
        case Kind::reported: break;
    }
    return "reported as \"" + measure.reported_as + "\"" + (measure.reported_area.empty() ? "" : " for " + measure.reported_area);
}

// The periods before and the groups, a line each.
void add_history(const Context& context, const model::Measure& measure, const eval::MeasureResult& result, const eval::MeasureValue& now, Node& node) {
    constexpr std::size_t at_most = 12;
    const auto line = [&](const eval::MeasureValue& value, const std::string& name) {
        const std::string state = measure.scale == model::none ? std::string() : grade_state(context, measure, value) + ", ";
        node.counted.push_back(name + ": " + state + figures(measure, value));
    };
    std::vector<const eval::MeasureValue*> before;
    for (const eval::MeasureValue& value : result.values)
        if (value.group.empty() && value.period < now.period && result.periods[value.period].kind == result.periods[now.period].kind) before.push_back(&value);
    for (std::size_t i = before.size() > at_most ? before.size() - at_most : 0; i < before.size(); ++i) line(*before[i], result.periods[before[i]->period].name);
    for (const eval::MeasureValue& value : result.values) {
        if (value.group.empty() || value.period != now.period) continue;
        std::string name;
        for (std::size_t g = 0; g < value.group.size(); ++g) {
            name += g == 0 ? "" : ", ";
            if (g < measure.by_names.size()) name += measure.by_names[g] + " ";
            name += value.group[g].empty() ? "(blank)" : value.group[g];
        }
        line(value, name);
    }
}

void add_reported_rows(const Context& context, const model::Measure& measure, const std::vector<std::uint32_t>& rows, Node& node) {
    for (data::Row row : rows) {
        Node child;
        child.kind = "case";
        child.id = context.data.key_of(context.rules, measure.record, row);
        std::vector<eval::ValueRead> reads;
        for (model::FieldId field : {measure.reported_measure, measure.reported_area_field, measure.reported_period, measure.reported_value}) {
            if (field == model::none) continue;
            const std::vector<data::Row> one{row};
            const eval::Values values = context.expressions.field(measure.record, field, one);
            const bool text = values.type == model::Type::text;
            reads.push_back({measure.record, row, field, values.s[0], text ? 0 : values.v[0], text ? 0 : values.last(0), text ? values.text[0] : std::string_view{}});
        }
        add_values(context, child, reads);
        child.state = reads.back().presence == eval::Presence::known ? "reported" : "missing";
        child.sentence = child.state == "reported" ? "The source reports " + child.values.back().value + "." : "The source gives no figure here.";
        node.children.push_back(std::move(child));
    }
}

// Rows of a `records` or `count` measure: the conditions as they came out for each.
void add_rows(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, const std::vector<const eval::MeasureResult::Item*>& items, Node& node) {
    for (const auto* item : items) {
        eval::Batch batch;
        batch.n = 1;
        batch.rows = {{item->entry}};
        batch.that_day = {std::min(period.to, context.expressions.as_of_day())};
        batch.period_from = period.from;
        batch.period_to = period.to;
        std::vector<eval::ValueRead> reads;
        std::vector<eval::ConditionSeen> conditions;
        for (model::ExprId expr : {measure.counted_by, measure.denominator_where, measure.numerator_where})
            if (expr != model::none) context.expressions.trace(expr, batch, 0, reads, conditions);
        Node child;
        child.kind = "case";
        child.id = context.data.key_of(context.rules, measure.record, item->entry);
        child.state = item->unknown ? "unknown" : item->numerator ? "counted" : "not_counted";
        const std::string where = written(context.rules, measure.numerator_where);
        std::string text = row_words(context, measure.record, item->entry);
        if (item->unknown) text += " cannot be told";
        else if (where.empty()) text += item->numerator ? " counts" : " does not count";
        else text += item->numerator ? " counts: " + where + " holds" : " does not count: " + where + " does not hold";
        child.sentence = as_sentence(text);
        add_values(context, child, reads);
        add_conditions(context, child, conditions);
        node.children.push_back(std::move(child));
    }
}

}  // namespace

Node measure_node(const Context& context, model::MeasureId id, const ExplainOptions& options) {
    const model::Measure& measure = context.rules.measures[id];
    const eval::MeasureResult& result = context.evaluation.measures[id];
    Node node;
    node.kind = "measure";
    node.id = measure.name;
    node.title = measure.title;
    node.law = measure.law;
    if (result.rule == model::none || result.not_run) {
        node.state = "not_run";
        node.sentence = as_sentence(title_of(measure) + " could not be evaluated");
        return node;
    }
    const eval::MeasureValue* now = explained(result);
    node.counted.push_back(how_counted(context, measure));
    if (now == nullptr) {
        node.state = "unrated";
        node.sentence = as_sentence(title_of(measure) + " has no value: no case counts in any period");
    } else {
        const eval::MeasurePeriod& period = result.periods[now->period];
        node.state = grade_state(context, measure, *now);
        std::string text = title_of(measure) + " is ";
        if (measure.scale != model::none) text += node.state + " (" + figures(measure, *now) + ")";
        else text += figures(measure, *now);
        text += " in " + period.name + (period.so_far ? ", so far" : "");
        if (!now->hidden && now->unknown > 0 && now->grade_from != now->grade_to) text += "; the unknown ones decide which";
        node.sentence = as_sentence(text);
        add_history(context, measure, result, *now, node);
    }
    if (result.unplaced > 0) node.counted.push_back(std::to_string(result.unplaced) + " more cannot be placed in a period, because their date is not told");
    // What may not be shown is not given away case by case either.
    if (now == nullptr || now->hidden) return node;

    // The items that pull the value down: outside the numerator, or inside it where lower is better; and the unknown ones.
    std::vector<const eval::MeasureResult::Item*> items;
    for (const auto& item : result.items)
        if (item.period == now->period && (measure.kind == Kind::reported || item.unknown || item.numerator == measure.lower_is_better)) items.push_back(&item);
    std::vector<std::uint32_t> entries;
    for (const auto* item : items) entries.push_back(item->entry);
    if (measure.kind == Kind::timescale) {
        add_cases(context, node, measure.timescale, std::move(entries), options);
    } else if (measure.kind == Kind::reported) {
        if (options.max_cases > 0) add_reported_rows(context, measure, entries, node);
    } else {
        std::stable_sort(items.begin(), items.end(), [](const auto* a, const auto* b) { return a->unknown < b->unknown; });
        if (items.size() > options.max_cases) {
            node.left_out = items.size() - options.max_cases;
            items.resize(options.max_cases);
        }
        add_rows(context, measure, result.periods[now->period], items, node);
    }
    return node;
}

}  // namespace duly::explain
