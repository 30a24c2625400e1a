// duly check: every mistake in the rule files, their calendars and their examples.
#include <algorithm>
#include <filesystem>
#include <tuple>

#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

std::string counted(std::size_t count, const char* one, const char* many) { return std::to_string(count) + " " + (count == 1 ? one : many); }

using Diagnostics = std::vector<api::Diagnostic>;

std::size_t count(const Diagnostics& diagnostics, api::Severity severity) {
    return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(), [&](const api::Diagnostic& one) { return one.severity == severity; }));
}

std::string summary(const std::optional<api::RuleSet>& rules, const Diagnostics& diagnostics) {
    const std::size_t errors = count(diagnostics, api::Severity::error), warnings = count(diagnostics, api::Severity::warning);
    std::string text, found;
    if (errors) text = counted(errors, "error", "errors");
    if (warnings) text += (text.empty() ? "" : ", ") + counted(warnings, "warning", "warnings");
    const std::size_t notes = count(diagnostics, api::Severity::note);
    if (notes) text += (text.empty() ? "" : ", ") + counted(notes, "note", "notes");
    if (!rules || errors) return text + "\n";
    static constexpr const char* names[4][2] = {{"timescale", "timescales"}, {"check", "checks"}, {"measure", "measures"}, {"action", "actions"}};
    std::size_t kinds[4] = {};
    for (const api::Rule& rule : rules->rules()) {
        for (int i = 0; i < 4; ++i) kinds[i] += rule.kind == names[i][0];
    }
    if (text.empty()) text = "no mistakes";
    for (int i = 0; i < 4; ++i) {
        if (kinds[i]) found += (found.empty() ? "" : ", ") + counted(kinds[i], names[i][0], names[i][1]);
    }
    return text + (found.empty() ? "" : " in " + found) + ", " + counted(rules->examples(), "example", "examples") + "\n";
}

// A file below the working folder by its path from there, so that a review tool finds it in its own copy of the sources.
std::string seen_from_here(const std::string& file) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path here = fs::current_path(error), path(file);
    if (error || file.empty()) return file;
    const fs::path whole = (path.is_absolute() ? path : here / path).lexically_normal();
    const std::string relative = whole.lexically_relative(here.lexically_normal()).generic_string();
    return relative.empty() || relative.compare(0, 2, "..") == 0 ? whole.generic_string() : relative;
}

void see_from_here(Diagnostics& diagnostics) {
    for (api::Diagnostic& one : diagnostics) {
        one.file = seen_from_here(one.file);
        for (api::Label& label : one.labels) label.file = seen_from_here(label.file);
    }
}

// What is said about a shared file that the rules merely use helps nobody: only the files that were named.
bool is_named(const std::string& file, const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        const std::string named = std::filesystem::path(word).lexically_normal().generic_string();
        if (named == "." || file == named) return true;
        return file.compare(0, named.size(), named) == 0 && (named.back() == '/' || (file.size() > named.size() && file[named.size()] == '/'));
    });
}

int work(const Args& args) {
    if (args.words.empty()) return complain("name the rule files, or a folder that holds them");
    if (int exit = complain_missing(args.words, "rule file or folder"); exit != ran) return exit;
    api::Checked<api::RuleSet> rules = api::compile(args.words);
    Diagnostics diagnostics = std::move(rules.diagnostics);
    const auto add = [&](const Diagnostics& more) { diagnostics.insert(diagnostics.end(), more.begin(), more.end()); };
    if (rules) {
        // The examples belong to the rules, and so do the files of the calendars, which running them reads.
        api::Checked<api::Examples> examples = api::run_examples(*rules.value);
        add(examples.diagnostics);
        if (examples) add(examples.value->failures);
        if (args.has("lint")) {
            Diagnostics found = api::lint(*rules.value);
            const Diagnostics untested = api::untested(*rules.value);
            found.insert(found.end(), untested.begin(), untested.end());
            for (api::Diagnostic& one : found) {
                if (is_named(one.file, args.words)) diagnostics.push_back(std::move(one));
            }
        }
    }
    std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const api::Diagnostic& a, const api::Diagnostic& b) {
        return std::tie(a.file, a.line, a.column, a.code) < std::tie(b.file, b.line, b.column, b.code);
    });
    std::string text;
    const std::string format = args.get("format", "human");
    if (format == "sarif") {
        see_from_here(diagnostics);
        text = api::to_sarif(diagnostics);
    } else if (format == "json") {
        text = api::to_json(diagnostics);
    } else {
        text = api::to_text(diagnostics, output_colour());
        if (!text.empty()) text += text.back() == '\n' ? "\n" : "\n\n";
        text += summary(rules.value, diagnostics);
    }
    if (!write_output(text)) return complain("the list cannot be written to standard output");
    return exit_of_rules(diagnostics);
}

}  // namespace

const Verb& check_verb() {
    static const Verb verb = {"check",
                              "RULES...",
                              "list every mistake in the rule files, their calendars and examples",
                              {{"lint", "", "also what is no mistake: what nothing uses, rules and limits that no example tests"},
                               {"format", "FORMAT", "human, json, or sarif for code review tools", false, {"human", "json", "sarif"}}},
                              {"duly check rules", "duly check rules --lint --format sarif > duly.sarif"},
                              work};
    return verb;
}

}  // namespace duly::cli
