// The usual rule over the usual row, in one tight loop over the clause columns: one turn, a constant limit, nothing that
// moves the due date, every date exact. It counts and judges with the same functions; any other row is left to the phases.
// Of a rule with turns, the rows that it does not concern, since nothing has begun; the others are for timescale_quick_turns.cpp.
#include <algorithm>

#include "engine/eval/timescale_quick.hpp"

namespace duly::eval::timescales {

bool days_of(Columns& columns, const VersionPlan& p, ExprId expr, bool not_yet, Days& out) {
    if (expr == model::none) return true;
    const Values& values = columns.of(expr, p, not_yet);
    if (values.type != model::Type::date) return false;
    out.v = values.v.data();
    out.hi = values.hi.empty() ? nullptr : values.hi.data();
    out.s = values.s.data();
    out.not_yet = not_yet;
    return true;
}

namespace {

struct Clauses {
    Days from, to, stop;
    std::vector<const Values*> shown;
    const Values* where = nullptr;
    Case like;
    bool read = false;
};

// Rows where nothing has begun can be told without looking at events, which may belong to something else.
bool blank_rows_only(const RulePlan& plan) {
    if (plan.moments || !plan.one_trigger) return false;
    return std::all_of(plan.versions.begin(), plan.versions.end(), [&](const VersionPlan& p) {
        const TimescaleVersion& v = *p.v;
        return p.repeats() && v.where == model::none && v.calendar_field == model::none && v.chosen_by == model::none && v.from_field == model::none && !v.temporary &&
               std::find(p.of_event.begin(), p.of_event.end(), 1) == p.of_event.end();
    });
}

bool simple(const RulePlan& plan) {
    if (plan.moments || !plan.one_trigger) return false;
    const Shape shape = plan.versions.front().v->shape;
    if (shape != Shape::deadline && shape != Shape::minimum && shape != Shape::backward) return false;
    return std::all_of(plan.versions.begin(), plan.versions.end(), [&](const VersionPlan& p) {
        const TimescaleVersion& v = *p.v;
        return v.shape == shape && p.plain && (p.warn.empty() || (p.warn.constant && p.warn.valid)) && p.within.constant && p.within.valid && v.calendar_field == model::none &&
               v.chosen_by == model::none && v.from_field == model::none && !v.temporary && v.counting != model::Counting::next_working_day && !v.rolls;
    });
}

}  // namespace

bool quick_verdicts(const RulePlan& plan, Columns& columns, std::vector<Verdict>& verdicts, std::vector<std::uint8_t>& done) {
    const bool blank_only = plan.repeats && blank_rows_only(plan);
    if (!blank_only && !simple(plan)) return false;
    const std::span<const Row> rows = columns.rows();
    std::vector<Clauses> clauses(plan.versions.size());
    const VersionPlan& first = plan.versions.front();
    Days from;
    if (!days_of(columns, first, first.v->from_date, false, from)) return false;
    const auto read = [&](std::uint16_t version) {
        Clauses& c = clauses[version];
        const VersionPlan& p = plan.versions[version];
        c.read = true;
        if (!days_of(columns, p, p.v->to, true, c.to) || !days_of(columns, p, p.v->stop, true, c.stop)) return false;
        for (const ExprId shown : p.v->also_shown_by) c.shown.push_back(&columns.of(shown, p, true));
        if (p.v->where != model::none) c.where = &columns.of(p.v->where, p);
        c.like.version = version;
        c.like.calendar = p.calendar;
        c.like.limit = &p.within;
        c.like.span = p.within.span;
        if (!p.warn.empty()) c.like.warn_state = Case::Warn::told;
        c.like.warn = p.warn.span;
        return true;
    };
    // The version of a day; 0xffff: outside.
    const auto version_on = [&](Time day) -> std::uint16_t {
        if (plan.undated) return 0;
        std::uint16_t version = 0xffff;
        for (const std::uint16_t n : plan.base)
            if (plan.versions[n].v->from <= day) version = n;
        return version != 0xffff && plan.versions[version].v->until < day ? 0xffff : version;
    };
    const bool backward = plan.versions.front().v->shape == Shape::backward;
    const std::uint16_t today = version_on(plan.expressions.as_of_day());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Days::Is begun = from.is(i);
        // Not begun, or not told: a row in doubt is left to the phases.
        const bool blank = begun == Days::Is::none && from.s[i] == Presence::blank;
        if (blank_only ? !blank : begun != Days::Is::exact && !blank) continue;
        const Time start = blank ? no_time : from.v[i];
        const std::uint16_t version = blank ? today : version_on(start);
        if (version == 0xffff) continue;
        if (!blank && !plan.undated) {
            const TimescaleVersion& v = *plan.versions[version].v;
            if (start < v.in_force_from || start > v.in_force_until) continue;
        }
        Clauses& c = clauses[version];
        const VersionPlan& p = plan.versions[version];
        if (!c.read && !read(version)) return false;
        Verdict& out = verdicts[i];
        if (c.where) {
            const Answer where = answer_of(*c.where, i);
            if (where != Answer::yes) {
                out = {};
                out.outcome = where == Answer::no ? Outcome::not_applicable : Outcome::unknown;
                out.version = version;
                out.from = start;
                done[i] = 1;
                continue;
            }
        }
        if (blank && backward) continue;
        if (!p.v->excluded.empty()) {
            const bool none = std::all_of(p.v->excluded.begin(), p.v->excluded.end(), [&](const model::Exclusion& x) { return columns.answer(x.when, p, i) == Answer::no; });
            if (!none) continue;
        }
        const Days::Is to = c.to.is(i), stop = c.stop.is(i);
        if (blank) {
            // Nothing has happened at all, which is the usual row that the rule does not concern.
            const bool nothing = to == Days::Is::none && stop == Days::Is::none &&
                                 std::all_of(c.shown.begin(), c.shown.end(), [&](const Values* values) {
                                     return values->s[i] == Presence::blank || (values->type == model::Type::yes_no && values->is_false(i));
                                 });
            if (c.where || !nothing) continue;
            out = {};
            out.version = version;
            done[i] = 1;
            continue;
        }
        if (to == Days::Is::other || stop == Days::Is::other) continue;
        bool shown = false, doubt = false;
        if (to == Days::Is::none)
            for (const Values* values : c.shown) {
                const Presence s = values->s[i];
                if (s == Presence::known) shown = shown || values->type != model::Type::yes_no || values->v[i] != 0;
                else doubt = doubt || s != Presence::blank;
            }
        if (doubt) continue;
        c.like.start = start;
        due::DueResult due;
        const auto day = due::count(start, c.like.span, p.v->counting, p.calendar, plan.zone(), false, p.v->shape == Shape::backward);
        if (day) due.due = *day;
        else due.kind = due::DueResult::Kind::not_run;
        const Judged judged = judge(plan, p, c.like, due, to == Days::Is::exact ? c.to.v[i] : due::no_date, false,
                                    stop == Days::Is::exact ? c.stop.v[i] : due::no_date, false, shown);
        out = verdict_of(plan, p, c.like, due, judged);
        if (out.outcome == Outcome::late && p.v->excused != model::none && columns.answer(p.v->excused, p, i) == Answer::yes)
            out.outcome = Outcome::late_with_reason;
        done[i] = 1;
    }
    return true;
}

}  // namespace duly::eval::timescales
