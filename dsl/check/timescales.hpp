// Timescales: versions whole and in order of date.
#pragma once

#include "dsl/check/clauses.hpp"
#include "dsl/check/expressions.hpp"

namespace duly::check {

// Where a missing clause is reported: at the version, or at the timescale when no version has it.
struct MissingPlace {
    SourceRange version, timescale;
    std::vector<Group> nowhere{};
    mutable std::vector<Group> told{};          // of those: once is enough
    bool extends = false;                       // nor has the timescale that it takes over from, which is told there
};

// Clauses already merged.
model::TimescaleVersion lower_version(Context& context, model::RecordId record, const Clauses& clauses, const MissingPlace& at);

// All versions of a timescale: dated, checked for gaps and overlaps, merged with what they share.
std::vector<model::TimescaleVersion> lower_versions(Context& context, model::TimescaleId id, model::RecordId record, const WholeTimescale& whole, SourceRange at);

// Which rule each clause of a version stands in, where `extends` took it over.
void name_sources(const Context& context, model::TimescaleId id, model::TimescaleVersion& version, const Clauses& clauses);

// What a rule without `on calendar` counts by: the first declared calendar that extends no other.
model::CalendarId default_calendar(const Context& context);

// Working hours and school days in `node` need opening hours and `open` stretches of its calendar; what is missing is reported
// once: false.
bool can_count(Context& context, Written node, model::CalendarId calendar);

// True when the condition can be seen to be false for every record.
bool never_holds(const model::RuleSet& rules, model::ExprId condition);

}  // namespace duly::check
