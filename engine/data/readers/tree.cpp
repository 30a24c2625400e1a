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
    else nodes_[id].loose = true;
    stack_.push_back({id, at, {}, false});
    return true;
}

bool Tree::attribute(std::string_view name, std::string_view value) {
    const auto id = find_or_add(stack_.back().node, "@" + std::string(name));
    if (id == none) return false;
    nodes_[stack_.back().node].parts = true;
    stack_.back().parts = true;
    nodes_[id].attribute = nodes_[id].loose = true;
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
    // `lists`: what some row has several times gives columns too.
    TableMaker(std::shared_ptr<Tree> tree, Id id, bool unnamed, bool lists, const ReadContext& context) : tree_(std::move(tree)), id_(id), unnamed_(unnamed), lists_(lists), context_(context) {
        for (Id at = id; at != Tree::none; at = tree_->node(at).parent) outer_.push_back(at);
        const auto& node = tree_->node(id);
        if (node.parts) add_own({}, 0, {}, id, Tree::none, false);
        else add(node.name, {});
        table_.own = headers_.size();
        if (node.parts) add_inner({}, 0, {}, id, Tree::none, false);
        table_.within = headers_.size();
        add_late();
        empty_ = headers_.empty();
        for (std::size_t steps = 0; steps < outer_.size(); ++steps) {
            const auto name = name_of(steps);
            if (steps > 0) {
                add_own(name + "/", steps, {}, outer_[steps], outer_[steps - 1], false);
                add_inner(name + "/", steps, {}, outer_[steps], outer_[steps - 1], false);
                add_late();
            }
            if (steps == 0 || tree_->node(outer_[steps]).parts) add(name + " number", {steps, {}, true});
        }
        table_.headers = headers_;
        table_.plain = !node.parts;
        table_.name = path_of(id);
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
    std::shared_ptr<Tree> tree_;
    Id id_;
    bool unnamed_, lists_;
    ReadContext context_;
    std::vector<Id> outer_;         // the row's element, the one round it, ...
    std::vector<std::pair<std::string, Source>> late_;
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
    // What some row has several times is a table of its own as well: it stands behind the other columns and speaks for no feed.
    void add(std::string header, Source source, bool several) {
        if (several) late_.emplace_back(std::move(header), std::move(source));
        else add(std::move(header), std::move(source));
    }
    void add_late() {
        for (auto& [header, source] : late_) add(std::move(header), std::move(source));
        late_.clear();
    }
    // Its text, its attributes and the parts that have none themselves.
    void add_own(const std::string& prefix, std::size_t steps, const std::vector<Id>& inwards, Id id, Id leads_here, bool several) {
        const auto& node = tree_->node(id);
        for (const auto kid : node.kids) {
            const auto& part = tree_->node(kid);
            if (part.parts || (part.repeated && kid == leads_here)) continue;
            auto path = inwards;
            path.push_back(kid);
            const auto shown = part.attribute && !node.by_name.contains(part.name.substr(1)) ? part.name.substr(1) : part.name;
            add(prefix + shown, {steps, std::move(path), false}, several || part.repeated);
        }
        if (node.told) add(prefix + node.name, {steps, inwards, false}, several);
    }
    // What stands in its parts, but for the one that leads to the row, and lists.
    void add_inner(const std::string& prefix, std::size_t steps, const std::vector<Id>& inwards, Id id, Id leads_here, bool several) {
        for (const auto kid : tree_->node(id).kids) {
            const auto& part = tree_->node(kid);
            if (!part.parts || !part.loose || kid == leads_here || (part.repeated && !lists_)) continue;
            auto path = inwards;
            path.push_back(kid);
            add_own(prefix + part.name + "/", steps, path, kid, Tree::none, several || part.repeated);
            add_inner(prefix + part.name + "/", steps, path, kid, Tree::none, several || part.repeated);
        }
    }
    std::string path_of(Id id) const {
        std::string path;
        for (; id != Tree::none && !(unnamed_ && tree_->node(id).parent == Tree::none); id = tree_->node(id).parent) path = tree_->node(id).name + (path.empty() ? "" : "/") + path;
        return path;
    }

    // By element: in each occurrence of its parent the first that holds something, and how many do.
    struct Firsts { std::vector<Id> first, times; };
    Firsts firsts_of(Id kid) const {
        Firsts out;
        const auto& node = tree_->node(kid);
        const auto parents = tree_->node(node.parent).owner.size();
        out.first.resize(parents, Tree::none);
        if (node.repeated) out.times.resize(parents);
        for (Id at = 0; at < node.owner.size(); ++at) {
            auto& first = out.first[node.owner[at]];
            if (first == Tree::none || (tree_->blank(kid, first) && !tree_->blank(kid, at))) first = at;
            if (node.repeated && !tree_->blank(kid, at)) ++out.times[node.owner[at]];
        }
        return out;
    }
    void note_several(Id kid, Id parent_at, Id first, Id times, std::vector<Several>& several) const {
        if (!tree_->tell_once(kid, parent_at)) return;
        const auto& node = tree_->node(kid);
        auto place = context_.place(node.line[first], path_of(node.parent));
        place.field = node.attribute ? node.name.substr(1) : node.name;
        place.text = node.text_of(first);
        place.cell = "row " + std::to_string(parent_at + 1);
        several.push_back({path_of(kid), std::move(place), times});
    }

    TableText read(const std::vector<bool>& wanted) const {
        TableText out;
        const auto& row_node = tree_->node(id_);
        const auto rows = static_cast<Id>(row_node.owner.size());
        // By column and row the occurrence that gives the cell. Steps outwards are the same for many columns.
        std::vector<std::vector<Id>> outwards(outer_.size());
        std::map<Id, Firsts> inwards;
        const auto occurrences_outwards = [&](std::size_t steps) {
            for (std::size_t i = 1; i <= steps; ++i) {
                if (!outwards[i].empty()) continue;
                const auto& owners = tree_->node(outer_[i - 1]).owner;
                for (Id row = 0; row < rows; ++row) outwards[i].push_back(owners[i == 1 ? row : outwards[i - 1][row]]);
            }
        };
        for (std::size_t c = 0; c < sources_.size(); ++c) {
            if (!wanted[c]) continue;
            occurrences_outwards(sources_[c].outwards);
            for (const auto kid : sources_[c].inwards)
                if (!inwards.contains(kid)) inwards.emplace(kid, firsts_of(kid));
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
                    const auto& firsts = inwards.find(id)->second;
                    const auto parent_at = at;
                    at = firsts.first[parent_at];
                    if (!firsts.times.empty() && firsts.times[parent_at] > 1) note_several(id, parent_at, at, firsts.times[parent_at], out.several);
                }
                if (at == Tree::none) continue;
                if (source.number) out.text += std::to_string(tree_->node(id).first_number + at + 1);
                else put_cell(out.text, tree_->node(id).text_of(at));
            }
            out.text += row_end;
            out.places.lines.push_back(row_node.line[row]);
            if (out.text.size() > context_.allowed) {
                out.obstacle = "the table unfolds to more than " + std::to_string(context_.allowed >> 20) + " MB";
                break;
            }
        }
        return out;
    }
};

}  // namespace

std::uint32_t Tree::only_list() const {
    if (nodes_.empty() || nodes_[0].repeated) return none;
    auto list = none;
    for (const auto kid : nodes_[0].kids) {
        if (!nodes_[kid].parts && !nodes_[kid].repeated) continue;
        if (list != none || nodes_[kid].loose || !nodes_[kid].parts) return none;
        list = kid;
    }
    return list;
}

std::vector<SourceTable> Tree::tables(std::shared_ptr<Tree> tree, const ReadContext& context, bool unnamed) {
    std::vector<SourceTable> out;
    std::uint32_t most = 0;
    for (auto& node : tree->nodes_) {
        node.first_number = context.numbered;
        most = std::max(most, static_cast<std::uint32_t>(node.owner.size()));
    }
    context.numbered += most;
    // Lists cost a file of many kinds of rows more columns than it may have: it is read without them then, and says so.
    const auto list = unnamed ? tree->only_list() : none;
    for (const bool lists : {true, false}) {
        std::size_t columns = 0;
        out.clear();
        for (Id id = 0; id < tree->nodes_.size() && columns <= max_columns; ++id) {
            if (tree->nodes_[id].attribute || (!tree->nodes_[id].parts && !tree->nodes_[id].told && !tree->nodes_[id].repeated)) continue;
            auto maker = std::make_shared<const TableMaker>(tree, id, unnamed, lists, context);
            columns += maker->columns();
            if (maker->empty()) continue;
            out.push_back(TableMaker::table(std::move(maker)));
            if (list != none && id != 0) out.back().list = tree->nodes_[list].name;
        }
        if (columns <= max_columns) return out;
        if (lists)
            context.quality.list(DiagnosticKind::repeated_name, context.place(), "the file has so many kinds of rows that parts which some row has several times are read as tables only, and no row has columns of them",
                                 "split the file, or export its tables as CSV, if a feed reads such a column");
    }
    return context.too_large();
}

}  // namespace duly::data
