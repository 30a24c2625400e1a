#include "engine/verify/conditions.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "dsl/model/walk.hpp"

namespace duly::verify {
namespace {

using model::Expr;
using model::ExprId;
using model::ExprOp;
using model::none;
using Target = model::Example::Target;

// Goes the way of the evaluation's own trace: what stands where a condition does and is put together from nothing else.
class Conditions {
public:
    explicit Conditions(const model::RuleSet& rules) : rules_(rules) {}
    std::vector<ExprId> found;

    void visit(ExprId id, bool condition = true) {
        if (id == none) return;
        const Expr& expr = rules_.exprs[id];
        switch (expr.op) {
            case ExprOp::literal:
            case ExprOp::that_day: return;
            case ExprOp::define: return visit(expr.a, condition);
            case ExprOp::not_: return visit(expr.a);
            case ExprOp::and_:
            case ExprOp::or_:
                visit(expr.a);
                return visit(expr.b);
            default: break;
        }
        if (condition && expr.type == model::Type::yes_no && words_.insert(std::tuple(expr.at.file, expr.at.begin, expr.at.end)).second) found.push_back(id);
        if (expr.op == ExprOp::aggregate) return rows(rules_.aggregates[expr.ref]);
        for (const ExprId part : {expr.a, expr.b, expr.c}) visit(part, false);
        for (const ExprId arg : expr.args) visit(arg, false);
    }
    void rows(const model::Aggregate& aggregate) {
        visit(aggregate.where);
        visit(aggregate.has);
        visit(aggregate.value, false);
    }

private:
    const model::RuleSet& rules_;
    std::set<std::tuple<FileId, std::uint32_t, std::uint32_t>> words_;
};

void clauses(const model::TimescaleVersion& v, std::vector<ExprId>& out) {
    const auto limit = [&](const model::Limit& one) {
        for (const model::LimitCase& each : one.cases) {
            out.push_back(each.when);
            out.push_back(each.length.amount);
        }
    };
    out.push_back(v.where);
    for (const model::Exclusion& one : v.excluded) out.push_back(one.when);
    for (const ExprId id : {v.from_field, v.from_date, v.chosen_by, v.to, v.before}) out.push_back(id);
    limit(v.within);
    for (const model::Limit& turn : v.turns) limit(turn);
    limit(v.then_every);
    for (const model::Length& length : v.at) out.push_back(length.amount);
    out.push_back(v.stop);
    for (const ExprId id : v.also_shown_by) out.push_back(id);
    out.push_back(v.excused);
    for (const model::Extension& one : v.extensions)
        for (const ExprId id : {one.when, one.to, one.by.amount}) out.push_back(id);
    for (const model::Pause& one : v.pauses)
        for (const ExprId id : {one.from, one.to}) out.push_back(id);
    out.push_back(v.restarted);
    out.push_back(v.calendar_field);
}

// Fields behind expressions and the rules that they ask.
class Fields : public model::Visitor {
public:
    explicit Fields(const model::RuleSet& rules) : rules_(rules) {}
    std::vector<FieldRead> found;

    void add(model::RecordId record, model::FieldId field) {
        if (record == none || field == none) return;
        const FieldRead one{record, field};
        if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(one);
    }
    void span(model::RecordId record) {
        if (record == none) return;
        add(record, rules_.records[record].span_from);
        add(record, rules_.records[record].span_to);
    }
    void expression(const Expr& expr) override {
        switch (expr.op) {
            case ExprOp::field: add(expr.record, expr.field); break;
            case ExprOp::sibling:
                add(expr.record, expr.field);
                add(expr.record, rules_.records[expr.record].orders);
                break;
            case ExprOp::open_on:
            case ExprOp::length_of:
            case ExprOp::days_in:
            case ExprOp::overlaps: span(expr.record); break;
            case ExprOp::define: model::walk(rules_, rules_.defines[expr.ref].body, *this); break;
            case ExprOp::due_date_of: rule({Target::timescale, expr.ref}); break;
            case ExprOp::grade_of:
            case ExprOp::value_of: rule({Target::measure, expr.ref}); break;
            default: break;
        }
    }
    // Rows that are asked nothing are still there by a date.
    void rows(const model::Aggregate& aggregate) override {
        const model::Record& record = rules_.records[aggregate.record];
        if (aggregate.value == none && aggregate.where == none) add(aggregate.record, record.orders != none ? record.orders : record.span_from);
    }
    void rule(RuleRef ref) {
        if (!rules_seen_.insert(ref).second) return;
        switch (ref.target) {
            case Target::timescale: {
                const model::Timescale& rule = rules_.timescales[ref.id];
                model::walk(rules_, rule, *this);
                for (const model::TimescaleVersion& v : rule.versions)
                    for (const model::Pause& pause : v.pauses)
                        if (pause.during) span(pause.during->record);
                break;
            }
            case Target::check: model::walk(rules_, rules_.checks[ref.id], *this); break;
            case Target::measure: {
                const model::Measure& measure = rules_.measures[ref.id];
                if (measure.timescale != none) rule({Target::timescale, measure.timescale});
                for (const auto& every : measure.every) rule({Target::timescale, every.timescale});
                model::walk(rules_, measure, *this);
                const model::RecordId figures = measure.figures != none ? measure.figures : measure.kind == model::Measure::Kind::reported ? measure.record : none;
                for (const model::FieldId field : {measure.reported_measure, measure.reported_period, measure.reported_area_field, measure.reported_value}) add(figures, field);
                // Records that are counted are there by a date.
                if (figures == none && measure.record != none && measure.timescale == none) add(measure.record, rules_.records[measure.record].orders);
                break;
            }
            case Target::action: {
                const model::Action& action = rules_.actions[ref.id];
                model::walk(rules_, action, *this);
                if (action.log)
                    for (const model::FieldId field : {action.log->action, action.log->done, action.log->due}) add(action.log->record, field);
                for (const model::NeedLine& line : action.needs)
                    for (const model::Need& need : line.needs) needed(need);
                break;
            }
        }
    }

private:
    void needed(const model::Need& need) {
        using Kind = model::Need::Kind;
        switch (need.kind) {
            case Kind::measure: return rule({Target::measure, need.ref});
            case Kind::no_breach:
            case Kind::at_most: return rule({Target::timescale, need.ref});
            case Kind::check: return rule({Target::check, need.ref});
            case Kind::action: return rule({Target::action, need.ref});
            case Kind::milestone: return;
        }
    }
    const model::RuleSet& rules_;
    std::set<RuleRef> rules_seen_;
};

}  // namespace

std::vector<ExprId> clauses_of(const model::RuleSet& rules, RuleRef rule) {
    std::vector<ExprId> out;
    switch (rule.target) {
        case Target::timescale:
            for (const model::TimescaleVersion& v : rules.timescales[rule.id].versions) clauses(v, out);
            break;
        case Target::check: {
            const model::Check& check = rules.checks[rule.id];
            out.push_back(check.where);
            for (const model::Exclusion& one : check.excluded) out.push_back(one.when);
            out.push_back(check.must);
            break;
        }
        case Target::measure: {
            const model::Measure& measure = rules.measures[rule.id];
            for (const ExprId id : {measure.denominator_where, measure.numerator_where, measure.counted_by, measure.value, measure.out_of}) out.push_back(id);
            break;
        }
        case Target::action:
            for (const model::NeedLine& line : rules.actions[rule.id].needs)
                for (const model::Need& need : line.needs) out.push_back(need.milestone);
            break;
    }
    out.erase(std::remove(out.begin(), out.end(), none), out.end());
    return out;
}

std::vector<const model::Aggregate*> rows_asked(const model::Timescale& rule) {
    std::vector<const model::Aggregate*> out;
    for (const model::TimescaleVersion& v : rule.versions) {
        if (v.each) out.push_back(&v.each->rows);
        for (const model::Pause& pause : v.pauses)
            if (pause.during) out.push_back(&*pause.during);
    }
    return out;
}

std::vector<ExprId> conditions_of(const model::RuleSet& rules, RuleRef rule) {
    Conditions conditions(rules);
    for (const ExprId id : clauses_of(rules, rule)) conditions.visit(id);
    if (rule.target == Target::timescale)
        for (const model::Aggregate* rows : rows_asked(rules.timescales[rule.id])) conditions.rows(*rows);
    std::vector<ExprId>& found = conditions.found;
    std::stable_sort(found.begin(), found.end(), [&](ExprId a, ExprId b) {
        const SourceRange x = rules.exprs[a].at, y = rules.exprs[b].at;
        return std::tuple(x.file, x.begin) < std::tuple(y.file, y.begin);
    });
    return std::move(found);
}

bool never_unknown(const model::RuleSet& rules, ExprId condition) {
    if (condition == none) return true;
    const Expr& expr = rules.exprs[condition];
    switch (expr.op) {
        case ExprOp::literal:
        case ExprOp::that_day:
        case ExprOp::is_known:
        case ExprOp::is_missing: return true;
        case ExprOp::aggregate: {
            // Rows are there or not; which of them are meant may be unknown, and so may what they hold.
            const model::Aggregate& aggregate = rules.aggregates[expr.ref];
            return aggregate.value == none && never_unknown(rules, aggregate.where) && never_unknown(rules, aggregate.has);
        }
        case ExprOp::define:
        case ExprOp::not_: return never_unknown(rules, expr.a);
        case ExprOp::and_:
        case ExprOp::or_:
        case ExprOp::equal:
        case ExprOp::not_equal:
        case ExprOp::less:
        case ExprOp::less_equal:
        case ExprOp::greater:
        case ExprOp::greater_equal: return never_unknown(rules, expr.a) && never_unknown(rules, expr.b);
        default: return false;
    }
}

std::vector<FieldRead> fields_of(const model::RuleSet& rules, ExprId expr) {
    Fields fields(rules);
    model::walk(rules, expr, fields);
    return std::move(fields.found);
}

std::vector<FieldRead> fields_of(const model::RuleSet& rules, RuleRef rule) {
    Fields fields(rules);
    fields.rule(rule);
    return std::move(fields.found);
}

}  // namespace duly::verify
