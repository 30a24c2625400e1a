// What an evaluation explains: why, what lies behind, what if, what comes due. Evaluation (duly/duly.hpp) gives all of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <duly/diagnostics.hpp>

namespace duly {
DULY_OPEN_NAMESPACE namespace v1 {

struct ExplainOptions {
    std::size_t max = 20;               // cases that are shown of a rule, a measure, a need
    bool proof = true;                  // with proofs, for json()
};
struct ExplainAllOptions {
    std::vector<std::string> rules = {};// names; empty = all
    unsigned threads = 1;
    std::size_t max = 1000;             // rows that a proof lists of one condition
};

// Why: a tree from the very evaluation that gave the outcome.
struct Explanation {
    struct Value { std::string name, value, file; std::uint32_t line = 0; std::string header; };
    std::string kind, id, title, state;         // kind: timescale, check, measure, action, need, case, condition, count
    std::string sentence, law, version;
    std::vector<Value> values;                  // what was read, and where it stands
    std::vector<std::string> counted;           // how the days were counted
    std::vector<Explanation> children;
    std::uint64_t left_out = 0;                 // children not shown
    std::string proof;                          // a JSON object with which a program can check it; "" of nodes that prove nothing

    std::string text() const;                   // indented, for a terminal
    std::string json() const;                   // schema 2, engine/api/README.md
    std::string html() const;                   // one page that needs nothing else
};

// What lies behind the actions that do not stand: the failing leaves, each once over all actions, with what each would clear.
struct Cause {
    std::string kind, id, title;                // kind: timescale, check, measure; milestone and done (not recorded done) of the action `id`
    std::string state;                          // fails, unknown (it would have to be told first), not_yet
    std::string standing, sentence;             // how it stands; that, and what it would clear, in plain sentences
    std::string told_by;                        // unknown: the cell that would tell its first case
    std::uint64_t cases = 0;                    // that fail, or are not told
    std::vector<std::string> clears;            // actions that would stand if this alone were put right
    std::vector<std::string> once_done;         // the same, once they or what they need are recorded done too
    std::vector<std::string> beside;            // actions that rest on it beside other causes
    std::string law;                            // of the rule; "" where its versions stand in different ones
};
struct ActionCauses {
    std::string action, title, state;           // failing, blocked, at_risk, unknown
    std::vector<std::size_t> causes;            // all that lies behind it: indices into Causes::causes
    std::vector<std::vector<std::size_t>> cheapest;     // sets that would clear it: fewest causes first, then fewest cases
    std::uint64_t more = 0;                     // further such sets
    bool smallest = true;                       // the first is shown to be the smallest
    std::vector<std::string> through;           // rules and actions that everything behind it goes through, from the action downwards
};
struct Causes {
    std::vector<Cause> causes;                  // those that would clear most first
    std::vector<ActionCauses> actions;          // in the order of the rules

    std::string text() const;                   // for a terminal
    std::string json() const;                   // schema 1, engine/api/README.md
};

// What if: the fewest cases to complete so that a measure ends its period at a grade. What completing means for each form of measure:
// engine/explain/README.md.
struct WhatIf {
    struct Case {
        std::string rule, record, key;          // rule: the timescale; "" for a measure of records
        std::uint32_t turn = 0;
        std::string what, by;                   // "done"; the last day on which it counts so, "" = a day of the period
        bool late = false;                      // its due date has passed; done all the same
        std::vector<std::pair<std::string, std::string>> shown;     // fields marked `shown`, as a team
    };
    struct Unknown { std::string rule, record, key; std::uint32_t turn = 0; std::string reason; };
    struct Figure { std::string value, grade; std::int64_t numerator = 0, denominator = 0, unknown = 0; };      // grade: "green or amber", "unrated"
    std::string measure, title, period, from, to;       // of the period: its name and days
    std::vector<std::string> group;                     // empty: the total
    std::string target;                                 // the grade aimed at
    std::string reach;                                  // reached, possible, unsettled, impossible, untold
    bool hidden = false, smallest = true;               // smallest: `cases` is shown to be the fewest
    std::optional<Figure> now, left, worst, best, with_cases;       // as of as-of; the end of the period if nothing more is done, if what is open
                                                        // is done too late, if all goes well, with `cases`
    std::vector<Case> cases;
    std::vector<Unknown> unknown;                       // may turn out either way
    std::uint64_t open = 0, lost = 0;                   // that can still be completed; that count against it for good
    std::string sentence;
    std::vector<std::string> more;

    std::string text() const;                           // for a terminal
    std::string json() const;                           // schema 1, engine/api/README.md
    std::string drawn = {};                             // what text() gives
};

// What comes due, and when graded measures fall.
enum class DueFormat : std::uint8_t { text, json, csv };        // json: schema 1, engine/api/README.md
struct DueOptions {
    DueFormat format = DueFormat::text;
    unsigned days = 10;                         // working days after as-of, on the rule set's default calendar
    std::vector<std::string> rules = {};        // timescales; empty = all that were evaluated
    std::vector<std::pair<std::string, std::string>> where = {};    // {"team", "North"}: only these; several of one field: any of them
    std::vector<std::string> by = {};           // fields that the load is told by; empty = the first that is shown
    bool forecast = false;                      // evaluates the graded measures on every day up to the last: costs as many runs of them
    std::vector<std::string> measures = {};     // of the forecast; empty = all with a grade
    unsigned threads = 1;
    std::size_t width = 80;                     // of the text
    bool colour = false;
    bool all = false;                           // text: every case
};

}  // namespace v1
}  // namespace duly
