#include "engine/eval/measure_value.hpp"

#include <algorithm>

#include "engine/eval/exact_sum.hpp"

namespace duly::eval {

namespace {

using Kind = model::Measure::Kind;

bool is_small(std::int64_t count, int hide_under) { return count > 0 && count < hide_under; }

bool is_small(const MeasureValue& value, const model::Measure& measure) {
    const int under = *measure.hide_under;
    switch (measure.kind) {
        case Kind::timescale:
        case Kind::records:
        case Kind::every:
            return is_small(value.numerator, under) || is_small(value.denominator, under) || is_small(value.denominator - value.numerator, under);
        // A count has no denominator of its own: the difference would only be the unknown ones.
        case Kind::count:
        case Kind::rate: return is_small(value.numerator, under) || is_small(value.denominator, under);
        default: return is_small(value.denominator, under);
    }
}

std::int64_t size_of(const model::Measure& measure, const MeasureValue& value) {
    return measure.kind == Kind::rate ? value.numerator : value.denominator;
}

void set_ends(MeasureValue& value, const model::Measure& measure, Possible ends) {
    if (measure.lower_is_better) std::swap(ends.low, ends.high);
    to_small(ends.low, value.low_n, value.low_d);
    to_small(ends.high, value.high_n, value.high_d);
}

struct Sums { ExactSum low, high; };

Sums exact_sums(const std::vector<ItemValue>& items) {
    Sums out;
    for (const ItemValue& item : items) {
        out.low.add({Wide{item.low} * item.part + item.low_rest, item.part});
        out.high.add({Wide{item.high} * item.part + item.high_rest, item.part});
    }
    return out;
}

}  // namespace

void set_value(MeasureValue& value, const model::Measure& measure, Tally tally) {
    const bool count = measure.kind == Kind::count;
    value.numerator = tally.numerator;
    value.unknown = tally.unknown;
    value.denominator = count ? tally.numerator + tally.unknown : tally.denominator;
    value.low_n = tally.numerator;
    value.high_n = tally.numerator + tally.unknown;
    value.low_d = value.high_d = count ? 1 : tally.denominator;
    if (!count && tally.denominator > tally.perhaps_met + tally.perhaps_unmet + tally.perhaps) {
        // One more of which all are in the numerator never lowers a share, and one more that is not in it never raises it.
        value.low_d -= tally.perhaps_met;
        value.high_n -= tally.perhaps_unmet;
        value.high_d -= tally.perhaps_unmet;
        if (value.low_n == value.low_d || value.high_n == 0) {      // all of them, or none, whatever is taken
            value.low_n = value.high_n;
            value.low_d = value.high_d;
        }
    }
    if (measure.lower_is_better) {
        std::swap(value.low_n, value.high_n);
        std::swap(value.low_d, value.high_d);
    }
}

void set_statistic(MeasureValue& value, const model::Measure& measure, const std::vector<ItemValue>& items) {
    value.denominator = static_cast<std::int64_t>(items.size());
    for (const ItemValue& item : items) ++(item.certain && item.told() ? value.numerator : value.unknown);
    std::vector<ItemValue> lifted = items;
    if (measure.floor) {
        const auto lift = [&](std::int64_t& value, std::int32_t& rest) {
            if (value < *measure.floor || (value == *measure.floor && rest < 0)) rest = 0;
            value = std::max(value, *measure.floor);
        };
        for (ItemValue& item : lifted) {
            lift(item.low, item.low_rest);
            lift(item.high, item.high_rest);
        }
    }
    if (const auto ends = statistic_of(measure.kind, measure.percentile, lifted)) set_ends(value, measure, *ends);
}

void set_sums(MeasureValue& value, const model::Measure& measure, const std::vector<ItemValue>& items, const std::vector<ItemValue>& out_of) {
    value.denominator = static_cast<std::int64_t>(items.size());
    Possible top{{0, 1}, {0, 1}}, bottom = top;
    bool negative = false, exact = true;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool told = items[i].certain && items[i].told() && out_of[i].told();
        ++(told ? value.numerator : value.unknown);
        if (!told) continue;
        top.low.n += items[i].low;
        top.high.n += items[i].high;
        bottom.low.n += out_of[i].low;
        bottom.high.n += out_of[i].high;
        for (const ItemValue& item : {items[i], out_of[i]}) {
            negative = negative || item.low < 0 || (item.low == 0 && item.low_rest < 0);
            exact = exact && item.low == item.high && item.low_rest == item.high_rest;
        }
    }
    if (value.unknown > 0 || items.empty()) return;
    if (has_quotients(items) || has_quotients(out_of)) {
        if (negative && !exact) return;
        const Sums above = exact_sums(items), below = exact_sums(out_of);
        const auto low = ExactSum::quotient(above.low, below.high), high = ExactSum::quotient(above.high, below.low);
        if (low && high) set_ends(value, measure, {*low, *high});
        return;
    }
    // An interval of a quotient is only told where nothing is below 0; a division by 0 is unknown.
    if (bottom.low.n == 0 || (negative && !exact)) return;
    constexpr Wide plain = INT64_MAX / 1000;    // sums that can stand as they are, and still be shown as a percentage
    if (exact && top.low.n >= 0 && bottom.low.n > 0 && top.low.n < plain && bottom.low.n < plain) {
        value.low_n = value.high_n = static_cast<std::int64_t>(top.low.n);
        value.low_d = value.high_d = static_cast<std::int64_t>(bottom.low.n);
        return;
    }
    const auto quotient = [](Wide n, Wide d) { return d < 0 ? Fraction{-n, -d} : Fraction{n, d}; };
    set_ends(value, measure, {quotient(top.low.n, bottom.high.n), quotient(top.high.n, bottom.low.n)});
}

void set_rate(MeasureValue& value, const model::Measure& measure, Tally tally, std::optional<std::int64_t> population) {
    value.numerator = tally.numerator;
    value.unknown = tally.unknown;
    if (!population) return;
    value.denominator = (*population + model::number_scale / 2) / model::number_scale;
    if (*population <= 0) return;
    set_ends(value, measure, {{Wide(tally.numerator) * measure.per, *population}, {Wide(tally.numerator + tally.unknown) * measure.per, *population}});
}

bool has_value(const MeasureValue& value) { return value.low_d != 0 && value.high_d != 0; }

std::int64_t cases_of(const model::Measure& measure, const MeasureValue& value) {
    return measure.kind == Kind::rate ? value.numerator + value.unknown : value.denominator;
}

void set_grades(MeasureValue& value, Grader& grader, Day period_to, const Surroundings* around) {
    const model::Measure& measure = grader.measure();
    value.grade_from = value.grade_to = model::none;
    Fraction low{value.low_n, value.low_d}, high{value.high_n, value.high_d};
    if ((low.d == 0 && low.n == 0) || (high.d == 0 && high.n == 0)) return;
    // Ready-made figures say nothing of how many cases stand behind them.
    if (measure.unrated_under && measure.kind != Kind::reported && cases_of(measure, value) < *measure.unrated_under) return;
    const model::BandSet* set = bands_on(measure, period_to);
    if (set == nullptr) return;
    if (compare(high, low) < 0) std::swap(low, high);
    const Grades grades = grader.between(*set, low, high, around);
    value.grade_from = grades.best;
    value.grade_to = grades.worst;
}

void hide_small(MeasureValue* first, MeasureValue* last, const model::Measure& measure) {
    if (!measure.hide_under || measure.kind == Kind::reported) return;
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
        if (value != only && (smallest == nullptr || size_of(measure, *value) < size_of(measure, *smallest))) smallest = value;
    if (smallest != nullptr) smallest->hidden = true;
}

}  // namespace duly::eval
