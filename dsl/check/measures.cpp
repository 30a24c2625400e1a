// The clauses that every measure shares: when something counts, by what it is grouped, for which periods, how it is shown.
#include "dsl/check/measures.hpp"

#include "dsl/check/bands.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {

using model::Measure;
using model::none;

Measure MeasureLowering::run() {
    measure_.name = context_.measures.items[id_].name;
    measure_.at = context_.measures.name_range(id_);
    measure_.law = context_.default_law;
    if (const auto title = node_.child(Kind::text)) measure_.title = title.value();
    if (const auto law = node_.child(Kind::law)) measure_.law = law[0].value();
    if (const auto confidence = node_.child(Kind::confidence)) measure_.confidence = static_cast<model::Confidence>(confidence.word() + 1);
    if (const auto calendar = node_.child(Kind::on_calendar)) measure_.calendar = context_.calendar(calendar[0]);
    measure_.lower_is_better = static_cast<bool>(node_.child(Kind::lower_is_better));
    repeated();
    for (const auto& clause : node_.children()) {
        const auto kind = clause.kind();
        if (kind == Kind::in_force || kind == Kind::counting || kind == Kind::excluded) context_.meaningless(clause, "a measure");
    }
    const bool told = figure();
    if (told) {
        about();
        counted();
        groups();
    }
    periods();
    if (told) shown();
    if (const auto bands = node_.child(Kind::bands); bands && told) {
        lower_bands(context_, measure_, bands);
        comparators(bands);
    }
    if (!told) in_doubt();
    return std::move(measure_);
}

// What it looks at could not be told: the rest is looked at all the same.
void MeasureLowering::in_doubt() {
    context_.anywhere = true;
    if (const auto each = node_.child(Kind::for_each); each && measure_.kind != Measure::Kind::rate) context_.record(each[0]);
    if (const auto where = node_.child(Kind::where); where && measure_.kind != Measure::Kind::every) expressions_.condition(where[0], scope());
    groups();
    if (const auto by = node_.child(Kind::counted_by)) expressions_.date(by[0], scope(), "`counted by`");
    context_.anywhere = false;
    bool ready_made = lost(node_, {Kind::reported_as}), any = lost(node_, {Kind::percentage_of_records, Kind::percentage_of_timescale, Kind::percentage_of_sums, Kind::count_of, Kind::statistic_of, Kind::rate_per});
    for (const auto& clause : node_.children()) {
        ready_made = ready_made || clause.kind() == Kind::reported_as;
        any = any || is_figure(clause.kind());
    }
    const bool says = node_.child(Kind::counted_when) || node_.child(Kind::counted_by) || node_.child(Kind::open_on_last_day);
    if (any && !ready_made && !says) missing("when something counts", "add `counted when due`, or `counted by` and a date", {Kind::counted_when, Kind::counted_by, Kind::open_on_last_day});
    if (const auto bands = node_.child(Kind::bands)) {
        measure_.scale = context_.scale(bands[0]);
        std::vector<Written> all = bands.children(Kind::band);
        for (const auto& dated : bands.children(Kind::bands_from)) {
            for (const auto& band : dated.children(Kind::band)) all.push_back(band);
        }
        for (const auto& band : all) {
            if (const auto grade = band.child(Kind::grade); grade && measure_.scale != none) context_.grade(measure_.scale, grade);
        }
    }
}

void MeasureLowering::missing(std::string what, std::string help, std::initializer_list<Kind> where) {
    if (lost(node_, where)) return;
    context_.report(DiagnosticKind::missing_clause, measure_.at, "the measure " + quoted(measure_.name) + " does not say " + what, std::move(help));
}

std::optional<int> MeasureLowering::whole(Kind kind) {
    const auto clause = node_.child(kind);
    return clause ? whole_of(context_, clause[0]) : std::nullopt;
}

void MeasureLowering::repeated() {
    std::vector<Written> seen;
    for (const auto& clause : node_.children()) {
        if (clause.kind() == Kind::name || clause.kind() == Kind::text || is_lost(clause)) continue;
        for (const auto& other : seen) {
            const bool both_figures = is_figure(clause.kind()) && is_figure(other.kind());
            if (other.kind() != clause.kind() && !both_figures) continue;
            auto& told = context_.report(both_figures ? DiagnosticKind::clashing_clauses : DiagnosticKind::repeated_clause, clause,
                                         both_figures ? "the measure has two figures" : quoted(keyword_of(clause.kind())) + " is given twice",
                                         both_figures ? "make two measures of it" : "put both into one clause, or keep one of them");
            context_.label(told, other.range(), "first here");
            break;
        }
        seen.push_back(clause);
    }
}

// `for each R` beside a figure that names R already.
void MeasureLowering::about() {
    const auto each = node_.child(Kind::for_each);
    if (!each) return;
    const auto record = context_.record(each[0]);
    if (record == none || record == measure_.record) return;
    context_.report(DiagnosticKind::clashing_clauses, each, "the measure counts " + quoted(context_.rules.records[measure_.record].name) + ", not " + quoted(each[0].value()), "leave `for each` out");
}

model::ExprId MeasureLowering::both(model::ExprId a, model::ExprId b, SourceRange at) {
    if (a == none || b == none) return a == none ? b : a;
    model::Expr expr;
    expr.op = model::ExprOp::and_;
    expr.a = a;
    expr.b = b;
    expr.at = at;
    context_.rules.exprs.push_back(std::move(expr));
    return static_cast<model::ExprId>(context_.rules.exprs.size() - 1);
}

// A `where` of the measure itself.
void MeasureLowering::narrow(model::ExprId& condition) {
    const auto where = node_.child(Kind::where);
    if (where) condition = both(condition, expressions_.condition(where[0], scope()), where.range());
}

void MeasureLowering::wrong(Written clause, std::string help) {
    context_.report(DiagnosticKind::clashing_clauses, clause, quoted(one_line(clause)) + " does not fit a measure of " + (of_turns() ? "a timescale" : "records"), std::move(help));
}

void MeasureLowering::counted() {
    const auto when = node_.child(Kind::counted_when), by = node_.child(Kind::counted_by), day = node_.child(Kind::open_on_last_day);
    if (measure_.kind == Measure::Kind::reported) return;
    if (when) {
        measure_.counted = static_cast<Measure::Counted>(when.word());
        if (!of_turns()) wrong(when, "say `counted by` and a date, or `on the last day`");
    } else if (by) {
        measure_.counted = Measure::Counted::by_date;
        measure_.counted_by = expressions_.date(by[0], scope(), "`counted by`");
        if (of_turns()) wrong(by, "say `counted when due`, `counted when done` or `counted when started`");
    } else if (day) {
        measure_.counted = day.word() == 0 ? Measure::Counted::open_on_last_day : Measure::Counted::on_last_day;
        if (of_turns() && day.word() == 1) wrong(day, "say `open on the last day`");
        if (!of_turns() && day.word() == 0) wrong(day, "say `on the last day`");
    } else if (of_turns()) {
        missing("when a turn counts", "add `counted when due`, `counted when done`, `counted when started` or `open on the last day`", {Kind::counted_when, Kind::counted_by, Kind::open_on_last_day});
    } else {
        missing("when a record counts", "add `counted by` and a date, or `on the last day`", {Kind::counted_when, Kind::counted_by, Kind::open_on_last_day});
    }
}

void MeasureLowering::groups() {
    const auto by = node_.child(Kind::by);
    if (!by) return;
    for (const auto& each : by.children()) {
        const auto value = expressions_.lower(each, scope());
        if (!value) continue;
        measure_.by.push_back(value.id);
        measure_.by_names.push_back(one_line(each));
    }
    if (measure_.kind == Measure::Kind::rate) population_groups();
}

void MeasureLowering::periods() {
    const auto per = node_.child(Kind::per);
    if (!per) {
        missing("for which periods", "add `per month`, `per quarter` or `per year`", {Kind::per});
        return;
    }
    for (const auto& each : per.children(Kind::period)) {
        Measure::Period period;
        period.kind = static_cast<model::PeriodKind>(each.word());
        if (const auto length = each.child(Kind::length)) {
            const auto unit = unit_of(length[1]);
            if (unit != model::Unit::months && unit != model::Unit::years) {
                context_.report(DiagnosticKind::wrong_unit, length, "a rolling period is counted in months or years", "write `rolling 12 months`");
                continue;
            }
            const auto amount = bare(length[0]).kind() == Kind::number ? whole_of(context_, bare(length[0])) : std::nullopt;
            period.months = amount.value_or(0) * (unit == model::Unit::years ? 12 : 1);
            if (amount && period.months < 1) context_.report(DiagnosticKind::wrong_unit, length, "a rolling period has at least one month", "write `rolling 12 months`");
        }
        measure_.periods.push_back(period);
    }
}

// What is shown of it, and the floor.
void MeasureLowering::shown() {
    measure_.hide_under = whole(Kind::hide_under);
    measure_.unrated_under = whole(Kind::unrated_under);
    measure_.places = whole(Kind::rounded_to);
    if (measure_.kind == Measure::Kind::reported) {
        for (const auto kind : {Kind::hide_under, Kind::unrated_under}) {
            if (const auto clause = node_.child(kind))
                context_.report(DiagnosticKind::clashing_clauses, clause, quoted(one_line(clause)) + " does not fit figures that arrive ready-made, which do not say how many cases they count", "leave the clause out");
        }
    }
    const auto floor = node_.child(Kind::floor);
    if (!floor) return;
    switch (measure_.kind) {
        case Measure::Kind::sum:
        case Measure::Kind::average:
        case Measure::Kind::median:
        case Measure::Kind::percentile:
        case Measure::Kind::longest: break;
        default:
            context_.report(DiagnosticKind::clashing_clauses, floor, quoted(one_line(floor)) + " lifts the value of each item, and this measure has none",
                            "use it with `sum of`, `average of`, `median of`, `percentile` or `longest of`");
            return;
    }
    const auto lowest = number_of(context_, floor[0]);
    if (!lowest) return;
    if (*lowest != 0 && (floor[0].kind() == Kind::percent) != measure_.percentage) {
        context_.report(DiagnosticKind::type_clash, floor[0], measure_.percentage ? "the measure is a percentage, and " + quoted(one_line(floor[0])) + " has no percent sign" : "the measure is a number, and " + quoted(one_line(floor[0])) + " is a percentage",
                        measure_.percentage ? "write " + quoted(one_line(floor[0]) + "%") : "write a number without percent sign");
        return;
    }
    measure_.floor = *lowest;
}

void lower_measures(Context& context) {
    for (std::size_t i = 0; i < context.measures.items.size(); ++i) {
        context.rules.measures.push_back(MeasureLowering(context, static_cast<model::MeasureId>(i)).run());
    }
}

}  // namespace duly::check
