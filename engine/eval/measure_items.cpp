#include "engine/eval/measure_items.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_groups.hpp"
#include "engine/eval/measure_judge.hpp"
#include "engine/eval/measure_once.hpp"
#include "engine/eval/measure_turns.hpp"

namespace duly::eval {

namespace {

using Kind = model::Measure::Kind;
using CountedWhen = model::Measure::Counted;

bool of_turns(const model::Measure& measure) { return measure.kind == Kind::timescale || measure.kind == Kind::every; }

Placed placed_entries(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far) {
    const bool under = measure.kind == Kind::every;
    Placed placed = under ? placed_under(expressions, measure, so_far)
                          : placed_turns(expressions, {measure.timescale, measure.numerator, measure.counted}, so_far);
    if (!placed.unplaced.empty() && measure.denominator_where != model::none) {
        std::vector<Row> rows;
        for (std::uint32_t entry : placed.unplaced) rows.push_back(under ? entry : so_far.timescales[measure.timescale].row[entry]);
        const std::vector<std::uint8_t> may = may_count(expressions, measure, rows);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < may.size(); ++i)
            if (may[i] != 0) placed.unplaced[kept++] = placed.unplaced[i];
        placed.unplaced.resize(kept);
    }
    sort_by_day(placed.items);
    if (!placed.items.empty()) placed.first_case = placed.items.front().first;
    return placed;
}

Day day_of(const Values& values, std::int64_t v, const TimeZone& zone) { return values.type == model::Type::moment ? zone.day(v) : static_cast<Day>(v); }

std::vector<Row> rows_of(const std::vector<Counted>& items) {
    std::vector<Row> rows;
    rows.reserve(items.size());
    for (const Counted& item : items) rows.push_back(item.row);
    return rows;
}

// A row known only to a month or year that has not ended, or below such a one, may not be there yet.
bool perhaps_absent(const Expressions& standing, model::RecordId record, Row row) {
    for (; record != model::none && row != data::no_row; record = standing.rules().records[record].parent) {
        if (!standing.certainly_linked(record, row)) return true;
        const data::ParentRows& parents = standing.data().table(record).parent;
        row = parents.empty() ? data::no_row : parents[row];
    }
    return false;
}

// The records that stand on a day, as they count.
std::vector<Counted> standing_rows(const Expressions& standing, const model::Measure& measure, const MeasurePeriod& period, Day day) {
    const Batch batch = batch_of(measure, period, day, standing.visible_rows(measure.record));
    const Judge judge(standing, measure, batch);
    std::vector<Counted> items;
    Counted item;
    item.first = item.last = day;
    for (std::size_t i = 0; i < batch.n; ++i) {
        if (judge.drops(i)) continue;
        item.entry = item.row = batch.rows[0][i];
        item.perhaps_absent = perhaps_absent(standing, measure.record, item.row);
        if (judge(i, item.perhaps_absent, item)) items.push_back(item);
    }
    return items;
}

void judge_rows(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted>& items) {
    const Judge judge(expressions, measure, batch);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!judge(i, items[i].perhaps_absent, items[i])) continue;
        if (kept != i) items[kept] = items[i];
        ++kept;
    }
    items.resize(kept);
}

Placed placed_rows(const Expressions& expressions, const model::Measure& measure) {
    Placed placed;
    const std::vector<Row> rows = expressions.visible_rows(measure.record);
    if (rows.empty()) return placed;
    if (measure.counted_by == model::none) {
        placed.first_case = first_day_of(expressions, measure, rows);
        return placed;
    }
    Batch batch;
    batch.n = rows.size();
    batch.rows = {rows};
    batch.calendar = measure.calendar;
    const Values days = expressions.evaluate(measure.counted_by, batch);
    struct Dated { Day first = 0, last = 0; Row row = 0; };
    std::vector<Dated> dated;
    std::vector<Row> undated;
    dated.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (days.s[i] == Presence::blank) continue;
        if (days.s[i] != Presence::known) {
            undated.push_back(rows[i]);
            continue;
        }
        const Day first = day_of(days, days.v[i], expressions.zone());
        if (first <= expressions.as_of_day()) dated.push_back({first, day_of(days, days.last(i), expressions.zone()), rows[i]});
    }
    const std::vector<std::uint8_t> may = may_count(expressions, measure, undated);
    for (std::size_t i = 0; i < undated.size(); ++i)
        if (may[i] != 0) placed.unplaced.push_back(undated[i]);
    sort_by_day(dated);
    placed.items.reserve(dated.size());
    for (const Dated& one : dated) placed.items.push_back({one.row, one.row, one.first, one.last, false, false, 0});
    if (!placed.items.empty()) placed.first_case = placed.items.front().first;
    return placed;
}

// The conditions beside turns: what surely falls outside is dropped, what is not told stays as unknown.
void narrow(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted>& items) {
    if (items.empty() || (measure.denominator_where == model::none && measure.numerator_where == model::none)) return;
    const Values out_of = holding(expressions, measure.denominator_where, batch), where = holding(expressions, measure.numerator_where, batch);
    std::vector<Counted> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (no(out_of, i)) continue;
        Counted item = items[i];
        const bool fails = no(where, i) || (!item.numerator && !item.unknown);
        const bool holds = item.numerator && yes(where, i);
        // Where it is not told whether it counts, neither is what it would add.
        item.unknown = !yes(out_of, i) || (!fails && !holds);
        item.doubt = doubt_of(yes(out_of, i), holds, fails);
        item.numerator = !item.unknown && holds;
        kept.push_back(item);
    }
    items = std::move(kept);
}

}  // namespace

Day day_of_time(std::int64_t time, const TimeZone& zone) {
    // Days from 1600 to 2999 stay below a million; moments are seconds.
    return time > -1'000'000 && time < 1'000'000 ? static_cast<Day>(time) : zone.day(time);
}

Batch batch_of(const model::Measure& measure, const MeasurePeriod& period, Day that_day, std::vector<Row> rows) {
    Batch batch;
    batch.n = rows.size();
    batch.rows.push_back(std::move(rows));
    batch.that_day.assign(batch.n, that_day);
    batch.period_from = period.from;
    batch.period_to = period.to;
    batch.calendar = measure.calendar;
    return batch;
}

std::vector<Counted> judged_rows(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted> items) {
    judge_rows(expressions, measure, batch, items);
    return items;
}

std::vector<Counted> narrowed_turns(const Expressions& expressions, const model::Measure& measure, const Batch& batch, std::vector<Counted> items) {
    narrow(expressions, measure, batch, items);
    return items;
}

bool stands_on_last_day(const model::Measure& measure) {
    return of_turns(measure) ? measure.counted == CountedWhen::open_on_last_day : measure.counted_by == model::none;
}

Placed placed_items(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups, unsigned threads) {
    Placed placed = judged_once(expressions.rules(), measure) ? placed_once(expressions, measure, so_far, threads)
                    : of_turns(measure)                       ? placed_entries(expressions, measure, so_far)
                                                              : placed_rows(expressions, measure);
    // Rows that stand for several turns are grouped when it is known which of these a period counts.
    if (measure.kind != Kind::every) groups.assign(expressions, so_far, placed.items);
    return placed;
}

std::vector<MeasureResult::Item> items_behind(const Expressions& expressions, const Evaluation& so_far, const MeasureResult& result, std::span<const std::uint32_t> periods) {
    std::vector<MeasureResult::Item> found;
    const model::Measure* measure = result.rule == model::none ? nullptr : &expressions.rules().measures[result.rule];
    // Those that are the same for every period are found again, since only explanations ask for them.
    const auto again = [&](std::uint32_t period) { return measure != nullptr && measure->kind != Kind::rate && period < result.first_kind && judged_once(expressions.rules(), *measure); };
    Placed placed;
    if (std::any_of(periods.begin(), periods.end(), again)) placed = placed_once(expressions, *measure, so_far, 1);
    for (const std::uint32_t period : periods) {
        const auto first = static_cast<std::ptrdiff_t>(found.size());
        if (again(period))
            in_period(placed.items, result.periods[period], [&](const Counted& item) { found.push_back({item.entry, period, item.numerator, item.unknown}); });
        std::sort(found.begin() + first, found.end(), [](const MeasureResult::Item& a, const MeasureResult::Item& b) { return a.entry < b.entry; });
        for (const MeasureResult::Item& item : result.items)
            if (item.period == period) found.push_back(item);
    }
    return found;
}

PeriodItems items_of(const Expressions& expressions, const Expressions& standing, const model::Measure& measure, const Evaluation& so_far,
                     const Placed& placed, const MeasurePeriod& period, Groups& groups) {
    const Day last = std::min(period.to, expressions.as_of_day());
    const bool on_last_day = stands_on_last_day(measure);
    PeriodItems out;
    if (placed.judged) {
        in_period(placed.items, period, [&](const Counted& item) { out.items.push_back(&item); });
        return out;
    }
    std::vector<Counted>& items = out.own;
    if (on_last_day) {
        if (measure.kind == Kind::timescale) items = open_turns(placed, standing, {measure.timescale, measure.numerator, measure.counted}, so_far, period);
        else if (measure.kind == Kind::every) items = open_under(placed, standing, measure, so_far, period);
        else items = standing_rows(standing, measure, period, last);
    } else {
        in_period(placed.items, period, [&](const Counted& item) { items.push_back(item); });
        std::sort(items.begin(), items.end(), [](const Counted& a, const Counted& b) { return a.entry < b.entry; });
    }
    if (measure.kind == Kind::every) items = one_a_row(std::move(items));
    const bool turns = of_turns(measure);
    if (turns ? measure.denominator_where != model::none || measure.numerator_where != model::none : !on_last_day) {
        const Batch batch = batch_of(measure, period, last, rows_of(items));
        if (turns) narrow(on_last_day ? standing : expressions, measure, batch, items);
        else judge_rows(expressions, measure, batch, items);
    }
    if (on_last_day) groups.assign_on(standing, last, items);
    else if (measure.kind == Kind::every) groups.assign(expressions, so_far, items);
    out.items.reserve(items.size());
    for (const Counted& item : items) out.items.push_back(&item);
    return out;
}

}  // namespace duly::eval
