// `in any L`: the highest of all windows, over the rows below or for one span.
#include "engine/eval/expressions_windows.hpp"

#include <algorithm>

namespace duly::eval::detail {

namespace {

using model::AggregateOp;
using windows::Happening;
using windows::Highest;
using windows::SpanDays;
using windows::Window;

constexpr windows::Wide no_bound = windows::Wide{1'000'000'000'000} * model::number_scale;   // of a count without an upper end

// What the windows of each element are asked for.
struct Lengths {
    Unit unit{};
    Values amount;
    std::optional<Window> of(std::size_t i) const {
        if (amount.s[i] != Presence::known || amount.last(i) != amount.v[i] || amount.v[i] % model::number_scale != 0) return std::nullopt;
        return Window::of(amount.v[i] / model::number_scale, unit);
    }
};

Lengths lengths_of(const Scope& scope, ExprId length) { return {scope.expr(length).unit, walk({scope.self, scope.batch, false}, length)}; }

void put_highest(Values& out, std::size_t i, const Highest& found, bool unbounded, windows::Wide scale) {
    const windows::Wide low = found.low * scale, high = unbounded ? no_bound : found.high * scale;
    if (low < 0 || low > INT64_MAX || high > INT64_MAX) put_unknown(out, i);
    else put_range(out, i, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high));
}

// The rows of an aggregate, and how each falls into windows.
struct Members {
    Pairs pairs;
    Batch batch;
    Values day, value;      // their `orders` dates; their numbers (sum)
    std::vector<SpanDays> spans;
};

Members members_of(const Scope& scope, const model::Aggregate& aggregate) {
    Members out;
    out.pairs = members(scope, aggregate, &out.batch);
    if (out.pairs.absent) return out;
    const Scope inner{scope.self, out.batch, false};
    if (adds_days(aggregate)) {
        out.spans = days_of_spans(inner, aggregate.record, out.pairs.rows);
        return out;
    }
    const model::FieldId orders = scope.self.rules().records[aggregate.record].orders;
    if (orders == model::none) {    // refused when the file is loaded; without days every window may hold every row
        out.day = make_values(Type::date, out.pairs.rows.size(), Presence::missing);
    } else {
        out.day = field_of(inner, aggregate.record, orders, out.pairs.rows);
        to_days(out.day, scope.self.zone());
    }
    if (aggregate.op == AggregateOp::sum) out.value = walk(inner, aggregate.value);
    return out;
}

// Nothing where a number is missing.
std::optional<std::vector<Happening>> happenings_of(const Members& all, std::size_t i, std::vector<std::uint32_t>* at) {
    std::vector<Happening> out;
    for (std::uint32_t p = all.pairs.offsets[i]; p < all.pairs.offsets[i + 1]; ++p) {
        if (all.day.s[p] == Presence::blank) continue;      // has not happened
        Happening one{all.day.v[p], all.day.last(p), 1, 1, all.pairs.certain[p] != 0, false};
        one.undated = all.day.s[p] == Presence::missing || nothing_told(all.day, p);
        if (all.day.s[p] == Presence::doubt && !one.undated) one.certain = false;
        if (!all.value.s.empty()) {
            if (all.value.s[p] == Presence::blank) continue;
            if (all.value.s[p] != Presence::known) return std::nullopt;
            one.least = all.value.v[p];
            one.most = all.value.last(p);
        }
        out.push_back(one);
        if (at) at->push_back(p);
    }
    return out;
}

std::vector<SpanDays> spans_of(const Members& all, std::size_t i, std::vector<std::uint32_t>* at) {
    std::vector<SpanDays> out;
    for (std::uint32_t p = all.pairs.offsets[i]; p < all.pairs.offsets[i + 1]; ++p) {
        SpanDays span = all.spans[p];
        if (!all.pairs.certain[p]) span.to = span.from;
        out.push_back(span);
        if (at) at->push_back(p);
    }
    return out;
}

}  // namespace

bool adds_days(const model::Aggregate& aggregate) { return aggregate.op == AggregateOp::sum && aggregate.value == model::none; }

Values windowed(const Scope& scope, const model::Aggregate& aggregate, Type type) {
    const Members all = members_of(scope, aggregate);
    Values out = make_values(type, scope.size(), all.pairs.absent ? Presence::missing : Presence::known);
    if (all.pairs.absent) return out;
    const Lengths lengths = lengths_of(scope, aggregate.window);
    const bool days = adds_days(aggregate), counts = aggregate.op == AggregateOp::count;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto window = lengths.of(i);
        const bool unseen = !all.pairs.unseen.empty() && all.pairs.unseen[i] != model::min_day;
        if (!window || (unseen && !days && !counts)) {
            put_unknown(out, i);
        } else if (days) {
            put_highest(out, i, windows::highest(spans_of(all, i, nullptr), *window), unseen, model::number_scale);
        } else if (const auto happenings = happenings_of(all, i, nullptr)) {
            put_highest(out, i, windows::highest(*happenings, *window), unseen, counts ? model::number_scale : 1);
        } else {
            put_unknown(out, i);
        }
    }
    return out;
}

Values days_in_any(const Scope& scope, const Expr& expr, const std::vector<SpanDays>& spans) {
    const Lengths lengths = lengths_of(scope, expr.b);
    Values out = make_values(expr.type, scope.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (const auto window = lengths.of(i)) put_highest(out, i, windows::highest(std::vector<SpanDays>{spans[i]}, *window), false, model::number_scale);
        else put_unknown(out, i);
    }
    return out;
}

std::optional<SeenWindow> seen_window(const Scope& scope, const model::Aggregate& aggregate, bool certain) {
    const Members all = members_of(scope, aggregate);
    const auto window = lengths_of(scope, aggregate.window).of(0);
    if (all.pairs.absent || !window) return std::nullopt;
    std::vector<std::uint32_t> at;
    SeenWindow out;
    if (adds_days(aggregate)) {
        auto spans = spans_of(all, 0, &at);
        const windows::Wide low = windows::highest(spans, *window).low;
        if (certain)
            for (SpanDays& span : spans) {
                span.may_from = span.from;
                span.may_to = span.to;
            }
        const Highest found = windows::highest(spans, *window);
        if (!found.has_window || (certain && found.low != low)) return std::nullopt;
        out.from = static_cast<Day>(found.from);
        out.to = static_cast<Day>(window->end(found.from) - 1);
        for (std::size_t k = 0; k < at.size(); ++k)
            if (spans[k].may_from <= out.to && spans[k].may_to > out.from && spans[k].may_from < spans[k].may_to) out.rows.push_back(all.pairs.rows[at[k]]);
        return out;
    }
    auto happenings = happenings_of(all, 0, &at);
    if (!happenings) return std::nullopt;
    const windows::Wide low = windows::highest(*happenings, *window).low;
    if (certain) {
        std::vector<Happening> sure;
        std::vector<std::uint32_t> sure_at;
        for (std::size_t k = 0; k < at.size(); ++k) {
            const Happening& one = (*happenings)[k];
            if (!one.certain || one.undated || one.lo != one.hi || one.least != one.most) continue;
            sure.push_back(one);
            sure_at.push_back(at[k]);
        }
        *happenings = std::move(sure);
        at = std::move(sure_at);
    }
    const Highest found = windows::highest(*happenings, *window);
    if (!found.has_window || (certain && found.low != low)) return std::nullopt;
    out.from = static_cast<Day>(found.from);
    out.to = static_cast<Day>(window->end(found.from) - 1);
    for (std::size_t k = 0; k < at.size(); ++k) {
        const Happening& one = (*happenings)[k];
        if (one.undated || (one.lo <= out.to && one.hi >= out.from)) out.rows.push_back(all.pairs.rows[at[k]]);
    }
    return out;
}

std::optional<SeenWindow> seen_window(const Scope& scope, const Expr& expr, const SpanDays& span) {
    const auto window = lengths_of(scope, expr.b).of(0);
    if (!window) return std::nullopt;
    const Highest found = windows::highest(std::vector<SpanDays>{span}, *window);
    if (!found.has_window) return std::nullopt;
    return SeenWindow{static_cast<Day>(found.from), static_cast<Day>(window->end(found.from) - 1), {}};
}

}  // namespace duly::eval::detail
