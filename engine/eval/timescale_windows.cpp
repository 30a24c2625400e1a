// `at least once in every L`: windows laid end to end from A, found for all worlds together, the n-th of each at a time,
// since a limit that changes is judged on the day its window starts. A window whose end is moved (by a pause, an extension, a
// restart) is where the next ones are counted from; one that only rolls is not.
#include <algorithm>
#include <set>

#include "engine/eval/timescale_dues.hpp"
#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

using due::DueCase;
using due::DueResult;

namespace {

constexpr std::uint32_t most_windows = 20'000;
constexpr std::size_t most_lanes = 2'000;       // ways in which the windows of one record may lie
constexpr int most_skipped = 400;               // windows that a roll has swallowed

// Stretches in which the calendar is open, its own or those of the calendar that it extends, in order.
std::vector<calendar::Span> terms_of(const model::RuleSet& rules, model::CalendarId id) {
    std::vector<calendar::Span> out;
    while (id < rules.calendars.size() && rules.calendars[id].open.empty()) id = rules.calendars[id].extends;
    if (id < rules.calendars.size())
        for (const auto& open : rules.calendars[id].open) out.push_back({open.from, open.to});
    std::sort(out.begin(), out.end(), [](const calendar::Span& a, const calendar::Span& b) { return a.from < b.from; });
    return out;
}

// One way in which the windows of a world may lie; where a date that moves an end is in doubt, there are several.
struct Lane {
    std::uint32_t world = 0, known = 0;     // known: index of its events
    Time start = 0;                         // of the window
    Time anchor = 0;                        // where its count begins
    bool counted_on = false;                // the anchor is the end of a window
    std::int64_t laid = 0;                  // windows since the anchor
    Span span;
    Time counted = 0;                       // end of the last window, before it rolled
    bool open = true;
    std::vector<Turn> turns;
};

// A possible end of a window.
struct End {
    DueResult due;
    Time restarted = due::no_date;
    bool moved = false;                     // its end is not where the plain count puts it
    friend bool operator==(const End& a, const End& b) {
        return a.due.kind == b.due.kind && a.due.due == b.due.due && a.due.counted == b.due.counted && a.restarted == b.restarted && a.moved == b.moved;
    }
};

}  // namespace

// Lays the windows of all worlds, a round for the n-th of each.
class Run::Layer {
public:
    explicit Layer(Run& run) : run_(run), plan_(run.plan) {}

    void lay() {
        begin();
        for (std::uint32_t number = 1; std::any_of(lanes_.begin(), lanes_.end(), [](const Lane& l) { return l.open; }); ++number) round(number);
        gather();
    }

private:
    struct Known {
        std::vector<Columns::Event> events;
        Time unseen = due::no_date;
        bool exact = true;                  // each happened on one day, and none before the start counts
    };

    void begin() {
        for (std::uint32_t world = 0; world < run_.worlds.size(); ++world) {
            World& w = run_.worlds[world];
            const VersionPlan& p = plan_.versions[w.version == 0xffff ? 0 : w.version];
            if (w.settled || p.v->shape != Shape::windows) continue;
            const Columns::Events& held = run_.columns.events(p.each, p);
            Lane lane;
            lane.world = world;
            lane.known = static_cast<std::uint32_t>(known_.size());
            lane.start = lane.anchor = lane.counted = w.start.lo;
            Known known;
            std::vector<Doubt> doubtful;
            known.events = run_.events_of(w, p.each, doubtful);
            run_.doubts.insert(run_.doubts.end(), doubtful.begin(), doubtful.end());
            if (!held.unseen.empty() && held.unseen[w.i] != model::min_day)
                known.unseen = plan_.moments ? plan_.zone().last_second(held.unseen[w.i]) : Time{held.unseen[w.i]};
            known.exact = std::all_of(known.events.begin(), known.events.end(), [](const Columns::Event& e) { return e.date.lo == e.date.hi && !e.early; }) &&
                          std::is_sorted(known.events.begin(), known.events.end(), [](const Columns::Event& a, const Columns::Event& b) { return a.date.lo < b.date.lo; });
            known_.push_back(std::move(known));
            lanes_.push_back(std::move(lane));
        }
        for (const Doubt& d : run_.doubts) doubted_.emplace(d.world, d.row);
    }

    struct Window { std::size_t lane = 0; bool left_out = false; Time term_end = due::no_date; };

    void round(std::uint32_t number) {
        const std::size_t first = run_.cases.size();
        std::vector<Window> windows;
        for (std::size_t n = 0; n < lanes_.size(); ++n)
            if (lanes_[n].open) windows.push_back(open(n, number));
        run_.limits(first);
        // The columns of what moves an end, for each version that has any.
        std::vector<std::vector<std::uint32_t>> of(plan_.versions.size());
        std::vector<std::size_t> place(windows.size());
        for (std::size_t n = 0; n < windows.size(); ++n) {
            auto& same = of[run_.cases[first + n].version];
            place[n] = same.size();
            same.push_back(static_cast<std::uint32_t>(first + n));
        }
        std::vector<std::unique_ptr<DueColumns>> columns(plan_.versions.size());
        for (std::uint16_t version = 0; version < of.size(); ++version)
            if (!of[version].empty() && !plan_.versions[version].plain) columns[version] = run_.due_columns(version, of[version]);
        for (std::size_t n = 0; n < windows.size(); ++n)
            close(windows[n], static_cast<std::uint32_t>(first + n), number, columns[run_.cases[first + n].version].get(), place[n]);
    }

    Window open(std::size_t at, std::uint32_t number) {
        Lane& lane = lanes_[at];
        const World& w = run_.worlds[lane.world];
        Window window;
        window.lane = at;
        Case c;
        c.world = lane.world;
        c.turn = number;
        c.version = w.version;
        c.start = lane.start;
        c.start_moment = w.start.moment;
        c.window = true;
        if (!plan_.undated && !run_.choose_for_turn(c)) {
            window.left_out = true;
            if (plan_.versions[c.version].v->shape != Shape::windows) c.version = w.version;
        }
        const VersionPlan& p = plan_.versions[c.version];
        c.limit = &p.within;
        c.calendar = p.calendar;
        if (p.v->every_term) {
            const auto terms = terms_of(plan_.expressions.rules(), p.calendar_id);
            const auto term = std::find_if(terms.begin(), terms.end(), [&](const calendar::Span& t) { return t.to >= plan_.day_of(lane.start); });
            if (term != terms.end()) {
                const Time begins = plan_.moments ? plan_.zone().first_second(term->from) : Time{term->from};
                window.term_end = plan_.moments ? plan_.zone().last_second(term->to) : Time{term->to};
                c.start = lane.start = std::max(lane.start, begins);
            }
        }
        run_.cases.push_back(std::move(c));
        return window;
    }

    void close(const Window& window, std::uint32_t at, std::uint32_t number, const DueColumns* columns, std::size_t place) {
        const VersionPlan& p = plan_.versions[run_.cases[at].version];
        const Case& c = run_.cases[at];
        std::vector<End> ends;
        if (p.v->every_term) {
            // Between two terms nothing is due.
            if (c.start > plan_.as_of()) return end_with(window, at, Outcome::not_applicable, Why::stopped_in_time);
            End end;
            end.due.due = end.due.counted = window.term_end;
            if (window.term_end == due::no_date) end.due.kind = DueResult::Kind::not_run;
            else if (p.v->by_time && plan_.moments) end.due.due = plan_.zone().utc(plan_.zone().day(window.term_end), *p.v->by_time * 60);
            ends.push_back(end);
        } else if (c.preset != Why::nothing) {
            return end_with(window, at, Outcome::unknown, c.preset);
        } else if (c.limit_state == 2) {
            return end_with(window, at, Outcome::not_applicable, Why::stopped_in_time);
        } else if (c.limit_state != 0) {
            return end_with(window, at, Outcome::unknown, c.limit_state == 3 ? Why::calendar_not_told : Why::limit_unknown);
        } else if (number > most_windows) {
            return end_with(window, at, Outcome::unknown, Why::too_many);
        } else {
            count_from(lanes_[window.lane], c);
            bool too_many = false, unknown = false;
            ends = ends_of(window.lane, at, columns, place, too_many, unknown);
            if (too_many || unknown) return end_with(window, at, Outcome::unknown, too_many ? Why::too_many : Why::limit_unknown);
            if (ends.empty()) return end_with(window, at, Outcome::unknown, Why::limit_unknown);
        }
        if (lanes_.size() + ends.size() > most_lanes + known_.size()) return end_with(window, at, Outcome::unknown, Why::too_many);
        const Case like = run_.cases[at];
        if (ends.size() == 1) return settle(lanes_[window.lane], window, at, ends[0], like);
        const Lane before = lanes_[window.lane];
        for (std::size_t n = 0; n < ends.size(); ++n) {
            if (n == 0) {
                settle(lanes_[window.lane], window, at, ends[n], like);
                continue;
            }
            Lane fork = before;
            run_.cases.push_back(like);
            settle(fork, window, static_cast<std::uint32_t>(run_.cases.size() - 1), ends[n], like);
            lanes_.push_back(std::move(fork));
        }
    }

    // A limit that changes is counted anew from the end of the window before.
    void count_from(Lane& lane, const Case& c) {
        if (!lane.turns.empty() || lane.laid > 0) {
            if (!(c.span == lane.span)) anchor(lane, lane.counted, plan_.versions[c.version]);
        }
        lane.span = c.span;
    }

    void anchor(Lane& lane, Time at, const VersionPlan& p) const {
        const bool day_after = p.v->counting == model::Counting::day_itself && !model::in_moments(lane.span.unit);
        lane.anchor = !day_after ? at : plan_.moments ? plan_.zone().first_second(plan_.zone().day(at) + 1) : at + 1;
        lane.counted_on = true;
        lane.laid = 0;
    }

    // The possible ends of the next window that ends on or after its start.
    std::vector<End> ends_of(std::size_t lane_at, std::uint32_t at, const DueColumns* columns, std::size_t place, bool& too_many, bool& unknown) {
        Lane& lane = lanes_[lane_at];
        Case& c = run_.cases[at];
        for (int skipped = 0; skipped < most_skipped; ++skipped) {
            ++lane.laid;
            c.anchor = lane.anchor;
            c.laid = lane.laid;
            c.counted_on = lane.counted_on;
            DueCase plain = run_.due_case(c);
            const bool moves = plain.rolls || plain.by_time.has_value();
            std::vector<End> ends;
            if (!columns) ends.push_back({due::due_of(plain), due::no_date, false});
            plain.rolls = false;
            plain.by_time.reset();
            const DueResult grid = !columns && !moves ? ends.front().due : due::due_of(plain);
            if (!columns) ends.front().moved = ends.front().due.kind != grid.kind || ends.front().due.counted != grid.counted;
            std::vector<DueCase> dues;
            if (columns) dues = run_.due_cases(c, place, *columns, too_many, unknown);
            if (too_many || unknown) return {};
            for (const DueCase& d : dues) {
                due::DueNotes notes;
                End end;
                end.due = due::due_of(d, &notes);
                DueResult expected = grid;
                if (notes.restarted) {
                    end.restarted = d.restarted;
                    DueCase again = plain;
                    again.start = d.restarted;
                    again.limit = c.span;
                    expected = due::due_of(again);
                }
                end.moved = end.due.kind != expected.kind || end.due.counted != expected.counted;
                if (std::find(ends.begin(), ends.end(), end) == ends.end()) ends.push_back(end);
            }
            const auto before_start = [&](const End& e) { return e.due.kind == DueResult::Kind::date && e.due.due < c.start; };
            if (std::none_of(ends.begin(), ends.end(), before_start)) return ends;
        }
        return {};
    }

    void end_with(const Window& window, std::uint32_t at, Outcome outcome, Why why) {
        Lane& lane = lanes_[window.lane];
        const Case& c = run_.cases[at];
        Verdict out;
        out.any = true;
        out.version = c.version;
        out.from = c.start;
        out.outcome = outcome;
        out.why = window.left_out ? Why::stopped_in_time : why;
        lane.open = false;
        keep(lane, at, out);
    }

    void keep(Lane& lane, std::uint32_t at, const Verdict& verdict) const {
        const Case& c = run_.cases[at];
        Turn t;
        t.world = lane.world;
        t.turn = c.turn;
        t.first = at;
        t.count = 1;
        t.event = c.event;
        t.verdict = verdict;
        lane.turns.push_back(t);
    }

    void doubt(const Lane& lane, const Columns::Event& e) {
        if (doubted_.emplace(lane.world, e.row).second) run_.doubts.push_back({lane.world, e.date, e.row});
    }

    // The first event in the window; without one the first after it.
    void find_event(const Lane& lane, Case& c, Time end) {
        const Columns::Event* found = nullptr;
        const Known& known = known_[lane.known];
        // Of what surely lies before the window nothing is asked.
        const auto begin = known.exact ? std::partition_point(known.events.begin(), known.events.end(), [&](const Columns::Event& e) { return e.date.lo < c.start; }) : known.events.begin();
        for (auto at = begin; at != known.events.end(); ++at) {
            const Columns::Event& e = *at;
            const bool begun = e.early ? c.turn == 1 : e.date.lo >= c.start;
            const bool inside = begun && e.date.hi <= end;
            if (inside || (!found && begun)) found = &e;
            if (inside) break;
            if (e.date.lo < c.start ? e.date.hi >= c.start : e.date.lo <= end && e.date.hi > end) doubt(lane, e);
            if (e.date.lo > end) break;
        }
        if (!found) return;
        c.done = found->date;
        c.event = found->row;
    }

    void settle(Lane& lane, const Window& window, std::uint32_t at, const End& end, const Case& like) {
        Case& c = run_.cases[at];
        c = like;
        const World& w = run_.worlds[lane.world];
        const VersionPlan& p = plan_.versions[c.version];
        const Known& known = known_[lane.known];
        const bool paused = end.due.kind == DueResult::Kind::open_pause;
        const Time until = paused ? due::never : end.due.due;
        Verdict out;
        bool last = true;
        if (end.due.kind == DueResult::Kind::not_run) {
            out.any = true;
            out.version = c.version;
            out.from = c.start;
            out.outcome = Outcome::not_run;
            out.why = Why::calendar_ends;
        } else {
            find_event(lane, c, until);
            const bool inside = c.done.there() && c.done.lo <= until;
            c.stop = run_.end_of(w, known.events.empty() ? c.start : std::max(c.start, known.events.back().date.lo));
            if (!c.done.there()) run_.shown(c);
            const bool ended = w.stop != due::no_date && w.stop <= until;
            last = paused || until >= plan_.as_of() || ended;
            if (known.unseen != due::no_date && known.unseen >= c.start && !inside) {
                out.any = true;
                out.version = c.version;
                out.from = c.start;
                out.outcome = Outcome::unknown;
                out.why = last && ended ? Why::stopped_in_time : Why::not_all_held;
                if (!paused) out.due = out.due_first = out.due_last = until;
            } else {
                out = judge_case(plan_, p, c, end.due);
            }
        }
        if (window.left_out) out.why = Why::stopped_in_time;
        keep(lane, at, out);
        lane.open = !last;
        if (last) return;
        lane.counted = end.due.counted;
        if (end.moved) {
            anchor(lane, end.due.counted, p);
        } else if (end.restarted != due::no_date) {
            lane.anchor = end.restarted;
            lane.counted_on = false;
            lane.laid = 1;
        }
        // The next begins the day after; where hours are counted, at once.
        const bool hours = !p.v->every_term && model::in_moments(c.span.unit);
        lane.start = hours || !plan_.moments ? until + 1 : plan_.zone().first_second(plan_.zone().day(until) + 1);
    }

    // The lanes of a world, mostly one, brought together: a turn that is not in each of them is not certain.
    void gather() {
        std::stable_sort(lanes_.begin(), lanes_.end(), [](const Lane& a, const Lane& b) { return a.world < b.world; });
        for (std::size_t first = 0; first < lanes_.size();) {
            std::size_t last = first;
            while (last < lanes_.size() && lanes_[last].world == lanes_[first].world) ++last;
            if (last - first == 1) {
                run_.turns.insert(run_.turns.end(), lanes_[first].turns.begin(), lanes_[first].turns.end());
                lanes_[first].turns = {};
                first = last;
                continue;
            }
            std::vector<Turn> merged;
            std::vector<std::size_t> in;
            for (std::size_t n = first; n < last; ++n) {
                for (Turn& t : lanes_[n].turns) {
                    if (last - first > 1 && t.verdict.why == Why::stopped_in_time) continue;
                    const auto same = std::find_if(merged.begin(), merged.end(), [&](const Turn& m) { return m.turn == t.turn; });
                    if (same == merged.end()) {
                        merged.push_back(std::move(t));
                        in.push_back(1);
                    } else {
                        fold(same->verdict, t.verdict, plan_.moments, plan_.zone());
                        ++in[static_cast<std::size_t>(same - merged.begin())];
                    }
                }
            }
            for (std::size_t n = 0; n < merged.size(); ++n) {
                Verdict& v = merged[n].verdict;
                if (in[n] == last - first) continue;
                if (v.outcome != Outcome::unknown) v.why = Why::differs;
                v.outcome = Outcome::unknown;
                v.late_by = 0;
            }
            std::sort(merged.begin(), merged.end(), [](const Turn& a, const Turn& b) { return a.turn < b.turn; });
            run_.turns.insert(run_.turns.end(), merged.begin(), merged.end());
            first = last;
        }
        const auto by_world = [](const Turn& a, const Turn& b) { return a.world < b.world; };
        if (!std::is_sorted(run_.turns.begin(), run_.turns.end(), by_world)) std::stable_sort(run_.turns.begin(), run_.turns.end(), by_world);
    }

    Run& run_;
    const RulePlan& plan_;
    std::vector<Known> known_;
    std::vector<Lane> lanes_;
    std::set<std::pair<std::uint32_t, Row>> doubted_;       // worlds and events of run_.doubts
};

void Run::windows() { Layer(*this).lay(); }

}  // namespace duly::eval::timescales
