#include "dsl/check/bands.hpp"
#include "dsl/check/expressions.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::Measure;
using model::none;

class Lowering {
public:
    Lowering(Context& context, model::MeasureId id) : context_(context), expressions_(context), id_(id), node_(context.measures.items[id].node) {}

    Measure run() {
        measure_.name = context_.measures.items[id_].name;
        measure_.at = context_.measures.name_range(id_);
        measure_.law = context_.default_law;
        if (const auto title = node_.child(Kind::text)) measure_.title = title.value();
        if (const auto law = node_.child(Kind::law)) measure_.law = law[0].value();
        measure_.lower_is_better = static_cast<bool>(node_.child(Kind::lower_is_better));
        repeated();
        for (const auto& clause : node_.children()) {
            const auto kind = clause.kind();
            if (kind == Kind::in_force || kind == Kind::counting || kind == Kind::on_calendar || kind == Kind::excluded) context_.meaningless(clause, "a measure");
        }
        if (figure()) {
            about();
            counted();
            groups();
        }
        periods();
        if (const auto bands = node_.child(Kind::bands)) lower_bands(context_, measure_, bands);
        if (const auto floor = node_.child(Kind::floor)) not_computed(floor);
        measure_.hide_under = number(Kind::hide_under);
        measure_.unrated_under = number(Kind::unrated_under);
        measure_.places = number(Kind::rounded_to);
        return std::move(measure_);
    }

private:
    void missing(std::string what, std::string help) {
        context_.report(DiagnosticKind::missing_clause, measure_.at, "the measure " + quoted(measure_.name) + " does not say " + what, std::move(help));
    }
    void not_computed(Written clause) {
        context_.report(DiagnosticKind::not_computed, clause, quoted(one_line(clause)) + " is not computed",
                        "a measure is `percentage of` a timescale or of records, `count of` records, or `reported as` in the data");
    }
    std::optional<int> number(Kind kind) {
        const auto clause = node_.child(kind);
        return clause ? whole_of(context_, clause[0]) : std::nullopt;
    }

    static bool is_figure(Kind kind) {
        switch (kind) {
            case Kind::percentage_of_timescale:
            case Kind::percentage_of_records:
            case Kind::percentage_of_sums:
            case Kind::count_of:
            case Kind::statistic_of:
            case Kind::rate_per:
            case Kind::reported_as: return true;
            default: return false;
        }
    }

    void repeated() {
        std::vector<Written> seen;
        for (const auto& clause : node_.children()) {
            if (clause.kind() == Kind::name || clause.kind() == Kind::text) continue;
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
    void about() {
        const auto each = node_.child(Kind::for_each);
        if (!each) return;
        const auto record = context_.record(each[0]);
        if (record == none || record == measure_.record) return;
        context_.report(DiagnosticKind::clashing_clauses, each, "the measure counts " + quoted(context_.rules.records[measure_.record].name) + ", not " + quoted(each[0].value()), "leave `for each` out");
    }

    // What is measured. False when nothing more can be told about it.
    bool figure() {
        for (const auto& clause : node_.children()) {
            if (!is_figure(clause.kind())) continue;
            switch (clause.kind()) {
                case Kind::percentage_of_timescale: return of_timescale(clause);
                case Kind::percentage_of_records: return of_records(clause);
                case Kind::count_of: return count(clause);
                case Kind::reported_as: return reported(clause);
                default: not_computed(clause); return false;
            }
        }
        missing("what is measured", "add for example `percentage of first_review that are met`");
        return false;
    }

    bool of_timescale(Written clause) {
        measure_.kind = Measure::Kind::timescale;
        measure_.timescale = context_.rule(Context::Rule::timescale, clause[0]);
        for (const auto& outcome : clause.children(Kind::outcome_name)) measure_.numerator.push_back(static_cast<model::Outcome>(outcome.word()));
        if (measure_.timescale == none) return false;
        measure_.record = record_of_timescale(context_, measure_.timescale);
        if (measure_.record == none) return false;
        if (const auto where = node_.child(Kind::where)) measure_.denominator_where = expressions_.condition(where[0], scope());
        return true;
    }

    bool of_records(Written clause) {
        measure_.kind = Measure::Kind::records;
        measure_.record = context_.record(clause[0]);
        if (measure_.record == none) return false;
        bool second = false;
        for (std::size_t i = 1; i < clause.size(); ++i) {
            const auto part = clause[i];
            if (part.kind() == Kind::name) {
                second = true;
                const auto other = context_.record(part);
                if (other != none && other != measure_.record) {
                    auto& told = context_.report(DiagnosticKind::clashing_clauses, part, "a percentage of " + quoted(clause[0].value()) + " cannot be out of " + quoted(part.value()), "name the same record after `out of`");
                    context_.label(told, clause[0].range(), "the record that is counted");
                }
            } else {
                (second ? measure_.denominator_where : measure_.numerator_where) = expressions_.condition(part[0], scope());
            }
        }
        narrow(measure_.denominator_where);
        return true;
    }

    bool count(Written clause) {
        measure_.kind = Measure::Kind::count;
        measure_.percentage = false;
        measure_.record = context_.record(clause[0]);
        if (measure_.record == none) return false;
        if (clause[1]) measure_.numerator_where = expressions_.condition(clause[1][0], scope());
        narrow(measure_.numerator_where);
        return true;
    }

    // A `where` of the measure itself.
    void narrow(model::ExprId& condition) {
        const auto where = node_.child(Kind::where);
        if (!where) return;
        const auto more = expressions_.condition(where[0], scope());
        if (condition == none || more == none) {
            condition = more;
            return;
        }
        model::Expr both;
        both.op = model::ExprOp::and_;
        both.a = condition;
        both.b = more;
        both.at = where.range();
        context_.rules.exprs.push_back(std::move(both));
        condition = static_cast<model::ExprId>(context_.rules.exprs.size() - 1);
    }

    bool reported(Written clause) {
        measure_.kind = Measure::Kind::reported;
        measure_.reported_as = clause[0].value();
        if (clause[2]) measure_.reported_area = clause[2].value();
        // `in kpi_values` speaks of the records `kpi_value`.
        const auto name = clause[1].value();
        measure_.record = context_.records.find(name);
        if (measure_.record == none && !name.empty() && name.back() == 's') measure_.record = context_.records.find(name.substr(0, name.size() - 1));
        if (measure_.record == none) measure_.record = context_.record(clause[1]);
        if (measure_.record == none) return false;
        measure_.percentage = measure_is_percentage(context_, id_);
        using model::Type;
        measure_.reported_measure = column(clause[1], "measure", {Type::text, Type::choice});
        measure_.reported_period = column(clause[1], "period", {Type::date});
        measure_.reported_value = column(clause[1], "value", {Type::number, Type::percentage, Type::money});
        measure_.reported_area_field = context_.rules.records[measure_.record].field("area");
        if (clause[2] && measure_.reported_area_field == none) column(clause[1], "area", {Type::text});
        return true;
    }

    model::FieldId column(Written at, std::string_view name, const std::vector<model::Type>& types) {
        const auto& record = context_.rules.records[measure_.record];
        const auto id = record.field(name);
        if (id != none) {
            for (const auto type : types) {
                if (record.fields[id].type == type) return id;
            }
        }
        auto& told = context_.report(DiagnosticKind::record_shape, at, "figures that arrive ready-made need a field " + quoted(name) + " of type " + std::string(model::name_of(types.front())),
                                     "add `" + std::string(name) + " " + std::string(model::name_of(types.front())) + "` to the record " + record.name);
        context_.label(told, record.at, quoted(record.name) + " is declared here");
        return none;
    }

    Scope scope() const {
        auto scope = Scope::of(measure_.record);
        scope.in_measure = true;
        return scope;
    }

    void counted() {
        const auto when = node_.child(Kind::counted_when), by = node_.child(Kind::counted_by), day = node_.child(Kind::open_on_last_day);
        if (measure_.kind == Measure::Kind::reported) return;
        const bool of_timescale = measure_.kind == Measure::Kind::timescale;
        if (when) {
            measure_.counted = static_cast<Measure::Counted>(when.word());
            if (!of_timescale) wrong(when, "say `counted by` and a date, or `on the last day`");
        } else if (by) {
            measure_.counted = Measure::Counted::by_date;
            measure_.counted_by = expressions_.date(by[0], scope(), "`counted by`");
            if (of_timescale) wrong(by, "say `counted when due`, `counted when done` or `counted when started`");
        } else if (day) {
            measure_.counted = day.word() == 0 ? Measure::Counted::open_on_last_day : Measure::Counted::on_last_day;
            if (of_timescale && day.word() == 1) wrong(day, "say `open on the last day`");
            if (!of_timescale && day.word() == 0) wrong(day, "say `on the last day`");
        } else if (of_timescale) {
            missing("when a turn counts", "add `counted when due`, `counted when done`, `counted when started` or `open on the last day`");
        } else {
            missing("when a record counts", "add `counted by` and a date, or `on the last day`");
        }
    }
    void wrong(Written clause, std::string help) {
        context_.report(DiagnosticKind::clashing_clauses, clause, quoted(one_line(clause)) + " does not fit a measure of " + (measure_.kind == Measure::Kind::timescale ? "a timescale" : "records"), std::move(help));
    }

    void groups() {
        const auto by = node_.child(Kind::by);
        if (!by) return;
        for (const auto& each : by.children()) {
            const auto value = expressions_.lower(each, scope());
            if (!value) continue;
            measure_.by.push_back(value.id);
            measure_.by_names.push_back(one_line(each));
        }
    }

    void periods() {
        const auto per = node_.child(Kind::per);
        if (!per) {
            missing("for which periods", "add `per month`, `per quarter` or `per year`");
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

    Context& context_;
    Expressions expressions_;
    model::MeasureId id_;
    Written node_;
    Measure measure_;
};

}  // namespace

void lower_measures(Context& context) {
    for (std::size_t i = 0; i < context.measures.items.size(); ++i) {
        context.rules.measures.push_back(Lowering(context, static_cast<model::MeasureId>(i)).run());
    }
}

}  // namespace duly::check
