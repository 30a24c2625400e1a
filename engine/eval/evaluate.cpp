// The list of steps. A rule's rows are cut into ranges of a fixed size that any number of threads work through; what they
// give is put together in order, so the result does not depend on the threads.
#include "engine/eval/evaluate.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

#include "dsl/model/walk.hpp"
#include "engine/data/parallel.hpp"
#include "engine/eval/steps.hpp"
#include "engine/plan/plan.hpp"

namespace duly::eval {

namespace {

constexpr std::size_t range_rows = 8192;    // enough to hide the cost of a step, few enough to stay in the cache

// One column of all parts after one another. Columns of a result are independent, so threads share them out.
template <typename Result, typename T>
auto joined(Result& whole, std::vector<Result>& parts, std::vector<T> Result::*column) {
    return [&whole, &parts, column] {
        std::size_t n = 0;
        for (const Result& part : parts) n += (part.*column).size();
        auto& to = whole.*column;
        to.reserve(n);
        for (Result& part : parts) {
            to.insert(to.end(), (part.*column).begin(), (part.*column).end());
            std::vector<T>().swap(part.*column);
        }
    };
}

template <typename Result, typename... Columns>
void join_columns(unsigned threads, Result& whole, std::vector<Result>& parts, Columns... columns) {
    const std::function<void()> tasks[] = {joined(whole, parts, columns)...};
    data::run_tasks(threads, std::size(tasks), [&](std::size_t k) { tasks[k](); });
    for (const Result& part : parts)
        for (std::size_t k = 0; k < model::outcome_count; ++k) whole.counts[k] += part.counts[k];
}

void join(unsigned threads, CheckResult& whole, std::vector<CheckResult>& parts) {
    whole.rule = parts.front().rule;
    whole.only_listed = parts.front().only_listed;
    join_columns(threads, whole, parts, &CheckResult::row, &CheckResult::outcome, &CheckResult::exclusion);
    for (const CheckResult& part : parts) whole.beyond_calendar += part.beyond_calendar;
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
    Result whole;
    join(threads, whole, parts);
    return whole;
}

// Does a measure ask what others came to?
class AsksMeasures final : public model::Visitor {
public:
    explicit AsksMeasures(const model::RuleSet& rules) : rules_(rules) {}
    bool found = false;
    void expression(const model::Expr& e) override {
        found = found || e.op == model::ExprOp::grade_of || e.op == model::ExprOp::value_of;
        if (e.op == model::ExprOp::define) model::walk(rules_, e.a, *this);
    }

private:
    const model::RuleSet& rules_;
};

bool asks_measures(const model::RuleSet& rules, model::MeasureId id) {
    AsksMeasures asks(rules);
    model::walk(rules, rules.measures[id], asks);
    return asks.found;
}

// The measures that begin at `at` and follow each other, none of which looks at another: side by side.
std::size_t evaluate_measures(const Expressions& expressions, const std::vector<plan::Step>& steps, std::size_t at, unsigned threads, Evaluation& evaluation) {
    const auto may_follow = [&](std::size_t k) {
        return k < steps.size() && steps[k].kind == model::NodeKind::measure && !asks_measures(expressions.rules(), steps[k].ref);
    };
    std::size_t end = at + 1;
    while (may_follow(end)) ++end;
    // Few of them leave threads without work, which then help inside.
    const unsigned inside = end - at < 2 * std::size_t{threads} ? threads : 1;
    data::run_tasks(threads, end - at, [&](std::size_t k) {
        const model::MeasureId id = steps[at + k].ref;
        evaluation.measures[id] = evaluate_measure(expressions, id, evaluation, inside);
    });
    for (std::size_t k = at; k < end; ++k)
        for (const Diagnostic& diagnostic : evaluation.measures[steps[k].ref].diagnostics) evaluation.diagnostics.push_back(diagnostic);
    return end;
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

// The timescales that begin at `at` and follow each other, of one record, none of which looks at another: together.
std::size_t evaluate_timescales(const Expressions& expressions, const std::vector<plan::Step>& steps, std::size_t at, const EvaluateOptions& options, Evaluation& evaluation) {
    const auto& all = expressions.rules().timescales;
    const plan::Plan& plan = *expressions.plan();
    std::vector<TimescaleAsked> together;
    const model::RecordId record = all[steps[at].ref].record;
    while (at < steps.size() && steps[at].kind == model::NodeKind::timescale && all[steps[at].ref].record == record) {
        const model::TimescaleId id = steps[at++].ref;
        together.push_back({id, options.only_listed && !plan.looked_at(model::NodeKind::timescale, id)});
        if (plan.other_timescale_needs(id)) break;
    }
    std::vector<TimescaleResult> results = evaluate_timescales(expressions, together, options.threads);
    for (std::size_t k = 0; k < together.size(); ++k) evaluation.timescales[together[k].rule] = std::move(results[k]);
    for (const TimescaleAsked& one : together) {
        const model::Timescale& rule = all[one.rule];
        note_not_run(expressions.rules(), rule.name, rule.at, evaluation.timescales[one.rule].counts[static_cast<std::size_t>(Outcome::not_run)], evaluation.diagnostics);
    }
    return at;
}

}  // namespace

Day Evaluation::as_of_day(const TimeZone& zone) const {
    return as_of.type == model::Type::moment ? zone.day(as_of.number) : static_cast<Day>(as_of.number);
}

Evaluation evaluate(const model::RuleSet& rules, const data::Dataset& data, const CalendarSet& calendars, const EvaluateOptions& options) {
    Evaluation evaluation;
    evaluation.as_of = options.as_of;
    evaluation.timescales.resize(rules.timescales.size());
    evaluation.checks.resize(rules.checks.size());
    evaluation.measures.resize(rules.measures.size());
    evaluation.actions.resize(rules.actions.size());

    EvaluateOptions shared = options;
    shared.plan = plan::plan_or(options.plan, rules);
    Expressions expressions(rules, data, calendars, shared);
    expressions.set_timescales(&evaluation.timescales);
    expressions.set_measures(&evaluation.measures);

    const std::vector<plan::Step> steps = shared.plan->steps(options.rules);
    for (std::size_t at = 0; at < steps.size();) {
        const plan::Step& step = steps[at++];
        const auto id = step.ref;
        switch (step.kind) {
            case model::NodeKind::timescale: at = evaluate_timescales(expressions, steps, at - 1, shared, evaluation); break;
            case model::NodeKind::check: {
                const model::Check& rule = rules.checks[id];
                const bool only_listed = options.only_listed && !shared.plan->looked_at(step.kind, id);
                auto& result = evaluation.checks[id];
                result = rule.record == model::none
                             ? evaluate_check(expressions, id)
                             : in_ranges<CheckResult>(expressions, rule.record, options.threads,
                                                      [&](const std::vector<Row>* rows) { return evaluate_check(expressions, id, rows, only_listed); });
                note_not_run(rules, rule.name, rule.at, result.beyond_calendar, evaluation.diagnostics);
                break;
            }
            case model::NodeKind::measure: at = evaluate_measures(expressions, steps, at - 1, options.threads, evaluation); break;
            case model::NodeKind::action: evaluation.actions[id] = evaluate_action(expressions, id, evaluation); break;
            default: break;
        }
    }
    for (Diagnostic& diagnostic : plan::ending_calendars(rules, calendars, evaluation.as_of_day(rules.zone)))
        evaluation.diagnostics.push_back(std::move(diagnostic));
    sort_diagnostics(evaluation.diagnostics);
    return evaluation;
}

}  // namespace duly::eval
