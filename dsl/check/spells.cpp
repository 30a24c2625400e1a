// Spells: records joined into longer stretches.
#include "dsl/check/expressions.hpp"
#include "dsl/check/literals.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::none;

void lower_spell(Context& context, Written node) {
    const auto id = context.records.find(node[0].value());
    const auto part = context.record(node[2]);
    if (id == none || part == none) return;
    auto& records = context.rules.records;
    const auto parent_name = node.child(Kind::of)[0];
    const auto parent = context.record(parent_name);
    if (parent != none && records[id].parent != parent) {
        auto& told = context.report(DiagnosticKind::record_shape, parent_name, "the record " + quoted(records[id].name) + " is not `of` " + quoted(parent_name.value()), "name the same parent in the record and in its spell");
        context.label(told, records[id].at, quoted(records[id].name) + " is declared here");
    }
    if (parent != none && records[part].parent != parent) {
        auto& told = context.report(DiagnosticKind::record_shape, node[2], "the parts " + quoted(records[part].name) + " are not `of` " + quoted(parent_name.value()), "a spell joins records under one parent");
        context.label(told, records[part].at, quoted(records[part].name) + " is declared here");
    }
    for (const auto each : {part, id}) {
        if (records[each].span_from != none) continue;
        auto& told = context.report(DiagnosticKind::not_a_span, each == part ? node[2] : node[0], quoted(records[each].name) + " does not say which days it spans", "add `spans started to ended` to the record " + records[each].name);
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
            context.report(DiagnosticKind::wrong_unit, length, "a gap is counted in days", "write `7 days`");
        }
    }
    Expressions expressions(context);
    if (const auto where = node.child(Kind::where)) spell.where = expressions.condition(where[0], Scope::of(part));
    context.rules.records[id].spell = spell;
}

}  // namespace

void lower_spells(Context& context) {
    for (const auto& node : context.spells) lower_spell(context, node);
}

}  // namespace duly::check
