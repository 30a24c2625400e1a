// Private to the quick paths of the timescale evaluator: the turns of plain schedules whose limits are told by the day that they start.
#pragma once

#include "engine/eval/timescale_quick.hpp"

namespace duly::eval::timescales {

// A limit of two lengths, of which an age on the day that the turn starts chooses.
struct ByAge {
    ClauseId born = 0;
    int years = 0;
    due::DayCounter younger, older;
};

struct TurnLimit {
    const LimitPlan* plan = nullptr;
    bool told = false;
    due::DayCounter due;
    due::LateCounter late;
    std::optional<ByAge> by_age;
};

struct ScheduleVersion {
    const VersionPlan* plan = nullptr;
    std::vector<TurnLimit> turns;
    TurnLimit then;
    bool told = false;                  // every turn has a limit, by its length or by an age
    std::optional<ClauseId> stop, where;
    std::vector<ClauseId> excluded;
    EventsAsked events;
    const TurnLimit& limit_of(std::uint32_t turn) const { return turn <= turns.size() && !turns[turn - 1].plan->empty() ? turns[turn - 1] : then; }
};
std::unique_ptr<ScheduleVersion> schedule_version(const RulePlan& plan, const VersionPlan& version, Clauses& clauses);

// A turn with its due date; `stop` is of one that is not done. False: it was stopped in time, which is no turn.
struct DatedTurn { std::uint32_t i = 0, turn = 0; std::uint16_t version = 0; std::int32_t start = 0, due = no_day, done = no_day, stop = no_day; };
bool judge_turn(const RulePlan& plan, const DatedTurn& dated, const due::LateCounter& late, QuickTurn& turn);

// Rows whose turns are all told: their due dates are counted in one loop and compared in another. For one thread.
class ToldTurns {
public:
    ToldTurns(const RulePlan& plan, ClauseColumns& columns, bool only_listed) : plan_(plan), columns_(columns), only_listed_(only_listed) {}
    // `days`: the start of the first turn, then the days of the events, in order; all of them in one version. False: some turn is not told, or
    // its due date cannot be counted. Where only listed ones are asked for those that were met are counted and left out.
    bool judge(const ScheduleVersion& v, std::uint32_t i, std::uint16_t version, std::span<const std::int32_t> days, std::int32_t stop, std::vector<QuickTurn>& out);
    std::uint64_t met() const { return met_; }          // those left out

private:
    const RulePlan& plan_;
    ClauseColumns& columns_;
    bool only_listed_;
    std::uint64_t met_ = 0;
    std::vector<std::int32_t> dues_;
    std::vector<std::uint32_t> kept_;
    bool count(const TurnLimit& limit, std::uint32_t i, std::span<const std::int32_t> starts, std::int32_t* dues);
};

}  // namespace duly::eval::timescales
