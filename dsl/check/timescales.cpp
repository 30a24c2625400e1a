#include "dsl/check/timescales.hpp"

#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::Expr;
using model::ExprOp;
using model::none;

bool is_literal_no(const Expr& expr) { return expr.op == ExprOp::literal && expr.type == model::Type::yes_no && expr.literal.number == 0; }

// All parts of a chain of `and`.
void conjuncts(const model::RuleSet& rules, model::ExprId id, std::vector<model::ExprId>& parts) {
    const auto& expr = rules.exprs[id];
    if (expr.op == ExprOp::define) return conjuncts(rules, expr.a, parts);
    if (expr.op != ExprOp::and_) return parts.push_back(id);
    conjuncts(rules, expr.a, parts);
    conjuncts(rules, expr.b, parts);
}

bool same_field(const Expr& a, const Expr& b) {
    return a.op == ExprOp::field && b.op == ExprOp::field && a.slot == b.slot && a.hops == b.hops && a.record == b.record && a.field == b.field;
}

}  // namespace

bool never_holds(const model::RuleSet& rules, model::ExprId condition) {
    if (condition == none) return false;
    std::vector<model::ExprId> parts;
    conjuncts(rules, condition, parts);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& one = rules.exprs[parts[i]];
        if (is_literal_no(one)) return true;
        if (one.op != ExprOp::equal || rules.exprs[one.b].op != ExprOp::literal) continue;
        // `x is a and x is b`
        for (std::size_t k = i + 1; k < parts.size(); ++k) {
            const auto& other = rules.exprs[parts[k]];
            if (other.op != ExprOp::equal || rules.exprs[other.b].op != ExprOp::literal) continue;
            if (same_field(rules.exprs[one.a], rules.exprs[other.a]) && !(rules.exprs[one.b].literal == rules.exprs[other.b].literal)) return true;
        }
    }
    return false;
}

void lower_timescales(Context& context) {
    for (std::size_t i = 0; i < context.timescales.items.size(); ++i) {
        const auto id = static_cast<model::TimescaleId>(i);
        const auto& item = context.timescales.items[i];
        model::Timescale timescale;
        timescale.name = item.name;
        timescale.at = context.timescales.name_range(id);
        if (const auto title = item.node.child(Kind::text)) timescale.title = title.value();
        const auto whole = gather(context, id);
        if (const auto each = whole.shared.find(Kind::for_each)) {
            timescale.record = context.record(each[0]);
        } else if (!item.node.child(Kind::extends)) {
            context.report(DiagnosticKind::missing_clause, timescale.at, "the timescale " + quoted(timescale.name) + " does not say what it is about", "add `for each` and a record: `for each assessment`");
        }
        // Without its record every field would be reported too.
        if (timescale.record != none) timescale.versions = lower_versions(context, timescale.record, whole, timescale.at);
        bool never = !timescale.versions.empty();
        for (const auto& version : timescale.versions) never = never && never_holds(context.rules, version.where);
        if (never) {
            context.report(DiagnosticKind::never_applies, whole.shared.find(Kind::where) ? whole.shared.find(Kind::where).range() : timescale.at,
                           "the timescale " + quoted(timescale.name) + " can never apply, because its `where` cannot hold", "two parts of the condition exclude each other: use `or`, or take one out");
        }
        context.rules.timescales.push_back(std::move(timescale));
    }
}

}  // namespace duly::check
