#include "dsl/check/bands.hpp"

#include <algorithm>
#include <cstdint>

#include "dsl/base/date.hpp"
#include "dsl/check/literals.hpp"

namespace duly::check {
namespace {

using model::Band;
using model::none;
using BandKind = model::Band::Kind;

constexpr std::int64_t lowest = INT64_MIN, highest = INT64_MAX;

// Values from low to high, ends included or not.
struct Span {
    std::int64_t low = lowest, high = highest;
    bool low_in = true, high_in = true;
    bool empty() const { return low > high || (low == high && !(low_in && high_in)); }
};

Span span_of(const Band& band) {
    switch (band.kind) {
        case BandKind::at_least: return {band.low, highest, true, true};
        case BandKind::more_than: return {band.low, highest, false, true};
        case BandKind::at_most: return {lowest, band.high, true, true};
        case BandKind::less_than: return {lowest, band.high, true, false};
        case BandKind::between: return {band.low, band.high, true, true};
        case BandKind::otherwise: return {};
    }
    return {};
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

std::string span_words(const Span& span, bool percentage) {
    if (span.low == span.high) return "exactly " + value_words(span.low, percentage);
    if (span.low == lowest && span.high == highest) return "any value";
    if (span.low == lowest) return (span.high_in ? "at most " : "less than ") + value_words(span.high, percentage);
    if (span.high == highest) return (span.low_in ? "at least " : "more than ") + value_words(span.low, percentage);
    return "between " + value_words(span.low, percentage) + " and " + value_words(span.high, percentage);
}

class Lowering {
public:
    Lowering(Context& context, model::Measure& measure) : context_(context), measure_(measure) {}

    model::BandSet set(Written list) {
        model::BandSet result;
        std::vector<Written> written;
        std::vector<Span> left{domain()};
        for (const auto& node : list.children(Kind::band)) {
            const auto band = one(node);
            if (!band) {
                good_ = false;
                continue;
            }
            const auto before = left;
            take_out(left, span_of(*band));
            if (good_ && same(before, left)) {
                unreachable(node, *band, written);
                good_ = false;
            }
            overlaps(*band, node, result.bands, written);
            result.bands.push_back(*band);
            written.push_back(node);
        }
        if (good_ && !left.empty() && !written.empty()) {
            std::string values;
            for (std::size_t i = 0; i < left.size(); ++i) values += (i == 0 ? "" : i + 1 == left.size() ? " and " : ", ") + span_words(left[i], measure_.percentage);
            context_.report(DiagnosticKind::band_gap, list, "no band says what " + values + " is", "end the bands with `otherwise` and a grade");
        }
        if (good_) order(result.bands, written);
        good_ = true;
        return result;
    }

private:
    Span domain() const {
        if (measure_.kind == model::Measure::Kind::reported) return {};
        return measure_.percentage ? Span{0, model::number_scale, true, true} : Span{0, highest, true, true};
    }

    static bool same(const std::vector<Span>& a, const std::vector<Span>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Span& x, const Span& y) { return x.low == y.low && x.high == y.high && x.low_in == y.low_in && x.high_in == y.high_in; });
    }

    std::optional<std::int64_t> value(Written node) {
        node = bare(node);
        if (node.kind() != Kind::number && node.kind() != Kind::percent) {
            context_.report(DiagnosticKind::wrong_type, node, quoted(one_line(node)) + " is no fixed value, and a band needs one", measure_.percentage ? "write for example `95%`" : "write a number");
            return {};
        }
        if ((node.kind() == Kind::percent) != measure_.percentage && measure_.kind != model::Measure::Kind::reported) {
            context_.report(DiagnosticKind::type_clash, node, measure_.percentage ? "the measure is a percentage, and " + quoted(one_line(node)) + " has no percent sign" : "the measure is a count, and " + quoted(one_line(node)) + " is a percentage",
                            measure_.percentage ? "write " + quoted(one_line(node) + "%") : "write a number without percent sign");
            return {};
        }
        return number_of(context_, node);
    }

    std::optional<Band> one(Written node) {
        if (node.word() > 6 || node.child(Kind::value_for)) {
            context_.report(DiagnosticKind::not_computed, node, quoted(one_line(node)) + " is not computed", "give the band fixed values: `at least 95%`");
            return {};
        }
        Band band;
        band.kind = node.word() >= 5 ? BandKind::otherwise : static_cast<BandKind>(node.word());
        const auto grade = node.child(Kind::grade);
        band.grade = context_.grade(measure_.scale, grade ? grade : node[0]);
        bool good = band.grade != none;
        if (band.kind != BandKind::otherwise) {
            const auto first = value(node[1]);
            const auto second = band.kind == BandKind::between ? value(node[2]) : first;
            if (!first || !second) return {};
            const bool upper = band.kind == BandKind::at_most || band.kind == BandKind::less_than;
            band.low = upper ? 0 : *first;
            band.high = band.kind == BandKind::between ? *second : upper ? *first : 0;
            if (band.kind == BandKind::between && band.high < band.low) {
                context_.report(DiagnosticKind::dates_reversed, node, "no value lies between " + quoted(one_line(node[1])) + " and " + quoted(one_line(node[2])), "write the smaller value first");
                good = false;
            }
        }
        return good ? std::optional(band) : std::nullopt;
    }

    void unreachable(Written node, const Band& band, const std::vector<Written>& before) {
        auto& told = context_.report(DiagnosticKind::band_unreachable, node,
                                     "no value reaches this band, because the bands before it take " + (band.kind == BandKind::otherwise ? std::string("every value") : quoted(span_words(span_of(band), measure_.percentage))),
                                     "the first band that holds is taken: put the narrower band first");
        if (!before.empty()) context_.label(told, before.front().range(), "the bands are read from here");
    }

    // Two bands with two ends that cut into each other; where one lies inside the other, the first is meant to win.
    void overlaps(const Band& band, Written node, const std::vector<Band>& others, const std::vector<Written>& written) {
        if (band.kind != BandKind::between) return;
        const auto mine = span_of(band);
        for (std::size_t i = 0; i < others.size(); ++i) {
            if (others[i].kind != BandKind::between) continue;
            const auto theirs = span_of(others[i]);
            const Span common{std::max(mine.low, theirs.low), std::min(mine.high, theirs.high)};
            if (common.low >= common.high || within(mine, theirs) || within(theirs, mine)) continue;
            auto& told = context_.report(DiagnosticKind::band_overlap, node, "two bands cover the values " + span_words(common, measure_.percentage), "let one band end where the other begins");
            context_.label(told, written[i].range(), "the other band");
        }
    }

    // A ladder of `at least` goes from the best grade down, or up where lower is better.
    void order(const std::vector<Band>& bands, const std::vector<Written>& written) {
        for (std::size_t i = 1; i < bands.size(); ++i) {
            const auto &a = bands[i - 1], &b = bands[i];
            const bool rising = (a.kind == BandKind::at_least || a.kind == BandKind::more_than) && (b.kind == BandKind::at_least || b.kind == BandKind::more_than);
            const bool falling = (a.kind == BandKind::at_most || a.kind == BandKind::less_than) && (b.kind == BandKind::at_most || b.kind == BandKind::less_than);
            if ((!rising && !falling) || a.grade == b.grade) continue;
            const bool higher_is_better = rising == (a.grade < b.grade);
            if (higher_is_better != measure_.lower_is_better) continue;
            context_.report(DiagnosticKind::band_order, written[i],
                            measure_.lower_is_better ? "these bands give a better grade to a higher value, and the measure says `lower is better`"
                                                     : "these bands give a better grade to a lower value, and the measure does not say `lower is better`",
                            measure_.lower_is_better ? "turn the bands round, or take `lower is better` out" : "add `lower is better`, or turn the bands round");
            return;
        }
    }

    Context& context_;
    model::Measure& measure_;
    bool good_ = true;
};

}  // namespace

void lower_bands(Context& context, model::Measure& measure, Written bands) {
    measure.scale = context.scale(bands[0]);
    if (measure.scale == none) return;
    Lowering lowering(context, measure);
    const auto dated = bands.children(Kind::bands_from);
    if (dated.empty() || bands.child(Kind::band)) measure.bands.push_back(lowering.set(bands));
    std::vector<std::pair<model::Day, Written>> seen;
    for (const auto& each : dated) {
        const auto day = day_of(context, each[0]);
        if (!day) continue;
        for (const auto& [other, node] : seen) {
            if (other != *day) continue;
            auto& told = context.report(DiagnosticKind::version_overlap, each[0], "two lists of bands begin on " + written_day(*day), "give each list a date of its own");
            context.label(told, node.range(), "the other list");
        }
        seen.emplace_back(*day, each[0]);
        auto set = lowering.set(each);
        set.from = *day;
        measure.bands.push_back(std::move(set));
    }
    std::stable_sort(measure.bands.begin(), measure.bands.end(), [](const model::BandSet& a, const model::BandSet& b) { return a.from < b.from; });
}

}  // namespace duly::check
