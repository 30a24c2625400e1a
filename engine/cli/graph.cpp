// duly graph: what needs what.
#include "engine/cli/process.hpp"
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

api::GraphFormat format_of(const std::string& name) {
    if (name == "json") return api::GraphFormat::json;
    return name == "mermaid" ? api::GraphFormat::mermaid : api::GraphFormat::dot;
}

int work(const Args& args) {
    const bool needs = args.has("needs"), needed_by = args.has("needed-by");
    if ((needs || needed_by) && !args.has("of")) {
        return complain(std::string("`--") + (needs ? "needs" : "needed-by") + "` needs a name to begin with: --of NAME");
    }
    if (args.has("of") && args.get("of").empty()) return complain("`--of` needs the name of a rule, record, calendar or definition");
    int exit = ran;
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    const std::string format = args.get("format", "dot");
    // Neither asked for: both.
    api::Checked<std::string> graph = rules->graph({format_of(format), args.get("of"), needs || !needed_by, needed_by || !needs});
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
                              {{"format", "FORMAT", "dot (for Graphviz), mermaid, json, or svg when Graphviz is installed", false, {"dot", "mermaid", "json", "svg"}},
                               {"of", "NAME", "only this rule, record, calendar or definition, with what it needs and what needs it"},
                               {"needs", "", "with --of: only what it needs, directly or through others"},
                               {"needed-by", "", "with --of: only what needs it, directly or through others"}},
                              {"duly graph rules --of reviews_in_time --format mermaid", "duly graph rules --format svg > rules.svg"},
                              work};
    return verb;
}

}  // namespace duly::cli
