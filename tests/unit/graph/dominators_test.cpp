// What every way passes, against leaving out each node in turn.
#include "dsl/model/graph_dominators.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace duly::model {
namespace {

using Ids = std::vector<GraphId>;
using Edges = std::vector<std::pair<GraphId, GraphId>>;

bool reaches(std::size_t nodes, const Edges& edges, GraphId from, const Ids& ends, GraphId without) {
    std::vector<bool> met(nodes, false);
    Ids queue{from};
    met[from] = true;
    for (std::size_t at = 0; at < queue.size(); ++at) {
        if (std::find(ends.begin(), ends.end(), queue[at]) != ends.end()) return true;
        for (const auto& [first, second] : edges)
            if (first == queue[at] && second != without && !met[second]) {
                met[second] = true;
                queue.push_back(second);
            }
    }
    return false;
}

TEST(EveryWay, PassesWhatCannotBeGoneRound) {
    // 0 leads over 1 and 2 to 3, and from there to the ends 4 and 5.
    EXPECT_EQ(on_every_way(6, Edges{{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}, {3, 5}}, 0, Ids{4, 5}), (Ids{3}));
    EXPECT_EQ(on_every_way(6, Edges{{0, 1}, {1, 3}, {3, 4}}, 0, Ids{4}), (Ids{1, 3, 4}));
    EXPECT_EQ(on_every_way(3, Edges{{0, 1}, {0, 2}}, 0, Ids{1, 2}), Ids());
    EXPECT_EQ(on_every_way(3, Edges{{0, 1}}, 0, Ids{2}), Ids());
}

TEST(EveryWay, RandomGraphs) {
    std::mt19937 random(11);
    for (int round = 0; round < 500; ++round) {
        const std::size_t nodes = 3 + random() % 10;
        Edges edges;
        for (std::size_t n = random() % (3 * nodes); n > 0; --n) {
            const auto a = static_cast<GraphId>(random() % nodes), b = static_cast<GraphId>(random() % nodes);
            if (a < b) edges.emplace_back(a, b);
        }
        Ids ends;
        for (GraphId node = 1; node < nodes; ++node)
            if (random() % 4 == 0) ends.push_back(node);
        Ids expected;
        if (reaches(nodes, edges, 0, ends, none))
            for (GraphId node = 1; node < nodes; ++node)
                if (!reaches(nodes, edges, 0, ends, node)) expected.push_back(node);
        ASSERT_EQ(on_every_way(nodes, edges, 0, ends), expected) << "round " << round;      // numbers go along edges
    }
}

}  // namespace
}  // namespace duly::model
