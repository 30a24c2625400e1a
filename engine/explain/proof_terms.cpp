// Terms of a proof: an operator with its value and its arguments.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "dsl/model/written.hpp"
#include "engine/eval/value_text.hpp"
#include "engine/explain/proof.hpp"

namespace duly::explain {

namespace {

using eval::Presence;
using eval::Term;
using model::ExprOp;

std::string_view aggregate_name(model::AggregateOp op) {
    switch (op) {
        case model::AggregateOp::earliest: return "earliest";
        case model::AggregateOp::latest: return "latest";
        case model::AggregateOp::count: return "count";
        case model::AggregateOp::sum: return "sum";
        case model::AggregateOp::average: return "average";
        case model::AggregateOp::any: return "any";
        case model::AggregateOp::no: return "no";
        case model::AggregateOp::every: return "every";
    }
    return "";
}

std::string_view op_name(const model::RuleSet& rules, const model::Expr& e) {
    switch (e.op) {
        case ExprOp::literal: return "literal";
        case ExprOp::field: return "field";
        case ExprOp::define: return "define";
        case ExprOp::and_: return "and";
        case ExprOp::or_: return "or";
        case ExprOp::not_: return "not";
        case ExprOp::equal: return "is";
        case ExprOp::not_equal: return "is not";
        case ExprOp::less: return "<";
        case ExprOp::less_equal: return "<=";
        case ExprOp::greater: return ">";
        case ExprOp::greater_equal: return ">=";
        case ExprOp::one_of: return e.word == 1 ? "is not one of" : "is one of";
        case ExprOp::between: return "between";
        case ExprOp::is_known: return "is known";
        case ExprOp::is_missing: return "is missing";
        case ExprOp::add: return "+";
        case ExprOp::subtract: return "-";
        case ExprOp::multiply: return "*";
        case ExprOp::divide: return "/";
        case ExprOp::shift: return e.word == 1 ? "moved back" : "moved on";
        case ExprOp::length: return "length";
        case ExprOp::distance: return "distance";
        case ExprOp::birthday: return "birthday";
        case ExprOp::count_between: return "counted between";
        case ExprOp::age: return "age";
        case ExprOp::pick: return e.word == 1 ? "latest of" : "earliest of";
        case ExprOp::aggregate: return aggregate_name(rules.aggregates[e.ref].op);
        case ExprOp::sibling: return e.word == 1 ? "next" : "previous";
        case ExprOp::open_on: return e.word == 1 ? "not open on" : "open on";
        case ExprOp::length_of: return "length of span";
        case ExprOp::overlaps: return e.word == 1 ? "overlaps or touches" : "overlaps";
        case ExprOp::is_working_day: return e.word == 1 ? "is not a working day" : "is a working day";
        case ExprOp::weekday_in: return "weekday";
        case ExprOp::due_date_of: return "due date of";
        case ExprOp::grade_of: return "grade of";
        case ExprOp::value_of: return "value of";
        case ExprOp::in_the_period: return "in the period";
        case ExprOp::days_in: return "days of span";
        case ExprOp::that_day: return "that day";
    }
    return "";
}

// Whether a figure that a measure hides can be reckoned back from the value. Yes and no tell no figure.
bool rests_on_hidden(const Term& t, const Context& context) {
    if (t.condition || t.type == model::Type::yes_no) return false;
    const model::Expr& e = context.rules.exprs[t.expr];
    if (e.op == ExprOp::value_of && e.ref < context.evaluation.measures.size()) {
        const auto& values = context.evaluation.measures[e.ref].values;
        return t.value_index < values.size() && values[t.value_index].hidden;
    }
    const auto rests = [&](const Term& below) { return rests_on_hidden(below, context); };
    return std::any_of(t.args.begin(), t.args.end(), rests) ||
           std::any_of(t.rows.begin(), t.rows.end(), [&](const Term::Below& row) { return std::any_of(row.asked.begin(), row.asked.end(), rests); });
}

bool counts_on_calendar(model::Unit unit) { return unit == model::Unit::working_days || unit == model::Unit::school_days || unit == model::Unit::working_hours; }

constexpr std::string_view relations[] = {"at least", "at most", "more than", "less than"};
constexpr std::string_view directions[] = {"before", "after", "ago"};
constexpr std::string_view weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

}  // namespace

const std::string& WrittenTexts::operator[](model::ExprId id) const {
    if (const std::string* known = texts_[id].load(std::memory_order_acquire)) return *known;
    auto made = std::make_unique<std::string>();
    const ExprOp op = rules_.exprs[id].op;
    if (op != ExprOp::literal && op != ExprOp::field && op != ExprOp::that_day) {     // they are told by what they hold
        const std::string text = model::written_at(rules_, rules_.exprs[id].at);
        if (!text.empty()) add_json_text(*made, text);
    }
    const std::string* before = nullptr;
    if (!texts_[id].compare_exchange_strong(before, made.get(), std::memory_order_acq_rel)) return *before;     // another thread was faster
    return *made.release();
}

WrittenTexts::~WrittenTexts() {
    for (const auto& text : texts_) delete text.load(std::memory_order_relaxed);
}

void Proof::term(const Term& t) {
    const model::Expr& e = context_.rules.exprs[t.expr];
    json_.open('{');
    json_.text("op", op_name(context_.rules, e));
    if (const std::string& text = texts_[t.expr]; !text.empty()) json_.key("text").raw(text);
    if (e.op == ExprOp::grade_of || e.op == ExprOp::value_of) figure(t, e);
    else if (hides_figures() && rests_on_hidden(t, context_)) hidden_figure();
    else value(t);
    details(t, e);
    if (!t.args.empty()) {
        json_.key("args").open('[');
        for (const Term& arg : t.args) term(arg);
        json_.close(']');
    }
    json_.close('}');
}

void Proof::value(const Term& t) {
    const auto text_of = [&](std::int64_t v) {
        const model::Expr& e = context_.rules.exprs[t.expr];
        if (e.op == ExprOp::literal && t.type == model::Type::choice) return e.literal.text;
        return eval::value_text(context_.rules, t.expr, t.type, v, t.text);
    };
    json_.key("value");
    if (t.condition) return t.presence == Presence::known ? json_.yes_no(t.v != 0) : json_.text("unknown");
    const bool days = t.presence == Presence::doubt && t.v > first_possible_day && t.type != model::Type::text;
    if (t.presence != Presence::known && !days) json_.null();
    else json_.text(text_of(t.v));
    if ((t.presence == Presence::known || days) && t.type != model::Type::text && t.last != t.v) json_.text("last", text_of(t.last));
    if (t.presence == Presence::known) return;
    json_.text("state", t.presence == Presence::blank ? "blank" : t.presence == Presence::missing ? "missing" : "doubt");
}

bool Proof::hides_figures() const {
    return std::any_of(context_.rules.measures.begin(), context_.rules.measures.end(), [](const model::Measure& measure) { return measure.hide_under.has_value(); });
}

void Proof::hidden_figure() {
    json_.key("value").null();
    json_.text("opaque", "the figure is hidden: small numbers");
}

// Small numbers that a measure hides are hidden here too, and what is reckoned from them.
void Proof::figure(const Term& t, const model::Expr& e) {
    const model::Measure& measure = context_.rules.measures[e.ref];
    const eval::MeasureResult* result = e.ref < context_.evaluation.measures.size() ? &context_.evaluation.measures[e.ref] : nullptr;
    const eval::MeasureValue* found = result && t.value_index < result->values.size() ? &result->values[t.value_index] : nullptr;
    if (found && found->hidden) {
        hidden_figure();
    } else if (e.op == ExprOp::grade_of && t.presence == Presence::known && measure.scale != model::none) {
        const auto& grades = context_.rules.scales[measure.scale].grades;
        const auto grade = [&](std::int64_t g) { return g >= 0 && static_cast<std::size_t>(g) < grades.size() ? grades[static_cast<std::size_t>(g)] : std::string(); };
        json_.text("value", grade(t.v));
        if (t.last != t.v) json_.text("last", grade(t.last));
    } else {
        value(t);
    }
    json_.text("measure", measure.name);
    json_.text_or_null("period", found ? result->periods[found->period].name : std::string_view{});
}

void Proof::cell(std::string_view name, model::RecordId record, data::Row row, model::FieldId field) {
    json_.key(name);
    if (row == data::no_row || field == model::none || record == model::none) return json_.null();
    const std::uint64_t key = std::uint64_t{record} << 48 | std::uint64_t{field} << 32 | row;
    const auto [at, fresh] = numbers_.try_emplace(key, cells_.size());
    if (fresh) cells_.push_back({record, row, field});
    json_.number(static_cast<std::int64_t>(at->second));
}

void Proof::row_name(std::string_view name, model::RecordId record, data::Row row) {
    json_.key(name);
    if (record == model::none || row == data::no_row) return json_.null();
    json_.open('{');
    json_.text("record", context_.rules.records[record].name);
    json_.text("key", context_.data.key_of(context_.rules, record, row));
    json_.close('}');
}

void Proof::span(std::string_view name, model::RecordId record, data::Row row) {
    json_.key(name);
    if (record == model::none || row == data::no_row) return json_.null();
    const model::Record& shape = context_.rules.records[record];
    json_.open('{');
    json_.text("record", shape.name);
    json_.text("key", context_.data.key_of(context_.rules, record, row));
    cell("from", record, row, shape.span_from);
    cell("to", record, row, shape.span_to);
    json_.close('}');
}

void Proof::calendar(model::Unit unit, model::CalendarId id) {
    if (!counts_on_calendar(unit)) return;
    if (id == model::none) id = context_.expressions.default_calendar();
    json_.text_or_null("calendar", id < context_.rules.calendars.size() ? std::string_view(context_.rules.calendars[id].name) : std::string_view{});
}

void Proof::details(const Term& t, const model::Expr& e) {
    const auto day = [&](std::string_view name, model::Day d) { json_.text(name, format_day(d)); };
    switch (e.op) {
        case ExprOp::field:
            if (t.row == data::no_row) json_.text("no_row", context_.rules.records[e.record].name);
            else cell("cell", e.record, t.row, e.field);
            return;
        case ExprOp::define: json_.text("name", context_.rules.defines[e.ref].name); return;
        case ExprOp::length: json_.text("unit", name_of(e.unit)); return;
        case ExprOp::shift: {
            const model::Expr& length = context_.rules.exprs[e.b];
            json_.text("unit", name_of(length.op == ExprOp::length ? length.unit : e.unit));
            calendar(length.op == ExprOp::length ? length.unit : e.unit, counts_on_);
            return;
        }
        case ExprOp::distance:
            json_.text("relation", relations[e.word % 8]);
            json_.text("direction", directions[e.word / 8]);
            if (e.b != model::none) calendar(context_.rules.exprs[e.b].unit, counts_on_);
            return;
        case ExprOp::birthday: json_.number("birthday", e.number); return;
        case ExprOp::count_between:
        case ExprOp::age:
            json_.text("unit", name_of(e.unit));
            calendar(e.unit, counts_on_);
            if (e.op == ExprOp::age && e.b == model::none) day("on", t.window_to);
            return;
        case ExprOp::aggregate: return rows(t, context_.rules.aggregates[e.ref]);
        case ExprOp::sibling:
            row_name("of", t.record2, t.row2);
            json_.yes_no("told", t.told);
            row_name("row", t.record, t.row);
            cell("orders", t.record2, t.row2, context_.rules.records[e.record].orders);
            cell("orders_there", t.record, t.row, context_.rules.records[e.record].orders);
            cell("cell", t.record, t.row, e.field);
            return;
        case ExprOp::length_of: day("on", t.window_to); [[fallthrough]];
        case ExprOp::open_on: return span("span", t.record, t.row);
        case ExprOp::overlaps:
            span("span", t.record, t.row);
            return span("other", t.record2, t.row2);
        case ExprOp::days_in:
            span("span", t.record, t.row);
            json_.text("within", e.word == 0 ? "two days" : e.word == 1 ? "any" : "the period");
            if (t.window_from != model::min_day) {
                day("from", t.window_from);
                day("to", t.window_to);
            }
            return;
        case ExprOp::in_the_period:
            day("from", t.window_from);
            day("to", t.window_to);
            return;
        case ExprOp::is_working_day: return calendar(model::Unit::working_days, counts_on_);
        case ExprOp::weekday_in:
            json_.key("days").open('[');
            for (int i = 0; i < 7; ++i)
                if (e.number >> i & 1) json_.text(weekdays[i]);
            json_.close(']');
            return;
        case ExprOp::due_date_of:
            json_.text("rule", context_.rules.timescales[e.ref].name);
            return row_name("of", t.record, t.row);
        default: return;
    }
}

// Rows stand in the order of their `orders` date; their cells by which a window or a pick goes beside them.
void Proof::rows(const Term& t, const model::Aggregate& aggregate) {
    const model::Record& shape = context_.rules.records[aggregate.record];
    json_.text("record", shape.name);
    row_name("below", t.record2, t.row2);
    if (aggregate.others) json_.yes_no("others", true);
    if (t.absent) json_.text("not_told", "no source gives such rows");
    if (t.unseen != model::min_day) json_.text("left_out_until", format_day(t.unseen));
    if (t.window_from != model::min_day) {
        json_.key("window").open('{');
        json_.text("from", format_day(t.window_from));
        json_.text("to", format_day(t.window_to));
        json_.close('}');
    }
    const model::Type type = aggregate.value == model::none ? model::Type::date : context_.rules.exprs[aggregate.value].type;
    const bool picks = (aggregate.op == model::AggregateOp::earliest || aggregate.op == model::AggregateOp::latest) && type != model::Type::date && type != model::Type::moment;
    const bool adds_days = (aggregate.op == model::AggregateOp::sum || aggregate.op == model::AggregateOp::average) && aggregate.value == model::none;
    json_.key("rows").open('[');
    for (const Term::Below& below : t.rows) {
        json_.open('{');
        json_.text("key", context_.data.key_of(context_.rules, aggregate.record, below.row));
        if (!below.linked) json_.yes_no("certain", false);
        if (adds_days) {
            cell("from", aggregate.record, below.row, shape.span_from);
            cell("to", aggregate.record, below.row, shape.span_to);
        } else if (picks || aggregate.window != model::none) {
            cell("orders", aggregate.record, below.row, shape.orders);
        }
        std::size_t at = 0;
        const auto asked = [&](std::string_view name, model::ExprId expr) {
            if (expr == model::none || at >= below.asked.size() || below.asked[at].expr != expr) return;
            json_.key(name);
            term(below.asked[at++]);
        };
        asked("where", aggregate.where);
        asked("has", aggregate.has);
        asked("what", aggregate.value);
        json_.close('}');
    }
    json_.close(']');
    if (t.left_out == 0) return;
    json_.number("left_out", static_cast<std::int64_t>(t.left_out));
    json_.text("opaque", "not all rows are listed");
}

}  // namespace duly::explain
