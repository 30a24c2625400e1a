#include "dsl/check/band_values.hpp"

namespace duly::check {

using model::Band;
using BandKind = model::Band::Kind;

namespace {

// An edge moved outwards: down for a lower one.
std::int64_t moved(std::int64_t edge, const Band& band, int way) {
    const auto size = static_cast<long double>(edge < 0 ? -edge : edge);
    const auto share = static_cast<std::int64_t>(size * static_cast<long double>(band.percent) / model::number_scale + 0.5L);
    return edge + way * (band.points + share);
}

std::string value_words(std::int64_t value, bool percentage) {
    const auto scale = percentage ? model::number_scale / 100 : model::number_scale;
    const bool minus = value < 0;
    const auto whole = (minus ? -value : value) / scale, part = (minus ? -value : value) % scale;
    std::string text = (minus ? "-" : "") + std::to_string(whole);
    if (part != 0) {
        auto digits = std::to_string(scale + part).substr(1);
        while (digits.back() == '0') digits.pop_back();
        text += "." + digits;
    }
    return percentage ? text + "%" : text;
}

}  // namespace

bool is_fixed(const Band& band) { return band.kind <= BandKind::otherwise && band.low_area.empty() && band.high_area.empty(); }

Span span_of(const Band& band) {
    const bool moves = band.tolerance;
    const auto low = moves ? moved(band.low, band, -1) : band.low, high = moves ? moved(band.high, band, 1) : band.high;
    switch (band.kind) {
        case BandKind::at_least: return {low, highest, true, true};
        case BandKind::more_than: return {low, highest, false, true};
        case BandKind::at_most: return {lowest, high, true, true};
        case BandKind::less_than: return {lowest, high, true, false};
        case BandKind::between: return {low, high, true, true};
        default: return {};
    }
}

// What is left of `from` when `span` is taken out.
void take_out(std::vector<Span>& from, const Span& span) {
    std::vector<Span> rest;
    for (const auto& each : from) {
        Span below = each, above = each;
        if (span.low <= below.high) {
            below.high_in = !span.low_in && (span.low < below.high || below.high_in);
            below.high = span.low;
        }
        if (span.high >= above.low) {
            above.low_in = !span.high_in && (span.high > above.low || above.low_in);
            above.low = span.high;
        }
        if (!below.empty()) rest.push_back(below);
        if (!above.empty()) rest.push_back(above);
    }
    from = std::move(rest);
}

bool within(const Span& inner, const Span& outer) {
    return (outer.low < inner.low || (outer.low == inner.low && (outer.low_in || !inner.low_in))) &&
           (outer.high > inner.high || (outer.high == inner.high && (outer.high_in || !inner.high_in)));
}

std::string span_words(const Span& span, bool percentage) {
    if (span.low == span.high) return "exactly " + value_words(span.low, percentage);
    if (span.low == lowest && span.high == highest) return "any value";
    if (span.low == lowest) return (span.high_in ? "at most " : "less than ") + value_words(span.high, percentage);
    if (span.high == highest) return (span.low_in ? "at least " : "more than ") + value_words(span.low, percentage);
    return "between " + value_words(span.low, percentage) + " and " + value_words(span.high, percentage);
}

}  // namespace duly::check
