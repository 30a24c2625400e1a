// The state of an action from the states of its needs. Pure.
#pragma once

#include <vector>

#include "engine/eval/evaluation.hpp"

namespace duly::eval {

struct NeedFacts {
    NeedState state{};
    bool action = false;        // needs another action: no cause of its own
    bool milestone = false;     // one that has passed fails the action at once
    bool at_risk = false;       // the needed action is at risk
};
struct LineFacts { bool any = false; std::vector<NeedFacts> needs; };
struct ActionFacts {
    bool says_done_on = false, recorded_done = false, past_due = false;
    std::vector<LineFacts> lines;
    bool done_in_doubt = false;     // it may be recorded done, or not
    bool due_in_doubt = false;      // its due date may have passed, or not; then not `past_due`
};

// Kleene: `any` holds with one that holds, else all must. What does not hold for certain outweighs what is not known.
NeedState state_of(const LineFacts& line);
// The first that fits: achieved, failing, blocked, unknown, at risk, on course.
ActionState state_of(const ActionFacts& facts);

}  // namespace duly::eval
