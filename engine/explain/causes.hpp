// What lies behind the actions that do not stand: the failing leaves, each once over the whole plan, what each would clear, and the smallest sets
// of them that would clear an action. What clearing means is told in README.md of this folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/model/graph.hpp"

namespace duly::explain {

// A leaf: a timescale, a check, or a measure without one below it; a milestone that was not reached; an action that is not recorded done.
struct Cause {
    model::GraphId node = model::none;          // in model::Graph of the rule set; of a milestone and of what is not done: the action
    std::string kind;                           // "timescale", "check", "measure", "milestone", "done"
    std::string id, title;                      // of the rule
    std::string state;                          // "fails", "unknown" (would have to be told first), "not_yet" (nothing fails, and it does not hold yet)
    std::string standing;                       // "red, 72.0% in 2025/26; 3 overdue": how it stands, without the name
    std::string sentence;                       // all of it in one plain sentence
    std::string told_by;                        // unknown: the cell that would tell its first case; "" where no cell would
    std::uint64_t cases = 0;                    // that fail, or are not told; of a measure that hides small numbers none is counted
    std::vector<model::ActionId> clears;        // would stand if this alone were put right
    std::vector<model::ActionId> once_done;     // the same, once they or what they need are recorded done too
    std::vector<model::ActionId> beside;        // rest on this beside other causes
    std::string law;                            // of the rule; "" where its versions stand in different ones
};

struct ActionCauses {
    model::ActionId action = model::none;
    std::vector<std::size_t> causes;            // indices into Causes::causes: all that fails below it, each once
    std::vector<std::vector<std::size_t>> cheapest;     // sets that would clear it: fewest causes first, then fewest cases, then by name; no set holds another
    std::uint64_t more = 0;                     // further sets, not listed
    bool smallest = true;                       // the first set is shown to be the smallest; else the search was cut off
    std::vector<model::GraphId> through;        // rules and actions that everything that fails below it goes through, from the action downwards
};

struct Causes {
    std::vector<Cause> causes;                  // ranked by what they clear: alone, once recorded done, beside others; then fewest cases, then by name
    std::vector<ActionCauses> actions;          // failing, blocked, at risk or unknown; by ActionId
};

}  // namespace duly::explain
