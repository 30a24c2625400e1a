#include "engine/eval/measure_value.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/measure_node.hpp"

namespace duly::explain {

namespace {

using Kind = model::Measure::Kind;
using When = model::Measure::Counted;

std::string outcomes_of(const std::vector<model::Outcome>& outcomes) {
    std::vector<std::string> words;
    for (model::Outcome outcome : outcomes) words.emplace_back(words_of(outcome));
    return joined(words, "or");
}

std::string when_words(When counted) {
    switch (counted) {
        case When::due: return "counted when due";
        case When::done: return "counted when done";
        case When::started: return "counted when started";
        default: return "open on the last day of the period";
    }
}

std::string day_words(const Context& context, const model::Measure& measure) {
    if (measure.counted_by == model::none) return "on the last day of the period";
    const std::string by = written(context.rules, measure.counted_by);
    return "counted by " + (by.empty() ? "its date" : by);
}

std::string statistic_words(const model::Measure& measure) {
    switch (measure.kind) {
        case Kind::sum: return "sum";
        case Kind::average: return "average";
        case Kind::median: return "median";
        case Kind::longest: return "longest";
        default: return "percentile " + eval::decimal_text(measure.percentile);
    }
}

std::string cases(std::int64_t n) { return std::to_string(n) + (n == 1 ? " case" : " cases"); }

std::string of_words(const model::Measure& measure, const eval::MeasureValue& value) {
    switch (measure.kind) {
        case Kind::timescale:
        case Kind::records:
        case Kind::every: {
            const std::string text = std::to_string(value.numerator) + " of " + std::to_string(value.denominator);
            return value.unknown > 0 ? text + " and " + std::to_string(value.unknown) + " unknown" : text;
        }
        case Kind::reported: return {};
        case Kind::count: return value.unknown > 0 ? std::to_string(value.unknown) + " of them unknown" : std::string();
        case Kind::rate: {
            std::string text = cases(value.numerator);
            if (value.unknown > 0) text += " and " + std::to_string(value.unknown) + " unknown";
            return value.denominator > 0 ? text + " to " + std::to_string(value.denominator) : text + ", and the population is not told";
        }
        case Kind::sums:
            if (value.unknown == 0 && value.low_d > 0 && value.low_n == value.high_n && value.low_d == value.high_d)
                return eval::decimal_text(value.low_n) + " of " + eval::decimal_text(value.low_d) + ", over " + cases(value.denominator);
            [[fallthrough]];
        default: {
            const std::string text = "over " + cases(value.denominator);
            return value.unknown > 0 ? text + ", " + std::to_string(value.unknown) + " of them unknown" : text;
        }
    }
}

}  // namespace

std::string figures_of(const model::Measure& measure, const eval::MeasureValue& value) {
    if (value.hidden) return "figures hidden, small numbers";
    if (value.missing) return "the source marks the figure as missing";
    std::string text = eval::measure_text(measure, value);
    const std::string of = of_words(measure, value);
    if (text.empty()) {
        if (measure.kind == Kind::reported) return "no figure";
        if (value.unknown > 0) return "cannot be told, " + of;
        if (measure.kind == Kind::rate && value.numerator > 0) return "cannot be told, " + of;
        return "no case counts";
    }
    return of.empty() ? text : text + ", " + of;
}

std::string how_counted(const Context& context, const model::Measure& measure) {
    const std::string where = written(context.rules, measure.numerator_where), out_of = written(context.rules, measure.denominator_where);
    const std::string record = measure.record == model::none ? std::string() : context.rules.records[measure.record].name;
    switch (measure.kind) {
        case Kind::timescale: {
            const std::string text = "percentage of " + context.rules.timescales[measure.timescale].name + " that are " + outcomes_of(measure.numerator);
            return text + (out_of.empty() ? ", " : " where " + out_of + ", ") + when_words(measure.counted);
        }
        case Kind::every: {
            std::string text = "percentage of " + record + " where ";
            for (std::size_t i = 0; i < measure.every.size(); ++i)
                text += (i == 0 ? "every " : " and every ") + context.rules.timescales[measure.every[i].timescale].name + " is " + outcomes_of(measure.every[i].outcomes);
            if (!where.empty()) text += " and " + where;
            if (!out_of.empty()) text += ", out of those where " + out_of;
            return text + ", turns " + when_words(measure.counted);
        }
        case Kind::records:
        case Kind::count: {
            std::string text = (measure.kind == Kind::count ? "count of " : "percentage of ") + record;
            if (!where.empty()) text += " where " + where;
            if (!out_of.empty()) text += (measure.kind == Kind::count ? " and " : ", out of those where ") + out_of;
            return text + ", " + day_words(context, measure);
        }
        case Kind::sums: {
            std::string text = "percentage of sum of " + written(context.rules, measure.value) + " out of sum of " + written(context.rules, measure.out_of);
            if (!out_of.empty()) text += " where " + out_of;
            return text + ", " + day_words(context, measure);
        }
        case Kind::rate: {
            std::string text = record + " per " + eval::decimal_text(measure.per) + " of " + written(context.rules, measure.population);
            if (!where.empty()) text += " where " + where;
            return text + ", " + day_words(context, measure);
        }
        case Kind::reported: return "reported as \"" + measure.reported_as + "\"" + (measure.reported_area.empty() ? "" : " for " + measure.reported_area);
        default: {
            std::string text = statistic_words(measure) + " of " + written(context.rules, measure.value) + " over each " + record;
            if (!out_of.empty()) text += " where " + out_of;
            if (measure.floor) text += ", at least " + eval::decimal_text(*measure.floor) + " each";
            return text + ", " + day_words(context, measure);
        }
    }
}

}  // namespace duly::explain
