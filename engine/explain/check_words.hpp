// The words of a check: the figures that it was judged by, and what leaves one open.
#pragma once

#include "engine/explain/case.hpp"

namespace duly::explain {

// "12", "10 working days (office)", "50.0% in 2026-05 (1 of 2)", "between 2 and 3"; "" when it cannot be told.
std::string figure_words(const Context& context, const eval::FigureSeen& figure);
// "the figure is 12", "`count of visit` is 2 and `count of stay` is 3": what the rule's own conditions compared; "" when nothing is to be told.
std::string judged_by(const Context& context, const eval::EntryTrace& trace);
// "counted: 10 working days after 5 January 2026 up to 20 January 2026 (office), skipping ...", and parts of figures.
std::vector<std::string> figure_lines(const Context& context, const std::vector<eval::FigureSeen>& figures, const std::vector<eval::RowBelow>& under);
// What leaves the figures open besides cells, and what would settle that; "" when nothing does.
std::string hindrance_words(const Context& context, const eval::EntryTrace& trace);
// "the highest is 3, from 1 March 2023 to 29 February 2024".
std::string highest_words(const eval::RowsSeen& seen);

}  // namespace duly::explain
