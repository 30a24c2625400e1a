// The table of states: the first that fits of achieved, failing, blocked, unknown, at risk, on course.
#include <gtest/gtest.h>

#include "engine/eval/action_state.hpp"

namespace {

using namespace duly::eval;
using enum NeedState;

NeedFacts own(NeedState state) { return {state, false, false, false}; }
NeedFacts action(NeedState state, bool at_risk = false) { return {state, true, false, at_risk}; }
NeedFacts milestone(NeedState state) { return {state, false, true, false}; }
LineFacts all(std::vector<NeedFacts> needs) { return {false, std::move(needs)}; }
LineFacts any(std::vector<NeedFacts> needs) { return {true, std::move(needs)}; }

struct When { bool says_done_on = true, done = false, past = false; };
ActionState state(When when, std::vector<LineFacts> lines) { return state_of(ActionFacts{when.says_done_on, when.done, when.past, std::move(lines)}); }

constexpr When open_{}, done{true, true, false}, past{true, false, true}, done_past{true, true, true};
constexpr When evidence_only{false, false, false}, evidence_only_past{false, false, true};

TEST(ActionState, Achieved) {
    EXPECT_EQ(state(done, {all({own(holds)}), all({action(holds)})}), ActionState::achieved);
    EXPECT_EQ(state(done_past, {all({own(holds)})}), ActionState::achieved);
    EXPECT_EQ(state(done, {}), ActionState::achieved);                      // no needs: done is enough
    EXPECT_EQ(state(evidence_only, {all({own(holds)})}), ActionState::achieved);
    EXPECT_EQ(state(open_, {all({own(holds)})}), ActionState::on_course);   // evidenced, not recorded done
    EXPECT_EQ(state(evidence_only, {}), ActionState::on_course);            // nothing shows it
}

// A log whose row cannot be read: done or not decides here, and there it does not.
TEST(ActionState, DoneInDoubt) {
    const auto doubt = [](bool past_due, std::vector<LineFacts> lines) {
        ActionFacts facts{true, false, past_due, std::move(lines)};
        facts.done_in_doubt = true;
        return state_of(facts);
    };
    EXPECT_EQ(doubt(false, {all({own(holds)})}), ActionState::unknown);             // achieved, or on course
    EXPECT_EQ(doubt(true, {all({own(holds)})}), ActionState::unknown);              // achieved, or failing
    EXPECT_EQ(doubt(false, {all({own(does_not_hold)})}), ActionState::at_risk);     // done or not
    EXPECT_EQ(doubt(true, {all({own(does_not_hold)})}), ActionState::failing);
    EXPECT_EQ(doubt(false, {all({action(does_not_hold)})}), ActionState::blocked);
}

TEST(ActionState, FailingForACauseOfItsOwn) {
    EXPECT_EQ(state(past, {all({own(does_not_hold)})}), ActionState::failing);
    EXPECT_EQ(state(done_past, {all({own(does_not_hold)})}), ActionState::failing);     // done, not evidenced
    EXPECT_EQ(state(done_past, {all({own(not_yet)})}), ActionState::failing);           // 2 of 3 months when it was due
    EXPECT_EQ(state(past, {all({own(holds)})}), ActionState::failing);                  // never done
    EXPECT_EQ(state(past, {}), ActionState::failing);
    EXPECT_EQ(state(past, {all({own(does_not_hold)}), all({action(does_not_hold)})}), ActionState::failing);
    EXPECT_EQ(state(evidence_only_past, {}), ActionState::failing);
}

TEST(ActionState, AMilestoneThatHasPassedFailsBeforeTheDueDate) {
    EXPECT_EQ(state(open_, {all({milestone(does_not_hold)})}), ActionState::failing);
    EXPECT_EQ(state(open_, {all({milestone(not_yet)})}), ActionState::on_course);
    EXPECT_EQ(state(open_, {any({milestone(does_not_hold), own(holds)})}), ActionState::on_course);
}

TEST(ActionState, BlockedOnlyBecauseAnotherFails) {
    EXPECT_EQ(state(open_, {all({action(does_not_hold)})}), ActionState::blocked);
    EXPECT_EQ(state(past, {all({action(does_not_hold)})}), ActionState::blocked);
    EXPECT_EQ(state(past, {all({own(holds)}), all({action(does_not_hold)})}), ActionState::blocked);
    EXPECT_EQ(state(open_, {all({own(does_not_hold)}), all({action(does_not_hold)})}), ActionState::at_risk);  // something of its own too
    EXPECT_EQ(state(open_, {all({own(unknown)}), all({action(does_not_hold)})}), ActionState::blocked);        // asked before unknown
}

TEST(ActionState, AWaitForAnOpenActionPastTheDueDateIsItsOwnFault) {
    EXPECT_EQ(state(past, {all({action(not_yet)})}), ActionState::failing);
}

TEST(ActionState, UnknownWhenItWouldDecide) {
    EXPECT_EQ(state(open_, {all({own(unknown)})}), ActionState::unknown);       // on course or at risk
    EXPECT_EQ(state(done, {all({own(unknown)})}), ActionState::unknown);        // achieved or at risk
    EXPECT_EQ(state(done_past, {all({own(unknown)})}), ActionState::unknown);   // achieved or failing
    EXPECT_EQ(state(past, {all({own(unknown)})}), ActionState::failing);        // not done: failing either way
    EXPECT_EQ(state(open_, {all({own(unknown)}), all({own(does_not_hold)})}), ActionState::at_risk);
    EXPECT_EQ(state(past, {all({own(unknown)}), all({own(does_not_hold)})}), ActionState::failing);
    EXPECT_EQ(state(open_, {all({action(unknown)})}), ActionState::unknown);
}

TEST(ActionState, AtRisk) {
    EXPECT_EQ(state(open_, {all({own(does_not_hold)})}), ActionState::at_risk);
    EXPECT_EQ(state(done, {all({own(does_not_hold)})}), ActionState::at_risk);          // recorded done, not evidenced
    EXPECT_EQ(state(open_, {all({action(not_yet, true)})}), ActionState::at_risk);
    EXPECT_EQ(state(open_, {all({own(holds)}), all({own(not_yet)})}), ActionState::on_course);  // no figure yet
}

TEST(ActionState, LinesOfAlternatives) {
    EXPECT_EQ(state(done, {any({own(does_not_hold), own(holds)})}), ActionState::achieved);
    EXPECT_EQ(state(open_, {any({own(does_not_hold), own(not_yet)})}), ActionState::on_course);     // one is still open
    EXPECT_EQ(state(open_, {any({own(does_not_hold), own(does_not_hold)})}), ActionState::at_risk);
    EXPECT_EQ(state(open_, {any({action(does_not_hold), action(not_yet)})}), ActionState::on_course);
    EXPECT_EQ(state(open_, {any({action(does_not_hold), action(does_not_hold)})}), ActionState::blocked);
    EXPECT_EQ(state(open_, {any({own(unknown), own(holds)})}), ActionState::on_course);             // the unknown does not matter
    EXPECT_EQ(state(open_, {any({own(unknown), own(does_not_hold)})}), ActionState::unknown);
}

TEST(NeedLines, Kleene) {
    EXPECT_EQ(state_of(all({own(holds), own(unknown)})), unknown);
    EXPECT_EQ(state_of(all({own(does_not_hold), own(unknown)})), does_not_hold);
    EXPECT_EQ(state_of(any({own(holds), own(unknown)})), holds);
    EXPECT_EQ(state_of(any({own(does_not_hold), own(unknown)})), unknown);
    EXPECT_EQ(state_of(any({own(does_not_hold), own(not_yet)})), not_yet);
}

}  // namespace
