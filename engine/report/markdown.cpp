#include "engine/report/markdown.hpp"

#include <algorithm>
#include <array>

#include "dsl/base/date.hpp"
#include "engine/explain/causes.hpp"
#include "engine/report/measure_latest.hpp"
#include "engine/report/not_answered.hpp"
#include "engine/report/page_text.hpp"
#include "engine/report/text_page.hpp"
#include "engine/report/text_rules.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using eval::ActionState;
using model::none;
using model::Outcome;

namespace {

constexpr std::size_t most_actions = 12, most_causes = 8, most_measures = 24, most_areas = 12, most_coming = 8, most_findings = 6;

std::string spaced(std::string_view name) {
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}
std::string first_letter_up(std::string words) {
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words;
}

class Paper {
public:
    Paper(const ReportInput& input, const std::vector<RuleView>& rules)
        : input_(input), rules_(rules), words_(input.rules), as_of_(input.evaluation.as_of_day(input.rules.zone)) {}

    std::string text() {
        heading();
        actions();
        causes();
        measures();
        areas();
        coming();
        quality();
        out_ += "Every case, measure, action and finding stands in the CSV files and in report.xlsx of the same run.\n";
        return std::move(out_);
    }

private:
    const ReportInput& input_;
    const std::vector<RuleView>& rules_;
    const PlainWords words_;
    const model::Day as_of_;
    std::string out_;

    void title(std::string_view words) { out_.append("## ").append(words).append("\n\n"); }
    void paragraph(std::string_view words) { out_.append(words).append("\n\n"); }
    static std::string_view title_of(std::string_view title, std::string_view name) { return title.empty() ? name : title; }

    void heading() {
        out_ += "<!-- Made by Duly " + std::string(DULY_VERSION) + " -->\n";
        // Several files are named by their paths, which is no title.
        const std::string& name = input_.rules.title;
        out_ += "# " + (name.empty() || name.find('/') != std::string::npos ? "What is due, and what is not done" : markdown_text(name)) + "\n\n";
        std::string line = "As of " + spoken_day(as_of_) + ".";
        if (const std::string as_of = as_of_text(input_.evaluation.as_of, input_.rules.zone); as_of.size() > 10) line += " At " + as_of.substr(11) + ".";
        if (!name.empty() && name.find('/') != std::string::npos) line += " Rules: " + markdown_text(name, 120) + ".";
        paragraph(line);
        const OutcomeWords found = outcome_words(rules_);
        const auto item = [&](std::string_view what, const std::string& words) {
            if (!words.empty()) out_.append("- **").append(what).append("**: ").append(words).append("\n");
        };
        item("Breaches", found.breaches);
        item("Coming up", found.upcoming);
        item("Measures", measures_counted());
        item("Actions", actions_counted());
        item("Cannot be told", found.untold);
        out_ += "\n";
    }

    std::string measures_counted() const {
        std::size_t worst = 0, best = 0, between = 0, doubt = 0, plain = 0, without = 0;
        for (const eval::MeasureResult& result : input_.evaluation.measures) {
            if (result.rule == none) continue;
            switch (rank(result)) {
                case 0: ++worst; break;
                case 1: ++doubt; break;
                case 2: ++between; break;
                case 3: ++best; break;
                case 4: ++plain; break;
                default: ++without; break;
            }
        }
        std::string words;
        const auto add = [&](std::size_t n, const char* name) {
            if (n) words += (words.empty() ? "" : ", ") + std::to_string(n) + " " + name;
        };
        add(worst, "of the worst grade");
        add(between, "between");
        add(best, "of the best grade");
        add(doubt, "with a grade in doubt");
        add(plain, "without a grade");
        add(without, "without a value");
        return words;
    }

    std::string actions_counted() const {
        std::array<std::size_t, 6> counts{};
        for (const eval::ActionResult& result : input_.evaluation.actions)
            if (result.rule != none) ++counts[static_cast<std::size_t>(result.state)];
        std::string words;
        for (const ActionState state : order_of_states) {
            const std::size_t n = counts[static_cast<std::size_t>(state)];
            if (n) words += (words.empty() ? "" : ", ") + std::to_string(n) + " " + spaced(name_of(state));
        }
        return words;
    }
    static constexpr ActionState order_of_states[] = {ActionState::failing, ActionState::blocked, ActionState::unknown, ActionState::at_risk, ActionState::on_course, ActionState::achieved};

    void actions() {
        MarkdownTable table({{"State", 9}, {"Action", 30}, {"Owner", 16}, {"Due", 12}, {"Why", 45}});
        std::size_t left_out = 0;
        for (const ActionState state : order_of_states) {
            if (state == ActionState::on_course || state == ActionState::achieved) continue;
            for (const eval::ActionResult& result : input_.evaluation.actions) {
                if (result.rule == none || result.state != state) continue;
                const model::Action& action = input_.rules.actions[result.rule];
                if (table.rows() == most_actions) {
                    ++left_out;
                    continue;
                }
                table.row({"**" + first_letter_up(spaced(name_of(state))) + "**", markdown_text(title_of(action.title, action.name), 120), markdown_text(result.owner, 60),
                           result.due ? written_day(*result.due) : "", markdown_text(words_(result.sentence), 260)});
            }
        }
        if (table.empty()) return;
        title("Actions that do not stand");
        out_ += table.text();
        more(left_out, "action", "actions", "actions.csv");
    }

    void more(std::size_t n, const char* one, const char* many, std::string_view file) {
        if (n) paragraph("And " + count_words(n, one, many) + " more: see " + std::string(file) + ".");
    }

    // Actions by their titles; of many, how many.
    std::string titles(const std::vector<model::ActionId>& ids) const {
        std::string words;
        for (std::size_t i = 0; i < ids.size() && i < 2; ++i)
            words += (i ? "; " : "") + markdown_text(title_of(input_.rules.actions[ids[i]].title, input_.rules.actions[ids[i]].name), 70);
        return ids.size() > 2 ? words + "; and " + std::to_string(ids.size() - 2) + " more" : words;
    }

    void causes() {
        const bool any = std::any_of(input_.evaluation.actions.begin(), input_.evaluation.actions.end(), [](const eval::ActionResult& result) {
            return result.rule != none && result.state != ActionState::achieved && result.state != ActionState::on_course;
        });
        if (!any) return;
        const explain::Causes& found = input_.explainer.causes();
        if (found.causes.empty()) return;
        title("What lies behind them");
        MarkdownTable table({{"Cause", 36}, {"Cases", 6, true}, {"Putting it right clears", 32}, {"One of several causes of", 26}});
        for (const explain::Cause& cause : found.causes) {
            if (table.rows() == most_causes) break;
            const std::string once = cause.once_done.empty() ? "" : (cause.clears.empty() ? "" : "; ") + ("once recorded done: " + titles(cause.once_done));
            const std::string standing = cause.standing.empty() ? "" : ": " + markdown_text(words_(cause.standing), 160);
            table.row({markdown_text(title_of(cause.title, cause.id), 110) + standing, cause.cases ? grouped(cause.cases) : "", titles(cause.clears) + once, titles(cause.beside)});
        }
        out_ += table.text();
        if (found.causes.size() > most_causes) paragraph("And " + count_words(found.causes.size() - most_causes, "cause", "causes") + " more.");
    }

    // 0 worst grade, 1 in doubt, 2 between, 3 best, 4 no grade, 5 no value.
    int rank(const eval::MeasureResult& result) const {
        const model::Measure& measure = input_.rules.measures[result.rule];
        const eval::MeasureValue* value = latest_of(result).value;
        if (result.not_run || !value || value->missing || (!value->hidden && (value->low_d <= 0 || value->high_d <= 0)) || !not_given(input_, rules_, result).empty()) return 5;
        if (value->hidden || measure.scale == none || value->grade_from == none || value->grade_to == none) return 4;
        if (value->grade_from != value->grade_to) return 1;
        if (value->grade_from + std::size_t{1} == input_.rules.scales[measure.scale].grades.size()) return 0;
        return value->grade_from == 0 ? 3 : 2;
    }

    void measures() {
        std::vector<std::pair<int, const eval::MeasureResult*>> all;
        std::size_t without = 0;
        for (const eval::MeasureResult& result : input_.evaluation.measures) {
            if (result.rule == none) continue;
            const int at = rank(result);
            if (at == 5) ++without;
            else all.emplace_back(at, &result);
        }
        if (all.empty() && !without) return;
        title("Measures");
        std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        MarkdownTable table({{"Measure", 40}, {"Grade", 12}, {"Figure", 16}, {"Period", 16}, {"Since the period before", 22}, {"Target", 18}});
        for (const auto& [at, result] : all) {
            if (table.rows() == most_measures) break;
            const model::Measure& measure = input_.rules.measures[result->rule];
            const LatestValue latest = latest_of(*result);
            const eval::MeasurePeriod& period = result->periods[latest.value->period];
            const std::string grade = grade_words(input_.rules, measure, *latest.value);
            table.row({markdown_text(title_of(measure.title, measure.name), 90), at == 0 ? "**" + markdown_text(grade) + "**" : markdown_text(grade),
                       figure_words(measure, *latest.value), markdown_text(period_words(period.name)) + (period.so_far ? " so far" : ""), change_words(measure, latest.before, latest.value),
                       markdown_text(target_words(input_.rules, measure, period.to), 60)});
        }
        if (!table.empty()) out_ += table.text();
        std::string rest;
        if (all.size() > most_measures) rest = "And " + count_words(all.size() - most_measures, "measure", "measures") + " more, of better grades or none: see measures.csv.";
        if (without) rest += (rest.empty() ? "" : " ") + count_words(without, "measure has", "measures have") + " no value.";
        if (!rest.empty()) paragraph(rest);
    }

    model::Day due_day(const RuleView& rule, std::size_t entry) const {
        if (!rule.times || rule.times->due[entry] == eval::no_time) return model::max_day;
        return rule.moments(entry) ? input_.rules.zone.day(rule.times->due[entry]) : static_cast<model::Day>(rule.times->due[entry]);
    }

    void areas() {
        // The last month that is over.
        Civil month = to_civil(as_of_ + 1);
        month.day = 1;
        const model::Day after = to_day(month), last = after - 1;
        const model::Day first = last - to_civil(last).day + 1;
        const std::string name = std::string(month_name(static_cast<unsigned>(to_civil(last).month))) + " " + std::to_string(to_civil(last).year);
        struct Area { std::string title; std::uint64_t overdue = 0, found = 0, late = 0, unknown = 0; };
        std::vector<Area> all;
        for (const Pack& pack : packs_of(input_, rules_)) {
            Area area{pack.title.empty() ? pack.path : pack.title};
            for (const std::size_t i : pack.rules) {
                const RuleView& rule = rules_[i];
                area.overdue += rule.counts()[static_cast<std::size_t>(Outcome::overdue)];
                area.found += rule.counts()[static_cast<std::size_t>(Outcome::breached)];
                area.unknown += rule.counts()[static_cast<std::size_t>(Outcome::unknown)];
                if (rule.counts()[static_cast<std::size_t>(Outcome::late)] == 0) continue;
                for (std::size_t entry = 0; entry < rule.entries(); ++entry) {
                    if (rule.outcome(entry) != Outcome::late) continue;
                    const model::Day due = due_day(rule, entry);
                    area.late += due >= first && due <= last;
                }
            }
            if (area.overdue + area.found + area.late + area.unknown > 0) all.push_back(std::move(area));
        }
        if (all.empty()) return;
        title("Breaches by area");
        std::stable_sort(all.begin(), all.end(), [](const Area& a, const Area& b) { return a.overdue + a.found > b.overdue + b.found; });
        MarkdownTable table({{"Area", 50}, {"Overdue now", 12, true}, {"Found by checks", 14, true}, {"Due in " + name + " and done late", 24, true}, {"Cannot be told", 14, true}});
        Area rest;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i < most_areas) table.row({markdown_text(all[i].title, 90), grouped(all[i].overdue), grouped(all[i].found), grouped(all[i].late), grouped(all[i].unknown)});
            else rest = {"", rest.overdue + all[i].overdue, rest.found + all[i].found, rest.late + all[i].late, rest.unknown + all[i].unknown};
        }
        if (all.size() > most_areas)
            table.row({count_words(all.size() - most_areas, "other area", "other areas"), grouped(rest.overdue), grouped(rest.found), grouped(rest.late), grouped(rest.unknown)});
        out_ += table.text();
    }

    void coming() {
        struct Coming { std::size_t rule; std::uint64_t first_week = 0, second_week = 0; };
        std::vector<Coming> all;
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            const RuleView& rule = rules_[i];
            if (!rule.times) continue;
            Coming one{i};
            for (std::size_t entry = 0; entry < rule.entries(); ++entry) {
                const Outcome outcome = rule.outcome(entry);
                if (outcome != Outcome::due_soon && outcome != Outcome::due) continue;
                const model::Day due = due_day(rule, entry);
                if (due <= as_of_ + 7) ++one.first_week;
                else if (due <= as_of_ + 14) ++one.second_week;
            }
            total += one.first_week + one.second_week;
            if (one.first_week + one.second_week > 0) all.push_back(one);
        }
        if (all.empty()) return;
        title("What comes due");
        std::stable_sort(all.begin(), all.end(), [](const Coming& a, const Coming& b) { return a.first_week + a.second_week > b.first_week + b.second_week; });
        paragraph(grouped(total) + (total == 1 ? " is" : " are") + " open and due by " + written_day(as_of_ + 14) + ".");
        MarkdownTable table({{"What", 60}, {"By " + written_day(as_of_ + 7), 18, true}, {"In the week after", 18, true}});
        for (const Coming& one : all) {
            if (table.rows() == most_coming) break;
            table.row({markdown_text(title_of(rules_[one.rule].title, rules_[one.rule].name), 100), grouped(one.first_week), grouped(one.second_week)});
        }
        out_ += table.text();
        more(all.size() - table.rows(), "rule", "rules", "upcoming.csv");
    }

    void quality() {
        std::size_t not_answered = 0;
        for (const RuleView& rule : rules_) not_answered += !rule.not_given.empty();
        std::vector<std::pair<DiagnosticKind, std::uint64_t>> counts;
        for (const Diagnostic& diagnostic : input_.quality) {
            auto at = std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == diagnostic.kind; });
            if (at == counts.end()) counts.emplace_back(diagnostic.kind, diagnostic.count);
            else at->second += diagnostic.count;
        }
        if (counts.empty() && !not_answered) return;
        title("Data quality");
        if (not_answered) paragraph(count_words(not_answered, "rule cannot be answered, since no file gives what it asks for.", "rules cannot be answered, since no file gives what they ask for."));
        std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : info(a.first).code < info(b.first).code; });
        MarkdownTable table({{"Times", 8, true}, {"What was found", 70}, {"Code", 8}});
        for (const auto& [kind, n] : counts)
            if (table.rows() < most_findings) table.row({grouped(n), markdown_text(info(kind).summary), std::string(info(kind).code)});
        if (!table.empty()) out_ += table.text();
        more(counts.size() - table.rows(), "kind of finding", "kinds of findings", "data-quality.csv");
    }
};

}  // namespace

std::string report_markdown(const ReportInput& input, const ReportOptions&, const std::vector<RuleView>& rules) { return Paper(input, rules).text(); }

std::string report_markdown(const ReportInput& input, const ReportOptions& options) {
    std::vector<RuleView> rules = rule_views(input);
    note_not_answered(input, rules);
    return report_markdown(input, options, rules);
}

}  // namespace duly::report
