// A timescale over rows, a batch at a time; results as columns.
#include <algorithm>
#include <map>

#include "engine/data/parallel.hpp"
#include "engine/eval/timescale_entries.hpp"
#include "engine/eval/timescale_lean.hpp"

namespace duly::eval {

namespace timescales {

Run::Run(const RulePlan& p, std::span<const Row> rows) : plan(p), columns(p, rows) { worlds.reserve(rows.size()); }

namespace {

constexpr std::size_t batch_rows = 1024;    // so few that what is worked out of them stays at hand
// Rows that one task looks at: by their number alone, so that what is found does not depend on the threads. Few rows too make enough tasks to end together.
std::size_t range_of(std::size_t rows) { return std::clamp<std::size_t>(rows / 16 / batch_rows * batch_rows, batch_rows, 8192); }

void join(TimescaleResult& whole, std::vector<std::vector<TimescaleResult>>& parts, std::size_t rule) {
    std::size_t n = 0;
    for (const auto& part : parts) n += part[rule].outcome.size();
    const auto append = [&](auto column) {
        auto& to = whole.*column;
        to.reserve(n);
        for (auto& part : parts) {
            auto& from = part[rule].*column;
            to.append(from);
            from = {};
        }
    };
    using R = TimescaleResult;
    append(&R::row);
    append(&R::turn);
    append(&R::outcome);
    for (const auto column : {&R::from, &R::due, &R::done, &R::late_by}) append(column);
    append(&R::version);
    append(&R::flags);
    append(&R::exclusion);
    for (const auto& part : parts)
        for (std::size_t k = 0; k < model::outcome_count; ++k) whole.counts[k] += part[rule].counts[k];
}

// For all ranges, by what the first one gave; a little more costs nothing where it is not used.
void make_room(TimescaleResult& found, std::size_t ranges) {
    const auto more = [&](auto& column) {
        if (!column.empty()) column.reserve(column.size() * ranges / 16 * 17 + 64);
    };
    more(found.row);
    more(found.outcome);
    for (const auto column : {&TimescaleResult::from, &TimescaleResult::due, &TimescaleResult::done, &TimescaleResult::late_by}) more(found.*column);
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

// One rule over batches of rows.
class Rule {
public:
    Rule(const Expressions& expressions, model::TimescaleId id, Clauses& clauses)
        : id_(id), plan_(expressions, id), deadlines_(plan_, clauses), schedules_(plan_, clauses) {}
    // Of a plain deadline of which only what is listed is held.
    void keep_lean(LeanDates& dates, const Clauses& clauses) {
        lean_ = deadlines_.lean(clauses);
        if (!lean_) return;
        dates_ = dates.add(*lean_);
        times_ = reckoning(*lean_, clauses);
    }
    std::uint64_t lean_key() const { return lean_ ? std::uint64_t{dates_} << 32 | static_cast<std::uint32_t>(lean_->amount) : 0; }
    bool same(const Rule& other) const { return lean_ && other.lean_ && dates_ == other.dates_ && lean_->same(*other.lean_); }
    // So long as no entry needed more its times are not written out.
    static bool is_lean(const TimescaleResult& result) { return result.from.size() < result.row.size(); }
    void write_times(TimescaleResult& result) const {
        if (is_lean(result)) write_out(result, *times_);
    }
    void end(TimescaleResult& result) const {
        if (is_lean(result)) reckon(result, times_);
    }

    struct Room {       // of one thread, for rules in turn
        QuickRows found;
        std::vector<QuickTurn> turns;
        std::vector<Row> slow;
        Entries entries;
        LeanRows lean;
    };
    void take(ClauseColumns& columns, Room& room, TimescaleResult& to, bool only_listed) const {
        if (lean_ && to.from.empty() && room.lean.judge(*lean_, dates_, columns, to)) return;
        write_times(to);
        room.entries.into(to, plan_.moments, only_listed);
        if (plan_.calendar_by_row) by_calendar(plan_, id_, columns.rows(), room.entries);
        else take_batch(columns, room, only_listed);
        room.entries.flush();
    }

private:
    void take_batch(ClauseColumns& columns, Room& room, bool only_listed) const {
        const std::span<const Row> part = columns.rows();
        Entries& out = room.entries;
        QuickRows& found = room.found;
        deadlines_.run(columns, found);
        if (plan_.expressions.supposed())
            for (std::size_t i = 0; i < part.size(); ++i)
                if (found.outcome[i] != QuickRows::left && !plan_.supposed(part[i]).empty()) found.outcome[i] = QuickRows::left;
        room.turns.clear();
        if (plan_.repeats) out.count(Outcome::met, schedules_.run(columns, only_listed, found, room.turns));
        room.slow.clear();
        std::size_t n_left = 0;
        for (std::size_t i = 0; i < part.size(); ++i) n_left += found.outcome[i] == QuickRows::left ? 1 : 0;
        if (n_left != 0)
            for (std::size_t i = 0; i < part.size(); ++i)
                if (found.outcome[i] == QuickRows::left) room.slow.push_back(part[i]);
        const std::vector<Entry> entries = room.slow.empty() ? std::vector<Entry>{} : entries_of(plan_, room.slow);
        std::size_t at = 0, turn = 0;
        std::uint32_t nth = 0;      // of the slow ones
        out.add(part, found, [&](std::uint32_t i) {
            if (found.outcome[i] == QuickRows::turns) {
                const std::size_t first = turn;
                while (turn < room.turns.size() && room.turns[turn].i == i) ++turn;
                out.add(part[i], std::span(room.turns).subspan(first, turn - first));
                return;
            }
            for (; at < entries.size() && entries[at].i == nth; ++at) out.add(part[i], entries[at].turn, entries[at].verdict);
            out.end_row();
            ++nth;
        });
    }

    model::TimescaleId id_;
    RulePlan plan_;
    QuickDeadlines deadlines_;
    QuickSchedules schedules_;
    std::optional<LeanRule> lean_;
    std::uint32_t dates_ = 0;
    std::shared_ptr<const Reckoning> times_;
};

// The same rule under names of its own is judged once: by rule, the first that says the same.
std::vector<std::size_t> first_alike(const std::vector<std::unique_ptr<Rule>>& rules) {
    std::vector<std::size_t> first(rules.size());
    std::multimap<std::uint64_t, std::size_t> known;
    for (std::size_t r = 0; r < rules.size(); ++r) {
        first[r] = r;
        const auto [begin, end] = known.equal_range(rules[r]->lean_key());
        for (auto it = begin; it != end && first[r] == r; ++it)
            if (rules[it->second]->same(*rules[r])) first[r] = it->second;
        if (first[r] == r && rules[r]->lean_key() != 0) known.emplace(rules[r]->lean_key(), r);
    }
    return first;
}

}  // namespace

}  // namespace timescales

// All rules over a batch, then over the next, so that what they have in common is worked out once and is still at hand.
std::vector<TimescaleResult> evaluate_timescales(const Expressions& expressions, const std::vector<TimescaleAsked>& asked, unsigned threads, const std::vector<Row>* rows) {
    using namespace timescales;
    if (asked.empty()) return {};
    const model::RecordId record = expressions.rules().timescales[asked.front().rule].record;
    std::vector<Row> all;
    if (!rows) {
        all = expressions.visible_rows(record);
        rows = &all;
    }
    Clauses clauses(expressions, record);
    std::vector<std::unique_ptr<Rule>> rules;
    LeanDates dates;
    for (const TimescaleAsked& one : asked) {
        rules.push_back(std::make_unique<Rule>(expressions, one.rule, clauses));
        if (one.only_listed) rules.back()->keep_lean(dates, clauses);
    }
    const std::vector<std::size_t> first = first_alike(rules);
    std::vector<std::size_t> judged;
    for (std::size_t r = 0; r < rules.size(); ++r)
        if (first[r] == r) judged.push_back(r);
    const std::size_t range_rows = range_of(rows->size());
    const std::size_t ranges = std::max<std::size_t>(1, (rows->size() + range_rows - 1) / range_rows);
    // What one thread finds stands in order and needs no joining.
    const std::size_t parted = threads > 1 ? ranges : 1;
    std::vector<std::vector<TimescaleResult>> parts(parted);
    data::run_tasks(threads, parted, [&](std::size_t k) {
        std::vector<TimescaleResult>& found = parts[k];
        found.resize(rules.size());
        ClauseColumns columns(clauses);
        Rule::Room room{{}, {}, {}, {}, LeanRows(dates, expressions.as_of_day())};
        for (std::size_t range = k; range < (parted == 1 ? ranges : k + 1); ++range) {
            const std::size_t end = std::min(rows->size(), (range + 1) * range_rows);
            for (std::size_t at = range * range_rows; at < end; at += batch_rows) {
                columns.over(std::span<const Row>(*rows).subspan(at, std::min(batch_rows, end - at)));
                room.lean.over();
                for (const std::size_t r : judged) rules[r]->take(columns, room, found[r], asked[r].only_listed);
            }
            if (parted == 1 && range == 0 && ranges > 1)
                for (const std::size_t r : judged) make_room(found[r], ranges);
        }
    });
    std::vector<TimescaleResult> out(rules.size());
    data::run_tasks(threads, judged.size(), [&](std::size_t n) {
        const std::size_t r = judged[n];
        TimescaleResult& whole = out[r];
        if (parted == 1) {
            whole = std::move(parts.front()[r]);
        } else {
            const bool lean = std::all_of(parts.begin(), parts.end(), [&](const auto& part) { return part[r].from.empty(); });
            if (!lean)
                for (auto& part : parts) rules[r]->write_times(part[r]);
            join(whole, parts, r);
        }
        rules[r]->end(whole);
        whole.only_listed = asked[r].only_listed;
        whole.records = rows->size();
    });
    for (std::size_t r = 0; r < rules.size(); ++r) {
        if (first[r] != r) out[r] = out[first[r]];
        out[r].rule = asked[r].rule;
    }
    return out;
}

TimescaleResult evaluate_timescale(const Expressions& expressions, model::TimescaleId rule, const std::vector<Row>* rows) {
    return std::move(evaluate_timescales(expressions, {{rule, false}}, 1, rows).front());
}

}  // namespace duly::eval
