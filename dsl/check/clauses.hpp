// Clauses of a timescale as written, and how one list overrides another: a version its timescale, a timescale the one
// that it extends.
#pragma once

#include <vector>

#include "dsl/check/context.hpp"

namespace duly::check {

// Clauses that replace each other have one group: `within` and `at least ... after` are both the limit.
enum class Group : std::uint8_t {
    law, confidence, for_each, where, in_force, counting, excluded, from, to, limit, stop_on, also_shown_by, may_be_done_earlier,
    warn, excused, extended, extended_to, paused, restarted, on_calendar, rolls, by_time, chosen_by, version, other,
};
Group group_of(Kind kind);
Group group_of(Written clause);             // of one that could not be read: what it was meant for

struct Clauses {
    std::vector<Written> items;
    bool doubtful = false;                      // what it extends could not be read: any clause may be said there

    Written find(Kind kind) const;              // the first, or nothing
    std::vector<Written> all(Kind kind) const;
    bool has(Group group) const;
    bool lost(Group group) const;               // said perhaps, in what could not be read
    // These, but what `over` states replaces the same group here.
    Clauses overlaid(const Clauses& over) const;
    Clauses without(const Clauses& stated) const;
};

// A timescale with what it takes over from the one that it extends.
struct WholeTimescale {
    Clauses shared;
    bool extends = false;                       // some of it is taken over
    struct Version { Written node; Clauses clauses; };
    std::vector<Version> versions;
};
// An `extends` may stand in what could not be read of the first words.
bool extends_lost(const Context& context, Written declaration);
// Circles of `extends` are reported elsewhere and end the walk. Repeated clauses are reported.
WholeTimescale gather(Context& context, model::TimescaleId id, std::size_t depth = 0);

}  // namespace duly::check
