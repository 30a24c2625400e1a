// The order of entries within a rule: by key, row and turn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/report/entries.hpp"

namespace duly::report {

// Of `refs`, entries of one rule in their order there, the first `most`. `rise`: the keys of its record rise with the rows.
void sort_by_key(std::vector<EntryRef>& refs, const RuleView& rule, const Keys& keys, bool rise, std::size_t most);

// Rises as the text of the number does: 5, 50, 500, 51, 6. Precondition: at most 13 digits, as numbers with six places in 63 bits have.
std::uint64_t order_of_digits(std::uint64_t number);

}  // namespace duly::report
