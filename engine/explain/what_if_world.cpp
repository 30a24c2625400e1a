// The end of a period in which nothing more is done, and the figure of any choice of what is.
#include <algorithm>

#include "engine/explain/what_if_parts.hpp"

namespace duly::explain::what_if_parts {

bool same(const Pieces& a, const Pieces& b) {
    const auto alike = [](const Counted& x, const Counted& y) {
        return x.numerator == y.numerator && x.unknown == y.unknown && x.doubt == y.doubt && x.value == y.value && x.out_of == y.out_of;
    };
    if (a.size() != b.size()) return false;
    if (a.size() == 1) return alike(a[0], b[0]);
    // Turns may stand in another order.
    std::vector<bool> used(b.size(), false);
    for (const Counted& x : a) {
        std::size_t k = 0;
        while (k < b.size() && (used[k] || !alike(x, b[k]))) ++k;
        if (k == b.size()) return false;
        used[k] = true;
    }
    return true;
}

std::int64_t Scene::now(bool moments) const { return moments ? context.expressions.as_of_second() : std::int64_t{context.expressions.as_of_day()}; }

std::unique_ptr<World> world_at(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, Day as_of,
                                std::shared_ptr<const eval::Supposed> supposed) {
    auto world = std::make_unique<World>();
    eval::EvaluateOptions& options = world->options;
    if (as_of > context.expressions.as_of_day()) {
        options.as_of.type = model::Type::date;
        options.as_of.number = as_of;
        options.seen_until = context.evaluation.as_of;
    } else {
        options.as_of = context.evaluation.as_of;
    }
    options.plan = context.expressions.plan();
    options.supposed = std::move(supposed);
    world->expressions = std::make_unique<eval::Expressions>(context.rules, context.data, context.calendars, options);
    // What other rules said is taken as it stands today; the turns that are counted are judged at the end.
    world->so_far.as_of = options.as_of;
    world->so_far.timescales = context.evaluation.timescales;
    world->so_far.measures = context.evaluation.measures;
    world->expressions->set_timescales(&world->so_far.timescales);
    world->expressions->set_measures(&world->so_far.measures);
    const auto judge = [&](model::TimescaleId id) { world->so_far.timescales[id] = eval::evaluate_timescale(*world->expressions, id); };
    if (measure.kind == Kind::timescale) judge(measure.timescale);
    for (const auto& every : measure.every) judge(every.timescale);
    if (period.to < world->expressions->as_of_day() && (eval::stands_on_last_day(measure) || measure.kind == Kind::rate))
        world->last_day = std::make_unique<eval::Standing>(*world->expressions, period.to, world->so_far);
    return world;
}

namespace {

bool looks_back(const model::Measure& measure) {
    for (const auto& set : measure.bands)
        for (const auto& band : set.bands)
            if (band.kind > model::Band::Kind::otherwise) return true;
    return false;
}

}  // namespace

Figure::Figure(const Scene& scene, const World& world) : scene_(scene), measure_(scene.measure), expressions_(*world.expressions) {
    const Day last = std::min(scene.period.to, expressions_.as_of_day());
    if (measure_.kind == Kind::rate) {
        const eval::Population people = eval::population_on(world.standing(), measure_, last, scene.groups);
        population_ = people.total;
        if (!scene.group.empty()) {
            population_.reset();
            for (const auto& [group, sum] : people.groups)
                if (scene.groups.names(group) == scene.group) population_ = sum;
        }
    }
    comparators_ = eval::comparators_of(expressions_, measure_, world.so_far, scene.groups);
    // The periods before it are those of the run; only bands that look back need them.
    const eval::MeasureResult& result = scene.context.evaluation.measures[scene.id];
    const bool back = looks_back(measure_);
    std::vector<std::uint32_t> moved(result.periods.size(), model::none);
    for (std::uint32_t p = 0; back && p < result.periods.size(); ++p) {
        if (result.periods[p].to >= scene.period.to) continue;
        moved[p] = static_cast<std::uint32_t>(around_.periods.size());
        around_.periods.push_back(result.periods[p]);
        // Periods stand by kind: the one that is asked for comes last of its own.
        const bool ends_run = p + 1 == result.periods.size() || result.periods[p + 1].kind != result.periods[p].kind || result.periods[p + 1].to >= scene.period.to;
        if (ends_run && result.periods[p].kind == scene.period.kind) {
            at_ = around_.periods.size();
            around_.periods.push_back(scene.period);
        }
    }
    if (std::none_of(around_.periods.begin(), around_.periods.end(), [&](const auto& p) { return p.kind == scene.period.kind && p.to == scene.period.to; })) {
        at_ = around_.periods.size();
        around_.periods.push_back(scene.period);
    }
    const auto own = static_cast<std::uint32_t>(at_);
    around_.periods[own].so_far = false;
    for (const eval::MeasureValue& value : result.values) {
        if (value.group != scene.group || moved[value.period] == model::none) continue;
        around_.values.push_back(value);
        around_.values.back().period = moved[value.period];
    }
    at_ = around_.values.size();
    eval::MeasureValue value;
    value.period = own;
    value.group = scene.group;
    around_.values.push_back(std::move(value));
}

void add(eval::Tally& tally, const Pieces& pieces, int sign) {
    for (const Counted& item : pieces) {
        tally.denominator += sign;
        if (item.numerator) tally.numerator += sign;
        if (!item.unknown) continue;
        tally.unknown += sign;
        if (item.doubt == eval::Doubt::counting) tally.perhaps += sign;
        if (item.doubt == eval::Doubt::counting_met) tally.perhaps_met += sign;
        if (item.doubt == eval::Doubt::counting_unmet) tally.perhaps_unmet += sign;
    }
}

eval::MeasureValue Figure::graded(eval::MeasureValue value) const {
    value.period = around_.values[at_].period;
    value.group = scene_.group;
    around_.values[at_] = value;
    around_.diagnostics.clear();
    eval::judge_values(expressions_, measure_, around_, comparators_, scene_.groups);
    value = around_.values[at_];
    eval::hide_small(&value, &value + 1, measure_);
    return value;
}

eval::MeasureValue Figure::of(const eval::Tally& tally) const {
    eval::MeasureValue value;
    if (measure_.kind == Kind::rate) eval::set_rate(value, measure_, tally, population_);
    else eval::set_value(value, measure_, tally);
    return graded(std::move(value));
}

eval::MeasureValue Figure::of(const std::vector<const Pieces*>& pieces) const {
    if (counts_only()) {
        eval::Tally tally;
        for (const Pieces* some : pieces) add(tally, *some);
        return of(tally);
    }
    eval::MeasureValue value;
    std::vector<eval::ItemValue> values, out_of;
    for (const Pieces* some : pieces)
        for (const Counted& item : *some) {
            values.push_back(item.value);
            out_of.push_back(item.out_of);
        }
    if (measure_.kind == Kind::sums) eval::set_sums(value, measure_, values, out_of);
    else eval::set_statistic(value, measure_, values);
    return graded(std::move(value));
}

eval::MeasureValue figure_of(const Units& units, const Figure& figure, const Choice& choice) {
    std::vector<const Pieces*> pieces{&units.fixed};
    for (std::size_t u = 0; u < units.units.size(); ++u) {
        const Unit& unit = units.units[u];
        const std::size_t way = choice.way.empty() ? 0 : choice.way[u];
        pieces.push_back(way == 0 ? &unit.left : way > unit.ways.size() ? &unit.badly->pieces : &unit.ways[way - 1].pieces);
    }
    return figure.of(pieces);
}

}  // namespace duly::explain::what_if_parts
