// What lies behind the actions that do not stand.
#include <nlohmann/json.hpp>

#include "engine/api/internal.hpp"
#include "engine/report/text_page.hpp"

namespace duly::v1 {

namespace {

std::string words(std::string text) {
    for (char& c : text) if (c == '_') c = ' ';
    return text;
}

// "1 and 3", in the numbers of the list.
std::string numbers(const std::vector<std::size_t>& indices) {
    std::string text;
    for (std::size_t i = 0; i < indices.size(); ++i) text += (i == 0 ? "" : i + 1 == indices.size() ? " and " : ", ") + std::to_string(indices[i] + 1);
    return text;
}

std::string sets_of(const ActionCauses& action) {
    std::string text = action.smallest ? "fewest that would clear it: " : "would clear it, not shown to be the smallest: ";
    for (std::size_t i = 0; i < action.cheapest.size(); ++i) text += (i == 0 ? "" : "; or ") + numbers(action.cheapest[i]);
    return action.more == 0 ? text : text + "; or any of " + std::to_string(action.more) + " further sets";
}

}  // namespace

std::string Causes::text() const {
    report::ReportOptions options;
    options.width = 100;
    report::TextPage page(options);
    if (actions.empty()) return "No action is failing, blocked, at risk or unknown.\n";
    page.plain(report::count_words(causes.size(), "root cause stands", "root causes stand") + " behind " + report::count_words(actions.size(), "action", "actions") + ".");
    for (std::size_t i = 0; i < causes.size(); ++i) {
        const std::string number = std::to_string(i + 1) + ". ";
        page.paragraph(causes[i].kind == "done" || causes[i].kind == "milestone" ? "action " + causes[i].id : causes[i].kind + " " + causes[i].id, number,
                       std::string(number.size(), ' '));
        page.paragraph(causes[i].sentence, std::string(number.size(), ' '));
    }
    page.title("By action");
    for (const ActionCauses& action : actions) {
        std::string text = action.action + " (" + words(action.state) + "): " + numbers(action.causes);
        const bool all = action.cheapest.size() == 1 && action.cheapest.front().size() == action.causes.size();
        if (!all) text += "; " + sets_of(action);
        if (action.causes.size() > 1 && !action.through.empty()) text += "; everything goes through " + action.through.back();
        page.paragraph(text, "  ", "    ");
    }
    return page.take();
}

std::string Causes::json() const {
    using Json = nlohmann::ordered_json;
    Json out, all = Json::array(), of_actions = Json::array();
    for (std::size_t i = 0; i < causes.size(); ++i) {
        const Cause& cause = causes[i];
        all.push_back({{"number", i + 1},           {"kind", cause.kind},           {"id", cause.id},         {"title", cause.title},
                       {"state", cause.state},      {"standing", cause.standing},   {"sentence", cause.sentence}, {"told_by", cause.told_by},
                       {"cases", cause.cases},      {"clears", cause.clears},       {"once_done", cause.once_done}, {"beside", cause.beside}, {"law", cause.law}});
    }
    for (const ActionCauses& action : actions) {
        const auto numbered = [](const std::vector<std::size_t>& indices) {
            Json list = Json::array();
            for (const std::size_t index : indices) list.push_back(index + 1);
            return list;
        };
        Json sets = Json::array();
        for (const std::vector<std::size_t>& set : action.cheapest) sets.push_back(numbered(set));
        of_actions.push_back({{"id", action.action}, {"title", action.title}, {"state", action.state}, {"causes", numbered(action.causes)},
                              {"cheapest", std::move(sets)}, {"more", action.more}, {"smallest", action.smallest}, {"through", action.through}});
    }
    out["schema"] = 1;
    out["causes"] = std::move(all);
    out["actions"] = std::move(of_actions);
    return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Checked<Causes> Evaluation::causes() const {
    return guarded<Causes>(*state, [&]() -> Checked<Causes> {
        const model::RuleSet& rules = *state->rules->rules;
        const explain::Causes& found = whole(*state).explainer->causes();
        const auto names = [&](const std::vector<model::ActionId>& actions) {
            std::vector<std::string> all;
            for (const model::ActionId action : actions) all.push_back(rules.actions[action].name);
            return all;
        };
        Causes out;
        for (const explain::Cause& cause : found.causes)
            out.causes.push_back({cause.kind, cause.id, cause.title, cause.state, cause.standing, cause.sentence, cause.told_by, cause.cases, names(cause.clears),
                                  names(cause.once_done), names(cause.beside), cause.law});
        const model::Graph graph(rules);
        for (const explain::ActionCauses& action : found.actions) {
            ActionCauses& one = out.actions.emplace_back();
            one.action = rules.actions[action.action].name;
            one.title = rules.actions[action.action].title;
            one.state = name_of(state->evaluation.actions[action.action].state);
            one.causes = action.causes;
            one.cheapest = action.cheapest;
            one.more = action.more;
            one.smallest = action.smallest;
            for (const model::GraphId node : action.through) one.through.push_back(graph.nodes()[node].name);
        }
        return {std::move(out), {}};
    });
}

}  // namespace duly::v1
