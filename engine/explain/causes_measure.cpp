// Which leaves stand below a measure: the timescales whose turns pull it down; where there are none, the measure itself.
#include <algorithm>

#include "engine/eval/action_needs.hpp"
#include "engine/eval/measure_turns.hpp"
#include "engine/explain/causes_leaves.hpp"

namespace duly::explain {

using eval::NeedState;
using model::Need;
using Kind = CauseLeaf::Kind;
using Measured = model::Measure::Kind;

namespace {

using Entries = std::vector<std::uint32_t>;

// In the items of the periods looked at: those that pull the value down, and those that are not told.
struct Behind {
    Entries failing, untold;
    void add(std::uint32_t entry, bool numerator, bool unknown, const model::Measure& measure) {
        if (unknown) untold.push_back(entry);
        else if (numerator == measure.lower_is_better) failing.push_back(entry);
    }
    void sort() {
        for (Entries* entries : {&failing, &untold}) {
            std::sort(entries->begin(), entries->end());
            entries->erase(std::unique(entries->begin(), entries->end()), entries->end());
        }
    }
    const Entries& of(NeedState state) const { return state == NeedState::unknown ? untold : failing; }
};

Behind items_behind(const Context& context, const eval::MeasureResult& result, const model::Measure& measure, const std::vector<std::uint32_t>& periods) {
    Behind behind;
    for (const auto& item : eval::items_behind(context.expressions, context.evaluation, result, periods)) behind.add(item.entry, item.numerator, item.unknown, measure);
    behind.sort();
    return behind;
}

// The same of one timescale of `every T is met`: turns below the rows behind the value.
Behind turns_behind(const Context& context, const model::Measure& measure, const model::Measure::EveryTurn& every, const eval::MeasureResult& result,
                    const std::vector<std::uint32_t>& periods, const Behind& rows) {
    const eval::TurnRule rule{every.timescale, every.outcomes, measure.counted};
    const eval::Placed placed = eval::placed_turns(context.expressions, rule, context.evaluation);
    Behind behind;
    const auto add = [&](const eval::Counted& turn) {
        data::Row row = turn.row;
        model::RecordId record = context.rules.timescales[every.timescale].record;
        for (int hop = 0; hop < every.hops && row != data::no_row; ++hop) {
            row = context.data.table(record).parent[row];
            record = context.rules.records[record].parent;
        }
        const Entries& among = turn.unknown ? rows.untold : rows.failing;
        if (std::binary_search(among.begin(), among.end(), row)) behind.add(turn.entry, turn.numerator, turn.unknown, measure);
    };
    for (const std::uint32_t p : periods) {
        const eval::MeasurePeriod& period = result.periods[p];
        if (measure.counted == model::Measure::Counted::open_on_last_day) {
            const eval::Standing standing(context.expressions, period.to, context.evaluation);
            for (const eval::Counted& turn : eval::open_turns(placed, standing.expressions, rule, context.evaluation, period)) add(turn);
            continue;
        }
        for (const eval::Counted& turn : placed.items)
            if (turn.last >= period.from && turn.first <= period.to) add(turn);
    }
    behind.sort();
    return behind;
}

}  // namespace

std::vector<LeafId> CauseLeaves::leaves_of_measure(const Need& need, const eval::NeedResult& found) {
    const model::Measure& measure = context_.rules.measures[need.ref];
    const eval::MeasureResult& result = context_.evaluation.measures[need.ref];
    const bool turns = measure.kind == Measured::timescale || measure.kind == Measured::every;
    std::vector<std::uint32_t> periods;
    bool hidden = false, rated = true;
    if (result.rule != model::none && !result.not_run)
        for (const std::size_t at : eval::totals_looked_at(result, need.months_in_a_row)) {
            const eval::MeasureValue& value = result.values[at];
            if (eval::state_of(measure, need, value) != found.state) continue;
            periods.push_back(value.period);
            hidden = hidden || value.hidden;
            rated = rated && value.grade_from != model::none;
        }
    const Behind behind = items_behind(context_, result, measure, periods);
    // What has too few cases for a grade, or too good a one, is not mended by its cases.
    const bool by_cases = found.state == NeedState::unknown || (found.state == NeedState::does_not_hold && rated && (need.compare == Need::Compare::at_least || need.grade == 0));
    std::vector<LeafId> leaves;
    if (turns && by_cases) {
        const auto add = [&](model::TimescaleId timescale, const Behind& entries) {
            if (entries.of(found.state).empty()) return;
            leaves.push_back(tell(leaf(Kind::timescale, timescale), found.state, found.sentence, hidden ? Entries() : entries.of(found.state)));
        };
        if (measure.kind == Measured::timescale) add(measure.timescale, behind);
        else for (const auto& every : measure.every) add(every.timescale, turns_behind(context_, measure, every, result, periods, behind));
    }
    if (leaves.empty()) {
        const bool cases = by_cases && !hidden && measure.kind != Measured::reported;
        leaves.push_back(tell(leaf(Kind::measure, need.ref), found.state, found.sentence, cases ? behind.of(found.state) : Entries()));
    }
    return leaves;
}

}  // namespace duly::explain
