// What the examples of a rule should show: each condition holding, not holding and not told; each limit the day before, on and the
// day after; each change of version; each band at its edge and beside it; each state of an action.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/verify/ran_row.hpp"

namespace duly::verify {

enum class ItemKind : std::uint8_t { condition, limit, closed_days, version, start, end, band, state, need };

enum : std::uint8_t { wanted_false = 0, wanted_true = 1, wanted_unknown = 2 };              // condition
enum : std::uint8_t { wanted_before = 0, wanted_on = 1, wanted_after = 2 };                 // limit
enum : std::uint8_t { wanted_last_day = 0, wanted_first_day = 1 };                          // version: before and from the change
enum : std::uint8_t { wanted_low = 0, wanted_low_beside = 1, wanted_high = 2, wanted_high_beside = 3 };    // band
enum : std::uint8_t { wanted_holds = 0, wanted_fails = 1 };                                 // need

// What an item is about, the same whether it is met in the rule or in an evaluation. `at`: the words in the rule file, so that a clause
// that several versions share is one thing. `index`: a day on which versions change, a band (100 x list + band), a need.
struct ItemKey {
    ItemKind kind{};
    FileId file = 0;
    std::uint32_t begin = 0, end = 0;
    std::int64_t index = 0;
    std::uint8_t wanted = 0;
    friend auto operator<=>(const ItemKey&, const ItemKey&) = default;
};
ItemKey key_of(ItemKind kind, SourceRange at, std::int64_t index, std::uint8_t wanted);

struct Item {
    ItemKey key;
    std::string subject;            // as written: "review.quorate is yes", "20 working days"
    std::string wanted;             // "holds", "done on the day before it is due"
    SourceRange at;
    model::ExprId condition = model::none;
    const model::Length* limit = nullptr;
    std::size_t rows = 0;           // rows of examples that show it
};
// In the order of the rule file, an item once.
std::vector<Item> items_of(const model::RuleSet& rules, RuleRef rule);

// The words of a rule file under a range, blanks folded.
std::string words_at(const model::RuleSet& rules, SourceRange at);
// "20 working days", "`plan.visit_days` working days"
std::string length_words(const model::RuleSet& rules, const model::Length& length);
SourceRange range_of(const model::RuleSet& rules, const model::Length& length);
// A unit in which only open days count.
bool skips_closed_days(model::Unit unit);

// The days on which something else begins to hold: the first day of a version, the day after its last, and so of `in force`.
std::vector<model::Day> change_days(const model::Timescale& rule);
// Bands whose edge is a number of their own; wanted_low and wanted_high that they have.
struct Edge { std::uint8_t wanted = 0; std::int64_t at = 0; bool includes = true; bool lower = true; };   // lower: the band lies above
std::vector<Edge> edges_of(const model::Band& band);
// The states that an action of this kind can have.
std::vector<eval::ActionState> states_of(const model::RuleSet& rules, const model::Action& action);

}  // namespace duly::verify
