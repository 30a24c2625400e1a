#include "engine/eval/measure_statistic.hpp"

#include <algorithm>

#include "engine/eval/exact_sum.hpp"

namespace duly::eval {

namespace {

using Kind = model::Measure::Kind;

constexpr std::int64_t hundred = 100 * model::number_scale;

// One end of a quotient.
struct Quotient {
    std::int64_t whole = 0;
    std::int32_t rest = 0, part = 1;
    friend bool operator<(const Quotient& a, const Quotient& b) {
        return a.whole != b.whole ? a.whole < b.whole : std::int64_t{a.rest} * b.part < std::int64_t{b.rest} * a.part;
    }
    Fraction fraction() const { return {Wide{whole} * part + rest, part}; }
};

Quotient low_of(const ItemValue& item) { return {item.low, item.low_rest, item.part}; }
Quotient high_of(const ItemValue& item) { return {item.high, item.high_rest, item.part}; }

// Two sorted lists as one, without putting them together.
template <typename Value>
class Union {
public:
    Union(const std::vector<Value>& a, const std::vector<Value>& b, std::size_t from, std::size_t to)
        : a_(a.data()), b_(b.data() + from), in_a_(a.size()), in_b_(to - from) {}
    std::size_t size() const { return in_a_ + in_b_; }
    // The k-th smallest: so many of the first list stand before it.
    Value operator[](std::size_t k) const {
        std::size_t low = k > in_b_ ? k - in_b_ : 0, high = std::min(k, in_a_);
        while (low < high) {
            const std::size_t i = (low + high) / 2;     // of the first list; the others from the second
            if (a_[i] < b_[k - i - 1]) low = i + 1;
            else high = i;
        }
        const std::size_t j = k - low;
        if (low >= in_a_) return b_[j];
        if (j >= in_b_) return a_[low];
        return std::min(a_[low], b_[j]);
    }

private:
    const Value *a_, *b_;
    std::size_t in_a_, in_b_;
};

Fraction scaled(Wide value) { return {value, model::number_scale}; }

std::int64_t whole_of(std::int64_t value) { return value; }
std::int64_t whole_of(const Quotient& value) { return value.whole; }

// So many of `parts` from the lower to the upper.
Fraction between(std::int64_t lower, std::int64_t upper, Wide rest, Wide parts) {
    return {Wide(lower) * parts + rest * (Wide(upper) - lower), parts * model::number_scale};
}

Fraction between(const Quotient& lower, const Quotient& upper, Wide rest, Wide parts) {
    const auto weighed = [&](Fraction f, Wide weight) { return Fraction{f.n * weight, f.d * parts}; };
    ExactSum sum;
    sum.add(weighed(lower.fraction(), parts - rest));
    sum.add(weighed(upper.fraction(), rest));
    return *sum.over(model::number_scale);
}

// Between the neighbours of the rank (n - 1) x P.
template <typename Value>
Fraction interpolated(const Union<Value>& sorted, std::int64_t percentile) {
    const Wide rank = Wide(sorted.size() - 1) * percentile;
    const auto at = static_cast<std::size_t>(rank / hundred);
    const Wide rest = rank % hundred;
    const Value lower = sorted[at];
    const Value upper = rest == 0 ? lower : sorted[at + 1];
    if (whole_of(lower) == no_bound_below || whole_of(upper) == no_bound_below) return below_all;
    if (whole_of(lower) == no_bound_above || whole_of(upper) == no_bound_above) return above_all;
    const Wide divisor = common_divisor(rest, hundred);
    return between(lower, upper, rest / divisor, hundred / divisor);
}

// Items that may count move a percentile down most when the lowest of them count, up most when the highest do; how many is tried.
template <typename Value>
Fraction extreme(std::vector<Value> certain, std::vector<Value> perhaps, std::int64_t percentile, bool highest) {
    std::sort(certain.begin(), certain.end());
    std::sort(perhaps.begin(), perhaps.end());
    std::optional<Fraction> found;
    for (std::size_t taken = 0; taken <= perhaps.size(); ++taken) {
        const Union<Value> all(certain, perhaps, highest ? perhaps.size() - taken : 0, highest ? perhaps.size() : taken);
        if (all.size() == 0) continue;
        const Fraction one = interpolated(all, percentile);
        if (!found || (highest ? compare(one, *found) > 0 : compare(one, *found) < 0)) found = one;
    }
    return *found;
}

template <typename Value, typename Low, typename High>
Possible percentile_between(const std::vector<ItemValue>& items, std::int64_t percentile, Low low_end, High high_end) {
    std::vector<Value> low, high, perhaps_low, perhaps_high;
    for (const ItemValue& item : items) {
        (item.certain ? low : perhaps_low).push_back(low_end(item));
        (item.certain ? high : perhaps_high).push_back(high_end(item));
    }
    return Possible{extreme(std::move(low), std::move(perhaps_low), percentile, false), extreme(std::move(high), std::move(perhaps_high), percentile, true)};
}

std::optional<Possible> of_quotients(Kind kind, const std::vector<ItemValue>& items) {
    ExactSum low, high;
    std::optional<Quotient> longest_low, longest_high;
    for (const ItemValue& item : items) {
        if (!item.certain || !item.told()) return std::nullopt;
        const Quotient least = low_of(item), most = high_of(item);
        low.add(least.fraction());
        high.add(most.fraction());
        if (!longest_low || *longest_low < least) longest_low = least;
        if (!longest_high || *longest_high < most) longest_high = most;
    }
    if (kind == Kind::longest) {
        low = high = {};
        low.add(longest_low->fraction());
        high.add(longest_high->fraction());
    }
    const Wide divisor = (kind == Kind::average ? static_cast<Wide>(items.size()) : 1) * model::number_scale;
    return Possible{*low.over(divisor), *high.over(divisor)};
}

// The longest part in millionths that an item may have, and of which any two still go into 64 bits.
constexpr Wide longest_part = INT32_MAX, usual_part = 1'000'000'000;

// How much a fraction is more than the nearest whole number, in parts.
std::int32_t rest_of(Fraction f, Wide whole, Wide part) {
    Fraction rest{f.n - whole * f.d, f.d};
    for (; rest.d > Wide{1} << 90; rest.d /= 2) rest.n /= 2;
    return static_cast<std::int32_t>(nearest({rest.n * part, rest.d}));
}

}  // namespace

ItemValue quotient_item(Fraction low, Fraction high) {
    const Wide least = nearest(low), most = nearest(high);
    if (least <= -INT64_MAX || most >= INT64_MAX) return {no_bound_below, no_bound_above, true};
    for (Fraction* end : {&low, &high}) {
        const Wide divisor = common_divisor(end->n, end->d);
        *end = {end->n / divisor, end->d / divisor};
    }
    Wide part = usual_part;
    if (low.d <= longest_part && high.d <= longest_part) {
        const Wide common = low.d / common_divisor(low.d, high.d) * high.d;
        if (common <= longest_part) part = common;
    }
    ItemValue out{static_cast<std::int64_t>(least), static_cast<std::int64_t>(most), true};
    out.low_rest = rest_of(low, least, part);
    out.high_rest = rest_of(high, most, part);
    out.part = static_cast<std::int32_t>(part);
    return out;
}

bool has_quotients(const std::vector<ItemValue>& items) {
    return std::any_of(items.begin(), items.end(), [](const ItemValue& item) { return item.part != 1; });
}

std::optional<Possible> statistic_of(Kind kind, std::int64_t percentile, const std::vector<ItemValue>& items) {
    if (items.empty()) return std::nullopt;
    const bool quotients = has_quotients(items);
    if (kind == Kind::median || kind == Kind::percentile)
        return quotients ? percentile_between<Quotient>(items, percentile, low_of, high_of)
                         : percentile_between<std::int64_t>(items, percentile, [](const auto& item) { return item.low; }, [](const auto& item) { return item.high; });
    if (quotients) return of_quotients(kind, items);
    Wide low = 0, high = 0;
    std::int64_t longest_low = INT64_MIN, longest_high = INT64_MIN;
    for (const ItemValue& item : items) {
        if (!item.certain || !item.told()) return std::nullopt;
        low += item.low;
        high += item.high;
        longest_low = std::max(longest_low, item.low);
        longest_high = std::max(longest_high, item.high);
    }
    const auto n = static_cast<Wide>(items.size());
    switch (kind) {
        case Kind::average: return Possible{{low, n * model::number_scale}, {high, n * model::number_scale}};
        case Kind::longest: return Possible{scaled(longest_low), scaled(longest_high)};
        default: return Possible{scaled(low), scaled(high)};
    }
}

}  // namespace duly::eval
