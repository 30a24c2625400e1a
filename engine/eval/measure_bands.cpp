#include "engine/eval/measure_bands.hpp"

#include <algorithm>

namespace duly::eval {

namespace {

using model::Band;
using Kind = model::Band::Kind;

enum class Tri : std::uint8_t { no, maybe, yes };

// A place on the number line, or just beside it (`side` -1 below, 1 above).
struct Point { Fraction at; int side = 0; };

int compare(const Point& p, Fraction edge) {
    const int exact = compare(p.at, edge);
    return exact != 0 ? exact : p.side;
}

// An edge that may lie anywhere between two places.
struct Edge {
    Fraction first, last;
    bool finite() const { return first.finite() && last.finite(); }
};

// A band whose edges are numbers.
struct Plain {
    std::uint32_t grade = 0;
    Kind kind = Kind::otherwise;        // at_least to otherwise
    Edge low, high;
    Tri condition = Tri::yes;           // what must hold besides
    bool not_yet = false;               // told only once the period has ended
};

Tri between(bool yes, bool no) { return yes ? Tri::yes : no ? Tri::no : Tri::maybe; }

Tri at_least(const Point& p, const Edge& edge, bool strict) {
    const int limit = strict ? 1 : 0;
    return between(edge.last.finite() && compare(p, edge.last) >= limit, compare(p, edge.first) < limit);
}
Tri at_most(const Point& p, const Edge& edge, bool strict) {
    const int limit = strict ? -1 : 0;
    return between(edge.first.finite() && compare(p, edge.first) <= limit, compare(p, edge.last) > limit);
}

Tri holds(const Plain& band, const Point& p) {
    Tri value = Tri::yes;
    switch (band.kind) {
        case Kind::at_least: value = at_least(p, band.low, false); break;
        case Kind::more_than: value = at_least(p, band.low, true); break;
        case Kind::at_most: value = at_most(p, band.high, false); break;
        case Kind::less_than: value = at_most(p, band.high, true); break;
        case Kind::between: value = std::min(at_least(p, band.low, false), at_most(p, band.high, false)); break;
        default: break;
    }
    return std::min(value, band.condition);
}

// f moved by points and by a share of its size; way 1 up, -1 down.
Fraction moved(Fraction f, std::int64_t points, std::int64_t percent, int way) {
    if (!f.finite()) return f;
    const Wide size = f.n < 0 ? -f.n : f.n;
    if (percent != 0) f = {f.n * model::number_scale + way * size * percent, f.d * model::number_scale};
    if (points != 0) f = {f.n * model::number_scale + way * points * f.d, f.d * model::number_scale};
    return f;
}
Edge moved(Edge edge, const Band& band, int way) {
    edge = {moved(edge.first, band.points, band.percent, way), moved(edge.last, band.points, band.percent, way)};
    if (compare(edge.last, edge.first) < 0) std::swap(edge.first, edge.last);
    return edge;
}

Edge edge_of(std::int64_t number, const std::string& area, const Surroundings* around) {
    if (area.empty()) return {{number, model::number_scale}, {number, model::number_scale}};
    const Beside figure = around != nullptr ? around->area(area) : Beside{};
    // Nothing of an area's figure is known where it is not there.
    if (figure.state != Beside::State::told) return {below_all, above_all};
    return {figure.value.low, figure.value.high};
}

// Did the values go one way all along?
Tri went(const std::vector<Beside>& values, bool up) {
    Tri all = Tri::yes;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i].state == Beside::State::none) return Tri::no;
        if (values[i].state == Beside::State::untold) all = std::min(all, Tri::maybe);
        if (i == 0 || values[i].state == Beside::State::untold || values[i - 1].state == Beside::State::untold) continue;
        const Possible &lower = up ? values[i - 1].value : values[i].value, &higher = up ? values[i].value : values[i - 1].value;
        all = std::min(all, between(compare(lower.high, higher.low) < 0, compare(lower.low, higher.high) >= 0));
    }
    return all;
}

// `kind` beside an earlier value.
void compare_with(Plain& plain, const Beside& earlier, Kind kind) {
    if (earlier.state == Beside::State::none) { plain.condition = Tri::no; return; }
    if (earlier.state == Beside::State::untold) { plain.condition = std::min(plain.condition, Tri::maybe); return; }
    plain.kind = kind;
    plain.low = plain.high = {earlier.value.low, earlier.value.high};
}

Plain movement(const model::Measure& measure, const Band& band, const Surroundings* around) {
    Plain plain;
    plain.grade = band.grade;
    if (around == nullptr) {
        plain.condition = Tri::no;
        return plain;
    }
    plain.not_yet = around->so_far();
    if (plain.not_yet) return plain;
    switch (band.kind) {
        case Kind::better_than:
        case Kind::worse_than: {
            const bool up = (band.kind == Kind::better_than) != measure.lower_is_better;
            compare_with(plain, around->previous(band.previous), up ? Kind::more_than : Kind::less_than);
            break;
        }
        case Kind::risen_for:
        case Kind::fallen_for: {
            const bool up = band.kind == Kind::risen_for;
            const std::vector<Beside> before = around->before(band.months);
            plain.condition = before.empty() ? Tri::no : went(before, up);
            if (plain.condition != Tri::no) compare_with(plain, before.back(), up ? Kind::more_than : Kind::less_than);
            break;
        }
        default: {
            const bool up = band.kind == Kind::risen_by;
            const Beside earlier = around->since(band.since);
            compare_with(plain, earlier, up ? Kind::at_least : Kind::at_most);
            if (earlier.state != Beside::State::told) break;
            const Edge from = plain.low, to = moved(from, band, up ? 1 : -1);
            plain.low = plain.high = to;
            // A share of nothing is nothing, and what stands still has neither risen nor fallen.
            if (compare(from.first, to.first) == 0 || compare(from.last, to.last) == 0) plain.kind = up ? Kind::more_than : Kind::less_than;
        }
    }
    return plain;
}

Plain plain_band(const model::Measure& measure, const Band& band, const Surroundings* around) {
    if (band.kind > Kind::otherwise) return movement(measure, band, around);
    Plain plain;
    plain.grade = band.grade;
    plain.kind = band.kind;
    if (band.kind == Kind::at_least || band.kind == Kind::more_than || band.kind == Kind::between) plain.low = edge_of(band.low, band.low_area, around);
    if (band.kind == Kind::at_most || band.kind == Kind::less_than || band.kind == Kind::between) plain.high = edge_of(band.high, band.high_area, around);
    if (band.tolerance) {
        plain.low = moved(plain.low, band, -1);
        plain.high = moved(plain.high, band, 1);
    }
    return plain;
}

// Notes the grades that the point may have; false when it may have none.
bool note_grades(const std::vector<Plain>& bands, const Point& p, Grades& grades) {
    bool some = false;
    for (const Plain& band : bands) {
        const Tri answer = holds(band, p);
        if (answer == Tri::no) continue;
        if (band.not_yet) return false;
        grades.best = std::min(grades.best, band.grade);     // none is the largest number
        grades.worst = grades.worst == model::none ? band.grade : std::max(grades.worst, band.grade);
        some = true;
        if (answer == Tri::yes) return true;
    }
    return some;
}

}  // namespace

const model::BandSet* bands_on(const model::Measure& measure, Day day) {
    const model::BandSet* found = nullptr;
    for (const auto& set : measure.bands)
        if (set.from <= day && (found == nullptr || set.from >= found->from)) found = &set;
    return found;
}

struct Grader::Bands {
    const model::BandSet* of = nullptr;
    bool always = false;        // they look at nothing else, so they are the same for every value
    std::vector<Plain> plain;
    std::vector<Point> points;
};

Grader::Grader(const model::Measure& measure) : measure_(measure), bands_(std::make_unique<Bands>()) {}
Grader::~Grader() = default;

Grades Grader::between(const model::BandSet& set, Fraction low, Fraction high, const Surroundings* around) {
    std::vector<Plain>& bands = bands_->plain;
    if (bands_->of != &set || !bands_->always) {
        bands.clear();
        for (const Band& band : set.bands) bands.push_back(plain_band(measure_, band, around));
        bands_->of = &set;
        bands_->always = std::all_of(set.bands.begin(), set.bands.end(),
                                     [](const Band& band) { return band.kind <= Kind::otherwise && band.low_area.empty() && band.high_area.empty(); });
    }
    Grades grades;
    if (compare(low, high) == 0) return note_grades(bands, {low}, grades) ? grades : Grades{};
    // Two-sided bands may hold a grade inside the interval that neither end has, so each edge inside is looked at, and both
    // its sides.
    std::vector<Point>& points = bands_->points;
    points.assign({{low}, {high}});
    const auto add = [&](Fraction edge) {
        if (!edge.finite() || compare(low, edge) >= 0 || compare(high, edge) <= 0) return;
        for (int side = -1; side <= 1; ++side) points.push_back({edge, side});
    };
    for (const Plain& band : bands)
        for (const Edge& edge : {band.low, band.high}) {
            add(edge.first);
            add(edge.last);
        }
    for (const Point& point : points)
        if (!note_grades(bands, point, grades)) return {};
    return grades;
}

}  // namespace duly::eval
