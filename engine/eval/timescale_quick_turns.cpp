// The usual rows of a plain schedule: one version that is always in force, exact dates, certain events. The events of a row are walked once,
// and each turn is judged by the same functions as everywhere; any other row is left to the phases.
#include <algorithm>

#include "engine/eval/timescale_quick.hpp"

namespace duly::eval::timescales {

namespace {

bool plain_schedule(const RulePlan& plan) {
    if (plan.moments || !plan.undated || plan.expressions.supposed()) return false;
    const VersionPlan& p = plan.versions.front();
    const TimescaleVersion& v = *p.v;
    return v.shape == Shape::schedule && v.each && p.plain && !p.open_ended() && !v.may_be_done_earlier && v.also_shown_by.empty() && v.excused == model::none &&
           v.calendar_field == model::none && v.chosen_by == model::none && !v.temporary && v.counting != model::Counting::next_working_day && !v.rolls &&
           (p.warn.empty() || (p.warn.constant && p.warn.valid)) && std::find(p.of_event.begin(), p.of_event.end(), 1) == p.of_event.end();
}

// A row that the quick path takes: `settled` by its conditions, or with turns from `from` on.
struct Taken {
    std::uint32_t i = 0, nth = 0;       // nth of those with turns
    bool settled = false;
    Outcome outcome{};
    Time from = no_time, stop = due::no_date;
};

struct Step {
    std::uint32_t i = 0, turn = 0;
    Row event = data::no_row;           // that ends it
    Time start = 0, done = due::no_date, stop = due::no_date;
    const LimitPlan* limit = nullptr;
    LengthTold told;
};

class Schedule {
public:
    Schedule(const RulePlan& plan, Columns& columns) : plan_(plan), p_(plan.versions.front()), columns_(columns) {
        like_.calendar = p_.calendar;
        if (!p_.warn.empty()) like_.warn_state = Case::Warn::told;
        like_.warn = p_.warn.span;
    }

    void run(std::vector<QuickTurn>& out, std::vector<std::uint8_t>& done) {
        if (!take(done)) return;
        Columns columns(plan_, begun_);
        const Columns::Dated events = columns.dated(p_.each, p_);
        if (events.below.absent || (events.dates.size() > 0 && events.dates.type != model::Type::date)) return;
        for (Taken& one : taken_)
            if (one.settled || lay(one, events)) done[one.i] = 2;
        limits();
        std::size_t at = 0;
        for (const Taken& one : taken_) {
            if (one.settled) out.push_back({one.i, 0, one.outcome, one.from});
            else if (done[one.i] != 0) judge_row(one, at, out);
        }
    }

private:
    const RulePlan& plan_;
    const VersionPlan& p_;
    Columns& columns_;
    std::vector<Taken> taken_;
    std::vector<Row> begun_;
    std::vector<Step> steps_;
    std::vector<std::pair<Time, Row>> dates_;
    Case like_;

    bool take(const std::vector<std::uint8_t>& done) {
        const TimescaleVersion& v = *p_.v;
        Days from, stop;
        if (!days_of(columns_, p_, v.from_date, false, from) || !days_of(columns_, p_, v.stop, true, stop)) return false;
        const Values* const where = v.where == model::none ? nullptr : &columns_.of(v.where, p_);
        for (std::uint32_t i = 0; i < done.size(); ++i) {
            if (done[i]) continue;
            const Days::Is begun = from.is(i);
            if (begun != Days::Is::exact && !(begun == Days::Is::none && from.s[i] == Presence::blank)) continue;
            Taken one{i, static_cast<std::uint32_t>(begun_.size())};
            if (begun == Days::Is::exact) one.from = from.v[i];
            if (const Answer holds = where ? answer_of(*where, i) : Answer::yes; holds != Answer::yes) {
                one.settled = true;
                one.outcome = holds == Answer::no ? Outcome::not_applicable : Outcome::unknown;
                taken_.push_back(one);
                continue;
            }
            const bool open = std::all_of(v.excluded.begin(), v.excluded.end(), [&](const model::Exclusion& x) { return columns_.answer(x.when, p_, i) == Answer::no; });
            const Days::Is stopped = stop.is(i);
            if (begun != Days::Is::exact || !open || stopped == Days::Is::other) continue;
            if (stopped == Days::Is::exact) one.stop = stop.v[i];
            if (one.stop != due::no_date && one.stop < one.from) continue;
            taken_.push_back(one);
            begun_.push_back(columns_.rows()[i]);
        }
        return !taken_.empty();
    }

    // The turns of a row. False: some event of it is in doubt, or not held.
    bool lay(const Taken& one, const Columns::Dated& events) {
        const Expressions::Below& below = events.below;
        const Values& dates = events.dates;
        if (!below.unseen.empty() && below.unseen[one.nth] != model::min_day) return false;
        dates_.clear();
        for (std::uint32_t k = below.offsets[one.nth]; k < below.offsets[one.nth + 1]; ++k) {
            const Presence s = dates.s[k];
            if (s == Presence::blank || s == Presence::missing) continue;
            if (s != Presence::known || dates.last(k) != dates.v[k] || !below.certain[k]) return false;
            if (dates.v[k] >= one.from && (one.stop == due::no_date || dates.v[k] <= one.stop)) dates_.emplace_back(dates.v[k], below.rows[k]);
        }
        const auto earlier = [](const auto& a, const auto& b) { return a.first < b.first; };
        if (!std::is_sorted(dates_.begin(), dates_.end(), earlier)) std::stable_sort(dates_.begin(), dates_.end(), earlier);
        Row last = data::no_row;
        Step step;
        step.i = one.i;
        step.turn = 1;
        step.start = one.from;
        for (const auto& [day, row] : dates_) {
            if (step.turn > 1 && row == last) continue;
            step.done = day;
            step.event = last = row;
            add(step);
            step.start = day;
            ++step.turn;
        }
        step.done = due::no_date;
        step.event = data::no_row;
        step.stop = one.stop;
        add(step);
        return true;
    }

    void add(Step& step) {
        step.limit = &p_.limit_of_turn(step.turn);
        if (step.limit->empty()) return;
        step.told = {step.limit->constant && step.limit->valid ? LengthTold::told : LengthTold::not_told, step.limit->span};
        steps_.push_back(step);
    }

    // Which length applies, where that is told by conditions: for all turns of one limit at once, each on the day it starts.
    void limits() {
        std::vector<std::pair<const LimitPlan*, std::vector<std::uint32_t>>> groups;
        for (std::uint32_t k = 0; k < steps_.size(); ++k) {
            const LimitPlan* const limit = steps_[k].limit;
            if (limit->constant) continue;
            auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == limit; });
            if (group == groups.end()) group = groups.insert(groups.end(), {limit, {}});
            group->second.push_back(k);
        }
        for (const auto& [limit, of] : groups) {
            const auto told = lengths_told(plan_.expressions, *limit, of.size(), [&, &of = of](const std::vector<std::uint32_t>& which) { return batch_of(of, which); });
            for (std::size_t n = 0; n < of.size(); ++n) steps_[of[n]].told = told[n];
        }
    }

    Batch batch_of(const std::vector<std::uint32_t>& of, const std::vector<std::uint32_t>& which) const {
        const model::Slot slot = plan_.event_slot;
        Batch batch;
        batch.n = which.size();
        batch.calendar = p_.calendar_id;
        batch.rows.resize(slot + 1u);
        batch.records.assign(slot + 1u, model::none);
        batch.records[0] = plan_.rule.record;
        batch.records[slot] = p_.v->each->rows.record;
        batch.rows[0].reserve(batch.n);
        batch.rows[slot].reserve(batch.n);
        batch.that_day.reserve(batch.n);
        for (const std::uint32_t n : which) {
            const Step& step = steps_[of[n]];
            batch.rows[0].push_back(columns_.rows()[step.i]);
            batch.rows[slot].push_back(step.event);
            batch.that_day.push_back(static_cast<model::Day>(step.start));
        }
        return batch;
    }

    // A schedule ends with the first turn whose limit cannot be told; one that was stopped in time is no turn.
    void judge_row(const Taken& one, std::size_t& at, std::vector<QuickTurn>& out) {
        const std::size_t first = out.size();
        bool ended = false;
        for (; at < steps_.size() && steps_[at].i == one.i; ++at) {
            const Step& step = steps_[at];
            if (ended || step.told.state == LengthTold::none_applies) continue;
            if (step.told.state != LengthTold::told) {
                out.push_back({one.i, step.turn, Outcome::unknown, step.start, no_time, step.done == due::no_date ? no_time : step.done});
                ended = true;
                continue;
            }
            like_.start = step.start;
            like_.turn = step.turn;
            due::DueResult due;
            const auto day = due::count(step.start, step.told.span, p_.v->counting, p_.calendar, plan_.zone(), false, false);
            if (day) due.due = *day;
            else due.kind = due::DueResult::Kind::not_run;
            const Judged judged = judge(plan_, p_, like_, due, step.done, false, step.stop, false, false);
            if (judged.why == Why::stopped_in_time) continue;
            const Verdict verdict = verdict_of(plan_, p_, like_, due, judged);
            out.push_back({one.i, step.turn, verdict.outcome, step.start, verdict.due, verdict.done, verdict.late_by});
        }
        if (out.size() == first) out.push_back({one.i, 0, Outcome::not_applicable, one.from});
    }
};

}  // namespace

void quick_turns(const RulePlan& plan, Columns& columns, std::vector<QuickTurn>& turns, std::vector<std::uint8_t>& done) {
    turns.clear();
    if (plain_schedule(plan)) Schedule(plan, columns).run(turns, done);
}

}  // namespace duly::eval::timescales
