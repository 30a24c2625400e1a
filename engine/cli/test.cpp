// duly test: run the examples that stand beside the rules.
#include <map>

#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

std::string row_words(const api::ExampleRow& row) {
    std::string text = row.file + ":" + std::to_string(row.line) + ": " + row.rule + "\n";
    text += "    expected " + row.expected + "\n    got      " + row.got + "\n";
    if (!row.why.empty()) text += "    " + row.why + "\n";
    return text;
}

int work(const Args& args) {
    int exit = ran;
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    api::Checked<api::Examples> ran_examples = api::run_examples(*rules, args.list("rule"));
    if (!ran_examples) return complain(ran_examples.diagnostics, could_not_run);
    const api::Examples& examples = *ran_examples.value;

    std::string text;
    if (args.has("all")) {
        for (const api::ExampleRow& row : examples.rows) {
            if (row.passed) text += row.file + ":" + std::to_string(row.line) + ": " + row.rule + ": " + row.got + "\n";
        }
        if (!text.empty()) text += "\n";
    }
    // A failing row is drawn by its diagnostic where there is one, with its line and caret.
    if (!examples.failures.empty()) {
        text += api::to_text(examples.failures, output_colour());
        text += text.back() == '\n' ? "\n" : "\n\n";
    } else {
        for (const api::ExampleRow& row : examples.rows) {
            if (!row.passed) text += row_words(row) + "\n";
        }
    }
    std::size_t total = examples.passed + examples.failed;
    if (total == 0)
        text += "there are no examples\n";
    else
        text += std::to_string(examples.passed) + " of " + std::to_string(total) + (total == 1 ? " example passes\n" : " examples pass\n");
    if (!write_output(text)) return complain("the results cannot be written to standard output");
    bool unread = false;
    for (const api::Diagnostic& one : examples.failures) unread = unread || one.severity == api::Severity::error;
    return examples.failed || unread ? rules_wrong : ran;
}

}  // namespace

const Verb& test_verb() {
    static const Verb verb = {
        "test",
        "RULES...",
        "run the examples that stand beside the rules",
        {{"rule", "NAME", "only the examples of this rule; may be given several times", true}, {"all", "", "list the examples that pass, too"}},
        {"duly test rules"},
        work};
    return verb;
}

}  // namespace duly::cli
