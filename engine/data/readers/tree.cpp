#include "engine/data/readers/tree.hpp"

#include <algorithm>

#include "engine/data/text.hpp"

namespace duly::data {

std::uint32_t Tree::find_or_add(std::uint32_t parent, std::string_view name) {
    if (parent == none && !nodes_.empty()) return 0;
    if (parent != none)
        if (const auto found = nodes_[parent].by_name.find(name); found != nodes_[parent].by_name.end()) return found->second;
    if (nodes_.size() >= max_paths) return none;
    const auto id = static_cast<std::uint32_t>(nodes_.size());
    nodes_.emplace_back();
    nodes_.back().name = name;
    nodes_.back().parent = parent;
    if (parent != none) {
        nodes_[parent].kids.push_back(id);
        nodes_[parent].by_name.emplace(name, id);
    }
    bytes_ += sizeof(Node) + 2 * name.size();
    return id;
}

std::uint32_t Tree::occur(std::uint32_t id, std::uint32_t line) {
    auto& node = nodes_[id];
    const auto at = static_cast<std::uint32_t>(node.owner.size());
    const auto owner = stack_.empty() ? 0 : stack_.back().occurrence;
    if (at > 0 && node.owner.back() == owner) node.repeated = true;
    node.owner.push_back(owner);
    node.line.push_back(line);
    node.empty.push_back(false);
    bytes_ += 17;
    return at;
}

bool Tree::open(std::string_view name, std::uint32_t line, bool listed) {
    if (stack_.size() >= max_depth) return false;
    const auto id = find_or_add(stack_.empty() ? none : stack_.back().node, name);
    if (id == none) return false;
    if (!stack_.empty()) {
        nodes_[stack_.back().node].parts = true;
        stack_.back().parts = true;
    }
    const auto at = occur(id, line);
    if (listed) nodes_[id].repeated = true;
    stack_.push_back({id, at, {}, false});
    return true;
}

bool Tree::attribute(std::string_view name, std::string_view value) {
    const auto id = find_or_add(stack_.back().node, "@" + std::string(name));
    if (id == none) return false;
    nodes_[stack_.back().node].parts = true;
    stack_.back().parts = true;
    nodes_[id].attribute = true;
    occur(id, nodes_[stack_.back().node].line.back());
    nodes_[id].texts += value;
    nodes_[id].ends.push_back(nodes_[id].texts.size());
    bytes_ += value.size();
    return true;
}

void Tree::close() {
    const auto& top = stack_.back();
    auto& node = nodes_[top.node];
    const auto text = trim_blanks(top.text);
    node.texts += text;
    node.ends.push_back(node.texts.size());
    node.told |= !text.empty();
    node.empty[top.occurrence] = text.empty() && !top.parts;
    bytes_ += text.size();
    stack_.pop_back();
}

bool Tree::has(std::string_view name) const {
    const auto& top = stack_.back();
    const auto found = nodes_[top.node].by_name.find(name);
    return found != nodes_[top.node].by_name.end() && !nodes_[found->second].owner.empty() && nodes_[found->second].owner.back() == top.occurrence;
}

namespace {

using Id = std::uint32_t;

// Where a cell of a row comes from: so many steps outwards, then inwards by these elements.
struct Source { std::size_t outwards = 0; std::vector<Id> inwards; bool number = false; };

class TableMaker {
public:
    TableMaker(std::shared_ptr<const Tree> tree, Id id, bool unnamed, std::size_t allowed) : tree_(std::move(tree)), id_(id), allowed_(allowed) {
        for (Id at = id; at != Tree::none; at = tree_->node(at).parent) outer_.push_back(at);
        const auto& node = tree_->node(id);
        if (node.parts) add_own({}, 0, {}, id);
        else add(node.name, {});
        const auto rows_own = headers_.size();
        if (node.parts) add_inner({}, 0, {}, id, Tree::none);
        empty_ = headers_.empty();
        for (std::size_t steps = 0; steps < outer_.size(); ++steps) {
            const auto name = name_of(steps);
            if (steps > 0) {
                add_own(name + "/", steps, {}, outer_[steps]);
                add_inner(name + "/", steps, {}, outer_[steps], outer_[steps - 1]);
            }
            if (steps == 0 || tree_->node(outer_[steps]).parts) add(name + " number", {steps, {}, true});
        }
        table_.own = rows_own;
        table_.headers = headers_;
        table_.plain = !node.parts;
        for (auto at = outer_.rbegin() + (unnamed ? 1 : 0); at < outer_.rend(); ++at) table_.name += (table_.name.empty() ? "" : "/") + tree_->node(*at).name;
    }

    bool empty() const { return empty_; }
    std::size_t columns() const { return headers_.size(); }
    // `self` keeps the tree for as long as the table may be read.
    static SourceTable table(std::shared_ptr<const TableMaker> self) {
        auto table = self->table_;
        table.read = [self](const std::vector<bool>& wanted) { return self->read(wanted); };
        return table;
    }

private:
    std::shared_ptr<const Tree> tree_;
    Id id_;
    std::size_t allowed_;
    std::vector<Id> outer_;         // the row's element, the one round it, ...
    std::vector<std::string> headers_;
    std::vector<Source> sources_;
    SourceTable table_;
    bool empty_ = false;

    void add(std::string header, Source source) {
        if (headers_.size() > Tree::max_columns) return;
        headers_.push_back(std::move(header));
        sources_.push_back(std::move(source));
    }
    // The element's name, or its whole path where one nearer to the row has the same name.
    std::string name_of(std::size_t steps) const {
        const auto& name = tree_->node(outer_[steps]).name;
        for (std::size_t i = 0; i < steps; ++i) {
            if (tree_->node(outer_[i]).name != name) continue;
            std::string path;
            for (auto at = outer_.size(); at-- > steps;) path += (path.empty() ? "" : "/") + tree_->node(outer_[at]).name;
            return path;
        }
        return name;
    }
    // Its text, its attributes and the parts that have none themselves.
    void add_own(const std::string& prefix, std::size_t steps, std::vector<Id> inwards, Id id) {
        const auto& node = tree_->node(id);
        const auto source = [&](Id kid) {
            auto path = inwards;
            path.push_back(kid);
            return Source{steps, std::move(path), false};
        };
        for (const auto kid : node.kids) {
            const auto& part = tree_->node(kid);
            if (part.repeated || part.parts) continue;
            const auto shown = part.attribute && !node.by_name.contains(part.name.substr(1)) ? part.name.substr(1) : part.name;
            add(prefix + shown, source(kid));
        }
        if (node.told) add(prefix + node.name, {steps, inwards, false});
    }
    // What stands in parts that occur once, but for the one that leads to the row.
    void add_inner(const std::string& prefix, std::size_t steps, const std::vector<Id>& inwards, Id id, Id leads_here) {
        for (const auto kid : tree_->node(id).kids) {
            const auto& part = tree_->node(kid);
            if (part.repeated || !part.parts || kid == leads_here) continue;
            auto path = inwards;
            path.push_back(kid);
            add_own(prefix + part.name + "/", steps, path, kid);
            add_inner(prefix + part.name + "/", steps, path, kid, Tree::none);
        }
    }

    TableText read(const std::vector<bool>& wanted) const {
        TableText out;
        const auto& row_node = tree_->node(id_);
        const auto rows = static_cast<Id>(row_node.owner.size());
        // By column and row the occurrence that gives the cell. Steps outwards are the same for many columns.
        std::vector<std::vector<Id>> outwards(outer_.size());
        std::map<Id, std::vector<Id>> inwards;      // by element: its occurrence in each of its parent's
        const auto occurrences_outwards = [&](std::size_t steps) {
            for (std::size_t i = 1; i <= steps; ++i) {
                if (!outwards[i].empty()) continue;
                const auto& owners = tree_->node(outer_[i - 1]).owner;
                for (Id row = 0; row < rows; ++row) outwards[i].push_back(owners[i == 1 ? row : outwards[i - 1][row]]);
            }
        };
        const auto one_in_each = [&](Id kid) -> const std::vector<Id>& {
            auto& list = inwards[kid];
            const auto& node = tree_->node(kid);
            if (list.empty()) {
                list.resize(tree_->node(node.parent).owner.size(), Tree::none);
                for (Id at = 0; at < node.owner.size(); ++at) list[node.owner[at]] = at;
            }
            return list;
        };
        for (std::size_t c = 0; c < sources_.size(); ++c) {
            if (!wanted[c]) continue;
            occurrences_outwards(sources_[c].outwards);
            for (const auto kid : sources_[c].inwards) one_in_each(kid);
        }
        for (Id row = 0; row < rows; ++row) {
            if (row_node.empty[row]) continue;
            for (std::size_t c = 0; c < sources_.size(); ++c) {
                if (c) out.text += field_end;
                if (!wanted[c]) continue;
                const auto& source = sources_[c];
                Id at = source.outwards ? outwards[source.outwards][row] : row, id = outer_[source.outwards];
                for (std::size_t i = 0; i < source.inwards.size() && at != Tree::none; ++i) {
                    id = source.inwards[i];
                    at = inwards.find(id)->second[at];
                }
                if (at == Tree::none) continue;
                if (source.number) out.text += std::to_string(tree_->node(id).first_number + at + 1);
                else put_cell(out.text, tree_->node(id).text_of(at));
            }
            out.text += row_end;
            out.places.lines.push_back(row_node.line[row]);
            if (out.text.size() > allowed_) {
                out.obstacle = "the table unfolds to more than " + std::to_string(allowed_ >> 20) + " MB";
                break;
            }
        }
        return out;
    }
};

}  // namespace

std::vector<SourceTable> Tree::tables(std::shared_ptr<Tree> tree, const ReadContext& context, bool unnamed) {
    std::vector<SourceTable> out;
    std::uint32_t most = 0;
    for (auto& node : tree->nodes_) {
        node.first_number = context.numbered;
        most = std::max(most, static_cast<std::uint32_t>(node.owner.size()));
    }
    context.numbered += most;
    std::size_t columns = 0;
    for (Id id = 0; id < tree->nodes_.size(); ++id) {
        if (tree->nodes_[id].attribute || (!tree->nodes_[id].parts && !tree->nodes_[id].told && !tree->nodes_[id].repeated)) continue;
        auto maker = std::make_shared<const TableMaker>(tree, id, unnamed, context.allowed);
        columns += maker->columns();
        if (columns > max_columns) return context.too_large();
        if (!maker->empty()) out.push_back(TableMaker::table(std::move(maker)));
    }
    return out;
}

}  // namespace duly::data
