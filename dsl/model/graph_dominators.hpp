// Which nodes every way through a graph passes.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "dsl/model/graph.hpp"

namespace duly::model {

// The nodes that stand on every way from `from` to any of `ends`, in the order in which they are passed, without `from` itself. An edge leads
// from the first to the second. Empty when no end can be reached.
std::vector<GraphId> on_every_way(std::size_t nodes, std::span<const std::pair<GraphId, GraphId>> edges, GraphId from, std::span<const GraphId> ends);

}  // namespace duly::model
