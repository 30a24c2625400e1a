// The values that bands take, as stretches of the number line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/model/rules.hpp"

namespace duly::check {

inline constexpr std::int64_t lowest = INT64_MIN, highest = INT64_MAX;

// Values from low to high, ends included or not.
struct Span {
    std::int64_t low = lowest, high = highest;
    bool low_in = true, high_in = true;
    bool empty() const { return low > high || (low == high && !(low_in && high_in)); }
    friend bool operator==(const Span&, const Span&) = default;
};

// Does the band take a fixed stretch, whatever other areas and earlier periods show?
bool is_fixed(const model::Band& band);
// Of a fixed band; edges moved by a tolerance to the nearest millionth.
Span span_of(const model::Band& band);
// What is left of `from` when `span` is taken out.
void take_out(std::vector<Span>& from, const Span& span);
bool within(const Span& inner, const Span& outer);
std::string span_words(const Span& span, bool percentage);

}  // namespace duly::check
