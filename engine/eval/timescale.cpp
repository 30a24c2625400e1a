// A timescale over rows, a batch at a time; results as columns.
#include <algorithm>
#include <map>

#include "engine/eval/timescale_parts.hpp"

namespace duly::eval {

namespace timescales {

Run::Run(const RulePlan& p, std::span<const Row> rows) : plan(p), columns(p, rows) { worlds.reserve(rows.size()); }

namespace {

constexpr std::size_t batch_rows = 1024;

void reserve(TimescaleResult& out, std::size_t n) {
    out.row.reserve(n);
    out.turn.reserve(n);
    out.outcome.reserve(n);
    out.from.reserve(n);
    out.due.reserve(n);
    out.done.reserve(n);
    out.late_by.reserve(n);
    out.version.reserve(n);
    out.flags.reserve(n);
    out.exclusion.reserve(n);
}

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

// Column by column.
void append_all(TimescaleResult& out, std::span<const Row> rows, const std::vector<Verdict>& verdicts) {
    const auto fill = [&](auto& column, auto value) {
        const std::size_t begin = column.size();
        column.resize(begin + rows.size());
        auto* const to = column.data() + begin;
        for (std::size_t i = 0; i < rows.size(); ++i) to[i] = value(verdicts[i]);
    };
    out.row.insert(out.row.end(), rows.begin(), rows.end());
    out.turn.insert(out.turn.end(), rows.size(), 0);
    fill(out.outcome, [](const Verdict& v) { return v.outcome; });
    fill(out.from, [](const Verdict& v) { return v.from; });
    fill(out.due, [](const Verdict& v) { return v.due; });
    fill(out.done, [](const Verdict& v) { return v.done; });
    fill(out.late_by, [](const Verdict& v) { return v.late_by; });
    fill(out.version, [](const Verdict& v) { return v.version; });
    fill(out.flags, [](const Verdict& v) { return v.flags; });
    fill(out.exclusion, [](const Verdict& v) { return v.exclusion; });
    for (std::size_t i = 0; i < rows.size(); ++i) ++out.counts[static_cast<std::size_t>(verdicts[i].outcome)];
}

// The entries of these rows. Where many have dates in doubt they are taken in halves, so that what is held does not grow with their number.
std::vector<Entry> entries_of(const RulePlan& plan, std::span<const Row> rows) {
    if (auto entries = Run(plan, rows).entries()) return std::move(*entries);
    const std::size_t half = rows.size() / 2;
    std::vector<Entry> all = entries_of(plan, rows.first(half));
    for (Entry& e : entries_of(plan, rows.subspan(half))) {
        e.i += static_cast<std::uint32_t>(half);
        all.push_back(std::move(e));
    }
    return all;
}

// The rows of one calendar together, so that every condition is asked on it; the entries in the order of the rows.
void by_calendar(const RulePlan& plan, model::TimescaleId rule, std::span<const Row> part, TimescaleResult& out) {
    std::map<std::vector<model::CalendarId>, std::vector<std::uint32_t>> groups;
    for (std::uint32_t i = 0; i < part.size(); ++i) groups[calendars_of(plan, part[i])].push_back(i);
    std::vector<Entry> all;
    for (const auto& [calendars, of] : groups) {
        const RulePlan named(plan.expressions, rule, calendars);
        std::vector<Row> rows;
        for (const std::uint32_t i : of) rows.push_back(part[i]);
        std::vector<Entry> entries = entries_of(named, rows);
        for (Entry& e : entries) {
            e.i = of[e.i];
            all.push_back(std::move(e));
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.i < b.i; });
    for (const Entry& e : all) append(out, part[e.i], e.turn, e.verdict);
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
    const std::size_t expected = plan.repeats ? rows->size() * 4 : rows->size();
    reserve(out, expected);
    std::vector<Verdict> verdicts;
    std::vector<std::uint8_t> done;
    std::vector<Row> slow;
    for (std::size_t first = 0; first < rows->size(); first += batch_rows) {
        const std::span<const Row> part(rows->data() + first, std::min(batch_rows, rows->size() - first));
        if (plan.calendar_by_row) {
            by_calendar(plan, rule, part, out);
            continue;
        }
        verdicts.resize(part.size());
        done.assign(part.size(), 0);
        slow.clear();
        const bool quick = quick_verdicts(plan, part, verdicts, done);
        for (std::size_t i = 0; i < part.size(); ++i)
            if (!quick || !done[i]) slow.push_back(part[i]);
        if (!plan.repeats) {      // one entry a row
            std::size_t at = 0;
            std::vector<Entry> entries;
            if (!slow.empty()) entries = entries_of(plan, slow);
            for (std::size_t i = 0; i < part.size(); ++i)
                if (!quick || !done[i]) verdicts[i] = entries[at++].verdict;
            append_all(out, part, verdicts);
            continue;
        }
        for (const Entry& e : entries_of(plan, part)) append(out, part[e.i], e.turn, e.verdict);
    }
    return out;
}

}  // namespace duly::eval
