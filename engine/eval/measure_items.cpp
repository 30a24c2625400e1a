#include "engine/eval/measure_items.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_doubt.hpp"
#include "engine/eval/steps.hpp"

namespace duly::eval {

namespace {

using Kind = model::Measure::Kind;
using CountedWhen = model::Measure::Counted;

bool has(const std::vector<model::Outcome>& list, model::Outcome outcome) { return std::find(list.begin(), list.end(), outcome) != list.end(); }

// Section "who counts": what has no bearing on the measure never counts, what is still open only when it is named.
bool counts(const model::Measure& measure, model::Outcome outcome) {
    switch (outcome) {
        case Outcome::excluded:
        case Outcome::not_applicable:
        case Outcome::no_due_date: return false;
        case Outcome::due:
        case Outcome::due_soon: return has(measure.numerator, outcome);
        default: return true;
    }
}

void judge(const model::Measure& measure, model::Outcome outcome, Counted& item) {
    item.numerator = has(measure.numerator, outcome);
    // `not run` was not looked at, so nothing is known of it.
    item.unknown = !item.numerator && (outcome == Outcome::unknown || outcome == Outcome::not_run);
}

std::int64_t time_that_counts(const TimescaleResult& result, CountedWhen counted, std::size_t entry) {
    switch (counted) {
        case CountedWhen::done: return result.done[entry];
        case CountedWhen::started: return result.from[entry];
        default: return result.due[entry];
    }
}

// Counted when done, what is not done is not counted: it has no day, and that is no fault of the data.
bool simply_not_done(const TimescaleResult& result, CountedWhen counted, std::size_t entry) {
    if (counted != CountedWhen::done || result.done[entry] != no_time) return false;
    const Outcome outcome = result.outcome[entry];
    return outcome != Outcome::unknown && outcome != Outcome::not_run;
}

void sort_by_day(std::vector<Counted>& items) {
    std::stable_sort(items.begin(), items.end(), [](const Counted& a, const Counted& b) { return a.first < b.first; });
}

// Could the row count at all, whatever the period? Rows that surely do not count are not reported as unplaced.
std::vector<std::uint8_t> may_count(const Expressions& expressions, const model::Measure& measure, const std::vector<Row>& rows) {
    std::vector<std::uint8_t> may(rows.size(), 1);
    Batch batch;
    batch.n = rows.size();
    batch.rows = {rows};
    std::vector<model::ExprId> conditions{measure.denominator_where};
    if (measure.kind == Kind::count) conditions.push_back(measure.numerator_where);
    for (model::ExprId condition : conditions) {
        if (condition == model::none) continue;
        const Values values = expressions.evaluate(condition, batch);
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (values.is_false(i)) may[i] = 0;
    }
    return may;
}

Placed placed_entries(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far) {
    Placed placed;
    const TimescaleResult& result = so_far.timescales[measure.timescale];
    if (measure.counted == CountedWhen::open_on_last_day) {
        for (std::size_t i = 0; i < result.from.size(); ++i) {
            if (result.from[i] == no_time) continue;
            const Day day = day_of_time(result.from[i]);
            placed.first_case = std::min(placed.first_case.value_or(day), day);
        }
        return placed;
    }
    const std::vector<std::uint8_t> doubtful = entries_in_doubt(expressions, measure.timescale, result);
    for (std::size_t i = 0; i < result.outcome.size(); ++i) {
        if (!counts(measure, result.outcome[i]) || simply_not_done(result, measure.counted, i)) continue;
        Counted item{static_cast<std::uint32_t>(i), result.row[i], 0, 0, false, false, 0};
        judge(measure, result.outcome[i], item);
        if (doubtful[i] != 0) { item.numerator = false; item.unknown = true; }
        const std::int64_t time = time_that_counts(result, measure.counted, i);
        if (time == no_time) { placed.unplaced.push_back(item.entry); continue; }
        item.first = item.last = day_of_time(time);
        if (item.first <= expressions.as_of_day()) placed.items.push_back(item);
    }
    if (!placed.unplaced.empty() && measure.denominator_where != model::none) {
        std::vector<Row> rows;
        for (std::uint32_t entry : placed.unplaced) rows.push_back(result.row[entry]);
        const std::vector<std::uint8_t> may = may_count(expressions, measure, rows);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < may.size(); ++i)
            if (may[i] != 0) placed.unplaced[kept++] = placed.unplaced[i];
        placed.unplaced.resize(kept);
    }
    sort_by_day(placed.items);
    return placed;
}

// The day that a row of the record began, for the first period of a count on the last day.
Values beginnings(const Expressions& expressions, model::RecordId record, const std::vector<Row>& rows) {
    const model::Record& shape = expressions.rules().records[record];
    const model::FieldId field = shape.orders != model::none ? shape.orders : shape.span_from;
    return field == model::none ? Values{} : expressions.field(record, field, rows);
}

Day day_of(const Values& values, std::int64_t v) { return values.type == model::Type::moment ? uk_day(v) : static_cast<Day>(v); }

Placed placed_rows(const Expressions& expressions, const model::Measure& measure) {
    Placed placed;
    const std::vector<Row> rows = expressions.visible_rows(measure.record);
    if (rows.empty()) return placed;
    if (measure.counted_by == model::none) {
        const Values began = beginnings(expressions, measure.record, rows);
        for (std::size_t i = 0; i < began.size(); ++i) {
            if (began.s[i] != Presence::known) continue;
            const Day day = day_of(began, began.v[i]);
            placed.first_case = std::min(placed.first_case.value_or(day), day);
        }
        if (!placed.first_case) placed.first_case = expressions.as_of_day();
        return placed;
    }
    Batch batch;
    batch.n = rows.size();
    batch.rows = {rows};
    const Values days = expressions.evaluate(measure.counted_by, batch);
    const std::vector<std::uint8_t> may = may_count(expressions, measure, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (days.s[i] == Presence::blank) continue;
        Counted item{rows[i], rows[i], 0, 0, false, false, 0};
        if (days.s[i] != Presence::known) {
            if (may[i] != 0) placed.unplaced.push_back(item.entry);
            continue;
        }
        item.first = day_of(days, days.v[i]);
        item.last = day_of(days, days.last(i));
        if (item.first <= expressions.as_of_day()) placed.items.push_back(item);
    }
    sort_by_day(placed.items);
    return placed;
}

// Kleene over the conditions of a `records` or `count` measure; drops items that surely do not count.
void judge_rows(const Expressions& expressions, const model::Measure& measure, const MeasurePeriod& period, Day that_day, std::vector<Counted>& items) {
    Batch batch;
    batch.n = items.size();
    batch.rows.emplace_back();
    for (const Counted& item : items) batch.rows[0].push_back(item.row);
    batch.that_day.assign(items.size(), that_day);
    batch.period_from = period.from;
    batch.period_to = period.to;
    const auto evaluate = [&](model::ExprId id) { return id == model::none ? Values{} : expressions.evaluate(id, batch); };
    const Values out_of = evaluate(measure.denominator_where), where = evaluate(measure.numerator_where);
    const auto no = [](const Values& values, std::size_t i) { return values.size() != 0 && values.is_false(i); };
    const auto yes = [](const Values& values, std::size_t i) { return values.size() == 0 || values.is_true(i); };
    std::vector<Counted> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (no(out_of, i) || (measure.kind == Kind::count && no(where, i))) continue;
        Counted item = items[i];
        item.numerator = yes(out_of, i) && yes(where, i);
        // Not told whether it belongs: it stays in the denominator, so the interval holds every possible value.
        item.unknown = !item.numerator && !(yes(out_of, i) && no(where, i));
        kept.push_back(item);
    }
    items = std::move(kept);
}

// The `where` of a timescale measure: what surely falls outside is dropped, what is not told stays as unknown.
void narrow(const Expressions& expressions, const model::Measure& measure, const MeasurePeriod& period, Day that_day, std::vector<Counted>& items) {
    if (measure.denominator_where == model::none || items.empty()) return;
    Batch batch;
    batch.n = items.size();
    batch.rows.emplace_back();
    for (const Counted& item : items) batch.rows[0].push_back(item.row);
    batch.that_day.assign(items.size(), that_day);
    batch.period_from = period.from;
    batch.period_to = period.to;
    const Values where = expressions.evaluate(measure.denominator_where, batch);
    std::vector<Counted> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (where.is_false(i)) continue;
        kept.push_back(items[i]);
        if (where.is_true(i)) continue;
        kept.back().numerator = false;
        kept.back().unknown = true;
    }
    items = std::move(kept);
}

std::vector<Counted> open_entries(const Expressions& standing, const model::Measure& measure, const Evaluation& so_far, const MeasurePeriod& period) {
    const TimescaleResult& now = so_far.timescales[measure.timescale];
    std::vector<Row> rows;      // only those that had started can be open
    for (std::size_t i = 0; i < now.row.size(); ++i)
        if (now.from[i] != no_time && day_of_time(now.from[i]) <= period.to && (rows.empty() || rows.back() != now.row[i])) rows.push_back(now.row[i]);
    if (rows.empty()) return {};
    const TimescaleResult then = evaluate_timescale(standing, measure.timescale, &rows);
    std::vector<Counted> items;
    for (std::size_t i = 0; i < then.outcome.size(); ++i) {
        const Outcome outcome = then.outcome[i];
        const bool open = outcome == Outcome::overdue || outcome == Outcome::due || outcome == Outcome::due_soon;
        const bool maybe = (outcome == Outcome::unknown || outcome == Outcome::not_run) && then.from[i] != no_time && then.done[i] == no_time;
        if (!open && !maybe) continue;
        // The entry of today that became of it, for whoever asks which cases stand behind the value.
        auto at = std::lower_bound(now.row.begin(), now.row.end(), then.row[i]);
        std::uint32_t entry = static_cast<std::uint32_t>(at - now.row.begin());
        for (std::size_t e = entry; e < now.row.size() && now.row[e] == then.row[i]; ++e)
            if (now.turn[e] == then.turn[i]) entry = static_cast<std::uint32_t>(e);
        Counted item{entry, then.row[i], period.to, period.to, false, false, 0};
        judge(measure, outcome, item);
        items.push_back(item);
    }
    return items;
}

}  // namespace

Day day_of_time(std::int64_t time) {
    // Days from 1600 to 2999 stay below a million; moments are seconds.
    return time > -1'000'000 && time < 1'000'000 ? static_cast<Day>(time) : uk_day(time);
}

Placed placed_items(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups) {
    Placed placed = measure.kind == Kind::timescale ? placed_entries(expressions, measure, so_far) : placed_rows(expressions, measure);
    groups.assign(expressions, so_far, placed.items);
    if (!placed.items.empty()) placed.first_case = placed.items.front().first;
    return placed;
}

std::vector<Counted> items_of(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, const Placed& placed,
                              const MeasurePeriod& period, Groups& groups) {
    const Day last = std::min(period.to, expressions.as_of_day());
    const bool on_last_day = measure.kind == Kind::timescale ? measure.counted == CountedWhen::open_on_last_day : measure.counted_by == model::none;
    if (on_last_day) {
        std::optional<Standing> earlier;
        if (last < expressions.as_of_day()) earlier.emplace(expressions, last, so_far);
        const Expressions& standing = earlier ? earlier->expressions : expressions;
        std::vector<Counted> items;
        if (measure.kind == Kind::timescale) {
            items = open_entries(standing, measure, so_far, period);
            narrow(standing, measure, period, last, items);
        } else {
            for (Row row : standing.visible_rows(measure.record)) items.push_back({row, row, last, last, false, false, 0});
            judge_rows(standing, measure, period, last, items);
        }
        groups.assign_on(standing, last, items);
        return items;
    }
    auto from = std::lower_bound(placed.items.begin(), placed.items.end(), period.from, [](const Counted& item, Day day) { return item.first < day; });
    std::vector<Counted> items;
    for (; from != placed.items.end() && from->first <= period.to; ++from)
        if (from->last <= period.to) items.push_back(*from);
    std::sort(items.begin(), items.end(), [](const Counted& a, const Counted& b) { return a.entry < b.entry; });
    if (measure.kind == Kind::timescale) narrow(expressions, measure, period, last, items);
    else judge_rows(expressions, measure, period, last, items);
    return items;
}

}  // namespace duly::eval
