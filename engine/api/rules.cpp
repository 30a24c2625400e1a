// Compiling, and what a rule set tells of itself.
#include "dsl/base/date.hpp"
#include "dsl/check/compile.hpp"
#include "dsl/model/graph.hpp"
#include "engine/api/files.hpp"
#include "engine/api/internal.hpp"
#include "engine/report/report.hpp"

namespace duly::v1 {

namespace {

// Several files side by side have no title of their own: the set is called what it was asked for by.
std::string named_by(const std::vector<std::string>& paths) {
    std::string name;
    for (const std::string& path : paths) name += (name.empty() ? "" : ", ") + path;
    return name;
}

Checked<RuleSet> compile_files(const std::vector<std::string>& files, std::shared_ptr<const Loader> loader, const std::string& name = {}) {
    duly::Checked<std::shared_ptr<const model::RuleSet>> compiled = duly::compile(files, *loader);
    Checked<RuleSet> result;
    result.diagnostics = outward(compiled.diagnostics);
    if (!compiled.value) return result;
    auto state = std::make_shared<RuleSet::State>();
    state->rules = *compiled.value;
    if (!name.empty()) {
        auto named = std::make_shared<model::RuleSet>(*state->rules);
        named->title = name;
        named->version.clear();
        state->rules = std::move(named);
    }
    state->loader = once_loader(std::move(loader));
    state->plan = std::make_shared<const plan::Plan>(*state->rules);
    result.value.emplace();
    result.value->state = std::move(state);
    return result;
}

template <typename Things>
std::vector<std::string> names_of(const Things& things) {
    std::vector<std::string> names;
    for (const auto& thing : things) names.push_back(thing.name);
    return names;
}

}  // namespace

Checked<RuleSet> compile(const std::vector<std::string>& paths) {
    return guarded<RuleSet>([&]() -> Checked<RuleSet> {
        RuleFiles found = rule_files(paths);
        if (!found.diagnostics.empty()) return {{}, std::move(found.diagnostics)};
        return compile_files(found.files, disk_loader(found.files), found.files.size() > 1 ? named_by(paths) : "");
    });
}

Checked<RuleSet> compile_sources(const std::vector<Source>& sources) {
    return guarded<RuleSet>([&] {
        std::vector<std::string> files;
        for (const Source& source : sources) {
            if (source.path.size() >= 5 && source.path.substr(source.path.size() - 5) == ".duly") files.push_back(normal_path(source.path));
        }
        return compile_files(files, memory_loader(sources));
    });
}

Checked<RuleSet> compile_with(const std::vector<std::string>& paths, Reader read) {
    return guarded<RuleSet>([&] { return compile_files(paths, reader_loader(std::move(read))); });
}

std::string RuleSet::title() const { return state->rules->title; }
std::string RuleSet::version() const { return state->rules->version; }

std::vector<Rule> RuleSet::rules() const {
    std::vector<Rule> list;
    for (const model::Timescale& rule : state->rules->timescales) {
        list.push_back({"timescale", rule.name, rule.title, rule.versions.empty() ? "" : rule.versions.back().law});
    }
    for (const model::Check& rule : state->rules->checks) list.push_back({"check", rule.name, rule.title, rule.law});
    for (const model::Measure& rule : state->rules->measures) list.push_back({"measure", rule.name, rule.title, rule.law});
    for (const model::Action& rule : state->rules->actions) list.push_back({"action", rule.name, rule.title, rule.law});
    return list;
}

std::vector<std::string> RuleSet::feeds() const { return names_of(state->rules->feeds); }
std::vector<std::string> RuleSet::records() const { return names_of(state->rules->records); }
std::vector<std::string> RuleSet::columns() const { return report::column_names(*state->rules); }
std::string RuleSet::graph_dot() const { return model::to_dot(model::Graph::to_show(*state->rules)); }

std::string RuleSet::day_at(std::int64_t second) const { return format_day(state->rules->zone.day(second)); }

std::size_t RuleSet::examples() const {
    std::size_t rows = 0;
    for (const model::Example& example : state->rules->examples) rows += example.rows.size();
    return rows;
}

RuleName find_rule(const model::RuleSet& rules, const std::string& name) {
    using Kind = RuleName::Kind;
    if (auto id = rules.timescale(name); id != model::none) return {Kind::timescale, id};
    if (auto id = rules.check(name); id != model::none) return {Kind::check, id};
    if (auto id = rules.measure(name); id != model::none) return {Kind::measure, id};
    if (auto id = rules.action(name); id != model::none) return {Kind::action, id};
    return {};
}

Diagnostic unknown_rule_name(const model::RuleSet& rules, const std::string& name) {
    std::vector<std::string> all;
    for (const auto& list : {names_of(rules.timescales), names_of(rules.checks), names_of(rules.measures), names_of(rules.actions)}) {
        all.insert(all.end(), list.begin(), list.end());
    }
    return mistake(DiagnosticKind::no_such_rule, "the rule files have no timescale, check, measure or action `" + name + "`",
                   did_you_mean(name, all));
}

}  // namespace duly::v1
