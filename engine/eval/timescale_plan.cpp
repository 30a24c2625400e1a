// What can be said of a timescale before any row is looked at.
#include <algorithm>

#include "dsl/model/walk.hpp"
#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {
namespace {

bool same_source(const model::Aggregate& a, const model::Aggregate& b) {
    return a.slot == b.slot && a.hops == b.hops && a.path == b.path && a.record == b.record && a.others == b.others &&
           a.binds == b.binds && a.where == b.where && a.value == b.value;
}

// Whether a date is reckoned from others, none of them a forecast.
bool works_out(const model::RuleSet& rules, ExprId id) {
    struct Looks : model::Visitor {
        const model::RuleSet& rules;
        bool reckons = false, planned = false;
        explicit Looks(const model::RuleSet& all) : rules(all) {}
        void expression(const model::Expr& e) override {
            reckons = reckons || e.op == model::ExprOp::birthday || e.op == model::ExprOp::shift;
            planned = planned || (e.op == model::ExprOp::field && e.record != model::none && rules.records[e.record].fields[e.field].planned);
            if (e.op == model::ExprOp::define) model::walk(rules, e.a, *this);
        }
    } looks(rules);
    model::walk(rules, id, looks);
    return looks.reckons && !looks.planned;
}

std::optional<std::int64_t> constant_amount(const model::RuleSet& rules, ExprId id) {
    if (id == model::none) return std::nullopt;
    const model::Expr& e = rules.exprs[id];
    if (e.op == model::ExprOp::length) return constant_amount(rules, e.a);
    if (e.op != model::ExprOp::literal) return std::nullopt;
    return e.literal.number;
}

void make_constant(const model::RuleSet& rules, LimitPlan& plan, const model::Length& length) {
    const auto amount = constant_amount(rules, length.amount);
    if (!amount) return;
    plan.constant = true;
    const auto span = due::span_of(*amount, length.unit);
    plan.valid = span.has_value();
    if (span) plan.span = *span;
}

LimitPlan plan_limit(const model::RuleSet& rules, const model::Limit& limit) {
    LimitPlan plan;
    plan.limit = &limit;
    if (limit.cases.size() == 1 && limit.cases[0].when == model::none) make_constant(rules, plan, limit.cases[0].length);
    return plan;
}

bool hours_in(const model::Limit& limit) {
    return std::any_of(limit.cases.begin(), limit.cases.end(), [](const model::LimitCase& c) { return model::in_moments(c.length.unit); });
}

bool counts_hours(const TimescaleVersion& v) {
    return v.by_time || hours_in(v.within) || hours_in(v.then_every) || std::any_of(v.turns.begin(), v.turns.end(), hours_in) ||
           std::any_of(v.at.begin(), v.at.end(), [](const model::Length& l) { return model::in_moments(l.unit); });
}

bool on_calendar(model::Unit unit) {
    return unit == model::Unit::working_days || unit == model::Unit::school_days || unit == model::Unit::working_hours;
}
bool on_calendar(const model::Limit& limit) {
    return std::any_of(limit.cases.begin(), limit.cases.end(), [](const model::LimitCase& c) { return on_calendar(c.length.unit); });
}

bool wants_calendar(const TimescaleVersion& v) {
    return v.rolls || v.every_term || v.counting == model::Counting::next_working_day || on_calendar(v.within) || on_calendar(v.then_every) ||
           std::any_of(v.turns.begin(), v.turns.end(), [](const model::Limit& l) { return on_calendar(l); }) ||
           std::any_of(v.at.begin(), v.at.end(), [](const model::Length& l) { return on_calendar(l.unit); }) ||
           std::any_of(v.extensions.begin(), v.extensions.end(), [](const model::Extension& e) { return on_calendar(e.by.unit); }) ||
           on_calendar(v.warn);
}

// Speaks of the row of this slot, which no aggregate around it binds.
bool speaks_of(const model::RuleSet& rules, ExprId id, model::Slot slot) {
    if (id == model::none) return false;
    const model::Expr& e = rules.exprs[id];
    const bool of_row = e.op == model::ExprOp::field || e.op == model::ExprOp::sibling || e.op == model::ExprOp::open_on ||
                        e.op == model::ExprOp::length_of || e.op == model::ExprOp::overlaps || e.op == model::ExprOp::days_in;
    if (of_row && (e.slot == slot || (e.op == model::ExprOp::overlaps && e.slot2 == slot))) return true;
    for (const ExprId part : {e.a, e.b, e.c})
        if (speaks_of(rules, part, slot)) return true;
    for (const ExprId part : e.args)
        if (speaks_of(rules, part, slot)) return true;
    if (e.op != model::ExprOp::aggregate) return false;
    const model::Aggregate& a = rules.aggregates[e.ref];
    if (a.slot == slot || speaks_of(rules, a.window, slot)) return true;
    return a.binds != slot && (speaks_of(rules, a.where, slot) || speaks_of(rules, a.value, slot) || speaks_of(rules, a.has, slot));
}

bool same_exclusions(const TimescaleVersion& a, const TimescaleVersion& b) {
    return std::equal(a.excluded.begin(), a.excluded.end(), b.excluded.begin(), b.excluded.end(),
                      [](const model::Exclusion& x, const model::Exclusion& y) { return x.when == y.when; });
}

}  // namespace

const LimitPlan& VersionPlan::limit_of_turn(std::uint32_t turn) const {
    return turn >= 1 && turn <= turns.size() && !turns[turn - 1].empty() ? turns[turn - 1] : then_every;
}

bool VersionPlan::speaks_of_event(ExprId expr) const { return v->each && speaks_of(*rules, expr, v->each->rows.binds); }

RulePlan::RulePlan(const Expressions& e, model::TimescaleId id, const std::vector<model::CalendarId>& named) : expressions(e), rule(e.rules().timescales[id]), id(id) {
    const model::RuleSet& rules = e.rules();
    for (std::size_t n = 0; n < rule.versions.size(); ++n) {
        const TimescaleVersion& v = rule.versions[n];
        VersionPlan plan;
        plan.v = &v;
        plan.within = plan_limit(rules, v.within);
        plan.then_every = plan_limit(rules, v.then_every);
        for (const model::Limit& limit : v.turns) plan.turns.push_back(plan_limit(rules, limit));
        for (const model::Length& length : v.at) {
            LimitPlan at;
            at.length = &length;
            make_constant(rules, at, length);
            plan.at.push_back(at);
        }
        plan.warn = plan_limit(rules, v.warn);
        plan.calendar_id = v.calendar != model::none ? v.calendar : e.default_calendar();
        calendar_by_row = calendar_by_row || v.calendar_field != model::none;
        if (n < named.size() && named[n] != model::none) plan.calendar_id = named[n];
        if (plan.calendar_id < e.calendars().calendars.size()) plan.calendar = &e.calendars().calendars[plan.calendar_id];
        plan.plain = v.extensions.empty() && v.pauses.empty() && v.restarted == model::none;
        plan.needs_calendar = wants_calendar(v);
        repeats = repeats || plan.repeats();
        windows = windows || v.shape == Shape::windows;
        moments = moments || counts_hours(v);
        (v.temporary ? temporary : base).push_back(static_cast<std::uint16_t>(n));
        if (v.shape != Shape::backward && v.shape != Shape::two_tiers && works_out(rules, v.from_date)) reckoned.push_back(v.from_date);
        if (v.each) {
            std::size_t k = 0;
            while (k < each.size() && !same_source(*each[k], v.each->rows)) ++k;
            if (k == each.size()) {
                each.push_back(&v.each->rows);
                each_date.push_back(v.each->rows.value);
            }
            plan.each = k;
            event_slot = v.each->rows.binds;
        }
        plan.rules = &rules;
        for (const model::Exclusion& x : v.excluded) plan.of_event.push_back(plan.speaks_of_event(x.when) ? 1 : 0);
        const TimescaleVersion& first = rule.versions.front();
        one_trigger = one_trigger && v.from_date == first.from_date && v.chosen_by == first.chosen_by && v.before == first.before;
        one_condition = one_condition && v.where == first.where && same_exclusions(v, first);
        versions.push_back(std::move(plan));
    }
    const TimescaleVersion& only = rule.versions.front();
    undated = rule.versions.size() == 1 && only.from == model::min_day && only.until == model::max_day && only.from_field == model::none &&
              only.in_force_from == model::min_day && only.in_force_until == model::max_day;
}

std::vector<model::CalendarId> calendars_of(const RulePlan& plan, Row row) {
    std::vector<model::CalendarId> out(plan.versions.size(), model::none);
    Batch one;
    one.n = 1;
    one.rows.push_back({row});
    one.records.push_back(plan.rule.record);
    const auto& calendars = plan.expressions.calendars().calendars;
    for (std::size_t n = 0; n < out.size(); ++n) {
        const ExprId field = plan.versions[n].v->calendar_field;
        if (field == model::none) continue;
        const Values name = plan.expressions.evaluate(field, one);
        out[n] = static_cast<model::CalendarId>(calendars.size());      // no calendar at all: what asks it cannot be told
        for (std::size_t k = 0; k < calendars.size(); ++k)
            if (name.s[0] == Presence::known && calendars[k].name() == name.text[0]) out[n] = static_cast<model::CalendarId>(k);
    }
    return out;
}

bool RulePlan::lies_ahead(ExprId expr, Row row) const {
    const model::RuleSet& rules = expressions.rules();
    const model::Expr* e = &rules.exprs[expr];
    while (e->op == model::ExprOp::define) e = &rules.exprs[e->a];
    if (e->op == model::ExprOp::literal) return false;
    if (e->op == model::ExprOp::field && e->slot == 0) {
        model::RecordId record = rule.record;
        for (unsigned hop = 0; hop < e->hops && row != data::no_row; ++hop) {
            const auto& parent = expressions.data().table(record).parent;
            row = row < parent.size() ? parent[row] : data::no_row;
            record = rules.records[record].parent;
        }
        const auto& columns = expressions.data().table(e->record).columns;
        if (row == data::no_row || e->field >= columns.size() || row >= columns[e->field].state.size()) return false;
        const data::Column& column = columns[e->field];
        if (column.state[row] == data::State::partial) return column.partial(row).first > expressions.seen_day();
        if (column.state[row] != data::State::known) return false;
        return column.type == model::Type::moment ? column.number[row] > expressions.seen_second() : column.day[row] > expressions.seen_day();
    }
    Batch one;
    one.n = 1;
    one.rows.push_back({row});
    one.records.push_back(rule.record);
    const Values value = expressions.seeing_ahead().evaluate(expr, one);
    if (value.s[0] != Presence::known && value.s[0] != Presence::doubt) return false;
    return value.v[0] > (value.type == model::Type::moment ? expressions.seen_second() : Time{expressions.seen_day()});
}

}  // namespace duly::eval::timescales

namespace duly::eval {

bool counts_moments(const model::Timescale& rule) {
    return std::any_of(rule.versions.begin(), rule.versions.end(), timescales::counts_hours);
}

model::Unit TimescaleResult::late_unit(const model::Timescale& rule_, std::size_t entry) const {
    return timescales::late_unit_of(rule_, version[entry] == 0xffff ? 0 : version[entry], turn[entry]);
}

}  // namespace duly::eval
