// `at least once in every L`: windows laid end to end from A, found for all worlds together, the n-th of each at a time,
// since a limit that changes is judged on the day its window starts.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

namespace {

constexpr std::uint32_t most_windows = 20'000;

struct Lane {
    std::uint32_t world = 0;
    Time start = 0, anchor = 0, end = 0;    // of the window; where its count begins
    std::int64_t laid = 0;                  // windows since the anchor
    Span span;
    Time unseen = due::no_date;
    std::vector<Columns::Event> events;
    bool open = true;
};

// Stretches in which the calendar is open, its own or those of the calendar that it extends, in order.
std::vector<calendar::Span> terms_of(const model::RuleSet& rules, model::CalendarId id) {
    std::vector<calendar::Span> out;
    while (id < rules.calendars.size() && rules.calendars[id].open.empty()) id = rules.calendars[id].extends;
    if (id < rules.calendars.size())
        for (const auto& open : rules.calendars[id].open) out.push_back({open.from, open.to});
    std::sort(out.begin(), out.end(), [](const calendar::Span& a, const calendar::Span& b) { return a.from < b.from; });
    return out;
}

}  // namespace

void Run::windows() {
    std::vector<Lane> lanes;
    for (std::uint32_t world = 0; world < worlds.size(); ++world) {
        World& w = worlds[world];
        if (w.settled) continue;
        const VersionPlan& p = plan.versions[w.version];
        const Columns::Events& held = columns.events(p.each, p);
        const bool backwards = w.stop != due::no_date && !p.v->may_be_done_earlier &&
                               due::day_of(w.stop, plan.moments) < due::day_of(w.start.lo, plan.moments);
        if (held.absent || backwards) {
            w.settled = true;
            w.verdict.any = true;
            w.verdict.outcome = Outcome::unknown;
            w.verdict.why = held.absent ? Why::record_absent : Why::stopped_before_start;
            w.verdict.version = w.version;
            w.verdict.from = w.start.exact() ? w.start.lo : no_time;
            continue;
        }
        Lane lane;
        lane.world = world;
        lane.start = lane.anchor = w.start.lo;
        std::vector<Doubt> doubtful;
        lane.events = events_of(w, p.each, doubtful);
        doubts.insert(doubts.end(), doubtful.begin(), doubtful.end());
        if (!held.unseen.empty() && held.unseen[w.i] != model::min_day)
            lane.unseen = plan.moments ? due::last_second(held.unseen[w.i]) : Time{held.unseen[w.i]};
        lanes.push_back(std::move(lane));
    }

    std::vector<Verdict> by_case;
    for (std::uint32_t number = 1; std::any_of(lanes.begin(), lanes.end(), [](const Lane& l) { return l.open; }); ++number) {
        const std::size_t first = cases.size();
        std::vector<Lane*> of;
        for (Lane& lane : lanes) {
            if (!lane.open) continue;
            const World& w = worlds[lane.world];
            Case c;
            c.world = lane.world;
            c.turn = number;
            c.version = w.version;
            c.start = lane.start;
            c.start_moment = w.start.moment;
            bool unsure = false;
            const std::uint16_t version = version_on(w.i, due::day_of(lane.start, plan.moments), unsure);
            if (unsure) c.preset = Why::version_unknown;
            if (version != 0xffff) c.version = version;
            const VersionPlan& p = plan.versions[c.version];
            c.limit = &p.within;
            c.calendar = p.calendar;
            if (p.v->every_term) {
                const auto terms = terms_of(plan.expressions.rules(), p.calendar_id);
                const auto term = std::find_if(terms.begin(), terms.end(), [&](const calendar::Span& t) { return t.to >= due::day_of(lane.start, plan.moments); });
                c.preset = Why::no_limit;   // no length: the end is the term's
                lane.end = due::no_date;
                if (term != terms.end()) {
                    const Time begins = plan.moments ? due::first_second(term->from) : Time{term->from};
                    lane.end = plan.moments ? due::last_second(term->to) : Time{term->to};
                    c.start = lane.start = std::max(lane.start, begins);
                }
            }
            cases.push_back(std::move(c));
            of.push_back(&lane);
        }
        limits(first);
        for (std::size_t n = 0; n < of.size(); ++n) {
            Lane& lane = *of[n];
            Case& c = cases[first + n];
            const World& w = worlds[lane.world];
            const VersionPlan& p = plan.versions[c.version];
            Verdict out;
            out.any = true;
            out.version = c.version;
            out.from = c.start;
            out.outcome = Outcome::unknown;
            const auto end_with = [&](Outcome outcome, Why why) {
                out.outcome = outcome;
                out.why = why;
                lane.open = false;
            };
            due::DueResult due;
            if (p.v->every_term) {
                c.preset = Why::nothing;
                if (c.start > plan.as_of()) {
                    end_with(Outcome::not_applicable, Why::stopped_in_time);     // between two terms
                } else if (lane.end == due::no_date) {
                    end_with(Outcome::not_run, Why::calendar_ends);
                } else {
                    due.due = lane.end;
                }
            } else if (c.preset != Why::nothing) {
                end_with(Outcome::unknown, c.preset);
            } else if (c.limit_state == 2) {
                end_with(Outcome::not_applicable, Why::stopped_in_time);
            } else if (c.limit_state != 0) {
                end_with(Outcome::unknown, c.limit_state == 3 ? Why::calendar_not_told : Why::limit_unknown);
            } else {
                // A limit that changes is counted anew from where it changed.
                if (number > 1 && !(c.span == lane.span)) { lane.anchor = lane.end; lane.laid = 0; }
                lane.span = c.span;
                ++lane.laid;
                const auto end = due::count(lane.anchor, {c.span.amount * lane.laid, c.span.unit}, p.v->counting, c.calendar, plan.moments, false);
                if (!end) {
                    end_with(Outcome::not_run, Why::calendar_ends);
                } else if (*end < c.start || number > most_windows) {
                    end_with(Outcome::unknown, *end < c.start ? Why::limit_unknown : Why::too_many);
                } else {
                    due.due = lane.end = *end;
                }
            }
            const Columns::Event* found = nullptr;
            if (lane.open) {
                for (const Columns::Event& e : lane.events) {
                    const bool inside = e.date.lo >= c.start && e.date.hi <= due.due;
                    if (inside || (!found && e.date.lo >= c.start)) found = &e;
                    if (inside) break;
                    if (e.date.lo < c.start ? e.date.hi >= c.start : e.date.lo <= due.due && e.date.hi > due.due) doubts.push_back({lane.world, e.date, e.row});
                    if (e.date.lo > due.due) break;
                }
                if (found) {
                    c.done = found->date;
                    c.event = found->row;
                }
                if (w.stop != due::no_date) c.stop = {w.stop, w.stop, When::State::known, true};
                if (!found) shown(c);
                const bool not_shown = lane.unseen != due::no_date && lane.unseen >= c.start && !(found && found->date.lo <= due.due);
                if (not_shown) {
                    out.why = Why::not_all_held;
                    out.due = out.due_first = out.due_last = due.due;
                } else {
                    out = judge_case(plan, p, c, due);
                }
                const bool last = due.due >= plan.as_of() || (w.stop != due::no_date && w.stop <= due.due);
                if (last) lane.open = false;
                if (last && not_shown && w.stop != due::no_date && w.stop <= due.due) out.why = Why::stopped_in_time;
                const TimescaleVersion& v = *p.v;
                const model::Day day = due::day_of(c.start, plan.moments);
                // What starts outside every version, or while the rule is not in force, is left out.
                bool unsure = false;
                if (day < v.in_force_from || day > v.in_force_until || version_on(w.i, day, unsure) == 0xffff) out.why = Why::stopped_in_time;
                lane.start = lane.end + 1;
            }
            by_case.push_back(out);
        }
    }
    group_turns(by_case);
    std::stable_sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.world != b.world ? a.world < b.world : a.turn < b.turn; });
}

}  // namespace duly::eval::timescales
