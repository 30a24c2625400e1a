#include "dsl/check/lower.hpp"
#include "dsl/check/timescales.hpp"

namespace duly::check {

using model::none;

void lower_checks(Context& context) {
    for (std::size_t i = 0; i < context.checks.items.size(); ++i) {
        const auto& item = context.checks.items[i];
        model::Check check;
        check.name = item.name;
        check.at = context.checks.name_range(static_cast<std::uint32_t>(i));
        check.law = context.default_law;
        Expressions expressions(context);
        Scope scope = Scope::of(none);
        bool about = false, good = true;
        Written where, must;
        for (const auto& clause : item.node.children()) {
            const auto once = [&](Written& slot) {
                if (!slot) {
                    slot = clause;
                    return;
                }
                auto& told = context.report(DiagnosticKind::repeated_clause, clause, quoted(keyword_of(clause.kind())) + " is given twice", "put the conditions together with `and`");
                context.label(told, slot.range(), "first here");
            };
            switch (clause.kind()) {
                case Kind::text: check.title = clause.value(); break;
                case Kind::for_each:
                    about = true;
                    check.record = context.record(clause[0]);
                    good = check.record != none;
                    scope = Scope::of(check.record);
                    break;
                case Kind::for_data: about = true; break;
                case Kind::law: check.law = clause[0].value(); break;
                case Kind::confidence: check.confidence = static_cast<model::Confidence>(clause.word() + 1); break;
                case Kind::where: once(where); break;
                case Kind::must: once(must); break;
                case Kind::in_force:
                case Kind::counting:
                case Kind::on_calendar: context.meaningless(clause, "a check"); break;
                default: break;
            }
        }
        if (!about) {
            context.report(DiagnosticKind::missing_clause, check.at, "the check " + quoted(check.name) + " does not say what it is about", "add `for each` and a record, or `for the data`");
            good = false;
        }
        if (!must) context.report(DiagnosticKind::missing_clause, check.at, "the check " + quoted(check.name) + " does not say what must hold", "add `must` and a condition");
        if (good) {
            if (where) check.where = expressions.condition(where[0], scope);
            if (must) check.must = expressions.condition(must[0], scope);
            for (const auto& clause : item.node.children(Kind::excluded)) {
                model::Exclusion one;
                one.when = expressions.condition(clause[0], scope);
                if (clause[1]) one.because = clause[1].value();
                check.excluded.push_back(std::move(one));
            }
            if (never_holds(context.rules, check.where)) {
                context.report(DiagnosticKind::never_applies, where, "the check " + quoted(check.name) + " can never apply, because its `where` cannot hold", "two parts of the condition exclude each other: use `or`, or take one out");
            }
        }
        context.rules.checks.push_back(std::move(check));
    }
}

}  // namespace duly::check
