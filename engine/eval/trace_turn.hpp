// One turn of many: trace_timescale() without the questions of all others.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/eval/steps.hpp"

namespace duly::eval {

// As trace_timescale(), in which all entries but those of `turn` are left empty; none: all are traced.
std::vector<EntryTrace> trace_turn(const Expressions& expressions, model::TimescaleId rule, Row row, std::optional<std::uint32_t> turn);

}  // namespace duly::eval
