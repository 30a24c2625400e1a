// What a run finds: results as columns. Reasons and sentences are built by explain/ only where they are asked for.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/data/dataset.hpp"
#include "engine/eval/result_columns.hpp"
#include "engine/plan/plan.hpp"

namespace duly::eval {

using data::Row;
using model::Day;
using model::Outcome;

// Outcomes of one timescale: one entry a record looked at, or a turn of it. Entries stand in the order of rows, then turns.
// Times are days, or seconds UTC where counts_moments(rule) is true (some version counts hours or ends at a time of day).
struct TimescaleResult {
    model::TimescaleId rule = model::none;
    SharedColumn<Row> row;
    EvenColumn<std::uint32_t> turn;             // 1-based; 0 where the rule has no turns or gives none here
    SharedColumn<Outcome> outcome;
    NumberColumn from, due, done;               // no_time where there is none or it differs between possible days
    NumberColumn late_by;                       // in late_unit; 0 where not late or not told
    EvenColumn<std::uint16_t> version;          // index in Timescale::versions; 0xffff none
    EvenColumn<std::uint8_t> flags;             // bit 0: in doubt (a turn that stands as a certain breach among doubtful ones)
    EvenColumn<std::uint8_t> exclusion;         // index of the exclusion that holds; 0xff none
    std::array<std::uint64_t, model::outcome_count> counts{};
    std::uint64_t records = 0;                  // looked at; conservation: sum(counts) = entries, where all are held
    bool only_listed = false;                   // EvaluateOptions::only_listed: counted, but not held, are entries that no file lists
    model::Unit late_unit(const model::Timescale& rule_, std::size_t entry) const;  // working_days, hours or days
};

bool counts_moments(const model::Timescale& rule);

struct CheckResult {
    model::CheckId rule = model::none;
    std::vector<Row> row;                       // empty for a check `for the data`: one entry without a row
    std::vector<Outcome> outcome;
    std::vector<std::uint8_t> exclusion;
    bool only_listed = false;                   // as of a timescale
    std::array<std::uint64_t, model::outcome_count> counts{};
    std::uint64_t beyond_calendar = 0;          // unknown since a count leaves the days for which its calendar is known
};

// One value of a measure: a period and a group.
struct MeasureValue {
    std::uint32_t period = 0;                   // index into MeasureResult::periods
    std::vector<std::string> group;             // one text a `by`; empty = the total. "" = blank, a group of its own
    // Certain numerator; denominator with the unknown ones. Of sums, averages and the like: the records with a value that is
    // told, and all. Of a rate: the cases and the population, in whole ones.
    std::int64_t numerator = 0, denominator = 0;
    std::int64_t unknown = 0;                   // in the denominator, numerator not told
    // Value from worst to best as exact fractions: [low_n/low_d, high_n/high_d]; d = 0: no value, or with n = 1 or -1 an
    // end that nothing bounds.
    std::int64_t low_n = 0, low_d = 0, high_n = 0, high_d = 0;
    std::uint32_t grade_from = model::none, grade_to = model::none;  // best and worst grade that the interval may have; none: unrated
    bool hidden = false;                        // small numbers: nothing of it may be shown
    bool missing = false;                       // reported: the source marks it as missing
    std::vector<std::string> compared;          // what its bands looked at besides the value: "`England` has 78.0%"
};
struct MeasurePeriod { model::PeriodKind kind{}; Day from = 0, to = 0; bool so_far = false; std::string name; };  // "2024-03", "2023/24 Q4", "2023/24"
struct MeasureResult {
    model::MeasureId rule = model::none;
    std::vector<MeasurePeriod> periods;         // by kind, then date
    std::vector<MeasureValue> values;           // by period, then the total first, then groups sorted
    std::int64_t unplaced = 0;                  // unknown items that no date places in a period
    bool not_run = false;
    // The entries or rows behind the values of a period of the first kind, and the unplaced ones (period none), in order. Those that are
    // judged the same for every period do not stand here: items_behind() finds all.
    struct Item { std::uint32_t entry = 0; std::uint32_t period = 0; bool numerator = false, unknown = false; };
    std::vector<Item> items;
    std::uint32_t first_kind = 0;               // so many periods are of the first kind
    std::vector<Diagnostic> diagnostics;        // reported: several figures for one period
};

enum class ActionState : std::uint8_t { achieved, on_course, at_risk, failing, blocked, unknown };
std::string_view name_of(ActionState state);
enum class NeedState : std::uint8_t { holds, does_not_hold, unknown, not_yet };
struct NeedResult { NeedState state{}; std::string sentence; };
struct ActionResult {
    model::ActionId rule = model::none;
    ActionState state{};
    bool recorded_done = false;                 // its day done is there and not after as-of
    std::optional<Day> due, done_on;            // as the rule states them, else as its log does; done_on only when recorded done
    std::string owner, evidence, status;        // the same
    Row log_row = data::no_row;                 // the row of the log that speaks for it
    bool evidenced = false;                     // every need holds
    std::vector<std::vector<NeedResult>> needs; // by line, then need
    std::vector<NeedState> lines;
    std::string sentence;                       // why it has this state
};

// Ends of turns that are taken to have come though no data tells them: what follows if it were so. A turn ends with the earlier of
// this and what the data has; nothing but its timescale sees it.
struct SupposedEnd {
    Row row = data::no_row;
    std::int64_t at = no_time;                  // a day, or a second where counts_moments(rule)
    friend auto operator<=>(const SupposedEnd&, const SupposedEnd&) = default;
};
struct Supposed { std::vector<std::vector<SupposedEnd>> ends; };    // by TimescaleId; sorted

struct EvaluateOptions {
    model::Literal as_of;                       // date (its end) or moment
    std::optional<Day> as_known_on;
    unsigned threads = 1;
    std::vector<std::string> rules;             // names; empty = all. What they need is evaluated too
    bool looking_back = false;                  // as_of is earlier than the day up to which the data is known
    std::shared_ptr<const plan::Plan> plan;     // of the rule set, where many evaluations share it; none: made anew
    std::shared_ptr<const Supposed> supposed;   // none: nothing is supposed
    // As-of lies ahead: what the data has after the end of this day (or moment) is not seen, as if nothing more happened.
    std::optional<model::Literal> seen_until;
    // Measures only of so many periods of their first kind, the last ones, where their bands look at no others; what they count that no
    // period places is then not told. 0: all periods.
    unsigned last_periods = 0;
    // Of timescales and checks that no other rule looks at, entries that nothing lists (is_listed) are counted and not held. Of a row of which
    // an entry asks for a reason all entries are held, so that they stand in the order of its trace. Such results look at the data and the
    // calendars, which must stay where they are.
    bool only_listed = false;
};

// Whether an entry stands in a file of results: it was not kept, is open, or cannot be told. `done`: it has a day done.
constexpr bool is_listed(Outcome outcome, bool done) {
    if (outcome == Outcome::no_due_date) return !done;
    return outcome != Outcome::met && outcome != Outcome::not_applicable;
}

struct Evaluation {
    model::Literal as_of;
    std::vector<TimescaleResult> timescales;    // by TimescaleId
    std::vector<CheckResult> checks;
    std::vector<MeasureResult> measures;
    std::vector<ActionResult> actions;
    std::vector<Diagnostic> diagnostics;        // calendar ends, limits reached ...
    Day as_of_day(const TimeZone& zone) const;
};

}  // namespace duly::eval
