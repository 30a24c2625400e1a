// Private to the quick paths of the timescale evaluator: loops over the rows of a batch, without branches, so that the compiler takes many rows
// at once; compiled once more for wider instructions, which give the same.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/dataset.hpp"
#include "engine/data/short_days.hpp"

namespace duly::eval::timescales {

using model::Day;

// What a row is before any condition is asked: by its start, and by whether it ended in some way.
struct BeginWith { std::uint8_t begun, blank, happened; };

// `mine`: 0xff of a row that is meant, 0 of one that stays as it is. `is`: as QuickRows::outcome.
class RowLoops {
public:
    enum class Wide : std::uint8_t { plain, avx2, avx512 };
    static Wide widest();                   // that this processor has
    explicit RowLoops(Wide wide = widest()) : wide_(wide) {}
    void begin(const BeginWith& with, const std::int32_t* from, const std::int32_t* to, const std::int32_t* stop, const std::uint8_t* mine, std::size_t n, std::uint8_t* is) const;
    // The days of `n` rows from `begin` on as DayCells has them. True where some day lies after `last`.
    bool days(const data::Column& column, std::size_t begin, std::size_t n, std::int32_t last, std::int32_t if_missing, std::int32_t* to) const;
    // Bit 0: it happened on one of the days; bit 1: that cannot be told.
    void add_shown(const std::int32_t* days, std::size_t n, std::uint8_t* shown) const;
    // Without a start what is shown happened all the same; what cannot be told is left.
    void show(const std::int32_t* from, const std::int32_t* to, const std::uint8_t* shown, std::uint8_t if_happened, const std::uint8_t* mine, std::size_t n, std::uint8_t* is) const;
    // Where a condition (Answer) does not hold the rule does not apply; without an exact start the row is left.
    void settle(const std::uint8_t* holds, const std::int32_t* from, const std::uint8_t* mine, std::size_t n, std::uint8_t* is) const;

    // The days of the events of one kind, of `n`, that lie between two; `odd`: some kind, or the day of one of the kind, is not told. At `to`
    // there is room for `n` and `room` more.
    static constexpr std::size_t room = 32;
    struct EventsWanted { std::uint8_t kind; data::ShortDays::Code first, last; };
    std::size_t pick(const EventsWanted& wanted, const data::ShortDays::Code* days, const std::uint8_t* kinds, std::size_t n, std::int32_t* to, bool& odd) const;

private:
    Wide wide_;
};

}  // namespace duly::eval::timescales
