#include <algorithm>
#include <optional>

#include "engine/eval/action_needs.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/measure_value.hpp"
#include "engine/eval/steps.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/measure_node.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

namespace {

using Kind = model::Measure::Kind;

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
    if (value.hidden) return "hidden";      // the grade would say what the figures may not
    const std::string grades = eval::grades_text(context.rules, measure, value);
    return grades.empty() ? "unrated" : grades;
}

// The periods before and the groups, a line each.
void add_history(const Context& context, const model::Measure& measure, const eval::MeasureResult& result, const eval::MeasureValue& now, Node& node) {
    constexpr std::size_t at_most = 12;
    const auto line = [&](const eval::MeasureValue& value, const std::string& name) {
        const std::string state = measure.scale == model::none || value.hidden ? std::string() : grade_state(context, measure, value) + ", ";
        node.counted.push_back(name + ": " + state + figures_of(measure, value));
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

// The turns that the measure counts, as they stood.
eval::Evaluation judged_then(const Context& context, const model::Measure& measure, const eval::Standing& earlier) {
    eval::Evaluation judged;
    judged.as_of = context.evaluation.as_of;    // that of the run
    judged.timescales.resize(context.evaluation.timescales.size());
    const auto judge = [&](model::TimescaleId id) { judged.timescales[id] = eval::evaluate_timescale(earlier.expressions, id); };
    if (measure.kind == Kind::timescale) judge(measure.timescale);
    for (const auto& every : measure.every) judge(every.timescale);
    return judged;
}

// The entries of another result for the same turns.
std::vector<std::uint32_t> same_turns(const eval::TimescaleResult& now, const eval::TimescaleResult& then, const std::vector<std::uint32_t>& entries) {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t entry : entries) {
        const EntryRange range = entries_of(then.row, now.row[entry]);
        for (std::size_t i = range.first; i < range.last; ++i)
            if (then.turn[i] == now.turn[entry]) found.push_back(static_cast<std::uint32_t>(i));
    }
    return found;
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
        std::string text = title_of(measure);
        if (now->hidden) text += " is hidden (small numbers)";
        else if (measure.scale != model::none) text += " is " + node.state + " (" + figures_of(measure, *now) + ")";
        else if (eval::has_value(*now)) text += " is " + figures_of(measure, *now);
        else text += " has no value (" + figures_of(measure, *now) + ")";
        text += " in " + period.name + (period.so_far ? ", so far" : "");
        if (!now->hidden && now->unknown > 0 && now->grade_from != now->grade_to) text += "; the unknown ones decide which";
        else if (!now->hidden && now->grade_from != now->grade_to && !now->compared.empty()) text += "; which of them cannot be told: " + joined(now->compared);
        node.sentence = as_sentence(text);
        if (!now->hidden) for (const std::string& line : now->compared) node.counted.push_back(line);
        add_history(context, measure, result, *now, node);
    }
    if (result.unplaced > 0) node.counted.push_back(std::to_string(result.unplaced) + " more cannot be placed in a period, because their date is not told");
    // What may not be shown is not given away case by case either.
    const auto prove = [&](const Context& looked_at) {
        if (context.proofs) node.proof = Proof(looked_at, *context.proofs->texts, context.proofs->max_rows).of_measure(measure, result, now, context.evaluation);
    };
    if (now == nullptr || now->hidden) {
        prove(context);
        return node;
    }

    // The items that pull the value down: outside the numerator, or inside it where lower is better; and the unknown ones.
    Items items;
    const bool all = measure.kind == Kind::reported || measure.value != model::none;    // of a figure over values every item tells
    const std::vector<eval::MeasureResult::Item> behind = eval::items_behind(context.expressions, context.evaluation, result, std::span(&now->period, 1));
    for (const auto& item : behind)
        if (all || item.unknown || item.numerator == measure.lower_is_better) items.push_back(&item);
    std::vector<std::uint32_t> entries;
    for (const auto* item : items) entries.push_back(item->entry);
    if (measure.kind == Kind::reported) {
        if (options.max_cases > 0) add_reported_rows(context, measure, entries, node);
        prove(context);
        return node;
    }
    // On the last day of a period the data is looked at as it stood then, and so are the turns.
    const eval::MeasurePeriod& period = result.periods[now->period];
    std::optional<eval::Standing> earlier;
    eval::Evaluation judged;
    if (eval::stands_on_last_day(measure) && period.to < context.expressions.as_of_day()) {
        earlier.emplace(context.expressions, period.to, context.evaluation);
        judged = judged_then(context, measure, *earlier);
    }
    const bool turns = earlier && (measure.kind == Kind::timescale || measure.kind == Kind::every);
    const Context then{context.rules, context.data, context.calendars, turns ? judged : context.evaluation, earlier ? earlier->expressions : context.expressions, context.proofs};
    prove(then);
    if (measure.kind == Kind::timescale) {
        if (turns) entries = same_turns(context.evaluation.timescales[measure.timescale], judged.timescales[measure.timescale], entries);
        add_cases(then, node, measure.timescale, std::move(entries), options);
    } else if (measure.kind == Kind::every) {
        add_rows_of_turns(then, measure, period, std::move(items), options, node);
    } else {
        add_rows(then, measure, period, std::move(items), options, node);
    }
    return node;
}

}  // namespace duly::explain
