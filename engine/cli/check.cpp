// duly check: every mistake in the rule files.
#include <algorithm>

#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

std::string counted(std::size_t count, const char* one, const char* many) { return std::to_string(count) + " " + (count == 1 ? one : many); }

std::string summary(const std::optional<api::RuleSet>& rules, std::size_t errors, std::size_t warnings) {
    std::string text;
    if (errors) text = counted(errors, "error", "errors");
    if (warnings) text += (text.empty() ? "" : ", ") + counted(warnings, "warning", "warnings");
    if (!rules) return text + "\n";
    std::size_t kinds[4] = {};
    static constexpr const char* names[4][2] = {{"timescale", "timescales"}, {"check", "checks"}, {"measure", "measures"}, {"action", "actions"}};
    for (const api::Rule& rule : rules->rules()) {
        for (int i = 0; i < 4; ++i) kinds[i] += rule.kind == names[i][0];
    }
    if (text.empty()) text = "no mistakes";
    std::string found;
    for (int i = 0; i < 4; ++i) {
        if (kinds[i]) found += (found.empty() ? "" : ", ") + counted(kinds[i], names[i][0], names[i][1]);
    }
    return text + (found.empty() ? "" : " in " + found) + ", " + counted(rules->examples(), "example", "examples") + "\n";
}

int work(const Args& args) {
    if (args.words.empty()) return complain("name the rule files, or a folder that holds them");
    if (int exit = complain_missing(args.words, "rule file or folder"); exit != ran) return exit;
    api::Checked<api::RuleSet> rules = api::compile(args.words);
    std::vector<api::Diagnostic> diagnostics = rules.diagnostics;
    if (rules) {
        // The files of the calendars belong to the rules.
        api::Checked<api::Calendars> calendars = api::calendars(*rules.value);
        diagnostics.insert(diagnostics.end(), calendars.diagnostics.begin(), calendars.diagnostics.end());
    }
    auto count = [&](api::Severity severity) {
        return static_cast<std::size_t>(
            std::count_if(diagnostics.begin(), diagnostics.end(), [&](const api::Diagnostic& one) { return one.severity == severity; }));
    };
    std::size_t errors = count(api::Severity::error);
    std::string text;
    if (args.get("format", "human") == "json") {
        text = api::to_json(diagnostics);
    } else {
        text = api::to_text(diagnostics, output_colour());
        if (!text.empty()) text += text.back() == '\n' ? "\n" : "\n\n";
        text += summary(errors ? std::nullopt : rules.value, errors, count(api::Severity::warning));
    }
    if (!write_output(text)) return complain("the list cannot be written to standard output");
    return exit_of_rules(diagnostics);
}

}  // namespace

const Verb& check_verb() {
    static const Verb verb = {"check",
                              "RULES...",
                              "read the rule files and list every mistake",
                              {{"format", "FORMAT", "human, or json for other programs", false, {"human", "json"}}},
                              {"duly check rules"},
                              work};
    return verb;
}

}  // namespace duly::cli
