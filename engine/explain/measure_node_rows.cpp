#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_days.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/measure_node.hpp"

namespace duly::explain {

namespace {

using Kind = model::Measure::Kind;

struct Valued {
    const eval::MeasureResult::Item* item = nullptr;
    bool told = false;
    std::int64_t low = 0, high = 0;
};

eval::Batch batch_at(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, std::vector<data::Row> rows) {
    return eval::batch_of(measure, period, std::min(period.to, context.expressions.as_of_day()), std::move(rows));
}

// With the value of each; what has none stands last, else the worst first.
std::vector<Valued> by_value(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, const Items& items) {
    std::vector<data::Row> rows;
    for (const auto* item : items) rows.push_back(item->entry);
    const eval::Values values = context.expressions.evaluate(measure.value, batch_at(context, measure, period, rows));
    std::vector<Valued> valued;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool told = values.s[i] == eval::Presence::known;
        valued.push_back({items[i], told, told ? values.v[i] : 0, told ? values.last(i) : 0});
    }
    std::stable_sort(valued.begin(), valued.end(), [&](const Valued& a, const Valued& b) {
        if (a.told != b.told) return a.told;
        return measure.lower_is_better ? a.high > b.high : a.low < b.low;
    });
    return valued;
}

std::string value_words(const model::Measure& measure, const Valued& valued) {
    const auto text = [&](std::int64_t v) {
        if (measure.floor) v = std::max(v, *measure.floor);
        return eval::decimal_text(measure.percentage && measure.kind != Kind::sums ? v * 100 : v) + (measure.percentage && measure.kind != Kind::sums ? "%" : "");
    };
    if (!valued.told) return " has no value that is told";
    const std::string words = valued.low == valued.high ? text(valued.low) : text(valued.low) + " to " + text(valued.high);
    if (valued.item->unknown) return " has " + words + ", and it cannot be told whether it counts";
    return " has " + words + (measure.floor && valued.low < *measure.floor ? ", lifted" : "");
}

void keep_some(std::size_t& count, const ExplainOptions& options, Node& node) {
    if (count <= options.max_cases) return;
    node.left_out = count - options.max_cases;
    count = options.max_cases;
}

Node row_node(const Context& context, const model::Measure& measure, data::Row row, const eval::Batch& batch, const std::vector<model::ExprId>& expressions) {
    std::vector<eval::ValueRead> reads;
    std::vector<eval::ConditionSeen> conditions;
    for (model::ExprId expr : expressions)
        if (expr != model::none) context.expressions.trace(expr, batch, 0, reads, conditions);
    Node child;
    child.kind = "case";
    child.id = context.data.key_of(context.rules, measure.record, row);
    add_values(context, child, reads);
    add_conditions(context, child, conditions);
    return child;
}

}  // namespace

void add_rows(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, Items items, const ExplainOptions& options, Node& node) {
    std::vector<Valued> valued;
    if (measure.value != model::none) valued = by_value(context, measure, period, items);
    else {
        std::stable_sort(items.begin(), items.end(), [](const auto* a, const auto* b) { return a->unknown < b->unknown; });
        for (const auto* item : items) valued.push_back({item});
    }
    std::size_t count = valued.size();
    keep_some(count, options, node);
    for (std::size_t i = 0; i < count; ++i) {
        const auto* item = valued[i].item;
        Node child = row_node(context, measure, item->entry, batch_at(context, measure, period, {item->entry}),
                              {measure.counted_by, measure.denominator_where, measure.numerator_where, measure.value, measure.out_of});
        child.state = item->unknown ? "unknown" : item->numerator ? "counted" : "not_counted";
        const std::string where = written(context.rules, measure.numerator_where);
        std::string text = row_words(context, measure.record, item->entry);
        if (measure.value != model::none) text += value_words(measure, valued[i]);
        else if (item->unknown) text += " cannot be told";
        else if (where.empty()) text += item->numerator ? " counts" : " does not count";
        else text += item->numerator ? " counts: " + where + " holds" : " does not count: " + where + " does not hold";
        child.sentence = as_sentence(text);
        node.children.push_back(std::move(child));
    }
}

namespace {

using When = model::Measure::Counted;

// The turns of a row that counted in the period and are none of the outcomes that are asked for.
std::vector<std::uint32_t> turns_that_fail(const Context& context, const model::Measure& measure, const model::Measure::EveryTurn& every,
                                           const eval::MeasurePeriod& period, data::Row under) {
    const eval::TimescaleResult& result = context.evaluation.timescales[every.timescale];
    const eval::TurnDays days(context.expressions, every.timescale, result);
    const bool open = measure.counted == When::open_on_last_day;
    std::vector<std::uint32_t> entries;
    for (std::uint32_t i = 0; i < result.outcome.size(); ++i) {
        const model::Outcome outcome = result.outcome[i];
        const bool is_open = outcome == model::Outcome::overdue || outcome == model::Outcome::due || outcome == model::Outcome::due_soon;
        const bool not_told = outcome == model::Outcome::unknown || outcome == model::Outcome::not_run;
        const bool never = outcome == model::Outcome::excluded || outcome == model::Outcome::not_applicable || outcome == model::Outcome::no_due_date ||
                           (open ? !is_open && !(not_told && !days.over(i)) : is_open && outcome != model::Outcome::overdue);
        if (never || std::find(every.outcomes.begin(), every.outcomes.end(), outcome) != every.outcomes.end()) continue;
        data::Row row = result.row[i];
        model::RecordId record = context.rules.timescales[every.timescale].record;
        for (int hop = 0; hop < every.hops && row != data::no_row; ++hop) {
            row = context.data.table(record).parent[row];
            record = context.rules.records[record].parent;
        }
        if (row != under) continue;
        const auto on = measure.counted == When::done ? days.done(i) : measure.counted == When::due ? days.due(i) : days.started(i);
        if (on && on->first <= period.to && (open || (on->first >= period.from && on->last <= period.to))) entries.push_back(i);
    }
    return entries;
}

}  // namespace

void add_rows_of_turns(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, Items items, const ExplainOptions& options,
                       Node& node) {
    std::stable_sort(items.begin(), items.end(), [](const auto* a, const auto* b) { return a->unknown < b->unknown; });
    std::size_t count = items.size();
    keep_some(count, options, node);
    for (std::size_t i = 0; i < count; ++i) {
        const auto* item = items[i];
        Node child = row_node(context, measure, item->entry, batch_at(context, measure, period, {item->entry}), {measure.denominator_where, measure.numerator_where});
        child.state = item->unknown ? "unknown" : item->numerator ? "counted" : "not_counted";
        std::string text = row_words(context, measure.record, item->entry);
        text += item->unknown ? " cannot be told" : item->numerator ? " counts" : " does not count";
        std::vector<std::string> failing;
        for (const auto& every : measure.every) {
            const std::vector<std::uint32_t> entries = turns_that_fail(context, measure, every, period, item->entry);
            if (entries.empty()) continue;
            failing.push_back(context.rules.timescales[every.timescale].name);
            add_cases(context, child, every.timescale, entries, options);
        }
        // What is asked besides the turns may settle it alone.
        const bool asked = measure.numerator_where != model::none && !item->numerator;
        const eval::Values besides = asked ? context.expressions.evaluate(measure.numerator_where, batch_at(context, measure, period, {item->entry})) : eval::Values{};
        const bool fails = asked && (besides.is_false(0) || besides.s[0] == eval::Presence::blank), open = asked && !fails && !besides.is_true(0);
        if (fails || (open && failing.empty())) text += ": " + written(context.rules, measure.numerator_where) + (fails ? " does not hold" : " is not told");
        else if (!failing.empty() && !item->numerator) text += ": not every turn of " + joined(failing) + (item->unknown ? " is told" : " is as it should be");
        child.sentence = as_sentence(text);
        node.children.push_back(std::move(child));
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

}  // namespace duly::explain
