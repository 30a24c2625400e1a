#include "engine/eval/measure_days.hpp"

#include <algorithm>

#include "engine/eval/measure_items.hpp"

namespace duly::eval {

namespace {

std::optional<PossibleDays> days_between(std::int64_t first, std::int64_t last, const TimeZone& zone) {
    if (first == no_time || last == no_time) return std::nullopt;
    return PossibleDays{day_of_time(first, zone), day_of_time(last, zone)};
}

}  // namespace

TurnDays::TurnDays(const Expressions& expressions, model::TimescaleId rule, const TimescaleResult& result)
    : expressions_(expressions), rule_(expressions.rules().timescales[rule]), result_(result) {}

// Versions that share one wording need not be told apart.
const model::TimescaleVersion* TurnDays::version(std::uint32_t entry) const {
    const std::uint16_t at = result_.version[entry];
    return at < rule_.versions.size() ? &rule_.versions[at] : rule_.versions.size() == 1 ? &rule_.versions.front() : nullptr;
}

std::optional<PossibleDays> TurnDays::date(model::ExprId date, const model::TimescaleVersion& version, std::uint32_t entry) const {
    if (date == model::none) return std::nullopt;
    Batch batch;
    batch.n = 1;
    batch.rows = {{result_.row[entry]}};
    batch.calendar = version.calendar;
    batch.not_yet = true;
    const Values value = expressions_.evaluate(date, batch);
    if (value.s[0] != Presence::known) return std::nullopt;
    const bool moment = value.type == model::Type::moment;
    const TimeZone& zone = expressions_.zone();
    return PossibleDays{moment ? zone.day(value.v[0]) : static_cast<Day>(value.v[0]), moment ? zone.day(value.last(0)) : static_cast<Day>(value.last(0))};
}

// All turns of a row are traced at once, and mostly asked for one after the other.
const EntryTrace* TurnDays::traced(std::uint32_t entry) const {
    if (!expressions_.has_partial_dates()) return nullptr;
    const Row row = result_.row[entry];
    if (row != traced_row_) {
        traced_ = trace_timescale(expressions_, result_.rule, row);
        traced_row_ = row;
    }
    const auto first = static_cast<std::uint32_t>(std::lower_bound(result_.row.begin(), result_.row.end(), row) - result_.row.begin());
    return entry - first < traced_.size() ? &traced_[entry - first] : nullptr;
}

std::optional<PossibleDays> TurnDays::started(std::uint32_t entry) const {
    if (result_.from[entry] != no_time) return days_between(result_.from[entry], result_.from[entry], expressions_.zone());
    if (!expressions_.has_partial_dates()) return std::nullopt;
    const model::TimescaleVersion* v = version(entry);
    if (v != nullptr && !v->each && v->shape != model::Shape::two_tiers) return date(v->from_date, *v, entry);
    const EntryTrace* const trace = traced(entry);
    return trace ? days_between(trace->start_first, trace->start_last, expressions_.zone()) : std::nullopt;
}

std::optional<PossibleDays> TurnDays::done(std::uint32_t entry) const {
    if (result_.done[entry] != no_time) return days_between(result_.done[entry], result_.done[entry], expressions_.zone());
    const model::TimescaleVersion* v = version(entry);
    if (v != nullptr && !v->each) return date(v->to, *v, entry);
    const EntryTrace* const trace = traced(entry);
    if (!trace || !trace->done_in.certain || trace->done_in.untold) return std::nullopt;
    return days_between(trace->done_in.first, trace->done_in.last, expressions_.zone());
}

std::optional<PossibleDays> TurnDays::due(std::uint32_t entry) const {
    if (result_.due[entry] != no_time) return days_between(result_.due[entry], result_.due[entry], expressions_.zone());
    const auto start = expressions_.has_partial_dates() ? started(entry) : std::nullopt;
    if (!start || start->first == start->last) return std::nullopt;
    const EntryTrace* const trace = traced(entry);
    return trace ? days_between(trace->due_trace.due, trace->due_trace.due_last, expressions_.zone()) : std::nullopt;
}

bool TurnDays::over(std::uint32_t entry) const {
    const model::TimescaleVersion* v = version(entry);
    if (v == nullptr) return false;
    return done(entry).has_value() || (!v->each && date(v->stop, *v, entry).has_value());
}

}  // namespace duly::eval
