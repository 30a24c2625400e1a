// The order of entries within a rule: by key, row and turn.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/report/entries.hpp"

namespace duly::report {

// Of `refs`, entries of one rule in their order there, the first `most`.
void sort_by_key(std::vector<EntryRef>& refs, const RuleView& rule, const Keys& keys, std::size_t most);

}  // namespace duly::report
