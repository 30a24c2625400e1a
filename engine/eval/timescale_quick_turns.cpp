// Usual rows of plain schedules: exact dates, certain events. The events of a row are walked once, where they stand one after the other, and
// each turn is judged by its limit; any other row is left to the phases.
#include <algorithm>

#include "engine/eval/timescale_quick.hpp"

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

// A limit of two lengths, of which an age on the day that the turn starts chooses.
struct ByAge {
    ClauseId born = 0;
    int years = 0;
    due::DayCounter younger, older;
};

struct Limit {
    const LimitPlan* plan = nullptr;
    bool told = false;
    due::DayCounter due;
    due::LateCounter late;
    std::optional<ByAge> by_age;
};

}  // namespace

struct ScheduleVersion {
    const VersionPlan* plan = nullptr;
    std::vector<Limit> turns;
    Limit then;
    std::optional<ClauseId> stop, where;
    std::vector<ClauseId> excluded;
    EventsAsked events;
    const Limit& limit_of(std::uint32_t turn) const {
        return turn <= turns.size() && !turns[turn - 1].plan->empty() ? turns[turn - 1] : then;
    }
};

namespace {

std::optional<ByAge> by_age(const RulePlan& plan, const VersionPlan& p, const LimitPlan& limit, Clauses& clauses) {
    const model::RuleSet& rules = plan.expressions.rules();
    if (!limit.limit || limit.limit->cases.size() != 2 || limit.limit->cases[1].when != model::none) return std::nullopt;
    const model::LimitCase& first = limit.limit->cases[0];
    const auto at = [&](ExprId id) -> const model::Expr& {
        const model::Expr* e = &rules.exprs[id];
        while (e->op == model::ExprOp::define || e->op == model::ExprOp::length) e = &rules.exprs[e->a];
        return *e;
    };
    if (first.when == model::none) return std::nullopt;
    const model::Expr& when = at(first.when);
    if (when.op != model::ExprOp::less) return std::nullopt;
    const model::Expr &age = at(when.a), &years = at(when.b);
    if (age.op != model::ExprOp::age || age.unit != model::Unit::years || age.b != model::none || years.op != model::ExprOp::literal) return std::nullopt;
    const model::Expr& born = at(age.a);
    constexpr std::int64_t oldest = 200;
    const std::int64_t number = years.literal.number / model::number_scale;
    if (born.op != model::ExprOp::field || born.slot != 0 || born.type != model::Type::date || years.literal.number % model::number_scale != 0 || number < 1 || number > oldest) return std::nullopt;
    const auto span = [&](const model::Length& length) -> std::optional<due::Span> {
        if (length.amount == model::none) return std::nullopt;
        const model::Expr& amount = at(length.amount);
        return amount.op == model::ExprOp::literal ? due::span_of(amount.literal.number, length.unit) : std::nullopt;
    };
    const auto young = span(first.length), old = span(limit.limit->cases[1].length);
    if (!young || !old) return std::nullopt;
    const auto counter = [&](const due::Span& length) { return due::DayCounter(length, p.v->counting, p.calendar, plan.zone(), false); };
    return ByAge{clauses.days(age.a, p.calendar_id, false, false), static_cast<int>(number), counter(*young), counter(*old)};
}

Limit limit_of(const RulePlan& plan, const VersionPlan& p, const LimitPlan& limit, Clauses& clauses) {
    Limit out;
    out.plan = &limit;
    if (limit.empty()) return out;
    model::Unit unit = limit.limit->cases.front().length.unit;      // as late_unit_of() has it
    if (unit != model::Unit::working_days) unit = model::Unit::days;
    out.late = due::LateCounter(unit, p.calendar);
    out.told = limit.constant && limit.valid;
    if (out.told) out.due = due::DayCounter(limit.span, p.v->counting, p.calendar, plan.zone(), false);
    else if (!limit.constant) out.by_age = by_age(plan, p, limit, clauses);
    return out;
}

struct Step {
    std::uint32_t i = 0, turn = 0, place = UINT32_MAX;      // of the event that ends it
    std::uint16_t version = 0;
    LengthTold::State told = LengthTold::not_told;
    std::int32_t start = 0, done = no_day, stop = no_day, due = no_day;
    const Limit* limit = nullptr;
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
        auto v = std::make_unique<ScheduleVersion>();
        v->plan = &p;
        for (const LimitPlan& limit : p.turns) v->turns.push_back(limit_of(plan, p, limit, clauses));
        v->then = limit_of(plan, p, p.then_every, clauses);
        if (first.stop != model::none) v->stop = clauses.days(first.stop, calendar, true, true);
        if (first.where != model::none) v->where = clauses.answers(first.where, calendar);
        for (const model::Exclusion& x : first.excluded) v->excluded.push_back(clauses.answers(x.when, calendar));
        v->events = *events;
        versions_.push_back(std::move(v));
    }
}

namespace {

// One batch of rows.
class Walk {
public:
    Walk(const RulePlan& plan, const VersionByDay& by_day, ClauseColumns& columns, std::span<const std::unique_ptr<const ScheduleVersion>> versions, const EventPlaces& places)
        : plan_(plan), by_day_(by_day), rows_(columns.rows()), columns_(columns), versions_(versions), places_(places) {}

    enum class Told : std::uint8_t { all, later, left };    // later: by conditions; left: some turn starts on a day of no version
    // The turns of a row whose limits are told at once.
    Told judge_told(std::uint32_t i, std::int32_t from, std::int32_t stop, std::uint16_t version, std::span<const std::uint32_t> events, std::vector<QuickTurn>& out) const {
        const std::size_t first = out.size();
        Step step;
        step.i = i;
        step.turn = 1;
        step.start = from;
        Told told = Told::all;
        const auto take = [&] {
            if (!place(step)) return Told::left;
            if (step.limit->plan->empty()) return Told::all;
            if (!tell(step)) return Told::later;
            judge(step, out);
            return Told::all;
        };
        for (std::size_t k = 0; k < events.size() && told == Told::all; ++k) {
            step.done = places_.day_at(events[k]);
            told = take();
            step.start = step.done;
            ++step.turn;
        }
        step.done = no_day;
        step.stop = stop;
        if (told == Told::all) told = take();
        if (told != Told::all) out.resize(first);
        else if (out.size() == first) out.push_back({i, 0, Outcome::not_applicable, version, from});
        return told;
    }

    // The turns of any other row. False: some turn of it starts on a day of no version.
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
        std::vector<std::pair<const Limit*, std::vector<std::uint32_t>>> groups;
        for (const std::uint32_t k : open_) {
            const Limit* const limit = steps_[k].limit;
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
            judge(step, out);
        }
        if (out.size() == first) out.push_back({i, 0, Outcome::not_applicable, version, from});
    }

private:
    const RulePlan& plan_;
    const VersionByDay& by_day_;
    std::span<const Row> rows_;
    ClauseColumns& columns_;
    std::span<const std::unique_ptr<const ScheduleVersion>> versions_;
    const EventPlaces& places_;
    std::vector<Step> steps_;
    std::vector<std::uint32_t> open_;       // those whose limit is still to be told
    std::size_t at_ = 0;

    // The version and limit of the day that it starts.
    bool place(Step& step) const {
        if (!plan_.undated) {
            step.version = by_day_.on(step.start);
            if (step.version == 0xffff) return false;
            const TimescaleVersion& v = *plan_.versions[step.version].v;
            if (step.start < v.in_force_from || step.start > v.in_force_until) return false;
        }
        step.limit = &versions_[step.version]->limit_of(step.turn);
        return true;
    }

    // Its due date, where its length is told or by an age.
    bool tell(Step& step) const {
        step.told = LengthTold::told;
        if (step.limit->told) step.due = step.limit->due(step.start);
        else return step.limit->by_age && count_by_age(*step.limit->by_age, step);
        return true;
    }

    bool add(Step& step) {
        if (!place(step)) return false;
        if (step.limit->plan->empty()) return true;
        if (!tell(step)) {
            step.told = LengthTold::not_told;
            if (!step.limit->plan->constant) open_.push_back(static_cast<std::uint32_t>(steps_.size()));
        }
        steps_.push_back(step);
        return true;
    }

    bool count_by_age(const ByAge& ages, Step& step) const {
        const std::int32_t born = columns_.days(ages.born)[step.i];
        if (born <= first_possible_day) return false;
        step.due = step.start < birthday(born, ages.years, plan_.expressions.leap_birthday_on_28_february()) ? ages.younger(step.start) : ages.older(step.start);
        return true;
    }

    void judge(const Step& step, std::vector<QuickTurn>& out) const {
        QuickTurn turn{step.i, step.turn, Outcome::not_run, step.version, step.start};
        if (step.due == no_day) {
            out.push_back(turn);
            return;
        }
        const Day as_of = plan_.expressions.as_of_day();
        const bool done = step.done != no_day, stopped = step.stop != no_day;
        const std::int32_t end = done ? step.done : stopped ? step.stop : as_of;
        if (!done && stopped && end <= step.due) return;
        turn.due = step.due;
        turn.done = step.done;
        if (end > step.due) {
            turn.outcome = done || stopped ? Outcome::late : Outcome::overdue;
            turn.late_by = step.limit->late(step.due, end);
        } else {
            turn.outcome = done ? Outcome::met : Outcome::due;
            const VersionPlan& p = plan_.versions[step.version];
            if (!done && !p.warn.empty()) {
                const auto first = due::before(step.due, p.warn.span, p.calendar, plan_.zone(), false);
                if (step.due == as_of || (first && as_of >= *first)) turn.outcome = Outcome::due_soon;
            }
        }
        out.push_back(turn);
    }
};

}  // namespace

void QuickSchedules::run(ClauseColumns& columns, QuickRows& out, std::vector<QuickTurn>& turns) const {
    turns.clear();
    if (versions_.empty()) return;
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
    Walk walk(plan_, by_day_, columns, versions_, places);
    std::vector<std::uint32_t> later;
    std::vector<std::uint32_t> events;
    for (std::uint32_t i = 0; i < n; ++i) {
        if (out.outcome[i] != QuickRows::left || from[i] == odd_day || version[i] == 0xffff) continue;
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
        events.clear();
        if (lo <= hi && !places.list(columns.rows()[i], lo, hi, events)) continue;
        const Walk::Told told = walk.judge_told(i, from[i], stopped, version[i], events, turns);
        if (told == Walk::Told::left || (told == Walk::Told::later && !walk.lay(i, from[i], stopped, events))) continue;
        if (told == Walk::Told::later) later.push_back(i);
        out.outcome[i] = QuickRows::turns;
    }
    if (later.empty()) return;
    walk.limits(v.events.record);
    for (const std::uint32_t i : later) walk.judge_row(i, from[i], version[i], turns);
    std::stable_sort(turns.begin(), turns.end(), [](const QuickTurn& a, const QuickTurn& b) { return a.i < b.i; });
}

}  // namespace duly::eval::timescales
