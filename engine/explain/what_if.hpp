// What if: the fewest cases to complete so that a measure ends its period at a grade, and how the period may end at best and at
// worst. What completing a case means for each form of measure stands in engine/explain/README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/explain/explain.hpp"

namespace duly::explain {

struct WhatIfOptions {
    std::optional<std::uint32_t> grade;         // index in the measure's scale; none: the next better than it has now
    std::string period;                         // a name as in files ("2026-03"); "": the one that runs (the next, once as-of ends one)
    std::vector<std::string> group;             // one text a `by`; empty: the total
    std::uint64_t max_tries = 400'000;          // figures looked at before the search stops and `smallest` is false
    bool listed = true;                         // false: only what `sentence` needs; unknown ones are counted, not listed
};

// One thing to do: a turn to complete, or a record of which something that is blank comes to be.
struct WhatIfCase {
    std::string rule, record, key;              // rule: the timescale; "" for a measure of records
    std::uint32_t turn = 0;                     // 0: the rule has no turns
    std::string what;                           // "done", or the fields that come to be: "`referral.decided` recorded"
    std::optional<model::Day> by;               // the last day on which it counts so; none: a day in the period
    bool late = false;                          // its due date has passed; done all the same
    std::vector<std::pair<std::string, std::string>> shown;     // fields marked `shown`: title or name, text
};

// A record that is unknown in the period, and what would settle it. Settling is not completing: it may turn out either way.
struct WhatIfUnknown { std::string rule, record, key; std::uint32_t turn = 0; std::string reason; };

// A figure as the period would end. `grade_from` best, `grade_to` worst; none: unrated.
struct WhatIfEnd { eval::MeasureValue value; };

struct WhatIf {
    enum class Reach : std::uint8_t {
        reached,        // the period ends at the grade though nothing more is done
        possible,       // with `cases`
        unsettled,      // only if unknown records turn out well
        impossible,     // whatever is done
        untold,         // `why_not` says why nothing can be told
    };
    model::MeasureId measure = model::none;
    eval::MeasurePeriod period;
    std::vector<std::string> group;
    Reach reach = Reach::untold;
    std::string why_not;
    bool hidden = false;                        // small numbers: nothing but `why_not` is told
    bool no_such_group = false;                 // no case of the period is in it
    std::uint32_t target = model::none;         // the grade aimed at
    std::optional<WhatIfEnd> now;               // as of as-of; none: the period has no value yet
    std::optional<WhatIfEnd> left;              // nothing more is done
    std::optional<WhatIfEnd> worst, best;       // as `left`, or what is open is done too late where that is worse; all that is open goes well
    std::optional<WhatIfEnd> with_cases;        // once `cases` are completed
    std::vector<WhatIfCase> cases;              // the fewest, by last day, then key; if several ways are as few, the first in that order
    bool smallest = true;                       // false: the search was cut off, fewer may do
    std::uint64_t open = 0;                     // cases that can still be completed to some effect in the period
    std::uint64_t lost = 0;                     // that count against it and cannot be mended in the period
    std::uint64_t unknown_count = 0;
    std::vector<WhatIfUnknown> unknown;
    std::string sentence;                       // one plain sentence
    std::vector<std::string> more;              // further ones: the ends of the period, what cannot be mended, what is unknown
};
std::string_view name_of(WhatIf::Reach reach);  // "reached", "possible", "unsettled", "impossible", "untold"

// Evaluates the measure as of the end of the period, with and without what may be done; costs nothing unless called. A period or group
// that is not there comes back as `untold`. Explainer::what_if calls it.
struct Context;
WhatIf what_if(const Context& context, model::MeasureId measure, const WhatIfOptions& options);

std::string to_text(const model::RuleSet& rules, const WhatIf& answer);     // for a terminal

}  // namespace duly::explain
