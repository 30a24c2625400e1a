// The `duly` program: finds the verb, reads its options, runs it.
#include <algorithm>
#include <csignal>
#include <exception>
#include <new>

#include "engine/cli/faults.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"
#include "engine/data/parallel.hpp"

namespace duly::cli {

namespace {

std::vector<const Verb*> verbs() { return {&run_verb(), &check_verb(), &test_verb(), &explain_verb(), &due_verb(), &feeds_verb(), &graph_verb(), &fmt_verb()}; }

std::string exit_codes() {
    return "Exit codes: 0 ran whole; 1 could not run; 2 breaches (with --fail-on breach); 3 rule files wrong, or an\n"
           "example fails; 4 ran, but a file or a rule was left out (or, with --fail-on unknown, something is unknown).\n";
}

std::string help() {
    std::string text = "duly: statutory timescales and performance thresholds as rules that read like the statute\n\nUsage: duly VERB ...\n\n";
    for (const Verb* verb : verbs()) text += "  " + verb->name + std::string(10 - verb->name.size(), ' ') + verb->summary + "\n";
    text += "\nduly VERB --help tells the options of a verb. duly --version tells the version.\n\nExample, in a fresh checkout:\n  " +
            run_verb().examples.front() + "\n\n" + exit_codes();
    return text;
}

std::string help(const Verb& verb) {
    std::string text = "duly " + verb.name + ": " + verb.summary + "\n\nUsage: duly " + verb.name + " " + verb.words +
                       (verb.options.empty() ? "" : " [options]") + "\n\n";
    for (const Option& option : verb.options) {
        std::string name = "--" + option.name + (option.value.empty() ? "" : " " + option.value);
        text += "  " + name + std::string(name.size() < 20 ? 20 - name.size() : 1, ' ') + option.help + "\n";
    }
    text += "\nExamples, in a fresh checkout:\n";
    for (const std::string& example : verb.examples) text += "  " + example + "\n";
    return text + "\n" + exit_codes();
}

int show(const std::string& text) { return write_output(text) ? ran : complain("the help cannot be written to standard output"); }

int start(const std::vector<std::string>& words) {
    if (words.empty()) {
        write_error(help());
        return could_not_run;
    }
    if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
        if (words.size() == 1) return show(help());
        for (const Verb* verb : verbs())
            if (verb->name == words[1]) return show(help(*verb));
        return complain("there is no verb `" + words[1] + "`");
    }
    if (words[0] == "--version" || words[0] == "version") return show("duly " + std::string(api::version()) + "\n");
    // To the end of the program, which need not wait for them.
    static union ToTheEnd {
        data::KeptThreads threads;
        ToTheEnd() : threads() {}
        ~ToTheEnd() {}
    } kept;
    static_cast<void>(kept);
    for (const Verb* verb : verbs()) {
        if (verb->name != words[0]) continue;
        ParsedArgs parsed = parse_args({words.begin() + 1, words.end()}, verb->options);
        if (parsed.args.help) return show(help(*verb));
        if (!parsed.mistake.empty()) return complain(parsed.mistake + "\nduly " + verb->name + " --help tells the options");
        return verb->work(parsed.args);
    }
    std::vector<std::string> names;
    for (const Verb* verb : verbs()) names.push_back(verb->name);
    return complain("there is no verb `" + words[0] + "`" + did_you_mean(words[0], names) + "\nduly --help lists them");
}

}  // namespace
}  // namespace duly::cli

int main(int argc, char** argv) {
    // A reader that goes away is seen by the write, not by a signal in the middle of putting a folder in its place.
    std::signal(SIGPIPE, SIG_IGN);
    duly::cli::handle_faults();
    try {
        return duly::cli::start({argv + 1, argv + argc});
    } catch (const std::bad_alloc&) {
        return duly::cli::complain_no_memory();
    } catch (const std::exception& error) {
        return duly::cli::complain(std::string("the work could not be finished: ") + error.what());
    }
}
