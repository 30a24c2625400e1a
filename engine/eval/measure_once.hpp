// Items that are judged once for all periods, since no condition and no value looks at the period or at that day. They are laid a
// range at a time, in columns that stay in the cache, and taken from there: nothing is kept of them but what is asked for.
#pragma once

#include <optional>
#include <vector>

#include "engine/eval/measure_items.hpp"

namespace duly::eval {

bool judged_once(const model::RuleSet& rules, const model::Measure& measure);

// How an item counts: in the numerator, beside it, or not told (see Doubt).
enum class Mark : std::uint8_t { met, unmet, unknown, counting, counting_met, counting_unmet };
inline constexpr std::size_t mark_count = 6;
inline Mark mark_of(bool numerator, bool unknown, Doubt doubt) {
    if (!unknown) return numerator ? Mark::met : Mark::unmet;
    return static_cast<Mark>(static_cast<int>(Mark::unknown) + static_cast<int>(doubt));
}
static_assert(static_cast<int>(Doubt::numerator) == 0 && static_cast<int>(Doubt::counting_unmet) == 3);

// Those of a range that count, in order.
struct OnceItems {
    std::vector<std::uint32_t> entry;       // of the timescale's result, else the row
    std::vector<Row> row;
    std::vector<Day> first, last;           // up to as-of
    std::vector<Mark> mark;
    std::vector<ItemValue> value, out_of;   // of a measure over values
    std::size_t size() const { return entry.size(); }
    void clear();
    // Of those columns that all items have.
    void resize(std::size_t n);
    Counted counted(std::size_t i) const;   // without its group
};
// What is found besides, by range.
struct OnceAside {
    std::vector<std::uint32_t> unplaced;    // entries
    std::vector<Counted> spread;            // all that may lie on several days, whether they count or not
    std::optional<Day> first_case;
    void add(const OnceAside& other);
};

class Once {
public:
    // All references are kept.
    Once(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far);
    std::size_t size() const { return size_; }      // entries, or rows
    // Adds to `items` and `aside`; any thread may ask.
    void lay(std::size_t begin, std::size_t end, OnceItems& items, OnceAside& aside) const;

private:
    const Expressions& expressions_;
    const model::Measure& measure_;
    const Evaluation& so_far_;
    const bool turns_;
    std::vector<Row> rows_;                 // of records, where not all of them are there
    std::vector<std::uint8_t> doubtful_;    // of turns: see entries_in_doubt
    std::size_t size_ = 0;

    void lay_turns(std::size_t begin, std::size_t end, OnceItems& items, OnceAside& aside) const;
    void lay_rows(std::size_t begin, std::size_t end, OnceItems& items, OnceAside& aside) const;
};

// All of them kept, ungrouped.
Placed placed_once(const Expressions& expressions, const model::Measure& measure, const Evaluation& so_far, unsigned threads);

}  // namespace duly::eval
