// duly graph: what needs what.
#include "engine/cli/terminal.hpp"
#include "engine/cli/verb.hpp"

namespace duly::cli {

namespace {

int work(const Args& args) {
    int exit = ran;
    std::optional<api::RuleSet> rules = compile_rules(args.words, exit);
    if (!rules) return exit;
    if (!write_output(rules->graph_dot())) return complain("the graph cannot be written to standard output");
    return ran;
}

}  // namespace

const Verb& graph_verb() {
    static const Verb verb = {"graph",
                              "RULES...",
                              "show which rules, measures and actions need which",
                              {{"format", "FORMAT", "dot, the language of Graphviz", false, {"dot"}}},
                              {"duly graph rules", "duly graph rules | dot -Tsvg > rules.svg"},
                              work};
    return verb;
}

}  // namespace duly::cli
