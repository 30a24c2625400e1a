// Worlds -> turns, cut into cases with an exact start.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

// A field that shows that it was done: any that is there; a yes_no only when it is yes.
void Run::shown(Case& c) {
    const VersionPlan& p = plan.versions[c.version];
    const std::uint32_t i = worlds[c.world].i;
    for (const ExprId expr : p.v->also_shown_by) {
        const Values& values = columns.of(expr, p, true);
        const Presence s = values.s[i];
        if (s == Presence::known) c.shown = c.shown || values.type != model::Type::yes_no || values.v[i] != 0;
        else if (s != Presence::blank) c.shown_maybe = true;    // it cannot be read, or told
    }
}

// In a repeating rule the day the turn starts (or `chosen by`) says which version it has, and whether that is in force. False:
// the turn is left out, as when it starts outside all versions or in one whose time runs in another way.
bool Run::choose_for_turn(Case& c) {
    const World& w = worlds[c.world];
    const VersionPlan& trigger = plan.versions[w.version];
    bool unsure = false;
    model::Day chosen = plan.day_of(c.start);
    if (trigger.v->chosen_by != model::none) {
        const When when = columns.when(trigger.v->chosen_by, trigger, w.i);
        if (when.there()) chosen = plan.day_of(when.lo);
    }
    const std::uint16_t version = version_on(w, chosen, unsure);
    if (version == 0xffff && !unsure) return false;
    if (unsure) c.preset = Why::version_unknown;
    else c.version = version;
    const TimescaleVersion& v = *plan.versions[c.version].v;
    if (v.shape != trigger.v->shape || chosen < v.in_force_from || chosen > v.in_force_until) return false;
    if (Verdict verdict; !plan.one_condition && conditions(c.version, w.i, verdict)) {
        if (verdict.outcome != Outcome::unknown) return false;
        c.preset = verdict.why;
    }
    return true;
}

void Run::add_case(std::uint32_t world, std::uint32_t turn, const When& start, const When& done, const When& stop, Row event,
                   const LimitPlan* limit) {
    const World& w = worlds[world];
    const auto add = [&](Time at) {
        Case c;
        c.world = world;
        c.turn = turn;
        c.version = w.version;
        c.start = at;
        c.start_moment = start.moment;
        c.done = done;
        c.stop = stop;
        c.event = event;
        if (plan.versions[w.version].repeats() && !plan.undated && !choose_for_turn(c)) return;
        const VersionPlan& p = plan.versions[c.version];
        c.calendar = p.calendar;
        const bool schedule = p.v->shape == Shape::schedule;
        c.limit = limit ? limit : schedule ? &p.limit_of_turn(turn) : &p.within;
        if (schedule && c.limit->empty() && !p.v->practicable) return;
        if (!p.v->also_shown_by.empty() && !done.there()) shown(c);
        cases.push_back(std::move(c));
    };
    if (start.lo == start.hi) {
        add(start.lo);
        return;
    }
    for (const Time at : points_of(start, plan.moments)) add(at);
}

void Run::single_turn(std::uint32_t world) {
    const World& w = worlds[world];
    const VersionPlan& p = plan.versions[w.version];
    When done = columns.when(p.v->to, p, w.i, true);
    const When stop = columns.when(p.v->stop, p, w.i, true);
    const auto supposed = plan.supposed(columns.rows()[w.i]);
    if (!supposed.empty() && (!done.there() || (done.exact() && supposed.front().at < done.lo)))
        done = {supposed.front().at, supposed.front().at, When::State::known, plan.moments};
    add_case(world, 0, w.start, done, stop, data::no_row);
}

// Events on or after the start and not after the end, in order; those of which one or the other is not certain, and those
// whose `where` or date is in doubt, go to `doubtful`.
std::vector<Columns::Event> Run::events_of(const World& w, std::size_t each, std::vector<Doubt>& doubtful) {
    std::vector<Columns::Event> out;
    const Columns::Events& all = columns.events(each, plan.versions[w.version]);
    const std::uint32_t world = static_cast<std::uint32_t>(&w - worlds.data());
    const bool earlier = plan.versions[w.version].v->may_be_done_earlier;
    const Columns::Event* last_before = nullptr;
    for (auto k = all.offsets[w.i]; k < all.offsets[w.i + 1]; ++k) {
        const Columns::Event& e = all.list[k];
        if (!e.date.there()) continue;
        // In days, where one of the two is recorded as a day.
        const bool by_day = plan.moments && !(e.date.moment && w.start.moment);
        const Time start_lo = by_day ? plan.zone().first_second(plan.zone().day(w.start.lo)) : w.start.lo;
        const Time start_hi = by_day ? plan.zone().first_second(plan.zone().day(w.start.hi)) : w.start.hi;
        if (e.date.hi < start_lo) {
            if (earlier && e.certain && e.date.state == When::State::known) last_before = &e;
            continue;
        }
        if (w.stop != due::no_date) {
            const Time stop = plan.moments && !e.date.moment ? plan.zone().last_second(plan.zone().day(w.stop)) : w.stop;
            if (e.date.lo > stop) continue;
            if (e.date.hi > stop) { doubtful.push_back({world, e.date, e.row}); continue; }
        }
        if (!e.certain || e.date.state == When::State::maybe || e.date.lo < start_hi) {
            doubtful.push_back({world, e.date, e.row});
            continue;
        }
        out.push_back(e);
    }
    // Where it may be done earlier, the last event before the start counts for the first turn.
    if (last_before) {
        out.insert(out.begin(), *last_before);
        out.front().early = true;
    }
    return out;
}

// The end that may stop an open turn. Of an end on a day that is not known, no more is said than that no event came after it.
When Run::end_of(const World& w, Time last) const {
    if (w.stop_unknown) return {last, std::max(last, plan.as_of()), When::State::maybe, true};
    return w.stop == due::no_date ? When{} : When{w.stop, w.stop, When::State::known, true};
}

void Run::schedule_turns(std::uint32_t world) {
    World& w = worlds[world];
    std::vector<std::vector<Columns::Event>> lists(plan.each.size());
    std::vector<std::uint8_t> read(plan.each.size(), 0);
    const std::size_t first_case = cases.size();
    const auto list_of = [&](std::size_t each) -> const std::vector<Columns::Event>& {
        if (!read[each]) {
            std::vector<Doubt> doubtful;
            lists[each] = events_of(w, each, doubtful);
            doubts.insert(doubts.end(), doubtful.begin(), doubtful.end());
            read[each] = 1;
        }
        return lists[each];
    };
    const auto each_on = [&](Time start) -> std::size_t {
        if (plan.each.size() < 2) return 0;
        bool unsure = false;
        const std::uint16_t version = version_on(w, plan.day_of(start), unsure);
        return plan.versions[version == 0xffff ? w.version : version].each;
    };
    const Columns::Events& held = columns.events(plan.versions[w.version].each, plan.versions[w.version]);
    When start = w.start;
    std::uint32_t turn = 1;
    Row last_row = data::no_row;
    bool ended = false;         // some turn has
    // Turns that the data cannot show: one unknown turn stands for them, and the number of a later one is not known.
    bool numbered = true;
    if (!held.unseen.empty() && held.unseen[w.i] != model::min_day) {
        Time unseen = plan.moments ? plan.zone().last_second(held.unseen[w.i]) : Time{held.unseen[w.i]};
        if (w.stop != due::no_date) unseen = std::min(unseen, w.stop);
        if (unseen > start.lo) {
            numbered = false;
            add_case(world, turn, start, {}, {}, data::no_row);
            for (std::size_t k = first_case; k < cases.size(); ++k) cases[k].preset = Why::not_all_held;
            ++turn;
            bool found = false;
            for (const Columns::Event& e : list_of(each_on(start.lo))) {
                if (plan.day_of(e.date.lo) < plan.day_of(unseen)) continue;
                start = e.date;
                last_row = e.row;
                ended = found = true;
                break;
            }
            if (!found) return;
        }
    }
    const auto add_turn = [&](const When& done, const When& stop, Row event) {
        if (numbered) { add_case(world, turn, start, done, stop, event); return; }
        // Any later limit may be the one that applies.
        const VersionPlan& p = plan.versions[w.version];
        const std::size_t before = cases.size();
        for (std::uint32_t n = turn; n <= std::max<std::uint32_t>(turn, static_cast<std::uint32_t>(p.turns.size()) + 1); ++n) {
            const std::size_t from = cases.size();
            add_case(world, n, start, done, stop, event);
            for (std::size_t k = from; k < cases.size(); ++k) cases[k].turn = turn;
        }
        if (cases.size() == before) return;
    };
    std::vector<std::size_t> cursor(plan.each.size(), 0);
    for (;;) {
        const std::size_t each = each_on(start.lo);
        const std::vector<Columns::Event>& list = list_of(each);
        std::size_t& k = cursor[each];
        // Past what an earlier turn has used. An end that is only supposed has no row.
        const auto used = [&](const Columns::Event& e) { return e.date.lo < start.lo || (e.row == data::no_row ? e.date.lo == start.lo : e.row == last_row); };
        while (k < list.size() && ended && used(list[k])) ++k;
        if (k == list.size()) break;
        add_turn(list[k].date, {}, list[k].row);
        if (!list[k].early) start = list[k].date;
        last_row = list[k].row;
        ended = true;
        ++k;
        ++turn;
    }
    add_turn({}, end_of(w, start.lo), data::no_row);
}

// At L1, L2, L3: the first events, each counted from A.
void Run::limit_turns(std::uint32_t world) {
    World& w = worlds[world];
    const VersionPlan& p = plan.versions[w.version];
    const Columns::Events& held = columns.events(p.each, p);
    std::vector<Doubt> doubtful;
    const std::vector<Columns::Event> list = events_of(w, p.each, doubtful);
    doubts.insert(doubts.end(), doubtful.begin(), doubtful.end());
    const bool unseen = !held.unseen.empty() && held.unseen[w.i] != model::min_day && held.unseen[w.i] > plan.day_of(w.start.lo);
    for (std::size_t n = 0; n < p.at.size(); ++n) {
        const std::size_t first = cases.size();
        const bool done = n < list.size();
        add_case(world, static_cast<std::uint32_t>(n + 1), w.start, done ? list[n].date : When{}, done ? When{} : end_of(w, list.empty() ? w.start.lo : list.back().date.lo),
                 done ? list[n].row : data::no_row, &p.at[n]);
        for (std::size_t k = first; k < cases.size() && unseen; ++k) cases[k].preset = Why::not_all_held;
    }
}

void Run::make_turns() {
    for (std::uint32_t world = 0; world < worlds.size(); ++world) {
        World& w = worlds[world];
        if (w.settled) continue;
        const VersionPlan& p = plan.versions[w.version];
        if (!p.repeats()) {
            single_turn(world);
            continue;
        }
        const bool backwards = w.stop != due::no_date && !p.v->may_be_done_earlier &&
                               plan.day_of(w.stop) < plan.day_of(w.start.lo);
        if (backwards || columns.events(p.each, p).absent) {
            w.settled = true;
            w.verdict.any = true;
            w.verdict.outcome = Outcome::unknown;
            w.verdict.why = backwards ? Why::stopped_before_start : Why::record_absent;
            w.verdict.version = w.version;
            w.verdict.from = w.start.exact() ? w.start.lo : no_time;
        } else if (p.v->shape == Shape::schedule) {
            schedule_turns(world);
        } else if (p.v->shape == Shape::at_limits) {
            limit_turns(world);
        }
    }
}

}  // namespace duly::eval::timescales
