#include "engine/eval/measure_doubt.hpp"

#include <algorithm>

namespace duly::eval {

namespace {

bool marked(const TimescaleResult& result, std::size_t entry) { return entry < result.flags.size() && (result.flags[entry] & 1) != 0; }

// Events of the row of which it is not told whether, or on which day, they happened.
std::size_t events_in_doubt(const Expressions& expressions, const model::TimescaleVersion& version, Row row) {
    if (!version.each) return 0;
    const model::Aggregate& events = version.each->rows;
    Batch batch;
    batch.n = 1;
    batch.rows = {{row}};
    const Expressions::Below below = expressions.below(events, batch);
    if (below.rows.empty()) return 0;
    Batch inner;
    inner.n = below.rows.size();
    inner.rows.resize(events.binds + std::size_t{1});
    inner.rows[0].assign(inner.n, row);
    inner.rows[events.binds] = below.rows;
    inner.not_yet = true;
    const Values days = expressions.evaluate(events.value, inner);
    std::size_t found = 0;
    for (std::size_t i = 0; i < inner.n; ++i) {
        if (days.s[i] == Presence::blank) continue;
        if (days.s[i] != Presence::known || below.certain[i] == 0) ++found;
    }
    return found;
}

}  // namespace

std::vector<std::uint8_t> entries_in_doubt(const Expressions& expressions, model::TimescaleId rule, const TimescaleResult& result) {
    std::size_t first_marked = 0;
    while (first_marked < result.flags.size() && !marked(result, first_marked)) ++first_marked;
    if (first_marked == result.flags.size()) return {};
    std::vector<std::uint8_t> unknown(result.outcome.size(), 0);
    const model::Timescale& timescale = expressions.rules().timescales[rule];
    for (std::size_t begin = 0, end; begin < result.row.size(); begin = end) {
        std::size_t first = result.row.size();
        for (end = begin; end < result.row.size() && result.row[end] == result.row[begin]; ++end)
            if (marked(result, end) && first == result.row.size()) first = end;
        if (first == result.row.size() || result.version[first] >= timescale.versions.size()) continue;
        std::size_t left = events_in_doubt(expressions, timescale.versions[result.version[first]], result.row[begin]);
        for (std::size_t i = first; i < end && left > 0; ++i)
            if (marked(result, i)) { unknown[i] = 1; --left; }
    }
    return unknown;
}

}  // namespace duly::eval
