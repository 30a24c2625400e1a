// One value from the rows below: each reduces the segment of pairs of an element. A row whose `where` is unknown may count
// or not, so the answer is an interval or unknown; the same goes for rows that the data does not hold (expressions_below.cpp).
#include <algorithm>

#include "engine/eval/expressions_windows.hpp"

namespace duly::eval::detail {

namespace {

using model::AggregateOp;

constexpr std::int64_t no_bound = 1'000'000'000'000 * std::int64_t{model::number_scale};   // of a count without an upper end

bool has_unseen(const Pairs& pairs, std::size_t i) { return !pairs.unseen.empty() && pairs.unseen[i] != model::min_day; }

// The possible answers: with rows that certainly count, the pick lies between what all of them and what the certain ones give.
struct Hull {
    std::int64_t certain = 0, lo = INT64_MAX, hi = INT64_MIN;
    bool any_certain = false, any_doubt = false, any_missing = false;
    bool latest = false;

    void known(std::int64_t v, std::int64_t last) {
        const std::int64_t end = latest ? v : last;
        certain = !any_certain ? end : latest ? std::max(certain, end) : std::min(certain, end);
        any_certain = true;
        reach(v, last);
    }
    void doubt(std::int64_t v, std::int64_t last) {
        any_doubt = true;
        reach(v, last);
    }
    void reach(std::int64_t v, std::int64_t last) {
        lo = std::min(lo, v);
        hi = std::max(hi, last);
    }
};

Values extreme(const Scope& scope, const model::Aggregate& aggregate, Type type) {
    Batch batch;
    const Pairs pairs = members(scope, aggregate, &batch);
    const bool moment = type == Type::moment;
    const std::int64_t as_of = moment ? scope.self.seen_second() : scope.self.seen_day();
    const std::int64_t first = first_possible(type);
    Values out = make_values(type, scope.size(), Presence::blank);
    if (pairs.absent) {
        for (std::size_t i = 0; i < out.size(); ++i) put_range(out, i, first, as_of, Presence::doubt);
        return out;
    }
    Values value = walk({scope.self, batch, scope.not_yet}, aggregate.value);
    if (type == Type::date) to_days(value, scope.self.zone());
    if (moment) to_moments(value, scope.self.zone());
    narrow({scope.self, batch, false}, aggregate, pairs.certain, value);
    // Rows that are not held are told apart by their `orders` date only; another date of theirs may be any.
    const Expr& by = scope.expr(aggregate.value);
    const bool ordering = by.op == ExprOp::field && by.record == aggregate.record && by.field == date_that_orders(scope.self.rules().records[aggregate.record]);
    for (std::size_t i = 0; i < out.size(); ++i) {
        Hull hull;
        hull.latest = aggregate.op == AggregateOp::latest;
        for (std::uint32_t p = pairs.offsets[i]; p < pairs.offsets[i + 1]; ++p) {
            switch (value.s[p]) {
                case Presence::blank: break;
                case Presence::known:
                    if (pairs.certain[p]) hull.known(value.v[p], value.last(p));
                    else hull.doubt(value.v[p], value.last(p));
                    break;
                case Presence::doubt: hull.doubt(value.v[p], value.last(p)); break;
                case Presence::missing:     // it should be there: on a day not told
                    hull.any_missing = true;
                    break;
            }
        }
        if (has_unseen(pairs, i)) {
            const std::int64_t end = moment ? std::min(as_of, scope.self.zone().last_second(pairs.unseen[i])) : pairs.unseen[i];
            hull.doubt(first, ordering ? end : as_of);
        }
        if (hull.any_missing) {
            if (!hull.any_certain) {
                if (hull.any_doubt) put_range(out, i, first, std::max(as_of, hull.hi), Presence::doubt);
                else put_unknown(out, i);
                continue;
            }
            hull.reach(first, as_of);
        }
        if (hull.any_certain && hull.latest) put_range(out, i, hull.certain, hull.hi);
        else if (hull.any_certain) put_range(out, i, hull.lo, hull.certain);
        else if (hull.any_doubt) put_range(out, i, hull.lo, hull.hi, Presence::doubt);
    }
    return out;
}

Values count(const Scope& scope, const model::Aggregate& aggregate, Type type) {
    const Pairs pairs = members(scope, aggregate, nullptr);
    Values out = make_values(type, scope.size(), pairs.absent ? Presence::missing : Presence::known);
    if (pairs.absent) return out;
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::int64_t certain = 0;
        for (std::uint32_t p = pairs.offsets[i]; p < pairs.offsets[i + 1]; ++p) certain += pairs.certain[p];
        const std::int64_t most = pairs.offsets[i + 1] - pairs.offsets[i];
        put_range(out, i, certain * model::number_scale, has_unseen(pairs, i) ? no_bound : most * model::number_scale);
    }
    return out;
}

// What the numbers of one element come to, or their average.
struct Total {
    Fraction low, high;
    bool told = false;
};

// A row with a missing number leaves the whole unknown; a blank one adds nothing.
std::vector<Total> totals(const Scope& scope, const model::Aggregate& aggregate) {
    Batch batch;
    const Pairs pairs = members(scope, aggregate, &batch);
    std::vector<Total> out(scope.size());
    if (pairs.absent) return out;
    const Values value = walk({scope.self, batch, false}, aggregate.value);
    const bool average = aggregate.op == AggregateOp::average;
    for (std::size_t i = 0; i < out.size(); ++i) {
        Wide low = 0, high = 0;
        std::int64_t n = 0;
        bool told = !has_unseen(pairs, i);
        for (std::uint32_t p = pairs.offsets[i]; told && p < pairs.offsets[i + 1]; ++p) {
            if (value.s[p] == Presence::blank) continue;
            told = value.s[p] == Presence::known && (pairs.certain[p] || !average);
            const std::int64_t least = value.v[p], most = value.last(p);
            low += pairs.certain[p] ? least : std::min<std::int64_t>(0, least);
            high += pairs.certain[p] ? most : std::max<std::int64_t>(0, most);
            ++n;
        }
        if (average && n == 0) told = false;    // a division by 0
        if (told) out[i] = {{low, average ? n : 1}, {high, average ? n : 1}, true};
    }
    return out;
}

// Sum and average of a number, rounded to a millionth.
Values total(const Scope& scope, const model::Aggregate& aggregate, Type type) {
    Values out = make_values(type, scope.size());
    const std::vector<Total> all = totals(scope, aggregate);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Wide low = nearest(all[i].low), high = nearest(all[i].high);
        if (!all[i].told || low < -INT64_MAX || high > INT64_MAX) put_unknown(out, i);
        else put_range(out, i, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high));
    }
    return out;
}

// any: one that certainly counts; every: none that fails C2; unknown where a doubtful row, or one not held, could turn it.
Values quantified(const Scope& scope, const model::Aggregate& aggregate) {
    Batch batch;
    const bool every = aggregate.op == AggregateOp::every;
    const Pairs pairs = members(scope, aggregate, every ? &batch : nullptr);
    Values out = make_values(Type::yes_no, scope.size(), pairs.absent ? Presence::missing : Presence::known);
    if (pairs.absent) return out;
    Values has;
    if (every) has = condition({scope.self, batch, false}, aggregate.has);
    for (std::size_t i = 0; i < out.size(); ++i) {
        bool found = false, doubt = has_unseen(pairs, i);   // found: a row that counts (every: that fails)
        for (std::uint32_t p = pairs.offsets[i]; p < pairs.offsets[i + 1]; ++p) {
            if (every && has.is_true(p)) continue;
            const bool certain = pairs.certain[p] && (!every || has.is_false(p));
            found |= certain;
            doubt |= !certain;
        }
        if (found) put(out, i, aggregate.op == AggregateOp::any);
        else if (doubt) put_unknown(out, i);
        else put(out, i, aggregate.op != AggregateOp::any);
    }
    return out;
}

Values reduced(const Scope& scope, const model::Aggregate& aggregate, Type type) {
    if (aggregate.window != model::none) return windowed(scope, aggregate, type);
    if (picks_by_order(aggregate, type)) return picked_by_order(scope, aggregate, type);
    switch (aggregate.op) {
        case AggregateOp::earliest:
        case AggregateOp::latest: return extreme(scope, aggregate, type);
        case AggregateOp::count: return count(scope, aggregate, type);
        case AggregateOp::sum:
        case AggregateOp::average: return total(scope, aggregate, type);
        case AggregateOp::any:
        case AggregateOp::no:
        case AggregateOp::every: return quantified(scope, aggregate);
    }
    return make_values(type, scope.size(), Presence::missing);
}

void append(Values& to, const Values& part) {
    if (to.hi.empty() != part.hi.empty()) {
        if (to.hi.empty()) to.hi = to.v;
        to.hi.insert(to.hi.end(), part.hi.empty() ? part.v.begin() : part.hi.begin(), part.hi.empty() ? part.v.end() : part.hi.end());
    } else to.hi.insert(to.hi.end(), part.hi.begin(), part.hi.end());
    to.v.insert(to.v.end(), part.v.begin(), part.v.end());
    to.s.insert(to.s.end(), part.s.begin(), part.s.end());
    to.text.insert(to.text.end(), part.text.begin(), part.text.end());
}

// Elements at once, so that their pairs stay few: `any other` pairs every row with all of its siblings.
std::size_t elements_at_once(const Scope& scope, const model::Aggregate& aggregate) {
    constexpr std::size_t pairs_at_once = 1 << 19;
    if (!aggregate.others || aggregate.path.empty()) return scope.size();
    const RecordId record = aggregate.path.front(), parent = scope.self.rules().records[record].parent;
    const auto& children = scope.self.data().children(record).offsets;
    std::size_t most = 1;
    if (parent == model::none) most = scope.self.data().table(record).rows;
    else
        for (std::size_t k = 1; k < children.size(); ++k) most = std::max<std::size_t>(most, children[k] - children[k - 1]);
    return std::max<std::size_t>(1, pairs_at_once / most);
}

}  // namespace

Fractions exact_averages(const Scope& scope, const model::Aggregate& aggregate) {
    Fractions out;
    const std::size_t step = elements_at_once(scope, aggregate);
    for (std::size_t begin = 0; begin < scope.size(); begin += step) {
        const Batch part = slice(scope.batch, begin, std::min(scope.size(), begin + step));
        for (const Total& total : totals({scope.self, part, scope.not_yet}, aggregate)) {
            out.low.push_back(total.low);
            out.high.push_back(total.high);
            out.s.push_back(total.told ? Presence::known : Presence::missing);
        }
    }
    return out;
}

Values aggregate(const Scope& scope, const model::Aggregate& aggregate, Type type) {
    const std::size_t step = elements_at_once(scope, aggregate);
    if (step >= scope.size()) return reduced(scope, aggregate, type);
    Values out;
    out.type = type;
    for (std::size_t begin = 0; begin < scope.size(); begin += step) {
        const Batch part = slice(scope.batch, begin, std::min(scope.size(), begin + step));
        append(out, reduced({scope.self, part, scope.not_yet}, aggregate, type));
    }
    return out;
}

}  // namespace duly::eval::detail
