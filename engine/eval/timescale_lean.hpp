// Private to the timescale evaluator: many plain deadlines over the same two dates. How far the one lies behind the other, in the days
// that are counted, is found once a row; a rule compares it with its limit, and of an entry only the row and the outcome are kept.
#pragma once

#include "engine/eval/list_over.hpp"
#include "engine/eval/timescale_quick.hpp"

namespace duly::eval::timescales {

// What a plain deadline says: within `amount` days of a kind of a date, to another or none.
struct LeanRule {
    ClauseId from = 0;
    std::optional<ClauseId> to;
    const Calendar* calendar = nullptr;             // none: every day counts
    std::int32_t shift = 0, amount = 0;
    due::DayCounter due;
    due::LateCounter late;
    bool same_dates(const LeanRule& other) const { return from == other.from && to == other.to && calendar == other.calendar && shift == other.shift; }
    bool same(const LeanRule& other) const { return same_dates(other) && amount == other.amount && late.same(other.late); }
};

// The plain deadlines among rules, by number of their dates.
class LeanDates {
public:
    std::uint32_t add(const LeanRule& rule);
    const std::vector<LeanRule>& dates() const { return dates_; }

private:
    std::vector<LeanRule> dates_;
};

// Of one thread.
class LeanRows {
public:
    LeanRows(const LeanDates& dates, Day as_of) : dates_(dates.dates()), as_of_(as_of), batches_(dates_.size()) {}
    void over() { ++over_; }                        // the columns stand over other rows
    // Counts the rows and adds those that are listed to `to`: row and outcome. False: some row is to be judged otherwise.
    bool judge(const LeanRule& rule, std::uint32_t dates, ClauseColumns& columns, TimescaleResult& to);

private:
    static constexpr std::uint16_t always = 0xffff; // of a row that cannot be judged
    struct Batch {
        std::uint32_t over = 0;
        bool usable = false;
        std::int32_t last_start = 0;                // of the working days that are counted, the last before any limit begins
        std::uint32_t none = 0, done = 0, open = 0, unknown = 0;
        std::vector<std::uint16_t> reach;           // days that lie between, as the limit counts them
        std::vector<std::uint8_t> kind;             // twice 0 done, 1 open, 2 unknown
        std::vector<Row> row;
    };
    const std::vector<LeanRule>& dates_;
    Day as_of_;
    std::vector<Batch> batches_;
    std::uint32_t over_ = 0;
    std::vector<Row> rows_;
    std::vector<Outcome> outcomes_;
    ListOver list_ = list_over();
    bool fill(const LeanRule& dates, ClauseColumns& columns, Batch& batch) const;
};

// The times of entries that were found so. The data and the calendars must stay where they are.
std::shared_ptr<const Reckoning> reckoning(const LeanRule& rule, const Clauses& clauses);
void reckon(TimescaleResult& result, const std::shared_ptr<const Reckoning>& by);
// Held as other entries are.
void write_out(TimescaleResult& result, const Reckoning& by);

}  // namespace duly::eval::timescales
