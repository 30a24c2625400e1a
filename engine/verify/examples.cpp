#include "engine/verify/examples.hpp"

#include <algorithm>

#include "engine/explain/explain.hpp"
#include "engine/verify/expected.hpp"
#include "engine/verify/rows.hpp"

namespace duly::verify {
namespace {

using model::Example;

std::string_view expect_help(Example::Target target) {
    switch (target) {
        case Example::Target::measure: return "write a grade (`green`, `green or amber`, `unrated`), a value (`92.5%`, `50% to 75%`, `3 of 4`, `no value`), or both with a comma";
        case Example::Target::action: return "write `achieved`, `on course`, `at risk`, `failing`, `blocked` or `unknown`, and after a comma words of its sentence";
        case Example::Target::check: return "write `met`, `breached`, `excluded`, `not applicable` or `unknown`, and after a comma words of its reason";
        case Example::Target::timescale: break;
    }
    return "write an outcome such as `met`, `late by 2 working days`, `due on 2024-03-22` or `unknown, started is missing`, with `;` between turns";
}

// `late 2 working days` lacks its `by`; other words for `met` stand in the office's sheets.
std::string help_for(Example::Target target, const std::string& words) {
    if (target != Example::Target::timescale && target != Example::Target::check) return std::string(expect_help(target));
    for (const std::string_view outcome : {"late ", "overdue "})
        if (words.starts_with(outcome) && words.size() > outcome.size() && words[outcome.size()] >= '0' && words[outcome.size()] <= '9') return "write `" + std::string(outcome) + "by " + words.substr(outcome.size()) + "`";
    std::string small;
    for (const char c : words) small += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (const std::string_view met : {"pass", "passed", "ok", "yes", "on time", "in time", "compliant", "met"})
        if (small == met) return "write `met`";
    return std::string(expect_help(target));
}

class Runner {
public:
    Runner(const model::RuleSet& rules, const KnownCalendars& calendars) : rules_(rules), calendars_(calendars) {}

    void run(std::size_t example) {
        for (std::size_t row = 0; row < rules_.examples[example].rows.size(); ++row) run(example, row);
    }

    ExamplesResult take(std::vector<Diagnostic> more) {
        for (Diagnostic& one : more) fold(one);
        std::move(more.begin(), more.end(), std::back_inserter(out_.diagnostics));
        sort_diagnostics(out_.diagnostics);
        return std::move(out_);
    }

private:
    // Of two rows that contradict each other one comes out otherwise: that is one mistake, told where it is.
    void fold(Diagnostic& contradiction) {
        Place& other = contradiction.labels.front().place;
        const auto failed_at = [&](const Place& place) {
            return std::find_if(out_.diagnostics.begin(), out_.diagnostics.end(), [&](const Diagnostic& one) {
                return one.kind == DiagnosticKind::example_fails && one.place.file == place.file && one.place.line == place.line && one.place.column == place.column;
            });
        };
        auto failed = failed_at(contradiction.place);
        if (failed == out_.diagnostics.end()) {
            failed = failed_at(other);
            if (failed == out_.diagnostics.end()) return;
            std::swap(other, contradiction.place);
            contradiction.message = contradiction.message.substr(0, contradiction.message.find(", which expects")) + ", which expects something else";
        }
        contradiction.help = failed->message.substr(0, failed->message.find(" here")) + " here: correct this row, or take it out";
        out_.diagnostics.erase(failed);
    }

    void run(std::size_t index, std::size_t row) {
        const Example& example = rules_.examples[index];
        const RuleRef rule = rule_of(example);
        RowResult result;
        result.example = index;
        result.row = row;
        result.place = place_of_row(rules_, example, row);
        const Asked asked = asked_in(expectation(example, row));
        result.proposed = asked.proposed;
        result.expected = asked.words;

        RanRow ran = run_row(rules_, example, row, calendars_);
        if (!ran.data.wrong.empty()) {
            result.why = ran.data.wrong.front().message;
            std::move(ran.data.wrong.begin(), ran.data.wrong.end(), std::back_inserter(out_.diagnostics));
            return add(std::move(result));
        }
        const Compared compared = outcome_of(rules_, rule, ran, result.expected);
        result.passed = compared.readable && compared.passed;
        result.got = compared.got;
        result.why = compared.why;
        result.counted = compared.counted;
        for (const Diagnostic& one : ran.data.quality)
            if (!result.passed && one.severity != Severity::note) result.why += (result.why.empty() ? "" : " ") + ("(" + one.message + ")");
        const std::string name = "`" + name_of(rules_, rule) + "`";
        const Place expect = place_of_expectation(rules_, example, row);
        if (!compared.readable) {
            const std::string what = compared.unreadable.empty() ? "an empty cell is no outcome" : "`" + compared.unreadable + "` is no outcome of " + name;
            result.why = what;
            out_.diagnostics.push_back(make_diagnostic(DiagnosticKind::example_expect, expect, what, help_for(example.target, compared.unreadable)));
        } else if (!result.passed) {
            const std::string instead = result.proposed ? ", and `" + result.expected + "` was proposed" : ", not `" + result.expected + "`";
            Diagnostic failed = make_diagnostic(DiagnosticKind::example_fails, expect, name + " gives `" + compared.got + "` here" + instead, result.why);
            failed.labels.push_back({rules_.sources ? place_of(*rules_.sources, place_in(rules_, rule)) : Place{}, "the rule"});
            out_.diagnostics.push_back(std::move(failed));
        }
        add(std::move(result));
    }

    void add(RowResult result) {
        ++(!result.passed ? out_.failed : result.proposed ? out_.to_confirm : out_.passed);
        out_.rows.push_back(std::move(result));
    }

    const model::RuleSet& rules_;
    const KnownCalendars& calendars_;
    ExamplesResult out_;
};

bool asked_for(const model::RuleSet& rules, const Example& example, const std::vector<std::string>& only) {
    return only.empty() || std::find(only.begin(), only.end(), name_of(rules, rule_of(example))) != only.end();
}

}  // namespace

Compared outcome_of(const model::RuleSet& rules, RuleRef rule, const RanRow& ran, std::string_view expected) {
    const explain::Explainer explainer(rules, ran.data.dataset, *ran.calendars, ran.evaluation, ran.options);
    switch (rule.target) {
        case Example::Target::timescale: return compare_timescale(rules, rule.id, ran.evaluation, explainer, expected);
        case Example::Target::check: return compare_check(rules, rule.id, ran.evaluation, explainer, expected);
        case Example::Target::measure: return compare_measure(rules, rule.id, ran.evaluation, explainer, expected);
        case Example::Target::action: break;
    }
    return compare_action(rules, rule.id, ran.evaluation, expected);
}

const std::string& expectation(const Example& example, std::size_t row) {
    static const std::string nothing;
    const std::vector<std::string>& cells = example.rows[row].cells;
    for (std::size_t i = 0; i < example.columns.size() && i < cells.size(); ++i)
        if (example.columns[i].expect) return cells[i];
    return nothing;
}

Place place_of_row(const model::RuleSet& rules, const Example& example, std::size_t row) {
    if (!rules.sources) return {};
    const std::vector<SourceRange>& at = example.rows[row].at;
    return place_of(*rules.sources, at.empty() ? example.at : at.front());
}

Place place_of_expectation(const model::RuleSet& rules, const Example& example, std::size_t row) {
    if (!rules.sources) return {};
    const std::vector<SourceRange>& at = example.rows[row].at;
    for (std::size_t i = 0; i < example.columns.size() && i < at.size(); ++i)
        if (example.columns[i].expect) return place_of(*rules.sources, at[i]);
    return place_of_row(rules, example, row);
}

std::vector<Diagnostic> waiting_rows(const model::RuleSet& rules, const std::vector<std::string>& only) {
    std::vector<Diagnostic> out;
    for (const Example& example : rules.examples) {
        if (!asked_for(rules, example, only)) continue;
        for (std::size_t row = 0; row < example.rows.size(); ++row) {
            const Asked asked = asked_in(expectation(example, row));
            if (!asked.proposed) continue;
            out.push_back(make_diagnostic(DiagnosticKind::example_proposed, place_of_expectation(rules, example, row),
                                          "the outcome of this row of `" + name_of(rules, rule_of(example)) + "` is only proposed",
                                          "work it out by hand, and take `proposed:` away when `" + std::string(asked.words) + "` is right"));
        }
    }
    sort_diagnostics(out);
    return out;
}

ExamplesResult run_examples(const model::RuleSet& rules, const KnownCalendars& calendars, const std::vector<std::string>& only) {
    Runner runner(rules, calendars);
    for (std::size_t i = 0; i < rules.examples.size(); ++i)
        if (asked_for(rules, rules.examples[i], only)) runner.run(i);
    return runner.take(contradictions(rules, only));
}

}  // namespace duly::verify
