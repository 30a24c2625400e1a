// Expressions over batches of rows: every operator works on whole columns of a batch. Three-valued (Kleene).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "dsl/model/ruleset.hpp"
#include "engine/calendar/calendar.hpp"
#include "engine/data/dataset.hpp"
#include "engine/eval/evaluation.hpp"
#include "engine/plan/plan.hpp"

namespace duly::eval {

struct CalendarSet;

// A date that is not told at all lies between these.
using duly::first_possible_day;
using duly::last_possible_day;

// How an element of a column stands.
//   known    the value is v, or for dates any of v..hi (a partial date, a doubtful pick)
//   blank    an optional blank: has not happened (also what lies after as-of)
//   missing  should be there and is not; for a condition: unknown
//   doubt    something may have happened on a day not known: any of v..hi, or not (yet) at all. v = first_possible_day (or its
//            first second): nothing is told about the day, as with a date that cannot be read
// Numbers may be intervals too (a count with doubtful rows): always ask last(i).
enum class Presence : std::uint8_t { known, blank, missing, doubt };

struct Values {
    model::Type type = model::Type::yes_no;
    std::vector<std::int64_t> v;            // day, scaled number, second, 0/1, choice index
    std::vector<std::int64_t> hi;           // empty when no element is an interval; else the last possible value
    std::vector<Presence> s;
    std::vector<std::string_view> text;     // text only
    std::size_t size() const { return s.size(); }
    bool is_true(std::size_t i) const { return s[i] == Presence::known && v[i] != 0; }
    bool is_false(std::size_t i) const { return s[i] == Presence::known && v[i] == 0; }
    std::int64_t last(std::size_t i) const { return hi.empty() ? v[i] : hi[i]; }
};

// One cell taken to be a certain value (or, not `there`, a blank): how a partial date is tried day by day.
struct Assumed { model::RecordId record = model::none; Row row = data::no_row; model::FieldId field = model::none; std::int64_t v = 0; bool there = true; };

// Elements to evaluate for: one row number for every bound slot, and that day.
struct Batch {
    std::size_t n = 0;
    std::vector<std::vector<Row>> rows;     // by slot; a slot may be empty when the expression does not bind it
    std::vector<Day> that_day;              // empty = as-of for all
    Day period_from = model::min_day, period_to = model::max_day;   // for `in the period`
    // The record of each slot; may be left empty for batches that belong to a rule of the rule set.
    std::vector<model::RecordId> records;
    std::vector<Assumed> assumed;
    // By element, what one cell of its own row, or of a row above it, is taken to be: many days tried at once. Only for expressions that
    // read the cell by slot 0 and for the element itself, never for rows below. No values: nothing is tried.
    struct Tried { model::RecordId record = model::none; model::FieldId field = model::none; std::vector<std::int64_t> values; } tried;
    // The calendar of working days and hours; none = the rule set's default.
    model::CalendarId calendar = model::none;
    // Set it for the dates of `to`, `each` and `stop on`: a date that is not there is then "not yet" (blank), optional or not,
    // also inside `earliest`, `latest` and the like; a date that cannot be read stays in doubt. Conditions inside are not affected.
    bool not_yet = false;
};

// What is odd about a cell that is told and yet leaves no answer.
enum class Odd : std::uint8_t { none, zero_divisor, ends_before_start, without_time, names_no_calendar };

// A cell that an expression looked at for one element.
struct ValueRead {
    model::RecordId record = model::none;
    Row row = data::no_row;
    model::FieldId field = model::none;
    Presence presence{};
    std::int64_t v = 0, hi = 0;
    std::string_view text;
    Odd odd{};
};

// A row below that something was asked of.
struct RowBelow {
    model::RecordId record = model::none;
    Row row = data::no_row;
    friend bool operator==(const RowBelow&, const RowBelow&) = default;
};

// A condition of the rule and how it came out, for explanations and coverage.
struct ConditionSeen {
    model::ExprId expr = model::none;
    Presence presence{};
    bool value = false;
    bool decides = true;                    // the whole came out as it did by it
    std::vector<RowBelow> under{};          // the rows below that it was asked of, the outer one first; empty: the rule's own row
};

// What leaves a figure open besides cells.
enum class Hindrance : std::uint8_t { none, no_calendar, calendar_ends, no_hours, no_terms, zero_divisor, nothing_to_average };

// A figure that a condition was judged by, or a part of one.
struct FigureSeen {
    model::ExprId expr = model::none;
    bool compared = false;                  // it is what was compared, else a part of it
    Presence presence{};
    std::int64_t v = 0, last = 0;
    Hindrance hindrance{};
    std::vector<RowBelow> under{};
    // Of units counted on a calendar: the days after `from` up to and including `to`; from = min_day: not told.
    model::CalendarId calendar = model::none;
    Day from = model::min_day, to = model::min_day;
    std::uint32_t value = model::none;      // of a measure: the value looked at, in MeasureResult::values
    Row row = data::no_row;                 // of a due date: the row of its timescale
};

// The rows below that an expression came out as it did by, for explanations: those that count, of `every` those that fail. Of a
// figure `in any L` those in the first window that gave the highest.
struct RowsSeen {
    model::ExprId expr = model::none;
    model::RecordId record = model::none;
    std::vector<Row> rows;                      // in order; of a doubtful figure those that may count too
    // The window, both days included; only of `in any L`. Of a doubtful figure the first that gives what is certain.
    Day from = model::min_day, to = model::max_day;
    std::int64_t figure = 0, last_figure = 0;   // scaled; of `in any L` and `days of ... in any L`; last_figure may have no bound
};

class Expressions {
public:
    // Which rows are there is found at once for all records, since threads ask; or, where one thread alone will, when it first asks.
    enum class Seeing : std::uint8_t { all_at_once, when_asked };
    // All references are kept; they must live as long as this.
    Expressions(const model::RuleSet& rules, const data::Dataset& data, const CalendarSet& calendars, const EvaluateOptions& options,
                Seeing seeing = Seeing::all_at_once);

    Values evaluate(model::ExprId expr, const Batch& batch) const;
    // Is the row there as of as-of (its `orders` date, and its parents')?
    bool visible(model::RecordId record, Row row) const { const auto& hidden = hidden_in(record); return hidden.empty() || hidden[row] == 0; }
    bool all_visible(model::RecordId record) const { return hidden_in(record).empty(); }
    // Whether the row certainly belongs to its parent: not when the date that links it cannot be read.
    bool certainly_linked(model::RecordId record, Row row) const { const auto& uncertain = uncertain_in(record); return uncertain.empty() || uncertain[row] == 0; }
    bool all_certainly_linked(model::RecordId record) const { return uncertain_in(record).empty(); }
    // Whether any date is known to the month or year only; if none is, nothing has to be tried day by day.
    bool has_partial_dates() const { return has_partial_dates_; }
    // Rows of `record` that are there, in order.
    std::vector<Row> visible_rows(model::RecordId record) const;

    // The rows below: for every element of `batch`, the rows that the aggregate speaks of which are there and whose
    // `where` is not false, in order of their `orders` date. `certain` is false where the `where` is unknown.
    // What the data does not hold: `absent`, no source gives such rows at all; `unseen` (empty: all is held), by element the last
    // possible day of a row that a source with only the latest or the last months leaves out, min_day where there can be none.
    struct Below {
        std::vector<std::uint32_t> offsets;
        std::vector<Row> rows;
        std::vector<std::uint8_t> certain;
        std::vector<Day> unseen;
        bool absent = false;
    };
    Below below(const model::Aggregate& aggregate, const Batch& batch) const;

    // A field as the evaluation sees it (as-of applied). With `not_yet`, as the end of a rule: a date for which no file has a
    // column may have come or not.
    Values field(model::RecordId record, model::FieldId field, std::span<const Row> rows, bool not_yet = false) const;

    // Every cell that decides `expr` for element `i`, and every sub-condition, in reading order. Same evaluation as above.
    // `rows`: also which rows below decided, `figures`: and by which figures, where given.
    void trace(model::ExprId expr, const Batch& batch, std::size_t i, std::vector<ValueRead>& reads, std::vector<ConditionSeen>& conditions,
               std::vector<RowsSeen>* rows = nullptr, std::vector<FigureSeen>* figures = nullptr) const;

    // The same data as seen at the end of time: what is recorded ahead of as-of too. Made when first asked for; any thread may ask.
    const Expressions& seeing_ahead() const;

    // Measures finished so far, for `grade of` and `value of`; set by evaluate() between steps.
    void set_measures(const std::vector<MeasureResult>* measures) { measures_ = measures; }
    void set_timescales(const std::vector<TimescaleResult>* timescales) { timescales_ = timescales; }

    const model::RuleSet& rules() const { return rules_; }
    const std::shared_ptr<const plan::Plan>& plan() const { return plan_; }
    const data::Dataset& data() const { return data_; }
    const CalendarSet& calendars() const { return calendars_; }
    // The rule set's default: its first calendar that extends none; none without calendars.
    model::CalendarId default_calendar() const { return default_calendar_; }
    // The record of the row that `expr` starts from (its slot), before it climbs; `second` = slot2.
    model::RecordId start_of(model::ExprId expr, bool second = false) const { return plan_->start_of(expr, second); }
    model::RecordId start_of(const model::Aggregate& aggregate) const { return plan_->start_of(aggregate); }
    const TimeZone& zone() const { return rules_.zone; }
    bool leap_birthday_on_28_february() const { return rules_.leap_birthday_on_28_february; }
    const std::vector<MeasureResult>* measures() const { return measures_; }
    const std::vector<TimescaleResult>* timescales() const { return timescales_; }
    Day as_of_day() const { return as_of_day_; }
    // What is taken to have been done (EvaluateOptions::supposed); null: nothing is.
    const std::shared_ptr<const Supposed>& supposed() const { return supposed_; }
    std::span<const SupposedEnd> supposed_ends(model::TimescaleId rule, Row row) const;
    unsigned last_periods() const { return last_periods_; }      // EvaluateOptions::last_periods
    std::int64_t as_of_second() const { return as_of_second_; }     // last second seen: of the day's end, or the moment
    bool as_of_is_moment() const { return as_of_is_moment_; }
    // The last day and second up to which the data is seen: as-of, or EvaluateOptions::seen_until where that is earlier.
    Day seen_day() const { return seen_day_; }
    std::int64_t seen_second() const { return seen_second_; }
    const std::optional<model::Literal>& seen_until() const { return seen_until_; }

private:
    struct Ahead;
    const model::RuleSet& rules_;
    const data::Dataset& data_;
    const CalendarSet& calendars_;
    std::shared_ptr<Ahead> ahead_;
    Day as_of_day_ = 0;
    std::int64_t as_of_second_ = 0;
    bool as_of_is_moment_ = false;
    Day seen_day_ = 0;
    std::int64_t seen_second_ = 0;
    std::optional<model::Literal> seen_until_;
    bool looking_back_ = false;
    bool has_partial_dates_ = false;
    model::CalendarId default_calendar_ = model::none;
    struct Seen { bool found = false; std::vector<std::uint8_t> rows; };
    // By record; empty rows: each one is there, or certainly stands under its parent. What is found changes no more.
    mutable std::vector<Seen> hidden_, uncertain_;
    std::shared_ptr<const plan::Plan> plan_;
    std::shared_ptr<const Supposed> supposed_;
    unsigned last_periods_ = 0;
    const std::vector<std::uint8_t>& hidden_in(model::RecordId record) const {
        if (!hidden_[record].found) hide_rows(record);
        return hidden_[record].rows;
    }
    const std::vector<std::uint8_t>& uncertain_in(model::RecordId record) const {
        if (!uncertain_[record].found) doubt_copies(record);
        return uncertain_[record].rows;
    }
    void hide_rows(model::RecordId record) const;
    void doubt_copies(model::RecordId record) const;
    const std::vector<MeasureResult>* measures_ = nullptr;
    const std::vector<TimescaleResult>* timescales_ = nullptr;
};

}  // namespace duly::eval
