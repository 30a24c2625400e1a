// Timescales, checks, measures, actions, examples: lowered. Every TimescaleVersion is whole: shared clauses are merged in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/model/expr.hpp"
#include "dsl/model/types.hpp"

namespace duly::model {

struct Length { ExprId amount = none; Unit unit = Unit::days; };   // amount: a number expression, literal or of the record
struct LimitCase { ExprId when = none; Length length; };            // none: always / otherwise
struct Limit { std::vector<LimitCase> cases; bool empty() const { return cases.empty(); } };

enum class Shape : std::uint8_t {
    deadline,       // from A to B within L
    minimum,        // from A to B at least L after A
    backward,       // to B at least L before C (`from` holds C)
    two_tiers,      // to B before C, otherwise within L of A (`before` holds C, `from` A)
    open_ended,     // as soon as practicable
    schedule,       // to each B, first / second / third / then every
    at_limits,      // to each B at L1, L2, L3
    windows,        // at least once in every L
};

struct EventSource {    // `to each B where C`
    Aggregate rows;     // path, slot that it binds, where; op is earliest and `value` the date
};
struct Exclusion { ExprId when = none; std::string because; };
struct Extension {
    enum class Kind : std::uint8_t { by_when, by_on, to } kind{};
    Length by;
    ExprId when = none;     // by_when: condition; by_on: date granted
    ExprId to = none;
};
struct Pause {
    ExprId from = none, to = none;      // once
    std::optional<Aggregate> during;    // during each R: takes R's span
};

struct TakenOver { std::string clauses, rule; };     // "`within` and `law`", and the timescale that states them

struct TimescaleVersion {
    Day from = min_day, until = max_day;    // of the version, both included; one version without dates: unbounded
    ExprId from_field = none;               // commencement read from the data, at the latest `from`
    bool temporary = false;
    std::uint32_t over = none;              // temporary: the version that it lies over, as an index; none: there is no other
    Day in_force_from = min_day, in_force_until = max_day;
    std::string label;                      // "from 15 April 2013", "" when there is only one
    std::string law;
    Confidence confidence = Confidence::unstated;

    Shape shape = Shape::deadline;
    ExprId where = none, from_date = none, to = none, before = none, stop = none;
    std::optional<EventSource> each;
    Limit within;                           // deadline, minimum, backward, two_tiers, windows
    std::vector<Limit> turns;               // schedule: first, second, third; a missing one is an empty Limit = `then every`
    Limit then_every;                       // schedule
    bool practicable = false;               // schedule: as soon as practicable, so no turn has a due date
    std::vector<Length> at;                 // at_limits
    bool every_term = false;                // windows
    std::vector<ExprId> also_shown_by;
    bool may_be_done_earlier = false;
    Limit warn;                             // how long before the due date; empty: never
    ExprId excused = none;
    std::vector<Exclusion> excluded;
    std::vector<Extension> extensions;
    std::vector<Pause> pauses;
    ExprId restarted = none;
    CalendarId calendar = none;             // none: the only calendar of the rule set, if units need one
    ExprId calendar_field = none;           // text field that holds a calendar's name
    Counting counting = Counting::day_after;
    bool rolls = false;
    std::optional<int> by_time;             // minutes after midnight
    ExprId chosen_by = none;
    std::vector<TakenOver> taken_over;      // by `extends`; empty where the timescale states all of it
};

struct Timescale {
    std::string name, title;
    RecordId record = none;
    TimescaleId extends = none;
    std::vector<TimescaleVersion> versions; // by date, temporary ones last; at least one
    SourceRange at;
};

struct Check {
    std::string name, title, law;
    Confidence confidence = Confidence::unstated;
    RecordId record = none;                 // none: for the data
    ExprId where = none, must = none;
    std::vector<Exclusion> excluded;
    CalendarId calendar = none;             // of the working days in its conditions; none: the rule set's default
    ExprId calendar_field = none;           // text field that holds a calendar's name
    SourceRange at;
};

// --- scales and measures -------------------------------------------------------------------------------------------
struct Scale { std::string name, title; std::vector<std::string> grades; SourceRange at; };  // best first

enum class PeriodKind : std::uint8_t { month, quarter, year, year_to_date, rolling };
std::string_view name_of(PeriodKind kind);

// A band may take its edges from the figure of an area in the same period (`at least the value for "England"`), move the
// edges of another band outwards (`within 5 points of green`), or look at the periods before (`fallen for 3 months`).
struct Band {
    enum class Kind : std::uint8_t {
        at_least, at_most, between, more_than, less_than, otherwise,
        better_than, worse_than,            // the previous month, quarter or year: `previous`
        risen_for, fallen_for,              // `months`
        risen_by, fallen_by,                // `points` or `percent`, since a day or the period before
    } kind{};
    std::uint32_t grade = 0;                // index in the scale
    std::int64_t low = 0, high = 0;         // scaled; at_most and less_than use `high`, at_least and more_than `low`
    std::string low_area{}, high_area{};    // not empty: the figure of that area instead of the number
    std::int64_t points = 0, percent = 0;   // scaled; how far an edge moves outwards, the second as a share of its size
    bool tolerance = false;                 // edges taken from another band
    PeriodKind previous = PeriodKind::month;
    int months = 0;
    std::optional<Day> since{};
};
struct BandSet { Day from = min_day; std::vector<Band> bands; };

struct Measure {
    enum class Kind : std::uint8_t {
        timescale,      // percentage of T that are ...
        records,        // percentage of R where C out of R where C2
        count,          // count of R where C
        reported,       // figures that arrive ready-made
        sums,           // percentage of sum of X out of sum of Y: `value` and `out_of`
        sum, average, median, percentile, longest,  // of `value`, over the records counted
        rate,           // records counted, per so many of a population
        every,          // percentage of R where every T is met
    };
    enum class Counted : std::uint8_t { due, done, started, by_date, on_last_day, open_on_last_day };
    std::string name, title, law;
    Kind kind{};
    Counted counted = Counted::due;
    TimescaleId timescale = none;
    std::vector<Outcome> numerator;         // outcomes that are in the numerator
    RecordId record = none;                 // of the group fields and conditions
    // Who is counted: `denominator_where`; of records also `numerator_where`. A count, a rate: both.
    ExprId numerator_where = none, denominator_where = none;
    ExprId counted_by = none;
    ExprId value = none, out_of = none;     // numbers; slot 0 = record
    std::int64_t percentile = 0;            // scaled, 0 to 100
    std::optional<std::int64_t> floor;      // scaled
    // `every T is met`: the turns of T below a record; all that count in the period must have one of the outcomes.
    struct EveryTurn { TimescaleId timescale = none; std::vector<Outcome> outcomes; std::uint8_t hops = 0; };  // hops: from T's record up to `record`
    std::vector<EveryTurn> every;
    // rate: `per` (scaled) of the sum of `population` over the rows of its record; `population_by` is `by`, for these rows.
    std::int64_t per = 0;
    RecordId population_record = none;      // none: a number that no row decides
    ExprId population = none;
    std::vector<ExprId> population_by;
    CalendarId calendar = none;             // none: the only calendar of the rule set
    Confidence confidence = Confidence::unstated;
    // Figures that arrive ready-made: what is measured, or, for another measure with bands that look at an area, its
    // comparators, found under the measure's own name.
    RecordId figures = none;
    std::string reported_as, reported_area; // area "" = rows with no area filter
    FieldId reported_measure = none, reported_period = none, reported_area_field = none, reported_value = none;
    struct Period { PeriodKind kind{}; int months = 0; };
    std::vector<Period> periods;            // at least one
    std::vector<ExprId> by;                 // grouping values; slot 0 = record
    std::vector<std::string> by_names;      // as written
    ScaleId scale = none;
    std::vector<BandSet> bands;             // by date
    bool lower_is_better = false;
    bool percentage = true;                 // shown as a percentage
    std::optional<int> hide_under, unrated_under, places;
    SourceRange at;
};

// --- actions -------------------------------------------------------------------------------------------------------
struct Need {
    enum class Kind : std::uint8_t { measure, no_breach, at_most, check, action, milestone } kind{};
    std::uint32_t ref = none;               // MeasureId, TimescaleId (no_breach, at_most), CheckId, ActionId
    enum class Compare : std::uint8_t { at_least, at_most, is } compare = Compare::at_least;
    std::uint32_t grade = 0;
    int months_in_a_row = 0;                // 0 = the last finished period
    int at_most = 0;
    Day since = min_day;
    ExprId milestone = none; Day by = 0;
    SourceRange at;
};
struct NeedLine { bool any = false; std::vector<Need> needs; };   // any: one of them; else all
// `recorded in R`: the rows of R whose field `action` holds the action's name. A field that R lacks is none.
struct ActionLog {
    RecordId record = none;
    FieldId action = none, done = none, due = none, owner = none, evidence = none, status = none;
};
struct Action {
    std::string name, title, law, owner, evidence;
    std::optional<Day> due, done_on;
    std::optional<ActionLog> log;
    bool says_done_on = false;              // the action has `done on` or `recorded in`: achieved only once that day is there
    std::vector<NeedLine> needs;
    SourceRange at;
};

// --- examples ------------------------------------------------------------------------------------------------------
struct ExampleColumn { bool expect = false; std::uint32_t record = none; FieldId field = none; SourceRange at; };
struct Example {
    enum class Target : std::uint8_t { timescale, check, measure, action } target{};
    std::uint32_t ref = none;
    std::string title;
    Literal as_of;                          // date or moment
    std::optional<Day> as_known_on;         // holidays announced later are not seen
    struct Given { RecordId record; FieldId field; Literal value; };
    std::vector<Given> given;
    std::vector<ExampleColumn> columns;
    struct Row { std::vector<std::string> cells; std::vector<SourceRange> at; };
    std::vector<Row> rows;                  // cells as written, trimmed; read by engine/verify
    SourceRange at;
};

}  // namespace duly::model
