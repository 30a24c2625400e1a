// The steps of lowering, each in a file of its name; lower.cpp is the list of them.
#pragma once

#include "dsl/check/context.hpp"

namespace duly::check {

void collect(Context& context);             // names of all declarations; duplicates
void find_circles(Context& context);        // of all declarations, with the whole path
void lower_settings(Context& context);      // the `ruleset` blocks
void lower_zone(Context& context, Written text);     // its `time zone`
void lower_scales(Context& context);
void lower_records(Context& context);       // fields, links, spans
void lower_calendars(Context& context);
void lower_headers(Context& context);       // records of timescales and checks, scales of measures: what expressions ask for
void lower_spells(Context& context);
void lower_defines(Context& context);
void lower_feeds(Context& context);
void lower_timescales(Context& context);
void lower_checks(Context& context);
void lower_measures(Context& context);
void lower_actions(Context& context);
void lower_examples(Context& context);
void find_never(Context& context);          // conditions that never or always hold, cases and versions never chosen
void find_too_late(Context& context);       // fields that are read before they can be known
void find_misleading(Context& context);     // clauses set in or out as if they belonged elsewhere
void lint(Context& context);                // definitions that nothing uses

}  // namespace duly::check
