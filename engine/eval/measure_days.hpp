// The days on which something of a turn may have happened, where its result tells no single one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/eval/expressions.hpp"
#include "engine/eval/steps.hpp"

namespace duly::eval {

struct PossibleDays { Day first = 0, last = 0; };

class TurnDays {
public:
    // `result` holds entries of the rule, as `expressions` see the data.
    TurnDays(const Expressions& expressions, model::TimescaleId rule, const TimescaleResult& result);

    // Nothing where it is not told, or may not have happened at all. A turn without a day is only looked at again where the data
    // has days of which no more than month or year is known.
    std::optional<PossibleDays> started(std::uint32_t entry) const;
    std::optional<PossibleDays> done(std::uint32_t entry) const;
    std::optional<PossibleDays> due(std::uint32_t entry) const;
    // Certainly done or stopped by as-of, on whatever day.
    bool over(std::uint32_t entry) const;

private:
    const model::TimescaleVersion* version(std::uint32_t entry) const;
    std::optional<PossibleDays> date(model::ExprId date, const model::TimescaleVersion& version, std::uint32_t entry) const;
    const EntryTrace* traced(std::uint32_t entry) const;       // until the next row is asked for; null: nothing of it can be told
    const Expressions& expressions_;
    const model::Timescale& rule_;
    const TimescaleResult& result_;
    mutable Row traced_row_ = data::no_row;         // used by one thread
    mutable std::vector<EntryTrace> traced_;
};

}  // namespace duly::eval
