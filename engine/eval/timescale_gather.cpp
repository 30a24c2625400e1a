// Cases -> turns -> entries: excuses, events in doubt, and the worlds of a row brought together.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

void Run::group_turns(const std::vector<Verdict>& by_case) {
    for (std::uint32_t k = 0; k < cases.size(); ++k) {
        const Case& c = cases[k];
        if (turns.empty() || turns.back().world != c.world || turns.back().turn != c.turn || turns.back().first + turns.back().count != k) {
            Turn t;
            t.world = c.world;
            t.turn = c.turn;
            t.first = k;
            t.event = c.event;
            turns.push_back(t);
        }
        Turn& t = turns.back();
        ++t.count;
        if (t.count == 1) t.verdict = by_case[k];
        else fold(t.verdict, by_case[k], plan.moments, plan.zone());
    }
}

void Run::excuses() {
    for (std::uint16_t version = 0; version < plan.versions.size(); ++version) {
        const ExprId excused = plan.versions[version].v->excused;
        if (excused == model::none) continue;
        std::vector<std::uint32_t> late, of;
        for (std::uint32_t t = 0; t < turns.size(); ++t)
            if (turns[t].verdict.outcome == Outcome::late && cases[turns[t].first].version == version) {
                late.push_back(t);
                of.push_back(turns[t].first);
            }
        if (late.empty()) continue;
        Batch batch = case_batch(version, of);
        batch.that_day.clear();     // outside a limit, `that day` is as-of
        const Values holds = plan.expressions.evaluate(excused, batch);
        for (std::size_t n = 0; n < late.size(); ++n)
            if (answer_of(holds, n) == Answer::yes) turns[late[n]].verdict.outcome = Outcome::late_with_reason;
    }
}

// Exclusions that speak of the event that ends the turn.
void Run::exclusions() {
    for (std::uint16_t version = 0; version < plan.versions.size(); ++version) {
        const VersionPlan& p = plan.versions[version];
        if (std::find(p.of_event.begin(), p.of_event.end(), 1) == p.of_event.end()) continue;
        std::vector<std::uint32_t> which, of;
        for (std::uint32_t t = 0; t < turns.size(); ++t)
            if (cases[turns[t].first].version == version) {
                which.push_back(t);
                of.push_back(turns[t].first);
            }
        if (which.empty()) continue;
        Batch batch = case_batch(version, of);
        batch.that_day.clear();
        std::vector<std::uint8_t> settled(which.size(), 0);     // 1 unknown, 2 excluded
        for (std::size_t k = 0; k < p.of_event.size(); ++k) {
            if (!p.of_event[k]) continue;
            const Values holds = plan.expressions.evaluate(p.v->excluded[k].when, batch);
            for (std::size_t n = 0; n < which.size(); ++n) {
                const Answer answer = answer_of(holds, n);
                if (answer == Answer::no || settled[n] == 2) continue;
                Verdict& v = turns[which[n]].verdict;
                settled[n] = answer == Answer::yes ? 2 : 1;
                v.outcome = answer == Answer::yes ? Outcome::excluded : Outcome::unknown;
                v.why = answer == Answer::yes ? Why::excluded : Why::exclusion_unknown;
                v.exclusion = answer == Answer::yes ? static_cast<std::uint8_t>(k) : 0xff;
                v.late_by = 0;
            }
        }
    }
}

// A repeating schedule ends with the first turn whose limit cannot be told.
void Run::end_schedules() {
    std::uint32_t ended = model::none;
    const auto drop = [&](const Turn& t) {
        if (plan.versions[cases[t.first].version].v->shape != Shape::schedule) return false;
        if (t.world == ended) return true;
        const bool stays_open = t.verdict.why == Why::no_limit;
        if (t.verdict.outcome == Outcome::unknown && t.verdict.why == Why::limit_unknown) ended = t.world;
        return stays_open;
    };
    std::vector<Turn> kept;
    kept.reserve(turns.size());
    for (Turn& t : turns)
        if (!drop(t)) kept.push_back(std::move(t));
    turns = std::move(kept);
}

// Turns side by side: an event more makes each later one end the turn after, so a single one may put all of them right. True when
// no turn of these is late with every doubtful event on its first possible day.
bool Run::side_by_side_met(const std::vector<std::size_t>& hit, std::size_t first, std::size_t last) const {
    const Case& like = cases[turns[hit.front()].first];
    if (plan.versions[like.version].v->shape != Shape::at_limits) return false;
    std::vector<Time> dates;
    for (const Turn& t : turns)
        if (t.world == like.world && cases[t.first].done.there()) dates.push_back(cases[t.first].done.lo);
    for (std::size_t e = first; e < last; ++e) dates.push_back(std::max(doubts[e].date.lo, like.start));
    std::sort(dates.begin(), dates.end());
    return std::all_of(hit.begin(), hit.end(), [&](std::size_t n) {
        const std::size_t at = turns[n].turn - 1;
        return turns[n].verdict.due_last != no_time && at < dates.size() && dates[at] <= turns[n].verdict.due_last;
    });
}

// A late or overdue turn in which an event in doubt may fall is in doubt.
void Run::doubtful_events() {
    if (doubts.empty()) return;
    std::stable_sort(doubts.begin(), doubts.end(), [](const Doubt& a, const Doubt& b) { return a.world < b.world; });
    std::size_t t = 0;
    for (std::size_t d = 0; d < doubts.size();) {
        std::size_t end = d;
        while (end < doubts.size() && doubts[end].world == doubts[d].world) ++end;
        while (t < turns.size() && turns[t].world < doubts[d].world) ++t;
        std::vector<std::size_t> hit;
        std::vector<std::uint8_t> used(end - d, 0);
        for (; t < turns.size() && turns[t].world == doubts[d].world; ++t) {
            const Verdict& v = turns[t].verdict;
            if (v.outcome != Outcome::late && v.outcome != Outcome::late_with_reason && v.outcome != Outcome::overdue) continue;
            const Time due_last = v.due_last == no_time ? due::never : v.due_last;
            const Time start = cases[turns[t].first].start;
            bool may_fall = false;
            for (std::size_t e = d; e < end; ++e) {
                const bool after = cases[turns[t].first].window ? doubts[e].date.hi >= start : doubts[e].date.hi > start;
                if (!after || doubts[e].date.lo > due_last) continue;
                used[e - d] = 1;
                may_fall = true;
            }
            if (may_fall) hit.push_back(t);
        }
        const auto events = static_cast<std::size_t>(std::count(used.begin(), used.end(), 1));
        const bool all_may_be_met = !hit.empty() && side_by_side_met(hit, d, end);
        for (const std::size_t n : hit) {
            if (events >= hit.size() || all_may_be_met) {
                turns[n].verdict.outcome = Outcome::unknown;
                turns[n].verdict.why = Why::event_in_doubt;
                turns[n].verdict.late_by = 0;
            } else {
                turns[n].verdict.flags |= 1;
            }
        }
        d = end;
    }
}

std::optional<std::vector<Entry>> Run::entries() {
    if (!make_worlds()) return std::nullopt;
    make_turns();
    limits();
    settle();
    if (plan.windows) windows();
    end_schedules();
    // A repeating turn that was stopped in time is no turn.
    const auto none = [&](const Turn& t) { return t.verdict.why == Why::stopped_in_time && plan.versions[cases[t.first].version].repeats(); };
    if (plan.repeats) turns.erase(std::remove_if(turns.begin(), turns.end(), none), turns.end());
    exclusions();
    doubtful_events();
    excuses();

    std::vector<Entry> out;
    out.reserve(turns.size());
    struct Merged { Entry entry; std::uint32_t worlds = 0, last_world = model::none; };
    std::vector<Merged> merged;
    std::size_t w = 0, t = 0;
    while (w < worlds.size()) {
        const std::uint32_t i = worlds[w].i;
        std::size_t last = w;
        while (last < worlds.size() && worlds[last].i == i) ++last;
        merged.clear();
        const auto add = [&](std::uint32_t turn, const Verdict& verdict, std::uint32_t world, std::uint32_t index) {
            const auto at = std::lower_bound(merged.begin(), merged.end(), turn, [](const Merged& m, std::uint32_t n) { return m.entry.turn < n; });
            if (at != merged.end() && at->entry.turn == turn) {
                fold(at->entry.verdict, verdict, plan.moments, plan.zone());
                if (at->last_world != world) ++at->worlds;
                at->last_world = world;
                return;
            }
            Merged fresh;
            fresh.entry = {i, turn, verdict, index, world};
            fresh.worlds = 1;
            fresh.last_world = world;
            merged.insert(at, std::move(fresh));
        };
        for (std::size_t k = w; k < last; ++k) {
            const World& world = worlds[k];
            const std::size_t before = t;
            for (; t < turns.size() && turns[t].world == k; ++t)
                if (!world.settled) add(turns[t].turn, turns[t].verdict, static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(t));
            if (world.settled) {
                add(0, world.verdict, static_cast<std::uint32_t>(k), model::none);
            } else if (t == before) {
                Verdict none;
                none.any = true;
                none.why = Why::no_turn;
                none.version = world.version;
                none.from = world.start.exact() ? world.start.lo : no_time;
                add(0, none, static_cast<std::uint32_t>(k), model::none);
            }
        }
        const auto count = static_cast<std::uint32_t>(last - w);
        // Worlds without turns beside worlds with some: those turns are not certain.
        if (merged.size() > 1 && merged.front().entry.turn == 0) merged.erase(merged.begin());
        for (Merged& m : merged) {
            if (m.worlds < count) {
                if (m.entry.verdict.outcome != Outcome::unknown) m.entry.verdict.why = Why::differs;
                m.entry.verdict.outcome = Outcome::unknown;
                m.entry.verdict.late_by = 0;
            }
            out.push_back(std::move(m.entry));
        }
        w = last;
    }
    return out;
}

}  // namespace duly::eval::timescales
