// Where the boxes of a graph stand: columns from left to right, what is needed before who needs it. Pure: it knows nothing of rules.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace duly::report {

struct Point { double x = 0, y = 0; };
struct Box { double width = 0, height = 0, x = 0, y = 0; };    // in pixels; x, y: the corner at the left top
struct LayoutGaps {
    double column = 64, row = 14, part = 30;    // between columns, between boxes of a column, between parts that no line joins
    std::size_t in_row = 3;                     // at least so many boxes without lines stand in a row, below the rest
};
struct Layout {
    std::vector<Box> boxes;                     // in the order given
    std::vector<std::vector<Point>> lines;      // by edge: from the right side of a box, level through the columns between, to the left side
    double width = 0, height = 0;
};

// Boxes with their sizes, and edges [needed, who needs it] as indices. Earlier boxes stand higher where lines leave the choice. Layers by the longest
// path; crossings are reduced by barycentres (Sugiyama); each column is placed by least squares (pool adjacent violators).
Layout lay_out(std::vector<Box> boxes, const std::vector<std::pair<std::size_t, std::size_t>>& edges, const LayoutGaps& gaps = {});

}  // namespace duly::report
