// Fields and bare names: which row is meant, and what to write when none is.
#include <algorithm>

#include "dsl/check/expressions.hpp"

namespace duly::check {

using model::Expr;
using model::ExprOp;
using model::none;
using model::Type;

namespace {

// Words for values that Excel and SQL have, a record in place of a field, and a second value behind `or`.
std::string said_elsewhere(const Context& context, const std::string& written, const Scope& scope, const Value* beside) {
    std::string small;
    for (const char c : written) small += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto is = [&](std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), small) != words.end(); };
    if (is({"null", "empty", "none", "nothing", "unknown", "nil"})) return "write `is missing` for what has no value, `is known` for what has one";
    if (is({"today", "now"})) return "write `that day`";
    const bool yes_no = beside != nullptr && beside->type == Type::yes_no;
    if (is({"true", "yes"}) || (yes_no && small == "y")) return "write `yes`";
    if (is({"false", "no"}) || (yes_no && small == "n")) return "write `no`";
    if (const auto record = context.records.find(written); record != none && !context.rules.records[record].fields.empty()) {
        const auto& fields = context.rules.records[record].fields;
        const auto date = std::find_if(fields.begin(), fields.end(), [](const auto& field) { return field.type == Type::date; });
        return quoted(written) + " is a record: name one of its fields, such as " + quoted(written + "." + (date != fields.end() ? *date : fields.front()).name);
    }
    for (const auto& row : scope.rows) {
        if (row.record == none) continue;
        for (const auto& field : context.rules.records[row.record].fields) {
            if (field.type != Type::choice || std::find(field.choices.begin(), field.choices.end(), written) == field.choices.end()) continue;
            return "a value stands behind its field: write " + quoted(context.rules.records[row.record].name + "." + field.name + " is one of") + " and all values with commas between";
        }
    }
    return {};
}

}  // namespace

Reached Expressions::reach(std::string_view record, const Scope& scope) const {
    const auto& records = context_.rules.records;
    for (auto row = scope.rows.rbegin(); row != scope.rows.rend(); ++row) {
        if (row->record == none) continue;
        if (!row->alias.empty() ? row->alias == record : records[row->record].name == record) return {row->record, row->slot, row->hops};
    }
    // Ancestors: of the rows that are always there first, of the event last.
    for (const bool event : {false, true}) {
        for (auto row = scope.rows.rbegin(); row != scope.rows.rend(); ++row) {
            if (row->event != event || !row->alias.empty() || row->record == none) continue;
            auto hops = row->hops;
            for (auto up = records[row->record].parent; up != none; up = records[up].parent) {
                ++hops;
                if (records[up].name == record) return {up, row->slot, hops};
            }
        }
    }
    return {};
}

std::vector<model::RecordId> Expressions::path_down(model::RecordId from, model::RecordId to) const {
    const auto& records = context_.rules.records;
    const auto& spell = records[from].spell;
    std::vector<model::RecordId> path;
    for (auto at = to; at != none; at = records[at].parent) {
        path.push_back(at);
        if (records[at].parent == from || (spell && spell->part == at)) {
            std::reverse(path.begin(), path.end());
            return path;
        }
    }
    return {};
}

Reached Expressions::reached(Written name, const Scope& scope, Written field) {
    const auto written = name.value();
    if (const auto found = reach(written, scope)) return found;
    if (written == "other") {
        context_.report(DiagnosticKind::not_in_reach, name, "`other` has a meaning only inside `any other` or `no other`", "write for example `any other plan where other.started is known`");
        return {};
    }
    const auto id = context_.record(name);
    if (id == none) return {};
    if (context_.anywhere || context_.links_lost) return {id, 0, 0};
    // It is there, but not one row of it: say how one is picked.
    const auto& records = context_.rules.records;
    bool below = false;
    std::string from;
    for (auto row = scope.rows.rbegin(); row != scope.rows.rend() && !below; ++row) {
        for (auto up = row->record; up != none && !below; up = records[up].parent) {
            below = !path_down(up, id).empty();
            if (from.empty()) from = records[row->record].name;
        }
    }
    if (from.empty() && !scope.rows.empty() && scope.rows.front().record != none) from = records[scope.rows.front().record].name;
    const auto whole = field ? written + "." + field.value() : written;
    if (below) {
        const auto of = field ? field.value() : std::string("held");
        context_.report(DiagnosticKind::not_in_reach, name, "there may be many " + quoted(written) + " to one " + quoted(from) + ", so " + quoted(whole) + " does not say which",
                        dated_ > 0 ? "say which " + written + ": `earliest " + written + "." + of + "` or `latest " + written + "." + of + "`" + std::string(dated_ > 1 ? ", or `to each " + written + "." + of + "` for every one" : "")
                               : "say which " + written + ": `earliest " + written + "." + of + "`, `latest " + written + "." + of + "`, `count of " + written + "` or `any " + written + " where ...`");
        return {};
    }
    auto& told = context_.report(DiagnosticKind::not_in_reach, name,
                                 from.empty() ? quoted(whole) + " cannot be read here, where no record is at hand" : quoted(whole) + " cannot be reached from a " + quoted(from),
                                 from.empty() ? "name a record with `for each`" : "name the record itself, one that it is `of`, or one below those");
    context_.label(told, records[id].at, quoted(written) + " is declared here");
    return {};
}

Value Expressions::field_ref(Written node, const Scope& scope) {
    const auto found = reached(node[0], scope, node[1]);
    if (!found) return {};
    const auto field_id = context_.field(found.record, node[1]);
    if (field_id == none) return {};
    const auto& field = context_.rules.records[found.record].fields[field_id];
    Expr expr;
    expr.op = ExprOp::field;
    expr.type = field.type;
    expr.slot = found.slot;
    expr.hops = found.hops;
    expr.record = found.record;
    expr.field = field_id;
    auto value = made(std::move(expr), node);
    value.choices = field.type == Type::choice ? &field.choices : nullptr;
    value.declared = field.at;
    return value;
}

// A value of the choice that it stands beside, else a definition.
Value Expressions::name_ref(Written node, const Scope& scope, const Value* beside) {
    const auto name = node.size() > 0 ? node[0] : node;
    const auto written = name.value();
    if (beside != nullptr && beside->type == Type::choice && beside->choices != nullptr) {
        const auto& values = *beside->choices;
        const auto found = std::find(values.begin(), values.end(), written);
        if (found != values.end()) {
            Expr expr;
            expr.op = ExprOp::literal;
            expr.type = Type::choice;
            expr.literal = {Type::choice, found - values.begin(), written};
            auto value = made(std::move(expr), node);
            value.choices = beside->choices;
            return value;
        }
    }
    const auto id = context_.defines.find(written);
    if (id != none) return define(id, node, scope);
    if (beside != nullptr && !*beside) return {};
    if (beside != nullptr && beside->type == Type::choice && beside->choices != nullptr) {
        if (context_.hidden(written) && nearest(written, views(*beside->choices)).empty()) return {};
        const auto kind = beside->graded ? DiagnosticKind::unknown_grade : DiagnosticKind::unknown_value;
        auto& told = context_.report(kind, name, quoted(one_line(beside->written)) + " has no " + (beside->graded ? "grade " : "value ") + quoted(written),
                                     did_you_mean(written, views(*beside->choices), "it is one of " + listed(views(*beside->choices), "or")));
        if (beside->declared.end > 0) context_.label(told, beside->declared, "its values are listed here");
        return {};
    }
    if (context_.hidden(written)) return {};
    if (beside != nullptr && beside->type == Type::text) {
        context_.report(DiagnosticKind::unknown_word, name, quoted(written) + " is no definition, and a text stands in quotes", "write `\"" + written + "\"`");
        return {};
    }
    std::string help;
    // Often the record was left out.
    for (auto row = scope.rows.rbegin(); row != scope.rows.rend() && help.empty(); ++row) {
        for (auto up = row->record; up != none && help.empty(); up = context_.rules.records[up].parent) {
            const auto& record = context_.rules.records[up];
            if (record.field(written) != none) help = "a field is written with its record: " + quoted((row->alias.empty() ? record.name : row->alias) + "." + written);
        }
    }
    if (help.empty()) help = said_elsewhere(context_, written, scope, beside);
    if (help.empty() && nearest(written, context_.defines.all()).empty()) {
        if (const auto where = context_.elsewhere(none, written); !where.empty()) help = where + "a field is written with its record";
    }
    if (help.empty()) help = did_you_mean(written, context_.defines.all(), "declare it with `define " + written + "`, or write a field with its record");
    context_.report(DiagnosticKind::unknown_word, name, quoted(written) + " is not defined", help);
    return {};
}

// The body is lowered anew for the row at hand.
Value Expressions::define(model::DefineId id, Written node, const Scope& scope) {
    context_.define_used[id] = true;
    if (context_.define_broken[id]) return {};
    const auto& declared = context_.rules.defines[id];
    if (inside_.size() >= 64 || context_.rules.exprs.size() > 500'000) {
        // One chain is met at several of its names.
        const auto told = [](const Diagnostic& one) { return one.kind == DiagnosticKind::too_deep; };
        if (std::none_of(context_.diagnostics.begin(), context_.diagnostics.end(), told))
            context_.report(DiagnosticKind::too_deep, node, "definitions stand too deep in each other here", "write part of " + quoted(declared.name) + " out, or use fewer definitions in it");
        context_.define_broken[id] = true;
        return {};
    }
    if (std::find(inside_.begin(), inside_.end(), id) != inside_.end()) {
        context_.report(DiagnosticKind::circle, declared.at, "the definition " + quoted(declared.name) + " needs itself", "take one of its names out of the circle");
        context_.define_broken[id] = true;
        return {};
    }
    Expr expr;
    expr.op = ExprOp::define;
    expr.ref = id;
    Scope inner = scope;
    if (declared.record != none) {
        const auto& record = context_.rules.records[declared.record];
        const auto found = reach(record.name, scope);
        if (!found && (context_.anywhere || context_.links_lost)) return {};
        if (!found) {
            auto& told = context_.report(DiagnosticKind::not_in_reach, node,
                                         quoted(declared.name) + " speaks of a " + quoted(record.name) + ", and there is none at hand here",
                                         "use it in a rule for each " + record.name + ", or inside `any " + record.name + " where ...`");
            context_.label(told, declared.at, quoted(declared.name) + " is defined here");
            return {};
        }
        inner.rows = {Binding{found.slot, found.hops, found.record, {}, false}};
        expr.slot = found.slot;
        expr.hops = found.hops;
        expr.record = found.record;
    }
    const auto body = context_.defines.items[id].node.children().back();
    inside_.push_back(id);
    const auto value = lower(body, inner);
    inside_.pop_back();
    if (!value) {
        context_.define_broken[id] = true;
        return {};
    }
    expr.type = value.type;
    expr.a = value.id;
    auto result = made(std::move(expr), node);
    result.choices = value.choices;
    result.graded = value.graded;
    result.declared = declared.at;
    return result;
}

}  // namespace duly::check
