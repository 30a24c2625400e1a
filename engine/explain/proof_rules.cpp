// Proofs of measures, down to the entries that they count, and of actions, down to their needs.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_bands.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

namespace {

using Kind = model::Measure::Kind;

std::string_view kind_name(Kind kind) {
    switch (kind) {
        case Kind::timescale: return "percentage of turns";
        case Kind::records: return "percentage of records";
        case Kind::count: return "count";
        case Kind::reported: return "reported";
        case Kind::sums: return "percentage of sums";
        case Kind::sum: return "sum";
        case Kind::average: return "average";
        case Kind::median: return "median";
        case Kind::percentile: return "percentile";
        case Kind::longest: return "longest";
        case Kind::rate: return "rate";
        case Kind::every: return "percentage of records by turns";
    }
    return "";
}

std::string_view counted_name(model::Measure::Counted counted) {
    switch (counted) {
        case model::Measure::Counted::due: return "when due";
        case model::Measure::Counted::done: return "when done";
        case model::Measure::Counted::started: return "when started";
        case model::Measure::Counted::by_date: return "by a date";
        case model::Measure::Counted::on_last_day: return "on the last day";
        case model::Measure::Counted::open_on_last_day: return "open on the last day";
    }
    return "";
}

std::string_view band_name(model::Band::Kind kind) {
    using K = model::Band::Kind;
    switch (kind) {
        case K::at_least: return "at least";
        case K::at_most: return "at most";
        case K::between: return "between";
        case K::more_than: return "more than";
        case K::less_than: return "less than";
        case K::otherwise: return "otherwise";
        case K::better_than: return "better than the previous";
        case K::worse_than: return "worse than the previous";
        case K::risen_for: return "risen for";
        case K::fallen_for: return "fallen for";
        case K::risen_by: return "risen by";
        case K::fallen_by: return "fallen by";
    }
    return "";
}

std::string_view need_state(eval::NeedState state) {
    switch (state) {
        case eval::NeedState::holds: return "holds";
        case eval::NeedState::does_not_hold: return "does_not_hold";
        case eval::NeedState::unknown: return "unknown";
        case eval::NeedState::not_yet: return "not_yet";
    }
    return "unknown";
}

bool has_low(model::Band::Kind kind) { return kind == model::Band::Kind::at_least || kind == model::Band::Kind::more_than || kind == model::Band::Kind::between; }
bool has_high(model::Band::Kind kind) { return kind == model::Band::Kind::at_most || kind == model::Band::Kind::less_than || kind == model::Band::Kind::between; }

}  // namespace

void Proof::bands(const model::Measure& measure, const eval::MeasureValue& value, model::Day last) {
    json_.key("bands");
    const model::BandSet* set = measure.scale == model::none ? nullptr : eval::bands_on(measure, last);
    if (set == nullptr) return json_.null();
    const auto& grades = context_.rules.scales[measure.scale].grades;
    const auto grade = [&](std::uint32_t g) { return g < grades.size() ? std::string_view(grades[g]) : std::string_view{}; };
    const auto edge = [&](std::int64_t v) { return measure.percentage ? eval::decimal_text(v * 100) + '%' : eval::decimal_text(v); };
    json_.open('{');
    json_.text_or_null("from", set->from == model::min_day ? std::string() : format_day(set->from));
    json_.key("list").open('[');
    for (const model::Band& band : set->bands) {
        using K = model::Band::Kind;
        json_.open('{');
        json_.text("grade", grade(band.grade));
        json_.text("kind", band_name(band.kind));
        if (has_low(band.kind)) band.low_area.empty() ? json_.text("low", edge(band.low)) : json_.text("low_area", band.low_area);
        if (has_high(band.kind)) band.high_area.empty() ? json_.text("high", edge(band.high)) : json_.text("high_area", band.high_area);
        if (band.points != 0) json_.text("points", edge(band.points));
        if (band.percent != 0) json_.text("percent", eval::decimal_text(band.percent * 100));
        if (band.kind == K::better_than || band.kind == K::worse_than) json_.text("previous", name_of(band.previous));
        if (band.months != 0) json_.number("months", band.months);
        if (band.since) json_.text("since", format_day(*band.since));
        json_.close('}');
    }
    json_.close(']');
    json_.key("compared").open('[');
    for (const std::string& text : value.compared) json_.text(text);
    json_.close(']');
    json_.text_or_null("best", grade(value.grade_from));
    json_.text_or_null("worst", grade(value.grade_to));
    json_.close('}');
}

void Proof::entries(const model::Measure& measure, const eval::MeasureResult& result, std::uint32_t period, const eval::Evaluation& run) {
    const eval::MeasurePeriod& at = result.periods[period];
    json_.key("entries").open('[');
    for (const eval::MeasureResult::Item& item : eval::items_behind(context_.expressions, run, result, std::span(&period, 1))) {
        json_.open('{');
        const bool turns = measure.kind == Kind::timescale;
        const data::Row row = turns ? run.timescales[measure.timescale].row[item.entry] : item.entry;
        const model::RecordId record = turns ? context_.rules.timescales[measure.timescale].record : measure.kind == Kind::reported ? measure.figures : measure.record;
        json_.text("record", context_.rules.records[record == model::none ? measure.record : record].name);
        json_.text("key", context_.data.key_of(context_.rules, record == model::none ? measure.record : record, row));
        if (turns) {
            const std::uint32_t turn = run.timescales[measure.timescale].turn[item.entry];
            json_.key("turn");
            turn > 0 ? json_.number(turn) : json_.null();
        }
        json_.text("counts", item.unknown ? "unknown" : item.numerator ? "numerator" : "denominator");
        if (measure.kind == Kind::reported) cell("figure", record == model::none ? measure.record : record, row, measure.reported_value);
        if (!turns && measure.kind != Kind::reported) {
            const eval::Batch batch = eval::batch_of(measure, at, std::min(at.to, context_.expressions.as_of_day()), {row});
            json_.key("clauses").open('[');
            clause("counted by", measure.counted_by, batch);
            clause("out of", measure.denominator_where, batch);
            clause("where", measure.numerator_where, batch);
            clause("figure", measure.value, batch);
            clause("out of figure", measure.out_of, batch);
            json_.close(']');
        }
        json_.close('}');
    }
    json_.close(']');
}

std::string Proof::of_measure(const model::Measure& measure, const eval::MeasureResult& result, const eval::MeasureValue* value, const eval::Evaluation& run) {
    begin("measure");
    json_.text("rule", measure.name);
    json_.text("kind", kind_name(measure.kind));
    json_.text("law", measure.law);
    json_.text("confidence", name_of(measure.confidence));
    const auto rest = [&] {
        if (measure.kind == Kind::timescale) {
            json_.text("timescale", context_.rules.timescales[measure.timescale].name);
            json_.key("that_are").open('[');
            for (const model::Outcome outcome : measure.numerator) json_.text(name_of(outcome));
            json_.close(']');
        }
        if (measure.kind != Kind::reported) json_.text("counted", counted_name(measure.counted));
        if (measure.kind == Kind::percentile) json_.text("percentile", eval::decimal_text(measure.percentile));
        if (measure.floor) json_.text("floor", eval::decimal_text(*measure.floor));
        if (measure.kind == Kind::rate) json_.text("per", eval::decimal_text(measure.per));
        json_.number("unplaced", result.unplaced);
        json_.key("period");
        if (value == nullptr) return json_.null();
        const eval::MeasurePeriod& period = result.periods[value->period];
        json_.open('{');
        json_.text("kind", name_of(period.kind));
        json_.text("name", period.name);
        json_.text("from", format_day(period.from));
        json_.text("to", format_day(period.to));
        json_.yes_no("so_far", period.so_far);
        json_.close('}');
        if (value->hidden) return json_.text("opaque", "the figure is hidden: small numbers");
        if (measure.kind != Kind::reported) {
            json_.number("numerator", value->numerator);
            json_.number("denominator", value->denominator);
            json_.number("unknown", value->unknown);
        }
        const auto fraction = [&](std::string_view name, std::int64_t n, std::int64_t d) {
            json_.key(name);
            if (d == 0) return json_.null();
            json_.open('{');
            json_.text("n", std::to_string(n));
            json_.text("d", std::to_string(d));
            json_.close('}');
        };
        fraction("worst", value->low_n, value->low_d);
        fraction("best", value->high_n, value->high_d);
        json_.text_or_null("shown", eval::measure_text(measure, *value));
        bands(measure, *value, period.to);
        entries(measure, result, value->period, run);
    };
    rest();
    if (measure.kind == Kind::rate && value != nullptr && !value->hidden) json_.text("opaque", "the population is told by its sum alone");
    values();
    json_.close('}');
    return std::move(out_);
}

void Proof::need(const model::Need& need, const eval::NeedResult& result) {
    using K = model::Need::Kind;
    json_.open('{');
    const auto rule = [&](std::string_view kind, std::string_view name) {
        json_.text("kind", kind);
        json_.text("rule", name);
    };
    switch (need.kind) {
        case K::measure: {
            const model::Measure& measure = context_.rules.measures[need.ref];
            rule("measure", measure.name);
            json_.text("grade_is", need.compare == model::Need::Compare::at_least ? "at least" : need.compare == model::Need::Compare::at_most ? "at most" : "exactly");
            if (measure.scale != model::none) json_.text("grade", context_.rules.scales[measure.scale].grades[need.grade]);
            json_.number("months_in_a_row", need.months_in_a_row);
            break;
        }
        case K::no_breach:
        case K::at_most:
            rule("timescale", context_.rules.timescales[need.ref].name);
            json_.number("breaches_at_most", need.kind == K::at_most ? need.at_most : 0);
            json_.text_or_null("since", need.since == model::min_day ? std::string() : format_day(need.since));
            break;
        case K::check: rule("check", context_.rules.checks[need.ref].name); break;
        case K::action: rule("action", context_.rules.actions[need.ref].name); break;
        case K::milestone: {
            json_.text("kind", "milestone");
            json_.text("by", format_day(need.by));
            // After its day it is judged on the data as it stood then.
            const auto earlier = need.by < context_.expressions.as_of_day() ? std::make_unique<eval::Standing>(context_.expressions, need.by, context_.evaluation) : nullptr;
            const eval::Expressions& expressions = earlier ? earlier->expressions : context_.expressions;
            const Context then{context_.rules, context_.data, context_.calendars, context_.evaluation, expressions};
            eval::Batch batch;
            batch.n = 1;
            Proof proof(then, texts_, most_rows_);
            json_.key("proof").raw(proof.of_milestone(need.milestone, batch));
            break;
        }
    }
    json_.text("state", need_state(result.state));
    json_.text("sentence", result.sentence);
    json_.close('}');
}

std::string Proof::of_milestone(model::ExprId condition, const eval::Batch& batch) {
    begin("milestone");
    json_.key("clauses").open('[');
    clause("milestone", condition, batch);
    json_.close(']');
    values();
    json_.close('}');
    return std::move(out_);
}

std::string Proof::of_action(model::ActionId id) {
    const model::Action& action = context_.rules.actions[id];
    const eval::ActionResult& result = context_.evaluation.actions[id];
    begin("action");
    json_.text("rule", action.name);
    json_.text("state", result.rule == model::none ? "not_run" : name_of(result.state));
    json_.text("law", action.law);
    json_.text("owner", result.owner);
    json_.text_or_null("due", result.due ? format_day(*result.due) : std::string());
    json_.yes_no("says_done_on", action.says_done_on);
    json_.yes_no("recorded_done", result.recorded_done);
    json_.text_or_null("done_on", result.done_on ? format_day(*result.done_on) : std::string());
    json_.yes_no("evidenced", result.evidenced);
    if (action.log) {
        row_name("log", action.log->record, result.log_row);
        cell("log_done", action.log->record, result.log_row, action.log->done);
        cell("log_due", action.log->record, result.log_row, action.log->due);
    }
    json_.key("needs").open('[');
    for (std::size_t l = 0; l < result.needs.size(); ++l) {
        json_.open('{');
        json_.text("of", action.needs[l].any ? "any" : "all");
        json_.text("state", need_state(result.lines[l]));
        json_.key("needs").open('[');
        for (std::size_t n = 0; n < result.needs[l].size(); ++n) need(action.needs[l].needs[n], result.needs[l][n]);
        json_.close(']');
        json_.close('}');
    }
    json_.close(']');
    values();
    json_.close('}');
    return std::move(out_);
}

}  // namespace duly::explain
