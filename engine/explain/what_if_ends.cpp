// How a period may end, at best and at worst.
#include <algorithm>

#include "engine/explain/what_if_parts.hpp"

namespace duly::explain::what_if_parts {

using eval::Fraction;
using eval::MeasureValue;
using eval::Tally;

// 1: more is better, -1: less is; 0: neither all along.
int direction(const model::Measure& measure, Day last) {
    const model::BandSet* set = eval::bands_on(measure, last);
    if (set == nullptr) return measure.lower_is_better ? -1 : 1;
    int way = 0;
    for (std::size_t i = 0; i < set->bands.size(); ++i) {
        using enum model::Band::Kind;
        const model::Band& band = set->bands[i];
        if (i > 0 && band.grade < set->bands[i - 1].grade) return 0;
        if (band.kind == otherwise) continue;
        const int own = band.kind == at_least || band.kind == more_than ? 1 : band.kind == at_most || band.kind == less_than ? -1 : 0;
        // The last band of a list that covers all values looks the other way: `red less than 85%`.
        if (own == -way && i + 1 == set->bands.size() && i > 0) continue;
        if (own == 0 || (way != 0 && own != way)) return 0;
        way = own;
    }
    return way;
}
int good_way(const model::Measure& measure, Day last) {
    const int way = direction(measure, last);
    return way != 0 ? way : measure.lower_is_better ? -1 : 1;
}

namespace {

// The end of the interval on the good or the bad side; nothing where there is no value.
std::optional<Fraction> end_of(const MeasureValue& value, int way, bool good) {
    Fraction low{value.low_n, value.low_d}, high{value.high_n, value.high_d};
    const auto absent = [](Fraction f) { return f.d == 0 && f.n == 0; };
    if (absent(low) || absent(high)) return std::nullopt;
    if (compare(high, low) < 0) std::swap(low, high);
    return (way > 0) == good ? high : low;
}
}  // namespace

// Is `a` better than `b`, by their good or their bad ends? Any value is better than none.
bool better(const MeasureValue& a, const MeasureValue& b, int way, bool good) {
    const auto x = end_of(a, way, good), y = end_of(b, way, good);
    if (!x || !y) return x.has_value() && !y;
    return compare(*x, *y) * way > 0;
}

namespace {

// Where no single unit could do better, all together cannot either: shares, sums and averages go up and down with each unit's gain.
// At worst nothing is done, or too late.
Choice climbed(const Units& units, const Figure& figure, int way, End end, Choice choice) {
    MeasureValue at = figure_of(units, figure, choice);
    // Of counts the sums are kept, so that a step costs the same however many units there are.
    Tally tally;
    if (figure.counts_only()) {
        add(tally, units.fixed);
        for (std::size_t u = 0; u < units.units.size(); ++u) {
            const Unit& unit = units.units[u];
            add(tally, choice.way[u] == 0 ? unit.left : unit.ways[choice.way[u] - 1].pieces);
        }
    }
    const auto improves = [&](const MeasureValue& value) { return end == End::worst ? better(at, value, way, false) : better(value, at, way, end == End::best); };
    for (int round = 0; round < 8; ++round) {
        bool changed = false;
        for (std::size_t u = 0; u < units.units.size(); ++u) {
            const Unit& unit = units.units[u];
            const auto pieces = [&](std::size_t w) -> const Pieces& { return w == 0 ? unit.left : w > unit.ways.size() ? unit.badly->pieces : unit.ways[w - 1].pieces; };
            const std::size_t ways = unit.ways.size() + (end == End::worst && unit.badly ? 1 : 0);
            for (std::size_t w = 0; w <= ways; ++w) {
                const std::size_t before = choice.way[u];
                if (w == before || (end == End::worst && w > 0 && w <= unit.ways.size())) continue;
                Tally other = tally;
                MeasureValue value;
                choice.way[u] = w;
                if (figure.counts_only()) {
                    add(other, pieces(before), -1);
                    add(other, pieces(w));
                    value = figure.of(other);
                } else {
                    value = figure_of(units, figure, choice);
                }
                if (!improves(value)) {
                    choice.way[u] = before;
                    continue;
                }
                at = value;
                tally = other;
                changed = true;
            }
        }
        if (!changed) break;
    }
    return choice;
}

}  // namespace

// Of a percentile or the longest, records that come or go move the ranks, so that one by one does not tell what all do together.
bool ends_are_sure(const std::vector<Unit>& units, const model::Measure& measure) {
    const Kind kind = measure.kind;
    if (kind != Kind::median && kind != Kind::percentile && kind != Kind::longest && kind != Kind::sums) return true;
    return std::all_of(units.begin(), units.end(), [](const Unit& unit) {
        return std::all_of(unit.ways.begin(), unit.ways.end(), [&](const Way& way) { return way.pieces.size() == unit.left.size(); });
    });
}

// From nothing; where that does not tell, from the single ways with the best values too, taken together one by one.
Choice at_its_end(const Units& units, const Figure& figure, const model::Measure& measure, int way, End end) {
    const Choice nothing{std::vector<std::size_t>(units.units.size(), 0)};
    if (end != End::worst && ends_are_sure(units.units, measure)) {     // from all that can be done, so that of equal ends it is that one
        Choice all = nothing;
        for (std::size_t u = 0; u < units.units.size(); ++u) all.way[u] = units.units[u].ways.size();
        return climbed(units, figure, way, end, std::move(all));
    }
    Choice best = climbed(units, figure, way, end, nothing);
    if (end == End::worst) return best;
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (std::size_t u = 0; u < units.units.size(); ++u) {
        const Unit& unit = units.units[u];
        if (unit.ways.empty()) continue;
        const Pieces& pieces = unit.ways.front().pieces;
        const std::int64_t value = !pieces.empty() ? pieces.front().value.low : unit.left.empty() ? 0 : -unit.left.front().value.low;
        order.emplace_back(-way * value, u);
    }
    std::sort(order.begin(), order.end());
    Choice start = nothing;
    MeasureValue at = figure_of(units, figure, best);
    for (const auto& [value, u] : order) {
        start.way[u] = 1;
        MeasureValue other = figure_of(units, figure, start);
        if (!better(other, at, way, end == End::best)) continue;
        best = start;
        at = std::move(other);
    }
    return best;
}

}  // namespace duly::explain::what_if_parts
