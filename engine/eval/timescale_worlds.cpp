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

// The points of a trigger, and where not every day is one: the days on which versions, and the time in force, begin and end.
std::vector<Time> with_edges(const RulePlan& plan, const When& when, bool moments) {
    std::vector<Time> points = points_of(when, moments);
    if (plan.undated || !when.there() || when.hi - when.lo < static_cast<Time>(points.size())) return points;
    const auto day_of = [&](Time time) { return moments ? plan.zone().day(time) : static_cast<model::Day>(time); };
    const Time first = day_of(when.lo), last = day_of(when.hi);
    for (const VersionPlan& p : plan.versions)
        for (const Time edge : {Time{p.v->from}, Time{p.v->until}, Time{p.v->in_force_from}, Time{p.v->in_force_until}})
            for (const Time day : {edge - 1, edge, edge + 1})
                if (day > first && day < last) points.push_back(moments ? plan.zone().first_second(static_cast<model::Day>(day)) : day);
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
}

}  // namespace

model::Day Run::starts_on(std::uint16_t version, const World& w, bool& unsure, model::Day day) {
    const TimescaleVersion& v = *plan.versions[version].v;
    if (v.from_field == model::none) return v.from;
    if (version < w.begins.size() && w.begins[version]) return std::min(*w.begins[version], v.from);
    const When told = when_of(columns.of(v.from_field, plan.versions[version]), w.i, false, plan.zone());
    if (told.exact()) return static_cast<model::Day>(std::min<Time>(told.lo, v.from));
    // Not told: only a day before the latest possible commencement is in doubt.
    const bool open = told.there() ? day >= told.lo && day < told.hi : told.state == When::State::missing;
    if (open && day < v.from) unsure = true;
    return told.there() ? static_cast<model::Day>(std::min<Time>(told.hi, v.from)) : v.from;
}

std::uint16_t Run::version_on(const World& w, model::Day day, bool& unsure) {
    if (plan.undated) return 0;
    std::uint16_t found = 0xffff;
    bool open = false;
    for (const std::uint16_t n : plan.base) {
        bool not_told = false;
        if (starts_on(n, w, not_told, day) <= day) {
            found = n;
            open = false;       // whatever an earlier one began on, this one has begun
        } else {
            open = open || not_told;
        }
    }
    if (found != 0xffff && plan.versions[found].v->until < day) found = 0xffff;
    const std::uint16_t under = found;
    for (const std::uint16_t n : plan.temporary)
        if (const TimescaleVersion& v = *plan.versions[n].v; v.from <= day && day <= v.until && (v.over == model::none || v.over == under)) found = n;
    unsure = unsure || open;
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

// Where versions differ in `from`: one whose own trigger is blank though something of it happened. It becomes the world's version.
bool Run::ended_without_start(World& w) {
    if (plan.one_trigger) return false;
    const std::uint16_t was = w.version;
    for (w.version = 0; w.version < plan.versions.size(); ++w.version) {
        const VersionPlan& p = plan.versions[w.version];
        const bool blank = columns.when(p.v->from_date, p, w.i).state == When::State::none;
        if (blank && !plan.lies_ahead(p.v->from_date, columns.rows()[w.i]) && anything_happened(w)) return true;
    }
    w.version = was;
    return false;
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
    } else if (!plan.versions[w.version].repeats() && !plan.undated) {
        const TimescaleVersion& v = *plan.versions[w.version].v;
        const model::Day day = plan.day_of(chosen_by.lo);
        if (!chosen) {
            w.settled = true;
            w.verdict = ended_without_start(w) ? settled(Outcome::unknown, Why::start_missing, w.version) : settled(Outcome::not_applicable, Why::outside_versions, 0xffff);
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
    if (!plan.one_trigger || first.v->chosen_by != model::none || std::any_of(plan.versions.begin(), plan.versions.end(), [](const VersionPlan& p) { return p.v->shape == Shape::two_tiers; })) return false;
    World w;
    w.i = i;
    w.start = columns.when(first.v->from_date, first, i);
    bool unsure = false;
    if (!w.start.there()) {     // nothing has started: the version of today speaks
        w.version = version_on(w, plan.expressions.as_of_day(), unsure);
        if (w.version == 0xffff || unsure) return false;
        finish(w, false, false, When{});
        return true;
    }
    if (w.start.state != When::State::known) return false;
    w.version = 0;
    if (!plan.undated) {
        const model::Day day = plan.day_of(w.start.lo);
        if (w.start.lo != w.start.hi && day != plan.day_of(w.start.hi)) return false;
        w.version = version_on(w, day, unsure);
        if (w.version == 0xffff || unsure) return false;
    } else if (!w.start.exact() && !plan.moments) {
        return false;
    }
    const When start = w.start;
    finish(w, true, unsure, start);
    return true;
}

// A version whose own trigger is missing, and may be the earliest that applies.
std::optional<std::uint16_t> Run::untold_trigger(const World& w, bool chosen, const std::function<bool(ExprId)>& missing) const {
    if (plan.one_trigger || w.start.state == When::State::missing) return std::nullopt;
    const Time found = chosen ? Time{plan.day_of(w.start.lo)} : due::never;
    for (const auto* some : {&plan.base, &plan.temporary})
        for (const std::uint16_t version : *some) {
            const TimescaleVersion& v = *plan.versions[version].v;
            if (v.chosen_by != model::none || v.from_date == model::none || !missing(v.from_date)) continue;
            if (v.from_field != model::none || v.from < found) return version;
        }
    return std::nullopt;
}

// Windows that run from a start of which nothing is told may lie anywhere: none of them is certain, so none is laid.
bool Run::untold_windows(std::uint32_t i) {
    if (!plan.windows) return false;
    for (std::uint16_t version = 0; version < plan.versions.size(); ++version) {
        const VersionPlan& p = plan.versions[version];
        if (p.v->shape != Shape::windows) continue;
        const When start = columns.when(p.v->from_date, p, i);
        Verdict ignored;
        if (!start.there() || plan.day_of(start.lo) > first_possible_day || conditions(version, i, ignored)) continue;
        World w;
        w.i = i;
        w.version = version;
        w.settled = true;
        w.verdict = settled(Outcome::unknown, Why::start_missing, plan.undated ? version : 0xffff);
        worlds.push_back(std::move(w));
        return true;
    }
    return false;
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
    if (untold_windows(i)) return;
    struct Variable { ExprId expr; std::vector<std::optional<Time>> domain; bool commencement = false; model::Type type = model::Type::date; };
    std::vector<Variable> variables;
    const auto variable = [&](ExprId expr, const VersionPlan& p) {
        if (expr == model::none) return;
        for (const Variable& known : variables)
            if (known.expr == expr && !known.commencement) return;
        Variable fresh{expr, {}};
        const Values& values = columns.of(expr, p);
        fresh.type = values.type;
        // In days where the data has days: an hour's limit looks at the interval of the day later.
        const When when = when_of(values, i, values.type == model::Type::moment, plan.zone());
        for (const Time t : with_edges(plan, when, values.type == model::Type::moment)) fresh.domain.emplace_back(t);
        if (!when.there() || when.state == When::State::maybe) fresh.domain.emplace_back(std::nullopt);
        variables.push_back(std::move(fresh));
    };
    for (const VersionPlan& p : plan.versions) {
        variable(p.v->from_date, p);
        variable(p.v->chosen_by, p);
        if (p.v->shape == Shape::two_tiers) variable(p.v->before, p);
    }
    // A commencement of which only month or year is known: every day of it is tried, and is that of its version.
    for (const VersionPlan& p : plan.versions) {
        if (p.v->from_field == model::none) continue;
        const When told = when_of(columns.of(p.v->from_field, p), i, false, plan.zone());
        const auto same = [&](const Variable& v) { return v.commencement && v.expr == p.v->from_field; };
        if (!told.there() || told.exact() || std::any_of(variables.begin(), variables.end(), same)) continue;
        Variable fresh{p.v->from_field, {}, true};
        for (const Time t : points_of(told, false)) fresh.domain.emplace_back(t);
        if (told.state == When::State::maybe) fresh.domain.emplace_back(std::nullopt);
        variables.push_back(std::move(fresh));
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
                if (variables[k].expr != expr || variables[k].commencement) continue;
                if (const auto& tried = variables[k].domain[at[k]]) return when_within(variables[k].type, Presence::known, *tried, *tried, plan.moments, plan.zone());
                const Values& values = columns.of(expr, plan.versions.front());
                if (values.s[i] == Presence::missing) when.state = When::State::missing;
            }
            return when;
        };
        World w;
        w.i = i;
        w.version = 0;
        for (std::size_t k = 0; k < variables.size(); ++k) {
            if (!variables[k].commencement) continue;
            w.begins.resize(plan.versions.size());
            for (std::size_t n = 0; n < plan.versions.size(); ++n)
                if (plan.versions[n].v->from_field == variables[k].expr)
                    w.begins[n] = variables[k].domain[at[k]] ? static_cast<model::Day>(*variables[k].domain[at[k]]) : model::max_day;
        }
        // Each version looks at its own trigger; the earliest that applies is taken.
        bool unsure = false, chosen = false;
        std::uint16_t nearest = 0xffff;
        // Mostly all versions are chosen by one day.
        struct { std::optional<model::Day> day; std::uint16_t version = 0xffff; bool unsure = false; } asked;
        const auto version_of = [&](model::Day day) {
            if (asked.day != day) {
                asked = {day, 0xffff, false};
                asked.version = version_on(w, day, asked.unsure);
            }
            unsure = unsure || asked.unsure;
            return asked.version;
        };
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
            const model::Day day = plan.day_of(by.lo);
            if (version_of(day) != version) {
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
            const std::uint16_t today = version_on(w, plan.expressions.as_of_day(), ignored);
            if (today != 0xffff) {
                w.version = today;
                w.start = value(plan.versions[today].v->from_date);
            }
        }
        if (const auto untold = untold_trigger(w, chosen, [&](ExprId from) { return value(from).state == When::State::missing; })) {
            World other = w;
            other.version = *untold;
            other.start = When{};
            other.start.state = When::State::missing;
            finish(other, true, false, {});
        }
        const When by = plan.versions[w.version].v->chosen_by != model::none ? value(plan.versions[w.version].v->chosen_by) : w.start;
        finish(w, chosen, unsure, by.there() ? by : w.start);
        for (std::size_t k = 0; k < at.size() && ++at[k] == variables[k].domain.size(); ++k) at[k] = 0;
    }
}

// A repeating rule needs an exact end, and windows an exact start: one world for each of the days.
void Run::split_world(std::size_t first) {
    const std::size_t last = worlds.size();
    for (std::size_t k = first; k < last; ++k) {
        if (worlds[k].settled) continue;
        if (worlds.size() - first > most_worlds) {
            worlds[k].settled = true;
            worlds[k].verdict = settled(Outcome::unknown, Why::too_many, worlds[k].version);
            continue;
        }
        const VersionPlan& p = plan.versions[worlds[k].version];
        if (!p.repeats()) continue;
        const std::size_t from = worlds.size();
        const When start = worlds[k].start;
        if (p.v->shape == Shape::windows && start.lo != start.hi) {
            const auto points = points_of(start, plan.moments);
            for (std::size_t n = 0; n < points.size(); ++n) {
                if (n > 0) worlds.push_back(worlds[k]);
                World& w = n > 0 ? worlds.back() : worlds[k];
                w.start.lo = w.start.hi = points[n];
            }
        }
        When stop = columns.when(p.v->stop, p, worlds[k].i, true);
        if (!stop.there()) continue;
        // What an event settled stands: a stop of which only month or year is known did not come before it, where it can lie behind it.
        if (!stop.exact() && !stop.untold && p.v->each) {
            const Columns::Events& all = columns.events(p.each, p);
            for (auto n = all.offsets[worlds[k].i]; n < all.offsets[worlds[k].i + 1]; ++n) {
                const Columns::Event& e = all.list[n];
                if (e.certain && e.date.state == When::State::known && e.date.lo >= start.lo && e.date.hi <= stop.hi) stop.lo = std::max(stop.lo, e.date.lo);
            }
        }
        std::vector<std::size_t> ends{k};
        for (std::size_t n = from; n < worlds.size(); ++n) ends.push_back(n);
        for (const std::size_t n : ends) {
            if (stop.untold) {
                worlds[n].stop_unknown = true;
                continue;
            }
            const auto points = points_of(stop, plan.moments);
            worlds[n].stop = points.front();
            for (std::size_t m = 1; m < points.size(); ++m) {
                worlds.push_back(worlds[n]);
                worlds.back().stop = points[m];
            }
            if (stop.state == When::State::maybe) {
                worlds.push_back(worlds[n]);
                worlds.back().stop = due::no_date;
            }
        }
    }
}

bool Run::make_worlds() {
    for (std::uint32_t i = 0; i < columns.rows().size(); ++i) {
        if (i > 0 && worlds.size() > i + most_worlds) return false;
        const std::size_t first = worlds.size();
        add_worlds(i);
        if (plan.repeats) split_world(first);
    }
    return true;
}

}  // namespace duly::eval::timescales
