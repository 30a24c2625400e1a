// Actions: as a graph, then one by one with what they need and what lies behind those that do not stand.
#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/report/graph_svg.hpp"
#include "engine/report/page_parts.hpp"

namespace duly::report {

using model::none;
using eval::ActionState;

namespace {

using NeedKind = model::Need::Kind;

std::string named(const model::RuleSet& rules, model::ActionId id) { return rules.actions[id].name; }

std::string_view state_words(ActionState state) {
    switch (state) {
        case ActionState::achieved: return "achieved";
        case ActionState::on_course: return "on course";
        case ActionState::at_risk: return "at risk";
        case ActionState::failing: return "failing";
        case ActionState::blocked: return "blocked";
        case ActionState::unknown: return "cannot be told";
    }
    return "";
}

struct Target { std::string kind, name, title; };
Target target_of(const model::RuleSet& rules, const model::Need& need) {
    const auto made = [](const char* kind, const auto& rule) { return Target{kind, rule.name, rule.title.empty() ? rule.name : rule.title}; };
    switch (need.kind) {
        case NeedKind::measure: return made("measure", rules.measures[need.ref]);
        case NeedKind::no_breach:
        case NeedKind::at_most: return made("timescale", rules.timescales[need.ref]);
        case NeedKind::check: return made("check", rules.checks[need.ref]);
        case NeedKind::action: return made("action", rules.actions[need.ref]);
        case NeedKind::milestone: break;
    }
    return {};
}

void write_needs(const PageView& view, const model::Action& action, const eval::ActionResult& result, Html& html) {
    if (action.needs.empty()) return;
    html.raw("<h4>It needs</h4>\n<ul class=\"needs\">\n");
    for (std::size_t line = 0; line < action.needs.size() && line < result.needs.size(); ++line) {
        const bool any = action.needs[line].any && action.needs[line].needs.size() > 1;
        if (any) html.raw("<li>any of these<ul class=\"needs\">\n");
        for (std::size_t n = 0; n < action.needs[line].needs.size() && n < result.needs[line].size(); ++n) {
            const eval::NeedResult& need = result.needs[line][n];
            const Target target = target_of(view.input.rules, action.needs[line].needs[n]);
            html.raw("<li>");
            switch (need.state) {
                case eval::NeedState::holds: write_badge(html, Tone::good, "holds"); break;
                case eval::NeedState::does_not_hold: write_badge(html, Tone::poor, "does not hold"); break;
                case eval::NeedState::not_yet: write_badge(html, Tone::fair, "not yet"); break;
                case eval::NeedState::unknown: write_badge(html, Tone::doubt, "cannot be told"); break;
            }
            if (!target.name.empty()) html.raw(" <a href=\"#").id(target.kind, target.name).raw("\">").text(shortened(target.title)).raw("</a>");
            if (!need.sentence.empty()) html.raw("<br><span class=\"small\">").text(shortened(view.words(need.sentence), 400)).raw("</span>");
            html.raw("</li>\n");
        }
        if (any) html.raw("</ul></li>\n");
    }
    html.raw("</ul>\n");
}

void write_causes(const PageView& view, const model::Action& action, const std::vector<PageCause>& causes, Html& html) {
    bool first = true;
    for (const PageCause& cause : causes) {
        if (std::find(cause.behind.begin(), cause.behind.end(), action.name) == cause.behind.end()) continue;
        if (first) html.raw("<h4>What lies behind it</h4>\n<ul class=\"causes\">\n");
        first = false;
        html.raw("<li><a href=\"#").id(cause.kind, cause.id).raw("\">").text(shortened(cause.title)).raw("</a>: ").text(shortened(cause.standing, 400)).raw(".");
        if (std::find(cause.clears.begin(), cause.clears.end(), action.name) != cause.clears.end()) {
            std::string others;
            for (const std::string& name : cause.clears)
                if (name != action.name) others += (others.empty() ? "" : ", ") + view.words(name);
            html.raw(" <span class=\"small\">Putting this right clears the action").text(others.empty() ? "." : ", and also " + others + ".").raw("</span>");
        }
        html.raw("</li>\n");
    }
    if (!first) html.raw("</ul>\n");
}

void write_sign(Html& html, std::string_view name, std::string_view path, std::string_view words) {
    html.raw("<span class=\"badge ").raw(name).raw("\">");
    if (!path.empty()) html.raw("<svg viewBox=\"0 0 12 12\" width=\"12\" height=\"12\" aria-hidden=\"true\" focusable=\"false\"><path d=\"").raw(path).raw("\"/></svg>");
    html.text(words).raw("</span>");
}

}  // namespace

void write_badge(Html& html, Tone tone, std::string_view words) {
    // The signs of the graph: tick, triangle, cross, question mark.
    static constexpr const char* names[] = {"good", "fair", "poor", "doubt", "none"};
    static constexpr const char* shapes[] = {"M2 6.5 5 9.5 10 3", "M6 1.5 11 10.5H1z", "M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5", "M3.8 4.2a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.5M6 10.4v.1", ""};
    const auto at = static_cast<std::size_t>(tone);
    write_sign(html, names[at], shapes[at], words);
}

void write_state(Html& html, ActionState state) {
    static constexpr Tone tones[] = {Tone::good, Tone::good, Tone::fair, Tone::poor, Tone::fair, Tone::doubt};
    if (state == ActionState::blocked) write_sign(html, "blocked", "M1.4 6a4.6 4.6 0 1 0 9.2 0 4.6 4.6 0 1 0-9.2 0M3.8 6h4.4", state_words(state));
    else write_badge(html, tones[static_cast<std::size_t>(state)], state_words(state));
}

std::vector<PageCause> page_causes(const PageView& view) {
    std::vector<PageCause> list;
    if (view.input.evaluation.actions.empty()) return list;
    const explain::Causes& all = view.input.explainer.causes();
    for (std::size_t i = 0; i < all.causes.size(); ++i) {
        const explain::Cause& cause = all.causes[i];
        PageCause one;
        // A milestone, or what is not recorded done, is told at its action.
        one.kind = cause.kind == "milestone" || cause.kind == "done" ? "action" : cause.kind;
        one.id = cause.id;
        one.title = cause.title.empty() ? cause.id : cause.title;
        one.standing = view.words(cause.standing);
        one.cases = cause.cases;
        one.told = cause.state != "unknown";
        for (const model::ActionId id : cause.clears) one.clears.push_back(named(view.input.rules, id));
        for (const explain::ActionCauses& action : all.actions)
            if (std::find(action.causes.begin(), action.causes.end(), i) != action.causes.end()) one.behind.push_back(named(view.input.rules, action.action));
        list.push_back(std::move(one));
    }
    return list;
}

void write_actions(const PageView& view, const std::vector<PageCause>& causes, Html& html) {
    const bool any = std::any_of(view.input.evaluation.actions.begin(), view.input.evaluation.actions.end(), [](const auto& result) { return result.rule != none; });
    if (!any) return;
    html.raw("<section id=\"actions\" class=\"view\" aria-labelledby=\"actions_title\">\n<h2 id=\"actions_title\">Actions</h2>\n");
    GraphSvgOptions options;
    options.embedded = true;
    const std::string picture = action_graph_svg(view.input, options);
    if (!picture.empty())
        html.raw("<details class=\"fold\" id=\"graph_fold\" open><summary>The actions as a graph</summary>\n<figure class=\"graph\"><figcaption>Actions that do not stand, and what they rest on. Each box leads to its page.</figcaption><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Graph of the actions\">")
            .raw(picture).raw("</div></figure></details>\n");
    static constexpr ActionState order[] = {ActionState::failing, ActionState::blocked, ActionState::at_risk, ActionState::unknown, ActionState::on_course, ActionState::achieved};
    for (const ActionState state : order) {
        for (const eval::ActionResult& result : view.input.evaluation.actions) {
            if (result.rule == none || result.state != state) continue;
            const model::Action& action = view.input.rules.actions[result.rule];
            html.raw(state == ActionState::achieved ? "<article class=\"action achieved\" id=\"" : "<article class=\"action\" id=\"").id("action", action.name).raw("\" tabindex=\"-1\">\n<h3>");
            write_state(html, state);
            html.raw(" <span class=\"name\">").text(shortened(action.title.empty() ? action.name : action.title)).raw("</span></h3>\n");
            if (action.title.size() > 160) html.raw("<div>").long_text(action.title).raw("</div>\n");
            if (!result.sentence.empty()) html.raw("<div class=\"why\">").long_text(view.words(result.sentence)).raw("</div>\n");
            write_causes(view, action, causes, html);
            // What stands is told in a line; what it rests on is there for whoever asks.
            const bool stands = state == ActionState::on_course || state == ActionState::achieved;
            if (stands) html.raw("<details class=\"fold\"><summary>What it rests on<span class=\"quiet\">: ").text(shortened(action.title.empty() ? action.name : action.title, 80)).raw("</span></summary>\n");
            write_needs(view, action, result, html);
            html.raw("<dl class=\"facts\">");
            const auto fact = [&](const char* name, const std::string& words) {
                if (!words.empty()) html.raw("<div><dt>").raw(name).raw("</dt><dd>").long_text(words).raw("</dd></div>");
            };
            fact("Owner", result.owner);
            fact("Due", result.due ? written_day(*result.due) : "");
            fact("Recorded done", result.recorded_done ? (result.done_on ? written_day(*result.done_on) : std::string("yes, on a day that is not told")) : std::string("no"));
            fact("Shown by the figures", action.needs.empty() ? "it names no need" : result.evidenced ? "yes" : "no");
            fact("Evidence named", result.evidence);
            fact("Status recorded", result.status);
            fact("Source", action.law);
            fact("Name in the rules", action.name);
            html.raw(stands ? "</dl>\n</details>\n</article>\n" : "</dl>\n</article>\n");
        }
    }
    html.raw("</section>\n");
}

}  // namespace duly::report
