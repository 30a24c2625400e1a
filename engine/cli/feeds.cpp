// duly feeds: how the files of a folder are understood.
#include <algorithm>
#include <filesystem>

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
    if (one.ignored) return text + "  feed " + one.feed + " knows this file and reads nothing from it\n";
    text += one.feed.empty() ? "  no feed takes this file\n" : "  feed " + one.feed + " gives " + one.record + (one.by_headers ? ", taken by its headers" : "") + "\n";
    std::size_t widest = 0;
    for (const auto& [field, header] : one.matched) widest = std::max(widest, field.size());
    for (const auto& [field, header] : one.matched) text += "    " + field + std::string(widest - field.size() + 2, ' ') + "is " + header + "\n";
    if (!one.missing.empty()) text += "  fields without a column: " + joined(one.missing) + "\n";
    if (!one.unmatched.empty()) text += "  columns that nothing takes: " + joined(one.unmatched) + "\n";
    return text;
}

bool holds_rules(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (!fs::is_directory(path, error)) return fs::path(path).extension() == ".duly";
    for (fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".duly") return true;
    return false;
}

// Without --data, whatever holds no rule files is the data; without rule files, those that stand where a checkout has them.
struct Asked { std::vector<std::string> rules, data; std::string note; };

Asked asked_of(const Args& args) {
    Asked asked{args.words, args.all("data"), {}};
    if (asked.data.empty()) {
        const auto data = std::stable_partition(asked.rules.begin(), asked.rules.end(), holds_rules);
        asked.data.assign(data, asked.rules.end());
        asked.rules.erase(data, asked.rules.end());
    }
    if (!asked.rules.empty() || asked.data.empty()) return asked;
    for (const char* folder : {"rules/england", "rules"}) {
        if (!holds_rules(folder)) continue;
        asked.rules = {folder};
        asked.note = "read through the feeds of " + std::string(folder) + "\n\n";
        const auto rules = api::compile(asked.rules);
        if (rules && !rules.value->feeds().empty()) break;
    }
    return asked;
}

int work(const Args& args) {
    int exit = ran;
    const Asked asked = asked_of(args);
    if (complain_missing(asked.data, "data file or folder") != ran) return could_not_run;
    if (asked.rules.empty() && !asked.data.empty())
        return complain("no rule files are named, and neither rules/england nor rules stands here: duly feeds RULES --data FOLDER");
    std::optional<api::RuleSet> rules = compile_rules(asked.rules, exit);
    if (!rules) return exit;
    std::optional<unsigned> threads = threads_of(args);
    if (!threads) return could_not_run;
    std::optional<api::Dataset> data = load_data(*rules, asked.data, args, {args.list("feed"), *threads}, exit);
    if (!data) return exit;

    std::string text = asked.note;
    for (const api::FileMapping& one : data->mappings()) text += mapping_words(one) + "\n";
    if (data->mappings().empty()) text += "no feed takes any of the files\n\n";
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
                              "[RULES...] FOLDER, or RULES... --data FOLDER",
                              "show how files are understood: columns, codes and cells that could not be read",
                              {{"data", "PATH", "a folder or file with data; may be given several times", true},
                               {"feed", "NAME", "read through this feed only; may be given several times", true},
                               {"threads", "NUMBER", "threads to use; all cores when not given"},
                               memory_option(), spill_option(), cache_option()},
                              {"duly feeds fixtures/annex_a", "duly feeds rules/england --data fixtures/council"},
                              work};
    return verb;
}

}  // namespace duly::cli
