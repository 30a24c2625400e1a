// duly graph: what needs what.
#include "engine/cli/process.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

api::GraphFormat format_of(const std::string& name) {
    if (name == "json") return api::GraphFormat::json;
    if (name == "svg") return api::GraphFormat::svg;
    return name == "mermaid" ? api::GraphFormat::mermaid : api::GraphFormat::dot;
}

// As a run over the data finds it.
int work_with_state(const Args& args, const api::RuleSet& rules, api::GraphOptions options) {
    int exit = ran;
    const std::optional<unsigned> threads = threads_of(args);
    if (!threads) return could_not_run;
    const std::string as_of = args.get("as-of", today(rules));
    std::optional<api::Dataset> data = load_data(rules, args.all("data"), args, {args.list("feed"), *threads, as_of}, exit);
    if (!data) return exit;
    const api::Checked<api::Evaluation> run = api::evaluate(rules, *data, {as_of, "", {}, *threads});
    if (!run) return complain(run.diagnostics, could_not_run);
    options.failing = args.has("failing");
    const api::Checked<std::string> graph = run.value->graph(options);
    if (!graph) return complain(graph.diagnostics, could_not_run);
    if (!write_output(*graph.value)) return complain("the graph cannot be written to standard output");
    return ran;
}

int work(const Args& args) {
    const bool needs = args.has("needs"), needed_by = args.has("needed-by");
    if ((needs || needed_by) && !args.has("of")) {
        return complain(std::string("`--") + (needs ? "needs" : "needed-by") + "` needs a name to begin with: --of NAME");
    }
    if (args.has("of") && args.get("of").empty()) return complain("`--of` needs the name of a rule, record, calendar or definition");
    for (const char* of_state : {"failing", "data", "as-of", "feed", "threads", "memory", "spill", "cache"}) {
        if (args.has(of_state) && !args.has("state")) return complain("`--" + std::string(of_state) + "` is for the graph of a run: add --state");
    }
    int exit = ran;
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    const std::string format = args.get("format", "dot");
    // Neither asked for: both.
    api::GraphOptions options{format_of(format), args.get("of"), needs || !needed_by, needed_by || !needs};
    if (args.has("state")) return work_with_state(args, *rules, options);
    if (format == "svg") options.format = api::GraphFormat::dot;        // Graphviz draws it
    api::Checked<std::string> graph = rules->graph(options);
    if (!graph) return complain(graph.diagnostics, could_not_run);
    std::string text = *graph.value;
    if (format == "svg") {
        ProcessResult drawn = run_process("dot", {"-Tsvg"}, text);
        if (!drawn.found) {
            return complain("drawing needs the program `dot` of Graphviz, which is not installed here; install it (`apt install graphviz`, "
                            "`winget install graphviz` or graphviz.org), or take `--format mermaid`");
        }
        if (drawn.exit != 0) return complain("Graphviz could not draw the graph: " + (drawn.error.empty() ? "it gave no reason" : drawn.error));
        text = std::move(drawn.output);
    }
    if (!write_output(text)) return complain("the graph cannot be written to standard output");
    return ran;
}

}  // namespace

const Verb& graph_verb() {
    static const Verb verb = {"graph",
                              "RULES...",
                              "show which rules, measures and actions need which",
                              {{"format", "FORMAT", "dot (for Graphviz), mermaid, json, or svg: of rules when Graphviz is installed, with --state always", false, {"dot", "mermaid", "json", "svg"}},
                               {"of", "NAME", "only this rule, record, calendar or definition, with what it needs and what needs it"},
                               {"needs", "", "with --of: only what it needs, directly or through others"},
                               {"needed-by", "", "with --of: only what needs it, directly or through others"},
                               {"state", "", "as a run over data finds it: the state of each rule, measure and action"},
                               {"failing", "", "with --state: only what fails or cannot be told, and what it fails for"},
                               {"data", "PATH", "with --state: a folder or file with data; may be given several times", true},
                               {"as-of", "DATE", "with --state: the day to judge by; today when not given"},
                               {"feed", "NAME", "with --state: read the data through this feed only; may be given several times", true},
                               {"threads", "NUMBER", "with --state: threads to use; all cores when not given"},
                               memory_option(), spill_option(), cache_option()},
                              {"duly graph rules --of reviews_in_time --format mermaid",
                               "duly graph rules/england rules/plans/banes_2012_looked_after.duly --state --failing --data fixtures/council --as-of 2026-03-31 --format svg > plan.svg"},
                              work};
    return verb;
}

}  // namespace duly::cli
