// duly explain: why an outcome, a measure or an action is as it is; or what a diagnostic means.
#include <algorithm>
#include <cctype>
#include <fstream>

#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

bool is_code(const std::string& word) {
    return word.size() == 5 && (word[0] == 'D' || word[0] == 'd') &&
           std::all_of(word.begin() + 1, word.end(), [](unsigned char c) { return std::isdigit(c); });
}

// What stands above an example, from the line of its fence: "duly feed.duly wrong (words)".
std::string heading(std::string_view line) {
    const std::size_t open = std::min(line.find(" ("), line.size());
    const std::string_view words = line.substr(0, open);
    const auto ends = [&](std::string_view side) { return words.ends_with(side); };
    std::string text = ends(" wrong") ? "Wrong" : ends(" right") ? "Right" : "With both";
    for (std::size_t at = words.find(' '); at < words.size();) {
        const std::size_t next = std::min(words.find(' ', at + 1), words.size());
        const std::string_view word = words.substr(at + 1, next - at - 1);
        if (word.find('.') != word.npos) text.append(", ").append(word);
        at = next;
    }
    return text.append(line.substr(open)) + ":\n";
}

// The page as a terminal shows it: fenced examples become indented ones with a word above.
std::string drawn(const std::string& page) {
    std::string text;
    bool fenced = false;
    for (std::size_t at = 0; at < page.size();) {
        const std::size_t end = std::min(page.find('\n', at), page.size());
        const std::string_view line = std::string_view(page).substr(at, end - at);
        at = end + 1;
        if (line.substr(0, 3) == "```") {
            fenced = !fenced;
            if (fenced) text += heading(line);
        } else if (fenced) {
            text.append(line.empty() ? "" : "    ").append(line) += '\n';
        } else {
            text.append(line.substr(0, 2) == "# " ? line.substr(2) : line) += '\n';
        }
    }
    return text;
}

int explain_code(std::string code) {
    code[0] = 'D';
    std::string page = api::diagnostic_page(code);
    if (page.empty()) return complain("there is no diagnostic `" + code + "`" + did_you_mean(code, api::diagnostic_codes()));
    return write_output(drawn(page)) ? ran : complain("the page cannot be written to standard output");
}

api::Checked<api::Explanation> explained(const api::RuleSet& rules, const api::Dataset& data, const api::Evaluation& evaluation, const Args& args, unsigned turn, const api::ExplainOptions& options) {
    std::string id = args.get("for");
    std::vector<api::Rule> known = rules.rules();
    bool rule = std::any_of(known.begin(), known.end(), [&](const api::Rule& one) { return one.name == id; });
    if (rule || args.has("key") || args.has("turn")) return evaluation.explain(id, args.get("key"), turn, options);
    api::Checked<api::Explanation> of_record = evaluation.explain_record(id, options);
    if (of_record) return of_record;
    // It is in the data, and the mistake says why nothing is told of it.
    const std::vector<std::string> near_keys = data.similar_keys(id);
    if (std::find(near_keys.begin(), near_keys.end(), id) != near_keys.end()) return of_record;
    // Neither a rule nor a key: one mistake, with the nearest names of both.
    api::Checked<api::Explanation> of_rule = evaluation.explain(id, "", 0, options);
    if (of_rule.diagnostics.size() == 1 && of_record.diagnostics.size() == 1) {
        api::Diagnostic& told = of_rule.diagnostics.front();
        const std::string& near = of_record.diagnostics.front().help;
        told.message += ", and the data has no record with that key";
        if (!near.empty()) told.help += (told.help.empty() ? "" : "; ") + near;
    }
    return of_rule;
}

// The rules without which it cannot be told; empty: all. Measures and actions are told with what they stand beside, a record by every
// rule that looks at records.
std::vector<std::string> rules_needed(const api::RuleSet& rules, const Args& args) {
    std::vector<std::string> named = args.list("for"), of_records;
    if (args.has("causes") || named.empty()) return {};
    std::size_t others = 0;
    for (const api::Rule& one : rules.rules()) {
        if (one.kind == "timescale" || one.kind == "check") of_records.push_back(one.name);
        else others += static_cast<std::size_t>(std::count(named.begin(), named.end(), one.name));
    }
    if (others > 0) return {};
    const auto known = [&](const std::string& name) { return std::find(of_records.begin(), of_records.end(), name) != of_records.end(); };
    return std::all_of(named.begin(), named.end(), known) ? named : args.has("all") ? std::vector<std::string>() : of_records;
}

// What the run wrote of itself.
std::optional<api::RunRecord> run_of(const Args& args, int& exit) {
    exit = could_not_run;
    if (args.has("as-of") || args.has("as-known-on")) {
        complain("`--run` takes the day from the run: leave `--as-of` and `--as-known-on` away");
        return {};
    }
    const std::string path = args.get("run") + "/summary.json";
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file && text.empty()) {
        complain("`" + path + "` cannot be read: `--run` names the folder that `duly run --out` wrote, with its summary.json");
        return {};
    }
    api::Checked<api::RunRecord> run = api::read_run(text);
    if (!run) {
        complain(run.diagnostics.front().message + ": `" + path + "`");
        return {};
    }
    return run.value;
}

int explain_all(const api::Evaluation& evaluation, const Args& args, unsigned threads, std::size_t most) {
    bool open = true;
    std::string waiting;
    const auto line = [&](std::string_view text) {
        waiting.append(text);
        if (waiting.size() < (1 << 18)) return true;
        open = write_output(waiting);
        waiting.clear();
        return open && !output_closed();
    };
    const api::Checked<std::uint64_t> given = evaluation.explain_all(line, {args.list("for"), threads, std::max<std::size_t>(most, api::ExplainAllOptions().max)});
    if (!given) return complain(given.diagnostics, could_not_run);
    open = open && write_output(waiting);
    return open ? ran : complain("the explanations cannot be written to standard output");
}

int work(const Args& args) {
    if (args.words.size() == 1 && is_code(args.words[0])) return explain_code(args.words[0]);
    if (asks_what_if(args) && (!args.has("for") || args.has("key") || args.has("causes"))) return complain("`--to`, `--period` and `--group` are about a measure: name it with --for");
    if (args.has("causes") && (args.has("for") || args.has("key"))) return complain("`--causes` is about all actions: leave `--for` and `--key` away");
    if (args.has("all") && (args.has("key") || args.has("causes") || asks_what_if(args))) return complain("`--all` gives every outcome: leave `--key` and `--causes` away, and name rules by --for where some are enough");
    if (args.has("all") && args.get("format", "ndjson") != "ndjson") return complain("`--all` gives a line of JSON for each outcome: leave `--format` away, or say ndjson");
    if (args.get("format") == "ndjson" && !args.has("all")) return complain("`--format ndjson` goes with --all");
    if (args.all("for").size() > 1 && !args.has("all")) return complain("`--for` names one thing to explain; several only with --all");
    if (!args.has("for") && !args.has("causes") && !args.has("all")) return complain("say what to explain: --for and the name of a rule, measure or action, or the key of a record");
    if (args.get("format") == "html" && (args.has("causes") || asks_what_if(args))) return complain("`--causes` and `--to` are told as text or json; `duly run --out` shows the causes on its page");
    unsigned turn = 0;
    if (args.has("turn")) {
        std::optional<unsigned> read = read_count(args.get("turn"), 1, 1'000'000);
        if (!read) return complain("`--turn` takes a number from 1 to 1000000, not `" + args.get("turn") + "`");
        if (!args.has("key")) return complain("`--turn` needs the record that it is a turn of: --key KEY");
        turn = *read;
    }
    std::size_t most = api::ExplainOptions().max;
    if (args.has("max")) {
        std::optional<unsigned> read = read_count(args.get("max"), 1, 1'000'000);
        if (!read) return complain("`--max` takes a number from 1 to 1000000, not `" + args.get("max") + "`");
        most = *read;
    }
    int exit = ran;
    std::optional<unsigned> threads = threads_of(args);
    if (!threads) return could_not_run;
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    std::optional<api::RunRecord> run;
    if (args.has("run")) {
        run = run_of(args, exit);
        if (!run) return exit;
    }
    std::string as_of = run ? run->as_of : args.get("as-of", today(*rules));
    std::optional<api::Dataset> data = load_data(*rules, args.all("data"), args, {args.list("feed"), *threads, as_of}, exit);
    if (!data) return exit;
    if (run)
        if (const std::vector<std::string> changed = api::changed_since(*run, *rules, *data); !changed.empty()) {
            std::string names;
            for (const std::string& name : changed) names += "\n  " + name;
            return complain("what is there now is not what the run in `" + args.get("run") + "` read, so nothing is explained in its name:" + names + "\nrun again, or leave `--run` away to explain what is there now");
        }
    api::Checked<api::Evaluation> evaluated = api::evaluate(*rules, *data, {as_of, run ? run->as_known_on : args.get("as-known-on"), rules_needed(*rules, args), *threads});
    if (!evaluated) return complain(evaluated.diagnostics, could_not_run);
    if (args.has("all")) return explain_all(*evaluated.value, args, *threads, most);
    if (args.has("causes")) {
        const api::Checked<api::Causes> causes = evaluated.value->causes();
        if (!causes) return complain(causes.diagnostics, could_not_run);
        return write_output(args.get("format", "text") == "json" ? causes.value->json() : causes.value->text()) ? ran : complain("the causes cannot be written to standard output");
    }
    if (asks_what_if(args)) return explain_what_if(*evaluated.value, args);
    const std::string format = args.get("format", "text");
    api::Checked<api::Explanation> found = explained(*rules, *data, *evaluated.value, args, turn, {most, format == "json"});
    if (!found) return complain(found.diagnostics, could_not_run);
    std::string text = format == "json" ? found.value->json() : format == "html" ? found.value->html() : found.value->text();
    if (!text.empty() && text.back() != '\n') text += "\n";
    return write_output(text) ? ran : complain("the explanation cannot be written to standard output");
}

}  // namespace

const Verb& explain_verb() {
    static const Verb verb = {"explain",
                              "RULES... --data FOLDER --for NAME",
                              "tell why: an outcome, a measure, an action; or what a diagnostic means",
                              {{"data", "PATH", "a folder or file with data; may be given several times", true},
                               {"for", "NAME", "a rule, measure or action; or the key of a record, for all that the rules say of it", true},
                               {"key", "KEY", "the record that the rule looked at, or one above it (a child)"},
                               {"all", "", "every outcome, measure and action, a line of JSON each, with what a program needs to check it; of the rules --for names, or of all"},
                               {"causes", "", "what lies behind all actions that do not stand, what would clear most first"},
                               {"to", "GRADE", "of a measure: the fewest cases to complete for that grade; `next` for the next better"},
                               {"period", "NAME", "with --to: the period, as in measures.csv; the one that runs when not given"},
                               {"group", "TEXT", "with --to: the group, one for each field that the measure is by; the total when not given", true},
                               {"turn", "NUMBER", "only this turn of a repeating schedule"},
                               {"max", "NUMBER", "how many cases of one rule, and rows of one condition, are shown; 20 when not given"},
                               {"as-of", "DATE", "the day to judge by; today when not given"},
                               {"run", "FOLDER", "explain what `duly run --out FOLDER` found: its day is taken, and what has changed since is refused"},
                               {"as-known-on", "DATE", "do not see holidays that were announced later"},
                               {"feed", "NAME", "read the data through this feed only; may be given several times", true},
                               {"format", "FORMAT", "text, json or html; of --all ndjson, a line each", false, {"text", "json", "html", "ndjson"}},
                               {"threads", "NUMBER", "threads to use; all cores when not given"},
                               memory_option(), spill_option(), cache_option()},
                              {"duly explain rules/england --data fixtures/council --as-of 2026-03-31 --for first_core_group", "duly explain D0003"},
                              work};
    return verb;
}

}  // namespace duly::cli
