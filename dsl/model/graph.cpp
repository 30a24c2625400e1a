#include "dsl/model/graph.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>

namespace duly::model {
namespace {

using Csr = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property, boost::no_property, GraphId, GraphId>;
using Edges = std::vector<std::pair<GraphId, GraphId>>;

// The graph whose edges lead from a node to its `neighbours`, for the algorithms of Boost.Graph.
template <typename Neighbours>
Csr make(std::size_t nodes, const Neighbours& neighbours) {
    Edges edges;
    for (GraphId node = 0; node < nodes; ++node)
        for (const GraphId other : neighbours(node)) edges.emplace_back(node, other);
    return Csr(boost::edges_are_sorted, edges.begin(), edges.end(), static_cast<GraphId>(nodes));
}

auto index_map(const Csr& graph) { return boost::get(boost::vertex_index, graph); }

std::vector<GraphId> reach(const Csr& graph, GraphId from) {
    std::vector<boost::default_color_type> colours(boost::num_vertices(graph), boost::white_color);
    const auto colour_map = boost::make_iterator_property_map(colours.begin(), index_map(graph));
    boost::queue<GraphId> queue;
    boost::breadth_first_visit(graph, from, queue, boost::bfs_visitor<>(), colour_map);
    std::vector<GraphId> out;
    for (GraphId node = 0; node < colours.size(); ++node)
        if (colours[node] != boost::white_color) out.push_back(node);
    return out;
}

// The shortest way from `first` back to itself inside its component: breadth first, neighbours in order of their ids.
std::vector<GraphId> shortest_circle(const Csr& graph, const std::vector<GraphId>& component, GraphId first) {
    std::vector<GraphId> queue{first}, before(component.size(), none);
    for (std::size_t at = 0; at < queue.size(); ++at) {
        const GraphId node = queue[at];
        for (auto [edge, end] = boost::out_edges(node, graph); edge != end; ++edge) {
            const GraphId next = boost::target(*edge, graph);
            if (next == first) {
                std::vector<GraphId> path;
                for (GraphId step = node; step != first; step = before[step]) path.push_back(step);
                path.push_back(first);
                std::reverse(path.begin(), path.end());
                return path;
            }
            if (component[next] != component[first] || before[next] != none) continue;
            before[next] = node;
            queue.push_back(next);
        }
    }
    return {};
}

}  // namespace

Graph::Graph(std::vector<GraphNode> nodes, const Edges& edges) : nodes_(std::move(nodes)) { build(edges); }

void Graph::build(const Edges& edges) {
    // By node, then each node's own few: they mostly come in order.
    const auto fill = [this, &edges](bool turned, std::vector<std::uint32_t>& offsets, std::vector<GraphId>& targets) {
        offsets.assign(nodes_.size() + 1, 0);
        for (const auto& [from, to] : edges) ++offsets[(turned ? to : from) + 1];
        for (std::size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
        targets.resize(edges.size());
        std::vector<std::uint32_t> next(offsets.begin(), offsets.end() - 1);
        for (const auto& [from, to] : edges) targets[next[turned ? to : from]++] = turned ? from : to;
        auto kept = targets.begin();
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            const auto first = targets.begin() + offsets[node], last = targets.begin() + offsets[node + 1];
            if (!std::is_sorted(first, last)) std::sort(first, last);
            offsets[node] = static_cast<std::uint32_t>(kept - targets.begin());
            kept = std::move(first, std::unique(first, last), kept);
        }
        offsets.back() = static_cast<std::uint32_t>(kept - targets.begin());
        targets.erase(kept, targets.end());
    };
    fill(false, out_offsets_, out_);
    fill(true, in_offsets_, in_);
}

std::span<const GraphId> Graph::needs(GraphId node) const { return {in_.data() + in_offsets_[node], in_.data() + in_offsets_[node + 1]}; }
std::span<const GraphId> Graph::needed_by(GraphId node) const { return {out_.data() + out_offsets_[node], out_.data() + out_offsets_[node + 1]}; }

GraphId Graph::find(NodeKind kind, std::uint32_t ref) const {
    for (GraphId node = 0; node < nodes_.size(); ++node)
        if (nodes_[node].kind == kind && nodes_[node].ref == ref) return node;
    return none;
}

std::vector<GraphId> Graph::order() const {
    // Boost gives a reversed order; along edges that lead to what is needed, that is: needed ones first.
    const Csr graph = make(nodes_.size(), [this](GraphId node) { return needs(node); });
    std::vector<GraphId> out;
    out.reserve(nodes_.size());
    boost::topological_sort(graph, std::back_inserter(out));
    return out;
}

std::vector<std::vector<GraphId>> Graph::circles() const {
    const Csr graph = make(nodes_.size(), [this](GraphId node) { return needs(node); });
    std::vector<GraphId> component(nodes_.size());
    const std::size_t count = boost::strong_components(graph, boost::make_iterator_property_map(component.begin(), index_map(graph)));
    std::vector<std::uint32_t> size(count, 0);
    for (const GraphId one : component) ++size[one];
    std::vector<std::vector<GraphId>> out;
    for (GraphId node = 0; node < nodes_.size(); ++node) {
        // A node alone in its component is a circle only when it needs itself.
        const auto own = needs(node);
        if (size[component[node]] > 1) out.push_back(shortest_circle(graph, component, node));
        else if (std::binary_search(own.begin(), own.end(), node)) out.push_back({node});
        size[component[node]] = 0;      // each circle once
    }
    return out;
}

std::vector<GraphId> Graph::upstream(GraphId from) const {
    return reach(make(nodes_.size(), [this](GraphId node) { return needs(node); }), from);
}
std::vector<GraphId> Graph::downstream(GraphId from) const {
    return reach(make(nodes_.size(), [this](GraphId node) { return needed_by(node); }), from);
}

}  // namespace duly::model
