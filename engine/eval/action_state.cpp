#include "engine/eval/action_state.hpp"

#include <algorithm>

namespace duly::eval {

namespace {

template <typename Test>
bool any_need(const LineFacts& line, Test test) { return std::any_of(line.needs.begin(), line.needs.end(), test); }
template <typename Test>
bool every_need(const LineFacts& line, Test test) { return std::all_of(line.needs.begin(), line.needs.end(), test); }

bool fails(const NeedFacts& need) { return need.state == NeedState::does_not_hold; }
bool fails_or_risks(const NeedFacts& need) { return fails(need) || (need.at_risk && need.state == NeedState::not_yet); }

// What stands against the action, over all lines that do not hold. A line of alternatives stands against it only when
// none of them is still open.
struct Against {
    bool achieved = true;           // every line holds
    bool own = false;               // a need of its own does not hold
    bool own_not_yet = false;       // a need of its own does not hold yet
    bool by_action = false;         // a needed action is failing or blocked
    bool milestone = false;         // a milestone has passed
    bool risk = false;              // a figure does not hold, or a needed action is at risk
};

Against against(const ActionFacts& facts) {
    Against found;
    for (const LineFacts& line : facts.lines) {
        if (state_of(line) == NeedState::holds) continue;
        found.achieved = false;
        if (any_need(line, [](const NeedFacts& n) { return !n.action && n.state == NeedState::not_yet; })) found.own_not_yet = true;
        if (!line.any || every_need(line, fails)) {
            found.own = found.own || any_need(line, [](const NeedFacts& n) { return !n.action && fails(n); });
            found.by_action = found.by_action || any_need(line, [](const NeedFacts& n) { return n.action && fails(n); });
            found.milestone = found.milestone || any_need(line, [](const NeedFacts& n) { return n.milestone && fails(n); });
        }
        if (line.any ? every_need(line, fails_or_risks) : any_need(line, fails_or_risks)) found.risk = true;
    }
    return found;
}

// Without unknown needs.
ActionState state_when_known(const ActionFacts& facts) {
    const Against a = against(facts);
    const bool shown = facts.says_done_on ? facts.recorded_done : !facts.lines.empty();
    if (shown && a.achieved) return ActionState::achieved;
    // Past its due date, what is neither held up by another action nor done is late by itself.
    if (a.milestone || (facts.past_due && (a.own || a.own_not_yet || !a.by_action))) return ActionState::failing;
    if (a.by_action && !a.own) return ActionState::blocked;
    return a.risk ? ActionState::at_risk : ActionState::on_course;
}

ActionFacts with_unknown_as(ActionFacts facts, NeedState state) {
    for (LineFacts& line : facts.lines)
        for (NeedFacts& need : line.needs)
            if (need.state == NeedState::unknown) need.state = state;
    return facts;
}

}  // namespace

NeedState state_of(const LineFacts& line) {
    const auto is = [](NeedState state) { return [state](const NeedFacts& need) { return need.state == state; }; };
    if (line.any) {
        for (NeedState state : {NeedState::holds, NeedState::unknown, NeedState::not_yet})
            if (any_need(line, is(state))) return state;
        return NeedState::does_not_hold;
    }
    for (NeedState state : {NeedState::does_not_hold, NeedState::not_yet, NeedState::unknown})
        if (any_need(line, is(state))) return state;
    return NeedState::holds;
}

ActionState state_of(const ActionFacts& facts) {
    // What is unknown decides when the state would differ with it held or not; failing and blocked are asked before.
    ActionFacts good = with_unknown_as(facts, NeedState::holds), bad = with_unknown_as(facts, NeedState::does_not_hold);
    good.recorded_done = facts.recorded_done || facts.done_in_doubt;
    bad.past_due = facts.past_due || facts.due_in_doubt;
    const ActionState best = state_when_known(good);
    if (best == ActionState::failing || best == ActionState::blocked) return best;
    const ActionState worst = state_when_known(bad);
    return best == worst ? best : ActionState::unknown;
}

}  // namespace duly::eval
