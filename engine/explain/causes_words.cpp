#include "engine/explain/causes_words.hpp"

#include <algorithm>

#include "engine/explain/check_words.hpp"

namespace duly::explain {

namespace {

using Kind = CauseLeaf::Kind;

std::string_view word_of(Kind kind) {
    switch (kind) {
        case Kind::timescale: return "timescale";
        case Kind::check: return "check";
        case Kind::measure: return "measure";
        case Kind::milestone: return "milestone";
        case Kind::done: break;
    }
    return "done";
}

const std::string& title_of(const model::RuleSet& rules, const CauseLeaf& leaf) {
    switch (leaf.kind) {
        case Kind::timescale: return rules.timescales[leaf.ref].title;
        case Kind::check: return rules.checks[leaf.ref].title;
        case Kind::measure: return rules.measures[leaf.ref].title;
        case Kind::milestone:
        case Kind::done: break;
    }
    return rules.actions[leaf.ref].title;
}

// Of a timescale whose versions stand in different laws, none.
std::string law_of(const model::RuleSet& rules, const CauseLeaf& leaf) {
    switch (leaf.kind) {
        case Kind::timescale: return rules.timescales[leaf.ref].versions.size() == 1 ? rules.timescales[leaf.ref].versions.front().law : std::string();
        case Kind::check: return rules.checks[leaf.ref].law;
        case Kind::measure: return rules.measures[leaf.ref].law;
        case Kind::milestone:
        case Kind::done: break;
    }
    return rules.actions[leaf.ref].law;
}

// How it stands, from what the needs say of it. A measure's own name is not said again, nor a figure that another grade is asked of.
std::string standing_of(const CauseLeaf& leaf, const std::string& name) {
    constexpr std::size_t most = 3;
    if (leaf.standings.empty()) return "it is not recorded done";
    std::vector<std::string> said, texts;
    for (std::string one : leaf.standings) {
        std::size_t asked = one.size();
        for (const std::string_view words : {", below ", ", above ", ", not ", ", so it cannot be told", "; it must be ", "; at most "}) asked = std::min(asked, one.find(words));
        std::string figure = one.substr(0, asked);
        if (std::find(said.begin(), said.end(), figure) != said.end()) continue;
        said.push_back(std::move(figure));
        if (leaf.kind == Kind::measure)
            for (const std::string& start : {name + " is ", name + " "})
                if (one.starts_with(start)) { one.erase(0, start.size()); break; }
        while (one.ends_with('.')) one.pop_back();
        if (leaf.kind == Kind::done && one.starts_with("It ")) one[0] = 'i';
        texts.push_back(std::move(one));
    }
    std::string text;
    for (std::size_t i = 0; i < std::min(most, texts.size()); ++i) text += (text.empty() ? "" : "; ") + texts[i];
    if (const std::size_t more = texts.size() - std::min(most, texts.size())) text += "; and " + std::to_string(more) + (more == 1 ? " more need rests on it" : " more needs rest on it");
    return text;
}

// The cell that would tell the first case.
std::string told_by(const Context& context, const CauseLeaf& leaf) {
    if (leaf.untold.empty()) return {};
    const std::uint32_t entry = leaf.untold.front();
    if (leaf.kind == Kind::timescale) {
        const eval::TimescaleResult& result = context.evaluation.timescales[leaf.ref];
        const EntryRange range = entries_of(result.row, result.row[entry]);
        const std::vector<eval::EntryTrace> traces = eval::trace_timescale(context.expressions, leaf.ref, result.row[entry]);
        return entry - range.first < traces.size() ? settled_by(context, traces[entry - range.first]) : std::string();
    }
    if (leaf.kind != Kind::check) return {};
    const eval::CheckResult& result = context.evaluation.checks[leaf.ref];
    return settled_by(context, eval::trace_check(context.expressions, leaf.ref, entry < result.row.size() ? result.row[entry] : data::no_row));
}

std::vector<std::string> names_of(const Context& context, const std::vector<model::ActionId>& actions) {
    std::vector<std::string> names;
    for (const model::ActionId action : actions) names.push_back(context.rules.actions[action].name);
    return names;
}

std::string counted_names(const std::vector<std::string>& names) {
    return (names.size() == 1 ? "" : std::to_string(names.size()) + " actions: ") + some_names(names);
}

std::string_view by_doing(const CauseLeaf& leaf) {
    if (leaf.unknown && !leaf.fails) return "told and found to hold, it";
    if (!leaf.fails) return "once it holds, it";
    if (leaf.kind == Kind::done) return "recording it done";
    return leaf.kind == Kind::milestone ? "reaching it" : "putting it right";
}

// "Putting it right would clear 2 actions: a and b, and c once recorded done."
std::string clearing(const Context& context, const CauseLeaf& leaf, const Cause& cause) {
    const std::vector<std::string> clears = names_of(context, cause.clears), once_done = names_of(context, cause.once_done), beside = names_of(context, cause.beside);
    std::string text;
    if (!clears.empty()) text = std::string(by_doing(leaf)) + " would clear " + counted_names(clears);
    if (!once_done.empty()) text += (text.empty() ? std::string(by_doing(leaf)) + " would clear " : "; and ") + counted_names(once_done) + ", once recorded done";
    if (!beside.empty()) text += (text.empty() ? "it stands behind " : "; it stands behind ") + counted_names(beside) + (beside.size() == 1 ? "" : ",") + " beside other causes";
    return text;
}

}  // namespace

std::string some_names(const std::vector<std::string>& names) {
    constexpr std::size_t most = 8;
    if (names.size() <= most + 1) return joined(names);
    std::vector<std::string> some(names.begin(), names.begin() + most);
    some.push_back(std::to_string(names.size() - most) + " more");
    return joined(some);
}

void describe(const Context& context, const CauseLeaf& leaf, Cause& cause) {
    cause.kind = word_of(leaf.kind);
    cause.title = title_of(context.rules, leaf);
    cause.law = law_of(context.rules, leaf);
    cause.state = leaf.fails ? "fails" : leaf.unknown ? "unknown" : "not_yet";
    cause.standing = standing_of(leaf, cause.id);
    if (!leaf.fails) cause.told_by = told_by(context, leaf);
    cause.sentence = as_sentence((cause.title.empty() ? cause.id : cause.title) + ": " + cause.standing);
    cause.sentence += ' ' + as_sentence(clearing(context, leaf, cause));
    if (!cause.told_by.empty()) cause.sentence += ' ' + as_sentence((leaf.untold.size() == 1 ? "" : "of the first case, ") + cause.told_by);
}

std::optional<Node> causes_node(const Context& context, const Causes& causes, model::ActionId action) {
    const auto at = std::find_if(causes.actions.begin(), causes.actions.end(), [&](const ActionCauses& one) { return one.action == action; });
    if (at == causes.actions.end() || at->causes.empty()) return {};
    Node top;
    top.kind = "causes";
    top.title = "Root causes";
    const std::size_t n = at->causes.size();
    const std::vector<std::vector<std::size_t>>& sets = at->cheapest;
    if (n == 1) top.sentence = "One cause lies behind it.";
    else if (sets.size() == 1 && sets.front().size() == n) top.sentence = std::to_string(n) + " causes lie behind it, and every one of them has to be put right.";
    else top.sentence = std::to_string(n) + " causes lie behind it, and not all of them have to be put right.";
    // Numbers say which of those below.
    if (sets.size() > 1 || (!sets.empty() && sets.front().size() < n)) {
        for (std::size_t s = 0; s < sets.size(); ++s) {
            std::vector<std::string> names;
            for (const std::size_t cause : sets[s]) names.push_back(causes.causes[cause].id);
            top.counted.push_back((s == 0 ? (at->smallest ? "fewest that would clear it: " : "would clear it (not shown to be the smallest): ") : "or: ") + some_names(names));
        }
        if (at->more > 0) top.counted.push_back("or any of " + std::to_string(at->more) + " further sets");
    }
    if (n > 1 && !at->through.empty()) {
        const model::Graph graph(context.rules);
        top.counted.push_back("everything that fails here goes through " + graph.nodes()[at->through.back()].name);
    }
    for (const std::size_t index : at->causes) {
        const Cause& cause = causes.causes[index];
        Node& node = top.children.emplace_back();
        node.kind = cause.kind == "milestone" || cause.kind == "done" ? "action" : cause.kind;
        node.id = cause.id;
        node.title = cause.title;
        node.state = cause.kind == "done" && cause.state == "fails" ? "not_done" : cause.state;
        node.sentence = cause.sentence;
        node.law = cause.law;
    }
    return top;
}

}  // namespace duly::explain
