// A timescale over rows, a batch at a time; results as columns.
#include <algorithm>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval {

namespace timescales {

Run::Run(const RulePlan& p, std::span<const Row> rows) : plan(p), columns(p, rows) { worlds.reserve(rows.size()); }

namespace {

constexpr std::size_t batch_rows = 1024;

void append(TimescaleResult& out, Row row, std::uint32_t turn, const Verdict& v) {
    out.row.push_back(row);
    out.turn.push_back(turn);
    out.outcome.push_back(v.outcome);
    out.from.push_back(v.from);
    out.due.push_back(v.due);
    out.done.push_back(v.done);
    out.late_by.push_back(v.late_by);
    out.version.push_back(v.version);
    out.flags.push_back(v.flags);
    out.exclusion.push_back(v.exclusion);
    ++out.counts[static_cast<std::size_t>(v.outcome)];
}

}  // namespace

}  // namespace timescales

TimescaleResult evaluate_timescale(const Expressions& expressions, model::TimescaleId rule, const std::vector<Row>* rows) {
    using namespace timescales;
    TimescaleResult out;
    out.rule = rule;
    const RulePlan plan(expressions, rule);
    std::vector<Row> all;
    if (!rows) {
        all = expressions.visible_rows(plan.rule.record);
        rows = &all;
    }
    out.records = rows->size();
    const std::size_t expected = plan.repeats() ? rows->size() * 4 : rows->size();
    out.row.reserve(expected);
    for (std::size_t first = 0; first < rows->size(); first += batch_rows) {
        const std::span<const Row> part(rows->data() + first, std::min(batch_rows, rows->size() - first));
        Run run(plan, part);
        for (const Entry& e : run.entries()) append(out, part[e.i], e.turn, e.verdict);
    }
    return out;
}

}  // namespace duly::eval
