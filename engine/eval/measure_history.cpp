#include "engine/eval/measure_history.hpp"

#include <algorithm>
#include <utility>

#include "dsl/base/date.hpp"
#include "engine/eval/measure_value.hpp"
#include "engine/eval/value_text.hpp"

namespace duly::eval {

namespace {

using model::PeriodKind;

// The values of a result by period and group. Periods stand by kind, then date: a run is one kind's.
class History {
public:
    explicit History(const MeasureResult& result) : result_(result) {
        std::uint32_t run = 0;
        for (std::uint32_t p = 0; p < result.periods.size(); ++p) {
            const MeasurePeriod& period = result.periods[p];
            if (p > 0 && (period.kind != result.periods[p - 1].kind || period.to <= result.periods[p - 1].to)) ++run;
            run_.push_back(run);
        }
    }

    const MeasureValue* find(std::uint32_t period, const std::vector<std::string>& group) const {
        if (at_.empty())        // most bands never ask
            for (std::size_t i = 0; i < result_.values.size(); ++i) at_.emplace(std::pair(result_.values[i].period, result_.values[i].group), i);
        const auto found = at_.find({period, group});
        return found == at_.end() ? nullptr : &result_.values[found->second];
    }
    // So many periods before, in the same run.
    std::optional<std::uint32_t> back(std::uint32_t period, int steps) const {
        if (steps < 0 || static_cast<std::uint32_t>(steps) > period) return std::nullopt;
        const std::uint32_t at = period - static_cast<std::uint32_t>(steps);
        return run_[at] == run_[period] ? std::optional(at) : std::nullopt;
    }
    // The last period of the kind that ended before the period began.
    std::optional<std::uint32_t> ended_before(std::uint32_t period, PeriodKind kind) const {
        std::optional<std::uint32_t> found;
        for (std::uint32_t p = 0; p < result_.periods.size(); ++p)
            if (result_.periods[p].kind == kind && result_.periods[p].to < result_.periods[period].from) found = p;
        return found;
    }
    // The period of the same run that holds the day; of those given monthly the one that ends with its month.
    std::optional<std::uint32_t> holding(std::uint32_t period, Day day) const {
        for (std::uint32_t p = 0; p < result_.periods.size(); ++p) {
            const MeasurePeriod& one = result_.periods[p];
            if (run_[p] != run_[period] || one.to < day) continue;
            const bool monthly = one.kind == PeriodKind::year_to_date || one.kind == PeriodKind::rolling;
            const Civil end = to_civil(one.to);
            return day >= (monthly ? to_day({end.year, end.month, 1}) : one.from) ? std::optional(p) : std::nullopt;
        }
        return std::nullopt;
    }

private:
    const MeasureResult& result_;
    std::vector<std::uint32_t> run_;
    mutable std::map<std::pair<std::uint32_t, std::vector<std::string>>, std::size_t> at_;      // used by one thread
};

// A second figure of an area in a period, by its row.
struct Repeated { const Figure* first; const Figure* again; std::uint32_t period; };
using AllRepeated = std::map<Row, Repeated>;

int months_of(PeriodKind kind) { return kind == PeriodKind::quarter ? 3 : kind == PeriodKind::year ? 12 : 1; }

// One row and what stands around it. Notes what was looked at, for explanations.
class OneRow final : public Surroundings {
public:
    OneRow(const model::Measure& measure, const MeasureResult& result, const History& history, const Comparators& comparators, const Groups& groups, const MeasureValue& value, AllRepeated& repeated)
        : measure_(measure), result_(result), history_(history), comparators_(comparators), groups_(groups), value_(value), repeated_(repeated) {}

    bool so_far() const override { return period().so_far; }

    Beside area(const std::string& name) const override {
        Beside beside;
        const auto figures = comparators_.areas.find(name);
        const Figure* figure = figures == comparators_.areas.end() ? nullptr : figure_of(figures->second);
        if (figure == nullptr) {
            note("no figure for `" + name + "`");
        } else if (figure->missing) {
            beside.state = Beside::State::untold;
            note("the source marks the figure for `" + name + "` as missing");
        } else {
            beside.state = Beside::State::told;
            beside.value = {{figure->value, model::number_scale}, {figure->value, model::number_scale}};
            MeasureValue shown;
            shown.low_n = shown.high_n = figure->value;
            shown.low_d = shown.high_d = model::number_scale;
            note("`" + name + "` has " + measure_text(measure_, shown));
        }
        return beside;
    }

    Beside previous(PeriodKind kind) const override {
        const PeriodKind own = period().kind;
        if (own == PeriodKind::year_to_date || own == PeriodKind::rolling) return beside(history_.back(value_.period, months_of(kind)));
        if (own == kind) return beside(history_.back(value_.period, 1));
        return beside(history_.ended_before(value_.period, kind));
    }

    std::vector<Beside> before(int months) const override {
        std::vector<Beside> values;
        for (int steps = months / months_of(period().kind); steps > 0; --steps) values.push_back(beside(history_.back(value_.period, steps)));
        return values;
    }

    Beside since(std::optional<Day> day) const override {
        if (!day) return beside(history_.back(value_.period, 1));
        const auto at = history_.holding(value_.period, *day);
        return beside(at && *at < value_.period ? at : std::nullopt);
    }

    std::vector<std::string> notes() const { return notes_; }

private:
    const MeasurePeriod& period() const { return result_.periods[value_.period]; }

    void note(std::string text) const {
        if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(std::move(text));
    }

    Beside beside(std::optional<std::uint32_t> period) const {
        Beside beside;
        const MeasureValue* value = period ? history_.find(*period, value_.group) : nullptr;
        if (value == nullptr) {
            note("no value that far back");
            return beside;
        }
        const std::string& name = result_.periods[*period].name;
        const Fraction low{value->low_n, value->low_d}, high{value->high_n, value->high_d};
        const auto absent = [](Fraction f) { return f.d == 0 && f.n == 0; };
        if (value->missing || ((absent(low) || absent(high)) && value->unknown > 0)) {
            beside.state = Beside::State::untold;
            note("the value of " + name + " is not told");
        } else if (absent(low) || absent(high)) {
            note("no value in " + name);
        } else {
            beside.state = Beside::State::told;
            beside.value = compare(high, low) < 0 ? Possible{high, low} : Possible{low, high};
            note(value->hidden ? name + " is hidden, small numbers" : name + " had " + measure_text(measure_, *value));
        }
        return beside;
    }

    bool of_group(const Figure& figure) const {
        if (!comparators_.grouped) return true;
        const std::vector<std::string>& names = groups_.names(figure.group);
        bool same = true;
        for (std::size_t b = 0; b < names.size() && same; ++b)
            same = comparators_.by_area[b] || names[b] == (value_.group.empty() ? std::string() : value_.group[b]);
        return same;
    }

    const Figure* figure_of(const Figures& figures) const {
        const Figure* found = nullptr;
        for (const Figure& figure : figures.figures) {
            if (figure.first < period().from || figure.last > period().to || !of_group(figure)) continue;
            if (found == nullptr) found = &figure;
            else repeated_.emplace(figure.row, Repeated{found, &figure, value_.period});
        }
        return found;
    }

    const model::Measure& measure_;
    const MeasureResult& result_;
    const History& history_;
    const Comparators& comparators_;
    const Groups& groups_;
    const MeasureValue& value_;
    AllRepeated& repeated_;
    mutable std::vector<std::string> notes_;
};

}  // namespace

Comparators comparators_of(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, Groups& groups) {
    Comparators found;
    found.grouped = measure.kind == model::Measure::Kind::reported && !measure.by.empty();
    for (const model::ExprId by : measure.by) {
        const model::Expr& e = expressions.rules().exprs[by];
        found.by_area.push_back(e.op == model::ExprOp::field && e.record == measure.figures && e.field == measure.reported_area_field);
    }
    for (const auto& set : measure.bands)
        for (const auto& band : set.bands)
            for (const std::string& area : {band.low_area, band.high_area})
                if (!area.empty() && !found.areas.contains(area)) found.areas.emplace(area, figures_for(expressions, measure, so_far, found.grouped ? &groups : nullptr, area));
    return found;
}

void judge_values(const Expressions& expressions, const model::Measure& measure, MeasureResult& result, const Comparators& comparators, const Groups& groups) {
    if (measure.bands.empty()) return;
    const History history(result);
    AllRepeated repeated;
    Grader grader(measure);
    for (MeasureValue& value : result.values) {
        const OneRow around(measure, result, history, comparators, groups, value, repeated);
        set_grades(value, grader, result.periods[value.period].to, &around);
        value.compared = around.notes();
    }
    for (const auto& [row, one] : repeated) result.diagnostics.push_back(repeated_figure(expressions, measure, result.periods[one.period], *one.first, *one.again));
    sort_diagnostics(result.diagnostics);
}

}  // namespace duly::eval
