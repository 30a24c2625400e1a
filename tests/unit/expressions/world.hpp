// A small rule set and its data, built by hand: children with plans, plans with reviews and stays.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "dsl/base/date.hpp"
#include "engine/data/dataset.hpp"
#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"
#include "engine/eval/steps.hpp"

namespace duly::test {

using model::Expr;
using model::ExprId;
using model::ExprOp;
using model::FieldId;
using model::RecordId;
using model::Type;
using model::Unit;
using data::Row;
using eval::Presence;
using eval::Values;

inline model::Day day(std::string_view iso) { return *parse_iso_day(iso); }

struct World {
    model::RuleSet rules;
    RecordId child, plan, review, stay;
    std::optional<data::DatasetBuilder> builder;
    std::optional<data::Dataset> data;
    eval::CalendarSet calendars;
    eval::EvaluateOptions options;
    std::optional<eval::Expressions> expressions;
    RecordId home;          // of slot 0

    World() {
        child = record("child", model::none, {text("child_id"), date("born"), optional(date("died")), optional(text("team"))});
        rules.records[child].key = 0;
        plan = record("plan", child, {text("plan_id"), date("started"), optional(date("ended")), text("reason"), choice("kind"), optional(date("target")),
                                      number("days"), optional(number("extra")), yes_no("urgent"), optional(yes_no("agreed")), moment("logged"),
                                      date("signed")});
        auto& p = rules.records[plan];
        p.key = 0;
        p.orders = p.span_from = 1;
        p.span_to = 2;
        p.fields[1].orders = true;
        p.fields[3].with = 2;
        p.fields[5].planned = true;
        review = record("review", plan, {text("review_id"), date("held"), yes_no("quorate"), number("cost"), optional(date("confirmed"))});
        rules.records[review].key = 0;
        rules.records[review].orders = 1;
        stay = record("stay", plan, {text("stay_id"), date("began"), optional(date("left"))});
        rules.records[stay].key = 0;
        rules.records[stay].orders = rules.records[stay].span_from = 1;
        rules.records[stay].span_to = 2;
        home = plan;
        model::CalendarDef calendar;
        calendar.name = "england_and_wales";
        rules.calendars.push_back(calendar);
        calendar::CalendarSpec spec;
        spec.name = "england_and_wales";
        spec.known_from = day("2023-01-01");
        spec.known_until = day("2026-12-31");
        for (const char* closed : {"2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27", "2024-12-25", "2024-12-26"})
            spec.closed.push_back({day(closed), "holiday"});
        spec.hours = std::pair{9 * 60, 17 * 60};
        calendars.calendars.emplace_back(spec);
        as_of("2024-06-30");
        builder.emplace(rules);
    }

    // --- records ---
    static model::Field field_of(const char* name, Type type) {
        model::Field field;
        field.name = name;
        field.type = type;
        return field;
    }
    static model::Field text(const char* name) { return field_of(name, Type::text); }
    static model::Field date(const char* name) { return field_of(name, Type::date); }
    static model::Field moment(const char* name) { return field_of(name, Type::moment); }
    static model::Field number(const char* name) { return field_of(name, Type::number); }
    static model::Field yes_no(const char* name) { return field_of(name, Type::yes_no); }
    static model::Field choice(const char* name) {
        model::Field field = field_of(name, Type::choice);
        field.choices = {"red", "green", "blue"};
        return field;
    }
    static model::Field optional(model::Field field) {
        field.optional = true;
        return field;
    }
    RecordId record(const char* name, RecordId parent, std::vector<model::Field> fields) {
        model::Record record;
        record.name = name;
        record.parent = parent;
        record.fields = std::move(fields);
        rules.records.push_back(std::move(record));
        return static_cast<RecordId>(rules.records.size() - 1);
    }
    FieldId field_id(RecordId record, std::string_view name) const {
        for (FieldId id = 0; id < rules.records[record].fields.size(); ++id)
            if (rules.records[record].fields[id].name == name) return id;
        return model::none;
    }

    // --- data: a cell as text; "" leaves it out, "?" cannot be read, "!" is missing even where optional ---
    Row add(RecordId record, Row parent, std::vector<std::pair<const char*, std::string>> cells) {
        static std::uint32_t line = 1;
        const Row row = builder->add_row(record, parent, {0, ++line});
        bool keyed = false;
        for (const auto& [name, text] : cells) {
            set(record, row, field_id(record, name), text);
            keyed |= field_id(record, name) == 0;
        }
        if (!keyed) set(record, row, 0, rules.records[record].name + "-" + std::to_string(row));
        return row;
    }
    void set(RecordId record, Row row, FieldId field, const std::string& text) {
        data::Cell cell;
        cell.state = data::State::known;
        const Type type = rules.records[record].fields[field].type;
        if (text.empty()) return;
        if (text == "?") cell.state = data::State::unreadable;
        else if (text == "!") cell.state = data::State::missing;
        else switch (type) {
            case Type::date: {
                const auto days = *parse_iso_partial(text);
                cell.number = days.first;
                cell.last = days.last;
                if (days.first != days.last) cell.state = data::State::partial;
                break;
            }
            case Type::moment: cell.number = *parse_iso_moment(text, {}); break;
            case Type::yes_no: cell.number = text == "yes"; break;
            case Type::choice: {
                const auto& choices = rules.records[record].fields[field].choices;
                for (std::size_t k = 0; k < choices.size(); ++k)
                    if (choices[k] == text) cell.number = static_cast<std::int64_t>(k);
                break;
            }
            case Type::number: cell.number = static_cast<std::int64_t>(std::stod(text) * model::number_scale + (text[0] == '-' ? -0.5 : 0.5)); break;
            default: cell.text = text; break;
        }
        builder->set(record, row, field, cell);
    }
    // A plan of a child of its own.
    Row add_plan(std::vector<std::pair<const char*, std::string>> cells) {
        const Row parent = add(child, data::no_row, {{"born", "2010-02-10"}});
        bool started = false;
        for (const auto& cell : cells) started |= std::string_view(cell.first) == "started";
        if (!started) cells.emplace_back("started", "2024-01-02");
        return add(plan, parent, std::move(cells));
    }

    void as_of(std::string_view text) {
        if (const auto at = parse_iso_day(text)) options.as_of = {Type::date, *at, ""};
        else options.as_of = {Type::moment, *parse_iso_moment(text, {}), ""};
    }

    // --- expressions ---
    ExprId put(Expr expr) {
        rules.exprs.push_back(std::move(expr));
        return static_cast<ExprId>(rules.exprs.size() - 1);
    }
    ExprId literal(Type type, std::int64_t number, std::string text = {}) {
        Expr e;
        e.op = ExprOp::literal;
        e.type = type;
        e.literal = {type, number, std::move(text)};
        return put(e);
    }
    ExprId on(std::string_view iso) { return literal(Type::date, day(iso)); }
    ExprId num(double n) { return literal(Type::number, static_cast<std::int64_t>(n * model::number_scale + (n < 0 ? -0.5 : 0.5))); }
    ExprId yes(bool value = true) { return literal(Type::yes_no, value); }
    ExprId field(RecordId record, std::string_view name, model::Slot slot = 0, unsigned hops = 0) {
        Expr e;
        e.op = ExprOp::field;
        e.record = record;
        e.field = field_id(record, name);
        e.type = rules.records[record].fields[e.field].type;
        e.slot = slot;
        e.hops = static_cast<std::uint8_t>(hops);
        return put(e);
    }
    ExprId op(ExprOp op, ExprId a, ExprId b = model::none, ExprId c = model::none, Type type = Type::yes_no) {
        Expr e;
        e.op = op;
        e.type = type;
        e.a = a;
        e.b = b;
        e.c = c;
        return put(e);
    }
    ExprId list(ExprOp op, ExprId a, std::vector<ExprId> args, unsigned word = 0, Type type = Type::yes_no) {
        Expr e;
        e.op = op;
        e.type = type;
        e.a = a;
        e.args = std::move(args);
        e.word = static_cast<std::uint8_t>(word);
        return put(e);
    }
    ExprId length(double n, Unit unit) {
        Expr e;
        e.op = ExprOp::length;
        e.type = Type::length;
        e.a = num(n);
        e.unit = unit;
        return put(e);
    }
    ExprId with_word(ExprId id, unsigned word) {
        rules.exprs[id].word = static_cast<std::uint8_t>(word);
        return id;
    }
    ExprId with_unit(ExprId id, Unit unit) {
        rules.exprs[id].unit = unit;
        return id;
    }
    // Over the reviews (or stays) of the plan in slot 0, bound as slot 1.
    ExprId below(model::AggregateOp op, RecordId record, ExprId where = model::none, ExprId value = model::none, ExprId has = model::none) {
        model::Aggregate a;
        a.op = op;
        a.path = {record};
        a.record = record;
        a.binds = 1;
        a.where = where;
        a.value = value;
        a.has = has;
        return aggregate(a);
    }
    ExprId aggregate(model::Aggregate a) {
        Expr e;
        e.op = ExprOp::aggregate;
        e.type = a.value != model::none ? rules.exprs[a.value].type : a.op == model::AggregateOp::count ? Type::number : Type::yes_no;
        e.ref = static_cast<std::uint32_t>(rules.aggregates.size());
        rules.aggregates.push_back(std::move(a));
        return put(e);
    }

    // --- evaluation ---
    // Makes rows of `record` known without adding one: a source gives it, and it is empty.
    void present(RecordId record) { builder->table(record).present = true; }
    eval::Expressions& ready() {
        if (!data) {
            std::vector<Diagnostic> quality;
            data.emplace(builder->finish(quality));
        }
        expressions.emplace(rules, *data, calendars, options);
        return *expressions;
    }
    eval::Batch batch() {
        eval::Batch batch;
        batch.n = data->table(home).rows;
        batch.rows.resize(1);
        for (Row row = 0; row < batch.n; ++row) batch.rows[0].push_back(row);
        batch.records = {home};
        return batch;
    }
    Values evaluate(ExprId expr) {
        ready();
        return expressions->evaluate(expr, batch());
    }
    // Every row's answer as text.
    std::vector<std::string> answers(ExprId expr) {
        const Values values = evaluate(expr);
        std::vector<std::string> out;
        for (std::size_t i = 0; i < values.size(); ++i) out.push_back(answer(values, i));
        return out;
    }
    std::string answer(ExprId expr) { return answers(expr).at(0); }

    static std::string number_text(std::int64_t scaled) {
        std::string text = (scaled < 0 ? "-" : "") + std::to_string(std::abs(scaled) / model::number_scale);
        if (const auto rest = std::abs(scaled) % model::number_scale) {
            std::string digits = std::to_string(rest);
            digits.insert(0, 6 - digits.size(), '0');
            while (digits.back() == '0') digits.pop_back();
            text += "." + digits;
        }
        return text;
    }
    static std::string value_text(Type type, std::int64_t v) {
        if (type == Type::yes_no) return v ? "yes" : "no";
        if (type == Type::date) return v == eval::first_possible_day ? "ever" : format_day(static_cast<model::Day>(v));
        if (type == Type::moment) return v == std::int64_t{eval::first_possible_day} * 86'400 ? "ever" : format_moment(v, {});
        if (type == Type::choice) return std::to_string(v);
        return number_text(v);
    }
    static std::string answer(const Values& values, std::size_t i) {
        if (values.s[i] == Presence::blank) return "blank";
        if (values.s[i] == Presence::missing) return values.type == Type::yes_no ? "unknown" : "missing";
        if (values.type == Type::text) return std::string(values.text[i]);
        std::string out = value_text(values.type, values.v[i]);
        if (values.last(i) != values.v[i]) out += " to " + value_text(values.type, values.last(i));
        return values.s[i] == Presence::doubt ? "perhaps " + out : out;
    }
};

using Answers = std::vector<std::string>;

}  // namespace duly::test
