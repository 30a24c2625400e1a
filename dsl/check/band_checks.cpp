#include "dsl/check/band_checks.hpp"

#include <algorithm>

namespace duly::check {

using model::Band;
using BandKind = model::Band::Kind;

namespace {

// `at least` and `less than` the figure of one area leave nothing between them, whatever it is.
bool meet_at_an_area(const std::vector<Band>& bands) {
    for (const auto& low : bands) {
        if ((low.kind != BandKind::at_least && low.kind != BandKind::more_than) || low.low_area.empty()) continue;
        for (const auto& high : bands) {
            if ((high.kind != BandKind::at_most && high.kind != BandKind::less_than) || high.high_area != low.low_area) continue;
            const bool both_strict = low.kind == BandKind::more_than && high.kind == BandKind::less_than;
            if (!both_strict) return true;
        }
    }
    return false;
}

}  // namespace

void BandChecks::unreachable(Written node, const std::vector<Band>& bands, const std::vector<Written>& before) {
    std::string what = "every value";
    if (is_fixed(bands.front()) && bands.front().kind != BandKind::otherwise) {
        what.clear();
        for (const auto& band : bands) what += (what.empty() ? "" : " and ") + quoted(span_words(span_of(band), measure_.percentage));
    }
    auto& told = context_.report(DiagnosticKind::band_unreachable, node, "no value reaches this band, because the bands before it take " + what, "the first band that holds is taken: put the narrower band first");
    if (!before.empty()) context_.label(told, before.front().range(), "the bands are read from here");
}

void BandChecks::gaps(Written list, const std::vector<Band>& bands, const std::vector<Span>& left) {
    if (left.empty() || bands.empty() || meet_at_an_area(bands)) return;
    std::string values;
    for (std::size_t i = 0; i < left.size(); ++i) values += (i == 0 ? "" : i + 1 == left.size() ? " and " : ", ") + span_words(left[i], measure_.percentage);
    const bool fixed = std::all_of(bands.begin(), bands.end(), is_fixed);
    context_.report(DiagnosticKind::band_gap, list,
                    fixed ? "no band says what " + values + " is"
                          : "no band says what " + (values == "any value" ? "a value" : values) + " is when the bands that look at other figures do not hold",
                    "end the bands with `otherwise` and a grade");
}

void BandChecks::overlaps(const Band& band, Written node, const std::vector<Band>& others, const std::vector<Written>& written) {
    if (band.kind != BandKind::between || !is_fixed(band) || band.tolerance) return;
    const auto mine = span_of(band);
    for (std::size_t i = 0; i < others.size(); ++i) {
        if (others[i].kind != BandKind::between || !is_fixed(others[i]) || others[i].tolerance) continue;
        const auto theirs = span_of(others[i]);
        const Span common{std::max(mine.low, theirs.low), std::min(mine.high, theirs.high)};
        if (common.low >= common.high || within(mine, theirs) || within(theirs, mine)) continue;
        auto& told = context_.report(DiagnosticKind::band_overlap, node, "two bands cover the values " + span_words(common, measure_.percentage), "let one band end where the other begins");
        context_.label(told, written[i].range(), "the other band");
    }
}

void BandChecks::order(const std::vector<Band>& bands, const std::vector<Written>& written) {
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

}  // namespace duly::check
