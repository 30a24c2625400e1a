// The population that a rate is taken of.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_groups.hpp"

namespace duly::eval {

namespace {

// Of a record with an `orders` date only the latest rows under each parent speak of the population on a day. False where a
// date is not told, so that any row may be the latest.
bool keep_latest(const Expressions& standing, model::RecordId record, std::vector<Row>& rows) {
    const model::FieldId orders = standing.rules().records[record].orders;
    if (orders == model::none || rows.empty()) return true;
    const Values dates = standing.field(record, orders, rows);
    const data::ParentRows& parents = standing.data().table(record).parent;
    std::map<Row, std::int64_t> latest;
    const auto parent = [&](Row row) { return parents.empty() ? Row{0} : parents[row]; };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (dates.s[i] != Presence::known) return false;
        const auto [at, first] = latest.emplace(parent(rows[i]), dates.v[i]);
        if (!first) at->second = std::max(at->second, dates.v[i]);
    }
    std::vector<Row> kept;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (dates.v[i] == latest[parent(rows[i])]) kept.push_back(rows[i]);
    rows = std::move(kept);
    return true;
}

void add(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& one) {
    if (sum && one) *sum += *one;
    else sum.reset();
}

}  // namespace

Population population_on(const Expressions& standing, const model::Measure& measure, Day day, Groups& groups) {
    Population population;
    std::vector<Row> rows;
    bool told = true;
    Batch batch;
    if (measure.population_record == model::none) {
        batch.n = 1;
        batch.that_day = {day};
    } else {
        rows = standing.visible_rows(measure.population_record);
        told = keep_latest(standing, measure.population_record, rows);
        batch = batch_of(measure, {}, day, rows);
    }
    batch.period_from = model::min_day;
    batch.period_to = model::max_day;
    if (batch.n == 0) return population;
    const Values values = standing.evaluate(measure.population, batch);
    const auto value = [&](std::size_t i) {
        return told && values.s[i] == Presence::known && values.v[i] == values.last(i) ? std::optional(values.v[i]) : std::nullopt;
    };
    population.total = 0;
    for (std::size_t i = 0; i < batch.n; ++i) add(population.total, value(i));
    if (measure.by.empty() || measure.population_record == model::none) return population;
    std::vector<Counted> items;
    for (const Row row : rows) items.push_back({row, row, day, day, false, false, 0});
    groups.assign_on(standing, measure.population_by, day, items);
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto& sum = population.groups.emplace(items[i].group, 0).first->second;
        add(sum, value(i));
    }
    return population;
}

}  // namespace duly::eval
