// Private to the timescale evaluator: what its phases hand to each other.
//
// Phases over a batch of rows: worlds (one for each possible trigger date of a row, nearly always exactly one, each with the
// version that applies) -> conditions -> turns, cut into cases with an exact start -> limits -> due dates and outcomes ->
// excuses -> doubtful events -> worlds of a row brought together.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/eval/due.hpp"
#include "engine/eval/evaluate.hpp"
#include "engine/eval/expressions.hpp"
#include "engine/eval/steps.hpp"

namespace duly::eval::timescales {

using due::Calendar;
using due::Span;
using due::Time;
using model::ExprId;
using model::Shape;
using model::TimescaleVersion;

// Why an entry has its outcome, as a code; words are made by the trace.
enum class Why : std::uint8_t {
    nothing,
    where_false, where_unknown, excluded, exclusion_unknown,
    start_missing, start_blank, start_ahead, outside_versions, not_in_force, version_unknown,
    limit_unknown, warn_unknown, no_limit, calendar_not_told, calendar_ends,
    done_before_start, stopped_before_start, date_missing, stopped_in_time, no_turn,
    differs, event_in_doubt, not_all_held, record_absent, too_many,
};

// When something happened: not (yet), missing, on one of lo..hi, or on one of them if at all.
struct When {
    enum class State : std::uint8_t { none, missing, known, maybe };
    Time lo = due::no_date, hi = due::no_date;
    State state = State::none;
    bool moment = false;            // recorded as a moment, not as a day
    bool untold = false;            // nothing is known of the day, as with a date that cannot be read
    bool exact() const { return state == State::known && lo == hi; }
    bool there() const { return state == State::known || state == State::maybe; }
    bool settled() const { return exact() || state == State::none || state == State::missing; }
};

enum class Answer : std::uint8_t { no, yes, unknown };

struct Verdict {
    Outcome outcome = Outcome::not_applicable;
    Why why = Why::nothing;
    std::uint8_t exclusion = 0xff, flags = 0;
    std::uint16_t version = 0xffff;
    bool any = false;               // something was folded in
    Time from = no_time, due = no_time, done = no_time;
    Time due_first = no_time, due_last = no_time;       // range, for explanations
    std::int64_t late_by = 0;
};
// What holds whichever of the two is so: the outcome when it is the same, else unknown.
// Times that differ are left blank; where the rule looks at moments, those of one day are that day's first.
void fold(Verdict& into, const Verdict& next, bool moments, const TimeZone& zone);

struct LimitPlan {
    const model::Limit* limit = nullptr;
    const model::Length* length = nullptr;      // at_limits
    bool constant = false;
    Span span;                                  // constant
    bool valid = true;                          // constant: it can be counted
    bool empty() const { return !length && (!limit || limit->empty()); }
};

struct VersionPlan {
    const TimescaleVersion* v = nullptr;
    const model::RuleSet* rules = nullptr;
    LimitPlan within, then_every;
    std::vector<LimitPlan> turns, at;
    LimitPlan warn;
    model::CalendarId calendar_id = model::none;
    const Calendar* calendar = nullptr;
    bool plain = true;                          // no extensions, pauses or restarts
    bool needs_calendar = false;
    std::vector<std::uint8_t> of_event;         // by exclusion: it speaks of the event that ends the turn
    std::size_t each = 0;                       // index in RulePlan::each
    const LimitPlan& limit_of_turn(std::uint32_t turn) const;
    bool repeats() const { return v->shape == Shape::schedule || v->shape == Shape::at_limits || v->shape == Shape::windows; }
    bool open_ended() const { return v->shape == Shape::open_ended || v->practicable; }
    bool speaks_of_event(ExprId expr) const;    // of the event that ends a turn
};

struct RulePlan {
    // `named`: the calendar of each version that takes it from a field, as calendars_of() gives them.
    RulePlan(const Expressions& expressions, model::TimescaleId id, const std::vector<model::CalendarId>& named = {});
    const Expressions& expressions;
    const model::Timescale& rule;
    model::TimescaleId id = model::none;
    bool moments = false;                       // some version counts hours: all times are seconds
    std::vector<VersionPlan> versions;
    std::vector<std::uint16_t> base, temporary; // in order of date
    bool calendar_by_row = false;               // some version takes its calendar from a field
    bool undated = false;                       // one version, always in force
    bool one_trigger = true;                    // all versions have the same `from` and `chosen by`
    bool one_condition = true;                  // and the same `where` and `excluded when`
    std::vector<const model::Aggregate*> each;  // distinct event sources
    std::vector<ExprId> each_date;
    model::Slot event_slot = 0xff;
    // The ends of the row's turns that are supposed (EvaluateOptions::supposed) and lie at or before as-of, in order.
    std::span<const SupposedEnd> supposed(Row row) const;
    // A blank date of a row that the data holds, but after as-of: not yet, which is not the same as never told.
    bool lies_ahead(ExprId expr, Row row) const;
    // The start of a rule that counts forward, worked out from dates that are no forecast: it is there once its day has come.
    bool reckoned_start(ExprId expr) const { return std::find(reckoned.begin(), reckoned.end(), expr) != reckoned.end(); }
    std::vector<ExprId> reckoned;
    bool repeats = false;                       // some version has turns
    bool windows = false;                       // some version has windows
    const TimeZone& zone() const { return expressions.zone(); }
    model::Day day_of(Time time) const { return moments ? zone().day(time) : static_cast<model::Day>(time); }
    Time as_of() const { return moments ? expressions.as_of_second() : Time{expressions.as_of_day()}; }
};

// The clauses of the rule over one batch of rows; each expression is evaluated once.
class Columns {
public:
    Columns(const RulePlan& plan, std::span<const Row> rows);
    const Values& of(ExprId expr, const VersionPlan& version, bool not_yet = false);
    When when(ExprId expr, const VersionPlan& version, std::size_t i, bool not_yet = false);
    Answer answer(ExprId expr, const VersionPlan& version, std::size_t i);
    std::span<const Row> rows() const { return rows_; }

    struct Event { Row row = data::no_row; When date; bool certain = true, early = false; };    // early: before the start
    struct Events { std::vector<std::uint32_t> offsets; std::vector<Event> list; std::vector<model::Day> unseen; bool absent = false; };
    const Events& events(std::size_t each, const VersionPlan& version);
    // The same events before they are put in order of their days: `below` with the date of each.
    struct Dated { Expressions::Below below; Values dates; };
    Dated dated(std::size_t each, const VersionPlan& version);

private:
    struct Entry { ExprId expr; model::CalendarId calendar; bool not_yet; std::unique_ptr<Values> values; };
    const RulePlan& plan_;
    std::span<const Row> rows_;
    Batch batch_;
    std::vector<Entry> entries_;
    std::vector<std::unique_ptr<Events>> events_;
    void add_supposed(Events& events) const;
};

When when_of(const Values& values, std::size_t i, bool moments, const TimeZone& zone);
// Of one of the times lo..hi.
When when_within(model::Type type, Presence presence, Time lo, Time hi, bool moments, const TimeZone& zone);
Answer answer_of(const Values& values, std::size_t i);
// A start, an end or a stop that is reckoned, as a birthday, may lie after as-of though no field does: it has not come yet.
void hide_ahead(const Expressions& expressions, Values& dates);
// The points that stand for all of a time's possible values: every day up to 400 of them, else the ends and every 28th;
// of moments the ends, since every due date and outcome moves with them in one direction.
std::vector<Time> points_of(const When& when, bool moments);

struct World {
    std::uint32_t i = 0;            // row of the batch
    std::uint16_t version = 0xffff;
    bool settled = false;           // by its conditions or trigger; `verdict` holds
    When start;                     // the trigger
    Time stop = due::no_date;       // repeating shapes: an exact end
    bool starts_before = false;     // two tiers: the trigger is C
    bool stop_unknown = false;      // repeating shapes: it ended on a day that is not known
    std::vector<std::optional<model::Day>> begins;      // by version: its commencement in this world, where the data has a partial date
    Verdict verdict;
};

// One turn with an exact start.
struct Case {
    std::uint32_t world = 0, turn = 0;
    std::uint16_t version = 0;
    Why preset = Why::nothing;      // settled as unknown before any due date
    std::uint8_t limit_state = 0;   // LengthTold::State
    bool start_moment = false, shown = false, shown_maybe = false;
    Row event = data::no_row;
    Time start = 0;
    When done, stop;
    const LimitPlan* limit = nullptr;
    Span span;
    enum class Warn : std::uint8_t { none, told, not_told } warn_state = Warn::none;
    Span warn;
    const Calendar* calendar = nullptr;
    // Windows are counted from where the grid was last laid anew, `laid` limits on.
    bool window = false, counted_on = false;    // counted_on: the anchor is the end of a window, not an event
    Time anchor = 0;
    std::int64_t laid = 1;
};

struct Turn {
    std::uint32_t world = 0, turn = 0, first = 0, count = 0;    // its cases
    Row event = data::no_row;
    Verdict verdict;
};

struct Doubt { std::uint32_t world = 0; When date; Row row = data::no_row; };

// An entry as it goes into the result: `turn_index` finds its first turn for explanations.
struct Entry { std::uint32_t i = 0, turn = 0; Verdict verdict; std::uint32_t turn_index = model::none, world = model::none; };

// Exact or doubtful `done` and `stop` against one due date.
struct Judged { Outcome outcome{}; Why why{}; Time done = due::no_date, end = due::no_date; };
Judged judge(const RulePlan& plan, const VersionPlan& version, const Case& c, const due::DueResult& due, Time done, bool done_moment, Time stop, bool stop_moment, bool shown);
Verdict verdict_of(const RulePlan& plan, const VersionPlan& version, const Case& c, const due::DueResult& due, const Judged& judged);
Verdict judge_case(const RulePlan& plan, const VersionPlan& version, const Case& c, const due::DueResult& due);
model::Unit late_unit_of(const model::Timescale& rule, std::size_t version, std::uint32_t turn);

// The calendar that the row names, by version: none where the version has its own, past the last where the field names none.
std::vector<model::CalendarId> calendars_of(const RulePlan& plan, Row row);

// Which length of a limit applies to each of `n` cases, and how long it is. `batch_of` gives the batch of some of them.
struct LengthTold {
    enum State : std::uint8_t { told, not_told, none_applies, no_calendar } state = none_applies;
    Span span;
};
using BatchOf = std::function<Batch(const std::vector<std::uint32_t>&)>;
std::vector<LengthTold> lengths_told(const Expressions& expressions, const LimitPlan& limit, std::size_t n, const BatchOf& batch_of);

class Run {
public:
    Run(const RulePlan& plan, std::span<const Row> rows);
    // None where the rows together have too many possible days to be held at once: then fewer rows are to be taken. One row never has.
    std::optional<std::vector<Entry>> entries();

    // What the phases made, for explanations.
    const RulePlan& plan;
    Columns columns;
    std::vector<World> worlds;
    std::vector<Case> cases;
    std::vector<Turn> turns;
    std::vector<Doubt> doubts;
    // The exact due dates that are possible for a case.
    struct DueColumns;
    std::vector<due::DueCase> due_cases(const Case& c, std::size_t k, const DueColumns& columns, bool& too_many, bool& unknown);
    std::unique_ptr<DueColumns> due_columns(std::uint16_t version, const std::vector<std::uint32_t>& of, const std::vector<Assumed>& tried = {}) const;
    Batch case_batch(std::uint16_t version, const std::vector<std::uint32_t>& of) const;
    // The day that is tried as the trigger of a case, where the data does not have it exactly; empty where it has.
    std::vector<Assumed> day_tried(std::uint32_t k) const;
    due::DueCase due_case(const Case& c) const;

private:
    bool make_worlds();
    void add_worlds(std::uint32_t i);
    bool untold_windows(std::uint32_t i);
    void split_world(std::size_t first);
    bool add_world_at_once(std::uint32_t i);
    void finish(World& world, bool chosen, bool unsure, const When& chosen_by);
    bool trigger_settles(World& world);
    std::optional<std::uint16_t> untold_trigger(const World& world, bool chosen, const std::function<bool(ExprId)>& missing) const;
    bool anything_happened(const World& world);
    bool ended_without_start(World& world);
    bool conditions(std::uint16_t version, std::uint32_t i, Verdict& verdict);
    // The version that applies on a day; 0xffff none. `unsure` when a commencement date is not told.
    std::uint16_t version_on(const World& world, model::Day day, bool& unsure);
    model::Day starts_on(std::uint16_t version, const World& world, bool& unsure, model::Day day);
    void choose(World& world, const std::vector<std::optional<Time>>& triggers);

    void make_turns();
    void single_turn(std::uint32_t world);
    void schedule_turns(std::uint32_t world);
    void limit_turns(std::uint32_t world);
    class Layer;
    void windows();
    void add_case(std::uint32_t world, std::uint32_t turn, const When& start, const When& done, const When& stop, Row event,
                  const LimitPlan* limit = nullptr);
    void shown(Case& c);
    bool choose_for_turn(Case& c);
    When end_of(const World& world, Time last) const;
    std::vector<Columns::Event> events_of(const World& world, std::size_t each, std::vector<Doubt>& doubtful);

    void limits(std::size_t first = 0);
    std::vector<LengthTold> lengths_of(std::uint16_t version, const LimitPlan& limit, const std::vector<std::uint32_t>& of, const std::vector<Assumed>& assumed = {}, const Batch::Tried& tried = {}) const;
    void calendars_by_field(std::size_t first);
    void settle();
    void add_tier(const Case& c, std::vector<due::DueCase>& out, bool& too_many, bool& unknown);
    void group_turns(const std::vector<Verdict>& by_case);
    void excuses();
    void exclusions();
    void doubtful_events();
    bool side_by_side_met(const std::vector<std::size_t>& hit, std::size_t first, std::size_t last) const;
    void end_schedules();
};

}  // namespace duly::eval::timescales
