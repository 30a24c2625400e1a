// Private: reasons of timescale entries in words.
#pragma once

#include <string>
#include <vector>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval::timescales {

// What the trace of one entry has gathered by the time its reason is put into words.
struct Told {
    std::vector<ValueRead> asked;       // the cells behind the question that settled it
    std::vector<ValueRead> from, to, stop, shown;
};

// Several names with commas and `and`: "began", "began and ended".
std::string names_of(const Expressions& expressions, model::RecordId home, const std::vector<ValueRead>& reads);
std::string reason_of(const Run& run, const Entry& entry, const EntryTrace& trace, const Told& told);

}  // namespace duly::eval::timescales
