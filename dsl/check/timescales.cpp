#include "dsl/check/timescales.hpp"

#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::none;

// A clause that versions share was lowered for each of them; from here on it is one expression, so that it is evaluated once and
// known to be the same question.
void share_clauses(const model::RuleSet& rules, std::vector<model::TimescaleVersion>& versions) {
    const auto share = [&](model::ExprId& one, model::ExprId first) {
        if (one == none || first == none || one == first) return;
        const model::Expr &a = rules.exprs[one], &b = rules.exprs[first];
        if (a.at == b.at && a.op == b.op && a.slot == b.slot && a.type == b.type) one = first;
    };
    for (std::size_t n = 1; n < versions.size(); ++n) {
        model::TimescaleVersion& v = versions[n];
        const model::TimescaleVersion& first = versions.front();
        share(v.where, first.where);
        share(v.from_date, first.from_date);
        share(v.to, first.to);
        share(v.before, first.before);
        share(v.stop, first.stop);
        share(v.excused, first.excused);
        share(v.chosen_by, first.chosen_by);
        for (std::size_t k = 0; k < v.excluded.size() && k < first.excluded.size(); ++k) share(v.excluded[k].when, first.excluded[k].when);
        for (std::size_t k = 0; k < v.also_shown_by.size() && k < first.also_shown_by.size(); ++k) share(v.also_shown_by[k], first.also_shown_by[k]);
    }
}


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
        share_clauses(context.rules, timescale.versions);
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
