// Rule sets made by hand: records and feeds without a parser.
#pragma once

#include <string>
#include <vector>

#include "dsl/base/date.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/data/dataset.hpp"

namespace duly::data::test {

using model::FieldId;
using model::RecordId;
using model::Type;

inline Day day(const char* text) { return *parse_iso_day(text); }

struct FieldSpec { std::string name; Type type = Type::text; std::string flags = ""; std::vector<std::string> choices = {}; };

// Flags: k key, o optional, r orders, s shown, b `by`, f span from, t span to.
inline RecordId add_record(model::RuleSet& rules, const std::string& name, const std::string& parent, const std::vector<FieldSpec>& fields) {
    model::Record record;
    record.name = name;
    if (!parent.empty()) record.parent = rules.record(parent);
    for (const auto& spec : fields) {
        const auto id = static_cast<FieldId>(record.fields.size());
        model::Field field;
        field.name = spec.name;
        field.type = spec.type;
        field.choices = spec.choices;
        for (const char flag : spec.flags) {
            if (flag == 'k') field.key = true, record.key = id;
            if (flag == 'o') field.optional = true;
            if (flag == 's') field.shown = true;
            if (flag == 'r') field.orders = true, record.orders = id;
            if (flag == 'b') record.by = id;
            if (flag == 'f') record.span_from = id;
            if (flag == 't') record.span_to = id;
        }
        record.fields.push_back(std::move(field));
    }
    rules.records.push_back(std::move(record));
    return static_cast<RecordId>(rules.records.size() - 1);
}

// The records of children looked after, as rule packs have them.
inline model::RuleSet looked_after() {
    model::RuleSet rules;
    add_record(rules, "child", "", {{"child_id", Type::text, "k"}, {"born", Type::date}, {"died", Type::date, "o"}, {"team", Type::text, "os"}});
    add_record(rules, "episode", "child", {{"episode_id", Type::text, "k"}, {"started", Type::date, "rf"}, {"ended", Type::date, "ot"}, {"legal_status", Type::text}, {"cla_id", Type::text}});
    const auto period = add_record(rules, "care_period", "child", {{"started", Type::date, "rf"}, {"ended", Type::date, "ot"}});
    rules.records[period].spell = model::Spell{rules.record("episode"), 0, model::none, {}};
    add_record(rules, "review", "care_period", {{"review_id", Type::text, "k"}, {"held", Type::date, "rb"}, {"quorate", Type::yes_no}});
    return rules;
}

// Fills a DatasetBuilder by names.
struct Filler {
    const model::RuleSet& rules;
    DatasetBuilder builder;
    explicit Filler(const model::RuleSet& r) : rules(r), builder(r) {}
    Row add(const std::string& record, Row parent = no_row, std::uint32_t line = 0) { return builder.add_row(rules.record(record), parent, {0, line}); }
    // "" leaves the cell as it is, "?" is unreadable; dates may be partial.
    Filler& set(const std::string& record, Row row, const std::string& field, const std::string& text) {
        const auto id = rules.record(record);
        const auto f = rules.records[id].field(field);
        if (text.empty()) return *this;
        Cell cell;
        cell.state = State::known;
        if (text == "?") {
            cell.state = State::unreadable;
        } else if (rules.records[id].fields[f].type == Type::date) {
            const auto days = *parse_iso_partial(text);
            cell.number = days.first;
            cell.last = days.last;
            if (days.first != days.last) cell.state = State::partial;
        } else if (rules.records[id].fields[f].type == Type::yes_no) {
            cell.number = text == "yes";
        } else {
            cell.text = text;
        }
        builder.set(id, row, f, cell);
        return *this;
    }
};

inline std::string cell(const Dataset& data, const model::RuleSet& rules, const std::string& record, Row row, const std::string& field) {
    const auto id = rules.record(record);
    const auto f = rules.records[id].field(field);
    const auto& column = data.table(id).columns[f];
    switch (column.state[row]) {
        case State::blank: return "blank";
        case State::missing: return "missing";
        case State::unreadable: return "unreadable";
        case State::partial: return format_day(column.partial(row).first) + ".." + format_day(column.partial(row).last);
        case State::known: break;
    }
    switch (column.type) {
        case Type::text: return std::string(column.text[row]);
        case Type::date: return format_day(column.day[row]);
        case Type::moment: return format_moment(column.number[row], {});
        case Type::yes_no: return column.code[row] ? "yes" : "no";
        case Type::choice: return rules.records[id].fields[f].choices[column.code[row]];
        default: return std::to_string(column.number[row]);
    }
}

inline std::vector<std::string> keys(const Dataset& data, const model::RuleSet& rules, const std::string& record) {
    std::vector<std::string> out;
    const auto id = rules.record(record);
    for (Row row = 0; row < data.table(id).rows; ++row) out.push_back(data.key_of(rules, id, row));
    return out;
}

// Codes with their lines: "D0415:3".
inline std::vector<std::string> codes(const std::vector<Diagnostic>& found) {
    std::vector<std::string> out;
    for (const auto& d : found) out.push_back(std::string(info(d.kind).code) + ":" + std::to_string(d.place.line));
    return out;
}

using Texts = std::vector<std::string>;

}  // namespace duly::data::test
