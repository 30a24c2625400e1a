#include "engine/verify/examples.hpp"

#include <algorithm>

#include "engine/explain/explain.hpp"
#include "engine/verify/outcomes.hpp"
#include "engine/verify/rows.hpp"

namespace duly::verify {
namespace {

using model::Example;

const std::string& rule_name(const model::RuleSet& rules, const Example& example) {
    switch (example.target) {
        case Example::Target::timescale: return rules.timescales[example.ref].name;
        case Example::Target::check: return rules.checks[example.ref].name;
        case Example::Target::measure: return rules.measures[example.ref].name;
        case Example::Target::action: break;
    }
    return rules.actions[example.ref].name;
}

std::string_view expect_help(Example::Target target) {
    switch (target) {
        case Example::Target::measure: return "write a grade (`green`, `green or amber`, `unrated`), a value (`92.5%`, `50% to 75%`, `3 of 4`, `no value`), or both with a comma";
        case Example::Target::action: return "write `achieved`, `on course`, `at risk`, `failing`, `blocked` or `unknown`, and after a comma words of its sentence";
        case Example::Target::check: return "write `met`, `breached`, `excluded`, `not applicable` or `unknown`, and after a comma words of its reason";
        case Example::Target::timescale: break;
    }
    return "write an outcome such as `met`, `late by 2 working days`, `due on 2024-03-22` or `unknown, started is missing`, with `;` between turns";
}

class Runner {
public:
    Runner(const model::RuleSet& rules, const eval::CalendarSet& calendars) : rules_(rules), calendars_(calendars) {}

    void run(std::size_t example) {
        for (std::size_t row = 0; row < rules_.examples[example].rows.size(); ++row) run(example, row);
    }

    ExamplesResult take() {
        sort_diagnostics(out_.diagnostics);
        return std::move(out_);
    }

private:
    Place place(SourceRange at) const { return rules_.sources ? place_of(*rules_.sources, at) : Place{}; }

    void run(std::size_t index, std::size_t row_index) {
        const Example& example = rules_.examples[index];
        const Example::Row& row = example.rows[row_index];
        RowResult result;
        result.example = index;
        result.row = row_index;
        result.place = place(row.at.empty() ? example.at : row.at.front());
        Place expect_place = result.place;
        for (std::size_t i = 0; i < example.columns.size() && i < row.cells.size(); ++i) {
            if (!example.columns[i].expect) continue;
            result.expected = row.cells[i];
            if (i < row.at.size()) expect_place = place(row.at[i]);
        }

        RowData data = build_row(rules_, example, row_index);
        if (!data.wrong.empty()) {
            result.why = data.wrong.front().message;
            std::move(data.wrong.begin(), data.wrong.end(), std::back_inserter(out_.diagnostics));
            return add(std::move(result));
        }
        const Compared compared = evaluate(example, data.dataset, result.expected);
        result.passed = compared.readable && compared.passed;
        result.got = compared.got;
        result.why = compared.why;
        for (const Diagnostic& one : data.quality)
            if (!result.passed && one.severity != Severity::note) result.why += (result.why.empty() ? "" : " ") + ("(" + one.message + ")");
        if (!compared.readable) {
            const std::string what = compared.unreadable.empty() ? "an empty cell is no outcome" : "`" + compared.unreadable + "` is no outcome of `" + rule_name(rules_, example) + "`";
            out_.diagnostics.push_back(make_diagnostic(DiagnosticKind::example_expect, expect_place, what, std::string(expect_help(example.target))));
        } else if (!result.passed) {
            Diagnostic failed = make_diagnostic(DiagnosticKind::example_fails, expect_place,
                                                "`" + rule_name(rules_, example) + "` gives `" + compared.got + "` here, not `" + result.expected + "`", result.why);
            failed.labels.push_back({place(rule_at(example)), "the rule"});
            out_.diagnostics.push_back(std::move(failed));
        }
        add(std::move(result));
    }

    SourceRange rule_at(const Example& example) const {
        switch (example.target) {
            case Example::Target::timescale: return rules_.timescales[example.ref].at;
            case Example::Target::check: return rules_.checks[example.ref].at;
            case Example::Target::measure: return rules_.measures[example.ref].at;
            case Example::Target::action: break;
        }
        return rules_.actions[example.ref].at;
    }

    Compared evaluate(const Example& example, const data::Dataset& dataset, const std::string& expected) const {
        eval::EvaluateOptions options;
        options.as_of = example.as_of;
        options.rules = {rule_name(rules_, example)};
        const eval::Evaluation evaluation = eval::evaluate(rules_, dataset, calendars_, options);
        const explain::Explainer explainer(rules_, dataset, calendars_, evaluation, options);
        switch (example.target) {
            case Example::Target::timescale: return compare_timescale(rules_, example.ref, evaluation, explainer, expected);
            case Example::Target::check: return compare_check(rules_, example.ref, evaluation, explainer, expected);
            case Example::Target::measure: return compare_measure(rules_, example.ref, evaluation, explainer, expected);
            case Example::Target::action: break;
        }
        return compare_action(rules_, example.ref, evaluation, expected);
    }

    void add(RowResult result) {
        ++(result.passed ? out_.passed : out_.failed);
        out_.rows.push_back(std::move(result));
    }

    const model::RuleSet& rules_;
    const eval::CalendarSet& calendars_;
    ExamplesResult out_;
};

}  // namespace

ExamplesResult run_examples(const model::RuleSet& rules, const eval::CalendarSet& calendars, const std::vector<std::string>& only) {
    Runner runner(rules, calendars);
    for (std::size_t i = 0; i < rules.examples.size(); ++i)
        if (only.empty() || std::find(only.begin(), only.end(), rule_name(rules, rules.examples[i])) != only.end()) runner.run(i);
    return runner.take();
}

}  // namespace duly::verify
