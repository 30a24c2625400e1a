// A timescale over rows, a batch at a time; results as columns.
#include <algorithm>
#include <map>

#include "engine/eval/timescale_entries.hpp"

namespace duly::eval {

namespace timescales {

Run::Run(const RulePlan& p, std::span<const Row> rows) : plan(p), columns(p, rows) { worlds.reserve(rows.size()); }

namespace {

constexpr std::size_t batch_rows = 1024;

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
void by_calendar(const RulePlan& plan, model::TimescaleId rule, std::span<const Row> part, Entries& out) {
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
    for (std::size_t k = 0; k < all.size(); ++k) {
        out.add(part[all[k].i], all[k].turn, all[k].verdict);
        if (k + 1 == all.size() || all[k + 1].i != all[k].i) out.end_row();
    }
}

}  // namespace

}  // namespace timescales

TimescaleResult evaluate_timescale(const Expressions& expressions, model::TimescaleId rule, const std::vector<Row>* rows, bool only_listed) {
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
    Entries to(out, plan.moments, only_listed);
    std::vector<Verdict> verdicts;
    std::vector<std::uint8_t> done;     // by row: 0 left to the phases, 1 has a verdict, 2 has turns
    std::vector<QuickTurn> turns;
    std::vector<Row> slow;
    for (std::size_t first = 0; first < rows->size(); first += batch_rows) {
        const std::span<const Row> part(rows->data() + first, std::min(batch_rows, rows->size() - first));
        if (plan.calendar_by_row) {
            by_calendar(plan, rule, part, to);
            continue;
        }
        verdicts.resize(part.size());
        done.assign(part.size(), 0);
        turns.clear();
        Columns columns(plan, part);
        if (!quick_verdicts(plan, columns, verdicts, done)) done.assign(part.size(), 0);
        else if (expressions.supposed())
            for (std::size_t i = 0; i < part.size(); ++i)
                if (done[i] && !plan.supposed(part[i]).empty()) done[i] = 0;
        if (plan.repeats) quick_turns(plan, columns, turns, done);
        slow.clear();
        for (std::size_t i = 0; i < part.size(); ++i)
            if (!done[i]) slow.push_back(part[i]);
        const std::vector<Entry> entries = slow.empty() ? std::vector<Entry>{} : entries_of(plan, slow);
        std::size_t at = 0, quick = 0;
        if (!plan.repeats) {      // one entry a row
            for (std::size_t i = 0; i < part.size(); ++i) {
                to.add(part[i], 0, done[i] ? verdicts[i] : entries[at++].verdict);
                to.end_row();
            }
            continue;
        }
        std::uint32_t nth = 0;      // of the slow ones
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (done[i] == 1) to.add(part[i], 0, verdicts[i]);
            for (; quick < turns.size() && turns[quick].i == i; ++quick) {
                const QuickTurn& t = turns[quick];
                to.add(part[i], t.turn, t.outcome, t.from, t.due, t.done, t.late_by, 0);
            }
            if (!done[i]) {
                for (; at < entries.size() && entries[at].i == nth; ++at) to.add(part[i], entries[at].turn, entries[at].verdict);
                ++nth;
            }
            to.end_row();
        }
    }
    to.flush();
    return out;
}

}  // namespace duly::eval
