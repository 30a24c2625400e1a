// What an evaluation found: outcomes, counts, reports.
#include <algorithm>

#include "engine/api/report_input.hpp"
#include "engine/api/times.hpp"
#include "engine/report/entries.hpp"
#include "engine/report/report.hpp"
#include "engine/report/values.hpp"

namespace duly::v1 {

using model::none;

namespace {

report::ReportOptions read_options(const Evaluation::State& state, const ReportOptions& options, std::vector<Diagnostic>& mistakes) {
    report::ReportOptions read;
    if (!options.since.empty()) {
        read.since = parse_iso_day(options.since);
        if (!read.since) mistakes.push_back(as_of_mistake(options.since));
    }
    std::vector<std::string> known = report::column_names(*state.rules->rules);
    for (const std::string& column : options.columns) {
        if (std::find(known.begin(), known.end(), column) != known.end()) continue;
        std::string help = did_you_mean(column, known);
        if (help.empty()) {
            for (const std::string& name : known) help += (help.empty() ? "the columns are " : ", ") + name;
        }
        mistakes.push_back(mistake(DiagnosticKind::no_such_column, "the files of outcomes have no column `" + column + "`", help));
    }
    std::vector<std::string> files = report::file_names();
    for (std::string& kind : report::file_kinds()) files.push_back(std::move(kind));
    for (const std::string& file : options.files) {
        if (std::find(files.begin(), files.end(), file) != files.end()) continue;
        std::string help = did_you_mean(file, files);
        if (help.empty()) {
            for (const std::string& name : files) help += (help.empty() ? "the files and kinds are " : ", ") + name;
        }
        mistakes.push_back(mistake(DiagnosticKind::no_such_file, "a run writes no file `" + file + "`", help));
    }
    read.columns = options.columns;
    read.threads = std::max(1u, options.threads);
    read.width = options.width;
    read.colour = options.colour;
    read.all = options.all;
    read.files = options.files;
    return read;
}

template <typename T, typename Make>
Checked<T> reported(const Evaluation::State& state, const ReportOptions& options, Make make) {
    return guarded<T>(state, [&] {
        Checked<T> result;
        report::ReportOptions read = read_options(state, options, result.diagnostics);
        if (!any_error(result.diagnostics)) result.value = make(input_of(state), read);
        return result;
    });
}

// Pages and the workbook tell of cases that no file of outcomes lists.
bool asks_for_pages(const ReportOptions& options) {
    const auto is_table = [](const std::string& file) {
        const std::string_view kind = std::string_view(file).substr(file.rfind('.') + 1);
        return kind == "csv" || kind == "json";
    };
    return options.files.empty() || !std::all_of(options.files.begin(), options.files.end(), is_table);
}

std::uint64_t count_of(const eval::Evaluation& evaluation, bool (*wanted)(model::Outcome)) {
    std::uint64_t total = 0;
    auto add = [&](const auto& results) {
        for (const auto& result : results) {
            if (result.rule == none) continue;
            for (std::size_t i = 0; i < model::outcome_count; ++i) {
                if (wanted(static_cast<model::Outcome>(i))) total += result.counts[i];
            }
        }
    };
    add(evaluation.timescales);
    add(evaluation.checks);
    return total;
}

Outcome outcome_of(const Evaluation::State& state, const report::RuleView& rule, std::size_t entry) {
    const model::RuleSet& rules = *state.rules->rules;
    Outcome one;
    one.rule = rule.name;
    if (rule.record != none) {
        one.record = rules.records[rule.record].name;
        if (data::Row row = rule.row(entry); row != data::no_row) one.key = state.data->loaded.dataset.key_of(rules, rule.record, row);
    }
    one.turn = rule.turn(entry);
    model::Outcome outcome = rule.outcome(entry);
    one.outcome = name_of(outcome);
    if (rule.times) {
        bool moments = rule.moments(entry);
        one.from = report::time_text(rule.times->from[entry], moments, rules.zone);
        one.due = report::time_text(rule.times->due[entry], moments, rules.zone);
        one.done = report::time_text(rule.times->done[entry], moments, rules.zone);
        one.late_by = rule.times->late_by[entry];
        if (one.late_by > 0) one.unit = name_of(rule.times->late_unit(*rule.timescale, entry));
        if (const model::TimescaleVersion* version = rule.version(entry)) one.version = version->label;
    }
    one.law = rule.law(entry);
    if (outcome == model::Outcome::unknown || outcome == model::Outcome::not_run || outcome == model::Outcome::excluded ||
        outcome == model::Outcome::late_with_reason) {
        one.reason = rule.times ? state.explainer->reason(rule.times->rule, entry) : state.explainer->check_reason(rule.checked->rule, entry);
    }
    return one;
}

// Of a timescale or check that was evaluated; else neither is set.
report::RuleView view_of(const Evaluation::State& state, const std::string& name) {
    const model::RuleSet& rules = *state.rules->rules;
    const RuleName found = find_rule(rules, name);
    report::RuleView view;
    view.zone = &rules.zone;
    if (found.kind == RuleName::Kind::timescale && state.evaluation.timescales[found.id].rule != none) {
        view.timescale = &rules.timescales[found.id];
        view.times = &state.evaluation.timescales[found.id];
        view.name = view.timescale->name;
        view.record = view.timescale->record;
    } else if (found.kind == RuleName::Kind::check && state.evaluation.checks[found.id].rule != none) {
        view.check = &rules.checks[found.id];
        view.checked = &state.evaluation.checks[found.id];
        view.name = view.check->name;
        view.record = view.check->record;
    }
    return view;
}

// Of the first kind of period, the total of the last finished one has the worst grade of its scale.
bool worst_grade(const model::RuleSet& rules, const eval::MeasureResult& result) {
    const model::Measure& measure = rules.measures[result.rule];
    if (measure.scale == none || result.periods.empty()) return false;
    const eval::MeasureValue* last = nullptr;
    for (const eval::MeasureValue& value : result.values) {
        const eval::MeasurePeriod& period = result.periods[value.period];
        if (value.group.empty() && !period.so_far && period.kind == result.periods.front().kind) last = &value;
    }
    std::uint32_t worst = static_cast<std::uint32_t>(rules.scales[measure.scale].grades.size()) - 1;
    return last && last->grade_from == worst && last->grade_to == worst;
}

}  // namespace

std::string Evaluation::as_of() const { return report::as_of_text(state->evaluation.as_of, state->rules->rules->zone); }
std::vector<Diagnostic> Evaluation::diagnostics() const { return outward(state->quality); }

std::vector<RuleCounts> Evaluation::counts() const {
    std::vector<RuleCounts> list;
    for (const report::RuleView& rule : report::rule_views(input_of(*state))) {
        RuleCounts one{std::string(rule.name), rule.timescale ? "timescale" : "check", {}};
        for (std::size_t i = 0; i < model::outcome_count; ++i) {
            if (rule.counts()[i]) one.outcomes[std::string(name_of(static_cast<model::Outcome>(i)))] = rule.counts()[i];
        }
        list.push_back(std::move(one));
    }
    return list;
}

std::vector<Outcome> Evaluation::outcomes(const std::string& name) const {
    std::vector<Outcome> list;
    const State& all = whole(*state);
    const report::RuleView rule = view_of(all, name);
    if (!rule.times && !rule.checked) return list;
    list.reserve(rule.entries());
    for (std::size_t entry = 0; entry < rule.entries(); ++entry) list.push_back(outcome_of(all, rule, entry));
    return list;
}

std::uint64_t Evaluation::breaches() const {
    return count_of(state->evaluation, [](model::Outcome o) { return is_breach(o); });
}
std::uint64_t Evaluation::unknown() const {
    return count_of(state->evaluation, [](model::Outcome o) { return o == model::Outcome::unknown; });
}
std::uint64_t Evaluation::not_run() const {
    std::uint64_t total = count_of(state->evaluation, [](model::Outcome o) { return o == model::Outcome::not_run; });
    for (const eval::MeasureResult& result : state->evaluation.measures) total += result.rule != none && result.not_run;
    return total;
}

std::uint64_t Evaluation::failing() const {
    std::uint64_t total = 0;
    for (const eval::ActionResult& result : state->evaluation.actions) total += result.rule != none && result.state == eval::ActionState::failing;
    for (const eval::MeasureResult& result : state->evaluation.measures) total += result.rule != none && worst_grade(*state->rules->rules, result);
    return total;
}

Checked<std::map<std::string, std::string>> Evaluation::files(const ReportOptions& options) const {
    return reported<std::map<std::string, std::string>>(asks_for_pages(options) ? whole(*state) : *state, options,
                                                        [](const auto& input, const auto& read) { return report::folder(input, read); });
}
Checked<std::vector<std::string>> Evaluation::write_files(const FilePiece& piece, const ReportOptions& options) const {
    return reported<std::vector<std::string>>(*state, options, [&](const auto& input, const auto& read) { return report::folder(input, read, piece); });
}
Checked<std::string> Evaluation::text(const ReportOptions& options) const {
    return reported<std::string>(*state, options, [](const auto& input, const auto& read) { return report::text_summary(input, read); });
}
Checked<std::string> Evaluation::json(const ReportOptions& options) const {
    return reported<std::string>(*state, options, [](const auto& input, const auto& read) { return report::summary_json(input, read); });
}
Checked<std::string> Evaluation::csv(const ReportOptions& options) const {
    return reported<std::string>(*state, options, [](const auto& input, const auto& read) { return report::breaches_csv(input, read); });
}
Checked<std::string> Evaluation::markdown(const ReportOptions& options) const {
    return reported<std::string>(whole(*state), options, [](const auto& input, const auto& read) { return report::report_markdown(input, read); });
}
Checked<std::string> Evaluation::html(const ReportOptions& options) const {
    return reported<std::string>(whole(*state), options, [](const auto& input, const auto& read) { return report::page(input, read); });
}

}  // namespace duly::v1
