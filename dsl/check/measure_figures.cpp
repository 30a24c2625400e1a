// What a measure measures: turns of a timescale, records, sums, averages and the like, figures that arrive ready-made.
#include "dsl/check/literals.hpp"
#include "dsl/check/measures.hpp"

namespace duly::check {

using model::Measure;
using model::none;
using model::Type;

namespace {

bool has_every(Written node) {
    node = bare(node);
    if (node.kind() != Kind::and_) return node.kind() == Kind::every_is;
    for (const auto& part : node.children()) {
        if (has_every(part)) return true;
    }
    return false;
}

bool mentions(Written node, Kind kind) {
    if (node.kind() == kind) return true;
    for (const auto& child : node.children()) {
        if (mentions(child, kind)) return true;
    }
    return false;
}

bool numeric(Type type) { return type == Type::number || type == Type::percentage || type == Type::money; }

}  // namespace

bool is_figure(Kind kind) {
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

bool MeasureLowering::figure() {
    for (const auto& clause : node_.children()) {
        switch (clause.kind()) {
            case Kind::percentage_of_timescale: return of_timescale(clause);
            case Kind::percentage_of_records: return of_records(clause);
            case Kind::percentage_of_sums: return of_sums(clause);
            case Kind::count_of: return count(clause);
            case Kind::statistic_of: return statistic(clause);
            case Kind::rate_per: return rate(clause);
            case Kind::reported_as: return reported(clause);
            default: break;
        }
    }
    missing("what is measured", "add for example `percentage of first_review that are met`",
            {Kind::percentage_of_records, Kind::percentage_of_timescale, Kind::percentage_of_sums, Kind::count_of, Kind::statistic_of, Kind::rate_per, Kind::reported_as});
    return false;
}

bool MeasureLowering::of_timescale(Written clause) {
    measure_.kind = Measure::Kind::timescale;
    measure_.timescale = context_.rule(Context::Rule::timescale, clause[0]);
    for (const auto& outcome : clause.children(Kind::outcome_name)) measure_.numerator.push_back(static_cast<model::Outcome>(outcome.word()));
    if (measure_.timescale == none) return false;
    measure_.record = record_of_timescale(context_, measure_.timescale);
    if (measure_.record == none) return false;
    narrow(measure_.denominator_where);
    return true;
}

// `every T is met` among the conditions makes it a measure of the turns below each record; the rest narrows the numerator.
void MeasureLowering::condition_part(Written node) {
    const auto inner = bare(node);
    if (inner.kind() == Kind::and_ && has_every(inner)) {
        for (const auto& part : inner.children()) condition_part(part);
    } else if (inner.kind() == Kind::every_is) {
        every(inner);
    } else {
        // Told of there: a turn has no place beside `or`.
        if (inner.kind() == Kind::or_ && mentions(inner, Kind::every_is)) measure_.kind = Measure::Kind::every;
        measure_.numerator_where = both(measure_.numerator_where, expressions_.condition(node, scope()), node.range());
    }
}

bool MeasureLowering::every(Written node) {
    measure_.kind = Measure::Kind::every;
    Measure::EveryTurn turn;
    turn.timescale = context_.rule(Context::Rule::timescale, node[0]);
    if (turn.timescale == none) return false;
    for (const auto& outcome : node.children(Kind::outcome_name)) turn.outcomes.push_back(static_cast<model::Outcome>(outcome.word()));
    auto record = record_of_timescale(context_, turn.timescale);
    if (record == none) return false;
    const auto& records = context_.rules.records;
    const auto below = record;
    for (; record != none && record != measure_.record; record = records[record].parent) ++turn.hops;
    if (record == none && context_.links_lost) return false;
    if (record == none) {
        auto& told = context_.report(DiagnosticKind::not_in_reach, node[0],
                                     quoted(node[0].value()) + " is about a " + quoted(records[below].name) + ", which is neither a " + quoted(records[measure_.record].name) + " nor below one",
                                     "count " + quoted(records[below].name) + " or a record that it is `of`");
        context_.label(told, context_.timescales.name_range(turn.timescale), "declared here");
        return false;
    }
    measure_.every.push_back(std::move(turn));
    return true;
}

bool MeasureLowering::of_records(Written clause) {
    measure_.kind = Measure::Kind::records;
    measure_.record = context_.record(clause[0]);
    if (measure_.record == none) return false;
    // `percentage of referral, where ...`: behind the comma it says which records are looked at at all.
    if (clause.size() == 1 || clause[1].kind() == Kind::name) {
        if (!lost(node_, {Kind::where}))
            context_.report(DiagnosticKind::missing_clause, clause, "the percentage does not say which " + quoted(clause[0].value()) + " are counted in it, so that it is always 100%",
                            "write `where` and a condition right behind `percentage of " + clause[0].value() + "`, without a comma");
        return false;
    }
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
        } else if (second) {
            measure_.denominator_where = expressions_.condition(part[0], scope());
        } else {
            condition_part(part[0]);
        }
    }
    narrow(measure_.denominator_where);
    return measure_.kind != Measure::Kind::every || !measure_.every.empty();
}

bool MeasureLowering::count(Written clause) {
    measure_.kind = Measure::Kind::count;
    measure_.percentage = false;
    measure_.record = context_.record(clause[0]);
    if (measure_.record == none) return false;
    if (clause[1]) measure_.numerator_where = expressions_.condition(clause[1][0], scope());
    narrow(measure_.numerator_where);
    return true;
}

model::RecordId MeasureLowering::record_of(Written value) {
    if (const auto each = node_.child(Kind::for_each)) return context_.record(each[0]);
    if (bare(value).kind() == Kind::field_ref) return context_.record(bare(value)[0]);
    missing("which records it looks at", "add `for each` and a record", {Kind::for_each});
    return none;
}

// A number, a percentage or money.
model::ExprId MeasureLowering::number(Written node) {
    const auto value = expressions_.lower(node, scope());
    if (!value || numeric(value.type)) return value.id;
    context_.report(DiagnosticKind::wrong_type, node, quoted(one_line(node)) + " is " + type_words(value) + ", and a number is needed here",
                    value.type == Type::date || value.type == Type::moment ? "count the days from one date to another: `days from D to E`" : "count the records instead: `count of` them `where` it holds");
    return none;
}

bool MeasureLowering::of_sums(Written clause) {
    measure_.kind = Measure::Kind::sums;
    measure_.record = record_of(clause[0]);
    if (measure_.record == none) return false;
    const auto second = bare(clause[1]);
    if (!node_.child(Kind::for_each) && second.kind() == Kind::field_ref) {
        const auto other = context_.record(second[0]);
        if (other == none) return false;
        if (other != measure_.record) {
            auto& told = context_.report(DiagnosticKind::clashing_clauses, second, "a sum over " + quoted(context_.rules.records[measure_.record].name) + " cannot be out of a sum over " + quoted(second[0].value()),
                                         "name fields of one record, or say `for each` and the record that is added up");
            context_.label(told, clause[0].range(), "the first sum");
            return false;
        }
    }
    measure_.value = number(clause[0]);
    measure_.out_of = number(clause[1]);
    if (measure_.value == none || measure_.out_of == none) return false;
    const auto a = context_.rules.exprs[measure_.value].type, b = context_.rules.exprs[measure_.out_of].type;
    if (a != b) {
        context_.report(DiagnosticKind::type_clash, clause, "a sum of " + std::string(model::name_of(a)) + " has no percentage out of a sum of " + std::string(model::name_of(b)), "add up two values of one type");
        return false;
    }
    narrow(measure_.denominator_where);
    return true;
}

bool MeasureLowering::statistic(Written clause) {
    constexpr Measure::Kind kinds[] = {Measure::Kind::sum, Measure::Kind::average, Measure::Kind::median, Measure::Kind::longest, Measure::Kind::percentile};
    measure_.kind = kinds[clause.word()];
    const bool percentile = measure_.kind == Measure::Kind::percentile;
    const auto value = clause[percentile ? 1 : 0];
    if (percentile) {
        const auto rank = number_of(context_, clause[0]);
        if (!rank) return false;
        if (*rank < 0 || *rank > 100 * model::number_scale) {
            context_.report(DiagnosticKind::bad_literal, clause[0], "there is no percentile " + one_line(clause[0]), "a percentile lies between 0 and 100");
            return false;
        }
        measure_.percentile = *rank;
    } else if (measure_.kind == Measure::Kind::median) {
        measure_.percentile = 50 * model::number_scale;
    }
    measure_.record = record_of(value);
    if (measure_.record == none) return false;
    measure_.value = number(value);
    if (measure_.value == none) return false;
    measure_.percentage = context_.rules.exprs[measure_.value].type == Type::percentage;
    narrow(measure_.denominator_where);
    return true;
}

bool MeasureLowering::reported(Written clause) {
    measure_.kind = Measure::Kind::reported;
    measure_.reported_as = clause[0].value();
    if (clause[2]) measure_.reported_area = clause[2].value();
    // `in kpi_values` speaks of the records `kpi_value`.
    const auto name = clause[1].value();
    measure_.record = context_.records.find(name);
    if (measure_.record == none && !name.empty() && name.back() == 's') measure_.record = context_.records.find(name.substr(0, name.size() - 1));
    if (measure_.record == none) measure_.record = context_.record(clause[1]);
    if (measure_.record == none) return false;
    measure_.figures = measure_.record;
    measure_.percentage = measure_is_percentage(context_, id_);
    measure_.reported_measure = column(measure_.record, clause[1], "measure", {Type::text, Type::choice});
    measure_.reported_period = column(measure_.record, clause[1], "period", {Type::date});
    measure_.reported_value = column(measure_.record, clause[1], "value", {Type::number, Type::percentage, Type::money});
    measure_.reported_area_field = context_.rules.records[measure_.record].field("area");
    if (clause[2] && measure_.reported_area_field == none) column(measure_.record, clause[1], "area", {Type::text});
    return true;
}

}  // namespace duly::check
