// The highest figure of all windows of one length, each from some day D to the day before D + L. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dsl/model/types.hpp"

namespace duly::eval::windows {

__extension__ using Wide = __int128;

// A length in days, weeks, months or years; months by the same-numbered day, or the last of a shorter month.
struct Window {
    std::int64_t days = 0, months = 0;      // one of them
    // Nothing when the unit is none of those, or the amount is below 1 or longer than all days that data may hold.
    static std::optional<Window> of(std::int64_t amount, model::Unit unit);
    std::int64_t end(std::int64_t from) const;          // D + L: the first day after it
    std::int64_t first_over(std::int64_t day) const;    // the first D whose window holds `day` or goes past it
};

// Something that happened on one of the days lo..hi, and adds between `least` and `most`. Not `certain`: it may not count.
struct Happening {
    std::int64_t lo = 0, hi = 0;
    std::int64_t least = 0, most = 0;
    bool certain = true;
    bool undated = false;                   // on a day not told at all
};
// The days [from, to) that a span has for certain, and [may_from, may_to) that it may have.
struct SpanDays { std::int64_t from = 0, to = 0, may_from = 0, may_to = 0; };

// The highest figure lies between low and high; `from` begins the first window that gives `high` (where it is
// certain, for certain), with the first day in it that counts. Where no window gives more than 0, has_window is false. Windows without anything in them give 0.
struct Highest {
    Wide low = 0, high = 0;
    std::int64_t from = 0;
    bool has_window = false;
};
Highest highest(const std::vector<Happening>& happenings, const Window& window);    // n log n
Highest highest(const std::vector<SpanDays>& spans, const Window& window);          // n log n; in months: (n + months) log n

}  // namespace duly::eval::windows
