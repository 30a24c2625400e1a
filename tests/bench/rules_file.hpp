// A rule file of any length, for measuring how fast rules are read.
#pragma once

#include <cstddef>
#include <string>

namespace duly::bench {

// `rules` timescales of ten lines each over a few records: events, limits, versions, schedules, conditions, citations, comments.
// The same bytes for the same number.
std::string rules_file(std::size_t rules);

}  // namespace duly::bench
