// Cases -> exact due dates. Where an extension, pause or restart is in doubt, every combination is counted; when they are
// more than most_combinations, each doubtful day is represented by its ends and every 28th day.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"
#include "engine/eval/timescale_dues.hpp"

namespace duly::eval::timescales {

using due::DueCase;

namespace { constexpr std::size_t most_combinations = 200'000; }

std::unique_ptr<Run::DueColumns> Run::due_columns(std::uint16_t version, const std::vector<std::uint32_t>& of, const std::vector<Assumed>& tried) const {
    const VersionPlan& p = plan.versions[version];
    auto out = std::make_unique<DueColumns>();
    Batch batch = case_batch(version, of);
    batch.assumed = tried;
    const auto evaluate = [&](ExprId expr, bool not_yet = false) {
        Batch b = batch;
        b.not_yet = not_yet;
        return plan.expressions.evaluate(expr, b);
    };
    for (const model::Extension& e : p.v->extensions) {
        DueColumns::Extension column;
        if (e.by.amount != model::none) column.amount = evaluate(e.by.amount);
        if (e.when != model::none) column.when = evaluate(e.when);
        if (e.to != model::none) column.to = evaluate(e.to);
        out->extensions.push_back(std::move(column));
    }
    for (const model::Pause& pause : p.v->pauses) {
        DueColumns::Pause column;
        if (!pause.during) {
            column.from = evaluate(pause.from);
            column.to = evaluate(pause.to, true);
        } else {
            column.below = plan.expressions.below(*pause.during, batch);
            const model::Record& record = plan.expressions.rules().records[pause.during->record];
            column.from = plan.expressions.field(pause.during->record, record.span_from, column.below.rows);
            column.to = plan.expressions.field(pause.during->record, record.span_to, column.below.rows);
        }
        out->pauses.push_back(std::move(column));
    }
    if (p.v->restarted != model::none) out->restarted = evaluate(p.v->restarted);
    return out;
}

due::DueCase Run::due_case(const Case& c) const {
    const VersionPlan& p = plan.versions[c.version];
    DueCase d;
    d.zone = &plan.zone();
    d.start = c.start;
    d.moments = plan.moments;
    d.limit = c.span;
    d.counting = p.v->counting;
    if (c.window) {     // the n-th ends n limits after its anchor; one that starts again counts one limit from there
        d.start = c.anchor;
        d.limit.amount *= c.laid;
        d.restart_limit = c.span;
        if (c.counted_on && d.counting == model::Counting::next_working_day) d.counting = model::Counting::day_after;
    }
    d.calendar = c.calendar;
    d.backward = p.v->shape == Shape::backward;
    d.rolls = p.v->rolls;
    d.by_time = p.v->by_time;
    if (p.repeats() && !c.window && c.done.there()) d.turn_end = c.done.hi;
    return d;
}

namespace {

// Something that may be so or so; options are put into a DueCase in turn.
struct Variable { std::vector<Time> points; bool may_be_absent = false; };

Variable variable_of(const When& when, bool moments, bool thin) {
    Variable v;
    v.may_be_absent = when.state == When::State::maybe || when.state == When::State::none;
    if (!when.there()) return v;
    v.points = points_of(when, moments);
    if (thin && v.points.size() > 20) {
        std::vector<Time> some;
        for (std::size_t k = 0; k < v.points.size(); k += 28) some.push_back(v.points[k]);
        some.push_back(v.points.back());
        v.points = std::move(some);
    }
    return v;
}

// A pause from days is from the end of the one to the end of the other.
When pause_edge(const Values& values, std::size_t i, bool moments, const TimeZone& zone) {
    When when = when_of(values, i, moments, zone);
    if (!moments || when.moment || !when.there()) return when;
    if (zone.day(when.lo) == zone.day(when.hi)) when.lo = when.hi;
    return when;
}

// Calls `then` with every choice of the rest.
class Choices {
public:
    Choices(std::vector<DueCase>& out, bool& too_many) : out_(out), too_many_(too_many) {}
    template <class Apply> void choose(const Variable& v, Apply apply) {
        const std::size_t options = v.points.size() + (v.may_be_absent ? 1 : 0);
        if (options == 1 && !v.points.empty()) {
            for (DueCase& d : out_) apply(d, v.points.front());
            return;
        }
        if (options <= 1) return;
        if (out_.size() * options > most_combinations) { too_many_ = true; return; }
        std::vector<DueCase> next;
        next.reserve(out_.size() * options);
        for (const DueCase& d : out_) {
            if (v.may_be_absent) next.push_back(d);
            for (const Time t : v.points) {
                next.push_back(d);
                apply(next.back(), t);
            }
        }
        out_ = std::move(next);
    }
private:
    std::vector<DueCase>& out_;
    bool& too_many_;
};

}  // namespace

std::vector<DueCase> Run::due_cases(const Case& c, std::size_t k, const DueColumns& columns_of, bool& too_many, bool& unknown) {
    const VersionPlan& p = plan.versions[c.version];
    const TimescaleVersion& v = *p.v;
    const Shape shape = p.v->shape;
    // A grant falls in the turn that was running on its day; the event that began a turn ended the one before.
    const bool later_turn = c.turn > 1 && (shape == Shape::schedule || shape == Shape::windows);
    for (const bool thin : {false, true}) {
        too_many = unknown = false;
        std::vector<DueCase> out{due_case(c)};
        Choices choices(out, too_many);
        for (std::size_t n = 0; n < v.extensions.size(); ++n) {
            const model::Extension& e = v.extensions[n];
            const DueColumns::Extension& column = columns_of.extensions[n];
            if (e.kind == model::Extension::Kind::to) {
                const When to = when_of(column.to, k, plan.moments, plan.zone());
                if (to.state == When::State::missing) { unknown = true; continue; }
                Variable by = variable_of(to, plan.moments, thin);
                // An end that is a day is the end of that day.
                if (plan.moments && !to.moment && to.there() && plan.day_of(to.lo) == plan.day_of(to.hi)) by.points = {to.hi};
                choices.choose(by, [](DueCase& d, Time t) { d.extended_to = std::max(d.extended_to, t); });
                continue;
            }
            const bool told = column.amount.s[k] == Presence::known && column.amount.last(k) == column.amount.v[k];
            const auto span = told ? due::span_of(column.amount.v[k], e.by.unit) : std::nullopt;
            if (e.kind == model::Extension::Kind::by_when) {
                const Answer when = answer_of(column.when, k);
                if (when == Answer::no) continue;
                if (!span) { unknown = true; continue; }
                Variable yes{{0}, when == Answer::unknown};
                choices.choose(yes, [&](DueCase& d, Time) { d.extensions.push_back(*span); });
            } else {
                const When on = when_of(column.when, k, plan.moments, plan.zone());
                if (on.state == When::State::missing) { unknown = true; continue; }
                if (!on.there()) continue;
                if (!span) { unknown = true; continue; }
                choices.choose(variable_of(on, plan.moments, thin), [&](DueCase& d, Time t) {
                    if (!later_turn || (c.window ? t >= c.start : t > c.start)) d.grants.push_back({t, *span});
                });
            }
        }
        for (std::size_t n = 0; n < v.pauses.size(); ++n) {
            const DueColumns::Pause& column = columns_of.pauses[n];
            const auto pause = [&](std::size_t at, bool certain) {
                const When from = pause_edge(column.from, at, plan.moments, plan.zone()), to = pause_edge(column.to, at, plan.moments, plan.zone());
                if (from.state == When::State::none && !to.there()) return;
                if (to.state == When::State::missing && column.below.offsets.empty()) unknown = true;
                if (!from.there()) {
                    // It paused, but since when is not told; a pause with neither day has not begun.
                    if (to.there() || from.state == When::State::missing) unknown = to.there() || column.to.s[at] != Presence::blank;
                    return;
                }
                const Variable begins = variable_of(from, plan.moments, thin);
                Variable first = begins;
                first.may_be_absent = first.may_be_absent || !certain;
                constexpr Time never_paused = due::never - 1;
                choices.choose(first, [](DueCase& d, Time t) { d.pauses.push_back({t, never_paused}); });
                Variable ends = variable_of(to, plan.moments, thin);
                if (!to.there()) { ends.points = {due::never}; ends.may_be_absent = false; }
                if (to.state == When::State::maybe) { ends.points.push_back(due::never); ends.may_be_absent = false; }
                choices.choose(ends, [](DueCase& d, Time t) {
                    if (!d.pauses.empty() && d.pauses.back().to == never_paused) d.pauses.back().to = t;
                });
            };
            if (column.below.offsets.empty()) {
                pause(k, true);
            } else {
                for (auto row = column.below.offsets[k]; row < column.below.offsets[k + 1]; ++row) pause(row, column.below.certain[row] != 0);
            }
        }
        if (v.restarted != model::none) {
            const When on = when_of(columns_of.restarted, k, plan.moments, plan.zone());
            if (on.state == When::State::missing) unknown = true;
            choices.choose(variable_of(on, plan.moments, thin), [](DueCase& d, Time t) { d.restarted = t; });
        }
        if (shape == Shape::two_tiers) add_tier(c, out, too_many, unknown);
        if (!too_many) return out;
    }
    return {};
}

// Two tiers: due is the later of the day before C and A + L, without the part whose date is not yet there.
void Run::add_tier(const Case& c, std::vector<DueCase>& out, bool& too_many, bool& unknown) {
    const World& w = worlds[c.world];
    const VersionPlan& p = plan.versions[c.version];
    const auto day_before = [&](Time t) { return plan.moments ? plan.zone().last_second(plan.zone().day(t) - 1) : t - 1; };
    if (w.starts_before) {
        for (DueCase& d : out) {
            d.start = day_before(c.start);
            d.limit = {0, model::Unit::days};
            d.counting = model::Counting::day_after;
        }
        return;
    }
    const When before = columns.when(p.v->before, p, w.i);
    if (before.state == When::State::missing) unknown = true;
    Variable tier{points_of(before, plan.moments), !before.there() || before.state == When::State::maybe};
    Choices(out, too_many).choose(tier, [&](DueCase& d, Time t) { d.at_least = day_before(t); });
}

void Run::settle() {
    std::vector<Verdict> by_case(cases.size());
    std::vector<std::vector<std::uint32_t>> by_version(plan.versions.size());
    for (std::uint32_t k = 0; k < cases.size(); ++k) {
        const Case& c = cases[k];
        const VersionPlan& p = plan.versions[c.version];
        Verdict& out = by_case[k];
        out.any = true;
        out.version = c.version;
        out.from = c.start;
        const auto unknown = [&](Outcome outcome, Why why) {
            out.outcome = outcome;
            out.why = why;
            if (c.done.exact()) out.done = c.done.lo;
        };
        if (c.preset != Why::nothing) { unknown(Outcome::unknown, c.preset); continue; }
        if (c.limit_state == 1) { unknown(Outcome::unknown, Why::limit_unknown); continue; }
        if (c.limit_state == 2) { unknown(Outcome::not_applicable, Why::no_limit); continue; }
        if (c.limit_state == 3) { unknown(Outcome::unknown, Why::calendar_not_told); continue; }
        if (p.open_ended()) { out = judge_case(plan, p, c, {}); continue; }
        if (p.plain && p.v->shape != Shape::two_tiers) { out = judge_case(plan, p, c, due::due_of(due_case(c))); continue; }
        by_version[c.version].push_back(k);
    }
    for (std::uint16_t version = 0; version < by_version.size(); ++version) {
        const auto& of = by_version[version];
        if (of.empty()) continue;
        const auto all = due_columns(version, of);
        for (std::size_t n = 0; n < of.size(); ++n) {
            const Case& c = cases[of[n]];
            Verdict& out = by_case[of[n]];
            bool too_many = false, unknown = false;
            const auto tried = day_tried(of[n]);
            const auto own = tried.empty() ? nullptr : due_columns(version, {of[n]}, tried);
            const auto dues = own ? due_cases(c, 0, *own, too_many, unknown) : due_cases(c, n, *all, too_many, unknown);
            if (too_many || unknown) {
                out.outcome = Outcome::unknown;
                out.why = too_many ? Why::too_many : Why::limit_unknown;
                continue;
            }
            Verdict folded;
            for (const DueCase& d : dues) fold(folded, judge_case(plan, plan.versions[version], c, due::due_of(d)), plan.moments, plan.zone());
            out = folded;
        }
    }
    group_turns(by_case);
}

}  // namespace duly::eval::timescales
