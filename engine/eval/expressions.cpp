// The walk over typed expressions: each node over the whole batch, its operands first.
#include "engine/eval/expressions.hpp"

#include <algorithm>
#include <mutex>
#include <optional>

#include "engine/eval/walk.hpp"

namespace duly::eval {

struct Expressions::Ahead {
    std::once_flag made;
    std::optional<Expressions> expressions;
};

Expressions::Expressions(const model::RuleSet& rules, const data::Dataset& data, const CalendarSet& calendars, const EvaluateOptions& options, Seeing seeing)
    : rules_(rules), data_(data), calendars_(calendars), ahead_(std::make_shared<Ahead>()), plan_(plan::plan_or(options.plan, rules)),
      supposed_(options.supposed), last_periods_(options.last_periods) {
    as_of_is_moment_ = options.as_of.type == model::Type::moment;
    looking_back_ = options.looking_back;
    if (as_of_is_moment_) {
        as_of_second_ = options.as_of.number;
        as_of_day_ = rules.zone.day(as_of_second_);
    } else {
        as_of_day_ = static_cast<Day>(options.as_of.number);
        as_of_second_ = rules.zone.last_second(as_of_day_);
    }
    seen_until_ = options.seen_until;
    seen_day_ = as_of_day_;
    seen_second_ = as_of_second_;
    if (seen_until_) {
        const bool moment = seen_until_->type == model::Type::moment;
        seen_second_ = std::min(seen_second_, moment ? seen_until_->number : rules.zone.last_second(static_cast<Day>(seen_until_->number)));
        seen_day_ = std::min(seen_day_, moment ? rules.zone.day(seen_until_->number) : static_cast<Day>(seen_until_->number));
    }
    for (std::size_t i = 0; i < rules.calendars.size() && default_calendar_ == model::none; ++i)
        if (rules.calendars[i].extends == model::none) default_calendar_ = static_cast<model::CalendarId>(i);
    for (model::RecordId record = 0; record < data.records(); ++record)
        for (const data::Column& column : data.table(record).columns) has_partial_dates_ |= !column.partials.empty();
    hidden_.resize(rules.records.size());
    uncertain_.resize(rules.records.size());
    for (model::RecordId record = 0; seeing == Seeing::all_at_once && record < rules.records.size(); ++record) {
        hide_rows(record);
        doubt_copies(record);
    }
}

const Expressions& Expressions::seeing_ahead() const {
    std::call_once(ahead_->made, [&] {
        EvaluateOptions options;
        options.as_of.type = model::Type::date;
        options.as_of.number = to_day({2999, 12, 31});
        options.plan = plan_;
        ahead_->expressions.emplace(rules_, data_, calendars_, options);
    });
    return *ahead_->expressions;
}

std::span<const SupposedEnd> Expressions::supposed_ends(model::TimescaleId rule, Row row) const {
    if (!supposed_ || rule >= supposed_->ends.size()) return {};
    const std::vector<SupposedEnd>& ends = supposed_->ends[rule];
    const auto [first, last] = std::equal_range(ends.begin(), ends.end(), SupposedEnd{row, 0}, [](const SupposedEnd& a, const SupposedEnd& b) { return a.row < b.row; });
    return {first, last};
}

Values Expressions::evaluate(model::ExprId expr, const Batch& batch) const {
    return detail::walk({*this, batch, batch.not_yet}, expr);
}

namespace detail {
namespace {

Values literal(const Scope& scope, const Expr& expr) {
    Values out = make_values(expr.literal.type, scope.size());
    std::fill(out.v.begin(), out.v.end(), expr.literal.number);
    if (expr.literal.type == Type::text) std::fill(out.text.begin(), out.text.end(), trimmed(expr.literal.text));
    return out;
}

Values field(const Scope& scope, const Expr& expr, ExprId id) {
    const RowsAt at = rows_at(scope, expr.slot, expr.hops, scope.self.start_of(id));
    Values out = field_of(scope, expr.record, expr.field, at.rows);
    if (const Batch::Tried& tried = scope.batch.tried; !tried.values.empty() && tried.record == expr.record && tried.field == expr.field)
        for (std::size_t i = 0; i < out.size(); ++i) put(out, i, tried.values[i]);
    if (scope.not_yet) {
        const auto& state = scope.self.data().table(expr.record).columns[expr.field].state;
        const auto unreadable = [&](Row row) { return row < state.size() && state[row] == data::State::unreadable; };
        for (std::size_t i = 0; i < out.size(); ++i)
            if (out.s[i] == Presence::missing && !unreadable(at.rows[i])) out.s[i] = Presence::blank;
    }
    return out;
}

}  // namespace

RowsAt rows_at(const Scope& scope, model::Slot slot, unsigned hops, RecordId start) {
    RowsAt at;
    const auto& slots = scope.batch.rows;
    if (slot >= slots.size() || slots[slot].size() != scope.size()) {   // a row that is not there, as the event of an open turn
        at.own.assign(scope.size(), data::no_row);
        at.rows = at.own;
        return at;
    }
    if (hops == 0) {
        at.rows = slots[slot];
        return at;
    }
    at.own = slots[slot];
    RecordId record = slot < scope.batch.records.size() && scope.batch.records[slot] != model::none ? scope.batch.records[slot] : start;
    for (unsigned hop = 0; hop < hops; ++hop) {
        if (record == model::none) {
            std::fill(at.own.begin(), at.own.end(), data::no_row);
            break;
        }
        const auto& parent = scope.self.data().table(record).parent;
        for (Row& row : at.own) row = row < parent.size() ? parent[row] : data::no_row;
        record = scope.self.rules().records[record].parent;
    }
    at.rows = at.own;
    return at;
}

Values field_of(const Scope& scope, RecordId record, model::FieldId field, std::span<const Row> rows) {
    Values out = scope.self.field(record, field, rows, scope.not_yet);
    for (const Assumed& assumed : scope.batch.assumed) {
        if (assumed.record != record || assumed.field != field) continue;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows[i] == assumed.row) put(out, i, assumed.v, assumed.there ? Presence::known : Presence::blank);
    }
    return out;
}

namespace {

// `cut` makes the column of the part from a column of the whole.
template <typename Cut>
Batch part_of(const Batch& batch, std::size_t n, Cut cut) {
    Batch part;
    part.n = n;
    part.rows.resize(batch.rows.size());
    for (std::size_t slot = 0; slot < batch.rows.size(); ++slot)
        if (batch.rows[slot].size() == batch.n) cut(batch.rows[slot], part.rows[slot]);
    if (batch.that_day.size() == batch.n) cut(batch.that_day, part.that_day);
    part.period_from = batch.period_from;
    part.period_to = batch.period_to;
    part.records = batch.records;
    part.assumed = batch.assumed;
    part.tried.record = batch.tried.record;
    part.tried.field = batch.tried.field;
    if (batch.tried.values.size() == batch.n) cut(batch.tried.values, part.tried.values);
    part.calendar = batch.calendar;
    part.not_yet = batch.not_yet;
    return part;
}

}  // namespace

Batch slice(const Batch& batch, std::size_t begin, std::size_t end) {
    return part_of(batch, end - begin, [&](const auto& from, auto& to) {
        to.assign(from.begin() + static_cast<std::ptrdiff_t>(begin), from.begin() + static_cast<std::ptrdiff_t>(end));
    });
}

Batch picked(const Batch& batch, std::span<const std::uint32_t> elements) {
    return part_of(batch, elements.size(), [&](const auto& from, auto& to) {
        to.resize(elements.size());
        for (std::size_t k = 0; k < elements.size(); ++k) to[k] = from[elements[k]];
    });
}

Values condition(const Scope& scope, ExprId expr) {
    Values out = walk({scope.self, scope.batch, false}, expr);
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (out.s[i] == Presence::known) continue;
        if (out.s[i] == Presence::blank) put(out, i, 0);
        else put_unknown(out, i);
    }
    return out;
}

Values walk(const Scope& scope, ExprId id) {
    const Expr& expr = scope.expr(id);
    switch (expr.op) {
        case ExprOp::literal: return literal(scope, expr);
        case ExprOp::field: return field(scope, expr, id);
        case ExprOp::define: return walk(scope, expr.a);
        case ExprOp::and_:
        case ExprOp::or_:
        case ExprOp::not_: return logic(scope, expr);
        case ExprOp::equal:
        case ExprOp::not_equal:
        case ExprOp::less:
        case ExprOp::less_equal:
        case ExprOp::greater:
        case ExprOp::greater_equal: return compare(scope, expr);
        case ExprOp::one_of: return one_of(scope, expr);
        case ExprOp::between: return between(scope, expr);
        case ExprOp::is_known: return is_known(scope, expr, true);
        case ExprOp::is_missing: return is_known(scope, expr, false);
        case ExprOp::add:
        case ExprOp::subtract:
        case ExprOp::multiply:
        case ExprOp::divide: return arithmetic(scope, expr);
        case ExprOp::shift: return shift(scope, expr);
        case ExprOp::length: return walk(scope, expr.a);
        case ExprOp::distance: return distance(scope, expr);
        case ExprOp::birthday: return birthday_of(scope, expr);
        case ExprOp::count_between: return count_between(scope, expr);
        case ExprOp::age: return age(scope, expr);
        case ExprOp::pick: return pick(scope, expr);
        case ExprOp::aggregate: return aggregate(scope, scope.self.rules().aggregates[expr.ref], expr.type);
        case ExprOp::sibling: return sibling(scope, expr);
        case ExprOp::open_on: return open_on(scope, expr);
        case ExprOp::length_of: return length_of(scope, expr);
        case ExprOp::overlaps: return overlaps(scope, expr);
        case ExprOp::is_working_day:
        case ExprOp::weekday_in:
        case ExprOp::in_the_period: return day_test(scope, expr);
        case ExprOp::due_date_of: return due_date_of(scope, expr);
        case ExprOp::grade_of: return grade_of(scope, expr);
        case ExprOp::value_of: return value_of(scope, expr);
        case ExprOp::days_in: return days_in(scope, expr);
        case ExprOp::that_day: return that_day(scope);
    }
    return make_values(expr.type, scope.size(), Presence::missing);
}

}  // namespace detail
}  // namespace duly::eval
