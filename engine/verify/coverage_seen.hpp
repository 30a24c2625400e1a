// What one evaluated row shows of its rule, read from the evaluation's own traces.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/verify/coverage_items.hpp"

namespace duly::verify {

// An outcome of a timescale: where it stands against its limit.
struct EntryShown {
    const model::Length* limit = nullptr;       // in the rule; null: no limit was chosen
    std::uint32_t turn = 0;
    std::uint16_t version = 0xffff;
    model::Outcome outcome{};
    std::int64_t from = eval::no_time, due = eval::no_time, done = eval::no_time;
    bool moments = false;                       // the three are seconds
    const calendar::Calendar* calendar = nullptr;
    std::uint32_t row = 0;
};
struct ValueShown { std::int64_t n = 0, d = 0; std::int64_t numerator = 0, denominator = 0; model::Day to = 0; };  // exact, of a finished period's total

struct Shown {
    std::set<ItemKey> keys;
    std::vector<EntryShown> entries;
    std::vector<model::Day> triggers;           // days by which a version is chosen
    std::vector<ValueShown> values;
    std::optional<eval::ActionState> state;
};
// `periods`: of a measure, how many of the last finished ones are looked at.
Shown what_it_shows(const model::RuleSet& rules, RuleRef rule, const RanRow& ran, std::size_t periods = 1);

// Day before, day of and day after a due date, in the unit of the limit. Nothing where the calendar does not reach.
struct Around { std::int64_t before = 0, on = 0, after = 0; };
std::optional<Around> around(const EntryShown& entry, const TimeZone& zone);

}  // namespace duly::verify
