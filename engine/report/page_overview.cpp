// The first screen: what fails, why, and what to do by Friday.
#include <algorithm>
#include <map>

#include "dsl/base/date.hpp"
#include "engine/report/page_parts.hpp"

namespace duly::report {

using model::none;
using eval::ActionState;

namespace {

std::string counted(std::uint64_t n, const char* one, const char* many) { return grouped(n) + " " + (n == 1 ? one : many); }

// "Friday 3 April".
std::string weekday_words(model::Day day) {
    std::string words = spoken_day(day);
    return words.substr(0, words.rfind(' '));
}

std::string names_joined(const std::vector<std::string>& names) {
    std::string words;
    for (std::size_t i = 0; i < names.size(); ++i) words += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return words;
}

struct Load { std::uint64_t overdue = 0, friday = 0; };

class Overview {
public:
    Overview(const PageView& view, const PageCells& cells, const std::vector<MeasureNow>& measures, const std::vector<PageCause>& causes, Html& html)
        : view_(view), cells_(cells), measures_(measures), causes_(causes), html_(html) {
        for (const eval::ActionResult& result : view.input.evaluation.actions)
            if (result.rule != none) ++states_[static_cast<std::size_t>(result.state)], ++actions_;
        for (const MeasureNow& now : measures) {
            poor_ += now.tone == Tone::poor;
            graded_ += now.tone != Tone::none;
        }
        for (const EntryRef ref : view.file(File::breaches))
            if (view.overdue(ref)) ++overdue_, ++rules_[ref.rule].overdue, ++teams_[cells.team_of(ref)].overdue;
        for (const EntryRef ref : view.file(File::upcoming)) {
            if (view.due_day(ref) > view.friday) continue;
            unsure_ += view.several_days(ref).has_value();
            ++friday_, ++rules_[ref.rule].friday, ++teams_[cells.team_of(ref)].friday;
        }
    }

    void write() {
        html_.raw("<section id=\"overview\" class=\"view\" aria-labelledby=\"overview_title\">\n<h2 id=\"overview_title\" class=\"quiet\">In short</h2>\n");
        verdict();
        tiles();
        html_.raw("<div class=\"columns\">\n<div class=\"wide\">\n");
        if (actions_) actions();
        else worst(true);
        html_.raw("</div>\n<div class=\"narrow\">\n");
        if (!causes_.empty()) first_to_do();
        else busiest_rules();
        write_falls(view_, measures_, html_);
        if (actions_) worst(false);
        html_.raw("</div>\n</div>\n");
        teams();
        html_.raw("</section>\n");
    }

private:
    const PageView& view_;
    const PageCells& cells_;
    const std::vector<MeasureNow>& measures_;
    const std::vector<PageCause>& causes_;
    Html& html_;
    std::array<std::uint64_t, 6> states_{};
    std::uint64_t actions_ = 0, poor_ = 0, graded_ = 0, overdue_ = 0, friday_ = 0, unsure_ = 0;
    std::map<std::uint32_t, Load> rules_;
    std::map<std::string, Load> teams_;

    std::uint64_t in(ActionState state) const { return states_[static_cast<std::size_t>(state)]; }
    std::string friday() const { return weekday_words(view_.friday); }

    // One sentence or two that a manager could read out.
    void verdict() {
        std::vector<std::string> parts;
        const auto add = [&](ActionState state, const char* one, const char* many) {
            const std::uint64_t n = in(state);
            if (n == 0) return;
            const std::string who = !parts.empty() ? grouped(n) : actions_ == 1 ? std::string("The only action") : grouped(n) + " of " + counted(actions_, "action", "actions");
            parts.push_back(who + (n == 1 ? one : many));
        };
        add(ActionState::failing, " is failing", " are failing");
        add(ActionState::blocked, " is blocked", " are blocked");
        add(ActionState::at_risk, " is at risk", " are at risk");
        add(ActionState::unknown, " cannot be told", " cannot be told");
        std::string words = parts.empty() ? "" : names_joined(parts) + ". ";
        if (actions_ && parts.empty() && !nothing_seen()) words = actions_ == 1 ? "The only action is achieved or on course. " : "All " + grouped(actions_) + " actions are achieved or on course. ";
        if (view_.rules.empty() && !actions_ && measures_.empty()) words = "Nothing was evaluated. ";
        else if (view_.rules.empty()) words += "No duty with a deadline was run. ";
        else if (nothing_seen()) words += "The data holds no record that these rules look at: nothing can be said to be in time. ";
        else if (overdue_ == 0) words += "Nothing is overdue now";
        else words += counted(overdue_, "case is", "cases are") + " overdue now";
        if (!nothing_seen() && !view_.rules.empty()) words += friday_ == 0 ? std::string(", and nothing falls due by ") + friday() + "." : ", and " + counted(friday_, "more falls", "more fall") + " due by " + friday() + (unsure_ ? ", " + grouped(unsure_) + " of them perhaps later" : "") + ".";
        html_.raw("<p class=\"verdict\">").text(words).raw("</p>\n");
    }

    bool nothing_seen() const {
        if (view_.rules.empty()) return false;
        for (const RuleView& rule : view_.rules) {
            for (std::size_t o = 0; o < model::outcome_count; ++o)
                if (rule.counts()[o] && static_cast<model::Outcome>(o) != model::Outcome::not_applicable && static_cast<model::Outcome>(o) != model::Outcome::excluded) return false;
        }
        return true;
    }

    void tile(std::string_view href, std::uint64_t number, const std::string& words, bool bad) {
        html_.raw("<li class=\"tile").raw(number && bad ? " bad" : "").raw("\"><a href=\"").raw(href).raw("\"><b>").number(number).raw("</b> <span>").text(words).raw("</span></a></li>\n");
    }

    void tiles() {
        html_.raw("<ul class=\"tiles\">\n");
        if (actions_ && !in(ActionState::failing) && in(ActionState::at_risk))
            tile("#actions", in(ActionState::at_risk), "of " + counted(actions_, "action is", "actions are") + " at risk, none fails", true);
        else if (actions_) tile("#actions", in(ActionState::failing), "of " + counted(actions_, "action fails", "actions fail"), true);
        if (graded_) tile("#measures", poor_, "of " + counted(graded_, "graded measure", "graded measures") + " in the lowest band", true);
        tile("#breaches", overdue_, "overdue now", true);
        tile("#due", friday_, "due by " + friday(), false);
        html_.raw("</ul>\n");
    }

    void actions() {
        const bool any = in(ActionState::failing) || in(ActionState::blocked) || in(ActionState::at_risk);
        const bool failing = in(ActionState::failing) || !in(ActionState::at_risk);
        html_.raw(failing ? "<h3>What is failing, and why</h3>\n" : "<h3>What is at risk, and why</h3>\n");
        if (!any) {
            html_.raw("<p class=\"calm\">").raw(nothing_seen() ? "No action is known to fail: there is nothing that could show it." : "No action fails, is blocked or is at risk.").raw("</p>\n");
            return;
        }
        constexpr std::size_t most = 6;
        std::size_t shown = 0, left = 0;
        html_.raw("<ul class=\"cards\">\n");
        for (const ActionState state : {ActionState::failing, ActionState::at_risk}) {
            for (const eval::ActionResult& result : view_.input.evaluation.actions) {
                if (result.rule == none || result.state != state) continue;
                if (shown == most) {
                    ++left;
                    continue;
                }
                ++shown;
                card(result);
            }
        }
        html_.raw("</ul>\n");
        if (left) html_.raw("<p><a href=\"#actions\">").text("and " + counted(left, "more action", "more actions")).raw("</a></p>\n");
        std::vector<const model::Action*> blocked;
        for (const eval::ActionResult& result : view_.input.evaluation.actions)
            if (result.rule != none && result.state == ActionState::blocked) blocked.push_back(&view_.input.rules.actions[result.rule]);
        if (blocked.empty()) return;
        html_.raw("<p class=\"blocked\">");
        write_state(html_, ActionState::blocked);
        html_.raw(" Waiting behind these: ");
        for (std::size_t i = 0; i < blocked.size() && i < most; ++i) {
            html_.raw(i ? "; " : "").raw("<a href=\"#").id("action", blocked[i]->name).raw("\">").text(shortened(blocked[i]->title.empty() ? blocked[i]->name : blocked[i]->title)).raw("</a>");
        }
        if (blocked.size() > most) html_.text("; and " + grouped(blocked.size() - most) + " more");
        html_.raw(".</p>\n");
    }

    void card(const eval::ActionResult& result) {
        const model::Action& action = view_.input.rules.actions[result.rule];
        html_.raw("<li class=\"card ").raw(result.state == ActionState::failing ? "bad" : "warn").raw("\">\n<h4>");
        write_state(html_, result.state);
        html_.raw(" <a href=\"#").id("action", action.name).raw("\">").text(shortened(action.title.empty() ? action.name : action.title)).raw("</a></h4>\n<div>");
        const std::string sentence = view_.words(result.sentence);
        html_.long_text(sentence).raw("</div>\n");
        std::vector<const PageCause*> its;
        for (const PageCause& cause : causes_)
            if (std::find(cause.behind.begin(), cause.behind.end(), action.name) != cause.behind.end()) its.push_back(&cause);
        for (std::size_t i = 0; i < its.size() && i < 3; ++i) {
            const PageCause& cause = *its[i];
            const bool alone = std::find(cause.clears.begin(), cause.clears.end(), action.name) != cause.clears.end();
            html_.raw("<p class=\"cause\"><b>").raw(its.size() == 1 ? "Root cause:" : i == 0 ? "Root causes:" : "and").raw("</b> <a href=\"#").id(cause.kind, cause.id).raw("\">").text(shortened(cause.title)).raw("</a>");
            if (cause.cases) html_.text(" (" + counted(cause.cases, "case", "cases") + ")");
            // What the sentence above says already is not said again.
            if (its.size() > 1 && sentence.find(cause.standing) == std::string::npos) html_.raw(": ").text(shortened(cause.standing, 220));
            html_.raw(".");
            if (alone) html_.text(cause.clears.size() == 1 ? " Putting it right clears this action." : " Putting it right clears this and " + counted(cause.clears.size() - 1, "more action.", "more actions."));
            html_.raw("</p>\n");
        }
        if (its.size() > 3) html_.raw("<p><a href=\"#").id("action", action.name).raw("\">").text("and " + counted(its.size() - 3, "more cause", "more causes")).raw("</a></p>\n");
        if (!result.owner.empty()) html_.raw("<p class=\"owner\">Owner: ").text(shortened(result.owner)).raw("</p>\n");
        html_.raw("</li>\n");
    }

    // Root causes, what they clear first.
    void first_to_do() {
        html_.raw("<h3>Put right first</h3>\n<ol class=\"first\">\n");
        std::size_t shown = 0;
        for (const PageCause& cause : causes_) {
            if (shown++ == 4) break;
            html_.raw("<li><a href=\"#").id(cause.kind, cause.id).raw("\">").text(shortened(cause.title)).raw("</a>");
            if (cause.cases) html_.raw(" <span class=\"count\">").text(counted(cause.cases, "case", "cases")).raw("</span>");
            const std::size_t by_itself = cause.clears.size();
            const std::string words = !cause.told      ? "not told yet: find out; " + counted(cause.behind.size(), "action rests on it", "actions rest on it")
                                      : by_itself == 0 ? "one of the causes behind " + counted(cause.behind.size(), "action", "actions")
                                                       : "by itself clears " + counted(by_itself, "action", "actions");
            html_.raw("<br><span class=\"small\">").text(words).raw("</span></li>\n");
        }
        html_.raw("</ol>\n");
    }

    void busiest_rules() {
        std::vector<std::pair<std::uint32_t, Load>> list(rules_.begin(), rules_.end());
        std::erase_if(list, [](const auto& one) { return one.second.overdue == 0; });
        std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.second.overdue > b.second.overdue; });
        if (list.empty()) return;
        html_.raw("<h3>Most overdue duties</h3>\n<ol class=\"first\">\n");
        for (std::size_t i = 0; i < list.size() && i < 6; ++i) {
            const RuleView& rule = view_.rules[list[i].first];
            html_.raw("<li><a href=\"#").id(rule.timescale ? "timescale" : "check", rule.name).raw("\">").text(shortened(view_.title(rule))).raw("</a> <span class=\"count\">");
            html_.text(grouped(list[i].second.overdue) + " overdue").raw("</span></li>\n");
        }
        html_.raw("</ol>\n");
    }

    void worst(bool first_part) {
        std::vector<const MeasureNow*> list;
        for (const MeasureNow& now : measures_)
            if (now.tone == Tone::poor) list.push_back(&now);
        // None so low: those that may become so.
        const bool poor = !list.empty();
        for (const MeasureNow& now : measures_)
            if (!poor && first_part && (now.tone == Tone::fair || now.tone == Tone::doubt)) list.push_back(&now);
        if (list.empty() && !first_part) return;
        std::stable_sort(list.begin(), list.end(), [](const MeasureNow* a, const MeasureNow* b) { return a->affected > b->affected; });
        html_.raw("<h3>").raw(list.empty() ? "Measures" : poor ? "Measures in the lowest band" : "Measures to watch; none is in its lowest band").raw("</h3>\n");
        if (list.empty()) {
            html_.raw("<p class=\"calm\">").text(graded_ ? "Every graded measure is in its best band." : "No measure has a grade.").raw("</p>\n");
            return;
        }
        const std::size_t most = first_part ? 8 : 5;
        html_.raw("<ul class=\"worst\">\n");
        for (std::size_t i = 0; i < list.size() && i < most; ++i) {
            const MeasureNow& now = *list[i];
            html_.raw("<li><a href=\"#").id("measure", now.measure->name).raw("\">").text(shortened(title_of(*now.measure))).raw("</a> <span class=\"figure\">").text(now.words).raw("</span> ");
            write_badge(html_, now.tone, now.grade);
            html_.raw("<br><span class=\"small\">").text(now.period);
            if (now.affected > 0) html_.text(": " + counted(static_cast<std::uint64_t>(now.affected), "case pulls it down", "cases pull it down"));
            if (now.value && !now.value->hidden && now.value->unknown > 0) html_.text((now.affected > 0 ? ", " : ": ") + counted(static_cast<std::uint64_t>(now.value->unknown), "case is unknown", "cases are unknown"));
            html_.raw("</span></li>\n");
        }
        html_.raw("</ul>\n");
        if (list.size() > most) html_.raw("<p><a href=\"#measures\">").text("All " + grouped(list.size()) + (poor ? " in the lowest band" : " to watch")).raw("</a></p>\n");
    }

    // Overdue now and due by Friday, by team; without teams by rule.
    void teams() {
        if (overdue_ + friday_ == 0) return;
        const bool by_team = cells_.team() < cells_.names().size() && !(teams_.size() == 1 && teams_.begin()->first.empty());
        struct Row { std::string words; Load load; std::string filter; };
        std::vector<Row> rows;
        if (by_team) for (const auto& [team, load] : teams_) rows.push_back({team.empty() ? "No team recorded" : team, load, team});
        else for (const auto& [rule, load] : rules_) rows.push_back({std::string(view_.title(view_.rules[rule])), load, std::string(view_.rules[rule].name)});
        std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
            return a.load.overdue != b.load.overdue ? a.load.overdue > b.load.overdue : a.load.friday > b.load.friday;
        });
        std::uint64_t top = 1;
        for (const Row& row : rows) top = std::max(top, row.load.overdue + row.load.friday);
        constexpr std::size_t most = 12;
        const char* what = by_team ? "team" : "rule";
        html_.raw("<h3>What to do by ").text(friday()).raw(", by ").raw(what).raw("</h3>\n<table role=\"table\" class=\"teams\"><caption class=\"quiet\">Cases overdue now and falling due by ");
        html_.text(friday()).raw("</caption>\n<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">").raw(by_team ? "Team" : "Duty");
        html_.raw("</th><th role=\"columnheader\" scope=\"col\" class=\"n\">Overdue now</th><th role=\"columnheader\" scope=\"col\" class=\"n\">Due by ").text(friday());
        html_.raw("</th><th role=\"columnheader\" scope=\"col\" class=\"bar\"><span class=\"quiet\">Both, as a bar</span></th></tr></thead>\n<tbody role=\"rowgroup\">\n");
        for (std::size_t i = 0; i < rows.size() && i < most; ++i) {
            const Row& row = rows[i];
            html_.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">").text(shortened(row.words, 100)).raw("</th>");
            const auto cell = [&](std::uint64_t n, std::string_view where, std::string_view head) {
                html_.raw("<td role=\"cell\" class=\"n\" data-label=\"").text(head).raw("\">");
                if (n) html_.raw("<a href=\"#").raw(where).raw("\" data-by=\"").raw(what).raw("\" data-is=\"").text(row.filter).raw("\">").number(n).raw("<span class=\"quiet\"> cases: ").text(shortened(row.words, 60)).raw("</span></a>");
                else html_.raw("0");
                html_.raw("</td>");
            };
            cell(row.load.overdue, "breaches", "Overdue now");
            cell(row.load.friday, "due", "Due by " + friday());
            const auto width = [&](std::uint64_t n) { return std::to_string((n * 1000 / top) / 10) + "." + std::to_string((n * 1000 / top) % 10); };
            html_.raw("<td role=\"cell\" class=\"bar\" aria-hidden=\"true\"><svg class=\"bars\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" focusable=\"false\"><rect class=\"late\" height=\"10\" width=\"");
            html_.raw(width(row.load.overdue)).raw("\"/><rect class=\"soon\" height=\"10\" x=\"").raw(width(row.load.overdue)).raw("\" width=\"").raw(width(row.load.friday)).raw("\"/></svg></td></tr>\n");
        }
        html_.raw("</tbody></table>\n");
        if (rows.size() > most) html_.raw("<p><a href=\"#breaches\">").text("and " + counted(rows.size() - most, "more", "more")).raw("</a></p>\n");
    }
};

}  // namespace

void write_overview(const PageView& view, const PageCells& cells, const std::vector<MeasureNow>& measures, const std::vector<PageCause>& causes, Html& html) {
    Overview(view, cells, measures, causes, html).write();
}

}  // namespace duly::report
