#include "engine/report/page.hpp"

#include <algorithm>

#include "dsl/base/date.hpp"
#include "engine/data/parallel.hpp"
#include "engine/report/graph_svg.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/page_assets.hpp"
#include "engine/report/page_parts.hpp"

namespace duly::report {

using model::none;

namespace {

// The plan's own title where actions were evaluated, else that of the rule set; one made of paths says little.
std::string heading(const ReportInput& input) {
    const model::RuleSet& rules = input.rules;
    std::vector<std::string> titles;
    for (const eval::ActionResult& result : input.evaluation.actions) {
        if (result.rule == none) continue;
        const FileId file = rules.actions[result.rule].at.file;
        if (file >= rules.file_titles.size() || rules.file_titles[file].empty()) continue;
        if (std::find(titles.begin(), titles.end(), rules.file_titles[file]) == titles.end()) titles.push_back(rules.file_titles[file]);
    }
    if (titles.size() == 1) return titles.front();
    const bool paths = rules.title.empty() || rules.title.find('/') != std::string::npos || rules.title.ends_with(".duly");
    return paths ? (titles.empty() ? "Duties and deadlines" : "Improvement plans, duties and deadlines") : rules.title;
}


// What comes after `duly explain`: the rule files and the data as far as they can be told, else words that say what to put there.
std::string command_words(const ReportInput& input) {
    std::string rules = input.rules.title, made;
    const auto plain = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./- ,") == std::string_view::npos;
    };
    if (rules.find('/') == std::string::npos || !plain(rules)) made = "RULES";
    else for (const char c : rules) made += c == ',' ? "" : std::string(1, c);
    std::string folder;
    bool same = !input.data.files().empty();
    for (const data::InputFileInfo& file : input.data.files()) {
        const std::size_t slash = file.path.rfind('/');
        const std::string one = slash == std::string::npos ? "." : file.path.substr(0, slash);
        same = same && (folder.empty() || folder == one) && plain(one) && one.find(' ') == std::string::npos;
        folder = one;
    }
    return made + " --data " + (same ? folder : std::string("FOLDER"));
}

std::string navigation(const PageView& view, const std::vector<MeasureNow>& measures, bool actions) {
    Html html;
    const auto link = [&](const char* id, const char* words, std::size_t count) {
        html.raw("<li><a href=\"#").raw(id).raw("\">").raw(words);
        if (count) html.raw(" <span class=\"count\">").number(count).raw("</span>");
        html.raw("</a></li>");
    };
    link("overview", "In short", 0);
    if (actions) link("actions", "Actions", static_cast<std::size_t>(std::count_if(view.input.evaluation.actions.begin(), view.input.evaluation.actions.end(), [](const auto& one) { return one.rule != none; })));
    if (!measures.empty()) link("measures", "Measures", measures.size());
    link("breaches", "Breaches", view.file(File::breaches).size());
    link("due", "Due", view.file(File::upcoming).size());
    link("quality", "Data quality", 0);
    link("method", "How it was counted", 0);
    return html.take();
}

std::string filled(std::string_view shell, const std::vector<std::pair<std::string_view, std::string_view>>& places) {
    std::string out;
    std::size_t size = shell.size();
    for (const auto& place : places) size += place.second.size();
    out.reserve(size + 1024);
    for (std::size_t at = 0; at < shell.size();) {
        const std::size_t open = shell.find("{{", at), close = shell.find("}}", open);
        if (open == std::string_view::npos || close == std::string_view::npos) {
            out.append(shell.substr(at));
            break;
        }
        out.append(shell.substr(at, open - at));
        const std::string_view name = shell.substr(open + 2, close - open - 2);
        const auto found = std::find_if(places.begin(), places.end(), [&](const auto& place) { return place.first == name; });
        if (found != places.end()) out.append(found->second);
        at = close + 2;
    }
    return out;
}

}  // namespace

std::string page_html(const ReportInput& input, const ReportOptions& options, const std::vector<RuleView>& rules, const Keys& keys, const Selection& selection) {
    const PlainWords words(input.rules);
    PageView view{input, options, rules, keys, selection, words};
    view.as_of = input.evaluation.as_of_day(input.rules.zone);
    // Monday to Thursday: of this week. From Friday on: of the next one.
    const int days = 4 - static_cast<int>(weekday(view.as_of));
    view.friday = view.as_of + (days > 0 ? days : days + 7);
    const PageCells cells(view);
    std::vector<MeasureNow> measures = measures_now(view);
    std::vector<PageCause> causes;
    std::string cases_text;
    PageNext next;
    // Each of these costs about as much as all the rest; none looks at what another one makes.
    data::run_tasks(options.threads, 4, [&](std::size_t part) {
        if (part == 0) next = what_next(view);
        else if (part == 1) cases_text = case_data(view);
        else if (part == 2) causes = page_causes(view);
        else add_what_if(view, measures);
    });
    add_forecasts(next, measures);
    const bool actions = std::any_of(input.evaluation.actions.begin(), input.evaluation.actions.end(), [](const auto& result) { return result.rule != none; });

    Html main;
    write_overview(view, cells, measures, causes, main);
    write_actions(view, causes, main);
    write_measures(measures, main);
    write_results(view, cells, main);
    write_quality(view, main);
    write_method(view, main);

    const bool moment = input.evaluation.as_of.type == model::Type::moment;
    const std::string title = heading(input);
    PageTexts texts;
    ScriptJson json;
    json.raw("{\"schema\":1,\"title\":").string(title).raw(",\"as_of\":").number(view.as_of).raw(",\"friday\":").number(view.friday);
    json.raw(",\"command\":").string(command_words(input));
    json.raw(",\"as_of_text\":").string(moment ? format_moment(input.evaluation.as_of.number, input.rules.zone) : format_day(view.as_of)).raw(",\n");
    write_week_data(view, next, json);
    json.raw(",\n");
    write_rule_data(view, cells, texts, json);
    json.raw(",\n");
    write_table_data(view, cells, texts, json);
    json.raw(",\n");
    write_measure_data(view, measures, texts, json);
    json.raw(",\n\"texts\":");
    texts.write(json);
    json.raw("}");

    Html heading_html, title_html, as_of_html, ruleset_html;
    title_html.text(shortened(title, 200)).text(", as of " + written_day(view.as_of));
    heading_html.long_text(title);
    as_of_html.text(moment ? moment_words(format_moment(input.evaluation.as_of.number, input.rules.zone)) : spoken_day(view.as_of));
    ruleset_html.text(shortened(input.rules.title, 300));
    if (!input.rules.version.empty()) ruleset_html.text(", version " + shortened(input.rules.version, 60));
    const std::string data = json.take(), body = main.take(), links = navigation(view, measures, actions);
    const std::string title_text = title_html.take(), heading_text = heading_html.take(), as_of_words = as_of_html.take(), ruleset = ruleset_html.take();
    return filled(page_shell(), {{"script_hash", page_script_hash()}, {"style", page_style()}, {"graph_style", graph_svg_style()}, {"script", page_script()},
                                 {"title", title_text}, {"heading", heading_text}, {"as_of", as_of_words}, {"ruleset", ruleset}, {"navigation", links},
                                 {"main", body}, {"data", data}, {"cases", cases_text}, {"version", DULY_VERSION}});
}

std::string page(const ReportInput& input, const ReportOptions& options) {
    std::vector<RuleView> rules = rule_views(input);
    note_not_answered(input, rules);
    const Keys keys(input);
    return page_html(input, options, rules, keys, select_entries(rules, keys, options));
}

}  // namespace duly::report
