// The list of steps. A rule's rows are cut into ranges of a fixed size that any number of threads work through; what they
// give is put together in order, so the result does not depend on the threads.
#include "engine/eval/evaluate.hpp"

#include <algorithm>

#include "engine/data/parallel.hpp"
#include "engine/eval/steps.hpp"
#include "engine/plan/order.hpp"

namespace duly::eval {

namespace {

constexpr std::size_t range_rows = 8192;    // enough to hide the cost of a step, few enough to stay in the cache

template <typename T>
void append(std::vector<T>& to, std::vector<T>& from) {
    if (to.empty()) to = std::move(from);
    else to.insert(to.end(), from.begin(), from.end());
}

void add(TimescaleResult& to, TimescaleResult& part) {
    append(to.row, part.row);
    append(to.turn, part.turn);
    append(to.outcome, part.outcome);
    append(to.from, part.from);
    append(to.due, part.due);
    append(to.done, part.done);
    append(to.late_by, part.late_by);
    append(to.version, part.version);
    append(to.flags, part.flags);
    append(to.exclusion, part.exclusion);
    for (std::size_t k = 0; k < model::outcome_count; ++k) to.counts[k] += part.counts[k];
    to.records += part.records;
}

void add(CheckResult& to, CheckResult& part) {
    append(to.row, part.row);
    append(to.outcome, part.outcome);
    append(to.exclusion, part.exclusion);
    for (std::size_t k = 0; k < model::outcome_count; ++k) to.counts[k] += part.counts[k];
}

// `step` over all visible rows of the record, range by range.
template <typename Result, typename Step>
Result in_ranges(const Expressions& expressions, model::RecordId record, unsigned threads, Step step) {
    const std::vector<Row> rows = expressions.visible_rows(record);
    if (rows.size() <= range_rows) return step(&rows);
    std::vector<Result> parts((rows.size() + range_rows - 1) / range_rows);
    data::run_tasks(threads, parts.size(), [&](std::size_t k) {
        const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(k * range_rows);
        const auto end = k + 1 == parts.size() ? rows.end() : begin + range_rows;
        const std::vector<Row> range(begin, end);
        parts[k] = step(&range);
    });
    Result whole = std::move(parts.front());
    for (std::size_t k = 1; k < parts.size(); ++k) add(whole, parts[k]);
    return whole;
}

void note_not_run(const model::RuleSet& rules, const std::string& name, SourceRange at, std::uint64_t count, std::vector<Diagnostic>& out) {
    if (count == 0) return;
    Diagnostic diagnostic = make_diagnostic(
        DiagnosticKind::rule_not_run, rules.sources ? place_of(*rules.sources, at) : Place{},
        "`" + name + "` could not be run for " + std::to_string(count) + (count == 1 ? " result" : " results") +
            ": a count of days leaves the days for which its calendar is known",
        "add the holidays of the years that are needed and extend `known from` or `known until`");
    out.push_back(std::move(diagnostic));
}

}  // namespace

Day Evaluation::as_of_day() const {
    return as_of.type == model::Type::moment ? uk_day(as_of.number) : static_cast<Day>(as_of.number);
}

Evaluation evaluate(const model::RuleSet& rules, const data::Dataset& data, const CalendarSet& calendars, const EvaluateOptions& options) {
    Evaluation evaluation;
    evaluation.as_of = options.as_of;
    evaluation.timescales.resize(rules.timescales.size());
    evaluation.checks.resize(rules.checks.size());
    evaluation.measures.resize(rules.measures.size());
    evaluation.actions.resize(rules.actions.size());

    Expressions expressions(rules, data, calendars, options);
    expressions.set_timescales(&evaluation.timescales);
    expressions.set_measures(&evaluation.measures);
    const auto not_run = static_cast<std::size_t>(Outcome::not_run);

    for (const plan::Step& step : plan::evaluation_order(rules, options.rules)) {
        const auto id = step.ref;
        switch (step.kind) {
            case model::NodeKind::timescale: {
                const model::Timescale& rule = rules.timescales[id];
                auto& result = evaluation.timescales[id];
                result = in_ranges<TimescaleResult>(expressions, rule.record, options.threads,
                                                    [&](const std::vector<Row>* rows) { return evaluate_timescale(expressions, id, rows); });
                note_not_run(rules, rule.name, rule.at, result.counts[not_run], evaluation.diagnostics);
                break;
            }
            case model::NodeKind::check: {
                const model::Check& rule = rules.checks[id];
                auto& result = evaluation.checks[id];
                result = rule.record == model::none
                             ? evaluate_check(expressions, id)
                             : in_ranges<CheckResult>(expressions, rule.record, options.threads,
                                                      [&](const std::vector<Row>* rows) { return evaluate_check(expressions, id, rows); });
                break;
            }
            case model::NodeKind::measure:
                evaluation.measures[id] = evaluate_measure(expressions, id, evaluation);
                for (const Diagnostic& diagnostic : evaluation.measures[id].diagnostics) evaluation.diagnostics.push_back(diagnostic);
                break;
            case model::NodeKind::action: evaluation.actions[id] = evaluate_action(expressions, id, evaluation); break;
            default: break;
        }
    }
    for (Diagnostic& diagnostic : plan::ending_calendars(rules, calendars, evaluation.as_of_day()))
        evaluation.diagnostics.push_back(std::move(diagnostic));
    sort_diagnostics(evaluation.diagnostics);
    return evaluation;
}

}  // namespace duly::eval
