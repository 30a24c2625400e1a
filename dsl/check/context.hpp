// What the lowering steps share: the names declared in all files, the rule set as it grows, the list of mistakes.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
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
    std::vector<Declaration> items;                     // two of one name both stand here, after each other: each is checked
    std::uint32_t find(std::string_view name) const;    // the first of that name
    void reorder(std::vector<Declaration> sorted);
    std::vector<std::string_view> all() const;
    SourceRange name_range(std::uint32_t id) const;     // where the name stands

private:
    mutable std::unordered_map<std::string, std::uint32_t> index_;
    mutable std::size_t indexed_ = 0;
};

struct Context {
    Context(std::shared_ptr<const SourceSet> all, const std::vector<syntax::Document>& read, const Loader& files) : sources(std::move(all)), documents(read), loader(files) {}

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

    // What could not be read. A name that may stand there is not said to be unknown.
    std::vector<SourceRange> mistakes{};
    std::set<std::string, std::less<>> lost_names{};
    bool twins = false;                 // some name is declared twice
    bool files_lost = false;            // a file that is used: any declaration may stand in it
    bool calendars_lost = false;        // a calendar's head
    bool links_lost = false;            // what a record is `of` could not be told, so none is out of reach
    bool anywhere = false;              // the record of the rule at hand is not known, so no record is out of its reach
    std::size_t max_errors = 100;
    bool hidden(std::string_view name) const { return files_lost || lost_names.contains(name); }
    // Nothing more to say about a place that a mistake was told of.
    bool told(SourceRange range) const;

    // The reference is good until the next report.
    Diagnostic& report(DiagnosticKind kind, SourceRange range, std::string message, std::string help = {});
    Diagnostic& report(DiagnosticKind kind, Written node, std::string message, std::string help = {}) {
        return node ? report(kind, node.range(), std::move(message), std::move(help)) : unheard_;      // what is not there was told of
    }
    // What the record seems to lack may stand in what could not be read of it: then nothing is said.
    Diagnostic& report_of(std::string_view record, DiagnosticKind kind, Written node, std::string message, std::string help = {}) {
        return record_lost(record) ? unheard_ : report(kind, node, std::move(message), std::move(help));
    }
    void label(Diagnostic& diagnostic, SourceRange range, std::string text) const;
    const std::string& path(Written node) const { return (*sources)[node.document->file()].path(); }

    // Clauses that the grammar takes everywhere and that mean nothing in this kind of rule.
    void meaningless(Written clause, std::string_view rule);

    // Looks a name up; an unknown one is reported with the nearest. `none` when it is not there, or not surely there.
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

    // The record has a field of that name in a part that could not be read, or in a second declaration.
    bool field_lost(std::string_view record_name, std::string_view written) const;
    std::string elsewhere(model::RecordId not_here, std::string_view field) const;
    // Something of the record could not be read, or it is declared twice: what it seems to lack may stand there.
    bool record_lost(std::string_view name) const;

private:
    bool twin_says(const Names& names, std::string_view declared, Kind kind, std::string_view written) const;
    void prune();
    Diagnostic unheard_{};      // takes what is not said
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
