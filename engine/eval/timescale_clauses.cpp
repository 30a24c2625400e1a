// Which clauses of rules are the same, and what they look at.
#include "engine/eval/timescale_clauses.hpp"

#include <algorithm>
#include <functional>

#include "engine/eval/walk.hpp"

namespace duly::eval::timescales {

using model::Expr;
using model::ExprOp;

const Expr& Clauses::at(ExprId id) const {
    const Expr* e = &expressions_.rules().exprs[id];
    while (e->op == ExprOp::define) e = &expressions_.rules().exprs[e->a];
    return *e;
}

bool Clauses::same(ExprId a, ExprId b) const {
    if (a == b) return true;
    if (a == model::none || b == model::none) return false;
    const Expr &x = at(a), &y = at(b);
    if (&x == &y) return true;
    return x.op == y.op && x.type == y.type && x.word == y.word && x.unit == y.unit && x.slot == y.slot && x.slot2 == y.slot2 && x.hops == y.hops && x.hops2 == y.hops2 &&
           x.record == y.record && x.field == y.field && x.ref == y.ref && x.number == y.number && x.literal.type == y.literal.type && x.literal.number == y.literal.number &&
           x.literal.text == y.literal.text && same(x.a, y.a) && same(x.b, y.b) && same(x.c, y.c) &&
           std::equal(x.args.begin(), x.args.end(), y.args.begin(), y.args.end(), [&](ExprId p, ExprId q) { return same(p, q); });
}

std::uint64_t Clauses::hash(ExprId id) const {
    if (id == model::none) return 1;
    const Expr& e = at(id);
    std::uint64_t h = static_cast<std::uint64_t>(e.op);
    const auto mix = [&h](std::uint64_t v) {
        h = (h ^ v) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    };
    for (const std::uint64_t v : {std::uint64_t{e.slot}, std::uint64_t{e.hops}, std::uint64_t{e.record}, std::uint64_t{e.field}, std::uint64_t{e.ref}, static_cast<std::uint64_t>(e.literal.number)}) mix(v);
    for (const ExprId part : {e.a, e.b, e.c}) mix(hash(part));
    for (const ExprId part : e.args) mix(hash(part));
    return h;
}

// Read as it stands in its column, at slot 0 or above.
bool Clauses::plain_field(const Expr& e) const {
    if (e.op != ExprOp::field || e.slot != 0 || e.record == model::none) return false;
    const model::Field& meta = expressions_.rules().records[e.record].fields[e.field];
    const auto& columns = expressions_.data().table(e.record).columns;
    return meta.with == model::none && e.field < columns.size();
}

ClauseId Clauses::days(ExprId expr, model::CalendarId calendar, bool not_yet, bool ahead_hidden) {
    const std::uint64_t h = hash(expr) * 4 + (not_yet ? 2 : 0) + (ahead_hidden ? 1 : 0);
    const auto [first, last] = days_by_hash_.equal_range(h);
    const Expr& e = at(expr);
    const bool plain = plain_field(e) && e.type == model::Type::date;
    for (auto known = first; known != last; ++known) {
        const Days& d = days_[known->second];
        if (d.not_yet == not_yet && d.ahead_hidden == ahead_hidden && (plain || d.calendar == calendar) && same(d.expr, expr)) return known->second;
    }
    Days asked;
    asked.expr = expr;
    asked.calendar = calendar;
    asked.not_yet = not_yet;
    asked.ahead_hidden = ahead_hidden;
    if (plain) {
        const data::Column& column = expressions_.data().table(e.record).columns[e.field];
        const bool there = column.present && !column.state.empty();
        if (!there || column.day.size() >= column.state.size()) asked.field = &e;
    } else if (e.op == ExprOp::aggregate && e.type == model::Type::date && not_yet) {
        const model::Aggregate& rows = expressions_.rules().aggregates[e.ref];
        asked.latest = rows.op == model::AggregateOp::latest;
        if (asked.latest || rows.op == model::AggregateOp::earliest) asked.events = events(rows, calendar);
    }
    days_.push_back(std::move(asked));
    const auto id = static_cast<ClauseId>(days_.size() - 1);
    days_by_hash_.emplace(h, id);
    return id;
}

// Whether a condition looks at one field that is a code, and at nothing else: then it comes out alike for all rows of one code.
bool Clauses::only_code(ExprId id, const Expr*& code) const {
    if (id == model::none) return true;
    const Expr& e = at(id);
    switch (e.op) {
        case ExprOp::literal: return true;
        case ExprOp::field: {
            if (!plain_field(e) || (code && (code->record != e.record || code->field != e.field || code->hops != e.hops))) return false;
            const data::Column& column = expressions_.data().table(e.record).columns[e.field];
            if ((e.type != model::Type::choice && e.type != model::Type::yes_no) || !column.present || column.state.empty() || column.code.size() < column.state.size()) return false;
            if (expressions_.rules().records[e.record].fields[e.field].choices.size() > 250) return false;
            code = &e;
            return true;
        }
        case ExprOp::and_:
        case ExprOp::or_:
        case ExprOp::not_:
        case ExprOp::equal:
        case ExprOp::not_equal:
        case ExprOp::one_of:
        case ExprOp::is_known:
        case ExprOp::is_missing:
            return only_code(e.a, code) && only_code(e.b, code) && only_code(e.c, code) && std::all_of(e.args.begin(), e.args.end(), [&](ExprId arg) { return only_code(arg, code); });
        default: return false;
    }
}

ClauseId Clauses::answers(ExprId expr, model::CalendarId calendar) {
    const std::uint64_t h = hash(expr);
    const auto [first, last] = answers_by_hash_.equal_range(h);
    for (auto known = first; known != last; ++known) {
        const Answers& a = answers_[known->second];
        if ((a.code || a.calendar == calendar) && same(a.expr, expr)) return known->second;
    }
    Answers asked{expr, calendar, nullptr, false};
    if (const Expr* code = nullptr; only_code(expr, code)) asked.code = code;
    answers_.push_back(asked);
    const auto id = static_cast<ClauseId>(answers_.size() - 1);
    answers_by_hash_.emplace(h, id);
    return id;
}

ClauseId Clauses::shown(ExprId expr, model::CalendarId calendar) {
    answers_.push_back({expr, calendar, nullptr, true});
    return static_cast<ClauseId>(answers_.size() - 1);
}

// --- rows below ------------------------------------------------------------------------------------------------------

std::optional<EventsAsked> Clauses::events(const model::Aggregate& rows, model::CalendarId calendar) {
    const model::RuleSet& rules = expressions_.rules();
    if (rows.path.size() != 1 || rows.slot != 0 || rows.hops != 0 || rows.others || rows.window != model::none) return std::nullopt;
    const model::Record& record = rules.records[rows.record];
    const data::Table& table = expressions_.data().table(rows.record);
    const data::Children& children = expressions_.data().children(rows.record);
    if (record.parent != record_ || rules.records[record_].spell || record.spell || record.orders == model::none) return std::nullopt;
    const model::Field& day = record.fields[record.orders];
    if (day.type != model::Type::date || day.planned || day.with != model::none) return std::nullopt;
    if (!table.present || table.holds != model::Holds::every || !table.fixed_choices.empty() || !expressions_.all_certainly_linked(rows.record)) return std::nullopt;
    if (children.days.size() != children.rows.size() || children.offsets.size() != expressions_.data().table(record_).rows + std::size_t{1}) return std::nullopt;
    const data::Column& column = table.columns[record.orders];
    if (!column.present || column.state.empty()) return std::nullopt;
    const Expr& value = at(rows.value);
    if (value.op != ExprOp::field || value.slot != rows.binds || value.hops != 0 || value.record != rows.record || value.field != record.orders) return std::nullopt;
    EventsAsked out;
    out.record = rows.record;
    out.kinds.assign(256, 1);
    if (rows.where != model::none && !take_where(rows.where, rows, calendar, out)) return std::nullopt;
    return out;
}

bool Clauses::take_where(ExprId id, const model::Aggregate& rows, model::CalendarId calendar, EventsAsked& out) {
    const Expr& e = at(id);
    switch (e.op) {
        case ExprOp::and_: return take_where(e.a, rows, calendar, out) && take_where(e.b, rows, calendar, out);
        case ExprOp::or_:
            for (const auto& [blank, bound] : {std::pair(e.a, e.b), std::pair(e.b, e.a)}) {
                const Expr& first = at(blank);
                if (first.op == ExprOp::is_missing) return take_bound(at(bound), rows, calendar, out, first.a);
            }
            return false;
        case ExprOp::equal:
        case ExprOp::one_of: return take_kinds(e, rows, out);
        default: return take_bound(e, rows, calendar, out, model::none);
    }
}

bool Clauses::take_kinds(const Expr& e, const model::Aggregate& rows, EventsAsked& out) const {
    const data::Children& children = expressions_.data().children(rows.record);
    const Expr& field = at(e.a);
    if (field.op != ExprOp::field || field.slot != rows.binds || field.hops != 0 || field.record != rows.record || field.field != children.kind_field) return false;
    if (children.kinds.size() != children.rows.size() || expressions_.rules().records[rows.record].fields[field.field].with != model::none) return false;
    if (e.op == ExprOp::one_of && e.word != 0) return false;
    std::vector<std::uint8_t> wanted(256, 0);
    const auto want = [&](ExprId id) {
        const Expr& value = at(id);
        const bool told = value.op == ExprOp::literal && value.literal.type == model::Type::choice && value.literal.number >= 0 && value.literal.number < 255;
        if (told) wanted[static_cast<std::size_t>(value.literal.number)] = 1;
        return told;
    };
    if (e.op == ExprOp::equal ? !want(e.b) : !std::all_of(e.args.begin(), e.args.end(), want)) return false;
    for (std::size_t k = 0; k < 256; ++k) out.kinds[k] = out.kinds[k] & wanted[k];
    out.all_kinds = false;
    return true;
}

// `unless_blank`: the bound holds of all rows where this is not there.
bool Clauses::take_bound(const Expr& e, const model::Aggregate& rows, model::CalendarId calendar, EventsAsked& out, ExprId unless_blank) {
    ExprOp op = e.op;
    if (op != ExprOp::less && op != ExprOp::less_equal && op != ExprOp::greater && op != ExprOp::greater_equal) return false;
    const Expr& value = at(rows.value);
    const auto is_day = [&](ExprId id) {
        const Expr& x = at(id);
        return x.op == ExprOp::field && x.slot == value.slot && x.hops == 0 && x.record == value.record && x.field == value.field;
    };
    ExprId other = e.b;
    if (!is_day(e.a)) {
        if (!is_day(e.b)) return false;
        op = detail::mirrored(op);
        other = e.a;
    }
    const Expr& bound = at(other);
    if (!plain_field(bound) || bound.type != model::Type::date || (unless_blank != model::none && !same(unless_blank, other))) return false;
    const bool lower = op == ExprOp::greater || op == ExprOp::greater_equal;
    const std::int32_t moved = op == ExprOp::greater ? 1 : op == ExprOp::less ? -1 : 0;
    out.bounds.push_back({days(other, calendar, false, false), lower, unless_blank != model::none, moved});
    return true;
}

}  // namespace duly::eval::timescales
