// Why each entry of one row came out: the evaluation itself, run over that row, and the cells behind every question asked.
#pragma once

#include "engine/eval/reasons.hpp"
#include "engine/eval/timescale_dues.hpp"
#include "engine/eval/timescale_parts.hpp"
#include "engine/eval/timescale_reasons.hpp"

namespace duly::eval::timescales {

class Tracer {
public:
    explicit Tracer(Run& run) : run_(run), plan_(run.plan), e_(run.plan.expressions) {}
    EntryTrace trace(const Entry& entry);

private:
    // Cells and conditions of one clause; kept in `into` as well.
    void read(ExprId expr, const Batch& batch, std::vector<ValueRead>* into = nullptr);
    void keep(const std::vector<ValueRead>& found);

    // What would settle an unknown: what is open, or else blank, or else a day where a moment is needed.
    void settles(Why why);

    // The possible starts of the turn, and what is told of its end.
    void starts(const Entry& entry);

    // The questions in their order, up to the one that settled it.
    void ask(const Entry& entry);

    // A clause that moves the due date; `asked`: it is among what settled the turn when it stands in the way.
    void part(ExprId expr, const Batch& batch, bool asked, bool date = false);

    // A length; one that is told and cannot be counted stands in the way as well.
    void length(const model::Length& length, const Batch& batch, bool asked);

    // The conditions up to the one that does not fail, and its length.
    const model::Length* choice(const model::Limit& limit, const Batch& batch, bool asked);
    void limit(bool asked, bool asked_calendar);

    // A pause with neither day has not begun; one with an end alone is told by its start.
    void paused(const model::Pause& pause, const Batch& batch, bool asked);
    void cell(model::RecordId record, Row row, model::FieldId field, std::vector<ValueRead>* into);

    // The event that began the turn, the one that ended it, and those in doubt.
    void events();
    void due(const Entry& entry);

    // Pauses that end before they begin, whatever else is in doubt.
    void remarks(const std::vector<due::DueCase>& all);

    // Which of two tiers gave the due date.
    void tiers(const Case& c, const due::DueCase& exact, Time due);

    // A start or a due date that is one of several: what that hangs on.
    void interval(const Case& c, bool restarted);

    Run& run_;
    const RulePlan& plan_;
    const Expressions& e_;
    const VersionPlan* p_ = nullptr;
    const Turn* turn_ = nullptr;
    Batch home_;
    EntryTrace out_;
    Told told_;
};

inline bool same_cell(const ValueRead& a, const ValueRead& b) { return a.record == b.record && a.row == b.row && a.field == b.field; }

}  // namespace duly::eval::timescales
