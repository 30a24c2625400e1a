// Private to the quick paths of the timescale evaluator: usual rows of usual rules in tight loops over plain columns. Whatever a loop
// does not know is left to the phases, row by row.
#pragma once

#include "engine/eval/day_counter.hpp"
#include "engine/eval/timescale_clauses.hpp"
#include "engine/eval/timescale_row_loops.hpp"

namespace duly::eval::timescales {

// What was found of the rows of a batch, by row.
struct QuickRows {
    static constexpr std::uint8_t left = 0xff, turns = 0xfe;    // to the phases; has turns, which stand elsewhere
    std::vector<std::uint8_t> outcome;                          // Outcome, or one of these
    std::vector<std::int32_t> due, done, late;
    std::vector<std::uint16_t> version;
    std::vector<std::int32_t> nothing;                          // no_day throughout
    std::vector<std::uint8_t> shown, mine;
    std::vector<std::uint32_t> begun, late_ones;
    const std::int32_t* from = nullptr;
    void reset(std::size_t n);
};

// The version that applies to each row, of rules that are in force by the day of the trigger alone.
class VersionByDay {
public:
    explicit VersionByDay(const RulePlan& plan) : plan_(plan), today_(on(plan.expressions.as_of_day())) {}
    std::uint16_t on(std::int32_t day) const;           // 0xffff: none
    std::uint16_t in_force_on(std::int32_t day) const;
    // 0xffff: none, or not in force. Of a row without a trigger that of today.
    void of(const std::int32_t* from, std::size_t n, std::uint16_t* to) const;
    std::uint16_t today() const { return today_; }

private:
    const RulePlan& plan_;
    std::uint16_t today_;
};

struct LeanRule;

// One turn, a constant limit, nothing that moves the due date, every date exact. Of other rules, where nothing of a row can be known but
// that it has not begun, these rows alone.
class QuickDeadlines {
public:
    QuickDeadlines(const RulePlan& plan, Clauses& clauses);
    void run(ClauseColumns& columns, QuickRows& out) const;
    // Where the rule says no more than that (timescale_lean.hpp).
    std::optional<LeanRule> lean(const Clauses& clauses) const;

private:
    struct Version {
        const VersionPlan* plan = nullptr;
        std::optional<ClauseId> to, stop, where, excused;
        std::vector<ClauseId> shown_days, shown, excluded;
        due::DayCounter due;
        due::LateCounter late;
    };
    enum class Takes : std::uint8_t { nothing, blank_rows, all };
    const RulePlan& plan_;
    Takes takes_ = Takes::nothing;
    ClauseId from_ = 0;
    VersionByDay by_day_;
    std::vector<Version> versions_;
    RowLoops loops_;
    const std::uint8_t* mine_of(std::uint16_t version, std::size_t n, QuickRows& out) const;
    void rows_of(std::uint16_t version, ClauseColumns& columns, QuickRows& out) const;
    void judge(const Version& v, const std::int32_t* to, const std::int32_t* stop, QuickRows& out) const;
    template <typename Due>
    void judge_by(const Version& v, const std::int32_t* to, const std::int32_t* stop, QuickRows& out, Due due_of) const;
    void soon(const Version& v, QuickRows& out) const;
    void lateness(const Version& v, ClauseColumns& columns, const std::int32_t* to, const std::int32_t* stop, QuickRows& out) const;
};

// A turn of a row of the batch (`i`), or what it comes to without one.
struct QuickTurn {
    std::uint32_t i = 0, turn = 0;
    Outcome outcome{};
    std::uint16_t version = 0;
    std::int32_t from = no_day, due = no_day, done = no_day, late_by = 0;
};

struct ScheduleVersion;

// Plain schedules over certain events on exact days: the events of a row are walked once.
class QuickSchedules {
public:
    QuickSchedules(const RulePlan& plan, Clauses& clauses);
    ~QuickSchedules();
    // The turns of rows that are `left` so far, in the order of the rows, then of the turns; `out` is set of each row that has some. Where
    // only listed ones are asked for turns that were met may be left out: as many as it gives.
    std::uint64_t run(ClauseColumns& columns, bool only_listed, QuickRows& out, std::vector<QuickTurn>& turns) const;

private:
    const RulePlan& plan_;
    VersionByDay by_day_;
    std::vector<std::unique_ptr<const ScheduleVersion>> versions_;      // none: not of that kind
    std::optional<ClauseId> from_;
};

}  // namespace duly::eval::timescales
