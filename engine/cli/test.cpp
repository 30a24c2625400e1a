// duly test: run the examples that stand beside the rules, tell what they test, and propose the rows that are missing.
#include "engine/cli/test_words.hpp"

#include <filesystem>
#include <fstream>

#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

bool write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << bytes;
    out.close();
    return static_cast<bool>(out);
}

int print(const std::string& text, int exit) { return write_output(text) ? exit : complain("the results cannot be written to standard output"); }

int show_coverage(const api::RuleSet& rules, const Args& args) {
    const api::Checked<api::Coverage> coverage = api::example_coverage(rules, args.list("rule"));
    if (!coverage) return complain(coverage.diagnostics, could_not_run);
    const int exit = args.has("strict") && coverage.value->covered < coverage.value->total ? rules_wrong : ran;
    return print(args.get("format", "text") == "json" ? api::to_json(*coverage.value) : coverage_words(*coverage.value, args.has("all")), exit);
}

int generate(const api::RuleSet& rules, const Args& args) {
    const api::Checked<api::GeneratedExamples> made = api::generate_examples(rules, args.list("rule"));
    if (!made) return complain(made.diagnostics, could_not_run);
    return print(generated_words(*made.value), ran);
}

int export_tables(const api::RuleSet& rules, const Args& args) {
    const auto files = api::export_examples(rules, args.list("rule"));
    if (!files) return complain(files.diagnostics, could_not_run);
    const std::filesystem::path folder = args.get("export");
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    // Nothing is written over: it may be the table of an example, or somebody's only copy.
    for (const auto& [name, bytes] : *files.value)
        if (std::filesystem::exists(folder / name, error)) return complain("`" + (folder / name).generic_string() + "` is there already: export into a new folder");
    std::string text;
    for (const auto& [name, bytes] : *files.value) {
        if (!write_file(folder / name, bytes)) return complain("the file `" + (folder / name).generic_string() + "` cannot be written");
        text += (folder / name).generic_string() + "\n";
    }
    return print(text.empty() ? "there are no examples\n" : text, ran);
}

int run(const api::RuleSet& rules, const Args& args) {
    const api::Checked<api::Examples> found = api::run_examples(rules, args.list("rule"));
    if (!found) return complain(found.diagnostics, could_not_run);
    const api::Examples& examples = *found.value;
    bool wrong = examples.failed > 0 || (args.has("strict") && examples.to_confirm > 0);
    for (const api::Diagnostic& one : examples.failures) wrong = wrong || one.severity == api::Severity::error;
    const int exit = wrong ? rules_wrong : ran;
    if (args.has("junit") && !write_file(args.get("junit"), api::to_junit(examples))) return complain("the file `" + args.get("junit") + "` cannot be written");
    const std::string format = args.get("format", "text");
    if (format == "json") return print(api::to_json(examples), exit);
    if (format == "junit") return print(api::to_junit(examples), exit);
    return print(examples_words(examples, {args.has("all"), args.has("strict"), output_colour()}), exit);
}

int work(const Args& args) {
    int chosen = 0;
    for (const char* one : {"coverage", "generate", "export"}) chosen += args.has(one);
    if (chosen > 1) return complain("choose one of `--coverage`, `--generate` and `--export`");
    if (args.get("format") == "junit" && chosen > 0) return complain("`--format junit` is for the examples themselves, without `--coverage`, `--generate` or `--export`");
    if (args.has("format") && (args.has("generate") || args.has("export"))) return complain("`--generate` writes rule text and `--export` CSV: leave `--format` out");
    if (args.has("junit"))
        if (const int refused = complain_overwrites("junit", args.get("junit"), "<?xml "); refused != ran) return refused;
    int exit = ran;
    const std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    if (args.has("coverage")) return show_coverage(*rules, args);
    if (args.has("generate")) return generate(*rules, args);
    if (args.has("export")) return export_tables(*rules, args);
    return run(*rules, args);
}

}  // namespace

const Verb& test_verb() {
    static const Verb verb = {
        "test",
        "RULES...",
        "run the examples that stand beside the rules",
        {{"rule", "NAME", "only the examples of this rule; may be given several times", true},
         {"all", "", "list what passes, too"},
         {"strict", "", "end with 3 while a proposed row waits to be confirmed or, with --coverage, something is not tested"},
         {"coverage", "", "tell which conditions, limits and changes of law the examples test, and which they do not"},
         {"generate", "", "write the rows that are missing, with proposed outcomes, as text to paste"},
         {"export", "FOLDER", "write each example's table as CSV, with what came out; `table from` reads it"},
         {"junit", "FILE", "write the results as JUnit XML, too"},
         {"format", "FORMAT", "text, json or junit", false, {"text", "json", "junit"}}},
        {"duly test rules", "duly test rules --rule first_core_group --coverage", "duly test rules --rule first_core_group --generate"},
        work};
    return verb;
}

}  // namespace duly::cli
