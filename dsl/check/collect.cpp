// Names of all declarations. What is given twice is reported here, with the first place as a label.
#include <algorithm>
#include <unordered_map>

#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

using Seen = std::unordered_map<std::string, std::pair<SourceRange, Kind>>;     // looked up only

class Collector {
public:
    explicit Collector(Context& context) : context_(context) {}

    void document(const syntax::Document& document) {
        for (const auto& node : Written{&document, document.root()}.children()) {
            if (node.kind() != Kind::error && head_lost(node)) lost_head(node);
            const auto written_as = node.kind() == Kind::error ? meant(node) : node.kind();
            if (written_as == Kind::calendar && (node.kind() == Kind::error || head_lost(node))) context_.calendars_lost = true;
            if ((written_as == Kind::record || written_as == Kind::spell || written_as == Kind::error) && (node.kind() == Kind::error || head_lost(node))) context_.links_lost = true;
            if (node.kind() == Kind::error) lost_declaration(node);
            else declaration(node);
        }
    }

private:
    // The names that could not be read are not unknown; where not even the name can be told, any may be meant.
    void lost_declaration(Written node) {
        const auto kind = meant(node);
        auto name = name_in_lost(node);
        if (kind == Kind::use) context_.files_lost = true;
        if (kind == Kind::use || kind == Kind::example || kind == Kind::ruleset || kind == Kind::feed) return;
        if (name.empty()) context_.files_lost = true;
        else context_.lost_names.insert(std::move(name));
    }

    void lost_head(Written node) {
        if (node.kind() == Kind::example || node.kind() == Kind::ruleset || node.kind() == Kind::feed) return;
        if (node.child(Kind::name)) return;
        for (const auto& each : node.children(Kind::error)) {
            if (meant(each) == node.kind()) return lost_declaration(each);
        }
        context_.files_lost = true;
    }

    void declaration(Written node) {
        switch (node.kind()) {
            case Kind::ruleset: context_.rulesets.push_back(node); break;
            case Kind::record: add(context_.records, records_, node); break;
            case Kind::spell: spell(node); break;
            case Kind::calendar: add(context_.calendars, calendars_, node); break;
            case Kind::feed: add(context_.feeds, feeds_, node); break;
            case Kind::scale: add(context_.scales, scales_, node); break;
            case Kind::define: add(context_.defines, defines_, node); break;
            case Kind::timescale: add(context_.timescales, rules_, node); break;
            case Kind::check: add(context_.checks, rules_, node); break;
            case Kind::measure: add(context_.measures, rules_, node); break;
            case Kind::action: add(context_.actions, rules_, node); break;
            case Kind::example:
                if (node.child(Kind::name)) context_.examples.push_back(node);
                break;
            default: break;
        }
    }

    void add(Names& names, Seen& seen, Written node) {
        const auto name = node.child(Kind::name);
        if (name && !fresh(seen, name, node.kind(), node)) context_.twins = true;
        names.items.push_back({name ? name.value() : std::string(), node});
    }

    // A spell fills the record of its name, so only another spell may not have it.
    void spell(Written node) {
        const auto name = node.child(Kind::name);
        if (name && head_lost(node)) context_.lost_names.insert(name.value());
        else if (name && fresh(spells_, name, Kind::spell)) context_.spells.push_back(node);
    }

    bool fresh(Seen& seen, Written name, Kind kind, Written declaration = {}) {
        const auto [found, first] = seen.try_emplace(name.value(), name.range(), kind);
        if (first) return true;
        const auto& [range, other] = found->second;
        // `calendar council` and nothing of a calendar behind it, where a rule was meant to count by that calendar.
        const bool to_count_by = kind == Kind::calendar && declaration.size() == 1;
        const std::string help = to_count_by ? "to count by it, write `on calendar " + found->first + "` in the rule" : other == kind ? "give one of them another name, or take one out" : "timescales, checks, measures and actions share one set of names";
        // Of a file and one that it uses, the one that uses is to be changed.
        const bool own = range.file != name.range().file && uses(range.file, name.range().file);
        auto& told = context_.report(DiagnosticKind::duplicate_name, own ? range : name.range(), quoted(found->first) + " is declared twice", help);
        context_.label(told, own ? name.range() : range, own ? "it is declared here, in a file that is used" : "first here");
        return false;
    }

    // Whether a file brings in another, by itself or through others.
    bool uses(FileId from, FileId wanted) const {
        std::vector<FileId> open{from}, met;
        while (!open.empty()) {
            const FileId file = open.back();
            open.pop_back();
            if (file == wanted) return true;
            if (std::find(met.begin(), met.end(), file) != met.end()) continue;
            met.push_back(file);
            for (const auto& document : context_.documents) {
                if (document.file() != file) continue;
                for (const auto& use : Written{&document, document.root()}.children(Kind::use)) {
                    if (!use[0]) continue;
                    const auto path = context_.loader.resolve((*context_.sources)[file].path(), use[0].value());
                    for (FileId id = 0; id < context_.sources->size(); ++id)
                        if ((*context_.sources)[id].path() == path) open.push_back(id);
                }
            }
        }
        return false;
    }

    Context& context_;
    Seen records_, spells_, calendars_, feeds_, scales_, defines_, rules_;
};

void sort_by_name(Names& names) {
    auto sorted = names.items;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Declaration& a, const Declaration& b) { return a.name < b.name; });
    names.reorder(std::move(sorted));
}

// Needed ones first, else in the order of the files. A circle is reported elsewhere and ends the walk.
void needed_first(Names& names, Kind link) {
    std::vector<Declaration> sorted;
    std::vector<char> state(names.items.size(), 0);
    const auto visit = [&](const auto& self, std::size_t i) -> void {
        if (state[i] != 0) return;
        state[i] = 1;
        const auto& node = names.items[i].node;
        const auto of = node.child(link);
        if (of && of[0]) {
            const auto parent = names.find(of[0].value());
            if (parent != model::none) self(self, parent);
        }
        sorted.push_back(names.items[i]);
    };
    for (std::size_t i = 0; i < names.items.size(); ++i) visit(visit, i);
    names.reorder(std::move(sorted));
}

// A definition is used by what could not be read.
void used_where_lost(Context& context, Written node) {
    if (is_lost(node)) {
        for (const auto& name : names_in(node.text())) {
            if (const auto id = context.defines.find(name); id != model::none) context.define_used[id] = true;
        }
    }
    for (const auto& child : node.children()) used_where_lost(context, child);
}

}  // namespace

void collect(Context& context) {
    Collector collector(context);
    for (const auto& document : context.documents) collector.document(document);
    // A spell without a record of its name declares one.
    for (const auto& spell : context.spells) {
        const auto name = spell.child(Kind::name).value();
        if (context.records.find(name) == model::none) context.records.items.push_back({name, spell});
    }
    needed_first(context.records, Kind::of);
    needed_first(context.calendars, Kind::extends);
    for (auto* names : {&context.feeds, &context.scales, &context.defines, &context.timescales, &context.checks, &context.measures, &context.actions}) {
        sort_by_name(*names);
    }
    context.define_used.assign(context.defines.items.size(), false);
    context.define_broken.assign(context.defines.items.size(), false);
    if (!context.mistakes.empty()) {
        for (const auto& document : context.documents) used_where_lost(context, {&document, document.root()});
    }
}

}  // namespace duly::check
