#include "dsl/check/bands.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/check/band_checks.hpp"
#include "dsl/check/literals.hpp"

namespace duly::check {
namespace {

using model::Band;
using model::none;
using BandKind = model::Band::Kind;
using PeriodKind = model::PeriodKind;

constexpr std::string_view period_words[] = {"month", "quarter", "year"};

class Lowering {
public:
    Lowering(Context& context, model::Measure& measure) : context_(context), measure_(measure), checks_(context, measure) {}

    model::BandSet set(Written list) {
        model::BandSet result;
        std::vector<Written> written;
        std::vector<Span> left{domain()};
        bool good = true, whole = true;
        wrong_before_ = false;
        for (const auto& node : list.children(Kind::band)) {
            const auto bands = lowered(node, result.bands);
            whole = whole && !bands.empty();
            good = good && whole;
            wrong_before_ = !good;
            const auto before = left;
            for (const auto& band : bands) {
                if (is_fixed(band)) take_out(left, span_of(band));
                checks_.overlaps(band, node, result.bands, written);
            }
            if (good && (before.empty() || (is_fixed(bands.front()) && before == left))) {
                checks_.unreachable(node, bands, written);
                good = false;
            }
            for (const auto& band : bands) {
                result.bands.push_back(band);
                written.push_back(node);
            }
        }
        if (good) checks_.gaps(list, result.bands, left);
        if (good) checks_.order(result.bands, written);
        if (!whole) result.bands.clear();       // what is left says nothing of the list as it is meant
        return result;
    }

private:
    Span domain() const {
        using Kind_ = model::Measure::Kind;
        switch (measure_.kind) {
            case Kind_::timescale:
            case Kind_::records:
            case Kind_::every: return {0, model::number_scale, true, true};
            case Kind_::count:
            case Kind_::rate: return {0, highest, true, true};
            default: return measure_.floor ? Span{*measure_.floor, highest, true, true} : Span{};
        }
    }

    void type_clash(Written node) {
        const bool percentage = measure_.percentage;
        const std::string what = measure_.kind == model::Measure::Kind::count ? "a count" : measure_.kind == model::Measure::Kind::rate ? "a rate" : "a number";
        context_.report(DiagnosticKind::type_clash, node,
                        percentage ? "the measure is a percentage, and " + quoted(one_line(node)) + " has no percent sign" : "the measure is " + what + ", and " + quoted(one_line(node)) + " is a percentage",
                        percentage ? "write " + quoted(as_percentage(one_line(node))) : "write a number without percent sign");
    }

    // `0.95` is 95% as Excel keeps it.
    static std::string as_percentage(std::string number) {
        if (number.starts_with("0.") && number.size() > 3) {
            number = number.substr(2, 2) + (number.size() > 4 ? "." + number.substr(4) : "");
            if (number[0] == '0') number.erase(0, 1);
        }
        return number + "%";
    }

    // One edge: a number, or the figure of an area.
    bool edge(Written node, std::int64_t& value, std::string& area) {
        node = bare(node);
        if (node.kind() == Kind::value_for) {
            area = node[0].value();
            return true;
        }
        if (node.kind() != Kind::number && node.kind() != Kind::percent) {
            context_.report(DiagnosticKind::wrong_type, node, quoted(one_line(node)) + " is no fixed value, and a band needs one",
                            measure_.percentage ? "write for example `95%`, or `the value for \"England\"`" : "write a number, or `the value for \"England\"`");
            return false;
        }
        if ((node.kind() == Kind::percent) != measure_.percentage) {
            type_clash(node);
            return false;
        }
        const auto number = number_of(context_, node);
        if (number) value = *number;
        return number.has_value();
    }

    std::vector<Band> lowered(Written node, const std::vector<Band>& before) {
        const auto grade = node.child(Kind::grade);
        Band band;
        band.grade = context_.grade(measure_.scale, grade ? grade : node[0]);
        if (band.grade == none) return {};
        switch (node.word()) {
            case 5:
            case 6: band.kind = BandKind::otherwise; return {band};
            case 7:
            case 8: return tolerance(node, band, before);
            case 9: return movement(node[1], band) ? std::vector{band} : std::vector<Band>{};
            default: return edges(node, band) ? std::vector{band} : std::vector<Band>{};
        }
    }

    bool edges(Written node, Band& band) {
        band.kind = static_cast<BandKind>(node.word());
        const bool upper = band.kind == BandKind::at_most || band.kind == BandKind::less_than;
        if (!(upper ? edge(node[1], band.high, band.high_area) : edge(node[1], band.low, band.low_area))) return false;
        if (band.kind != BandKind::between) return true;
        if (!edge(node[2], band.high, band.high_area)) return false;
        if (!is_fixed(band) || band.high >= band.low) return true;
        context_.report(DiagnosticKind::dates_reversed, node, "no value lies between " + quoted(one_line(node[1])) + " and " + quoted(one_line(node[2])), "write the smaller value first");
        return false;
    }

    // Points are percentage points where the measure is a percentage.
    std::optional<std::int64_t> amount(Written node) {
        const auto number = number_of(context_, node);
        if (!number) return {};
        if (*number < 0) {
            context_.report(DiagnosticKind::bad_literal, node, quoted(one_line(node)) + " lies below 0, and a distance does not", "write it without the minus");
            return {};
        }
        return node.kind() == Kind::number && measure_.percentage ? *number / 100 : *number;
    }

    // The bands of the other grade, their edges moved outwards.
    std::vector<Band> tolerance(Written node, const Band& like, const std::vector<Band>& before) {
        const auto by = amount(node[1]);
        const auto other = context_.grade(measure_.scale, node[2]);
        if (!by || other == none) return {};
        std::vector<Band> result;
        for (const auto& band : before) {
            if (band.grade != other || band.kind >= BandKind::otherwise || band.tolerance) continue;
            auto wider = band;
            wider.grade = like.grade;
            wider.tolerance = true;
            (node[1].kind() == Kind::percent ? wider.percent : wider.points) = *by;
            if (wider.kind == BandKind::more_than) wider.kind = BandKind::at_least;
            if (wider.kind == BandKind::less_than) wider.kind = BandKind::at_most;
            result.push_back(std::move(wider));
        }
        if (result.empty() && !wrong_before_)       // else the band that gives it may be the one that is wrong
            context_.report(DiagnosticKind::band_unreachable, node[2], "no band before this one gives " + quoted(node[2].value()) + " an edge to be near to", "write a band such as " + quoted(node[2].value() + (measure_.percentage ? " at least 95%" : " at least 10")) + " before it");
        return result;
    }

    bool movement(Written node, Band& band) {
        constexpr BandKind kinds[] = {BandKind::better_than, BandKind::worse_than, BandKind::risen_for, BandKind::fallen_for, BandKind::risen_by, BandKind::fallen_by};
        band.kind = kinds[node.word()];
        switch (band.kind) {
            case BandKind::better_than:
            case BandKind::worse_than: return previous(node, band);
            case BandKind::risen_for:
            case BandKind::fallen_for: return run(node, band);
            default: return distance(node, band);
        }
    }

    bool previous(Written node, Band& band) {
        band.previous = static_cast<PeriodKind>(node[0].word());
        // Year to date and rolling values, one a month, are compared with those of one, three or twelve months before.
        bool given = measure_.periods.empty(), others = false;
        for (const auto& period : measure_.periods) {
            given = given || period.kind == band.previous;
            others = others || (period.kind <= PeriodKind::year && period.kind != band.previous);
        }
        if (given || !others) return true;
        const std::string word(period_words[node[0].word()]);
        context_.report(DiagnosticKind::clashing_clauses, node, "the measure is not given per " + word + ", so there is no previous " + word + " to compare with", "add " + quoted("per " + word) + ", or compare with another period");
        return false;
    }

    bool run(Written node, Band& band) {
        const auto length = node[0];
        const auto unit = unit_of(length[1]);
        const int number = bare(length[0]).kind() == Kind::number ? whole_of(context_, bare(length[0])).value_or(0) : 0;
        if ((unit != model::Unit::months && unit != model::Unit::years) || number < 1) {
            context_.report(DiagnosticKind::wrong_unit, length, "a measure rises or falls for a number of months or years", "write `fallen for 3 months`");
            return false;
        }
        band.months = number * (unit == model::Unit::years ? 12 : 1);
        for (const auto& period : measure_.periods) {
            const int step = period.kind == PeriodKind::quarter ? 3 : period.kind == PeriodKind::year ? 12 : 1;
            if (band.months % step == 0) continue;
            const std::string word(period_words[static_cast<std::size_t>(period.kind)]);
            context_.report(DiagnosticKind::wrong_unit, length, quoted(one_line(length)) + " is no whole number of " + word + "s, and the measure is given per " + word,
                            step == 3 ? "write a number of months that 3 divides, or take `per quarter` out" : "write a number of years, or take `per year` out");
            return false;
        }
        return true;
    }

    bool distance(Written node, Band& band) {
        const auto by = amount(node[0]);
        if (!by) return false;
        (node[0].kind() == Kind::percent ? band.percent : band.points) = *by;
        if (!node[1]) return true;
        band.since = node[1].kind() == Kind::month_year ? month_of(context_, node[1]) : day_of(context_, node[1]);
        return band.since.has_value();
    }

    bool wrong_before_ = false;     // a band of the list at hand is told of
    Context& context_;
    model::Measure& measure_;
    BandChecks checks_;
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
