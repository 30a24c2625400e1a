#include "engine/report/graph_layout.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace duly::report {

namespace {

using Edges = std::vector<std::pair<std::size_t, std::size_t>>;

// One part: its boxes, and a thin place in every column that an edge only passes.
class Part {
public:
    Part(const std::vector<Box>& boxes, std::vector<std::size_t> members, const Edges& edges, std::vector<std::size_t> edge_ids, const LayoutGaps& gaps)
        : gaps_(gaps), members_(std::move(members)), edge_ids_(std::move(edge_ids)) {
        for (const std::size_t member : members_) places_.push_back({boxes[member].width, boxes[member].height, 0, false, {}, {}});
        for (const std::size_t id : edge_ids_) ends_.emplace_back(index_of(edges[id].first), index_of(edges[id].second));
        find_columns();
        add_passing_places();
        reduce_crossings();
        place();
    }

    // Into the layout, with the left top corner at `top`.
    void write(Layout& out, double top) const {
        for (std::size_t i = 0; i < members_.size(); ++i) {
            Box& box = out.boxes[members_[i]];
            box.x = left_[places_[i].column] + (column_width_[places_[i].column] - box.width) / 2;
            box.y = top + centre_[i] - box.height / 2;
        }
        for (std::size_t i = 0; i < edge_ids_.size(); ++i) {
            std::vector<Point>& line = out.lines[edge_ids_[i]];
            const Box& from = out.boxes[members_[ends_[i].first]];
            const Box& to = out.boxes[members_[ends_[i].second]];
            line.push_back({from.x + from.width, from.y + from.height / 2});
            for (const std::size_t passed : passing_[i]) {
                const double x = left_[places_[passed].column], y = top + centre_[passed];
                line.push_back({x, y});
                line.push_back({x + column_width_[places_[passed].column], y});
            }
            line.push_back({to.x, to.y + to.height / 2});
        }
    }
    double width() const { return left_.back() + column_width_.back(); }
    double height() const { return height_; }

private:
    struct Place { double width = 0, height = 0; std::size_t column = 0; bool passing = false; std::vector<std::size_t> before, after; };
    static constexpr double passing_height = 10;

    const LayoutGaps& gaps_;
    std::vector<std::size_t> members_, edge_ids_;
    Edges ends_;                                    // by edge: places
    std::vector<std::vector<std::size_t>> passing_; // by edge
    std::vector<Place> places_;
    std::vector<std::vector<std::size_t>> columns_; // places, from the top
    std::vector<double> left_, column_width_, centre_;
    double height_ = 0;

    std::size_t index_of(std::size_t member) const {
        return static_cast<std::size_t>(std::lower_bound(members_.begin(), members_.end(), member) - members_.begin());
    }

    void find_columns() {
        std::vector<std::size_t> waiting(places_.size(), 0), ready, order;
        std::vector<std::vector<std::size_t>> next(places_.size());
        for (const auto& [from, to] : ends_) {
            next[from].push_back(to);
            ++waiting[to];
        }
        const std::vector<std::size_t> needs = waiting;
        for (std::size_t i = 0; i < places_.size(); ++i)
            if (!waiting[i]) order.push_back(i);
        for (std::size_t at = 0; at < order.size(); ++at) {
            for (const std::size_t to : next[order[at]]) {
                places_[to].column = std::max(places_[to].column, places_[order[at]].column + 1);
                if (--waiting[to] == 0) order.push_back(to);
            }
        }
        // What needs nothing stands just before the first that needs it.
        for (auto at = order.rbegin(); at != order.rend(); ++at) {
            if (needs[*at] || next[*at].empty()) continue;
            std::size_t first = SIZE_MAX;
            for (const std::size_t to : next[*at]) first = std::min(first, places_[to].column);
            if (first > 0) places_[*at].column = first - 1;
        }
    }

    void add_passing_places() {
        passing_.resize(ends_.size());
        for (std::size_t i = 0; i < ends_.size(); ++i) {
            std::size_t last = ends_[i].first;
            const std::size_t to = ends_[i].second;
            for (std::size_t column = places_[last].column + 1; column < places_[to].column; ++column) {
                passing_[i].push_back(places_.size());
                join(last, places_.size());
                last = places_.size();
                places_.push_back({0, passing_height, column, true, {}, {}});
                places_.back().before.push_back(passing_[i].size() > 1 ? passing_[i][passing_[i].size() - 2] : ends_[i].first);
            }
            join(last, to);
            if (places_[to].column > places_[last].column) places_[to].before.push_back(last);
        }
        std::size_t last = 0;
        for (const Place& one : places_) last = std::max(last, one.column);
        columns_.resize(last + 1);
        for (std::size_t i = 0; i < places_.size(); ++i) columns_[places_[i].column].push_back(i);
    }
    void join(std::size_t from, std::size_t to) { places_[from].after.push_back(to); }

    std::vector<std::size_t> positions() const {
        std::vector<std::size_t> at(places_.size());
        for (const auto& column : columns_)
            for (std::size_t i = 0; i < column.size(); ++i) at[column[i]] = i;
        return at;
    }

    // Between neighbouring columns, counted with a Fenwick tree.
    std::uint64_t crossings() const {
        const std::vector<std::size_t> at = positions();
        std::uint64_t total = 0;
        for (std::size_t column = 0; column + 1 < columns_.size(); ++column) {
            std::vector<std::uint64_t> tree(columns_[column + 1].size() + 1, 0);
            std::uint64_t seen = 0;
            for (const std::size_t place : columns_[column]) {
                std::vector<std::size_t> ends;
                for (const std::size_t to : places_[place].after)
                    if (places_[to].column == column + 1) ends.push_back(at[to]);
                for (const std::size_t end : ends) {
                    std::uint64_t above = 0;
                    for (std::size_t i = end + 1; i > 0; i &= i - 1) above += tree[i];
                    total += seen - above;
                }
                for (const std::size_t end : ends)
                    for (std::size_t i = end + 1; i < tree.size(); i += i & (~i + 1)) ++tree[i];
                seen += ends.size();
            }
        }
        return total;
    }

    void sort_column(std::vector<std::size_t>& column, const std::vector<std::size_t>& at, bool forward) {
        std::vector<std::pair<double, std::size_t>> keys;
        for (std::size_t i = 0; i < column.size(); ++i) {
            const std::vector<std::size_t>& others = forward ? places_[column[i]].before : places_[column[i]].after;
            double sum = 0;
            for (const std::size_t other : others) sum += static_cast<double>(at[other]);
            keys.emplace_back(others.empty() ? static_cast<double>(i) : sum / static_cast<double>(others.size()), column[i]);
        }
        std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (std::size_t i = 0; i < column.size(); ++i) column[i] = keys[i].second;
    }

    void reduce_crossings() {
        auto best = columns_;
        std::uint64_t fewest = crossings();
        for (int round = 0; round < 16 && fewest > 0; ++round) {
            if (round % 2 == 0) {
                for (std::size_t c = 1; c < columns_.size(); ++c) sort_column(columns_[c], positions(), true);
            } else {
                for (std::size_t c = columns_.size() - 1; c-- > 0;) sort_column(columns_[c], positions(), false);
            }
            if (const std::uint64_t now = crossings(); now < fewest) {
                fewest = now;
                best = columns_;
            }
        }
        columns_ = std::move(best);
    }

    double gap_between(std::size_t a, std::size_t b) const {
        return (places_[a].height + places_[b].height) / 2 + (places_[a].passing || places_[b].passing ? gaps_.row / 2 : gaps_.row);
    }

    // Each place as near as may be to the middle of its neighbours, in the order found: least squares, block by block.
    void settle(const std::vector<std::size_t>& column, bool before, bool after) {
        struct Block { double sum, weight; std::size_t count; };
        std::vector<Block> blocks;
        std::vector<double> offset(column.size(), 0);
        for (std::size_t i = 0; i < column.size(); ++i) {
            const Place& place = places_[column[i]];
            if (i > 0) offset[i] = offset[i - 1] + gap_between(column[i - 1], column[i]);
            double sum = 0, weight = 0;
            const auto look_at = [&](const std::vector<std::size_t>& others) {
                for (const std::size_t other : others) {
                    const double counts = place.passing && places_[other].passing ? 4 : 1;
                    sum += counts * centre_[other];
                    weight += counts;
                }
            };
            if (before) look_at(place.before);
            if (after) look_at(place.after);
            const double wanted = weight > 0 ? sum / weight : centre_[column[i]];
            const double heavy = weight > 0 ? weight : 0.01;
            blocks.push_back({(wanted - offset[i]) * heavy, heavy, 1});
            while (blocks.size() > 1) {
                Block &last = blocks.back(), &above = blocks[blocks.size() - 2];
                if (above.sum / above.weight <= last.sum / last.weight) break;
                above = {above.sum + last.sum, above.weight + last.weight, above.count + last.count};
                blocks.pop_back();
            }
        }
        std::size_t i = 0;
        for (const Block& block : blocks)
            for (std::size_t n = 0; n < block.count; ++n, ++i) centre_[column[i]] = block.sum / block.weight + offset[i];
    }

    void place() {
        centre_.assign(places_.size(), 0);
        double x = 0;
        for (const auto& column : columns_) {
            double width = 0;
            for (std::size_t i = 0; i < column.size(); ++i) {
                width = std::max(width, places_[column[i]].width);
                if (i > 0) centre_[column[i]] = centre_[column[i - 1]] + gap_between(column[i - 1], column[i]);
            }
            left_.push_back(x);
            column_width_.push_back(width);
            x += width + gaps_.column;
        }
        for (int round = 0; round < 6; ++round) {
            for (std::size_t c = 1; c < columns_.size(); ++c) settle(columns_[c], true, false);
            for (std::size_t c = columns_.size() - 1; c-- > 0;) settle(columns_[c], false, true);
        }
        for (int round = 0; round < 2; ++round)
            for (const auto& column : columns_) settle(column, true, true);
        double top = 1e300, bottom = -1e300;
        for (std::size_t i = 0; i < places_.size(); ++i) {
            top = std::min(top, centre_[i] - places_[i].height / 2);
            bottom = std::max(bottom, centre_[i] + places_[i].height / 2);
        }
        for (double& one : centre_) one -= top;
        height_ = bottom - top;
    }
};

std::size_t root_of(std::vector<std::size_t>& up, std::size_t i) {
    while (up[i] != i) i = up[i] = up[up[i]];
    return i;
}

}  // namespace

Layout lay_out(std::vector<Box> boxes, const Edges& edges, const LayoutGaps& gaps) {
    Layout out;
    out.boxes = boxes;
    out.lines.resize(edges.size());
    std::vector<std::size_t> up(boxes.size());
    std::iota(up.begin(), up.end(), std::size_t{0});
    for (const auto& [from, to] : edges) {
        const std::size_t a = root_of(up, from), b = root_of(up, to);
        up[std::max(a, b)] = std::min(a, b);    // the first box of a part is its root: parts stand in the order of the boxes
    }
    std::vector<std::vector<std::size_t>> members(boxes.size()), lines(boxes.size());
    for (std::size_t i = 0; i < boxes.size(); ++i) members[root_of(up, i)].push_back(i);
    for (std::size_t i = 0; i < edges.size(); ++i) lines[root_of(up, edges[i].first)].push_back(i);

    double y = 0;
    std::vector<std::size_t> alone;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (members[i].size() == 1) alone.push_back(i);
        if (members[i].size() < 2) continue;
        const Part part(boxes, std::move(members[i]), edges, std::move(lines[i]), gaps);
        part.write(out, y);
        y += part.height() + gaps.part;
        out.width = std::max(out.width, part.width());
    }
    // Rows of what no line joins, as wide as the parts above or a few boxes.
    const double most = out.width;
    double x = 0, row = 0;
    std::size_t in_row = 0;
    for (const std::size_t i : alone) {
        Box& box = out.boxes[i];
        if (in_row >= gaps.in_row && x + box.width > most + 1) {
            y += row + gaps.row;
            x = row = 0;
            in_row = 0;
        }
        box.x = x;
        box.y = y;
        x += box.width + gaps.row;
        row = std::max(row, box.height);
        out.width = std::max(out.width, box.x + box.width);
        ++in_row;
    }
    y += in_row > 0 ? row : 0;
    out.height = in_row > 0 ? y : std::max(0.0, y - gaps.part);
    return out;
}

}  // namespace duly::report
