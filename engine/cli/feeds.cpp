// duly feeds: how the files of a folder are understood.
#include <algorithm>

#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string mapping_words(const api::FileMapping& one) {
    std::string text = one.file + "\n";
    text += one.feed.empty() ? "  no feed takes this file\n" : "  feed " + one.feed + " gives " + one.record + "\n";
    std::size_t widest = 0;
    for (const auto& [field, header] : one.matched) widest = std::max(widest, field.size());
    for (const auto& [field, header] : one.matched) text += "    " + field + std::string(widest - field.size() + 2, ' ') + "is " + header + "\n";
    if (!one.missing.empty()) text += "  fields without a column: " + joined(one.missing) + "\n";
    if (!one.unmatched.empty()) text += "  columns that nothing takes: " + joined(one.unmatched) + "\n";
    return text;
}

int work(const Args& args) {
    int exit = ran;
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    std::optional<unsigned> threads = threads_of(args);
    if (!threads) return could_not_run;
    std::optional<api::Dataset> data = load_data(*rules, args.all("data"), {args.list("feed"), *threads}, exit);
    if (!data) return exit;

    std::string text;
    for (const api::FileMapping& one : data->mappings()) text += mapping_words(one) + "\n";
    if (text.empty()) text = "no feed takes any of the files\n\n";
    text += "Records\n";
    for (const std::string& record : rules->records()) {
        if (std::uint64_t rows = data->rows(record)) text += "  " + record + ": " + std::to_string(rows) + "\n";
    }
    std::vector<api::Diagnostic> quality = data->quality();
    if (!quality.empty()) {
        text += "\n" + api::to_text(quality, output_colour());
        if (text.back() != '\n') text += "\n";
    }
    if (!write_output(text)) return complain("the list cannot be written to standard output");
    return data->left_out() ? left_out : ran;
}

}  // namespace

const Verb& feeds_verb() {
    static const Verb verb = {"feeds",
                              "RULES... --data FOLDER",
                              "show how files are understood: columns, codes and cells that could not be read",
                              {{"data", "PATH", "a folder or file with data; may be given several times", true},
                               {"feed", "NAME", "read through this feed only; may be given several times", true},
                               {"threads", "NUMBER", "threads to use; all cores when not given"}},
                              {"duly feeds rules --data fixtures/council"},
                              work};
    return verb;
}

}  // namespace duly::cli
