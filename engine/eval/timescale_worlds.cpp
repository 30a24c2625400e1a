// Which trigger, which version, and the questions that come before any due date: where, excluded when, the trigger itself.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

namespace {

Verdict settled(Outcome outcome, Why why, std::uint16_t version) {
    Verdict v;
    v.outcome = outcome;
    v.why = why;
    v.version = version;
    v.any = true;
    return v;
}

constexpr std::size_t most_worlds = 5000;

}  // namespace

model::Day Run::starts_on(std::uint16_t version, std::uint32_t i, bool& unsure, model::Day day) {
    const TimescaleVersion& v = *plan.versions[version].v;
    if (v.from_field == model::none) return v.from;
    const Values& field = columns.of(v.from_field, plan.versions[version]);
    const When told = when_of(field, i, false);
    if (told.exact()) return std::min<model::Day>(static_cast<model::Day>(told.lo), v.from);
    if (told.there() || told.state == When::State::missing) {
        // Not told, or not exactly: only a day before the latest possible commencement is in doubt.
        if (told.there() && day >= told.hi) return static_cast<model::Day>(std::min<Time>(told.hi, v.from));
        if (day < v.from && !(told.there() && day < told.lo)) unsure = true;
    }
    return v.from;
}

std::uint16_t Run::version_on(std::uint32_t i, model::Day day, bool& unsure) {
    if (plan.undated) return 0;
    std::uint16_t found = 0xffff;
    for (const std::uint16_t n : plan.base)
        if (starts_on(n, i, unsure, day) <= day) found = n;
    if (found != 0xffff && plan.versions[found].v->until < day) found = 0xffff;
    for (const std::uint16_t n : plan.temporary)
        if (plan.versions[n].v->from <= day && day <= plan.versions[n].v->until) found = n;
    return found;
}

bool Run::conditions(std::uint16_t version, std::uint32_t i, Verdict& verdict) {
    const VersionPlan& p = plan.versions[version];
    if (p.v->where != model::none) {
        const Answer where = columns.answer(p.v->where, p, i);
        if (where == Answer::no) { verdict = settled(Outcome::not_applicable, Why::where_false, version); return true; }
        if (where == Answer::unknown) { verdict = settled(Outcome::unknown, Why::where_unknown, version); return true; }
    }
    bool unknown = false;
    for (std::size_t k = 0; k < p.v->excluded.size(); ++k) {
        if (p.of_event[k]) continue;    // asked for each turn
        const Answer answer = columns.answer(p.v->excluded[k].when, p, i);
        if (answer == Answer::yes) {
            verdict = settled(Outcome::excluded, Why::excluded, version);
            verdict.exclusion = static_cast<std::uint8_t>(k);
            return true;
        }
        unknown = unknown || answer == Answer::unknown;
    }
    if (unknown) { verdict = settled(Outcome::unknown, Why::exclusion_unknown, version); return true; }
    return false;
}

// `to`, `also shown by` or `stop on` is there. Events of a schedule may belong to something else, and say nothing of a start.
bool Run::anything_happened(const World& w) {
    const VersionPlan& p = plan.versions[w.version];
    if (columns.when(p.v->to, p, w.i, true).there() || columns.when(p.v->stop, p, w.i, true).there()) return true;
    Case c;
    c.world = static_cast<std::uint32_t>(&w - worlds.data());
    c.version = w.version;
    shown(c);
    return c.shown || c.shown_maybe;
}

// True when the trigger settles the world; otherwise `start` holds.
bool Run::trigger_settles(World& w) {
    const VersionPlan& p = plan.versions[w.version];
    const TimescaleVersion& v = *p.v;
    const auto settle = [&](Outcome outcome, Why why) {
        w.verdict = settled(outcome, why, w.version);
        return true;
    };
    if (w.start.there()) return false;
    if (v.shape == Shape::two_tiers) {
        const When before = columns.when(v.before, p, w.i);
        if (w.start.state == When::State::missing || before.state == When::State::missing) return settle(Outcome::unknown, Why::start_missing);
        return settle(Outcome::not_applicable, Why::start_blank);
    }
    if (w.start.state == When::State::missing) return settle(Outcome::unknown, Why::start_missing);
    if (v.shape == Shape::backward) return settle(Outcome::not_applicable, Why::start_blank);
    if (plan.lies_ahead(v.from_date, columns.rows()[w.i])) return settle(Outcome::not_applicable, Why::start_ahead);
    if (v.where != model::none || anything_happened(w)) return settle(Outcome::unknown, Why::start_missing);
    return settle(Outcome::not_applicable, Why::start_blank);
}

// The questions in their order, once version and trigger are known.
void Run::finish(World& world, bool chosen, bool unsure, const When& chosen_by) {
    worlds.push_back(std::move(world));
    World& w = worlds.back();
    if (conditions(w.version, w.i, w.verdict)) {
        w.settled = true;
    } else if (unsure) {
        w.settled = true;
        w.verdict = settled(Outcome::unknown, Why::version_unknown, w.version);
    } else if (!w.start.there()) {
        w.settled = trigger_settles(w);
    } else if (!plan.repeats() && !plan.undated) {
        const TimescaleVersion& v = *plan.versions[w.version].v;
        const model::Day day = due::day_of(chosen_by.lo, plan.moments);
        if (!chosen) {
            w.settled = true;
            w.verdict = settled(Outcome::not_applicable, Why::outside_versions, 0xffff);
        } else if (day < v.in_force_from || day > v.in_force_until) {
            w.settled = true;
            w.verdict = settled(Outcome::not_applicable, Why::not_in_force, w.version);
        }
    }
    if (w.settled && w.start.exact()) w.verdict.from = w.start.lo;
}

// The usual row: one trigger for all versions, on one day.
bool Run::add_world_at_once(std::uint32_t i) {
    const VersionPlan& first = plan.versions.front();
    if (!plan.one_trigger || first.v->chosen_by != model::none || plan.shape == Shape::two_tiers) return false;
    World w;
    w.i = i;
    w.start = columns.when(first.v->from_date, first, i);
    bool unsure = false;
    if (!w.start.there()) {     // nothing has started: the version of today speaks
        w.version = version_on(i, plan.expressions.as_of_day(), unsure);
        if (w.version == 0xffff || unsure) return false;
        finish(w, false, false, When{});
        return true;
    }
    if (w.start.state != When::State::known) return false;
    w.version = 0;
    if (!plan.undated) {
        const model::Day day = due::day_of(w.start.lo, plan.moments);
        if (w.start.lo != w.start.hi && day != due::day_of(w.start.hi, plan.moments)) return false;
        w.version = version_on(i, day, unsure);
        if (w.version == 0xffff) return false;
    } else if (!w.start.exact() && !plan.moments) {
        return false;
    }
    const When start = w.start;
    finish(w, true, unsure, start);
    return true;
}

// The distinct triggers, in order of version: `from` of each, and `chosen by`.
void Run::add_worlds(std::uint32_t i) {
    if (add_world_at_once(i)) return;
    // What every version asks alike is settled before any day is tried.
    if (Verdict verdict; plan.one_condition && conditions(0, i, verdict)) {
        World w;
        w.i = i;
        w.version = 0;
        w.settled = true;
        w.verdict = verdict;
        w.verdict.version = 0xffff;
        worlds.push_back(std::move(w));
        return;
    }
    struct Variable { ExprId expr; std::vector<std::optional<Time>> domain; };
    std::vector<Variable> variables;
    const auto variable = [&](ExprId expr, const VersionPlan& p) {
        if (expr == model::none) return;
        for (const Variable& known : variables)
            if (known.expr == expr) return;
        Variable fresh{expr, {}};
        const Values& values = columns.of(expr, p);
        // In days where the data has days: an hour's limit looks at the interval of the day later.
        const When when = when_of(values, i, values.type == model::Type::moment);
        for (const Time t : points_of(when, values.type == model::Type::moment)) fresh.domain.emplace_back(t);
        if (!when.there() || when.state == When::State::maybe) fresh.domain.emplace_back(std::nullopt);
        variables.push_back(std::move(fresh));
    };
    for (const VersionPlan& p : plan.versions) {
        variable(p.v->from_date, p);
        variable(p.v->chosen_by, p);
        if (p.v->shape == Shape::two_tiers) variable(p.v->before, p);
    }
    std::size_t combinations = 1;
    for (const Variable& v : variables) combinations *= std::min<std::size_t>(v.domain.size(), most_worlds);
    if (combinations > most_worlds) {
        World w;
        w.i = i;
        w.version = 0;
        w.settled = true;
        w.verdict = settled(Outcome::unknown, Why::too_many, 0xffff);
        worlds.push_back(std::move(w));
        return;
    }
    std::vector<std::size_t> at(variables.size(), 0);
    for (std::size_t n = 0; n < combinations; ++n) {
        const auto value = [&](ExprId expr) -> When {
            When when;
            for (std::size_t k = 0; k < variables.size(); ++k) {
                if (variables[k].expr != expr) continue;
                const Values& values = columns.of(expr, plan.versions.front());
                if (variables[k].domain[at[k]]) {
                    Values one;
                    one.type = values.type;
                    one.v = {*variables[k].domain[at[k]]};
                    one.s = {Presence::known};
                    return when_of(one, 0, plan.moments);
                }
                if (values.s[i] == Presence::missing) when.state = When::State::missing;
            }
            return when;
        };
        World w;
        w.i = i;
        w.version = 0;
        // Each version looks at its own trigger; the earliest that applies is taken.
        bool unsure = false, chosen = false;
        std::uint16_t nearest = 0xffff;
        const auto consider = [&](std::uint16_t version) {
            const TimescaleVersion& v = *plan.versions[version].v;
            When start = value(v.from_date);
            bool before = false;
            if (v.shape == Shape::two_tiers && !start.there() && start.state != When::State::missing) {
                const When c = value(v.before);
                if (c.there()) { start = c; before = true; }
            }
            const When by = v.chosen_by != model::none ? value(v.chosen_by) : start;
            if (!by.there()) {
                if (v.chosen_by != model::none && start.there() && !plan.undated) unsure = true;
                if (!chosen && nearest == 0xffff) { w.version = version; w.start = start; }
                return;
            }
            const model::Day day = due::day_of(by.lo, plan.moments);
            if (version_on(i, day, unsure) != version) {
                if (start.there() && !chosen && nearest == 0xffff) { nearest = version; w.version = version; w.start = start; }
                return;
            }
            if (chosen && start.lo >= w.start.lo) return;
            chosen = true;
            w.version = version;
            w.start = start;
            w.starts_before = before;
        };
        for (const std::uint16_t version : plan.base) consider(version);
        for (const std::uint16_t version : plan.temporary) consider(version);
        // Nothing has started: the version of today speaks.
        if (!chosen && nearest == 0xffff && !unsure) {
            bool ignored = false;
            const std::uint16_t today = version_on(i, plan.expressions.as_of_day(), ignored);
            if (today != 0xffff) {
                w.version = today;
                w.start = value(plan.versions[today].v->from_date);
            }
        }
        const When by = plan.versions[w.version].v->chosen_by != model::none ? value(plan.versions[w.version].v->chosen_by) : w.start;
        finish(w, chosen, unsure, by.there() ? by : w.start);
        for (std::size_t k = 0; k < at.size() && ++at[k] == variables[k].domain.size(); ++k) at[k] = 0;
    }
}

void Run::make_worlds() {
    for (std::uint32_t i = 0; i < columns.rows().size(); ++i) {
        const std::size_t first = worlds.size();
        add_worlds(i);
        if (!plan.repeats()) continue;
        // A repeating schedule needs an exact end.
        const std::size_t last = worlds.size();
        for (std::size_t k = first; k < last; ++k) {
            if (worlds[k].settled) continue;
            const VersionPlan& p = plan.versions[worlds[k].version];
            const When stop = columns.when(p.v->stop, p, i, true);
            if (!stop.there()) continue;
            const auto points = points_of(stop, plan.moments);
            worlds[k].stop = points.front();
            for (std::size_t n = 1; n < points.size(); ++n) {
                worlds.push_back(worlds[k]);
                worlds.back().stop = points[n];
            }
            if (stop.state == When::State::maybe) {
                worlds.push_back(worlds[k]);
                worlds.back().stop = due::no_date;
            }
            if (worlds.size() - first > most_worlds) break;
        }
    }
}

}  // namespace duly::eval::timescales
