// Explanations as JSON, schema 2 (README.md).
#pragma once

#include <string>

#include "engine/explain/explain.hpp"

namespace duly::v1 {

// One object, on one line.
void add_json(std::string& out, const explain::Node& node);

}  // namespace duly::v1
