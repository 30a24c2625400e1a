#include "dsl/model/graph_dominators.hpp"

#include <algorithm>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>

namespace duly::model {
namespace {

using Edge = std::pair<GraphId, GraphId>;

std::vector<GraphId> reach(std::size_t nodes, std::span<const Edge> edges, GraphId from) {
    std::vector<std::vector<GraphId>> next(nodes);
    for (const auto& [first, second] : edges) next[first].push_back(second);
    std::vector<bool> met(nodes, false);
    std::vector<GraphId> queue{from};
    met[from] = true;
    for (std::size_t at = 0; at < queue.size(); ++at)
        for (const GraphId node : next[queue[at]])
            if (!met[node]) {
                met[node] = true;
                queue.push_back(node);
            }
    return queue;
}

}  // namespace

std::vector<GraphId> on_every_way(std::size_t nodes, std::span<const Edge> edges, GraphId from, std::span<const GraphId> ends) {
    using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
    // Boost.Graph takes what cannot be reached for the entry itself: only what can be reached is handed to it.
    std::vector<bool> reached(nodes, false);
    std::vector<Edge> all;
    for (const GraphId node : reach(nodes, edges, from)) reached[node] = true;
    for (const auto& edge : edges)
        if (reached[edge.first]) all.push_back(edge);
    // One end behind all of them: what dominates it stands on every way.
    const auto last = static_cast<GraphId>(nodes);
    for (const GraphId end : ends)
        if (reached[end]) all.emplace_back(end, last);
    const Graph graph(all.begin(), all.end(), nodes + 1);
    std::vector<GraphId> before(nodes + 1, none);
    boost::lengauer_tarjan_dominator_tree(graph, from, boost::make_iterator_property_map(before.begin(), boost::get(boost::vertex_index, graph)));
    std::vector<GraphId> passed;
    for (GraphId node = before[last]; node != none && node != from; node = before[node]) passed.push_back(node);
    std::reverse(passed.begin(), passed.end());
    return passed;
}

}  // namespace duly::model
