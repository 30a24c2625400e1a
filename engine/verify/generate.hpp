// Rows for what no example tests yet: made by changing rows that are there, or plain ones, and kept when an evaluation shows that they
// test what was missing. What comes out is only proposed.
#pragma once

#include <string>
#include <vector>

#include "engine/verify/coverage.hpp"

namespace duly::verify {

struct NotMade { RuleRef rule; Item item; std::string because; };
struct Generated {
    std::string text;               // example blocks, as the formatter would lay them out
    std::size_t rows = 0;
    std::vector<NotMade> left;      // items for which no row was found
};
Generated generate(const model::RuleSet& rules, const KnownCalendars& calendars, const std::vector<std::string>& only = {});

}  // namespace duly::verify
