// Items into lines: what is too long is broken where a reader would, comments keep their place.
#pragma once

#include <string>

#include "dsl/syntax/format_items.hpp"

namespace duly::syntax::layout {

std::string lines_of(const Tokens& tokens, const Items& items);

}  // namespace duly::syntax::layout
