// Spells: records joined into longer stretches.
#include "dsl/check/expressions.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::none;

// Spells are joined while the data is put together, before any rule runs, other records are there or a run has chosen its calendars: what
// needs more than the part's own fields and its parents' is refused here, so that no part is ever left out for it. True when all of it can be told.
class PartCondition {
public:
    PartCondition(Context& context, std::string_view part) : context_(context), part_(part) {}

    bool allowed(model::ExprId id) {
        if (id == none) return true;
        using model::ExprOp;
        const auto& expr = context_.rules.exprs[id];
        switch (expr.op) {
            case ExprOp::aggregate: case ExprOp::sibling:
                return refuse(expr, "looks at other records", "take the parts by their own fields, and ask for the others in a rule");
            case ExprOp::due_date_of: case ExprOp::grade_of: case ExprOp::value_of:
                return refuse(expr, "is found by a rule", "no rule has run when the parts are joined");
            case ExprOp::open_on: case ExprOp::length_of: case ExprOp::overlaps: case ExprOp::days_in:
                return refuse(expr, "asks for the span", "compare the dates of the span: `" + std::string(part_) + ".started is before 1 March 2024`, `days from D to E at least 7`");
            case ExprOp::that_day: return refuse(expr, "depends on the as-of date", "name a day, or take a date of the " + std::string(part_));
            case ExprOp::is_working_day: return refuse(expr, "needs a calendar", "`weekday of D is saturday` needs none");
            case ExprOp::age:
                if (expr.b == none) return refuse(expr, "depends on the as-of date", "say on which day: `" + written(expr) + " on D`");
                break;
            case ExprOp::length: case ExprOp::count_between:
                if (model::in_moments(expr.unit) || expr.unit == model::Unit::working_days || expr.unit == model::Unit::school_days) {
                    return refuse(expr, "needs a calendar or a clock", "count in days, weeks, months or years");
                }
                break;
            default: break;
        }
        for (const auto part : {expr.a, expr.b, expr.c}) {
            if (!allowed(part)) return false;
        }
        for (const auto arg : context_.rules.exprs[id].args) {
            if (!allowed(arg)) return false;
        }
        return true;
    }

private:
    Context& context_;
    std::string_view part_;

    std::string written(const model::Expr& expr) const { return std::string((*context_.sources)[expr.at.file].text().substr(expr.at.begin, expr.at.end - expr.at.begin)); }

    bool refuse(const model::Expr& expr, std::string_view why, std::string help) {
        const auto at = expr.at;
        context_.report(DiagnosticKind::misplaced, at, quoted(written(expr)) + " " + std::string(why) + ", and a spell's parts are joined while the data is read", std::move(help));
        return false;
    }
};

void lower_spell(Context& context, Written node) {
    const auto id = context.records.find(node[0].value());
    const auto part = context.record(node[2]);
    if (id == none || part == none) return;
    auto& records = context.rules.records;
    const auto parent_name = node.child(Kind::of)[0];
    const auto parent = context.record(parent_name);
    if (parent != none && records[id].parent != parent) {
        auto& told = context.report_of(records[id].name, DiagnosticKind::record_shape, parent_name, "the record " + quoted(records[id].name) + " is not `of` " + quoted(parent_name.value()), "name the same parent in the record and in its spell");
        context.label(told, records[id].at, quoted(records[id].name) + " is declared here");
    }
    if (parent != none && records[part].parent != parent) {
        auto& told = context.report_of(records[part].name, DiagnosticKind::record_shape, node[2], "the parts " + quoted(records[part].name) + " are not `of` " + quoted(parent_name.value()), "a spell joins records under one parent");
        context.label(told, records[part].at, quoted(records[part].name) + " is declared here");
    }
    for (const auto each : {part, id}) {
        if (records[each].span_from != none) continue;
        auto& told = context.report_of(records[each].name, DiagnosticKind::not_a_span, each == part ? node[2] : node[0], quoted(records[each].name) + " does not say which days it spans", "add `spans started to ended` to the record " + records[each].name);
        context.label(told, records[each].at, quoted(records[each].name) + " is declared here");
    }
    model::Spell spell;
    spell.part = part;
    spell.at = node[0].range();
    if (const auto joined = node.child(Kind::joined); joined && joined.word() == 1) {
        const auto length = joined[0];
        const auto unit = unit_of(length[1]);
        const auto amount = bare(length[0]).kind() == Kind::number ? whole_of(context, bare(length[0])) : std::nullopt;
        if (unit == model::Unit::days || unit == model::Unit::weeks) {
            if (amount) spell.max_gap_days = *amount * (unit == model::Unit::weeks ? 7 : 1);
        } else {
            context.report(DiagnosticKind::wrong_unit, length, "a gap is counted in days or weeks", "write it in days, since months and years differ in length: `7 days`");
        }
    }
    Expressions expressions(context);
    if (const auto where = node.child(Kind::where)) {
        spell.where = expressions.condition(where[0], Scope::of(part));
        PartCondition(context, records[part].name).allowed(spell.where);
    }
    context.rules.records[id].spell = spell;
}

}  // namespace

void lower_spells(Context& context) {
    for (const auto& node : context.spells) lower_spell(context, node);
}

}  // namespace duly::check
