// duly explain: why an outcome, a measure or an action is as it is; or what a diagnostic means.
#include <algorithm>
#include <cctype>

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

api::Checked<api::Explanation> explained(const api::RuleSet& rules, const api::Evaluation& evaluation, const Args& args, unsigned turn) {
    std::string id = args.get("for");
    std::vector<api::Rule> known = rules.rules();
    bool rule = std::any_of(known.begin(), known.end(), [&](const api::Rule& one) { return one.name == id; });
    if (rule || args.has("key") || args.has("turn")) return evaluation.explain(id, args.get("key"), turn);
    api::Checked<api::Explanation> of_record = evaluation.explain_record(id);
    if (of_record) return of_record;
    // Neither a rule nor a key: one mistake, with the nearest names of both.
    api::Checked<api::Explanation> of_rule = evaluation.explain(id);
    if (of_rule.diagnostics.size() == 1 && of_record.diagnostics.size() == 1) {
        api::Diagnostic& told = of_rule.diagnostics.front();
        const std::string& near = of_record.diagnostics.front().help;
        told.message += ", and the data has no record with that key";
        if (!near.empty()) told.help += (told.help.empty() ? "" : "; ") + near;
    }
    return of_rule;
}

int work(const Args& args) {
    if (args.words.size() == 1 && is_code(args.words[0])) return explain_code(args.words[0]);
    if (!args.has("for")) return complain("say what to explain: --for and the name of a rule, measure or action, or the key of a record");
    unsigned turn = 0;
    if (args.has("turn")) {
        std::optional<unsigned> read = read_count(args.get("turn"), 1, 1'000'000);
        if (!read) return complain("`--turn` takes a number from 1, not `" + args.get("turn") + "`");
        if (!args.has("key")) return complain("`--turn` needs the record that it is a turn of: --key KEY");
        turn = *read;
    }
    int exit = ran;
    std::optional<unsigned> threads = threads_of(args);
    if (!threads) return could_not_run;
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    std::string as_of = args.get("as-of", today(*rules));
    std::optional<api::Dataset> data = load_data(*rules, args.all("data"), {args.list("feed"), *threads, as_of}, exit);
    if (!data) return exit;
    api::Checked<api::Evaluation> evaluated = api::evaluate(*rules, *data, {as_of, args.get("as-known-on"), {}, *threads});
    if (!evaluated) return complain(evaluated.diagnostics, could_not_run);
    api::Checked<api::Explanation> found = explained(*rules, *evaluated.value, args, turn);
    if (!found) return complain(found.diagnostics, could_not_run);
    std::string text = args.get("format", "text") == "json" ? found.value->json() : found.value->text();
    if (!text.empty() && text.back() != '\n') text += "\n";
    return write_output(text) ? ran : complain("the explanation cannot be written to standard output");
}

}  // namespace

const Verb& explain_verb() {
    static const Verb verb = {"explain",
                              "RULES... --data FOLDER --for NAME",
                              "tell why: an outcome, a measure, an action; or what a diagnostic means",
                              {{"data", "PATH", "a folder or file with data; may be given several times", true},
                               {"for", "NAME", "a rule, measure or action; or the key of a record, for all that the rules say of it"},
                               {"key", "KEY", "the record that the rule looked at, or one above it (a child)"},
                               {"turn", "NUMBER", "only this turn of a repeating schedule"},
                               {"as-of", "DATE", "the day to judge by; today when not given"},
                               {"as-known-on", "DATE", "do not see holidays that were announced later"},
                               {"feed", "NAME", "read the data through this feed only; may be given several times", true},
                               {"format", "FORMAT", "text or json", false, {"text", "json"}},
                               {"threads", "NUMBER", "threads to use; all cores when not given"}},
                              {"duly explain rules/england --data fixtures/council --as-of 2026-03-31 --for first_core_group", "duly explain D0003"},
                              work};
    return verb;
}

}  // namespace duly::cli
