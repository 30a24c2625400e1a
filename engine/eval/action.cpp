#include "dsl/base/date.hpp"
#include "engine/eval/action_log.hpp"
#include "engine/eval/action_needs.hpp"
#include "engine/eval/steps.hpp"

namespace duly::eval {

namespace {

// The needs that explain a state, joined: those of lines that do not hold, only `own` ones or only actions where asked.
enum class Which : std::uint8_t { all, own, actions };
std::string reasons(const ActionFacts& facts, const ActionResult& result, std::initializer_list<NeedState> states, Which which = Which::all) {
    std::string text;
    for (NeedState state : states) {
        for (std::size_t l = 0; l < facts.lines.size(); ++l) {
            if (result.lines[l] == NeedState::holds) continue;
            for (std::size_t n = 0; n < facts.lines[l].needs.size(); ++n) {
                const NeedFacts& need = facts.lines[l].needs[n];
                if (need.state != state || (which == Which::own && need.action) || (which == Which::actions && !need.action)) continue;
                text += (text.empty() ? "" : "; ") + result.needs[l][n].sentence;
            }
        }
        if (!text.empty()) break;
    }
    return text;
}

std::string sentence_of(const model::Action& action, const ActionFacts& facts, const ActionResult& result, const std::string& doubt, const std::optional<DayInterval>& due_days) {
    const std::string due = !due_days ? std::string() : due_days->first == due_days->last ? "on " + written_day(due_days->first)
                                      : "between " + written_day(due_days->first) + " and " + written_day(due_days->last);
    const std::string done = !result.recorded_done ? std::string() : "It was recorded done" + (result.done_on ? " on " + written_day(*result.done_on) : std::string(" on a day that is not told"));
    const auto with_done = [&](const std::string& text) { return result.recorded_done ? done + ", but " + text : text; };
    std::string text;
    switch (result.state) {
        case ActionState::achieved:
            if (action.needs.empty()) return done + "; it has no needs that would show it.";
            return result.recorded_done ? done + ", and everything that it needs holds." : "Everything that it needs holds.";
        case ActionState::failing: {
            std::string why = reasons(facts, result, {NeedState::does_not_hold, NeedState::not_yet}, Which::own);
            if (why.empty()) why = reasons(facts, result, {NeedState::not_yet, NeedState::unknown});
            if (why.empty() && facts.says_done_on && !facts.recorded_done) why = "it is not recorded done";
            if (why.empty()) why = "nothing shows that it is done";
            text = facts.past_due ? "it was due " + due + " and is not achieved: " + why : "a milestone was not reached: " + why;
            break;
        }
        case ActionState::blocked:
            text = "it cannot be achieved while " + reasons(facts, result, {NeedState::does_not_hold}, Which::actions);
            for (std::size_t at = 0; (at = text.find("; ", at)) != text.npos;) text.replace(at, 2, " and ");
            break;
        case ActionState::unknown: {
            const std::string needs = reasons(facts, result, {NeedState::unknown});
            text = "it cannot be told whether it is " + std::string(facts.done_in_doubt ? "done: " : "on course: ") + doubt + (doubt.empty() || needs.empty() ? "" : "; ") + needs;
            break;
        }
        case ActionState::at_risk: {
            const std::string why = reasons(facts, result, {NeedState::does_not_hold, NeedState::not_yet});
            text = (due_days ? "it is due " + due + ", and so far " : "so far ") + why;
            break;
        }
        case ActionState::on_course: {
            const std::string left = reasons(facts, result, {NeedState::not_yet});
            text = due_days ? "it is due " + due : std::string("it has no due date");
            if (!left.empty()) text += "; " + left;
            else if (facts.says_done_on && !facts.recorded_done) text += facts.lines.empty() ? " and is not recorded done yet" : ", everything that it needs holds, and it is not recorded done yet";
            else text += ", and nothing stands against it";
            break;
        }
    }
    text = with_done(text) + ".";
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

}  // namespace

std::string_view name_of(ActionState state) {
    switch (state) {
        case ActionState::achieved: return "achieved";
        case ActionState::on_course: return "on_course";
        case ActionState::at_risk: return "at_risk";
        case ActionState::failing: return "failing";
        case ActionState::blocked: return "blocked";
        case ActionState::unknown: return "unknown";
    }
    return "unknown";
}

ActionResult evaluate_action(const Expressions& expressions, model::ActionId rule, const Evaluation& so_far) {
    const model::Action& action = expressions.rules().actions[rule];
    ActionResult result;
    result.rule = rule;
    ActionFacts facts;
    facts.says_done_on = action.says_done_on;
    result.due = action.due;
    std::optional<DayInterval> due_days;    // the days on which it may be due
    if (action.due) due_days = DayInterval{*action.due, *action.due};
    result.owner = action.owner;
    result.evidence = action.evidence;
    std::string doubt;
    if (action.log) {
        const LogFound found = find_in_log(expressions, *action.log, action.name);
        facts.recorded_done = found.done;
        facts.done_in_doubt = found.in_doubt;
        result.done_on = found.done_on;
        result.log_row = found.row;
        result.status = found.status;
        if (!due_days) {
            due_days = found.due;
            facts.due_in_doubt = found.due_in_doubt;
            if (due_days && due_days->first == due_days->last) result.due = due_days->first;
        }
        if (result.owner.empty()) result.owner = found.owner;
        if (!found.evidence.empty()) result.evidence = found.evidence;
        doubt = found.doubt;
        if (facts.due_in_doubt && doubt.empty()) doubt = "the day on which it is due cannot be told from `" + expressions.rules().records[action.log->record].name + "`";
    } else if (action.done_on && *action.done_on <= expressions.as_of_day()) {  // what is dated after as-of is not seen
        facts.recorded_done = true;
        result.done_on = action.done_on;
    }
    facts.past_due = due_days && expressions.as_of_day() > due_days->last;
    if (due_days && !facts.past_due && expressions.as_of_day() > due_days->first) {
        facts.due_in_doubt = true;
        if (doubt.empty()) doubt = "the day on which it is due lies between " + written_day(due_days->first) + " and " + written_day(due_days->last);
    }
    for (const model::NeedLine& line : action.needs) {
        LineFacts line_facts{line.any, {}};
        std::vector<NeedResult> needs;
        for (const model::Need& need : line.needs) {
            NeedFound found = evaluate_need(expressions, need, so_far);
            line_facts.needs.push_back(found.facts);
            needs.push_back({found.facts.state, std::move(found.sentence)});
        }
        result.lines.push_back(state_of(line_facts));
        result.needs.push_back(std::move(needs));
        facts.lines.push_back(std::move(line_facts));
    }
    result.recorded_done = facts.recorded_done;
    // Without needs there is nothing that would show it.
    result.evidenced = !result.lines.empty();
    for (NeedState line : result.lines) result.evidenced = result.evidenced && line == NeedState::holds;
    result.state = state_of(facts);
    result.sentence = sentence_of(action, facts, result, doubt, due_days);
    return result;
}

}  // namespace duly::eval
