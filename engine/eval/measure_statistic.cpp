#include "engine/eval/measure_statistic.hpp"

#include <algorithm>

namespace duly::eval {

namespace {

using Kind = model::Measure::Kind;

constexpr std::int64_t hundred = 100 * model::number_scale;

// Two sorted lists as one, without putting them together.
class Union {
public:
    Union(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b, std::size_t from, std::size_t to)
        : a_(a.data()), b_(b.data() + from), in_a_(a.size()), in_b_(to - from) {}
    std::size_t size() const { return in_a_ + in_b_; }
    // The k-th smallest: so many of the first list stand before it.
    std::int64_t operator[](std::size_t k) const {
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
    const std::int64_t *a_, *b_;
    std::size_t in_a_, in_b_;
};

Fraction scaled(Wide value) { return {value, model::number_scale}; }

// Between the neighbours of the rank (n - 1) x P.
template <typename Sorted>
Fraction interpolated(const Sorted& sorted, std::int64_t percentile) {
    const Wide rank = Wide(sorted.size() - 1) * percentile;
    const auto at = static_cast<std::size_t>(rank / hundred);
    const Wide rest = rank % hundred;
    const std::int64_t lower = sorted[at];
    const std::int64_t upper = rest == 0 ? lower : sorted[at + 1];
    if (lower == no_bound_below || upper == no_bound_below) return below_all;
    if (lower == no_bound_above || upper == no_bound_above) return above_all;
    const Wide divisor = common_divisor(rest, hundred);
    const Wide parts = hundred / divisor;
    return {Wide(lower) * parts + rest / divisor * (Wide(upper) - lower), parts * model::number_scale};
}

// Items that may count move a percentile down most when the lowest of them count, up most when the highest do; how many is tried.
Fraction extreme(std::vector<std::int64_t> certain, std::vector<std::int64_t> perhaps, std::int64_t percentile, bool highest) {
    std::sort(certain.begin(), certain.end());
    std::sort(perhaps.begin(), perhaps.end());
    std::optional<Fraction> found;
    for (std::size_t taken = 0; taken <= perhaps.size(); ++taken) {
        const Union all(certain, perhaps, highest ? perhaps.size() - taken : 0, highest ? perhaps.size() : taken);
        if (all.size() == 0) continue;
        const Fraction one = interpolated(all, percentile);
        if (!found || (highest ? compare(one, *found) > 0 : compare(one, *found) < 0)) found = one;
    }
    return *found;
}

std::optional<Possible> percentile_between(const std::vector<ItemValue>& items, std::int64_t percentile) {
    std::vector<std::int64_t> low, high, perhaps_low, perhaps_high;
    for (const ItemValue& item : items) {
        (item.certain ? low : perhaps_low).push_back(item.low);
        (item.certain ? high : perhaps_high).push_back(item.high);
    }
    return Possible{extreme(std::move(low), std::move(perhaps_low), percentile, false), extreme(std::move(high), std::move(perhaps_high), percentile, true)};
}

}  // namespace

std::optional<Possible> statistic_of(Kind kind, std::int64_t percentile, const std::vector<ItemValue>& items) {
    if (items.empty()) return std::nullopt;
    if (kind == Kind::median || kind == Kind::percentile) return percentile_between(items, percentile);
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
