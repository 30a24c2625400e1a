// Causes in words, and as nodes of an explanation.
#pragma once

#include "engine/explain/causes.hpp"
#include "engine/explain/causes_leaves.hpp"
#include "engine/explain/nodes.hpp"

namespace duly::explain {

// In causes.cpp: all of them, ranked.
Causes find_causes(const Context& context);
// Sets everything of a cause that is text.
void describe(const Context& context, const CauseLeaf& leaf, Cause& cause);
// The causes of an action as the first thing below it; nothing when it stands.
std::optional<Node> causes_node(const Context& context, const Causes& causes, model::ActionId action);
// "a, b and c", of many the first few.
std::string some_names(const std::vector<std::string>& names);

}  // namespace duly::explain
