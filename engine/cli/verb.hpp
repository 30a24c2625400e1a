// A verb of the program: its options, its help, its work. One file a verb.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <duly/duly.hpp>

#include "engine/cli/args.hpp"

namespace duly::cli {

namespace api = duly::v1;

// The exit codes, the same for every verb.
enum Exit : int { ran = 0, could_not_run = 1, found_breaches = 2, rules_wrong = 3, left_out = 4 };

struct Verb {
    std::string name;
    std::string words;              // after the name in the usage line
    std::string summary;            // one line
    std::vector<Option> options;
    std::vector<std::string> examples;   // that work in a fresh checkout
    int (*work)(const Args&);
};

const Verb& run_verb();
const Verb& check_verb();
const Verb& test_verb();
const Verb& explain_verb();
const Verb& due_verb();
const Verb& feeds_verb();
const Verb& graph_verb();
const Verb& fmt_verb();

// The part of `duly explain` that says what to do for a grade (explain_what_if.cpp).
bool asks_what_if(const Args& args);
int explain_what_if(const api::Evaluation& evaluation, const Args& args);

// Of every verb that reads data; load_data() heeds it.
inline Option memory_option() { return {"memory", "SIZE", "memory that it may take, as 2GB; what the machine has available when not given"}; }
inline Option spill_option() { return {"spill", "FOLDER", "hold rows that do not fit into memory in a file there, on a disk; slower, and the results are the same"}; }
inline Option cache_option() { return {"cache", "FOLDER", "keep what was read from CSV files there, for the next run over the same; it holds the data"}; }

// What several verbs share. Each prints what is wrong and gives nothing then; `exit` holds the code to end with.
int exit_of_rules(const std::vector<api::Diagnostic>& diagnostics);     // ran, rules_wrong or could_not_run
std::optional<api::RuleSet> compile_rules(const std::vector<std::string>& paths, int& exit);
std::optional<api::Dataset> load_data(const api::RuleSet& rules, const std::vector<std::string>& paths, const Args& args, api::LoadOptions options, int& exit);
// Names each path that is not there, with what is near it; gives could_not_run when there is one, else ran.
int complain_missing(const std::vector<std::string>& paths, const char* what);
int complain(const std::string& message, int exit = could_not_run);     // to standard error, then the code
int complain(const std::vector<api::Diagnostic>& diagnostics, int exit);
// Refuses to write over what the program did not write itself: a rule file, or a file that is there and does not begin with `begins`.
int complain_overwrites(const std::string& option, const std::string& path, const std::string& begins);
std::optional<unsigned> threads_of(const Args& args);                   // all cores unless --threads; nothing when it cannot be read
std::string today(const api::RuleSet& rules);                           // the only clock of the program, in the time zone of the rule set

}  // namespace duly::cli
