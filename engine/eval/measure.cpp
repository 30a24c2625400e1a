#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>

#include "engine/data/parallel.hpp"
#include "engine/eval/measure_history.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/measure_reported.hpp"
#include "engine/eval/measure_tally.hpp"
#include "engine/eval/measure_value.hpp"
#include "engine/eval/steps.hpp"

namespace duly::eval {

namespace {

using Kind = model::Measure::Kind;

AsOf as_of(const Expressions& expressions) { return {expressions.as_of_day(), !expressions.as_of_is_moment()}; }

// The items of one row.
struct Pile {
    Tally tally;
    std::vector<ItemValue> values, out_of;
};

bool of_values(const model::Measure& measure) { return measure.value != model::none; }

// Do its bands compare with earlier periods?
bool looks_at_history(const model::Measure& measure) {
    using enum model::Band::Kind;
    for (const model::BandSet& set : measure.bands)
        for (const model::Band& band : set.bands)
            for (const auto kind : {better_than, worse_than, risen_for, fallen_for, risen_by, fallen_by})
                if (band.kind == kind) return true;
    return false;
}

void add_item(const model::Measure& measure, Pile& pile, const Counted& item) {
    ++pile.tally.denominator;
    if (item.numerator) ++pile.tally.numerator;
    if (item.unknown) {
        ++pile.tally.unknown;
        if (item.doubt == Doubt::counting) ++pile.tally.perhaps;
        if (item.doubt == Doubt::counting_met) ++pile.tally.perhaps_met;
        if (item.doubt == Doubt::counting_unmet) ++pile.tally.perhaps_unmet;
    }
    if (!of_values(measure)) return;
    pile.values.push_back(item.value);
    pile.out_of.push_back(item.out_of);
}

void set_figure(MeasureValue& value, const model::Measure& measure, const Pile& pile, const std::optional<std::int64_t>& population) {
    if (measure.kind == Kind::rate) set_rate(value, measure, pile.tally, population);
    else if (measure.kind == Kind::sums) set_sums(value, measure, pile.values, pile.out_of);
    else if (of_values(measure)) set_statistic(value, measure, pile.values);
    else set_value(value, measure, pile.tally);
}

std::vector<std::uint32_t> in_order_of_names(const Groups& groups, std::size_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return groups.names(a) < groups.names(b); });
    return order;
}

// The rows of one period: the total first, then the groups in order of their names. `each` calls what it is given with each item.
template <typename Each>
std::vector<MeasureValue> values_of(const model::Measure& measure, std::uint32_t period, const Population& population, const Groups& groups, const Each& each) {
    Pile total;
    std::vector<Pile> by_group(measure.by.empty() ? 0 : groups.size());
    each([&](const Counted& item) {
        add_item(measure, total, item);
        if (!by_group.empty()) add_item(measure, by_group[item.group], item);
    });
    std::vector<MeasureValue> values;
    const auto add = [&](std::vector<std::string> group, const Pile& pile, const std::optional<std::int64_t>& people) {
        MeasureValue value;
        value.period = period;
        value.group = std::move(group);
        set_figure(value, measure, pile, people);
        values.push_back(std::move(value));
    };
    add({}, total, population.total);
    for (const std::uint32_t g : in_order_of_names(groups, by_group.size())) {
        const auto people = population.groups.find(g);
        if (by_group[g].tally.denominator == 0 && people == population.groups.end()) continue;
        add(groups.names(g), by_group[g], people == population.groups.end() ? std::nullopt : people->second);
    }
    hide_small(values.data(), values.data() + values.size(), measure);
    return values;
}

void append(std::vector<MeasureValue>& to, std::vector<MeasureValue>&& values) { std::move(values.begin(), values.end(), std::back_inserter(to)); }

// All periods, of items that are kept and judged once for all of them.
void add_values_once(MeasureResult& result, const model::Measure& measure, const std::vector<Counted>& items, const Groups& groups, unsigned threads) {
    std::vector<std::vector<MeasureValue>> values(result.periods.size());
    data::run_tasks(threads, values.size(), [&](std::size_t p) {
        const auto each = [&](const auto& take) { in_period(items, result.periods[p], take); };
        values[p] = values_of(measure, static_cast<std::uint32_t>(p), {}, groups, each);
    });
    for (auto& one : values) append(result.values, std::move(one));
}

// The same of items that were only counted.
void add_values_counted(MeasureResult& result, const model::Measure& measure, const OnceCounts& counts, const Groups& groups) {
    const std::vector<std::uint32_t> order = in_order_of_names(groups, measure.by.empty() ? 0 : groups.size());
    const auto add = [&](std::uint32_t period, const Tally& tally) -> MeasureValue& {
        MeasureValue& value = result.values.emplace_back();
        value.period = period;
        set_value(value, measure, tally);
        return value;
    };
    result.values.reserve(result.periods.size() * (order.size() + 1));
    for (std::uint32_t p = 0; p < result.periods.size(); ++p) {
        const std::vector<Tally> tallies = counts.in(result.periods[p]);
        Tally total;
        for (const Tally& tally : tallies) total += tally;
        const std::size_t first = result.values.size();
        add(p, total);
        for (const std::uint32_t g : order)
            if (g < tallies.size() && tallies[g].denominator > 0) add(p, tallies[g]).group = groups.names(g);
        hide_small(result.values.data() + first, result.values.data() + result.values.size(), measure);
    }
}

// The entries behind the values of a period, in order.
void add_entries(MeasureResult& result, std::uint32_t period, const std::vector<const Counted*>& items) {
    const auto first = static_cast<std::ptrdiff_t>(result.items.size());
    for (const Counted* item : items) result.items.push_back({item->entry, period, item->numerator, item->unknown});
    const auto before = [](const MeasureResult::Item& a, const MeasureResult::Item& b) { return a.entry < b.entry; };
    if (!std::is_sorted(result.items.begin() + first, result.items.end(), before)) std::sort(result.items.begin() + first, result.items.end(), before);
}

// Gives how many of them are of the first kind: they stand first.
std::size_t add_periods(MeasureResult& result, const Expressions& expressions, const model::Measure& measure, Day first_case) {
    std::size_t first_kind = 0;
    const std::size_t last = looks_at_history(measure) ? 0 : expressions.last_periods();
    for (const auto& kind : measure.periods) {
        if (last != 0 && &kind != &measure.periods.front()) break;
        const auto periods = periods_between(expressions.rules(), kind, first_case, as_of(expressions));
        const std::size_t skipped = last != 0 && periods.size() > last ? periods.size() - last : 0;
        result.periods.insert(result.periods.end(), periods.begin() + static_cast<std::ptrdiff_t>(skipped), periods.end());
        if (&kind == &measure.periods.front()) first_kind = result.periods.size();
    }
    return first_kind;
}

// Entries with a day, or possible days, that no period of the first kind holds whole.
void add_unplaced(MeasureResult& result, std::vector<std::uint32_t> entries, const std::vector<Counted>& items, std::size_t first_kind) {
    for (const Counted& item : items) {
        if (item.first == item.last) continue;
        const auto holds = [&](const MeasurePeriod& period) { return item.first >= period.from && item.last <= period.to; };
        if (std::none_of(result.periods.begin(), result.periods.begin() + static_cast<std::ptrdiff_t>(first_kind), holds)) entries.push_back(item.entry);
    }
    std::sort(entries.begin(), entries.end());
    for (std::uint32_t entry : entries) result.items.push_back({entry, model::none, false, true});
    result.unplaced = static_cast<std::int64_t>(entries.size());
}

void add_reported(MeasureResult& result, const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far) {
    Groups groups(measure);
    const Figures figures = reported_figures(expressions, measure, so_far, groups);
    result.unplaced = static_cast<std::int64_t>(figures.unplaced.size());
    if (!figures.figures.empty()) {
        Day first_case = figures.figures.front().first;
        for (const Figure& figure : figures.figures) first_case = std::min(first_case, figure.first);
        result.first_kind = static_cast<std::uint32_t>(add_periods(result, expressions, measure, first_case));
        for (std::uint32_t p = 0; p < result.periods.size(); ++p) {
            const MeasurePeriod& period = result.periods[p];
            const auto add = [&](std::vector<std::string> names, std::optional<std::uint32_t> group, bool wanted) {
                MeasureValue value;
                value.period = p;
                value.group = std::move(names);
                std::vector<const Figure*> repeated;
                const Figure* figure = wanted ? figure_in(figures, period, group, repeated) : nullptr;
                if (figure != nullptr) {
                    set_reported(value, *figure);
                    if (p < result.first_kind) result.items.push_back({figure->row, p, false, figure->missing});
                    for (const Figure* again : repeated) result.diagnostics.push_back(repeated_figure(expressions, measure, period, *figure, *again));
                }
                result.values.push_back(std::move(value));
            };
            std::map<std::vector<std::string>, std::uint32_t> present;
            if (!measure.by.empty())
                for (const Figure& figure : figures.figures)
                    if (figure.first >= period.from && figure.last <= period.to) present.emplace(groups.names(figure.group), figure.group);
            // Ready-made figures of groups do not add up to a total: it is there only when the source gives it, as the
            // row whose groups are all blank.
            const auto blank = present.find(std::vector<std::string>(measure.by.size()));
            const bool has_total = measure.by.empty() || blank != present.end();
            add({}, measure.by.empty() || !has_total ? std::nullopt : std::optional(blank->second), has_total);
            for (const auto& [names, group] : present)
                if (blank == present.end() || group != blank->second) add(names, group, true);
        }
    }
    for (Row row : figures.unplaced) result.items.push_back({row, model::none, false, true});
    sort_diagnostics(result.diagnostics);
    judge_values(expressions, measure, result, comparators_of(expressions, measure, so_far, groups), groups);
}

// Whether what it counts was evaluated at all.
bool can_run(const model::Measure& measure, const Evaluation& so_far) {
    const auto there = [&](model::TimescaleId id) { return id < so_far.timescales.size() && so_far.timescales[id].rule != model::none; };
    if (measure.kind == Kind::timescale) return there(measure.timescale);
    return std::all_of(measure.every.begin(), measure.every.end(), [&](const auto& every) { return there(every.timescale); });
}

}  // namespace

MeasureResult evaluate_measure(const Expressions& expressions, model::MeasureId rule, const Evaluation& so_far, unsigned threads) {
    const model::Measure& measure = expressions.rules().measures[rule];
    MeasureResult result;
    result.rule = rule;
    if (measure.kind == Kind::reported) {
        add_reported(result, expressions, measure, so_far);
        return result;
    }
    if (!can_run(measure, so_far)) {
        result.not_run = true;
        return result;
    }
    Groups groups(measure);
    const bool once = measure.kind != Kind::rate && judged_once(expressions.rules(), measure);      // of a rate each period has its own population
    if (once && !of_values(measure)) {
        if (const auto counts = OnceCounts::of(expressions, measure, so_far, groups, threads)) {
            const OnceAside& aside = counts->aside();
            if (aside.first_case) result.first_kind = static_cast<std::uint32_t>(add_periods(result, expressions, measure, *aside.first_case));
            add_values_counted(result, measure, *counts, groups);
            add_unplaced(result, aside.unplaced, aside.spread, result.first_kind);
            judge_values(expressions, measure, result, comparators_of(expressions, measure, so_far, groups), groups);
            return result;
        }
    }
    const Placed placed = placed_items(expressions, measure, so_far, groups, threads);
    if (placed.first_case) result.first_kind = static_cast<std::uint32_t>(add_periods(result, expressions, measure, *placed.first_case));
    if (once) {
        add_values_once(result, measure, placed.items, groups, threads);
    } else {
        for (std::uint32_t p = 0; p < result.periods.size(); ++p) {
            const MeasurePeriod& period = result.periods[p];
            const Day last = std::min(period.to, expressions.as_of_day());
            std::optional<Standing> earlier;
            if (last < expressions.as_of_day() && (stands_on_last_day(measure) || measure.kind == Kind::rate)) earlier.emplace(expressions, last, so_far);
            const Expressions& standing = earlier ? earlier->expressions : expressions;
            const PeriodItems found = items_of(expressions, standing, measure, so_far, placed, period, groups);
            const Population population = measure.kind == Kind::rate ? population_on(standing, measure, last, groups) : Population{};
            append(result.values, values_of(measure, p, population, groups, [&](const auto& take) { for (const Counted* item : found.items) take(*item); }));
            if (p < result.first_kind) add_entries(result, p, found.items);
        }
    }
    add_unplaced(result, placed.unplaced, placed.judged ? placed.spread : placed.items, result.first_kind);
    judge_values(expressions, measure, result, comparators_of(expressions, measure, so_far, groups), groups);
    return result;
}

}  // namespace duly::eval
