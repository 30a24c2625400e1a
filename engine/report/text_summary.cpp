// What a run found, on one screen.
#include <algorithm>
#include <array>
#include <utility>

#include "engine/report/entries.hpp"
#include "engine/report/tables_csv.hpp"
#include "engine/report/values.hpp"

namespace duly::report {

using model::none;
using model::Outcome;

namespace {

std::string count_words(std::size_t count, const char* one, const char* many) { return std::to_string(count) + " " + (count == 1 ? one : many); }

class Summary {
public:
    Summary(const ReportInput& input, const ReportOptions& options)
        : input_(input), options_(options), rules_(rule_views(input)), keys_(input, rules_, options.threads), selection_(select_entries(rules_, keys_, options)) {}

    std::string text() {
        heading();
        outcomes();
        listed("Breaches", File::breaches, [](Outcome) { return true; });
        listed("Due soon", File::upcoming, [](Outcome outcome) { return outcome == Outcome::due_soon; });
        measures();
        actions();
        quality();
        return std::move(out_);
    }

private:
    const ReportInput& input_;
    const ReportOptions& options_;
    std::vector<RuleView> rules_;
    Keys keys_;
    Selection selection_;
    std::string out_;

    std::string paint(std::string_view words, const char* code) const {
        return options_.colour ? "\x1b[" + std::string(code) + "m" + std::string(words) + "\x1b[0m" : std::string(words);
    }
    // Cut to the terminal's width, never inside a character.
    void line(std::string text, std::string_view indent = "  ") {
        std::size_t room = options_.width > indent.size() + 4 ? options_.width - indent.size() : 76;
        std::size_t seen = 0, at = 0;
        for (; at < text.size() && seen < room; ++at) {
            if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) ++seen;
        }
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
        if (at < text.size()) text = text.substr(0, at) + "...";
        out_.append(indent).append(text).append("\n");
    }
    // Long sentences are wrapped between words.
    void paragraph(std::string_view text, std::string_view indent) {
        std::size_t room = std::max<std::size_t>(30, options_.width > indent.size() ? options_.width - indent.size() : 0);
        while (text.size() > room) {
            std::size_t cut = text.rfind(' ', room);
            if (cut == std::string_view::npos || cut == 0) break;
            out_.append(indent).append(text.substr(0, cut)).append("\n");
            text.remove_prefix(cut + 1);
        }
        out_.append(indent).append(text).append("\n");
    }
    void title(std::string_view words) { out_.append("\n").append(paint(words, "1")).append("\n"); }

    void heading() {
        std::string name = input_.rules.title.empty() ? "Rules" : input_.rules.title;
        if (!input_.rules.version.empty()) name += ", version " + input_.rules.version;
        out_ += paint(name, "1") + "\n";
        const model::Literal& as_of = input_.evaluation.as_of;
        bool moment = as_of.type == model::Type::moment;
        out_ += "as of " + (moment ? format_moment(as_of.number, input_.rules.zone) : spoken_day(static_cast<model::Day>(as_of.number))) + "\n";
    }

    static const char* colour_of(Outcome outcome) {
        if (is_breach(outcome) || outcome == Outcome::not_run) return "31";
        if (outcome == Outcome::due_soon) return "33";
        if (outcome == Outcome::unknown) return "35";
        return "0";
    }

    void outcomes() {
        if (rules_.empty()) return;
        title("Rules");
        std::vector<std::uint64_t> older = count_older_late(rules_, options_);
        std::string idle;
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            const RuleView& rule = rules_[i];
            std::string counts;
            for (std::size_t outcome = 0; outcome < model::outcome_count; ++outcome) {
                std::uint64_t count = rule.counts()[outcome];
                if (!count) continue;
                if (!counts.empty()) counts += ", ";
                auto kind = static_cast<Outcome>(outcome);
                std::string words = std::to_string(count) + " " + std::string(words_of(kind));
                counts += std::string_view(colour_of(kind)) == "0" ? words : paint(words, colour_of(kind));
            }
            if (counts.empty()) {
                idle += (idle.empty() ? "" : ", ") + std::string(rule.name);
                continue;
            }
            line(std::string(rule.name) + "  " + std::string(rule.title));
            if (older[i]) counts += " (" + std::to_string(older[i]) + " late before " + written_day(*options_.since) + " not listed)";
            out_ += "    " + counts + "\n";
        }
        if (!idle.empty()) paragraph("Nothing to look at in the data: " + idle + ".", "  ");
    }

    std::string entry_words(const RuleView& rule, std::size_t entry) const {
        Outcome outcome = rule.outcome(entry);
        std::string words = paint(words_of(outcome), colour_of(outcome)) + "  " + std::string(rule.name);
        std::string_view key = keys_.of(rule.record, rule.row(entry));
        if (!key.empty()) words += "  " + std::string(key);
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

    template <typename Wanted>
    void listed(std::string_view name, File file, Wanted wanted) {
        const std::vector<EntryRef>& refs = selection_[static_cast<std::size_t>(file)];
        std::size_t total = 0, shown = 0, of_rule = 0;
        std::uint32_t last = model::none;
        for (EntryRef ref : refs) total += wanted(rules_[ref.rule].outcome(ref.entry));
        if (!total) return;
        title(std::string(name) + " (" + std::to_string(total) + ")");
        for (EntryRef ref : refs) {
            if (!wanted(rules_[ref.rule].outcome(ref.entry))) continue;
            // A few of each rule, so that one rule does not hide the others.
            of_rule = ref.rule == std::exchange(last, ref.rule) ? of_rule + 1 : 1;
            if (of_rule > 3) continue;
            if (++shown > options_.examples) break;
            out_ += "  " + entry_words(rules_[ref.rule], ref.entry) + "\n";
        }
        shown = std::min(shown, options_.examples);
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

    void measures() {
        bool first = true;
        for (const eval::MeasureResult& result : input_.evaluation.measures) {
            if (result.rule == none) continue;
            if (std::exchange(first, false)) title("Measures");
            const model::Measure& measure = input_.rules.measures[result.rule];
            std::string words = measure.name + "  ";
            const eval::MeasureValue* value = result.periods.empty() ? nullptr : latest(result);
            if (result.not_run)
                words += "not run";
            else if (!value)
                words += "no value";
            else
                words += value_words(measure, result, *value);
            if (result.unplaced > 0) words += " (" + std::to_string(result.unplaced) + " unknown fit no period)";
            line(words + "  " + measure.title);
        }
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

    void actions() {
        std::array<std::size_t, 6> counts{};
        bool any = false;
        for (const eval::ActionResult& result : input_.evaluation.actions) {
            if (result.rule == none) continue;
            ++counts[static_cast<std::size_t>(result.state)];
            any = true;
        }
        if (!any) return;
        title("Actions");
        std::string words;
        for (std::size_t state = 0; state < counts.size(); ++state) {
            if (!counts[state]) continue;
            std::string name(name_of(static_cast<eval::ActionState>(state)));
            std::replace(name.begin(), name.end(), '_', ' ');
            words += (words.empty() ? "" : ", ") + std::to_string(counts[state]) + " " + name;
        }
        line(words);
        for (const eval::ActionResult& result : input_.evaluation.actions) {
            if (result.rule == none || (result.state != eval::ActionState::failing && result.state != eval::ActionState::blocked)) continue;
            const model::Action& action = input_.rules.actions[result.rule];
            bool failing = result.state == eval::ActionState::failing;
            out_ += "  " + paint(failing ? "failing" : "blocked", failing ? "31" : "33") + "  " + action.name + "  " + action.title + "\n";
            if (!result.sentence.empty()) paragraph(result.sentence, "    ");
        }
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
