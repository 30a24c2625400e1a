// What several verbs share.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/cli/memory.hpp"
#include "engine/cli/spill.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

// What progress has drawn on the line gives way.
std::string clear_line() { return error_is_terminal() ? "\r\x1b[K" : ""; }

}  // namespace

int complain(const std::string& message, int exit) {
    write_error(clear_line() + "duly: " + message + "\n");
    return exit;
}

int complain(const std::vector<api::Diagnostic>& diagnostics, int exit) {
    std::string text = api::to_text(diagnostics, error_colour());
    if (!text.empty() && text.back() != '\n') text += "\n";
    write_error(clear_line() + text);
    return exit;
}

namespace {

// What stands in the folder of a path that is not there, for "did you mean".
std::string near_path(const std::string& path) {
    namespace fs = std::filesystem;
    fs::path whole(path);
    if (whole.filename().empty()) whole = whole.parent_path();
    fs::path folder = whole.parent_path();
    std::vector<std::string> others;
    std::error_code error;
    for (fs::directory_iterator at(folder.empty() ? fs::path(".") : folder, error), end; !error && at != end; at.increment(error)) {
        others.push_back((folder / at->path().filename()).generic_string());
    }
    std::sort(others.begin(), others.end());
    return did_you_mean(whole.generic_string(), others);
}

bool path_is_there(const std::string& path) {
    std::error_code error;
    return std::filesystem::exists(path, error);
}

}  // namespace

int complain_missing(const std::vector<std::string>& paths, const char* what) {
    int exit = ran;
    for (const std::string& path : paths) {
        if (!path_is_there(path)) exit = complain("the " + std::string(what) + " `" + path + "` is not there" + near_path(path));
    }
    return exit;
}

int exit_of_rules(const std::vector<api::Diagnostic>& diagnostics) {
    int exit = ran;
    for (const api::Diagnostic& one : diagnostics) {
        // No rule files, some that change just now, no memory, or a fault of the program: there is nothing that an author could mend.
        if (one.code == "D0706" || one.code == "D0010" || one.code == "D0605" || one.code == "D0799") return could_not_run;
        if (one.severity == api::Severity::error) exit = rules_wrong;
    }
    return exit;
}

std::optional<api::RuleSet> compile_rules(const std::vector<std::string>& paths, int& exit) {
    exit = could_not_run;
    if (paths.empty()) {
        complain("name the rule files, or a folder that holds them");
        return {};
    }
    if (complain_missing(paths, "rule file or folder") != ran) return {};
    api::Checked<api::RuleSet> rules = api::compile(paths);
    if (!rules) {
        exit = complain(rules.diagnostics, exit_of_rules(rules.diagnostics));
        return {};
    }
    exit = ran;
    return rules.value;
}

std::optional<api::Dataset> load_data(const api::RuleSet& rules, const std::vector<std::string>& paths, const Args& args, api::LoadOptions options, int& exit) {
    exit = could_not_run;
    if (paths.empty()) {
        complain("say where the data is: --data FOLDER or --data FILE");
        return {};
    }
    if (complain_missing(paths, "data file or folder") != ran) return {};
    options.map = true;
    options.cache = args.get("cache");
    const std::uint64_t available = available_memory();
    options.memory = args.has("memory") ? *read_size(args.get("memory")) : available;
    if (options.memory) hold_memory_to(args.has("memory") ? options.memory : options.memory + memory_taken());
    if (args.has("spill")) {
        if (const std::string obstacle = spill_to(args.get("spill")); !obstacle.empty()) {
            complain(obstacle);
            return {};
        }
        options.memory = 0;     // of the rows; what is small is still held to it
    }
    api::Checked<api::Dataset> data = api::load(rules, paths, options);
    if (!data) {
        complain(data.diagnostics, could_not_run);
        return {};
    }
    for (const api::Diagnostic& one : data.diagnostics)
        if (one.code == "D0606") complain({one}, ran);
    exit = ran;
    return data.value;
}

int complain_overwrites(const std::string& option, const std::string& path, const std::string& begins) {
    namespace fs = std::filesystem;
    std::error_code error;
    bool other = fs::path(path).extension() == ".duly";
    if (fs::is_regular_file(path, error)) {
        std::ifstream in(path, std::ios::binary);
        std::string start(begins.size(), '\0');
        in.read(start.data(), static_cast<std::streamsize>(start.size()));
        start.resize(static_cast<std::size_t>(in.gcount()));
        other = other || (!start.empty() && start != begins);
    }
    if (!other) return ran;
    return complain("`--" + option + " " + path + "` would write over " + (fs::path(path).extension() == ".duly" ? "a rule file" : "a file that `--" + option + "` did not write") + ": name another file");
}

std::optional<unsigned> threads_of(const Args& args) {
    if (!args.has("threads")) return std::max(1u, std::thread::hardware_concurrency());
    std::optional<unsigned> count = read_count(args.get("threads"), 1, 1024);
    if (!count) complain("`--threads` takes a number from 1 to 1024, not `" + args.get("threads") + "`");
    return count;
}

std::string today(const api::RuleSet& rules) {
    auto now = std::chrono::system_clock::now().time_since_epoch();
    return rules.day_at(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

}  // namespace duly::cli
