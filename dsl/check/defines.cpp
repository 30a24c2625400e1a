// Definitions: each is lowered once by itself, so that its mistakes are told where it stands; rules put it in anew.
#include "dsl/check/expressions.hpp"
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::none;

// The record that the fields outside of any `earliest`, `any ... where` speak of: the lowest of them.
void deepest_record(Context& context, Written node, model::RecordId& found) {
    const auto& records = context.rules.records;
    if (node.kind() == Kind::any_other) {
        const auto id = context.records.find(node[0].value());
        if (id != none && (found == none || id > found)) found = id;
        return;
    }
    if (node.kind() == Kind::aggregate) {
        const auto head = node[0];
        const auto id = context.records.find(head.kind() == Kind::name ? head.value() : head[0].value());
        if (id == none) return;
        const auto parent = records[id].parent;
        if (found == none) found = parent;
        return;
    }
    const bool names_record = node.kind() == Kind::field_ref || node.kind() == Kind::length_of || node.kind() == Kind::open_on || node.kind() == Kind::days_in;
    if (names_record) {
        const auto id = context.records.find(node[0].value());
        // Parents stand before children, so the lower one has the higher number.
        if (id != none && (found == none || id > found)) found = id;
    }
    if (node.kind() == Kind::name_ref) {
        const auto other = context.defines.find(node[0].value());
        if (other != none) {
            const auto id = context.rules.defines[other].record;
            if (id != none && (found == none || id > found)) found = id;
        }
    }
    for (const auto& child : node.children()) deepest_record(context, child, found);
}

// What stands in a definition that cannot be read to its end is used all the same.
void use_all(Context& context, Written node) {
    if (node.kind() == Kind::name_ref)
        if (const auto id = context.defines.find(node[0].value()); id != none) context.define_used[id] = true;
    for (const auto& child : node.children()) use_all(context, child);
}

}  // namespace

void lower_defines(Context& context) {
    auto& defines = context.rules.defines;
    // A definition may use another that comes later: as many rounds as it takes.
    for (std::size_t round = 0; round < defines.size(); ++round) {
        bool changed = false;
        for (std::size_t id = 0; id < defines.size(); ++id) {
            if (context.defines.items[id].node.child(Kind::for_each)) continue;
            auto found = defines[id].record;
            deepest_record(context, context.defines.items[id].node.children().back(), found);
            changed = changed || found != defines[id].record;
            defines[id].record = found;
        }
        if (!changed) break;
    }
    for (std::size_t id = 0; id < defines.size(); ++id) {
        if (context.define_broken[id]) {
            use_all(context, context.defines.items[id].node);
            continue;
        }
        Expressions expressions(context);
        context.anywhere = defines[id].record == none && context.defines.items[id].node.child(Kind::for_each);
        const auto value = expressions.lower(context.defines.items[id].node.children().back(), Scope::of(defines[id].record));
        if (!value) {
            context.define_broken[id] = true;
            use_all(context, context.defines.items[id].node);
        }
        context.anywhere = false;
        defines[id].body = value.id;
        defines[id].type = value.type;
    }
}

}  // namespace duly::check
