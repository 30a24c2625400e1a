// What comes due, and the forecast.
#include <algorithm>
#include <set>

#include "engine/api/internal.hpp"
#include "engine/report/due.hpp"
#include "engine/report/values.hpp"

namespace duly::v1 {

namespace {

// All that a shown field says somewhere.
std::set<std::string> texts_of(const model::RuleSet& rules, const data::Dataset& data, const eval::Evaluation& evaluation, const std::string& field) {
    std::set<std::string> texts;
    for (model::RecordId record = 0; record < rules.records.size(); ++record) {
        const model::FieldId id = rules.records[record].field(field);
        if (id == model::none || !rules.records[record].fields[id].shown) continue;
        const data::Table& table = data.table(record);
        for (data::Row row = 0; row < table.rows; ++row) texts.insert(report::cell_text(table, rules.records[record], row, id, evaluation.as_of, rules.zone));
    }
    return texts;
}

// Every name in the options that is not there.
std::vector<Diagnostic> mistakes_of(const model::RuleSet& rules, const data::Dataset& data, const eval::Evaluation& evaluation, const DueOptions& options) {
    std::vector<Diagnostic> mistakes = unknown_rules(rules, options.rules);
    for (const std::string& name : options.rules) {
        const RuleName found = find_rule(rules, name);
        if (found.kind == RuleName::Kind::none) continue;
        if (found.kind != RuleName::Kind::timescale)
            mistakes.push_back(mistake(DiagnosticKind::no_such_rule, "`" + name + "` has no due dates", "name a timescale, or with a forecast a measure"));
        else if (evaluation.timescales[found.id].rule == model::none)
            mistakes.push_back(mistake(DiagnosticKind::no_such_rule, "`" + name + "` was not evaluated", "evaluate it too"));
    }
    for (const std::string& name : options.measures) {
        const RuleName found = find_rule(rules, name);
        if (found.kind == RuleName::Kind::none) mistakes.push_back(unknown_rule_name(rules, name));
        else if (found.kind != RuleName::Kind::measure || rules.measures[found.id].scale == model::none)
            mistakes.push_back(mistake(DiagnosticKind::no_such_rule, "`" + name + "` has no grade to fall from", "name a measure with bands"));
    }
    const std::vector<std::string> fields = explain::shown_fields(rules);
    std::vector<std::string> asked = options.by;
    for (const auto& [field, text] : options.where) asked.push_back(field);
    for (const std::string& field : asked) {
        if (std::find(fields.begin(), fields.end(), field) != fields.end()) continue;
        std::string help = did_you_mean(field, fields);
        if (help.empty())
            for (const std::string& name : fields) help += (help.empty() ? "the fields marked `shown` are " : ", ") + name;
        mistakes.push_back(mistake(DiagnosticKind::no_such_column, "no record shows a field `" + field + "`", help.empty() ? "mark a field of a record with `shown`" : help));
    }
    if (!mistakes.empty()) return mistakes;
    for (const auto& [field, text] : options.where) {
        const std::set<std::string> all = texts_of(rules, data, evaluation, field);
        if (all.contains(text)) continue;
        std::string help = did_you_mean(text, {all.begin(), all.end()});
        if (help.empty() && all.size() <= 20)
            for (const std::string& one : all) help += (help.empty() ? "the data has " : ", ") + one;
        mistakes.push_back(mistake(DiagnosticKind::no_such_key, "no record in the data has the " + field + " `" + text + "`", help));
    }
    return mistakes;
}

}  // namespace

std::vector<std::string> RuleSet::shown() const { return explain::shown_fields(*state->rules); }

Checked<std::string> Evaluation::due(const DueOptions& options) const {
    return guarded<std::string>(*state, [&] {
        Checked<std::string> result;
        const model::RuleSet& rules = *state->rules->rules;
        result.diagnostics = mistakes_of(rules, state->data->loaded.dataset, state->evaluation, options);
        if (any_error(result.diagnostics)) return result;
        const State& all = whole(*state);
        const report::ReportInput input{rules, state->data->loaded.dataset, all.evaluation, *all.explainer, state->quality};
        report::ReportOptions read;
        read.threads = std::max(1u, options.threads);
        read.width = options.width;
        read.colour = options.colour;
        read.all = options.all;
        report::DueReportOptions asked;
        asked.list.working_days = options.days;
        asked.list.rules = options.rules;
        asked.list.where = options.where;
        asked.by = options.by;
        asked.forecast = options.forecast;
        asked.measures = options.measures;
        eval::EvaluateOptions evaluated = state->options;
        evaluated.threads = read.threads;
        const report::DueReport report = report::due_report(input, *state->calendars, evaluated, read, std::move(asked));
        switch (options.format) {
            case DueFormat::text: result.value = report::due_text(report); break;
            case DueFormat::json: result.value = report::due_json(report); break;
            case DueFormat::csv: result.value = report.forecasts ? report::forecast_csv(report) : report::due_csv(report); break;
        }
        return result;
    });
}

}  // namespace duly::v1
