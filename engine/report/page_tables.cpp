// What can be read without a script: measures, the first breaches, what comes up, data quality, how it was counted.
#include <algorithm>
#include <map>

#include "dsl/base/date.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/page_parts.hpp"
#include "engine/report/tables_csv.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;

namespace {

constexpr std::size_t rows_without_script = 50;

// Roles are said aloud: on a narrow screen the cells stand below each other, and browsers then forget that it is a table.
void open_table(Html& html, std::string_view id, std::string_view caption, const std::vector<std::pair<const char*, const char*>>& columns, bool body = true) {
    html.raw("<table role=\"table\" class=\"list\" id=\"").raw(id).raw("\"><caption>").text(caption).raw("</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
    for (const auto& [name, kind] : columns) html.raw("<th role=\"columnheader\" scope=\"col\" class=\"").raw(kind).raw("\">").raw(name).raw("</th>");
    html.raw("</tr></thead>\n").raw(body ? "<tbody role=\"rowgroup\">\n" : "");
}
void close_table(Html& html) { html.raw("</tbody></table>\n"); }

Html& cell(Html& html, const char* label, const char* kind = "") {
    return html.raw("<td role=\"cell\" class=\"").raw(kind).raw("\" data-label=\"").raw(label).raw("\">");
}

std::string time_words(const PageView& view, const RuleView& rule, std::size_t entry, std::int64_t time) {
    if (time == eval::no_time) return "";
    return rule.moments(entry) ? moment_words(format_moment(time, view.input.rules.zone)) : written_day(static_cast<model::Day>(time));
}

class Results {
public:
    Results(const PageView& view, const PageCells& cells, Html& html) : view_(view), cells_(cells), html_(html) {}

    void write(File which, const char* id, const char* title, const char* none_words, const char* file) {
        const std::vector<EntryRef>& refs = view_.file(which);
        html_.raw("<section id=\"").raw(id).raw("\" class=\"view\" aria-labelledby=\"").raw(id).raw("_title\">\n<h2 id=\"").raw(id).raw("_title\">").raw(title);
        html_.raw("</h2>\n<div class=\"live\" data-table=\"").raw(id).raw("\"></div>\n<div class=\"static\">\n");
        if (refs.empty()) html_.raw("<p class=\"calm\">").raw(none_words).raw("</p>\n");
        else table(which, refs, file);
        html_.raw("</div>\n</section>\n");
    }

private:
    const PageView& view_;
    const PageCells& cells_;
    Html& html_;

    void table(File which, const std::vector<EntryRef>& refs, const char* file) {
        const bool late = which == File::breaches;
        std::string caption = refs.size() > rows_without_script ? "The first " + std::to_string(rows_without_script) + " of " + grouped(refs.size()) + "; all of them stand in " + file : grouped(refs.size()) + " in all";
        std::vector<std::pair<const char*, const char*>> columns = {{"Duty", ""}, {"Case", ""}, {"Outcome", ""}, {"Due", ""}};
        if (late) columns.push_back({"Late by", "n"});
        columns.push_back({"Team", ""});
        open_table(html_, late ? "breaches_static" : "due_static", caption, columns);
        for (std::size_t i = 0; i < refs.size() && i < rows_without_script; ++i) row(refs[i], late);
        close_table(html_);
    }

    void row(EntryRef ref, bool late) {
        const RuleView& rule = view_.rules[ref.rule];
        html_.raw("<tr role=\"row\">");
        cell(html_, "Duty").text(shortened(view_.title(rule))).raw("</td>");
        cell(html_, "Case").text(shortened(view_.keys.of(rule.record, rule.row(ref.entry)), 100));
        if (rule.turn(ref.entry)) html_.text(", turn " + std::to_string(rule.turn(ref.entry)));
        html_.raw("</td>");
        cell(html_, "Outcome").text(words_of(rule.outcome(ref.entry))).raw("</td>");
        const auto several = view_.several_days(ref);
        cell(html_, "Due").text(several ? "one of several days, from " + written_day(view_.due_day(ref)) : rule.times ? time_words(view_, rule, ref.entry, rule.times->due[ref.entry]) : "").raw("</td>");
        if (late) {
            cell(html_, "Late by", "n");
            if (rule.times && rule.times->late_by[ref.entry] > 0)
                html_.text(grouped(static_cast<std::uint64_t>(rule.times->late_by[ref.entry])) + " " + std::string(name_of(rule.times->late_unit(*rule.timescale, ref.entry))));
            html_.raw("</td>");
        }
        cell(html_, "Team").text(shortened(cells_.team_of(ref), 100)).raw("</td></tr>\n");
    }
};

}  // namespace

void write_results(const PageView& view, const PageCells& cells, Html& html) {
    Results results(view, cells, html);
    results.write(File::breaches, "breaches", "Breaches", "Nothing is late, too early, overdue or wrong.", "breaches.csv");
    results.write(File::upcoming, "due", "What falls due", "Nothing is open.", "upcoming.csv");
}

namespace {

// One with a value.
void write_measure(const MeasureNow& now, const char* tone, Html& html) {
    const model::Measure& measure = *now.measure;
    html.raw("<tr role=\"row\" class=\"measure\" data-tone=\"").raw(tone).raw("\"><th role=\"rowheader\" scope=\"row\" id=\"").id("measure", measure.name);
    html.raw("\"><a href=\"#").id("measure", measure.name).raw("\">").text(shortened(title_of(measure))).raw("</a></th>");
    cell(html, "Figure", "n figure").text(now.words).raw("</td>");
    cell(html, "Band");
    if (!now.grade.empty()) write_badge(html, now.tone, now.grade);
    html.raw("</td>");
    cell(html, "Change", "n");
    if (now.before) {
        const auto number = [&](const eval::MeasureValue& value) -> std::string {
            if (value.hidden || value.missing) return "";
            const std::string worst = measure_number(measure, value.low_n, value.low_d), best = measure_number(measure, value.high_n, value.high_d);
            return worst == best ? best : "";
        };
        const std::string now_words = number(*now.value), before = number(*now.before);
        if (!now_words.empty() && !before.empty()) {
            const double change = std::strtod(now_words.c_str(), nullptr) - std::strtod(before.c_str(), nullptr);
            const std::string verb = change > 0.0005 ? "up from " : change < -0.0005 ? "down from " : "as before, ";
            html.text(verb + before + (measure.percentage ? "%" : ""));
        }
    }
    html.raw("</td>");
    cell(html, "History");
    write_sparkline(now, html);
    html.raw("</td>");
    cell(html, "Period").text(now.period).raw("</td></tr>\n");
}

}  // namespace

void write_measures(const std::vector<MeasureNow>& measures, Html& html) {
    if (measures.empty()) return;
    html.raw("<section id=\"measures\" class=\"view\" aria-labelledby=\"measures_title\">\n<h2 id=\"measures_title\">Measures</h2>\n<div class=\"filters\" data-filters=\"measures\"></div>\n");
    // The worst first; what has no value last, and folded.
    struct Group { Tone tone; const char* name; const char* title; };
    static constexpr Group groups[] = {{Tone::poor, "poor", "Lowest band"}, {Tone::doubt, "doubt", "Band in doubt"}, {Tone::fair, "fair", "Middle band"}, {Tone::good, "good", "Best band"}, {Tone::none, "none", "No band"}};
    if (std::any_of(measures.begin(), measures.end(), [](const MeasureNow& now) { return now.value != nullptr; })) {
        open_table(html, "measures_table", "Each measure in its last finished period; the line shows the periods before",
                   {{"Measure", ""}, {"Figure", "n"}, {"Band", ""}, {"Change", "n"}, {"History", ""}, {"Period", ""}}, false);
        for (const Group& group : groups) {
            std::vector<const MeasureNow*> list;
            for (const MeasureNow& now : measures)
                if (now.value && now.tone == group.tone) list.push_back(&now);
            if (list.empty()) continue;
            // "Lowest band: red", where they all say so.
            std::string title = group.title;
            if (!list.front()->grade.empty() && std::all_of(list.begin(), list.end(), [&](const MeasureNow* now) { return now->grade == list.front()->grade; })) title += ": " + list.front()->grade;
            html.raw("<tbody role=\"rowgroup\" data-tone=\"").raw(group.name).raw("\" data-title=\"").text(title).raw("\"><tr role=\"row\" class=\"group\"><th role=\"rowheader\" scope=\"rowgroup\" colspan=\"6\"><h3>").text(title);
            html.raw(" <span class=\"count\">").number(list.size()).raw("</span></h3></th></tr>\n");
            for (const MeasureNow* now : list) write_measure(*now, group.name, html);
            html.raw("</tbody>\n");
        }
        html.raw("</table>\n");
    }
    const auto without = static_cast<std::uint64_t>(std::count_if(measures.begin(), measures.end(), [](const MeasureNow& now) { return now.value == nullptr; }));
    if (without > 0) {
        html.raw("<details class=\"fold\" id=\"measures_without\" data-tone=\"empty\" data-title=\"No value\"><summary>").text(grouped(without) + (without == 1 ? " measure has no value" : " measures have no value")).raw("</summary>\n<ul class=\"worst\">\n");
        for (const MeasureNow& now : measures) {
            if (now.value) continue;
            html.raw("<li class=\"measure\" data-tone=\"empty\" id=\"").id("measure", now.measure->name).raw("\"><a href=\"#").id("measure", now.measure->name).raw("\">").text(shortened(title_of(*now.measure))).raw("</a>");
            if (now.words != "no value") html.raw(" <span class=\"small\">").text(now.words).raw("</span>");
            html.raw("</li>\n");
        }
        html.raw("</ul></details>\n");
    }
    html.raw("</section>\n");
}

void write_quality(const PageView& view, Html& html) {
    html.raw("<section id=\"quality\" class=\"view\" aria-labelledby=\"quality_title\">\n<h2 id=\"quality_title\">Data quality</h2>\n");
    std::vector<std::pair<std::string, std::vector<const RuleView*>>> missing;
    for (const RuleView& rule : view.rules) {
        if (rule.not_given.empty()) continue;
        const std::string words = view.words(not_given_words(view.input.rules, rule.not_given, true));
        auto found = std::find_if(missing.begin(), missing.end(), [&](const auto& one) { return one.first == words; });
        if (found == missing.end()) found = missing.insert(missing.end(), {words, {}});
        found->second.push_back(&rule);
    }
    html.raw("<h3>What no file tells</h3>\n");
    if (missing.empty()) html.raw("<p class=\"calm\">The files answer every rule that was run.</p>\n");
    else {
        html.raw("<ul>\n");
        for (const auto& [words, rules] : missing) {
            html.raw("<li>").text(shortened(words, 300)).raw(": <span class=\"small\">");
            for (std::size_t i = 0; i < rules.size(); ++i)
                html.raw(i ? "; " : "").raw("<a href=\"#").id(rules[i]->timescale ? "timescale" : "check", rules[i]->name).raw("\">").text(shortened(view.title(*rules[i]))).raw("</a>");
            html.raw("</span></li>\n");
        }
        html.raw("</ul>\n");
    }
    html.raw("<h3>What cannot be told, case by case</h3>\n<div class=\"live\" data-table=\"unknown\"></div>\n<p class=\"static\">").text(grouped(view.file(File::unknown).size()) + " rows stand in unknown.csv.").raw("</p>\n");

    html.raw("<h3>What could not be used as it stands</h3>\n");
    if (view.input.quality.empty()) html.raw("<p class=\"calm\">Every cell was read as it stands.</p>\n");
    else {
        constexpr std::size_t most = 300;
        std::vector<const Diagnostic*> list;
        for (const Diagnostic& one : view.input.quality) list.push_back(&one);
        std::stable_sort(list.begin(), list.end(), [](const Diagnostic* a, const Diagnostic* b) { return a->severity < b->severity; });
        open_table(html, "findings", list.size() > most ? "The first " + std::to_string(most) + " of " + grouped(list.size()) + "; all stand in data-quality.csv" : grouped(list.size()) + " findings",
                   {{"Weight", ""}, {"File and line", ""}, {"What was found", ""}, {"Times", "n"}});
        for (std::size_t i = 0; i < list.size() && i < most; ++i) {
            const Diagnostic& one = *list[i];
            html.raw("<tr role=\"row\">");
            cell(html, "Weight").raw(name_of(one.severity)).raw("</td>");
            cell(html, "File and line").text(shortened(one.place.file, 200));
            if (one.place.line) html.text(" line " + std::to_string(one.place.line));
            html.raw("</td>");
            cell(html, "What was found").long_text(one.message);
            if (!one.help.empty()) html.raw("<br><span class=\"small\">").text(shortened(one.help, 300)).raw("</span>");
            html.raw("</td>");
            cell(html, "Times", "n").number(one.count).raw("</td></tr>\n");
        }
        close_table(html);
    }
    html.raw("<h3>Files that were read</h3>\n");
    constexpr std::size_t most = 400;
    const auto& files = view.input.data.files();
    open_table(html, "files", grouped(files.size()) + (files.size() == 1 ? " file" : " files"), {{"File", ""}, {"Read as", ""}, {"Rows read", "n"}, {"Rows used", "n"}});
    for (std::size_t i = 0; i < files.size() && i < most; ++i) {
        html.raw("<tr role=\"row\">");
        cell(html, "File").text(shortened(files[i].path, 200)).raw("</td>");
        cell(html, "Read as").text(files[i].feed.empty() ? std::string("no feed reads it") : shortened(files[i].feed, 100)).raw("</td>");
        cell(html, "Rows read", "n").number(files[i].rows_read).raw("</td>");
        cell(html, "Rows used", "n").number(files[i].rows_used).raw("</td></tr>\n");
    }
    close_table(html);
    html.raw("</section>\n");
}

void write_method(const PageView& view, Html& html) {
    html.raw("<section id=\"method\" class=\"view\" aria-labelledby=\"method_title\">\n<h2 id=\"method_title\">How each figure was counted</h2>\n");
    html.raw("<div class=\"prose\"><p>Everything here comes from one run of Duly over the files listed under ").raw("<a href=\"#quality\">Data quality</a>, judged as of ");
    html.text(spoken_day(view.as_of)).raw(". Every rule names its law; its own words stand on its page, as they were run.</p>\n");
    html.raw("<dl class=\"facts words\"><div><dt>Overdue</dt><dd>The due date has passed and nothing was done.</dd></div><div><dt>Late</dt><dd>It was done, after the due date.</dd></div>"
             "<div><dt>Too early</dt><dd>It was done before the first day allowed.</dd></div><div><dt>Breached</dt><dd>A check of the records does not hold.</dd></div>"
             "<div><dt>Due soon</dt><dd>Still open, inside the days of warning.</dd></div><div><dt>Due</dt><dd>Still open, and the due date lies ahead.</dd></div>"
             "<div><dt>Unknown</dt><dd>The data does not tell. It is never counted as in time.</dd></div><div><dt>An interval, 70% to 75%</dt><dd>Some cases are unknown: the figure if all of them went badly, and if all went well.</dd></div>"
             "<div><dt>Hidden</dt><dd>So few cases that a child could be told: nothing of the figure is in this page, nor in its source.</dd></div></dl></div>\n");
    constexpr std::size_t most = 1000;
    open_table(html, "rules_table", grouped(view.rules.size()) + (view.rules.size() == 1 ? " rule was run" : " rules were run"), {{"Duty", ""}, {"Law", ""}, {"Cases", "n"}, {"Breaches", "n"}});
    for (std::size_t i = 0; i < view.rules.size() && i < most; ++i) {
        const RuleView& rule = view.rules[i];
        const char* kind = rule.timescale ? "timescale" : "check";
        std::uint64_t breaches = 0;
        for (std::size_t o = 0; o < model::outcome_count; ++o)
            if (is_breach(static_cast<model::Outcome>(o))) breaches += rule.counts()[o];
        html.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" id=\"").id(kind, rule.name).raw("\"><a href=\"#").id(kind, rule.name).raw("\">").text(shortened(view.title(rule))).raw("</a></th>");
        cell(html, "Law").text(shortened(rule.timescale ? rule.timescale->versions.back().law : rule.check->law, 300)).raw("</td>");
        cell(html, "Cases", "n").number(rule.entries()).raw("</td>");
        cell(html, "Breaches", "n").number(breaches).raw("</td></tr>\n");
    }
    close_table(html);
    html.raw("</section>\n");
}

}  // namespace duly::report
