#include "dsl/check/lower.hpp"
#include "dsl/check/timescales.hpp"

namespace duly::check {

using model::none;

namespace {

// `on calendar K`: a calendar, or a field that holds the name of one.
void calendar_of(Context& context, Expressions& expressions, Written named, const Scope& scope, model::Check& check) {
    if (named.kind() != Kind::field_ref) {
        check.calendar = context.calendar(named);
        return;
    }
    const auto value = expressions.lower(named, scope);
    if (value && value.type != model::Type::text) {
        context.report(DiagnosticKind::wrong_type, named, quoted(one_line(named)) + " is " + type_words(value) + ", and the name of a calendar is needed here", "name a text field, or a calendar");
        return;
    }
    check.calendar_field = value.id;
}

Written counts_working_days(Written node) {
    if (node.kind() == Kind::is_working_day) return node;
    if (node.kind() == Kind::unit) {
        const auto unit = static_cast<model::Unit>(node.word());
        if (unit == model::Unit::working_days || unit == model::Unit::school_days || unit == model::Unit::working_hours) return node;
    }
    for (const auto& child : node.children()) {
        if (const auto found = counts_working_days(child)) return found;
    }
    return {};
}

}  // namespace

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
        Written where, must, calendar;
        for (const auto& clause : item.node.children()) {
            const auto once = [&](Written& slot) {
                if (!slot) {
                    slot = clause;
                    return;
                }
                auto& told = context.report(DiagnosticKind::repeated_clause, clause, quoted(keyword_of(clause.kind())) + " is given twice", clause.kind() == Kind::on_calendar ? "keep one of them" : "put the conditions together with `and`");
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
                case Kind::on_calendar: once(calendar); break;
                case Kind::in_force:
                case Kind::counting: context.meaningless(clause, "a check"); break;
                default: break;
            }
        }
        // A title whose quote is not closed has taken the rest of its line.
        const auto title = item.node.child(Kind::text);
        const auto swallowed = [&](std::string_view words) { return title && context.told(title.range()) && title.text().find(words) != std::string_view::npos; };
        if (!about && !swallowed("for ") && !lost(item.node, {Kind::for_each, Kind::for_data, Kind::name, Kind::check})) {
            context.report(DiagnosticKind::missing_clause, check.at, "the check " + quoted(check.name) + " does not say what it is about", "add `for each` and a record, or `for the data`");
        }
        good = good && about;
        if (!must && !swallowed("must ") && !lost(item.node, {Kind::must})) context.report(DiagnosticKind::missing_clause, check.at, "the check " + quoted(check.name) + " does not say what must hold", "add `must` and a condition");
        // Without its record no field is out of reach.
        context.anywhere = !good;
        check.calendar = default_calendar(context);
        if (calendar) calendar_of(context, expressions, calendar[0], scope, check);
        if (where) check.where = expressions.condition(where[0], scope);
        if (must) check.must = expressions.condition(must[0], scope);
        if (check.calendar_field == none && !(calendar && calendar[0].kind() == Kind::field_ref) && !lost(item.node, {Kind::on_calendar})) can_count(context, item.node, check.calendar);
        if (check.must != none && !calendar && check.calendar == none && !context.files_lost && !context.calendars_lost) {
            if (const auto unit = counts_working_days(item.node)) {
                context.report(DiagnosticKind::no_calendar, unit, quoted(one_line(unit)) + " cannot be counted, because no calendar is declared",
                               "declare one with `calendar`, or `use` the file that does");
            }
        }
        for (const auto& clause : item.node.children(Kind::excluded)) {
            model::Exclusion one;
            one.when = expressions.condition(clause[0], scope);
            if (clause[1]) one.because = clause[1].value();
            check.excluded.push_back(std::move(one));
        }
        if (never_holds(context.rules, check.where)) {
            context.report(DiagnosticKind::never_applies, where, "the check " + quoted(check.name) + " can never apply, because its `where` cannot hold", "two parts of the condition exclude each other: use `or`, or take one out");
        }
        context.anywhere = false;
        context.rules.checks.push_back(std::move(check));
    }
}

}  // namespace duly::check
