// Actions of an improvement plan: what each needs, and by when.
#include "dsl/base/date.hpp"
#include "dsl/check/expressions.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::Need;
using model::none;

class Lowering {
public:
    Lowering(Context& context, model::ActionId id) : context_(context), node_(context.actions.items[id].node) {
        action_.name = context.actions.items[id].name;
        action_.at = context.actions.name_range(id);
    }

    model::Action run() {
        std::vector<Written> seen;
        for (const auto& clause : node_.children()) {
            if (clause.kind() != Kind::needs && clause.kind() != Kind::name && !is_lost(clause)) once(seen, clause);
            switch (clause.kind()) {
                case Kind::text: action_.title = clause.value(); break;
                case Kind::law: action_.law = clause[0].value(); break;
                case Kind::owner: action_.owner = clause[0].value(); break;
                case Kind::evidence: action_.evidence = clause[0].value(); break;
                case Kind::due: action_.due = due(clause); break;
                case Kind::done_on:
                    action_.says_done_on = true;
                    if (clause[0]) action_.done_on = day_of(context_, clause[0]);
                    break;
                case Kind::recorded_in:
                    action_.says_done_on = true;
                    log(clause[0]);
                    break;
                case Kind::where:
                case Kind::for_each:
                case Kind::in_force:
                case Kind::counting:
                case Kind::excluded: context_.meaningless(clause, "an action"); break;
                case Kind::needs: line(clause); break;
                default: break;
            }
        }
        const auto done = node_.child(Kind::done_on), recorded = node_.child(Kind::recorded_in);
        if (done && recorded) {
            auto& told = context_.report(DiagnosticKind::clashing_clauses, recorded, "the action says on which day it was done, and that the day is recorded in " + quoted(recorded[0].value()), "keep one of them");
            context_.label(told, done.range(), "the day is given here");
        }
        return std::move(action_);
    }

private:
    // `recorded in R`: what R's fields of these names hold.
    void log(Written name) {
        model::ActionLog log;
        log.record = context_.record(name);
        if (log.record == none) return;
        using model::Type;
        const auto find = [&](std::string_view field, Type type, bool needed) {
            const auto& record = context_.rules.records[log.record];
            const auto id = record.field(field);
            const bool fits = id != none && (record.fields[id].type == type || (type == Type::date && record.fields[id].type == Type::moment));
            if (fits || (id == none && !needed)) return id;
            auto& told = context_.report_of(context_.rules.records[log.record].name, DiagnosticKind::record_shape, name,
                                         "the record " + quoted(record.name) + (id == none ? " has no field " + quoted(field) : ", in which an action is recorded, has a field " + quoted(field) + " that is no " + std::string(name_of(type))),
                                         field == "done" ? "give the record " + record.name + " a field `done date optional`"
                                                         : "give the record " + record.name + " a " + std::string(name_of(type)) + " " + quoted(field) + ", its name in back-ticks, since it is a word of the language");
            context_.label(told, id == none ? record.at : record.fields[id].at, id == none ? quoted(record.name) + " is declared here" : "declared here");
            return model::FieldId{none};
        };
        log.action = find("action", Type::text, true);
        log.done = find("done", Type::date, true);
        log.due = find("due", Type::date, false);
        log.owner = find("owner", Type::text, false);
        log.evidence = find("evidence", Type::text, false);
        log.status = find("status", Type::text, false);
        if (log.action == none || log.done == none) return;
        const auto& done = context_.rules.records[log.record].fields[log.done];
        if (!done.optional) {
            auto& told = context_.report(DiagnosticKind::record_shape, name, "the field `done` of " + quoted(context_.rules.records[log.record].name) + " is not optional, so a blank would be missing data and not an action that is still to be done", "mark it: `done date optional`");
            context_.label(told, done.at, "declared here");
        }
        action_.log = log;
    }

    void once(std::vector<Written>& seen, Written clause) {
        for (const auto& other : seen) {
            if (other.kind() != clause.kind()) continue;
            auto& told = context_.report(DiagnosticKind::repeated_clause, clause, quoted(keyword_of(clause.kind())) + " is given twice", "keep one of them");
            context_.label(told, other.range(), "first here");
            return;
        }
        seen.push_back(clause);
    }

    // `due D`, or `due within L of D`: a fixed day, so it is computed here.
    std::optional<model::Day> due(Written clause) {
        const auto length = clause.child(Kind::length), date = clause.child(Kind::date);
        if (!date) return {};
        const auto day = day_of(context_, date);
        if (!day || !length) return day;
        const auto number = bare(length[0]);
        const auto amount = number.kind() == Kind::number ? whole_of(context_, number) : std::nullopt;
        if (!amount) {
            if (number.kind() != Kind::number) context_.report(DiagnosticKind::wrong_type, length, quoted(one_line(length)) + " is no fixed length", "write a number and a unit: `3 months`");
            return {};
        }
        switch (unit_of(length[1])) {
            case model::Unit::days: return *day + *amount;
            case model::Unit::weeks: return *day + 7 * *amount;
            case model::Unit::months: return add_months(*day, *amount);
            case model::Unit::years: return add_months(*day, 12 * *amount);
            default:
                context_.report(DiagnosticKind::date_needs_calendar, length, "the due date of an action is not counted in " + std::string(model::name_of(unit_of(length[1]))),
                                "count it in days, weeks, months or years, or write the date itself");
                return {};
        }
    }

    void line(Written clause) {
        model::NeedLine line;
        line.any = clause.word() == 1;
        for (const auto& each : clause.children()) {
            if (auto need = one(each)) line.needs.push_back(std::move(*need));
        }
        action_.needs.push_back(std::move(line));
    }

    std::optional<Need> one(Written node) {
        Need need;
        need.at = node.range();
        const auto name = node.child(Kind::name);
        using Rule = Context::Rule;
        switch (node.kind()) {
            case Kind::need_measure: {
                need.kind = Need::Kind::measure;
                need.ref = context_.rule(Rule::measure, name);
                need.compare = static_cast<Need::Compare>(node.word());
                if (const auto months = node.child(Kind::number)) need.months_in_a_row = whole_of(context_, months).value_or(0);
                if (need.ref == none) return {};
                const auto& measure = context_.rules.measures[need.ref];
                if (measure.scale == none) {
                    const auto declared = context_.measures.items[need.ref].node;
                    if (declared.child(Kind::bands) || lost(declared, {Kind::bands})) return {};     // reported there
                    auto& told = context_.report(DiagnosticKind::missing_clause, name, "the measure " + quoted(measure.name) + " has no bands, so it has no grade", "add `bands on rag: ...` to the measure");
                    context_.label(told, measure.at, "declared here");
                    return {};
                }
                const auto grade = node.child(Kind::grade);
                need.grade = context_.grade(measure.scale, grade ? grade : node[1]);
                if (need.months_in_a_row > 0) monthly(node, measure);
                return need;
            }
            case Kind::need_no_breach:
            case Kind::need_at_most: {
                need.kind = node.kind() == Kind::need_no_breach ? Need::Kind::no_breach : Need::Kind::at_most;
                need.ref = context_.rule(Rule::timescale, name);
                if (const auto number = node.child(Kind::number)) need.at_most = whole_of(context_, number).value_or(0);
                if (const auto since = node.child(Kind::date)) need.since = day_of(context_, since).value_or(model::min_day);
                return need.ref == none ? std::nullopt : std::optional(need);
            }
            case Kind::need_name: return named(node, name, need);
            case Kind::milestone: {
                need.kind = Need::Kind::milestone;
                Expressions expressions(context_);
                need.milestone = expressions.condition(node[0], Scope::of(none));
                need.by = day_of(context_, node[1]).value_or(0);
                return need;
            }
            default: return {};
        }
    }

    // `for N months in a row` looks at months.
    void monthly(Written node, const model::Measure& measure) {
        if (!context_.measures.items[context_.measures.find(measure.name)].node.child(Kind::per)) return;     // said there
        for (const auto& period : measure.periods) {
            if (period.kind == model::PeriodKind::month || period.kind == model::PeriodKind::rolling || period.kind == model::PeriodKind::year_to_date) return;
        }
        auto& told = context_.report(DiagnosticKind::clashing_clauses, node, "the measure " + quoted(measure.name) + " is not given for months, so none can be good in a row", "add `per month` to the measure");
        context_.label(told, measure.at, "declared here");
    }

    std::optional<Need> named(Written node, Written name, Need need) {
        using Rule = Context::Rule;
        const auto written = name.value();
        if (node.word() == 1 || (node.word() == 0 && context_.checks.find(written) != none)) {
            need.kind = Need::Kind::check;
            need.ref = context_.rule(Rule::check, name);
        } else if (node.word() == 2 || context_.actions.find(written) != none) {
            need.kind = Need::Kind::action;
            need.ref = context_.rule(Rule::action, name);
        } else if (const auto timescale = context_.timescales.find(written), measure = context_.measures.find(written); timescale != none || measure != none) {
            auto& told = context_.report(DiagnosticKind::wrong_kind_of_rule, name, quoted(written) + (timescale != none ? " is a timescale, and `needs` does not say what of it" : " is a measure, and `needs` does not say which grade"),
                                         timescale != none ? "write `needs no breach of " + written + "`" : "write `needs " + written + " at least green`");
            context_.label(told, timescale != none ? context_.timescales.name_range(timescale) : context_.measures.name_range(measure), "declared here");
        } else if (!context_.hidden(written)) {
            context_.report(DiagnosticKind::unknown_rule, name, "there is no rule " + quoted(written), did_you_mean(written, context_.rule_names(), "name a check or an action, or declare it"));
        }
        return need.ref == none ? std::nullopt : std::optional(need);
    }

    Context& context_;
    Written node_;
    model::Action action_;
};

}  // namespace

void lower_actions(Context& context) {
    for (std::size_t i = 0; i < context.actions.items.size(); ++i) {
        context.rules.actions.push_back(Lowering(context, static_cast<model::ActionId>(i)).run());
    }
}

}  // namespace duly::check
