// Usual rows of plain schedules: exact dates, certain events. The events of a row are walked once, where they stand one after the other, and
// each turn is judged by its limit; any other row is left to the phases.
#include <algorithm>

#include "engine/eval/timescale_told_turns.hpp"

namespace duly::eval::timescales {

namespace {

bool plain_schedule(const RulePlan& plan) {
    if (plan.moments || !plan.one_trigger || !plan.one_condition || plan.expressions.supposed() || plan.each.size() != 1) return false;
    const TimescaleVersion& first = *plan.versions.front().v;
    return std::all_of(plan.versions.begin(), plan.versions.end(), [&](const VersionPlan& p) {
        const TimescaleVersion& v = *p.v;
        return v.shape == Shape::schedule && v.each && p.plain && !p.open_ended() && !v.may_be_done_earlier && v.also_shown_by.empty() && v.excused == model::none &&
               v.calendar_field == model::none && v.chosen_by == model::none && v.from_field == model::none && !v.temporary && v.stop == first.stop &&
               p.calendar_id == plan.versions.front().calendar_id && v.counting != model::Counting::next_working_day && !v.rolls &&
               (p.warn.empty() || (p.warn.constant && p.warn.valid)) && std::find(p.of_event.begin(), p.of_event.end(), 1) == p.of_event.end();
    });
}

struct Step {
    std::uint32_t i = 0, turn = 0, place = UINT32_MAX;      // of the event that ends it
    std::uint16_t version = 0;
    LengthTold::State told = LengthTold::not_told;
    std::int32_t start = 0, done = no_day, stop = no_day, due = no_day;
    const TurnLimit* limit = nullptr;
};

}  // namespace

QuickSchedules::~QuickSchedules() = default;

QuickSchedules::QuickSchedules(const RulePlan& plan, Clauses& clauses) : plan_(plan), by_day_(plan) {
    const TimescaleVersion& first = *plan.versions.front().v;
    if (!plan.repeats || !plain_schedule(plan) || first.from_date == model::none) return;
    const model::CalendarId calendar = plan.versions.front().calendar_id;
    const auto events = clauses.events(*plan.each.front(), calendar);
    if (!events) return;
    from_ = clauses.days(first.from_date, calendar, false, plan.reckoned_start(first.from_date));
    for (const VersionPlan& p : plan.versions) {
        auto v = schedule_version(plan, p, clauses);
        if (first.stop != model::none) v->stop = clauses.days(first.stop, calendar, true, true);
        if (first.where != model::none) v->where = clauses.answers(first.where, calendar);
        for (const model::Exclusion& x : first.excluded) v->excluded.push_back(clauses.answers(x.when, calendar));
        v->events = *events;
        versions_.push_back(std::move(v));
    }
}

namespace {

// The rows of a batch of which a limit is told by conditions, or whose turns are not all of one version.
class Walk {
public:
    Walk(const RulePlan& plan, const VersionByDay& by_day, std::span<const Row> rows, std::span<const std::unique_ptr<const ScheduleVersion>> versions, const EventPlaces& places)
        : plan_(plan), by_day_(by_day), rows_(rows), versions_(versions), places_(places) {}

    // The turns of a row. False: some turn of it starts on a day of no version.
    bool lay(std::uint32_t i, std::int32_t from, std::int32_t stop, std::span<const std::uint32_t> events) {
        const std::size_t first = steps_.size();
        Step step;
        step.i = i;
        step.turn = 1;
        step.start = from;
        bool told = true;
        for (const std::uint32_t place : events) {
            step.place = place;
            step.done = places_.day_at(place);
            told = told && add(step);
            step.start = step.done;
            ++step.turn;
        }
        step.place = UINT32_MAX;
        step.done = no_day;
        step.stop = stop;
        told = told && add(step);
        if (!told) {
            steps_.resize(first);
            while (!open_.empty() && open_.back() >= first) open_.pop_back();
        }
        return told;
    }

    // Which length applies, where conditions tell: for all turns of one limit at once, each on the day it starts.
    void limits(model::RecordId event) {
        std::vector<std::pair<const TurnLimit*, std::vector<std::uint32_t>>> groups;
        for (const std::uint32_t k : open_) {
            const TurnLimit* const limit = steps_[k].limit;
            auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == limit; });
            if (group == groups.end()) group = groups.insert(groups.end(), {limit, {}});
            group->second.push_back(k);
        }
        for (const auto& [limit, of] : groups) {
            const auto told = lengths_told(plan_.expressions, *limit->plan, of.size(), [&, &of = of](const std::vector<std::uint32_t>& which) {
                const VersionPlan& p = plan_.versions[steps_[of.front()].version];
                const model::Slot slot = plan_.event_slot;
                Batch batch;
                batch.n = which.size();
                batch.calendar = p.calendar_id;
                batch.rows.resize(slot + 1u);
                batch.records.assign(slot + 1u, model::none);
                batch.records[0] = plan_.rule.record;
                batch.records[slot] = event;
                for (const std::uint32_t n : which) {
                    const Step& step = steps_[of[n]];
                    batch.rows[0].push_back(rows_[step.i]);
                    batch.rows[slot].push_back(step.place == UINT32_MAX ? data::no_row : places_.row_at(step.place));
                    batch.that_day.push_back(step.start);
                }
                return batch;
            });
            for (std::size_t n = 0; n < of.size(); ++n) {
                Step& step = steps_[of[n]];
                const VersionPlan& p = plan_.versions[step.version];
                step.told = told[n].state;
                if (step.told == LengthTold::told) step.due = due::DayCounter(told[n].span, p.v->counting, p.calendar, plan_.zone(), false)(step.start);
            }
        }
    }

    // A schedule ends with the first turn whose limit cannot be told; one that was stopped in time is no turn.
    void judge_row(std::uint32_t i, std::int32_t from, std::uint16_t version, std::vector<QuickTurn>& out) {
        const std::size_t first = out.size();
        bool ended = false;
        for (; at_ < steps_.size() && steps_[at_].i == i; ++at_) {
            const Step& step = steps_[at_];
            if (ended || step.told == LengthTold::none_applies) continue;
            if (step.told != LengthTold::told) {
                out.push_back({i, step.turn, Outcome::unknown, step.version, step.start, no_day, step.done});
                ended = true;
                continue;
            }
            QuickTurn turn;
            if (judge_turn(plan_, {i, step.turn, step.version, step.start, step.due, step.done, step.stop}, step.limit->late, turn)) out.push_back(turn);
        }
        if (out.size() == first) out.push_back({i, 0, Outcome::not_applicable, version, from});
    }

private:
    const RulePlan& plan_;
    const VersionByDay& by_day_;
    std::span<const Row> rows_;
    std::span<const std::unique_ptr<const ScheduleVersion>> versions_;
    const EventPlaces& places_;
    std::vector<Step> steps_;
    std::vector<std::uint32_t> open_;       // those whose limit is still to be told
    std::size_t at_ = 0;

    // The version and limit of the day that it starts.
    bool place(Step& step) const {
        if (!plan_.undated) {
            step.version = by_day_.in_force_on(step.start);
            if (step.version == 0xffff) return false;
        }
        step.limit = &versions_[step.version]->limit_of(step.turn);
        return true;
    }

    bool add(Step& step) {
        if (!place(step)) return false;
        if (step.limit->plan->empty()) return true;
        if (step.limit->told) {
            step.told = LengthTold::told;
            step.due = step.limit->due(step.start);
        } else {
            step.told = LengthTold::not_told;
            if (!step.limit->plan->constant) open_.push_back(static_cast<std::uint32_t>(steps_.size()));
        }
        steps_.push_back(step);
        return true;
    }
};

}  // namespace

std::uint64_t QuickSchedules::run(ClauseColumns& columns, bool only_listed, QuickRows& out, std::vector<QuickTurn>& turns) const {
    turns.clear();
    if (versions_.empty()) return 0;
    const ScheduleVersion& v = *versions_.front();
    const std::size_t n = columns.rows().size();
    const std::int32_t* const from = columns.days(*from_);
    const std::int32_t* const stop = v.stop ? columns.days(*v.stop) : nullptr;
    const std::uint8_t* const where = v.where ? columns.answers(*v.where) : nullptr;
    std::vector<const std::uint8_t*> excluded;
    for (const ClauseId id : v.excluded) excluded.push_back(columns.answers(id));
    std::vector<const std::int32_t*> bounds;
    for (const EventsAsked::Bound& bound : v.events.bounds) bounds.push_back(columns.days(bound.days));
    std::vector<std::uint16_t> version(n);
    by_day_.of(from, n, version.data());
    const EventPlaces places(plan_.expressions, v.events);
    ToldTurns told(plan_, columns, only_listed);
    Walk walk(plan_, by_day_, columns.rows(), versions_, places);
    std::vector<std::uint32_t> later, events;
    std::vector<std::int32_t> days;
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < n; ++i)
        if (out.outcome[i] == QuickRows::left && from[i] != odd_day && version[i] != 0xffff) open.push_back(i);
    constexpr std::size_t ahead = 6;
    for (std::size_t k = 0; k < open.size(); ++k) {
        if (k + ahead < open.size()) places.fetch(columns.rows()[open[k + ahead]]);
        const std::uint32_t i = open[k];
        if (where && where[i] != static_cast<std::uint8_t>(Answer::yes)) {
            turns.push_back({i, 0, where[i] == static_cast<std::uint8_t>(Answer::no) ? Outcome::not_applicable : Outcome::unknown, version[i], from[i]});
            out.outcome[i] = QuickRows::turns;
            continue;
        }
        if (from[i] == no_day || std::any_of(excluded.begin(), excluded.end(), [&](const auto* answers) { return answers[i] != static_cast<std::uint8_t>(Answer::no); })) continue;
        const std::int32_t stopped = stop ? stop[i] : no_day;
        if (stopped == odd_day || (stopped != no_day && stopped < from[i])) continue;
        Day lo = from[i], hi = stopped == no_day ? INT32_MAX - 1 : stopped;
        if (!within(v.events, bounds, i, lo, hi)) continue;
        const Row row = columns.rows()[i];
        if (const std::size_t room = places.room(row) + 1; days.size() < room) days.resize(room);
        days[0] = from[i];
        std::size_t held = 0;
        if (lo <= hi && !places.days(row, lo, hi, days.data() + 1, held)) continue;
        // The versions follow each other, so what starts between two days of one is of it.
        const bool one_version = plan_.undated || by_day_.in_force_on(days[held]) == version[i];
        if (!one_version || !told.judge(*versions_[version[i]], i, version[i], std::span(days).first(held + 1), stopped, turns)) {
            events.clear();
            if (lo <= hi) places.list(row, lo, hi, events);
            if (!walk.lay(i, from[i], stopped, events)) continue;
            later.push_back(i);
        }
        out.outcome[i] = QuickRows::turns;
    }
    if (later.empty()) return told.met();
    walk.limits(v.events.record);
    for (const std::uint32_t i : later) walk.judge_row(i, from[i], version[i], turns);
    std::stable_sort(turns.begin(), turns.end(), [](const QuickTurn& a, const QuickTurn& b) { return a.i < b.i; });
    return told.met();
}

}  // namespace duly::eval::timescales
