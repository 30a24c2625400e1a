#include "engine/verify/coverage.hpp"

#include <algorithm>
#include <map>

#include "engine/verify/cells.hpp"
#include "engine/verify/coverage_seen.hpp"
#include "engine/verify/examples.hpp"
#include "engine/verify/expected.hpp"

namespace duly::verify {

std::size_t RuleCoverage::covered() const {
    return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [](const Item& item) { return item.rows > 0; }));
}

std::vector<RuleCoverage> coverage_of(const model::RuleSet& rules, const KnownCalendars& calendars, const std::vector<std::string>& only) {
    std::vector<RuleCoverage> out;
    for (const RuleRef rule : rules_named(rules, only)) {
        RuleCoverage one{rule, items_of(rules, rule), 0};
        std::map<ItemKey, Item*> by_key;
        for (Item& item : one.items) by_key[item.key] = &item;
        for (const model::Example& example : rules.examples) {
            if (rule_of(example) != rule) continue;
            for (std::size_t row = 0; row < example.rows.size(); ++row) {
                ++one.rows;
                const RanRow ran = run_row(rules, example, row, calendars);
                if (!ran.data.wrong.empty()) continue;
                for (const ItemKey& key : what_it_shows(rules, rule, ran, std::max<std::size_t>(1, pieces_of(asked_in(expectation(example, row)).words).size())).keys)
                    if (const auto at = by_key.find(key); at != by_key.end()) ++at->second->rows;
            }
        }
        out.push_back(std::move(one));
    }
    return out;
}

namespace {

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return out;
}

// Items about one thing stand together.
struct Group { const Item* first = nullptr; std::vector<std::string> wanted; };

class Untested {
public:
    Untested(const model::RuleSet& rules, const RuleCoverage& coverage, std::vector<Diagnostic>& out) : rules_(rules), coverage_(coverage), out_(out) {}

    void run() {
        const std::string& name = name_of(rules_, coverage_.rule);
        if (coverage_.rows == 0) return;
        std::vector<Group> groups;
        for (const Item& item : coverage_.items) {
            if (item.rows > 0 || !told(item)) continue;
            const auto same = [&](const Group& group) { return group.first->key.kind == item.key.kind && group.first->at == item.at && group.first->subject == item.subject; };
            auto at = std::find_if(groups.begin(), groups.end(), same);
            if (at == groups.end()) at = groups.insert(groups.end(), Group{&item, {}});
            at->wanted.push_back(item.wanted);
        }
        for (const Group& group : groups) tell(group, name);
    }

private:
    // An unknown condition, a missing date and a state are worth a row and no lint.
    static bool told(const Item& item) {
        switch (item.key.kind) {
            case ItemKind::limit:
            case ItemKind::version:
            case ItemKind::band: return true;
            case ItemKind::condition: return item.key.wanted != wanted_unknown;
            default: return false;
        }
    }

    void tell(const Group& group, const std::string& name) {
        const std::string rows = "add rows for them: `duly test --generate --rule " + name + "` writes them";
        if (group.first->key.kind == ItemKind::condition) {
            const std::string what = group.wanted.size() > 1 ? "asks" : group.first->key.wanted == wanted_true ? "shows to hold" : "shows not to hold";
            add(DiagnosticKind::untested_condition, group.first->at, "`" + group.first->subject + "` is a condition that no example of `" + name + "` " + what, rows);
            return;
        }
        add(DiagnosticKind::untested_boundary, group.first->at, "no example of `" + name + "` tests " + group.first->subject + ": " + listed(group.wanted), rows);
    }

    void add(DiagnosticKind kind, SourceRange at, std::string message, std::string help) {
        out_.push_back(make_diagnostic(kind, rules_.sources ? place_of(*rules_.sources, at) : Place{}, std::move(message), std::move(help)));
    }

    const model::RuleSet& rules_;
    const RuleCoverage& coverage_;
    std::vector<Diagnostic>& out_;
};

}  // namespace

std::vector<Diagnostic> untested(const model::RuleSet& rules, const KnownCalendars& calendars, const std::vector<std::string>& only) {
    std::vector<Diagnostic> out;
    for (const RuleCoverage& coverage : coverage_of(rules, calendars, only)) Untested(rules, coverage, out).run();
    for (Diagnostic& one : waiting_rows(rules, only)) out.push_back(std::move(one));
    sort_diagnostics(out);
    return out;
}

}  // namespace duly::verify
