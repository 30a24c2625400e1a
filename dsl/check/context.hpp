// What the lowering steps share: the names declared in all files, the rule set as it grows, the list of mistakes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/source.hpp"
#include "dsl/check/written.hpp"
#include "dsl/model/ruleset.hpp"

namespace duly::check {

// Declarations of one kind. After collect() the place in `items` is the id in the RuleSet.
struct Declaration {
    std::string name;
    Written node;
};
struct Names {
    std::vector<Declaration> items;
    std::uint32_t find(std::string_view name) const;
    std::vector<std::string_view> all() const;
    SourceRange name_range(std::uint32_t id) const;     // where the name stands
};

struct Context {
    std::shared_ptr<const SourceSet> sources;
    const std::vector<syntax::Document>& documents;
    const Loader& loader;
    model::RuleSet rules{};
    std::vector<Diagnostic> diagnostics{};

    Names records{}, calendars{}, feeds{}, scales{}, defines{}, timescales{}, checks{}, measures{}, actions{};
    std::vector<Written> rulesets{}, spells{}, examples{};
    std::vector<bool> define_used{}, define_broken{};   // broken: in a circle, said so already
    model::Counting default_counting = model::Counting::day_after;
    std::string default_law{};

    // The reference is good until the next report.
    Diagnostic& report(DiagnosticKind kind, SourceRange range, std::string message, std::string help = {});
    Diagnostic& report(DiagnosticKind kind, Written node, std::string message, std::string help = {}) {
        return report(kind, node.range(), std::move(message), std::move(help));
    }
    void label(Diagnostic& diagnostic, SourceRange range, std::string text) const;
    const std::string& path(Written node) const { return (*sources)[node.document->file()].path(); }

    // Clauses that the grammar takes everywhere and that mean nothing in this kind of rule.
    void meaningless(Written clause, std::string_view rule);

    // Looks a name up; an unknown one is reported with the nearest. `none` when it is not there.
    model::RecordId record(Written name);
    model::FieldId field(model::RecordId record, Written name);
    model::CalendarId calendar(Written name);
    model::ScaleId scale(Written name);
    std::uint32_t grade(model::ScaleId scale, Written name);
    // Rules of one kind; a rule of another kind by that name is told so.
    enum class Rule : std::uint8_t { timescale, check, measure, action };
    std::uint32_t rule(Rule kind, Written name);
    Names& names_of(Rule kind);
    std::vector<std::string_view> rule_names() const;
};

inline std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }
// "did you mean `x`?", else `otherwise`.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates, std::string otherwise = {});
std::vector<std::string_view> views(const std::vector<std::string>& texts);
// `a`, `b` and `c`
std::string listed(const std::vector<std::string_view>& names, std::string_view last = "and");
std::string_view words_of(Context::Rule kind);          // "a timescale"
std::string_view keyword_of(Kind kind);                 // the words that a clause or declaration starts with

}  // namespace duly::check
