// Private to the what-if: what its parts hand to each other.
//
// From the rule and the data come units (a record, with the ways in which it may go), from these the figure of any choice, and a
// search over choices that knows nothing of rules or data.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/eval/measure_history.hpp"
#include "engine/eval/measure_items.hpp"
#include "engine/eval/measure_value.hpp"
#include "engine/explain/what_if.hpp"
#include "engine/explain/words.hpp"

namespace duly::explain::what_if_parts {

using eval::Counted;
using eval::Row;
using model::Day;
using Kind = model::Measure::Kind;

// What one record adds to the figure: so many items, each counted as it would be.
using Pieces = std::vector<Counted>;
bool same(const Pieces& a, const Pieces& b);        // by what they add

struct Act {
    model::TimescaleId rule = model::none;          // none: of a record
    Row row = data::no_row;                         // of the timescale's record, else of the measure's
    std::uint32_t turn = 0;
    std::optional<Day> by;                          // the last day
    bool late = false;
    std::vector<model::FieldId> fields;             // that come to be
};
struct Way { Pieces pieces; std::vector<Act> acts; };       // what it costs: its acts
struct Unit {
    Pieces left;                                    // nothing more is done
    std::vector<Way> ways;
    std::optional<Way> badly;                       // done too late, where that is worse than not done
    Day first_by = model::max_day;                  // of its acts; orders units
    std::string key;
};

// The world at the end of a period in which nothing more happens than what is supposed.
struct World {
    eval::EvaluateOptions options;
    std::unique_ptr<eval::Expressions> expressions;
    eval::Evaluation so_far;
    std::unique_ptr<eval::Standing> last_day;       // of measures that look at the last day
    const eval::Expressions& standing() const { return last_day ? last_day->expressions : *expressions; }
};
std::unique_ptr<World> world_at(const Context& context, const model::Measure& measure, const eval::MeasurePeriod& period, Day as_of,
                                std::shared_ptr<const eval::Supposed> supposed);

// What is asked, and what it stands on.
struct Scene {
    const Context& context;
    const model::Measure& measure;
    model::MeasureId id = model::none;
    eval::MeasurePeriod period;
    std::vector<std::string> group;
    Day end = 0;                                    // as-of of the worlds: the day after the period, or as-of where that is later
    eval::Groups& groups;
    bool in_group(const Counted& item) const { return group.empty() || groups.names(item.group) == group; }
    std::int64_t now(bool moments) const;           // as-of, as a day or a second
};

struct Units {
    std::vector<Unit> units;
    Pieces fixed;                                   // of records that nothing moves
    struct Unknown { model::TimescaleId rule = model::none; Row row = data::no_row; std::uint32_t turn = 0; };
    std::vector<Unknown> unknown;
    bool all_ways = true;                           // false: there were more ways than are looked at
};
Units units_of_turns(const Scene& scene, const World& world);     // of a timescale, or `every T is met`
Units units_of_rows(const Scene& scene, const World& world);

// --- the figure of a choice ------------------------------------------------------------------------------------------
class Figure {
public:
    Figure(const Scene& scene, const World& world);
    // Of everything that counts in the group.
    eval::MeasureValue of(const std::vector<const Pieces*>& pieces) const;
    // The same from sums, of measures that only count.
    eval::MeasureValue of(const eval::Tally& tally) const;
    bool counts_only() const { return measure_.value == model::none; }

private:
    eval::MeasureValue graded(eval::MeasureValue value) const;
    const Scene& scene_;
    const model::Measure& measure_;
    std::optional<std::int64_t> population_;
    mutable eval::MeasureResult around_;            // the values that bands look at
    std::size_t at_ = 0;                            // the one that is put in
    eval::Comparators comparators_;
    const eval::Expressions& expressions_;
};
void add(eval::Tally& tally, const Pieces& pieces, int sign = 1);

// --- the ends of a period -----------------------------------------------------------------------------------------------
struct Choice { std::vector<std::size_t> way; };    // by unit: 0 left as it is, n its n-th way
eval::MeasureValue figure_of(const Units& units, const Figure& figure, const Choice& choice);

// Of the bands in force on a day, 1: more is better, -1: less is; 0: neither all along. `good_way` always says one.
int direction(const model::Measure& measure, Day last);
int good_way(const model::Measure& measure, Day last);
// By their good or their bad ends, where something is unknown. Any value is better than none.
bool better(const eval::MeasureValue& a, const eval::MeasureValue& b, int way, bool good);

// All units at their best, what is unknown too or at its worst; or nothing done, or too late.
enum class End : std::uint8_t { best, surely_best, worst };
Choice at_its_end(const Units& units, const Figure& figure, const model::Measure& measure, int way, End end);
// Whether that is the best of all choices.
bool ends_are_sure(const std::vector<Unit>& units, const model::Measure& measure);

// --- the search ------------------------------------------------------------------------------------------------------
struct Found {
    std::optional<Choice> fewest;                   // none: no choice reaches it
    bool smallest = true;                           // of none: every choice was looked at
};
// Units stand in the order in which they are named, so of choices as small the first is taken.
Found fewest(const Units& units, const Figure& figure, const model::Measure& measure, Day last, const std::function<bool(const eval::MeasureValue&)>& reached,
             std::uint64_t max_tries);

}  // namespace duly::explain::what_if_parts
