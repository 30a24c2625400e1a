// Declarations that need each other in a circle, with the whole path.
#include <map>
#include <set>

#include <algorithm>

#include "dsl/check/lower.hpp"
#include "dsl/model/graph.hpp"

namespace duly::check {
namespace {

using model::GraphId;
using model::none;

class Builder {
public:
    explicit Builder(Context& context) : context_(context) {
        // A bare name is a value of a choice before it is a definition.
        for (const auto& record : context.records.items) {
            for (const auto& field : record.node.children(Kind::field)) {
                if (const auto type = field.child(Kind::type)) {
                    for (const auto& value : type.children()) values_.insert(value.value());
                }
            }
        }
        add(model::NodeKind::calendar, context.calendars);
        add(model::NodeKind::record, context.records);
        add(model::NodeKind::define, context.defines);
        add(model::NodeKind::timescale, context.timescales);
        add(model::NodeKind::check, context.checks);
        add(model::NodeKind::measure, context.measures);
        add(model::NodeKind::action, context.actions);
        for (GraphId id = 0; id < nodes_.size(); ++id) walk(id, names(nodes_[id].kind).items[nodes_[id].ref].node);
        // A spell is made from its parts, which may be spells too; that parts are not `of` it is told elsewhere.
        for (const auto& spell : context.spells) {
            const auto part = spell[2].value();
            if (std::none_of(context.spells.begin(), context.spells.end(), [&](Written other) { return other[0].value() == part; })) continue;
            const auto record = context.records.find(spell[0].value());
            for (GraphId id = 0; record != none && id < nodes_.size(); ++id) {
                if (nodes_[id].kind == model::NodeKind::record && nodes_[id].ref == record) need(id, model::NodeKind::record, spell[2]);
            }
        }
    }

    void report() {
        const model::Graph graph(nodes_, edges_);
        for (const auto& circle : graph.circles()) {
            std::string path;
            for (const auto id : circle) path += quoted(nodes_[id].name) + " needs ";
            path += quoted(nodes_[circle.front()].name);
            if (circle.size() == 1) path = quoted(nodes_[circle[0]].name) + " needs itself";
            auto& told = context_.report(DiagnosticKind::circle, nodes_[circle.front()].at, "these declarations need each other: " + path, "take one of them out of the circle");
            if (circle.size() == 1) told.message = path;
            for (std::size_t i = 1; i < circle.size(); ++i) context_.label(told, nodes_[circle[i]].at, quoted(nodes_[circle[i]].name) + " is declared here");
            for (const auto id : circle) {
                if (nodes_[id].kind != model::NodeKind::define) continue;
                context_.define_broken[nodes_[id].ref] = true;
                context_.define_used[nodes_[id].ref] = true;
            }
        }
    }

private:
    void add(model::NodeKind kind, const Names& names) {
        first_[kind] = static_cast<GraphId>(nodes_.size());
        for (std::size_t i = 0; i < names.items.size(); ++i) {
            const auto id = static_cast<std::uint32_t>(i);
            nodes_.push_back({kind, id, names.items[i].name, {}, names.name_range(id)});
        }
    }

    const Names& names(model::NodeKind kind) const {
        switch (kind) {
            case model::NodeKind::calendar: return context_.calendars;
            case model::NodeKind::record: return context_.records;
            case model::NodeKind::define: return context_.defines;
            case model::NodeKind::timescale: return context_.timescales;
            case model::NodeKind::check: return context_.checks;
            case model::NodeKind::measure: return context_.measures;
            case model::NodeKind::action: return context_.actions;
        }
        return context_.records;
    }

    void need(GraphId by, model::NodeKind kind, Written name) {
        if (!name) return;
        const auto ref = names(kind).find(name.value());
        if (ref == none) return;
        edges_.emplace_back(first_.at(kind) + ref, by);
    }

    void walk(GraphId by, Written node) {
        using model::NodeKind;
        switch (node.kind()) {
            case Kind::of:
                if (nodes_[by].kind == NodeKind::record) need(by, NodeKind::record, node[0]);
                break;
            case Kind::extends: need(by, nodes_[by].kind, node[0]); break;
            case Kind::name_ref: {
                const auto name = node[0].value();
                const bool value = values_.count(name) != 0;
                if (!value) need(by, NodeKind::define, node[0]);
                break;
            }
            case Kind::due_date_of:
            case Kind::percentage_of_timescale:
            case Kind::every_is:
            case Kind::need_no_breach: need(by, NodeKind::timescale, node.child(Kind::name)); break;
            case Kind::need_at_most: need(by, NodeKind::timescale, node.child(Kind::name)); break;
            case Kind::rate_per: need(by, NodeKind::define, node.child(Kind::name)); break;
            case Kind::grade_of:
            case Kind::value_of:
            case Kind::need_measure: need(by, NodeKind::measure, node.child(Kind::name)); break;
            case Kind::need_name: {
                // A word says which is meant. A bare name means the check; that an action has the same name is told elsewhere.
                const auto name = node.child(Kind::name);
                const bool is_check = node.word() == 1 || (node.word() == 0 && name && context_.checks.find(name.value()) != none);
                need(by, is_check ? NodeKind::check : NodeKind::action, name);
                break;
            }
            default: break;
        }
        for (const auto& child : node.children()) walk(by, child);
    }

    Context& context_;
    std::vector<model::GraphNode> nodes_;
    std::vector<std::pair<GraphId, GraphId>> edges_;
    std::set<std::string> values_;
    std::map<model::NodeKind, GraphId> first_;      // of each kind, in the order of its names
};

}  // namespace

void find_circles(Context& context) { Builder(context).report(); }

}  // namespace duly::check
