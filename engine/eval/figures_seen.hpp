// Private to the trace: what a figure came to for element 0, how its days were counted, and what left it open besides cells.
#pragma once

#include <optional>

#include "engine/eval/walk.hpp"

namespace duly::eval::detail {

// Nothing for what is no figure: cells, texts, conditions. `distance` and `is a working day` give the days that they count.
std::optional<FigureSeen> figure_seen(const Scope& scope, ExprId id);

}  // namespace duly::eval::detail
