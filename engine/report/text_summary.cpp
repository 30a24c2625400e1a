// What a run found, on one screen: what matters first, then rule by rule, or of many rules pack by pack.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/report/not_answered.hpp"
#include "engine/report/tables_csv.hpp"
#include "engine/report/text_rules.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;
using model::Outcome;

namespace {

std::vector<RuleView> rules_of(const ReportInput& input) {
    std::vector<RuleView> rules = rule_views(input);
    note_not_answered(input, rules);
    return rules;
}

class Summary {
public:
    Summary(const ReportInput& input, const ReportOptions& options)
        : input_(input), options_(options), page_(options), rules_(rules_of(input)), keys_(input), few_(rules_.size() <= few_rules), whole_(few_ || options.all),
          selection_(whole_ ? select_entries(rules_, keys_, options, {{true, true, false, false}, true, most_of_rule}) : Selection{}) {}

    std::string text() {
        heading();
        overview();
        if (!few_) write_worst(page_, rules_);
        if (whole_) write_rules(page_, input_, options_, rules_, !few_);
        else write_packs(page_, input_, rules_);
        write_not_answered(page_, input_, rules_, whole_ ? rules_.size() : 5);
        if (whole_) listed("Breaches", File::breaches, options_.examples);
        if (whole_) listed("Due soon", File::upcoming, options_.examples);
        measures();
        actions();
        if (whole_) quality();
        if (!whole_) page_.plain("\nEvery rule: --all. Every case, measure, action and finding, as files for a spreadsheet: --out FOLDER.");
        return page_.take();
    }

private:
    static constexpr std::size_t most_of_rule = 3;      // so that one rule does not hide the others

    const ReportInput& input_;
    const ReportOptions& options_;
    TextPage page_;
    std::vector<RuleView> rules_;
    Keys keys_;
    bool few_, whole_;          // whole_: nothing is left out to fit a screen
    Selection selection_;       // of the whole: what is due soon, and the first breaches of each rule

    std::string paint(std::string_view words, const char* code) const { return page_.paint(words, code); }
    void line(std::string text) { page_.line(std::move(text)); }
    void title(std::string_view words) { page_.title(words); }

    void heading() {
        std::string name = input_.rules.title.empty() ? "Rules" : input_.rules.title;
        if (!input_.rules.version.empty()) name += ", version " + input_.rules.version;
        page_.plain(paint(name, "1"));
        const model::Literal& as_of = input_.evaluation.as_of;
        bool moment = as_of.type == model::Type::moment;
        page_.plain("as of " + (moment ? format_moment(as_of.number, input_.rules.zone) : spoken_day(static_cast<model::Day>(as_of.number))));
    }

    // What matters, before anything else.
    void overview() {
        page_.plain("");
        const OutcomeWords words = outcome_words(rules_);
        const auto row = [&](std::string_view name, const std::string& text) {
            if (!text.empty()) page_.paragraph(std::string(name) + std::string(11 - name.size(), ' ') + text, "  ", "             ");
        };
        row("Breaches", words.breaches);
        row("Coming up", words.upcoming);
        row("Measures", measures_counted());
        row("Actions", actions_counted());
        row("Not told", words.untold);
        row("Read", files_counted());
        if (!whole_) row("Findings", findings_counted());
    }

    std::string measures_counted() const {
        std::map<std::pair<std::uint32_t, std::string>, std::size_t> grades;       // best first
        std::size_t open = 0, plain = 0, without = 0;
        for (const eval::MeasureResult& result : input_.evaluation.measures) {
            if (result.rule == none) continue;
            const model::Measure& measure = input_.rules.measures[result.rule];
            const eval::MeasureValue* value = result.periods.empty() ? nullptr : latest(result);
            const bool told = value && !value->hidden && !value->missing && value->low_d > 0 && value->high_d > 0 && not_given(input_, rules_, result).empty();
            if (!told) ++without;
            else if (measure.scale == none || value->grade_from == none || value->grade_to == none) ++plain;
            else if (value->grade_from != value->grade_to) ++open;
            else ++grades[{std::min(value->grade_from, value->grade_to), grade_words(input_.rules, measure, *value)}];
        }
        std::string words;
        const auto add = [&](std::size_t n, const std::string& name) {
            if (n) words += (words.empty() ? "" : ", ") + std::to_string(n) + " " + name;
        };
        for (const auto& [grade, n] : grades) add(n, grade.second);
        add(open, "with a grade in doubt");
        add(plain, "without a grade");
        add(without, "without a value");
        return words;
    }

    // What the data did not let be used as it stands.
    std::string findings_counted() const {
        std::uint64_t total = 0;
        std::vector<DiagnosticKind> kinds;
        for (const Diagnostic& diagnostic : input_.quality) {
            total += diagnostic.count;
            if (std::find(kinds.begin(), kinds.end(), diagnostic.kind) == kinds.end()) kinds.push_back(diagnostic.kind);
        }
        return total ? std::to_string(total) + " in the data, of " + count_words(kinds.size(), "kind", "kinds") : std::string();
    }

    std::string files_counted() const {
        std::vector<std::string> feeds;
        std::size_t unread = 0;
        for (const data::InputFileInfo& file : input_.data.files()) {
            if (file.feed.empty()) ++unread;
            else if (std::find(feeds.begin(), feeds.end(), file.feed) == feeds.end()) feeds.push_back(file.feed);
        }
        if (input_.data.files().empty()) return "";
        std::string words = count_words(input_.data.files().size() - unread, "file", "files");
        if (feeds.size() > 4) words += " by " + std::to_string(feeds.size()) + " feeds";
        else for (std::size_t i = 0; i < feeds.size(); ++i) words += (i == 0 ? (feeds.size() == 1 ? " by the feed " : " by the feeds ") : i + 1 == feeds.size() ? " and " : ", ") + feeds[i];
        if (unread) words += "; " + std::to_string(unread) + " that no feed reads";
        return words;
    }

    std::string entry_words(const RuleView& rule, std::size_t entry) const {
        Outcome outcome = rule.outcome(entry);
        std::string words = paint(words_of(outcome), colour_of(outcome)) + "  " + std::string(rule.name);
        const std::string key = keys_.of(rule.record, rule.row(entry));
        if (!key.empty()) words += "  " + key;
        if (rule.turn(entry)) words += " turn " + std::to_string(rule.turn(entry));
        if (!rule.times) return words;
        if (rule.times->due[entry] != eval::no_time) words += "  due " + time_text(rule.times->due[entry], rule.moments(entry), input_.rules.zone);
        if (std::int64_t late = rule.times->late_by[entry]; late > 0) {
            std::string unit(name_of(rule.times->late_unit(*rule.timescale, entry)));
            if (late == 1 && !unit.empty()) unit.pop_back();
            words += ", " + std::to_string(late) + " " + unit + (outcome == Outcome::overdue ? " ago" : " late");
        }
        return words;
    }

    void listed(std::string_view name, File file, std::size_t most) {
        const std::vector<EntryRef>& refs = selection_[static_cast<std::size_t>(file)];
        const std::size_t total = selection_.found[static_cast<std::size_t>(file)];
        std::size_t shown = 0, of_rule = 0;
        std::uint32_t last = model::none;
        if (!total) return;
        title(std::string(name) + " (" + std::to_string(total) + ")");
        for (EntryRef ref : refs) {
            of_rule = ref.rule == std::exchange(last, ref.rule) ? of_rule + 1 : 1;
            if (of_rule > most_of_rule) continue;
            if (++shown > most) break;
            page_.plain("  " + entry_words(rules_[ref.rule], ref.entry));
        }
        shown = std::min(shown, most);
        if (total > shown) line("and " + std::to_string(total - shown) + " more");
    }

    // The total of the last finished period of the first kind; else of the period so far.
    static const eval::MeasureValue* latest(const eval::MeasureResult& result) {
        const eval::MeasureValue* found = nullptr;
        for (const eval::MeasureValue& value : result.values) {
            if (!value.group.empty() || result.periods[value.period].kind != result.periods.front().kind) continue;
            bool finished = !result.periods[value.period].so_far;
            if (!found || finished || result.periods[found->period].so_far) found = &value;
        }
        return found;
    }

    // Of many measures those of the worst grade.
    bool red(const eval::MeasureResult& result) const {
        const model::Measure& measure = input_.rules.measures[result.rule];
        const eval::MeasureValue* value = result.periods.empty() ? nullptr : latest(result);
        return value && !value->hidden && measure.scale != none && value->grade_from != none && value->grade_from == value->grade_to &&
               value->grade_from + std::size_t{1} == input_.rules.scales[measure.scale].grades.size() && not_given(input_, rules_, result).empty();
    }

    void measures() {
        constexpr std::size_t most = 6;
        std::size_t shown = 0, left_out = 0;
        for (const eval::MeasureResult& result : input_.evaluation.measures) {
            if (result.rule == none) continue;
            if (!whole_ && (!red(result) || shown == most)) {
                left_out += red(result);
                continue;
            }
            if (shown++ == 0) title(whole_ ? "Measures" : "Measures of the worst grade");
            const model::Measure& measure = input_.rules.measures[result.rule];
            std::string words = measure.name + "  ";
            const eval::MeasureValue* value = result.periods.empty() ? nullptr : latest(result);
            const auto missing = not_given(input_, rules_, result);
            if (result.not_run)
                words += "not run";
            else if (!missing.empty())
                words += "no value: " + not_given_words(input_.rules, missing, false);
            else if (!value)
                words += "no value";
            else
                words += value_words(measure, result, *value);
            if (result.unplaced > 0 && missing.empty()) words += " (" + std::to_string(result.unplaced) + " unknown fit no period)";
            line(words + "  " + measure.title);
        }
        if (left_out) line("and " + std::to_string(left_out) + " more");
    }

    std::string value_words(const model::Measure& measure, const eval::MeasureResult& result, const eval::MeasureValue& value) const {
        const eval::MeasurePeriod& period = result.periods[value.period];
        std::string words;
        if (value.hidden)
            words = "hidden (small numbers)";
        else if (value.missing)
            words = "missing";
        else {
            std::string worst = measure_number(measure, value.low_n, value.low_d), best = measure_number(measure, value.high_n, value.high_d);
            const char* sign = measure.percentage ? "%" : "";
            if (measure.lower_is_better) std::swap(worst, best);    // the lower end first, as everywhere in words
            if (worst.empty() || best.empty())
                words = value.unknown > 0 ? "cannot be told" : "no value";
            else
                words = worst == best ? best + sign : worst + sign + " to " + best + sign;
        }
        if (std::string grade = grade_words(input_.rules, measure, value); !grade.empty()) words += ", " + grade;
        return words + " in " + period.name + (period.so_far ? " so far" : "");
    }

    std::string actions_counted() const {
        std::array<std::size_t, 6> counts{};
        for (const eval::ActionResult& result : input_.evaluation.actions)
            if (result.rule != none) ++counts[static_cast<std::size_t>(result.state)];
        std::string words;
        for (std::size_t state = 0; state < counts.size(); ++state) {
            if (!counts[state]) continue;
            std::string name(name_of(static_cast<eval::ActionState>(state)));
            std::replace(name.begin(), name.end(), '_', ' ');
            words += (words.empty() ? "" : ", ") + std::to_string(counts[state]) + " " + name;
        }
        return words;
    }

    // Those that fail or cannot go on; of many, a line each.
    void actions() {
        constexpr std::size_t most = 6;
        std::size_t shown = 0, left_out = 0;
        for (const eval::ActionResult& result : input_.evaluation.actions) {
            if (result.rule == none || (result.state != eval::ActionState::failing && result.state != eval::ActionState::blocked)) continue;
            const model::Action& action = input_.rules.actions[result.rule];
            if (!whole_ && shown == most) {
                ++left_out;
                continue;
            }
            if (shown++ == 0) title("Actions");
            bool failing = result.state == eval::ActionState::failing;
            page_.plain("  " + paint(failing ? "failing" : "blocked", failing ? "31" : "33") + "  " + action.name + "  " + action.title);
            if (whole_ && !result.sentence.empty()) page_.paragraph(result.sentence, "    ");
        }
        if (left_out) line("and " + std::to_string(left_out) + " more");
        causes();
    }

    // What lies behind them, what would clear most first.
    void causes() {
        constexpr std::size_t most = 5;
        const std::vector<explain::Cause>& all = input_.explainer.causes().causes;
        if (all.empty()) return;
        title("Root causes");
        for (std::size_t i = 0; i < std::min(most, all.size()); ++i) {
            const explain::Cause& cause = all[i];
            const std::string number = std::to_string(i + 1) + ". ";
            if (whole_) {
                page_.paragraph(cause.sentence, "  " + number, "  " + std::string(number.size(), ' '));
                continue;
            }
            std::string words = number + cause.id + "  ";
            const auto add = [&](std::size_t n, const char* before) {
                if (n) words += (words.ends_with(' ') ? "" : ", ") + std::string(before) + count_words(n, "action", "actions");
            };
            add(cause.clears.size() + cause.once_done.size(), "would clear ");
            add(cause.beside.size(), "one cause of ");
            line(words + "  " + cause.standing);
        }
        if (all.size() > most) line("and " + std::to_string(all.size() - most) + " more: duly explain --causes");
    }

    // Which feed reads which files, and how much of each was not understood.
    void feeds() {
        std::vector<std::pair<std::string, std::vector<std::string>>> by_feed;
        for (const data::InputFileInfo& file : input_.data.files()) {
            auto found = std::find_if(by_feed.begin(), by_feed.end(), [&](const auto& pair) { return pair.first == file.feed; });
            if (found == by_feed.end()) found = by_feed.insert(by_feed.end(), {file.feed, {}});
            found->second.push_back(file.path);
        }
        for (const auto& [feed, files] : by_feed) {
            std::string words = feed.empty() ? "no feed reads " : "feed " + feed + " reads ";
            for (std::size_t i = 0; i < files.size() && i < 3; ++i) words += (i ? ", " : "") + files[i];
            if (files.size() > 3) words += " and " + std::to_string(files.size() - 3) + " more";
            line(words);
        }
        for (const data::InputFileInfo& file : input_.data.files()) not_understood(file);
    }

    void not_understood(const data::InputFileInfo& file) {
        std::uint64_t columns = 0, codes = 0, cells = 0;
        for (const Diagnostic& diagnostic : input_.quality) {
            if (diagnostic.place.file != file.path) continue;
            if (diagnostic.kind == DiagnosticKind::unmatched_columns) columns += diagnostic.count;
            if (diagnostic.kind == DiagnosticKind::unknown_code) codes += diagnostic.count;
            if (diagnostic.kind == DiagnosticKind::unreadable_cell) cells += diagnostic.count;
        }
        std::string words;
        const auto add = [&](std::uint64_t count, const char* one, const char* many) {
            if (count) words += (words.empty() ? "" : ", ") + count_words(count, one, many);
        };
        add(columns, "column", "columns");
        add(codes, "code", "codes");
        add(cells, "cell", "cells");
        if (!words.empty()) line(file.path + ": " + words + " not understood");
    }

    void quality() {
        if (input_.quality.empty()) return;
        title("Data quality");
        std::vector<std::pair<DiagnosticKind, std::uint64_t>> counts;
        for (const Diagnostic& diagnostic : input_.quality) {
            auto found = std::find_if(counts.begin(), counts.end(), [&](const auto& pair) { return pair.first == diagnostic.kind; });
            if (found == counts.end())
                counts.emplace_back(diagnostic.kind, diagnostic.count);
            else
                found->second += diagnostic.count;
        }
        feeds();
        std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return info(a.first).code < info(b.first).code; });
        for (const auto& [kind, count] : counts)
            line(count_words(count, "time", "times") + "  " + std::string(info(kind).code) + "  " + std::string(info(kind).summary));
    }
};

}  // namespace

std::string text_summary(const ReportInput& input, const ReportOptions& options) { return Summary(input, options).text(); }

}  // namespace duly::report
