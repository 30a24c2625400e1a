// Names of all declarations. What is given twice is reported here, with the first place as a label.
#include <algorithm>

#include "dsl/check/lower.hpp"

namespace duly::check {
namespace {

struct Seen {
    std::string name;
    SourceRange range;
    Kind kind;
};

class Collector {
public:
    explicit Collector(Context& context) : context_(context) {}

    void document(const syntax::Document& document) {
        for (const auto& node : Written{&document, document.root()}.children()) declaration(node);
    }

private:
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
            case Kind::example: context_.examples.push_back(node); break;
            default: break;
        }
    }

    void add(Names& names, std::vector<Seen>& seen, Written node) {
        const auto name = node.child(Kind::name);
        if (!name) return;
        if (fresh(seen, name, node.kind())) names.items.push_back({name.value(), node});
    }

    // A spell fills the record of its name, so only another spell may not have it.
    void spell(Written node) {
        const auto name = node.child(Kind::name);
        if (name && fresh(spells_, name, Kind::spell)) context_.spells.push_back(node);
    }

    bool fresh(std::vector<Seen>& seen, Written name, Kind kind) {
        const auto written = name.value();
        for (const auto& each : seen) {
            if (each.name != written) continue;
            const std::string help = each.kind == kind ? "give one of them another name" : "timescales, checks, measures and actions share one set of names";
            auto& told = context_.report(DiagnosticKind::duplicate_name, name, quoted(written) + " is declared twice", help);
            context_.label(told, each.range, "first here");
            return false;
        }
        seen.push_back({written, name.range(), kind});
        return true;
    }

    Context& context_;
    std::vector<Seen> records_, spells_, calendars_, feeds_, scales_, defines_, rules_;
};

void sort_by_name(Names& names) {
    std::sort(names.items.begin(), names.items.end(), [](const Declaration& a, const Declaration& b) { return a.name < b.name; });
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
        if (of) {
            const auto parent = names.find(of[0].value());
            if (parent != model::none) self(self, parent);
        }
        sorted.push_back(names.items[i]);
    };
    for (std::size_t i = 0; i < names.items.size(); ++i) visit(visit, i);
    names.items = std::move(sorted);
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
}

}  // namespace duly::check
