// Records: fields with their types, links to the parent, spans. A spell without a record of its name declares one.
#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::none;
using model::Type;

struct RecordLowering {
    Context& context;
    model::Record record{};

    void fail(Written at, std::string message, std::string help) { context.report(DiagnosticKind::record_shape, at, std::move(message), std::move(help)); }

    void field(Written node) {
        model::Field field;
        const auto name = node[0];
        field.name = name.value();
        field.at = name.range();
        if (const auto title = node.child(Kind::text)) field.title = title.value();
        const auto id = static_cast<model::FieldId>(record.fields.size());
        if (const auto other = record.field(field.name); other != none) {
            auto& told = context.report(DiagnosticKind::duplicate_name, name, "the field " + quoted(field.name) + " is declared twice", "give one of them another name");
            context.label(told, record.fields[other].at, "first here");
            return;
        }
        if (const auto type = node.child(Kind::type)) {
            field.type = static_cast<Type>(type.word());
            for (const auto& value : type.children()) choice(field, value);
        }
        for (const auto& flag : node.children(Kind::field_flag)) {
            switch (flag.word()) {
                case 0: one(record.key, id, field.key, flag, "key"); break;
                case 1: field.optional = true; break;
                case 2: field.shown = true; break;
                case 3:
                    one(record.orders, id, field.orders, flag, "orders");
                    dated(field, flag, "orders");
                    break;
                default:
                    field.planned = true;
                    dated(field, flag, "planned");
            }
        }
        record.fields.push_back(std::move(field));
    }

    void choice(model::Field& field, Written value) {
        const auto name = value.value();
        for (const auto& other : field.choices) {
            if (other == name) {
                context.report(DiagnosticKind::choice_repeated, value, "the value " + quoted(name) + " is listed twice", "list each value once");
                return;
            }
        }
        field.choices.push_back(name);
    }

    void one(model::FieldId& slot, model::FieldId id, bool& flag, Written at, std::string_view word) {
        flag = true;
        if (slot == none) slot = id;
        else fail(at, "two fields of " + quoted(record.name) + " are marked " + quoted(word), "mark one field only");
    }

    void dated(const model::Field& field, Written at, std::string_view word) {
        if (field.type == Type::date || field.type == Type::moment) return;
        fail(at, quoted(word) + " needs a date, and " + quoted(field.name) + " is a " + std::string(model::name_of(field.type)), "put the word beside a date field");
    }

    model::FieldId date_field(model::RecordId self, Written name, std::string_view word) {
        const auto id = context.field(self, name);
        if (id == none) return none;
        const auto& field = context.rules.records[self].fields[id];
        if (field.type != Type::date && field.type != Type::moment) {
            auto& told = context.report(DiagnosticKind::record_shape, name,
                                        quoted(word) + " needs a date, and " + quoted(field.name) + " is a " + std::string(model::name_of(field.type)), "name a date field");
            context.label(told, field.at, quoted(field.name) + " is declared here");
            return none;
        }
        return id;
    }
};

// A spell that declares its record: it starts and ends.
model::Record record_of_spell(const std::string& name, Written spell) {
    model::Record record;
    record.name = name;
    record.at = spell.child(Kind::name).range();
    model::Field started, ended;
    started.name = "started";
    started.type = ended.type = Type::date;
    started.orders = true;
    ended.name = "ended";
    ended.optional = true;
    started.at = ended.at = record.at;
    record.fields = {started, ended};
    record.orders = record.span_from = 0;
    record.span_to = 1;
    return record;
}

// Clauses that name fields, once the record stands in the rule set.
void finish(Context& context, model::RecordId id, Written node) {
    RecordLowering lowering{context};
    if (const auto spans = node.child(Kind::spans)) {
        context.rules.records[id].span_from = lowering.date_field(id, spans[0], "spans");
        context.rules.records[id].span_to = lowering.date_field(id, spans[1], "spans");
    }
    if (const auto by = node.child(Kind::by_field)) context.rules.records[id].by = lowering.date_field(id, by[0], "by");
    for (const auto& field : node.children(Kind::field)) {
        const auto with = field.child(Kind::field_with);
        if (!with) continue;
        const auto self = context.rules.records[id].field(field[0].value());
        const auto other = context.field(id, with[0]);
        if (self != none) context.rules.records[id].fields[self].with = other;
    }
}

}  // namespace

void lower_records(Context& context) {
    for (const auto& item : context.records.items) {
        const auto id = static_cast<model::RecordId>(context.rules.records.size());
        const bool of_spell = item.node.kind() == Kind::spell;
        RecordLowering lowering{context};
        auto& record = lowering.record;
        if (of_spell) {
            record = record_of_spell(item.name, item.node);
        } else {
            record.name = item.name;
            record.at = context.records.name_range(id);
            if (const auto title = item.node.child(Kind::text)) record.title = title.value();
            for (const auto& field : item.node.children(Kind::field)) lowering.field(field);
        }
        const auto of = item.node.child(Kind::of);
        const auto parent = of ? of[0] : Written{};
        if (parent) {
            record.parent = context.record(parent);
            if (record.parent == none) context.links_lost = true;
            if (record.parent >= id) record.parent = none;      // unknown or a circle: reported
        }
        context.rules.records.push_back(std::move(record));
        finish(context, id, item.node);
        const auto& done = context.rules.records[id];
        const auto by = item.node.child(Kind::by_field);
        if (by && done.parent != none && context.rules.records[done.parent].span_from == none) {
            context.report_of(context.rules.records[done.parent].name, DiagnosticKind::not_a_span, by,
                           quoted(done.name) + " is linked by a date, but " + quoted(context.rules.records[done.parent].name) + " does not say what it spans",
                           "add `spans started to ended` to the record " + context.rules.records[done.parent].name);
        }
    }
}

}  // namespace duly::check
