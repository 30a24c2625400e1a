#include "dsl/check/timescales.hpp"

#include <algorithm>

#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using model::none;

// A clause that versions share was lowered for each of them; from here on it is one expression, so that it is evaluated once and
// known to be the same question.
void share_clauses(const model::RuleSet& rules, std::vector<model::TimescaleVersion>& versions) {
    const auto share = [&](model::ExprId& one, model::ExprId first) {
        if (one == none || first == none || one == first) return;
        const model::Expr &a = rules.exprs[one], &b = rules.exprs[first];
        if (a.at == b.at && a.op == b.op && a.slot == b.slot && a.type == b.type) one = first;
    };
    for (std::size_t n = 1; n < versions.size(); ++n) {
        model::TimescaleVersion& v = versions[n];
        const model::TimescaleVersion& first = versions.front();
        share(v.where, first.where);
        share(v.from_date, first.from_date);
        share(v.to, first.to);
        share(v.before, first.before);
        share(v.stop, first.stop);
        share(v.excused, first.excused);
        share(v.chosen_by, first.chosen_by);
        for (std::size_t k = 0; k < v.excluded.size() && k < first.excluded.size(); ++k) share(v.excluded[k].when, first.excluded[k].when);
        for (std::size_t k = 0; k < v.also_shown_by.size() && k < first.also_shown_by.size(); ++k) share(v.also_shown_by[k], first.also_shown_by[k]);
    }
}

// The timescale that this one extends, or none.
model::TimescaleId base_of(const Context& context, model::TimescaleId id) {
    const auto extends = context.timescales.items[id].node.child(Kind::extends);
    if (!extends || extends.size() == 0) return none;
    return context.timescales.find(extends[0].value());
}

// A title that is not stated is that of the timescale taken over.
void inherit(const Context& context, model::TimescaleId id, model::Timescale& timescale) {
    timescale.extends = base_of(context, id);
    model::TimescaleId base = timescale.extends;
    for (std::size_t depth = 0; base != none && timescale.title.empty() && depth < context.timescales.items.size(); ++depth) {
        if (const auto title = context.timescales.items[base].node.child(Kind::text)) timescale.title = title.value();
        base = base_of(context, base);
    }
}

// Whether the timescale at `node` holds the clause itself, in a version or shared.
bool states(Written node, Written clause) {
    const SourceRange whole = node.range(), part = clause.range();
    return node.document == clause.document && whole.begin <= part.begin && part.end <= whole.end;
}

// A clause that is taken over is right where it stands; that it does not fit another record is the mistake of the rule
// that takes it over. `before`: how many mistakes were told until then.
void told_where_extended(Context& context, model::TimescaleId id, std::size_t before) {
    const auto node = context.timescales.items[id].node;
    const auto each = node.child(Kind::for_each)[0];
    const auto base = base_of(context, id);
    const auto other = record_of_timescale(context, base);
    if (other == none || other == context.records.find(each.value()) || before >= context.diagnostics.size()) return;
    const Place from = place_of(*context.sources, node.range());
    const auto lines = static_cast<std::uint32_t>(std::count(node.text().begin(), node.text().end(), '\n'));
    const auto elsewhere = [&](const Diagnostic& told) {
        return told.kind == DiagnosticKind::not_in_reach && (told.place.file != from.file || told.place.line < from.line || told.place.line > from.line + lines);
    };
    const auto first = std::find_if(context.diagnostics.begin() + static_cast<std::ptrdiff_t>(before), context.diagnostics.end(), elsewhere);
    if (first == context.diagnostics.end()) return;
    const Place clause = first->place;
    context.diagnostics.erase(std::remove_if(first, context.diagnostics.end(), elsewhere), context.diagnostics.end());
    auto& told = context.report(DiagnosticKind::not_in_reach, each, "a clause that is taken over from " + quoted(context.timescales.items[base].name) + " speaks of " + quoted(context.rules.records[other].name) + ", which is not in reach of " + quoted(each.value()),
                                "leave `for each` out, or state the clauses anew for " + quoted(each.value()));
    told.labels.push_back({clause, "the clause that is taken over"});
}

}  // namespace

void name_sources(const Context& context, model::TimescaleId id, model::TimescaleVersion& version, const Clauses& clauses) {
    struct Source { model::TimescaleId rule; std::vector<std::string_view> words; };
    std::vector<Source> sources;
    for (const auto& clause : clauses.items) {
        if (clause.kind() == Kind::for_each || clause.kind() == Kind::confidence) continue;
        model::TimescaleId rule = id;
        for (std::size_t depth = 0; rule != none && depth <= context.timescales.items.size() && !states(context.timescales.items[rule].node, clause); ++depth)
            rule = base_of(context, rule);
        if (rule == none || rule == id) continue;
        auto at = std::find_if(sources.begin(), sources.end(), [&](const Source& s) { return s.rule == rule; });
        if (at == sources.end()) at = sources.insert(sources.end(), Source{rule, {}});
        const auto word = keyword_of(clause.kind());
        if (std::find(at->words.begin(), at->words.end(), word) == at->words.end()) at->words.push_back(word);
    }
    for (const auto& source : sources) {
        std::string words;
        for (std::size_t n = 0; n < source.words.size(); ++n)
            words += (n == 0 ? "" : n + 1 == source.words.size() ? " and " : ", ") + quoted(source.words[n]);
        version.taken_over.push_back({std::move(words), context.timescales.items[source.rule].name});
    }
}

void lower_timescales(Context& context) {
    for (std::size_t i = 0; i < context.timescales.items.size(); ++i) {
        const auto id = static_cast<model::TimescaleId>(i);
        const auto& item = context.timescales.items[i];
        model::Timescale timescale;
        timescale.name = item.name;
        timescale.at = context.timescales.name_range(id);
        if (const auto title = item.node.child(Kind::text)) timescale.title = title.value();
        inherit(context, id, timescale);
        const auto whole = gather(context, id);
        if (const auto each = whole.shared.find(Kind::for_each)) {
            timescale.record = context.record(each[0]);
        } else if (!item.node.child(Kind::extends) && !whole.shared.lost(Group::for_each) && !head_lost(item.node)) {
            context.report(DiagnosticKind::missing_clause, timescale.at, "the timescale " + quoted(timescale.name) + " does not say what it is about", "add `for each` and a record: `for each assessment`");
        }
        // Without its record no field is out of reach.
        context.anywhere = timescale.record == none;
        const std::size_t before = context.diagnostics.size();
        timescale.versions = lower_versions(context, id, timescale.record, whole, timescale.at);
        context.anywhere = false;
        if (timescale.extends != none && item.node.child(Kind::for_each)) told_where_extended(context, id, before);
        share_clauses(context.rules, timescale.versions);
        bool never = !timescale.versions.empty();
        for (const auto& version : timescale.versions) never = never && never_holds(context.rules, version.where);
        if (never) {
            context.report(DiagnosticKind::never_applies, whole.shared.find(Kind::where) ? whole.shared.find(Kind::where).range() : timescale.at,
                           "the timescale " + quoted(timescale.name) + " can never apply, because its `where` cannot hold", "two parts of the condition exclude each other: use `or`, or take one out");
        }
        context.rules.timescales.push_back(std::move(timescale));
    }
}

}  // namespace duly::check
