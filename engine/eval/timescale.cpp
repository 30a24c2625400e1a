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

// Appends so many entries, which are then put one after the other.
class Appender {
public:
    Appender(TimescaleResult& out, std::size_t n) : out_(out), at_(out.row.size()) {
        const std::size_t size = at_ + n;
        out.row.resize(size);
        out.turn.resize(size);
        out.outcome.resize(size);
        out.from.resize(size);
        out.due.resize(size);
        out.done.resize(size);
        out.late_by.resize(size);
        out.version.resize(size);
        out.flags.resize(size);
        out.exclusion.resize(size);
    }
    void put(Row row, std::uint32_t turn, const Verdict& v) {
        put(row, turn, v.outcome, v.from, v.due, v.done, v.late_by);
        out_.version[at_ - 1] = v.version;
        out_.flags[at_ - 1] = v.flags;
        out_.exclusion[at_ - 1] = v.exclusion;
    }
    // Of the first version, certain, not excluded.
    void put(Row row, const QuickTurn& turn) {
        put(row, turn.turn, turn.outcome, turn.from, turn.due, turn.done, turn.late_by);
        out_.exclusion[at_ - 1] = 0xff;
    }

private:
    TimescaleResult& out_;
    std::size_t at_;
    void put(Row row, std::uint32_t turn, Outcome outcome, Time from, Time due, Time done, std::int64_t late_by) {
        out_.row[at_] = row;
        out_.turn[at_] = turn;
        out_.outcome[at_] = outcome;
        out_.from[at_] = from;
        out_.due[at_] = due;
        out_.done[at_] = done;
        out_.late_by[at_] = late_by;
        ++out_.counts[static_cast<std::size_t>(outcome)];
        ++at_;
    }
};

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
    Appender to(out, all.size());
    for (const Entry& e : all) to.put(part[e.i], e.turn, e.verdict);
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
    std::vector<std::uint8_t> done;     // by row: 0 left to the phases, 1 has a verdict, 2 has turns
    std::vector<QuickTurn> turns;
    std::vector<Row> slow;
    for (std::size_t first = 0; first < rows->size(); first += batch_rows) {
        const std::span<const Row> part(rows->data() + first, std::min(batch_rows, rows->size() - first));
        if (plan.calendar_by_row) {
            by_calendar(plan, rule, part, out);
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
            for (std::size_t i = 0; i < part.size(); ++i)
                if (!done[i]) verdicts[i] = entries[at++].verdict;
            append_all(out, part, verdicts);
            continue;
        }
        Appender to(out, entries.size() + turns.size() + static_cast<std::size_t>(std::count(done.begin(), done.end(), 1)));
        std::uint32_t nth = 0;      // of the slow ones
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (done[i] == 1) to.put(part[i], 0, verdicts[i]);
            for (; quick < turns.size() && turns[quick].i == i; ++quick) to.put(part[i], turns[quick]);
            if (done[i]) continue;
            for (; at < entries.size() && entries[at].i == nth; ++at) to.put(part[i], entries[at].turn, entries[at].verdict);
            ++nth;
        }
    }
    return out;
}

}  // namespace duly::eval
