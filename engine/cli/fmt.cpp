// duly fmt: rule files in their one layout.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

#include "engine/cli/replace_file.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

namespace fs = std::filesystem;

std::string counted(std::size_t count) { return std::to_string(count) + (count == 1 ? " file" : " files"); }

// The files named, and all rule files below the folders named, in order; a file that is reached twice once.
std::optional<std::vector<std::string>> files_of(const std::vector<std::string>& words) {
    std::vector<std::string> files;
    std::set<fs::path> seen;
    const auto add = [&](const std::string& path) {
        std::error_code error;
        const fs::path real = fs::canonical(path, error);
        if (seen.insert(error ? fs::path(path) : real).second) files.push_back(path);
    };
    for (const std::string& word : words) {
        std::error_code error;
        if (word == "-" || !fs::is_directory(word, error)) {
            add(word);
            continue;
        }
        std::vector<std::string> below;
        for (fs::recursive_directory_iterator at(word, error), end; !error && at != end; at.increment(error)) {
            std::error_code ignored;
            if (at->path().extension() == ".duly" && at->is_regular_file(ignored)) below.push_back(at->path().lexically_normal().generic_string());
        }
        if (error) {
            complain("the folder `" + word + "` cannot be read: " + error.message());
            return {};
        }
        std::sort(below.begin(), below.end());
        for (const std::string& path : below) add(path);
    }
    if (files.empty()) {
        complain("there are no rule files in `" + words.front() + "`: name a folder with files that end in .duly, or the files themselves");
        return {};
    }
    return files;
}

std::optional<std::string> read(const std::string& path) {
    if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return {};    // a pipe would never end
    std::ifstream in(path, std::ios::binary);
    if (!in) return {};
    std::string text(std::istreambuf_iterator<char>(in), {});
    return in.bad() ? std::nullopt : std::optional(std::move(text));
}

struct Done {
    std::size_t files = 0, changed = 0;
    std::string text;               // for standard output
    int exit = ran;
};

void one_file(const std::string& path, bool check, bool show, Done& done) {
    const std::optional<std::string> text = read(path);
    if (!text) {
        done.exit = complain("the file `" + path + "` cannot be read");
        return;
    }
    const std::string name = path == "-" ? "standard input" : path;
    const api::Checked<std::string> laid_out = api::format({name, *text});
    if (!laid_out) {
        const int exit = complain(laid_out.diagnostics, exit_of_rules(laid_out.diagnostics));
        done.exit = done.exit == could_not_run ? could_not_run : exit;
        return;
    }
    ++done.files;
    const bool changes = *laid_out.value != *text;
    done.changed += changes && (check || show);
    if (check) {
        if (changes) done.text += name + "\n";
    } else if (show) {
        done.text += *laid_out.value;
    } else if (changes) {
        if (const std::string mistake = replace_file(path, *laid_out.value); !mistake.empty()) done.exit = complain(mistake);
        else {
            ++done.changed;
            done.text += name + "\n";
        }
    }
}

int work(const Args& args) {
    if (args.words.empty()) return complain("name the rule files, or a folder that holds them; `-` is standard input");
    const bool check = args.has("check");
    if (check && args.has("stdout")) return complain("choose one of `--check`, which lists the files that would change, and `--stdout`, which shows them laid out");
    const bool show = args.has("stdout") || std::find(args.words.begin(), args.words.end(), "-") != args.words.end();
    std::vector<std::string> paths;
    std::copy_if(args.words.begin(), args.words.end(), std::back_inserter(paths), [](const std::string& word) { return word != "-"; });
    if (const int exit = complain_missing(paths, "rule file or folder"); exit != ran) return exit;
    const auto files = files_of(args.words);
    if (!files) return could_not_run;
    Done done;
    for (const std::string& path : *files) one_file(path, check, show, done);
    const std::string files_done = done.changed == 0 ? counted(done.files) + ", none " : std::to_string(done.changed) + " of " + counted(done.files) + " ";
    if (check) done.text += files_done + "would change\n";
    else if (!show) done.text += files_done + "laid out anew\n";
    if (!write_output(done.text)) return complain("the results cannot be written to standard output");
    return done.exit == ran && check && done.changed > 0 ? rules_wrong : done.exit;
}

}  // namespace

const Verb& fmt_verb() {
    static const Verb verb = {"fmt",
                              "FILES...",
                              "lay rule files out in the one way: indentation, columns, line breaks",
                              {{"check", "", "change nothing; list the files that would change, and end with 3 when there are any"},
                               {"stdout", "", "write to standard output and leave the files alone"}},
                              {"duly fmt rules", "duly fmt --check rules", "duly fmt - < rules/england/looked_after.duly"},
                              work};
    return verb;
}

}  // namespace duly::cli
