#include "engine/eval/measure_value.hpp"

#include <algorithm>
#include <optional>

namespace duly::eval {

namespace {

using Wide = __int128;
using model::Band;

// A place on the number line: a fraction, or just beside it (`side` -1 below, 1 above).
struct Point { std::int64_t n = 0, d = 1; int side = 0; };

int sign(Wide value) { return value < 0 ? -1 : value > 0; }

// Compares with a threshold in units of 1/1,000,000. Exact: n and d are counts or scaled numbers below 2^63.
int compare(Point p, std::int64_t threshold) {
    const int exact = sign(Wide(p.n) * model::number_scale - Wide(threshold) * p.d);
    return exact != 0 ? exact : p.side;
}

bool holds(const Band& band, Point p) {
    switch (band.kind) {
        case Band::Kind::at_least: return compare(p, band.low) >= 0;
        case Band::Kind::more_than: return compare(p, band.low) > 0;
        case Band::Kind::at_most: return compare(p, band.high) <= 0;
        case Band::Kind::less_than: return compare(p, band.high) < 0;
        case Band::Kind::between: return compare(p, band.low) >= 0 && compare(p, band.high) <= 0;
        case Band::Kind::otherwise: return true;
    }
    return false;
}

const model::BandSet* bands_on(const model::Measure& measure, Day day) {
    const model::BandSet* found = nullptr;
    for (const auto& set : measure.bands)
        if (set.from <= day && (found == nullptr || set.from >= found->from)) found = &set;
    return found;
}

std::optional<std::uint32_t> grade_at(const model::BandSet& set, Point p) {
    for (const Band& band : set.bands)
        if (holds(band, p)) return band.grade;
    return std::nullopt;
}

bool is_small(std::int64_t count, int hide_under) { return count > 0 && count < hide_under; }

bool is_small(const MeasureValue& value, const model::Measure& measure) {
    const int under = *measure.hide_under;
    if (is_small(value.numerator, under) || is_small(value.denominator, under)) return true;
    // A count has no denominator of its own: the difference would only be the unknown ones.
    return measure.kind != model::Measure::Kind::count && is_small(value.denominator - value.numerator, under);
}

}  // namespace

void set_value(MeasureValue& value, const model::Measure& measure, Tally tally) {
    const bool count = measure.kind == model::Measure::Kind::count;
    value.numerator = tally.numerator;
    value.unknown = tally.unknown;
    value.denominator = count ? tally.numerator + tally.unknown : tally.denominator;
    value.low_n = tally.numerator;
    value.high_n = tally.numerator + tally.unknown;
    value.low_d = value.high_d = count ? 1 : tally.denominator;
    if (measure.lower_is_better) std::swap(value.low_n, value.high_n);
}

void set_grades(MeasureValue& value, const model::Measure& measure, Day period_to) {
    value.grade_from = value.grade_to = model::none;
    if (value.low_d == 0 || value.high_d == 0) return;
    // Ready-made figures say nothing of how many cases stand behind them.
    if (measure.unrated_under && measure.kind != model::Measure::Kind::reported && value.denominator < *measure.unrated_under) return;
    const model::BandSet* set = bands_on(measure, period_to);
    if (set == nullptr) return;

    Point low{value.low_n, value.low_d}, high{value.high_n, value.high_d};
    if (Wide(high.n) * low.d < Wide(low.n) * high.d) std::swap(low, high);
    // Every grade between the ends. Two-sided bands may hold a grade inside the interval that neither end has, so each
    // threshold inside is looked at, and both its sides.
    std::vector<Point> points{low, high};
    const auto add = [&](std::int64_t threshold) {
        if (compare(low, threshold) < 0 && compare(high, threshold) > 0)
            for (int side = -1; side <= 1; ++side) points.push_back({threshold, model::number_scale, side});
    };
    for (const Band& band : set->bands) {
        if (band.kind == Band::Kind::otherwise) continue;
        if (band.kind != Band::Kind::at_most && band.kind != Band::Kind::less_than) add(band.low);
        if (band.kind != Band::Kind::at_least && band.kind != Band::Kind::more_than) add(band.high);
    }
    std::uint32_t best = model::none, worst = 0;
    for (const Point& point : points) {
        const auto grade = grade_at(*set, point);
        if (!grade) return;     // a value that no band names has no grade, so neither has the interval
        best = std::min(best, *grade);
        worst = std::max(worst, *grade);
    }
    value.grade_from = best;
    value.grade_to = worst;
}

void hide_small(MeasureValue* first, MeasureValue* last, const model::Measure& measure) {
    if (!measure.hide_under || measure.kind == model::Measure::Kind::reported) return;
    MeasureValue* only = nullptr;
    std::size_t hidden = 0;
    for (MeasureValue* value = first; value != last; ++value) {
        value->hidden = is_small(*value, measure);
        if (value->hidden && value != first) { ++hidden; only = value; }
    }
    if (hidden != 1) return;
    // The total less the rows shown would give the hidden one away.
    MeasureValue* smallest = nullptr;
    for (MeasureValue* value = first + 1; value != last; ++value)
        if (value != only && (smallest == nullptr || value->denominator < smallest->denominator)) smallest = value;
    if (smallest != nullptr) smallest->hidden = true;
}

}  // namespace duly::eval
